// The thread behind the SQL functions: SQLite calls them synchronously and with the connection in use, so they wait for
// this thread, which has a connection of its own and calls the facade like every other surface.
import { runAsWorker } from 'synckit';
import type { Query, RowKey } from './domain.js';
import { PolysemeError } from './errors.js';
import { type NearestOptions, Polyseme, type PolysemeOptions, type SensesOptions } from './polyseme.js';
import { databaseFrom } from './store/store.js';

/** Which database is meant. */
export interface SqlTarget {
  /** Of the connection that asks: each has its own here. */
  readonly id: string;
  readonly file: string;
  /** A database in memory as it is now; left out while it is as it was. */
  readonly bytes?: Uint8Array;
  readonly options: Omit<PolysemeOptions, 'db' | 'onDownload'>;
}

/** What the functions ask of the facade. */
export type SqlRequest =
  | { readonly op: 'search'; readonly query: Query }
  | { readonly op: 'neighbours'; readonly tokenId: number; readonly query: Query }
  | { readonly op: 'senses'; readonly word: string; readonly options: SensesOptions }
  | { readonly op: 'tokens'; readonly name: string; readonly collection: string | undefined }
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

const opened = new Map<string, Polyseme>();

async function open({ id, file, bytes, options }: SqlTarget): Promise<Polyseme> {
  const known = opened.get(id);
  if (known && !bytes) return known;
  await known?.close();
  const polyseme = Polyseme.open({ ...options, db: bytes ? databaseFrom(bytes) : file, workers: 1 });
  opened.set(id, polyseme);
  await polyseme.loadIndexes();
  return polyseme;
}

/** Lines with the keys of their rows. */
function withKeys<T extends { readonly sentenceId: number }>(polyseme: Polyseme, lines: readonly T[]) {
  const keys: readonly RowKey[] = polyseme.keysOf(lines);
  return lines.map((line, i) => ({ line, key: keys[i] as RowKey }));
}

async function answer(target: SqlTarget, request: SqlRequest): Promise<unknown> {
  if (request.op === 'close') {
    await opened.get(target.id)?.close();
    opened.delete(target.id);
    return undefined;
  }
  const polyseme = await open(target);
  switch (request.op) {
    case 'search':
      return withKeys(polyseme, (await polyseme.search(request.query)).hits);
    case 'neighbours':
      return withKeys(polyseme, await polyseme.neighbours(request.tokenId, request.query));
    case 'senses':
      return (await polyseme.senses(request.word, { ...request.options, usesSubstitutes: false })).senses;
    case 'tokens':
      return [...polyseme.tokens(request.name, request.collection)];
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
  } catch (cause) {
    const { message, stack } = cause as Error;
    if (!(cause instanceof PolysemeError))
      return { error: { code: undefined, message: stack ?? message, cure: '' } };
    return { error: { code: cause.code, message, cure: cause.cure } };
  }
});
