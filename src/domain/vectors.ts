// Vectors made elsewhere.
import { z } from 'zod';
import {
  callback,
  choice,
  custom,
  describeValue,
  fault,
  fields,
  flag,
  invalid,
  list,
  name,
  signal,
  text,
  whole,
} from './check.js';
import { defaultVectorEfSearch } from './defaults.js';
import { conditions, type MetadataFilter, metadataFilter } from './filters.js';
import type { AnnState } from './reports.js';
import type { RowKey } from './tables.js';
import type { Metadata } from './text.js';

/** How vectors are compared: by direction, by inner product, or by Euclidean distance. */
export const metrics = ['cosine', 'ip', 'l2'] as const;

/** ip: inner product. l2: Euclidean distance. */
export type Metric = (typeof metrics)[number];

/** A vector made elsewhere, on its way in. */
export interface VectorItem {
  /** Its owner's id: the same again replaces the vector. */
  readonly id: string | number | bigint;
  /** Finite numbers, as many as the collection's `dim`; for `cosine` not all zero. */
  readonly vector: ArrayLike<number>;
  /** To filter by; default none. */
  readonly metadata?: Metadata;
}

/** A collection of vectors made elsewhere. */
export interface VectorCollection {
  /** Collections of texts have ids of their own. */
  readonly id: number;
  /** As `addVectors` and `nearest` take it. */
  readonly name: string;
  /** Components of a vector. */
  readonly dim: number;
  /** Decided with the first vector. */
  readonly metric: Metric;
  /** int8: one byte per component. float32: as given. */
  readonly storage: 'int8' | 'float32';
  /** As its owner names it. */
  readonly model: string;
}

/** The same, with its counts and sizes. */
export interface VectorCollectionStats extends VectorCollection {
  /** How many there are now. */
  readonly vectors: number;
  /** Bytes of the index cache beside the database. */
  readonly annBytes: number;
  /** Of the index as loaded now. */
  readonly annState: AnnState;
}

/** One of the nearest vectors. */
export interface VectorHit {
  /** Its owner's id; a whole number is a bigint only where a number cannot hold it. */
  readonly id: RowKey;
  /** Smaller is nearer: 1 - cosine (0 to 2), the negative inner product, or the Euclidean distance. */
  readonly distance: number;
  /** As it was added; empty when there was none. */
  readonly metadata: Metadata;
}

/** How a collection of vectors is created; for an existing one, leave these out or repeat them. */
export interface AddVectorsOptions {
  /** For a new collection; default `cosine`. */
  readonly metric?: Metric;
  /** For a new collection: `int8` (default) takes a quarter of the space; `float32` keeps every bit. */
  readonly storage?: 'int8' | 'float32';
  /** What made the vectors: another name is then refused, since vectors of two models are not comparable. */
  readonly model?: string;
  /** Stops it before the next thousand: what was added stays. */
  readonly signal?: AbortSignal;
}

export const vectorCollectionName = name().describe('a collection of vectors');

/** As AddVectorsOptions, checked. */
export const addVectorsSchema = fields<AddVectorsOptions>()({
  metric: choice(metrics).describe('how a new collection compares vectors (default: cosine)').optional(),
  storage: choice(['int8', 'float32'])
    .describe('how a new collection stores vectors (default: int8)')
    .optional(),
  model: text().describe('what made the vectors').optional(),
  signal: signal().optional(),
});

/** Which of the nearest vectors to return, and how to search for them. */
export interface NearestOptions {
  /** 1 to 10,000, default 10. */
  readonly k?: number;
  /** On metadata; all must hold. */
  readonly filters?: readonly MetadataFilter[];
  /** Only vectors with these ids. */
  readonly among?: readonly VectorItem['id'][];
  /** Compare every vector; default false. */
  readonly exact?: boolean;
  /** Breadth of the approximate search: 10 to 10,000, default 100. */
  readonly efSearch?: number;
  /** Called before an empty list is returned, where filters or `among` leave nothing, with why, in words. */
  readonly onNothing?: (reason: string) => void;
}

const isId = (id: unknown): boolean =>
  typeof id === 'bigint' ||
  (typeof id === 'string' && id !== '') ||
  (typeof id === 'number' && Number.isFinite(id));
