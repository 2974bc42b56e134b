// Turns SQLite's errors into ours, which say what to do. In: anything thrown. Out: a PolysemeError where SQLite or its
// driver complains about the database; everything else unchanged, since it is a bug.
import Database from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';

/**
 * Turns an error of SQLite into `busy`, `data` (damaged, or cannot be opened), `disk_full`, `read_only`, `not_found`
 * (uninstalled) or `invalid_input` (closed by the caller).
 */
export function asStoreError(cause: unknown, file: string): unknown {
  if (cause instanceof PolysemeError) return cause;
  if (cause instanceof TypeError) return fromDriver(cause, file);
  if (!(cause instanceof Database.SqliteError)) return cause;
  const { code, message } = cause;
  const error = (kind: PolysemeError['code'], what: string, cure: string): PolysemeError =>
    new PolysemeError(kind, `db: ${what}`, { cure, cause });
  if (/^no such table: (?:main\.)?polyseme_/u.test(message)) return uninstalled(file);
  if (code.startsWith('SQLITE_BUSY')) {
    return error(
      'busy',
      `another process is writing to ${file}`,
      'Wait until it has finished and try again.',
    );
  }
  if (code.startsWith('SQLITE_LOCKED')) {
    return error(
      'busy',
      `a statement is still reading on this connection to ${file}`,
      'End it and try again.',
    );
  }
  if (code === 'SQLITE_NOTADB') {
    return error(
      'data',
      `${file} is not a usable SQLite database (${message})`,
      'Name another file with --db, or restore this one from a backup.',
    );
  }
  if (code.startsWith('SQLITE_CORRUPT') || /malformed|^Vector dimension/u.test(message))
    return damaged(file, cause);
  if (code === 'SQLITE_FULL' || code === 'SQLITE_IOERR_SHMSIZE') {
    return error(
      'disk_full',
      `there is no space left for ${file} (${message})`,
      'Free space on its disk and try again: nothing was written.',
    );
  }
  if (code.startsWith('SQLITE_READONLY')) {
    return error(
      'read_only',
      `${file} is read-only (${message})`,
      'Allow writing to the file and to its folder, or copy it and name the copy with --db.',
    );
  }
  if (/CANTOPEN|PERM|IOERR|NOLFS/u.test(code)) {
    return error(
      'data',
      `${file} cannot be used (${message})`,
      'Check its permissions and its disk, or name another file with --db.',
    );
  }
  return cause;
}

/** A damaged database, whose bytes are not what was written: `data`. */
export const damaged = (file: string, cause: Error): PolysemeError =>
  new PolysemeError('data', `db: ${file} is damaged (${cause.message})`, {
    cure: 'Restore it from a backup, or name another file with --db; polyseme verify lists what is damaged.',
    cause,
  });

/** One of our statements cannot be prepared although its tables exist: they are not as we created them. */
export const asSchemaError = (cause: unknown, file: string): unknown => {
  const error = asStoreError(cause, file);
  return error instanceof Database.SqliteError && error.code === 'SQLITE_ERROR'
    ? damaged(file, error)
    : error;
};

export const uninstalled = (file: string): PolysemeError =>
  new PolysemeError('not_found', `db: polyseme has no tables in ${file}`, {
    cure: 'It may have been uninstalled; open it again: Polyseme.open({ db }), or await polyseme(db).',
  });

/** better-sqlite3's message for a write while a statement is being iterated. */
export const isReading = /connection is busy executing a query/u;

/** better-sqlite3's messages for a connection that cannot be used now. */
function fromDriver(cause: TypeError, file: string): unknown {
  if (isReading.test(cause.message)) {
    return new PolysemeError(
      'busy',
      `db: a statement of yours is still reading on this connection to ${file}`,
      {
        cure: 'Read it to its end, or all at once, and try again.',
        cause,
      },
    );
  }
  if (/connection is not open/u.test(cause.message)) {
    return new PolysemeError('invalid_input', `db: the connection to ${file} was closed`, {
      cure: 'Open it again.',
      cause,
    });
  }
  return cause;
}
