// Opens the database: pragmas, the distance functions of sqlite-vec, migrations. Out: a connection the store uses.
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import * as sqliteVec from 'sqlite-vec';
import { PolysemeError } from '../../errors.js';

const migrationsFolder = new URL('../../../../migrations/', import.meta.url);

export interface OpenDatabaseOptions {
  /** Refuse to create a file: for commands that only read. */
  readonly mustExist?: boolean;
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
    db.pragma('secure_delete = ON');
    db.pragma('cache_size = -65536');
    sqliteVec.load(db);
    migrate(db);
    return db;
  } catch (cause) {
    throw asStoreError(cause, file);
  }
}

/** Turns an error of SQLite into one that says what to do. */
export function asStoreError(cause: unknown, file: string): unknown {
  if (cause instanceof PolysemeError || !(cause instanceof Database.SqliteError)) return cause;
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

/** Runs the migrations that the database has not seen, each in a transaction with its name and checksum recorded. */
function migrate(db: Database.Database): void {
  const files = readdirSync(migrationsFolder)
    .filter((name) => name.endsWith('.sql'))
    .sort();
  const isOurs = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'migration'").get() !== undefined;
  const isEmpty = db.prepare('SELECT 1 FROM sqlite_master').get() === undefined;
  if (!isOurs && !isEmpty) {
    throw new PolysemeError('data', `db: ${db.name} is a database of another program`, {
      cure: 'Name another file with --db.',
    });
  }
  const run = db.transaction(() => {
    db.exec(
      'CREATE TABLE IF NOT EXISTS migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID',
    );
    const applied = new Set(db.prepare('SELECT name FROM migration').pluck().all() as string[]);
    for (const name of applied) {
      if (!files.includes(name)) {
        throw new PolysemeError('data', `db: ${db.name} was written by a later version (it has ${name})`, {
          cure: 'Install the current version of polyseme.',
        });
      }
    }
    for (const name of files) {
      if (applied.has(name)) continue;
      const sql = readFileSync(new URL(name, migrationsFolder), 'utf8');
      db.exec(sql);
      const sha256 = createHash('sha256').update(sql).digest('hex');
      db.prepare('INSERT INTO migration (name, sha256) VALUES (?, ?)').run(name, sha256);
    }
  });
  const isCurrent =
    isOurs && (db.prepare('SELECT count(*) FROM migration').pluck().get() as number) === files.length;
  // a reader must not wait for a writer just to learn that there is nothing to do
  if (!isCurrent) run.immediate();
}
