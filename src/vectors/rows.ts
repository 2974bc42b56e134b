// Vectors made elsewhere: as they come in, as they are stored, and how two of them compare.
import { PolysemeError } from '../domain/errors.js';
import type { Metric, VectorCollection } from '../domain/vectors.js';
import { bytesOf, codesOf, dequantise, dot, floatsOf, quantise } from '../math/vector.js';
import type { VectorRow } from '../store/store.js';

const maxDim = 65_536;

/** A vector as a row of the store. */
export function toRow(
  { storage }: Pick<VectorCollection, 'storage'>,
  vector: Float32Array,
): Pick<VectorRow, 'vector' | 'scale'> {
  if (storage === 'float32') return { vector: bytesOf(vector.slice()), scale: 1 };
  const { codes, scale } = quantise(vector);
  return { vector: bytesOf(codes), scale };
}

/** The vector of such a row. */
export function fromRow(
  { storage }: Pick<VectorCollection, 'storage'>,
  { vector, scale }: Pick<VectorRow, 'vector' | 'scale'>,
): Float32Array {
  return storage === 'float32' ? floatsOf(vector) : dequantise({ codes: codesOf(vector), scale });
}

/** Smaller is nearer: 1 - cosine, the negative inner product, or the Euclidean distance. */
export function distanceBetween(metric: Metric, query: Float32Array, row: Float32Array): number {
  const product = dot(query, row);
  if (metric === 'ip') return -product;
  if (metric === 'cosine') return 1 - product / (Math.sqrt(dot(query, query) * dot(row, row)) || 1);
  let square = 0;
  for (let i = 0; i < row.length; i++) square += ((query[i] as number) - (row[i] as number)) ** 2;
  return Math.sqrt(square);
}

/**
 * Returns the caller's vector as floats: from a list of numbers, or float32 as from SQL functions. dim: the
 * collection's; undefined for its first vector. Throws `invalid_input`, naming it `name`.
 */
export function checkVector(
  name: string,
  value: unknown,
  dim: number | undefined,
  metric: Metric,
): Float32Array {
  if (Buffer.isBuffer(value) && value.length % 4 === 0) {
    return checkVector(name, floatsOf(value), dim, metric);
  }
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  const fail = (what: string, cure: string): never => {
    throw new PolysemeError('invalid_input', `${name}: ${what}`, { cure });
  };
  if (!isList) fail('it is not a list of numbers', 'Give an array or a Float32Array.');
  if (Array.isArray(value)) {
    const at = value.findIndex((component) => typeof component !== 'number');
    if (at >= 0)
      fail(`component ${at} is ${value[at] === null ? 'null' : `a ${typeof value[at]}`}`, 'Give numbers.');
  }
  const vector = new Float32Array(value as ArrayLike<number>);
  if (vector.length === 0 || vector.length > maxDim) {
    fail(`it has ${vector.length} components`, 'Give 1 to 65,536.');
  }
  if (dim !== undefined && vector.length !== dim) {
    fail(`it has ${vector.length} components, the collection ${dim}`, 'Use the same model for all.');
  }
  const square = dot(vector, vector);
  if (!Number.isFinite(square)) fail('it holds what is no finite number', 'Check how it was made.');
  if (metric === 'cosine' && square === 0) {
    fail('it is all zero, which has no direction', 'Leave it out, or use the metric l2.');
  }
  return vector;
}
