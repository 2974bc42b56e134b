// Meaning search in SQL: table-valued and scalar functions on a connection of the caller's. Each turns its arguments
// into a call of the facade, waits for it, and gives rows; README.md documents them with an example each.
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { createSyncFn } from 'synckit';
import { PolysemeError } from '../domain/errors.js';
import type { Filters, MetadataFilter } from '../domain/filters.js';
import type { Hit, Query, TokenLine } from '../domain/search.js';
import { inventories, type Sense, type TokenSense } from '../domain/senses.js';
import type { RowKey } from '../domain/tables.js';
import type { PartOfSpeech } from '../domain/text.js';
import type { VectorHit } from '../domain/vectors.js';
import { bytesOf, codesOf, dequantise, floatsOf, quantise } from '../math/vector.js';
import {
  type NearestOptions,
  Polyseme,
  type PolysemeOptions,
  parseMetadataFilter,
  present,
  type SensesOptions,
} from '../polyseme/polyseme.js';
import type { Database } from '../store/store.js';
import type { Rows, SqlAnswer, SqlRequest, SqlTarget } from './worker.js';

type SqlValue = string | number | bigint | Buffer | null | undefined;
type Arguments = Readonly<Record<string, SqlValue>>;
type Row = Readonly<Record<string, SqlValue>>;

/** Narrows a search; each is a hidden column that may be set by position or in WHERE. */
const searchParameters = [
  ...['word', 'meaning', 'k', 'example', 'about', 'like_ids', 'unlike_ids', 'any_word', 'own_words'],
  ...['exact_form', 'source', 'among', 'filters', 'pos', 'min_score', 'skip', 'exact', 'ef', 'rank'],
  'collection',
] as const;
const lineColumns = [
  ...['id', 'uri', 'token_id', 'lemma', 'form', 'start', 'end', 'left', 'right', 'sentence', 'cosine'],
  ...['score', 'metadata'],
] as const;

/** What is registered, for documentation and its test: parameters are hidden columns, in this order. */
export const sqlTables = {
  polyseme_search: { parameters: searchParameters, columns: lineColumns },
  polyseme_neighbours: {
    parameters: [
      ...['token_id_of', 'k', 'source', 'among', 'filters', 'pos', 'min_score', 'exact', 'ef', 'collection'],
    ],
    columns: lineColumns,
  },
  polyseme_senses: {
    parameters: ['word', 'inventory', 'collection'],
    columns: ['sense', 'label', 'gloss', 'count', 'share', 'confidence', 'words'],
  },
  polyseme_tokens: {
    parameters: ['row_key', 'source', 'collection'],
    columns: ['token_id', 'lemma', 'form', 'start', 'end', 'left', 'right'],
  },
  polyseme_nearest: {
    parameters: ['collection', 'vector', 'k', 'filters', 'among', 'exact', 'ef'],
    columns: ['id', 'distance', 'metadata'],
  },
} as const;

/** How many arguments each takes: at least, and at most. */
export const sqlFunctions = {
  polyseme_encode: [1, 1],
  polyseme_similarity: [2, 2],
  polyseme_sense: [1, 3],
  polyseme_vector: [1, 2],
  polyseme_to_json: [1, 1],
  polyseme_from_json: [1, 1],
  polyseme_to_int8: [1, 1],
  polyseme_from_int8: [1, 1],
} as const;

/** As of `Polyseme.open`, but for the database. */
export type PluginOptions = Omit<PolysemeOptions, 'db' | 'mustExist' | 'besideOthers'>;

/**
 * Adds meaning search to an open better-sqlite3 Database, file or memory: its tables are made beside the caller's, and
 * the SQL functions registered on this connection. `close` ends it and leaves the database open.
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
  const opened = Polyseme.open({ ...options, db });
  inUse.add(db);
  opened.onClose(() => inUse.delete(db));
  register(db, opened, options);
  await opened.loadIndexes();
  return opened;
}

/** Connections whose functions are answered. */
const inUse = new WeakSet<Database>();

