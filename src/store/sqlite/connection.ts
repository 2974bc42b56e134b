// Opens the database: pragmas, the distance functions of sqlite-vec, migrations. Out: a connection the store uses.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { PolysemeError } from '../../domain/errors.js';
import { hasSchema, isEarly, isEmpty, migrate } from './schema.js';

export interface OpenDatabaseOptions {
  /** Refuse to create a file: for commands that only read. */
  readonly mustExist?: boolean;
  /** Make the tables beside those of another program. */
  readonly besideOthers?: boolean;
  /** How long to wait for another writer: default 5,000. */
  readonly busyTimeoutMs?: number;
}

/**
 * Opens `file` (or `:memory:`), creating and upgrading it as needed.
 * Throws `not_found`, `data` (not a database, damaged, from a later version) or `busy`.
 */
export function openDatabase(file: string, options: OpenDatabaseOptions = {}): Database.Database {
  if (file !== ':memory:') {
    if (options.mustExist && !existsSync(file)) {
      throw new PolysemeError('data', `db: there is no file ${file}`, {
        cure: 'Index something first (polyseme index PATH), or name the database with --db.',
      });
    }
    if (!existsSync(path.dirname(path.resolve(file)))) {
      throw new PolysemeError('data', `db: the folder of ${file} does not exist`, {
        cure: 'Create the folder, or name another file with --db.',
      });
    }
  }
  try {
    const db = new Database(file, { timeout: options.busyTimeoutMs ?? 5000 });
    db.pragma('page_size = 8192');
    db.pragma('journal_mode = WAL');
    // NORMAL: after a crash of the program nothing is lost; after a power cut, at most the last commits, whole
    db.pragma('synchronous = NORMAL');
    db.pragma('foreign_keys = ON');
    db.pragma('cache_size = -65536');
    if (!options.besideOthers && !hasSchema(db) && !isEarly(db) && !isEmpty(db)) {
      throw new PolysemeError('data', `db: ${file} is a database of another program`, {
        cure: 'Name another file with --db; or track its tables: polyseme track TABLE --id COLUMN --text COLUMN.',
      });
    }
    return prepare(db);
  } catch (cause) {
    throw asStoreError(cause, file);
  }
}

/**
 * Makes the tables in the caller's own database, beside the caller's. A file is set to WAL, which is kept in the
 * file, so that others can read while it is written. Throws `invalid_input`, `data` or `busy`.
 */
export function adoptDatabase(
  db: Database.Database,
  { mustExist = false }: OpenDatabaseOptions = {},
): Database.Database {
  if (!db.open || db.readonly) {
    throw new PolysemeError('invalid_input', `db: the database is ${db.open ? 'read-only' : 'closed'}`, {
      cure: 'Give an open better-sqlite3 Database that may be written to.',
    });
  }
  if (db.inTransaction) {
    throw new PolysemeError('invalid_input', 'db: a transaction is open', { cure: 'End it first.' });
  }
  try {
    if (mustExist && !hasSchema(db)) throw uninstalled(db.name);
    db.pragma('journal_mode = WAL');
    prepare(db);
  } catch (cause) {
    throw asStoreError(cause, db.name);
  }
  // whatever integers the caller has chosen, our statements give numbers unless they say otherwise
  return Object.create(db, {
    prepare: {
      value(sql: string) {
        const statement = db.prepare(sql);
        return statement.reader ? statement.safeIntegers(false) : statement;
      },
    },
    pragma: {
      value(source: string, options?: Database.PragmaOptions) {
        const value = db.pragma(source, options);
        return typeof value === 'bigint' ? Number(value) : value;
      },
    },
  }) as Database.Database;
}

/** A database in memory from what `serialize` gave. */
export const databaseFrom = (bytes: Uint8Array): Database.Database => new Database(Buffer.from(bytes));

/** A connection that only reads, but for what it would like to keep for the next time: it never waits for a writer. */
export const readingDatabase = (file: string): Database.Database =>
  new Database(file, { fileMustExist: true, timeout: 0 });

function prepare(db: Database.Database): Database.Database {
  db.pragma('secure_delete = ON');
  sqliteVec.load(db);
  migrate(db);
  return db;
}

/** Throws `busy` inside a transaction, which can only be the caller's. */
export function refuseTransaction(db: Database.Database): void {
  if (!db.inTransaction) return;
  throw new PolysemeError('busy', 'db: a transaction of yours is open on this connection', {
    cure: 'End it and try again.',
  });
}

/** In a transaction of its own: inside one of the caller's, their ROLLBACK would undo it behind our back. */
export function immediately(db: Database.Database, work: () => void): void {
  refuseTransaction(db);
  db.transaction(work).immediate();
}

/** Puts a change on record, under a mark that no other has; returns its number, which only grows. */
export function writeMarker(db: Database.Database): () => number {
  const log = db.prepare('INSERT INTO polyseme_write_log (mark) VALUES (?)');
  return () => Number(log.run(randomBytes(8).toString('hex')).lastInsertRowid);
}

/**
 * What was deleted must not live on in the write-ahead log. While others read it has to: then the next time, or
 * `compact`, empties it; nobody waits for that.
 */
export function emptyLog(db: Database.Database): void {
  withoutWaiting(db, () => db.pragma('wal_checkpoint(TRUNCATE)'));
}

/** Whether nobody is writing at this moment, the caller's own transaction included. */
export function canWrite(db: Database.Database): boolean {
  return withoutWaiting(db, () => {
    try {
      db.exec('BEGIN IMMEDIATE; ROLLBACK');
      return true;
    } catch {
      return false;
    }
  });
}

function withoutWaiting<T>(db: Database.Database, work: () => T): T {
  const timeout = db.pragma('busy_timeout', { simple: true });
  db.pragma('busy_timeout = 0');
  try {
    return work();
  } finally {
    db.pragma(`busy_timeout = ${timeout}`);
  }
}

const uninstalled = (file: string): PolysemeError =>
  new PolysemeError('not_found', `db: polyseme has no tables in ${file}`, {
    cure: 'It may have been uninstalled; open it again: Polyseme.open({ db }), or await polyseme(db).',
  });

/** Turns an error of SQLite into one that says what to do. */
export function asStoreError(cause: unknown, file: string): unknown {
  if (cause instanceof PolysemeError || !(cause instanceof Database.SqliteError)) return cause;
  if (/^no such table: (?:main\.)?polyseme_/u.test(cause.message)) return uninstalled(file);
  if (cause.code.startsWith('SQLITE_BUSY')) {
    return new PolysemeError('busy', `db: another process is writing to ${file}`, {
      cure: 'Wait until it has finished and try again.',
      cause,
    });
  }
  if (/NOTADB|CORRUPT/u.test(cause.code)) {
    return new PolysemeError('data', `db: ${file} is not a usable SQLite database (${cause.message})`, {
      cure: 'Name another file with --db, or restore this one from a backup.',
      cause,
    });
  }
  if (/CANTOPEN|READONLY|PERM|FULL|IOERR/u.test(cause.code)) {
    return new PolysemeError('data', `db: ${file} cannot be used (${cause.message})`, {
      cure: 'Check its permissions and the free space on its disk, or name another file with --db.',
      cause,
    });
  }
  return cause;
}
