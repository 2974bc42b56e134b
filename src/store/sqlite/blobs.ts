// Vectors and texts as rows hold them. A damaged page can hold anything: what is neither is damage, not a bug of the reader.
import { codesOf } from '../../math/vector.js';

/** A BLOB of at least so many bytes. Throws SyntaxError, which the contract passes on as a damaged database. */
export function blobIn(value: unknown, bytes = 0): Uint8Array {
  if (value instanceof Uint8Array && value.length >= bytes) return value;
  throw new SyntaxError('a row has no vector where one should be');
}

/** The first `dim` int8 codes of a vector; the same memory. */
export const codesIn = (value: unknown, dim: number): Int8Array =>
  codesOf(blobIn(value, dim)).subarray(0, dim);

/** A text. Throws SyntaxError as `blobIn` does. */
export function textIn(value: unknown): string {
  if (typeof value === 'string') return value;
  throw new SyntaxError('a row has no text where one should be');
}