function register(db: Database, opened: Polyseme, options: PluginOptions): void {
  const ask = asker(db, opened, options);

  const table = (name: keyof typeof sqlTables, rows: (given: Arguments) => Iterable<Row>): void => {
    const { parameters, columns } = sqlTables[name];
    db.table(name, {
      parameters: [...parameters],
      columns: [...columns],
      safeIntegers: true,
      *rows(...values: unknown[]) {
        yield* rows(Object.fromEntries(parameters.map((key, i) => [key, plain(values[i])])));
      },
    });
  };

  table('polyseme_search', (given) =>
    lines(ask({ op: 'search', query: toQuery(given), rows: toRows(given) })),
  );
  table('polyseme_neighbours', (given) =>
    lines(
      ask({
        op: 'neighbours',
        tokenId: whole('token_id_of', given.token_id_of),
        query: toQuery(given),
        rows: toRows(given),
      }),
    ),
  );
  table('polyseme_senses', (given) => {
    const senses = ask({ op: 'senses', word: string('word', given.word), options: toSenses(given) });
    return (senses as Sense[]).map(({ id, label, gloss, count, share, confidence, words }) => {
      return {
        sense: id,
        label,
        gloss,
        count,
        share,
        confidence,
        words: words.map((w) => w.lemma).join(' '),
      };
    });
  });
  table('polyseme_tokens', (given) => {
    const rows = { source: optional('source', given), keys: [keyText(given.row_key)] };
    const tokens = ask({ op: 'tokens', rows, collection: optional('collection', given) });
    return (tokens as TokenLine[]).map(({ tokenId, lemma, form, start, end, left, right }) => {
      return { token_id: tokenId, lemma, form, start, end, left, right };
    });
  });

  table('polyseme_nearest', (given) => {
    const { vector, filters, among } = given;
    const options = present<NearestOptions>({
      k: optionalNumber('k', given),
      exact: flag('exact', given),
      efSearch: optionalNumber('ef', given),
      filters: filters === undefined ? undefined : toMetadataFilters(filters),
      among: among === undefined ? undefined : list('among', among),
    });
    const collection = string('collection', given.collection);
    const numbered = typeof vector === 'string' ? numbers('vector', vector) : floats('vector', vector);
    const hits = ask({ op: 'nearest', collection, vector: numbered, options });
    return (hits as VectorHit[]).map(({ id, distance, metadata }) => {
      return { id: toSql(id), distance, metadata: JSON.stringify(metadata) };
    });
  });

  const scalar = (
    name: keyof typeof sqlFunctions,
    work: (...values: SqlValue[]) => SqlValue,
    deterministic = false,
  ): void => {
    const [least, most] = sqlFunctions[name];
    const orNull = (...values: unknown[]): unknown => {
      if (values.length < least || values.length > most) {
        const takes = least === most ? `${least}` : `${least} to ${most}`;
        throw invalid(name, `arguments given: ${values.length}`, `It takes ${takes}.`);
      }
      const [first, ...rest] = values.map((value) => plain(value) ?? undefined);
      return first === undefined ? null : work(first, ...rest);
    };
    db.function(name, { varargs: true, safeIntegers: true, deterministic }, orNull);
  };
  scalar('polyseme_encode', (text) => toBlob(ask({ op: 'encode', text: string('text', text) })), true);
  scalar(
    'polyseme_similarity',
    (one, other) => {
      if (other === undefined) return null; // NULL, as everywhere in SQL
      const [a, b] = [textOrVector('a', one), textOrVector('b', other)];
      return ask({ op: 'similarity', one: a, other: b }) as number;
    },
    true,
  );
  scalar('polyseme_sense', (tokenId, inventory, collection) => {
    const request = { tokenId: whole('token_id', tokenId), options: toSenses({ inventory, collection }) };
    const { id } = ask({ op: 'sense', ...request }) as TokenSense;
    return id === '' ? null : id;
  });
  scalar('polyseme_vector', (tokenId, collection) => {
    const request = {
      tokenId: whole('token_id', tokenId),
      collection: optional('collection', { collection }),
    };
    return toBlob(ask({ op: 'vector', ...request }));
  });
  scalar('polyseme_to_json', (vector) => JSON.stringify([...floats('vector', vector)]), true);
  scalar('polyseme_from_json', (json) => bytesOf(Float32Array.from(numbers('json', json))), true);
  scalar(
    'polyseme_to_int8',
    (vector) => {
      return bytesOf(quantise(floats('vector', vector)).codes);
    },
    true,
  );
  scalar(
    'polyseme_from_int8',
    (vector) => bytesOf(dequantise({ codes: codesOf(blob('vector', vector)), scale: 1 / 127 })),
    true,
  );
}

