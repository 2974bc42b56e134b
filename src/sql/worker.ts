// The thread behind the SQL functions: SQLite calls them synchronously and with the connection in use, so they wait for
// this thread, which has a connection of its own and calls the facade like every other surface.
import { runAsWorker } from 'synckit';
import { PolysemeError } from '../domain/errors.js';
import type { Query } from '../domain/search.js';
import type { RowKey } from '../domain/tables.js';
import {
  type NearestOptions,
  Polyseme,
  type PolysemeOptions,
  type SensesOptions,
} from '../polyseme/polyseme.js';
import { asStoreError, type Database, databaseFrom, readingDatabase } from '../store/store.js';

/** Which database is meant. */
export interface SqlTarget {
  /** Of the connection that asks: each has its own here. */
  readonly id: string;
  readonly file: string;
  /** A database in memory as it is now; left out while it is as it was. */
  readonly bytes?: Uint8Array;
  readonly options: Omit<PolysemeOptions, 'db' | 'onDownload'>;
}

/** Rows of a table, or of a file, by their keys; of all of them where either is left out. */
export interface Rows {
  readonly source: string | undefined;
  readonly keys: readonly string[] | undefined;
}

/** What the functions ask of the facade. */
export type SqlRequest =
  | { readonly op: 'search'; readonly query: Query; readonly rows: Rows }
  | { readonly op: 'neighbours'; readonly tokenId: number; readonly query: Query; readonly rows: Rows }
  | { readonly op: 'senses'; readonly word: string; readonly options: SensesOptions }
  | { readonly op: 'tokens'; readonly rows: Rows; readonly collection: string | undefined }
  | { readonly op: 'sense'; readonly tokenId: number; readonly options: SensesOptions }
  | { readonly op: 'vector'; readonly tokenId: number; readonly collection: string | undefined }
  | { readonly op: 'encode'; readonly text: string }
  | {
      readonly op: 'similarity';
      readonly one: string | Float32Array;
      readonly other: string | Float32Array;
    }
  | {
      readonly op: 'nearest';
      readonly collection: string;
      readonly vector: ArrayLike<number>;
      readonly options: NearestOptions;
    }
  | { readonly op: 'close' };

export type SqlAnswer =
  | { readonly value: unknown }
  | {
      readonly error: {
        readonly code: PolysemeError['code'] | undefined;
        readonly message: string;
        readonly cure: string;
      };
    };

const opened = new Map<string, { readonly polyseme: Polyseme; readonly db: Database }>();

async function close(id: string): Promise<void> {
  const known = opened.get(id);
  opened.delete(id);
  await known?.polyseme.close();
  known?.db.close();
}

async function open({ id, file, bytes, options }: SqlTarget): Promise<Polyseme> {
  const known = opened.get(id);
  if (known && !bytes) return known.polyseme;
  await close(id);
  const db = bytes ? databaseFrom(bytes) : readingDatabase(file);
  const polyseme = Polyseme.open({ ...options, db, mustExist: true, workers: 1 });
  opened.set(id, { polyseme, db });
  await polyseme.loadIndexes();
  return polyseme;
}

/** Names of documents; undefined for all. */
function namesOf(
  polyseme: Polyseme,
  { source, keys }: Rows,
  collection: string | undefined,
): readonly string[] | undefined {
  if (source === undefined) return keys;
  const name = polyseme.sourceName(source, collection);
  return keys?.map((key) => `${name}#${key}`) ?? [name];
}

function among(polyseme: Polyseme, query: Query, rows: Rows): Query {
  const names = namesOf(polyseme, rows, query.collection);
  if (!names) return query;
  // no row at all is allowed: not even the one that has no name
  return { ...query, filters: { ...query.filters, documents: names.length === 0 ? [''] : names } };
}

/** In a JOIN a row or a word of which nothing is indexed has no lines, and is no error. */
async function orNone<T>(work: () => T | Promise<T>): Promise<T | []> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PolysemeError && cause.code === 'not_found') return [];
    throw cause;
  }
}

/** Lines with the keys of their rows. */
function withKeys<T extends { readonly sentenceId: number }>(polyseme: Polyseme, lines: readonly T[]) {
  const keys: readonly RowKey[] = polyseme.keysOf(lines);
  return lines.map((line, i) => ({ line, key: keys[i] as RowKey }));
}

async function answer(target: SqlTarget, request: SqlRequest): Promise<unknown> {
  if (request.op === 'close') {
    await close(target.id);
    return undefined;
  }
  const polyseme = await open(target);
  switch (request.op) {
    case 'search':
      return withKeys(polyseme, (await polyseme.search(among(polyseme, request.query, request.rows))).hits);
    case 'neighbours':
      return withKeys(
        polyseme,
        await polyseme.neighbours(request.tokenId, among(polyseme, request.query, request.rows)),
      );
    case 'senses':
      return orNone(async () => {
        const { word, options } = request;
        return (await polyseme.senses(word, { ...options, usesSubstitutes: false })).senses;
      });
    case 'tokens': {
      const names = namesOf(polyseme, request.rows, request.collection) ?? [];
      return orNone(() => names.flatMap((name) => [...polyseme.tokens(name, request.collection)]));
    }
    case 'sense':
      return polyseme.senseOf(request.tokenId, request.options);
    case 'vector':
      return polyseme.vectorOf(request.tokenId, request.collection);
    case 'nearest':
      return polyseme.nearest(request.collection, request.vector, request.options);
    case 'encode':
      return polyseme.encode(request.text);
    case 'similarity':
      return polyseme.similarity(request.one, request.other);
  }
}

runAsWorker(async (target: SqlTarget, request: SqlRequest): Promise<SqlAnswer> => {
  try {
    return { value: await answer(target, request) };
  } catch (thrown) {
    const cause = asStoreError(thrown, target.file);
    const { message, stack } = cause as Error;
    if (!(cause instanceof PolysemeError))
      return { error: { code: undefined, message: stack ?? message, cure: '' } };
    return { error: { code: cause.code, message, cure: cause.cure } };
  }
});
