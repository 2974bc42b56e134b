// The nearest of vectors made elsewhere, on the store's rows, which are the truth:
//
//   few, or filtered to few   every int8 row in memory (WebAssembly) ─▶ float32: those that may be nearest, as stored
//   many                      HNSW, and rows it does not know yet as above ─▶ sorted by distance
import { LRUCache } from 'lru-cache';
import type { AnnIndex } from '../ann/ann-index.js';
import { eachPoint, type Nearest } from '../ann/hnsw.js';
import type { MetadataFilter } from '../domain/filters.js';
import type { RowKey } from '../domain/tables.js';
import type { Metric, VectorCollection, VectorHit, VectorItem } from '../domain/vectors.js';
import type { Store } from '../store/store.js';
import { LiveMatrix } from './live-matrix.js';
import type { Matrix, Near, RowSelection } from './matrix.js';
import { distanceBetween, fromRow } from './rows.js';

export interface CheckedVectorQuery {
  /** With the collection's number of components. */
  readonly vector: Float32Array;
  readonly k: number;
  readonly metadata: readonly MetadataFilter[];
  /** The owner's ids; undefined for all. */
  readonly among: readonly VectorItem['id'][] | undefined;
  readonly exact: boolean;
  readonly efSearch: number;
}

/** Up to this many rows, comparing each is faster than the graph; measured with test/bench/peers.mjs. */
const exactUpTo = 5000;
/** The same for rows that a filter leaves: the graph would have to return many times as many. */
const filteredExactUpTo = 50_000;
/** Beyond this share of all rows, comparing all takes less time than asking the graph. */
const maxGraphShare = 0.1;
/** Taken beyond k, since some may be gone when looked up. */
const spare = 8;
/** A search is made again this often at most, however often vectors are replaced meanwhile. */
const maxRepeats = 5;
/** Memory for the rows that recent filters allow, four bytes each. */
const maxFilterBytes = 64 * 1024 * 1024;