/** What arguments of the facade are called in SQL. */
const sqlNames: Readonly<Record<string, string>> = {
  ...{ limit: 'k', offset: 'skip', efSearch: 'ef', minScore: 'min_score', where: 'filters' },
  ...{ like: 'like_ids', unlike: 'unlike_ids' },
};

/** Asks the thread and waits; its connection closes with the facade. */
function asker(db: Database, opened: Polyseme, options: PluginOptions): (request: SqlRequest) => unknown {
  const { onDownload: _, ...rest } = options;
  const target: SqlTarget = { id: randomUUID(), file: opened.file, options: rest };
  const run = createSyncFn<(target: SqlTarget, request: SqlRequest) => SqlAnswer>(
    fileURLToPath(new URL('./worker.js', import.meta.url)),
  );
  let isOpen = true;
  let bytes: Buffer | undefined = db.memory ? db.serialize() : undefined;
  if (db.memory) {
    opened.onChange(() => {
      bytes = db.serialize();
    });
  }
  opened.onClose(() => {
    if (isOpen) run(target, { op: 'close' });
    isOpen = false;
  });
  return (request) => {
    if (!isOpen) {
      throw new PolysemeError('invalid_input', 'polyseme: it was closed on this connection', {
        cure: 'Open it again: await polyseme(db).',
      });
    }
    const answer = run(bytes ? { ...target, bytes } : target, request);
    bytes = undefined;
    if ('value' in answer) return answer.value;
    const { code, message, cure } = answer.error;
    if (!code) throw new Error(message);
    const told = message.replace(/^(\w+):/u, (start, name: string) =>
      sqlNames[name] ? `${sqlNames[name]}:` : start,
    );
    throw new PolysemeError(code, `${told}. ${cure}`, { cure });
  };
}

function lines(answer: unknown): Row[] {
  return (answer as { readonly line: Hit; readonly key: RowKey }[]).map(({ line, key }) => ({
    id: toSql(key),
    uri: line.uri,
    token_id: line.tokenId,
    ...{ lemma: line.lemma, form: line.form, start: line.start, end: line.end },
    ...{ left: line.left, right: line.right, sentence: line.sentence },
    ...{ cosine: line.cosine, score: line.score, metadata: JSON.stringify(line.metadata) },
  }));
}

/** Keys as SQLite holds them: a number of JavaScript would become a REAL. */
function toSql(key: RowKey): SqlValue {
  if (key instanceof Uint8Array) return Buffer.from(key);
  return typeof key === 'number' && Number.isInteger(key) ? BigInt(key) : key;
}

function toQuery(given: Arguments): Query {
  return present<Query>({
    word: optional('word', given),
    meaning: optional('meaning', given),
    example: optional('example', given),
    about: optional('about', given),
    collection: optional('collection', given),
    anyWord: flag('any_word', given),
    ownWords: flag('own_words', given),
    exact: flag('exact', given),
    rank: flag('rank', given),
    form: flag('exact_form', given) ? 'exact' : undefined,
    limit: optionalNumber('k', given),
    offset: optionalNumber('skip', given),
    minScore: optionalNumber('min_score', given),
    efSearch: optionalNumber('ef', given),
    like: given.like_ids === undefined ? undefined : list('like_ids', given.like_ids).map(Number),
    unlike: given.unlike_ids === undefined ? undefined : list('unlike_ids', given.unlike_ids).map(Number),
    filters: toFilters(given),
  });
}

const toMetadataFilters = (filters: SqlValue): MetadataFilter[] =>
  list('filters', filters).map((one) => parseMetadataFilter(string('filters', one)));

function toFilters({ filters, pos }: Arguments): Filters | undefined {
  const found = present<Filters>({
    metadata: filters === undefined ? undefined : toMetadataFilters(filters),
    pos: pos === undefined ? undefined : (list('pos', pos) as PartOfSpeech[]),
  });
  return Object.keys(found).length > 0 ? found : undefined;
}

