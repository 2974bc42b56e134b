// Vectors that were made elsewhere.
import type { AnnState } from './reports.js';
import type { RowKey } from './tables.js';
import type { Metadata } from './text.js';

/** How vectors are compared: by direction, by inner product, or by Euclidean distance. */
export const metrics = ['cosine', 'ip', 'l2'] as const;

/** ip: inner product. l2: Euclidean distance. */
export type Metric = (typeof metrics)[number];

/** A vector of somebody else's, on its way in. */
export interface VectorItem {
  /** Its owner's id: the same again replaces the vector. */
  readonly id: string | number | bigint;
  /** Finite numbers, as many as the collection's dimension; for the cosine not all zero. */
  readonly vector: ArrayLike<number>;
  /** To filter by; default none. */
  readonly metadata?: Metadata;
}

/** A collection of vectors that somebody else has made. */
export interface VectorCollection {
  /** Collections of texts have ids of their own. */
  readonly id: number;
  /** As `addVectors` and `nearest` take it. */
  readonly name: string;
  /** Components of a vector. */
  readonly dim: number;
  /** Decided with the first vector. */
  readonly metric: Metric;
  /** int8: a byte for each component. float32: as they were given. */
  readonly storage: 'int8' | 'float32';
  /** As its owner names it. */
  readonly model: string;
}

/** The same, with its counts and sizes. */
export interface VectorCollectionStats extends VectorCollection {
  /** All that are there now. */
  readonly vectors: number;
  /** Bytes of the index cache beside the database. */
  readonly annBytes: number;
  /** Of the index as it is loaded now. */
  readonly annState: AnnState;
}

/** One of the nearest vectors. */
export interface VectorHit {
  /** Its owner's; a whole number is a bigint only where a number cannot hold it. */
  readonly id: RowKey;
  /** Smaller is nearer: 1 - cosine (0 to 2), the negative inner product, or the Euclidean distance. */
  readonly distance: number;
  /** As it was added; empty when there was none. */
  readonly metadata: Metadata;
}