const itemId = z.custom<VectorItem['id']>(isId, {
  error: ({ input }) =>
    fault(`${describeValue(input)} is neither text nor a number`, 'Give ids of vectors.', { behind: '.id' }),
});

export const itemIds = list(itemId, '[id, …]').describe('ids of vectors');

const searching = {
  k: whole(1, 10_000).describe('nearest vectors to return (default: 10)').optional(),
  among: list(itemId, '[id, …]').describe('only vectors with these ids').optional(),
  exact: flag().describe('compare every vector instead of using the approximate index').optional(),
  efSearch: whole(10, 10_000)
    .describe(`breadth of the approximate search (default: ${defaultVectorEfSearch})`)
    .optional(),
};

/** As NearestOptions, checked. */
export const nearestSchema = fields<NearestOptions>()({
  ...searching,
  filters: list(metadataFilter('filters'), 'a list of conditions').optional(),
  onNothing: callback<(reason: string) => void>().optional(),
});
/** The same as surfaces spell it: conditions as text. */
export const nearestParameters = { ...searching, where: conditions().optional() };

/** Anything that can be iterated once. */
export const itemsSchema = custom<Iterable<VectorItem> | AsyncIterable<VectorItem>>(
  (items) =>
    typeof items === 'object' &&
    items !== null &&
    (Symbol.iterator in items || Symbol.asyncIterator in items),
  'it is not a list',
  'Give [{ id, vector, metadata }], or what yields such.',
).describe('vectors: [{ id, vector, metadata }]');

/** Checks that an item is an object, and its id not rounded already. Throws `invalid_input`. */
export function checkItem(itemName: string, item: unknown): VectorItem {
  if (typeof item === 'object' && item !== null) {
    const { id } = item as VectorItem;
    if (typeof id !== 'number' || !Number.isInteger(id) || Number.isSafeInteger(id))
      return item as VectorItem;
    const what = `${id} has lost digits: a number holds whole ones up to 2^53`;
    throw invalid(`${itemName}.id`, what, 'Give it as a bigint, or as text.');
  }
  throw invalid(
    itemName,
    `it is ${item === null ? 'null' : `a ${typeof item}`}`,
    'Give { id, vector, metadata }.',
  );
}

/** Returns whole numbers as bigint, so that they compare with those of the caller's tables. Throws `invalid_input`. */
export function checkItemId(itemName: string, id: unknown): VectorItem['id'] {
  if (!isId(id))
    throw invalid(
      `${itemName}.id`,
      `${describeValue(id)} is neither text nor a number`,
      'Give each vector an id.',
    );
  if (typeof id === 'bigint' && BigInt.asIntN(64, id) !== id) {
    throw invalid(`${itemName}.id`, `${id} does not fit 64 bits`, 'Give it as text.');
  }
  return typeof id === 'number' && Number.isSafeInteger(id) ? BigInt(id) : (id as VectorItem['id']);
}

/** Returns the metadata of a vector, empty when left out; a bigint stays exact as text. Throws `invalid_input`. */
export function checkMetadata(itemName: string, metadata: unknown): Metadata {
  if (metadata === undefined) return {};
  const isPlain = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  const isValue = (value: unknown): boolean =>
    value === null ||
    typeof value === 'string' ||
    ['boolean', 'bigint'].includes(typeof value) ||
    Number.isFinite(value);
  if (isPlain && Object.values(metadata).every(isValue)) {
    const exact = Object.entries(metadata).map(([name, value]) => [
      name,
      typeof value === 'bigint' ? String(value) : value,
    ]);
    return Object.fromEntries(exact) as Metadata;
  }
  throw invalid(
    `${itemName}.metadata`,
    'it is no object of texts and numbers',
    'Give { field: value } with text, numbers, true, false or null.',
  );
}

/** A vector to search for; its components are checked once its collection is known. */
export const vectorSchema = custom<ArrayLike<number>>(
  (value) => typeof value === 'object' && value !== null,
  '% is not a list of numbers',
  'Give an array or a Float32Array.',
).describe('a vector: as many numbers as the collection has components');
