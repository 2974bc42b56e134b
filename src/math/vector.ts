// Arithmetic on single vectors, and their form in storage. Knows nothing of words or models.
import type { QuantisedVector } from '../domain/text.js';

/** Dot product of two vectors of the same length. */
export function dot(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** Scales `vector` in place to length 1 and returns it; a zero vector stays zero. */
export function normalise(vector: Float32Array): Float32Array {
  const norm = Math.sqrt(dot(vector, vector));
  if (norm > 0) for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / norm;
  return vector;
}

/** Adds `weight * source` to `target` in place. */
export function addScaled(target: Float32Array, source: ArrayLike<number>, weight: number): void {
  for (let i = 0; i < target.length; i++) target[i] = (target[i] as number) + weight * (source[i] as number);
}

/** Mean of vectors of dimension `dim`; zero for none. Not normalised. */
export function mean(vectors: readonly Float32Array[], dim: number): Float32Array {
  const sum = new Float32Array(dim);
  for (const vector of vectors) addScaled(sum, vector, 1 / vectors.length);
  return sum;
}

/**
 * Symmetric int8 quantisation with one scale per vector: the largest component becomes ±127.
 * The cosine of two unit vectors from the shipped encoder changes by less than 0.001.
 */
export function quantise(vector: Float32Array): QuantisedVector {
  let largest = 0;
  for (let i = 0; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i] as number));
  const scale = largest / 127;
  const codes = new Int8Array(vector.length);
  // as Math.round, which takes three times as long: made positive, fractions are truncated downwards
  if (scale > 0) {
    for (let i = 0; i < vector.length; i++) codes[i] = (((vector[i] as number) / scale + 127.5) | 0) - 127;
  }
  return { codes, scale };
}

/** The float vector behind a quantised one. */
export function dequantise({ codes, scale }: QuantisedVector): Float32Array {
  return Float32Array.from(codes, (code) => code * scale);
}

/** The int8 codes in a BLOB; the same memory. */
export const codesOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Int8Array =>
  new Int8Array(buffer, byteOffset, byteLength);

/** The float32 components in a BLOB, copied: a BLOB may begin at any byte. */
export const floatsOf = (bytes: Uint8Array): Float32Array => new Float32Array(new Uint8Array(bytes).buffer);

/** A vector as a BLOB; the same memory. */
export const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Int8Array): Buffer =>
  Buffer.from(buffer, byteOffset, byteLength);

/** Copies some rows of a block [n × dim], one after another: [rows × dim]. */
export function selectRows(codes: Int8Array, dim: number, rows: readonly number[]): Int8Array {
  const selected = new Int8Array(rows.length * dim);
  rows.forEach((row, i) => {
    selected.set(codes.subarray(row * dim, (row + 1) * dim), i * dim);
  });
  return selected;
}

/** One row of a block [n × dim], of length 1. */
export function unitRow(codes: Int8Array, dim: number, row: number): Float32Array {
  return normalise(Float32Array.from(codes.subarray(row * dim, (row + 1) * dim)));
}
