// Meaning search in SQL, on the caller's connection: registers the tables and functions, and has a thread answer them
// while SQLite waits. src/sql/README.md documents each with an example.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createSyncFn } from 'synckit';
import { PolysemeError } from '../domain/errors.js';
import { type Database, Polyseme, type PolysemeOptions } from '../polyseme/polyseme.js';
import { inColumnNames, inSnakeCase, withoutOldNames } from './arguments.js';
import { type SqlFunction, sqlFunctions } from './functions.js';
import { type Ask, type SqlTable, sqlTables } from './tables.js';
import { invalid, plain } from './values.js';
import type { SqlAnswer, SqlRequest, SqlTarget } from './worker.js';

/** As for `Polyseme.open`, except the database. */
export type PluginOptions = Omit<PolysemeOptions, 'db' | 'mustExist' | 'besideOthers'>;

/** Connections with registered functions. */
const inUse = new WeakSet<Database>();

/**
 * Adds meaning search to an open better-sqlite3 Database, file or memory: creates its tables beside the caller's, and
 * registers the SQL functions on this connection. `close` ends it and leaves the database open.
 * Throws as `Polyseme.open` does.
 */
export async function polyseme(db: Database, options: PluginOptions = {}): Promise<Polyseme> {
  if (typeof (db as Partial<Database> | undefined)?.table !== 'function') {
    throw invalid('db', 'it is no better-sqlite3 Database', 'Give an open one: new Database(file).');
  }
  if (inUse.has(db)) {
    throw new PolysemeError('conflict', 'db: polyseme is open on this connection already', {
      cure: 'Use that, or close it first.',
    });
  }
  inUse.add(db); // at once: opening takes a moment
  const release = (): unknown => inUse.delete(db);
  const facade = await Polyseme.open({ ...options, db }).catch((cause: unknown) => {
    release();
    throw cause;
  });
  facade.onClose(release);
  try {
    register(db, facade, options);
    await facade.loadIndexes();
    return facade;
  } catch (cause) {
    await facade.close();
    throw cause;
  }
}

function register(db: Database, facade: Polyseme, options: PluginOptions): void {
  const ask = askerOf(db, facade, options);
  for (const [name, table] of Object.entries(sqlTables)) registerTable(db, name, table, ask);
  for (const [name, scalar] of Object.entries(sqlFunctions)) registerFunction(db, name, scalar, ask);
}

function registerTable(db: Database, name: string, { parameters, columns, rows }: SqlTable, ask: Ask): void {
  db.table(name, {
    parameters: [...parameters],
    columns: [...columns],
    safeIntegers: true,
    *rows(...values: unknown[]) {
      const hidden = Object.fromEntries(parameters.map((key, i) => [key, plain(values[i])]));
      yield* inSqlNames(() => rows(withoutOldNames(hidden), ask), inColumnNames);
    },
  });
}

function registerFunction(
  db: Database,
  name: string,
  { arguments: { length: most }, required: least, isDeterministic, result }: SqlFunction,
  ask: Ask,
): void {
  const orNull = (...values: unknown[]): unknown => {
    if (values.length < least || values.length > most) {
      const numbers = least === most ? `${least}` : `${least} to ${most}`;
      throw invalid(name, `arguments given: ${values.length}`, `It takes ${numbers}.`);
    }
    const [first, ...rest] = values.map((value) => plain(value) ?? undefined);
    return first === undefined ? null : inSqlNames(() => result(ask, first, ...rest), inSnakeCase);
  };
  db.function(name, { varargs: true, safeIntegers: true, deterministic: isDeterministic }, orNull);
}

/** Turns the library's message about an option into one about the SQL argument, with the cure appended. */
function inSqlNames<T>(work: () => T, renamed: (message: string) => string): T {
  try {
    return work();
  } catch (thrown) {
    if (!(thrown instanceof PolysemeError)) throw thrown;
    const { code, message, cure, cause } = thrown;
    if (cure !== '' && message.endsWith(cure)) throw thrown; // it speaks of SQL already
    throw new PolysemeError(code, cure === '' ? renamed(message) : `${renamed(message)}. ${cure}`, {
      cure,
      cause,
    });
  }
}

/** Asks the thread and waits; the thread's connection closes with the facade. */
function askerOf(db: Database, facade: Polyseme, options: PluginOptions): Ask {
  const { onDownload: _, ...rest } = options;
  const target: SqlTarget = { id: randomUUID(), file: facade.file, options: rest };
  const run = createSyncFn<(target: SqlTarget, request: SqlRequest) => SqlAnswer>(
    fileURLToPath(new URL('./worker.js', import.meta.url)),
  );
  let isOpen = true;
  let bytes: Buffer | undefined = db.memory ? db.serialize() : undefined;
  if (db.memory) {
    facade.onChange(() => {
      bytes = db.serialize();
    });
  }
  facade.onClose(() => {
    if (isOpen) run(target, { op: 'close' });
    isOpen = false;
  });
  return ((request: SqlRequest): unknown => {
    if (!isOpen) {
      throw new PolysemeError('invalid_input', 'polyseme: it was closed on this connection', {
        cure: 'Open it again: await polyseme(db).',
      });
    }
    const answer = run(bytes ? { ...target, bytes } : target, request);
    bytes = undefined;
    if ('value' in answer) return answer.value;
    throw errorOf(answer.error);
  }) as Ask;
}

/** An error from the thread, as it would have been thrown here. */
function errorOf({ code, message, cure, stack }: Extract<SqlAnswer, { error: unknown }>['error']): Error {
  if (code) return new PolysemeError(code, message, { cure });
  return new Error(message, { cause: stack });
}