const toRows = (given: Arguments): Rows => ({
  source: optional('source', given),
  keys: given.among === undefined ? undefined : list('among', given.among).map(keyText),
});

/** Whole numbers as JavaScript has them, where it can. */
function plain(value: unknown): SqlValue {
  const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : (value as SqlValue);
}

/** As documents are named by it; one of several columns is a JSON array. */
function keyText(key: unknown): string {
  if (Array.isArray(key)) return JSON.stringify(key);
  return Buffer.isBuffer(key) ? `x'${key.toString('hex')}'` : String(key);
}

function toSenses(given: Arguments): SensesOptions {
  const inventory = optional('inventory', given);
  const known = inventories.find((one) => one === inventory);
  if (inventory !== undefined && !known) {
    throw invalid('inventory', `"${inventory}" is not known`, `Use one of: ${inventories.join(', ')}.`);
  }
  return present<SensesOptions>({ inventory: known, collection: optional('collection', given) });
}

/** A JSON array, or a single value. */
function list(name: string, value: SqlValue): (string | number | bigint)[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [value];
  const text = string(name, value);
  if (!text.startsWith('[')) return [text];
  // whole numbers may be larger than JSON.parse can hold
  if (/^\[\s*-?\d+(?:\s*,\s*-?\d+)*\s*\]$/u.test(text)) {
    return (text.match(/-?\d+/gu) ?? []).map((digits) => plain(BigInt(digits)) as number | bigint);
  }
  try {
    return JSON.parse(text) as (string | number)[];
  } catch {
    throw invalid(name, 'is not a JSON array', "Write '[1, 2]', or json_group_array(id) in a query.");
  }
}

function string(name: string, value: unknown): string {
  if (typeof value === 'string') return value;
  throw invalid(name, `is ${told(value)}, not text`, 'Give a text.');
}

function optional(name: string, given: Arguments): string | undefined {
  const value = given[name];
  return value === undefined ? undefined : string(name, value);
}

function optionalNumber(name: string, given: Arguments): number | undefined {
  const value = given[name];
  if (value === undefined || typeof value === 'number') return value;
  throw invalid(name, `is ${told(value)}, not a number`, 'Give a number.');
}

function flag(name: string, given: Arguments): boolean | undefined {
  const value = given[name];
  if (value === undefined) return undefined;
  if (value === 0 || value === 1) return value === 1;
  throw invalid(name, `is ${told(value)}, not true or false`, 'Give true or false.');
}

function whole(name: string, value: SqlValue): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw invalid(name, `is ${told(value)}, not a whole number`, 'Give a token_id that a search has shown.');
}

function blob(name: string, value: SqlValue): Buffer {
  if (Buffer.isBuffer(value)) return value;
  throw invalid(name, `is ${told(value)}, not a BLOB`, 'Give a vector as polyseme_encode makes one.');
}

function floats(name: string, value: SqlValue): Float32Array {
  const bytes = blob(name, value);
  if (bytes.length === 0 || bytes.length % 4 !== 0) {
    throw invalid(name, `has ${bytes.length} bytes`, 'Give float32 components, four bytes each.');
  }
  return floatsOf(bytes);
}

const textOrVector = (name: string, value: SqlValue): string | Float32Array =>
  typeof value === 'string' ? value : floats(name, value);

function numbers(name: string, value: SqlValue): number[] {
  const found = list(name, value);
  if (found.length > 0 && found.every((one) => typeof one === 'number' && Number.isFinite(one))) {
    return found as number[];
  }
  throw invalid(name, 'is not a JSON array of numbers', "Write '[0.1, 0.2]'.");
}

const toBlob = (vector: unknown): Buffer => bytesOf(vector as Float32Array);

const told = (value: unknown): string =>
  value === undefined ? 'missing' : value === null ? 'NULL' : Buffer.isBuffer(value) ? 'a BLOB' : `${value}`;

function invalid(name: string, what: string, cure: string): PolysemeError {
  return new PolysemeError('invalid_input', `${name}: ${what}. ${cure}`, { cure });
}
