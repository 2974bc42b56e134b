// SQLite's values → the library's values. Each reader takes the name that messages give the value. What cannot be read
// is `invalid_input`, with a short message whatever the value. Knows no table or function.
import { describeValue } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import { parseJson } from '../domain/json.js';
import type { RowKey } from '../domain/tables.js';
import { floatsOf } from '../polyseme/polyseme.js';

/** What SQLite passes on; undefined where an argument is left out. */
export type SqlValue = string | number | bigint | Buffer | null | undefined;

/** An element of a JSON array that names a row or a vector. */
type Scalar = string | number | bigint;

/** Longer texts are cut off in messages. */
const maxShownChars = 100;

/** Whole numbers as JavaScript numbers, where these can hold them. */
export function plain(value: unknown): SqlValue {
  const number = typeof value === 'bigint' ? Number(value) : Number.NaN;
  return Number.isSafeInteger(number) ? number : (value as SqlValue);
}

/** Keys as SQLite holds them: a JavaScript number would become a REAL. */
export function toSql(key: RowKey): SqlValue {
  if (key instanceof Uint8Array) return Buffer.from(key);
  return typeof key === 'number' && Number.isSafeInteger(key) ? BigInt(key) : key;
}

export function readText(name: string, value: SqlValue): string {
  if (typeof value === 'string') return value;
  throw invalid(name, `is ${shown(value)}, not text`, 'Give a text.');
}

/** Any number; the call that takes it checks its range. */
export function readNumber(name: string, value: SqlValue): number {
  if (typeof value === 'number' || typeof value === 'bigint') return Number(value);
  throw invalid(name, `is ${shown(value)}, not a number`, 'Give a number.');
}

/** SQL's true and false are 1 and 0. */
export function readFlag(name: string, value: SqlValue): boolean {
  if (value === 0 || value === 1) return value === 1;
  throw invalid(name, `is ${shown(value)}, not true or false`, 'Give true or false.');
}

export function readTokenId(name: string, value: unknown): number {
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw invalid(name, `is ${shown(value)}, not a whole number`, 'Give a token_id that a search has shown.');
}

/** A JSON array of token ids, or one. */
export const readTokenIds = (name: string, value: SqlValue): number[] =>
  readList(name, value).map((id) => readTokenId(name, id));

/** A JSON array of texts, or one text. */
export const readTexts = (name: string, value: SqlValue): string[] =>
  readList(name, value).map((one) => {
    if (typeof one === 'string') return one;
    throw invalid(name, `holds ${shown(one)}, not text`, 'Give a text, or a JSON array of texts: \'["…"]\'.');
  });

/** Ids of vectors: a JSON array, or one. NULL is nobody's id. */
export const readIds = (name: string, value: SqlValue): Scalar[] =>
  readList(name, value)
    .filter((id) => id !== null)
    .map((id) => scalar(name, id));

/** Keys of rows, as they name documents: a JSON array, or one. NULL is no row's key. */
export const readKeys = (name: string, value: SqlValue): string[] =>
  readList(name, value)
    .filter((key) => key !== null)
    .map((key) => keyText(name, key));

/** One key as it names documents; for several columns it is a JSON array. */
export function readKey(name: string, value: SqlValue): string {
  if (value === undefined) throw invalid(name, 'is missing', 'Give the key of a row.');
  return Buffer.isBuffer(value) ? `x'${value.toString('hex')}'` : keyText(name, value);
}

function keyText(name: string, key: unknown): string {
  return Array.isArray(key) ? JSON.stringify(key.map((part) => scalar(name, part))) : `${scalar(name, key)}`;
}

function scalar(name: string, value: unknown): Scalar {
  if (['string', 'number', 'bigint'].includes(typeof value)) return value as Scalar;
  throw invalid(name, `holds ${shown(value)}, which is no key`, 'Give numbers or texts.');
}

/** A vector: a JSON array, or float32 components in a BLOB. */
export const readVector = (name: string, value: SqlValue): ArrayLike<number> =>
  typeof value === 'string' ? readNumbers(name, value) : readFloats(name, value);

/** float32 components in a BLOB. */
export function readFloats(name: string, value: SqlValue): Float32Array {
  const bytes = readBlob(name, value);
  if (bytes.length === 0 || bytes.length % 4 !== 0) {
    throw invalid(name, `has ${bytes.length} bytes`, 'Give float32 components, four bytes each.');
  }
  return floatsOf(bytes);
}

export function readBlob(name: string, value: SqlValue): Buffer {
  if (Buffer.isBuffer(value)) return value;
  throw invalid(name, `is ${shown(value)}, not a BLOB`, 'Give a vector as polyseme_encode makes one.');
}

/** A vector as a JSON array. */
export function readNumbers(name: string, value: SqlValue): number[] {
  const numbers = readList(name, value);
  if (numbers.length > 0 && numbers.every((one) => typeof one === 'number' && Number.isFinite(one))) {
    return numbers as number[];
  }
  throw invalid(name, 'is not a JSON array of numbers', "Write '[0.1, 0.2]'.");
}

/** A JSON array, or a single value. */
function readList(name: string, value: SqlValue): unknown[] {
  if (typeof value === 'number' || typeof value === 'bigint') return [value];
  const text = readText(name, value);
  if (!text.startsWith('[')) return [text];
  try {
    return parseJson(text) as unknown[];
  } catch {
    throw invalid(name, 'is not a JSON array', "Write '[1, 2]', or json_group_array(id) in a query.");
  }
}

/** A wrong value as shown in a message. */
function shown(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'NULL';
  if (Buffer.isBuffer(value)) return 'a BLOB';
  if (typeof value === 'string' && value.length <= maxShownChars) return value;
  return describeValue(value);
}

export function invalid(name: string, what: string, cure: string): PolysemeError {
  return new PolysemeError('invalid_input', `${name}: ${what}. ${cure}`, { cure });
}
