// An open collection of vectors made elsewhere, with its index and its rows in memory: vectors are added, removed and
// searched. Options were checked by their schemas; items are checked here, as they come.
import { setImmediate } from 'node:timers/promises';
import { AnnIndex } from '../ann/ann-index.js';
import { throwIfCancelled } from '../domain/cancel.js';
import { defaultVectorEfSearch } from '../domain/defaults.js';
import type { MetadataFilter } from '../domain/filters.js';
import {
  type AddVectorsOptions,
  checkItem,
  checkItemId,
  checkMetadata,
  type NearestOptions,
  type VectorCollection,
  type VectorHit,
  type VectorItem,
} from '../domain/vectors.js';
import type { Store, VectorRow } from '../store/store.js';
import { VectorSearch } from './nearest.js';
import { checkVector, fromRow, toRow } from './rows.js';
import { vectorSource } from './source.js';

const vectorsPerCommit = 1000;
const defaultK = 10;

/** A collection, with what is kept open for it. */
export interface OpenVectors {
  readonly store: Store;
  readonly collection: VectorCollection;
  readonly ann: AnnIndex;
  readonly search: VectorSearch;
}

/** Opens a collection; reads nothing yet. */
export function openVectors(store: Store, collection: VectorCollection): OpenVectors {
  const ann = new AnnIndex(vectorSource(store, collection));
  return { store, collection, ann, search: new VectorSearch(store, collection, ann) };
}

/** What `addVectors` did. */
export interface AddedVectors {
  /** Vectors with a new id. */
  readonly added: number;
  /** Vectors with an existing id. */
  readonly replaced: number;
}

/**
 * Adds vectors to the collection of that name, created with the first; an existing id gets the new vector. It can be
 * stopped after any thousand; what was added stays. Throws `invalid_input`, `conflict`, `busy` or `cancelled`.
 */
export async function addVectors(
  store: Store,
  name: string,
  items: Iterable<VectorItem> | AsyncIterable<VectorItem>,
  options: AddVectorsOptions = {},
): Promise<AddedVectors> {
  let collection = await store.vectorCollection(name);
  // options left out stay as they are
  const { metric = collection?.metric ?? 'cosine', storage = collection?.storage ?? 'int8' } = options;
  const { model = collection?.model ?? '', signal } = options;
  const total = { added: 0, replaced: 0 };
  let rows: VectorRow[] = [];
  const write = async (): Promise<void> => {
    throwIfCancelled(signal);
    if (!collection || rows.length === 0) return;
    const replaced = await store.writeVectors(collection.id, rows);
    total.replaced += replaced;
    total.added += rows.length - replaced;
    rows = [];
  };
  let number = 0;
  for await (const item of items) {
    const itemName = `items[${number++}]`;
    const { id, vector, metadata } = checkItem(itemName, item);
    const checked = checkVector(`${itemName}.vector`, vector, collection?.dim, metric);
    const itemId = checkItemId(itemName, id);
    if (number === 1) {
      collection = await store.ensureVectorCollection({ name, dim: checked.length, metric, storage, model });
    }
    const row = toRow(collection as VectorCollection, checked);
    rows.push({ id: itemId, ...row, metadata: checkMetadata(itemName, metadata) });
    if (rows.length === vectorsPerCommit) {
      await write();
      await setImmediate(); // others get a turn, and may stop it
    }
  }
  await write();
  return total;
}

/** Removes vectors by their ids; returns how many were there. Throws `invalid_input` or `busy`. */
export const removeVectors = (
  { store, collection }: OpenVectors,
  ids: readonly VectorItem['id'][],
): Promise<number> =>
  store.removeVectors(
    collection.id,
    ids.map((id, i) => checkItemId(`ids[${i}]`, id)),
  );

/** Returns the vectors nearest to one, nearest first. Throws `invalid_input` for a vector of another length. */
export async function nearestVectors(
  vectors: OpenVectors,
  vector: ArrayLike<number>,
  options: NearestOptions = {},
): Promise<VectorHit[]> {
  const { collection, search } = vectors;
  const { k = defaultK, filters = [], exact = false, efSearch = defaultVectorEfSearch, onNothing } = options;
  const among = options.among?.map((id, i) => checkItemId(`among[${i}]`, id));
  const checked = checkVector('vector', vector, collection.dim, collection.metric);
  const hits = await search.nearest({ vector: checked, k, metadata: filters, among, exact, efSearch });
  const isFiltered = among !== undefined || filters.length > 0;
  if (onNothing && isFiltered && hits.length === 0)
    onNothing(await reasonForNothing(vectors, filters, among));
  return hits;
}

async function reasonForNothing(
  { store, collection: { id } }: OpenVectors,
  filters: readonly MetadataFilter[],
  among: readonly VectorItem['id'][] | undefined,
): Promise<string> {
  if (among && (await store.vectorsNamed(id, among)).length === 0)
    return 'among names no vector of the collection';
  return (
    (await store.explainVectorFilters(id, filters)) ??
    `no vector meets ${among || filters.length > 1 ? 'all of them: drop one' : 'the condition'}`
  );
}

/** Random vectors by their numbers, and a function that finds how far the k nearest of one are, without itself. */
export interface VectorSample {
  readonly ann: AnnIndex;
  readonly queries: readonly number[];
  nearest(number: number, exact: boolean): Promise<readonly number[]>;
}

/** A sample to measure the recall of the index by. */
export async function vectorSample(
  { store, collection, ann, search }: OpenVectors,
  { queries, k, efSearch }: { readonly queries: number; readonly k: number; readonly efSearch: number },
): Promise<VectorSample> {
  return {
    ann,
    queries: await store.randomVectors(collection.id, queries),
    async nearest(number, exact) {
      const [row] = await store.vectorsOf([number]);
      const item = (await store.vectorItems([number])).get(number);
      if (!row || !item) return [];
      const query = { metadata: [], among: undefined, exact, efSearch };
      const hits = await search.nearest({ vector: fromRow(collection, row), k: k + 1, ...query });
      const others = hits.filter(({ id }) => String(id) !== String(item.id));
      return others.slice(0, k).map(({ distance }) => distance);
    },
  };
}
