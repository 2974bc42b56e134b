// Opens the database: pragmas, sqlite-vec's distance functions, migrations. Out: a connection the store uses.
import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { PolysemeError } from '../../domain/errors.js';
import { registerChecksum, rowSealer } from './checksums.js';
import { asStoreError, isReading, uninstalled } from './errors.js';
import { hasSchema, isEarly, isEmpty, migrate } from './schema.js';

export interface OpenDatabaseOptions {
  /** Refuse to create the file: for commands that only read. */
  readonly mustExist?: boolean;
  /** Create the tables beside those of another program. */
  readonly besideOthers?: boolean;
  /** How long to wait for another writer: default 5,000. */
  readonly busyTimeoutMs?: number;
  /** Refuse to create the file or the tables: for a file that has taken the place of one with tables. */
  readonly mustHoldTables?: boolean;
  /** Refuse any other file than the one of that `identity`. */
  readonly identity?: string;
}

/**
 * Opens `file` (or `:memory:`), creating and upgrading it as needed.
 * Throws `data` (not a database, another program's, damaged, from a later version) or `busy`, as `openStore` says.
 */
export function openDatabase(file: string, options: OpenDatabaseOptions = {}): Database.Database {
  if (file !== ':memory:') checkPath(file, options);
  const { mustHoldTables = false } = options;
  let db: Database.Database | undefined;
  try {
    db = new Database(file, { timeout: options.busyTimeoutMs ?? 5000, fileMustExist: mustHoldTables });
    if (mustHoldTables && !hasSchema(db) && !isEarly(db)) {
      throw new PolysemeError('data', `db: ${file} was replaced by a file without polyseme's tables`, {
        cure: 'Put a backup in its place; or start again, to begin with this one.',
      });
    }
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
    db?.close();
    throw asStoreError(cause, file);
  }
}

function checkPath(file: string, { mustExist = false }: OpenDatabaseOptions): void {
  if (mustExist && !existsSync(file)) {
    throw new PolysemeError('data', `db: there is no file ${file}`, {
      cure: `Make it from your texts: polyseme index FOLDER --db ${file}; or name another with --db.`,
    });
  }
  if (!existsSync(path.dirname(path.resolve(file)))) {
    throw new PolysemeError('data', `db: the folder of ${file} does not exist`, {
      cure: 'Create the folder, or name another file with --db.',
    });
  }
}

/**
 * Creates our tables in the caller's database, beside the caller's. A file is set to WAL mode, which persists in the
 * file, so that others can read during a write. Throws `invalid_input`, `data` or `busy`.
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
  // whichever integers the caller has chosen, our statements return numbers unless they say otherwise
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

/** A database in memory, from the bytes that `serialize` returned. */
export const databaseFrom = (bytes: Uint8Array): Database.Database => new Database(Buffer.from(bytes));

/** A connection that only reads, and stores results for reuse only when it need not wait for a writer. */
export const readingDatabase = (file: string): Database.Database =>
  new Database(file, { fileMustExist: true, timeout: 0 });

function prepare(db: Database.Database): Database.Database {
  db.pragma('secure_delete = ON');
  sqliteVec.load(db);
  registerChecksum(db);
  migrate(db);
  return db;
}

/** Throws `busy` inside a transaction: ours never span calls, so it is the caller's. */
export function refuseTransaction(db: Database.Database): void {
  if (!db.inTransaction) return;
  throw new PolysemeError('busy', 'db: a transaction of yours is open on this connection', {
    cure: 'End it and try again.',
  });
}

/** Runs work in its own transaction: inside the caller's, their ROLLBACK would undo it behind our back. */
export function immediately<T>(db: Database.Database, work: () => T): T {
  refuseTransaction(db);
  return db.transaction(work).immediate();
}

/**
 * Runs several reads on one snapshot, whatever other processes write meanwhile. While a statement of the caller's is
 * still reading, no transaction can begin and none is needed: the connection keeps that statement's snapshot.
 */
export function atOneMoment<T>(db: Database.Database, work: () => T): T {
  try {
    return db.transaction(work).deferred();
  } catch (cause) {
    if (cause instanceof TypeError && isReading.test(cause.message)) return work();
    throw cause;
  }
}

/** Records a change under a unique mark; returns its number, which only grows. */
export function writeMarker(db: Database.Database): () => number {
  const log = db.prepare('INSERT INTO polyseme_write_log (mark) VALUES (?)');
  const seal = rowSealer(db, 'polyseme_write_log', 'id = ?');
  return () => {
    const id = Number(log.run(randomBytes(8).toString('hex')).lastInsertRowid);
    seal(id);
    return id;
  };
}

/**
 * Empties the write-ahead log, so that deleted text does not survive there. While others read it cannot: the next call,
 * or `compact`, then does; nobody waits for it.
 */
export function emptyLog(db: Database.Database): void {
  withoutWaiting(db, () => db.pragma('wal_checkpoint(TRUNCATE)'));
}

/** True when nobody is writing at this moment, not even the caller's own transaction. */
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