/** Finds the nearest vectors of one collection. */
export class VectorSearch {
  readonly #store: Store;
  readonly #collection: VectorCollection;
  readonly #ann: AnnIndex;
  readonly #rows: LiveMatrix;
  /** Rows that filters allow, by the version of the rows and the filters. */
  readonly #allowed = new LRUCache<string, Int32Array>({
    maxSize: maxFilterBytes,
    sizeCalculation: (rows, key) => rows.byteLength + 2 * key.length,
  });

  constructor(store: Store, collection: VectorCollection, ann: AnnIndex) {
    this.#store = store;
    this.#collection = collection;
    this.#ann = ann;
    this.#rows = new LiveMatrix(store, collection);
  }

  /**
   * Returns the k nearest that the query allows, nearest first; fewer only when there are no more, or vectors are
   * replaced without a break.
   */
  async nearest(query: CheckedVectorQuery): Promise<VectorHit[]> {
    for (let repeats = 0; ; repeats++) {
      const { hits, expected, version } = await this.#nearestOnce(query);
      if (hits.length >= expected || repeats === maxRepeats) return hits;
      // a replaced vector is another row: those that were compared may be gone when they are looked up
      if ((await this.#rows.current()).version === version) return hits;
    }
  }

  /** expected: with fewer hits, some may have been missed, if the version of the rows is another by now. */
  async #nearestOnce(query: CheckedVectorQuery): Promise<{
    readonly hits: VectorHit[];
    readonly expected: number;
    readonly version: number;
  }> {
    const { matrix, version } = await this.#rows.current();
    const allowed = await this.#allowedRows(matrix, version, query);
    const count = allowed?.length ?? matrix.numLive;
    const isFew = count <= (allowed ? filteredExactUpTo : exactUpTo);
    const near = query.exact || isFew ? undefined : await this.#byGraph(matrix, query, allowed, count);
    const hits = near ?? (await this.#toHits(await this.#compare(matrix, query, allowed ?? 0), query.k));
    // a filter is read after the rows: what it allows may be newer than they are
    return { hits, expected: allowed ? query.k : Math.min(query.k, count), version };
  }

  /** Undefined where comparing all takes less time, or there is no graph. */
  async #byGraph(
    matrix: Matrix,
    query: CheckedVectorQuery,
    allowed: Int32Array | undefined,
    count: number,
  ): Promise<VectorHit[] | undefined> {
    const { vector, k, efSearch } = query;
    const isAllowed = allowed && new Set(allowed);
    // each round looks four times as far
    for (let wanted = isAllowed ? 4 * k : k + spare; wanted <= maxGraphShare * matrix.numRows; wanted *= 4) {
      const answer = await this.#ann.search(vector, wanted, Math.max(efSearch, wanted));
      if (!answer) return undefined;
      const behind = matrix.firstRowAfter(answer.lastTokenId);
      const newRows = allowed ? allowed.filter((row) => row >= behind) : behind;
      const newer = behind < matrix.numRows ? await this.#compare(matrix, query, newRows) : [];
      const isThere = ({ number }: Near): boolean => {
        const row = matrix.rowOf(number); // negative for one that was deleted since
        return isAllowed ? isAllowed.has(row) : row >= 0;
      };
      const fromGraph = firstOf(this.#pointsOf(answer), wanted, isThere);
      const near = newer.length === 0 ? fromGraph : [...fromGraph, ...newer].sort(byDistance);
      const hits = await this.#toHits(near, k);
      if (hits.length >= Math.min(k, count)) return hits;
    }
    return undefined;
  }

  /** What the graph returns, nearest first, copies of a vector by their numbers. */
  *#pointsOf(answer: Nearest): Generator<Near> {
    for (const { id, distance } of eachPoint(answer)) {
      yield { number: id, distance: distanceInGraph(this.#collection.metric, distance) };
    }
  }

  /** The nearest of the rows by their distances as stored, nearest first: k and some to spare. */
  async #compare(
    matrix: Matrix,
    { vector, k, exact }: CheckedVectorQuery,
    rows: RowSelection,
  ): Promise<Near[]> {
    const collection = this.#collection;
    if (collection.storage === 'int8') return matrix.nearest(vector, k + spare, rows);
    const stored = await this.#store.vectorsOf(matrix.candidates(vector, k + spare, rows, exact));
    const near = stored.map((row): Near => {
      const distance = distanceBetween(collection.metric, vector, fromRow(collection, row));
      return { number: row.number, distance };
    });
    return near.sort(byDistance).slice(0, k + spare);
  }

  /** The first k that are still there. */
  async #toHits(near: readonly Near[], k: number): Promise<VectorHit[]> {
    const hits: VectorHit[] = [];
    for (let at = 0; hits.length < k && at < near.length; ) {
      const some = near.slice(at, at + k - hits.length); // no more than needed: each is a page to read
      const items = await this.#store.vectorItems(some.map(({ number }) => number));
      for (const { number, distance } of some) {
        const item = items.get(number);
        if (item) hits.push({ id: plain(item.id), distance, metadata: item.metadata });
      }
      at += some.length;
    }
    return hits;
  }

  /** Rows that the filters allow, undefined for all; recent filters' rows are kept until something is written. */
  async #allowedRows(
    matrix: Matrix,
    version: number,
    query: CheckedVectorQuery,
  ): Promise<Int32Array | undefined> {
    if (query.among || query.metadata.length === 0) return this.#filterRows(matrix, query);
    const key = `${version} ${JSON.stringify(query.metadata)}`;
    const kept = this.#allowed.get(key);
    if (kept) return kept;
    const rows = (await this.#filterRows(matrix, query)) as Int32Array;
    this.#allowed.set(key, rows);
    return rows;
  }

  async #filterRows(
    matrix: Matrix,
    { metadata, among }: CheckedVectorQuery,
  ): Promise<Int32Array | undefined> {
    const { id } = this.#collection;
    const sets = await Promise.all(metadata.map((filter) => this.#store.vectorsWhere(id, filter)));
    if (among) sets.push([...new Set(await this.#store.vectorsNamed(id, among))]);
    const [smallest, ...others] = sets.sort((a, b) => a.length - b.length);
    if (!smallest) return undefined;
    const allowing = others.map((numbers) => new Set(numbers));
    const numbers = smallest.filter((number) => allowing.every((set) => set.has(number)));
    return Int32Array.from(numbers, (number) => matrix.rowOf(number)).filter((row) => row >= 0);
  }
}

/** At most `limit` that pass a test; no more are looked at, however many copies follow. */
function firstOf(all: Iterable<Near>, limit: number, passes: (one: Near) => boolean): Near[] {
  const some: Near[] = [];
  for (const one of all) {
    if (some.length === limit) break;
    if (passes(one)) some.push(one);
  }
  return some;
}

const byDistance = (a: Near, b: Near): number => a.distance - b.distance;

/** hnswlib returns 1 - product (of unit vectors for the cosine), or the squared distance. */
const distanceInGraph = (metric: Metric, distance: number): number =>
  metric === 'cosine' ? distance : metric === 'ip' ? distance - 1 : Math.sqrt(Math.max(0, distance));

/** A whole number as a JavaScript number, where that can hold it. */
const plain = (id: RowKey): RowKey =>
  typeof id === 'bigint' && Number.isSafeInteger(Number(id)) ? Number(id) : id;
