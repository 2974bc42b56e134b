// The thread behind the SQL functions: SQLite calls them synchronously and with the connection in use, so they wait for
// this thread, which has its own connection and calls the facade like every other surface.
//
//   request ─▶ the facade on this thread's connection ─▶ value, or an error by its code, message and cure
import { runAsWorker } from 'synckit';
import { PolysemeError } from '../domain/errors.js';
import type { Hit, NeighboursOptions, Query, TokenLine } from '../domain/search.js';
import type { Sense, SensesOptions, TokenSense } from '../domain/senses.js';
import type { RowKey } from '../domain/tables.js';
import type { NearestOptions, VectorHit } from '../domain/vectors.js';
import {
  asStoreError,
  type Database,
  databaseFrom,
  Polyseme,
  type PolysemeOptions,
  readingDatabase,
} from '../polyseme/polyseme.js';
import type { Rows } from './arguments.js';

/** Which database is meant. */
export interface SqlTarget {
  /** Id of the asking connection: each has its own here. */
  readonly id: string;
  readonly file: string;
  /** The current state of a database in memory; left out while it is unchanged. */
  readonly bytes?: Uint8Array;
  readonly options: Omit<PolysemeOptions, 'db' | 'onDownload'>;
}

/** A line with the key of its row. */
export interface KeyedLine {
  readonly line: Hit;
  readonly key: RowKey;
}

/** What can be asked of the facade: by name, what each question holds. */
interface Questions {
  readonly search: { readonly query: Query; readonly rows: Rows };
  readonly neighbours: { readonly tokenId: number; readonly options: NeighboursOptions; readonly rows: Rows };
  readonly senses: { readonly word: string; readonly options: SensesOptions };
  readonly tokens: { readonly rows: Rows; readonly collection: string | undefined };
  readonly sense: { readonly tokenId: number; readonly options: SensesOptions };
  readonly vector: { readonly tokenId: number; readonly collection: string | undefined };
  readonly encode: { readonly text: string };
  readonly similarity: { readonly one: string | Float32Array; readonly other: string | Float32Array };
  readonly nearest: {
    readonly collection: string;
    readonly vector: ArrayLike<number>;
    readonly options: NearestOptions;
  };
  readonly close: unknown;
}

/** The answer to each question. */
export interface Answers {
  readonly search: readonly KeyedLine[];
  readonly neighbours: readonly KeyedLine[];
  readonly senses: readonly Sense[];
  readonly tokens: readonly TokenLine[];
  readonly sense: TokenSense;
  readonly vector: Float32Array;
  readonly encode: Float32Array;
  readonly similarity: number;
  readonly nearest: readonly VectorHit[];
  readonly close: undefined;
}

export type Op = keyof Questions;
export type SqlRequest<O extends Op = Op> = { readonly [K in O]: { readonly op: K } & Questions[K] }[O];

export type SqlAnswer =
  | { readonly value: unknown }
  | {
      readonly error: {
        /** Undefined for an unforeseen error. */
        readonly code: PolysemeError['code'] | undefined;
        readonly message: string;
        readonly cure: string;
        readonly stack: string | undefined;
      };
    };

const connections = new Map<string, { readonly polyseme: Polyseme; readonly db: Database }>();

async function close(id: string): Promise<void> {
  const connection = connections.get(id);
  connections.delete(id);
  await connection?.polyseme.close();
  connection?.db.close();
}

async function open({ id, file, bytes, options }: SqlTarget): Promise<Polyseme> {
  const connection = connections.get(id);
  if (connection && !bytes) return connection.polyseme;
  await close(id);
  const db = bytes ? databaseFrom(bytes) : readingDatabase(file);
  const opening = Polyseme.open({ ...options, db, mustExist: true, workers: 1 });
  const polyseme = await opening.catch((cause: unknown) => {
    db.close();
    throw cause;
  });
  connections.set(id, { polyseme, db });
  await polyseme.loadIndexes();
  return polyseme;
}

/** Names of documents; undefined for all. */
async function namesOf(
  polyseme: Polyseme,
  { source, keys }: Rows,
  collection: string | undefined,
): Promise<readonly string[] | undefined> {
  if (source === undefined) return keys;
  const name = await polyseme.sourceName(source, collection);
  return keys?.map((key) => `${name}#${key}`) ?? [name];
}

async function among<T extends NeighboursOptions>(polyseme: Polyseme, query: T, rows: Rows): Promise<T> {
  const names = await namesOf(polyseme, rows, query.collection);
  if (!names) return query;
  // no row at all is allowed: name one that cannot exist
  return { ...query, filters: { ...query.filters, documents: names.length === 0 ? [''] : names } };
}

/** In a JOIN, a row or word of which nothing is indexed has no lines, and is no error. */
async function orNone<T>(work: () => Promise<readonly T[]>): Promise<readonly T[]> {
  try {
    return await work();
  } catch (cause) {
    if (cause instanceof PolysemeError && cause.code === 'not_found') return [];
    throw cause;
  }
}

async function withKeys(polyseme: Polyseme, lines: readonly Hit[]): Promise<KeyedLine[]> {
  const keys = await polyseme.keysOf(lines);
  return lines.map((line, i) => ({ line, key: keys[i] as RowKey }));
}

const answers: { readonly [O in Op]: (polyseme: Polyseme, request: SqlRequest<O>) => Promise<Answers[O]> } = {
  async search(polyseme, { query, rows }) {
    const { hits } = await polyseme.search({ ...(await among(polyseme, query, rows)), fold: false });
    return withKeys(polyseme, hits);
  },
  async neighbours(polyseme, { tokenId, options, rows }) {
    const near = { ...(await among(polyseme, options, rows)), fold: false };
    return withKeys(polyseme, await polyseme.neighbours(tokenId, near));
  },
  senses: (polyseme, { word, options }) =>
    orNone(async () => (await polyseme.senses(word, { ...options, usesSubstitutes: false })).senses),
  tokens: (polyseme, { rows, collection }) =>
    orNone(async () => {
      const tokens: TokenLine[] = [];
      for (const name of (await namesOf(polyseme, rows, collection)) ?? []) {
        for await (const token of polyseme.tokens(name, collection)) tokens.push(token);
      }
      return tokens;
    }),
  sense: (polyseme, { tokenId, options }) => polyseme.senseOf(tokenId, options),
  vector: async (polyseme, { tokenId, collection }) => polyseme.vectorOf(tokenId, collection),
  nearest: (polyseme, { collection, vector, options }) => polyseme.nearest(collection, vector, options),
  encode: (polyseme, { text }) => polyseme.encode(text),
  similarity: (polyseme, { one, other }) => polyseme.similarity(one, other),
  close: async () => undefined,
};

async function answer<O extends Op>(
  target: SqlTarget,
  request: SqlRequest<O>,
): Promise<Answers[O] | undefined> {
  if (request.op !== 'close') return answers[request.op as O](await open(target), request);
  await close(target.id);
  return undefined;
}

runAsWorker(async (target: SqlTarget, request: SqlRequest): Promise<SqlAnswer> => {
  try {
    return { value: await answer(target, request) };
  } catch (thrown) {
    const cause = asStoreError(thrown, target.file);
    if (cause instanceof PolysemeError) {
      const { code, message, cure } = cause;
      return { error: { code, message, cure, stack: undefined } };
    }
    const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
    return { error: { code: undefined, message, cure: '', stack } };
  }
});
