// Search in vectors of somebody else's, on the store's rows, which are the truth:
//
//   few, or filtered to few   every int8 row in memory (WebAssembly) ─▶ float32: those that may be nearest, as stored
//   many                      HNSW, and rows it does not know yet as above ─▶ sorted by distance
import type { AnnIndex, AnnSource } from '../ann/ann-index.js';
import { PolysemeError } from '../domain/errors.js';
import type { MetadataFilter } from '../domain/filters.js';
import type { RowKey } from '../domain/tables.js';
import type { Metric, VectorCollection, VectorHit, VectorItem } from '../domain/vectors.js';
import { RowBlock } from '../math/dot-rows.js';
import { bytesOf, codesOf, dequantise, dot, floatsOf, quantise } from '../math/vector.js';
import type { NumberedVector, Store, VectorRow, WriteMark } from '../store/store.js';

export interface CheckedVectorQuery {
  readonly vector: Float32Array;
  readonly k: number;
  readonly metadata: readonly MetadataFilter[];
  /** Ids of the owner's; undefined for all. */
  readonly among: readonly VectorItem['id'][] | undefined;
  readonly exact: boolean;
  readonly efSearch: number;
}

/** So many rows are compared one by one sooner than the graph answers; measured with test/bench/peers.mjs. */
const exactUpTo = 5000;
/** The same where a filter leaves them: the graph would have to be asked for many times as many. */
const filteredExactUpTo = 50_000;
const rowsPerRead = 5000;
/** Four bytes for each row that one of them allows. */
const maxKeptFilters = 16;

/** Taken beyond k, since one may be gone when it is looked up. */
const spare = 8;

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

/** What the approximate index is built from. */
export function vectorSource(store: Store, collection: VectorCollection): AnnSource {
  const { id, dim, metric } = collection;
  return {
    graphFile: store.isInMemory ? undefined : `${store.file}.v${id}.hnsw`,
    dim,
    metric,
    searchesHere: true,
    after(last, limit) {
      const found = store.vectorsAfter(id, last, limit);
      const rows = new Float32Array(found.length * dim);
      found.forEach((one, i) => {
        rows.set(fromRow(collection, one), i * dim);
      });
      return { ids: found.map(({ number }) => number), rows };
    },
    countAfter: (last) => store.countVectorsAfter(id, last),
    idsUpTo: (last) => store.vectorNumbersUpTo(id, last),
    deletionsAfter: (last) => store.vectorDeletionsAfter(id, last),
    deletionBounds: store.vectorDeletionBounds,
  };
}

/** The int8 rows of a collection in memory: one byte a component, kept in step with the store. */
class Matrix {
  readonly #store: Store;
  readonly #collection: VectorCollection;
  /** Components of a row, filled up with zeros to what the WebAssembly loop takes. */
  readonly #stride: number;
  numRows = 0;
  /** Grows whenever rows may stand for other vectors. */
  version = 0;
  /** Rising; the number of a row that was deleted is negative. */
  #numbers = new Float64Array(0);
  readonly #codes: RowBlock;
  #scales = new Float32Array(0);
  #lengths = new Float32Array(0);
  #lastNumber = 0;
  #lastDeletion = 0;
  #lastWrite: WriteMark = { id: 0, mark: '' };
  #numDeleted = 0;

  constructor(store: Store, collection: VectorCollection) {
    this.#store = store;
    this.#collection = collection;
    this.#stride = Math.ceil(collection.dim / 16) * 16;
    this.#codes = new RowBlock(this.#stride);
  }

  get numLive(): number {
    return this.numRows - this.#numDeleted;
  }

  refresh(): void {
    const lastWrite = this.#store.lastWrite() ?? { id: 0, mark: '' };
    if (lastWrite.id === this.#lastWrite.id && lastWrite.mark === this.#lastWrite.mark) return;
    const { id } = this.#collection;
    // after a ROLLBACK, or in another file, numbers stand for other vectors
    const isOther = this.#lastWrite.id > 0 && !this.#store.hasWrite(this.#lastWrite);
    // deletions that are not on record any more cannot be made up for
    const { first, last } = this.#store.vectorDeletionBounds();
    if (isOther || first > this.#lastDeletion + 1) {
      this.#clear();
      this.#lastDeletion = last;
    }
    for (const [deletion, number] of this.#store.vectorDeletionsAfter(id, this.#lastDeletion)) {
      const row = this.rowOf(number);
      if (row >= 0) {
        this.#numbers[row] = -number;
        this.#numDeleted++;
      }
      this.#lastDeletion = deletion;
    }
    if (this.#numDeleted > 0.25 * this.numRows) this.#clear();
    for (;;) {
      const rows = this.#store.vectorsAfter(id, this.#lastNumber, rowsPerRead);
      if (rows.length === 0) break;
      this.#append(rows);
    }
    this.#lastWrite = lastWrite;
    this.version++;
  }

  #clear(): void {
    this.numRows = 0;
    this.#numDeleted = 0;
    this.#lastNumber = 0;
  }

  #append(rows: readonly NumberedVector[]): void {
    this.#reserve(this.numRows + rows.length);
    for (const { number, vector, scale } of rows) {
      const quantised =
        this.#collection.storage === 'int8'
          ? { codes: codesOf(vector), scale }
          : quantise(fromRow(this.#collection, { vector, scale }));
      const row = this.numRows++;
      this.#numbers[row] = number;
      this.#codes.set(row, quantised.codes);
      this.#scales[row] = quantised.scale;
      this.#lengths[row] = quantised.scale * Math.sqrt(dot(quantised.codes, quantised.codes));
      this.#lastNumber = number;
    }
  }

  #reserve(rows: number): void {
    this.#codes.reserve(rows); // throws before anything is changed
    if (rows <= this.#numbers.length) return;
    const size = Math.max(rows, Math.ceil(this.#numbers.length * 1.5), 1024);
    const grown = <T extends Float64Array | Float32Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#numbers = grown(new Float64Array(size), this.#numbers);
    this.#scales = grown(new Float32Array(size), this.#scales);
    this.#lengths = grown(new Float32Array(size), this.#lengths);
  }

  /** The row of a number; negative when there is none, or it is deleted. */
  rowOf(number: number): number {
    const row = this.firstRowAfter(number) - 1;
    return this.#numbers[row] === number ? row : -1;
  }

  firstRowAfter(number: number): number {
    let [low, high] = [0, this.numRows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Math.abs(this.#numbers[middle] as number) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** The `wanted` rows nearest to `query` by their codes, nearest first, of the rows given or of all from one on. */
  nearest(query: Float32Array, wanted: number, rows: Int32Array | number): Near[] {
    const best = new Best(wanted);
    const square = dot(query, query);
    const { metric } = this.#collection;
    this.#compare(query, rows, (row, rank) => {
      if (rank < best.worst) best.offer(row, rank);
    });
    return best.rows.map((row, i) => {
      const rank = best.ranks[i] as number;
      const number = this.#numbers[row] as number;
      if (metric === 'cosine') return { number, distance: 1 + rank / (Math.sqrt(square) || 1) };
      return { number, distance: metric === 'ip' ? rank : Math.sqrt(Math.max(0, rank + square)) };
    });
  }

  /**
   * Numbers of all rows that may be among the `wanted` nearest as they are stored: those whose rank by their codes is
   * no further from the nearest ones' than rounding can account for. isSure: by the worst case of rounding, otherwise
   * by six standard deviations of errors that are spread evenly.
   */
  candidates(query: Float32Array, wanted: number, rows: Int32Array | number, isSure: boolean): number[] {
    const { metric } = this.#collection;
    const norm = Math.sqrt(dot(query, query));
    let sum = 0;
    for (const value of query) sum += Math.abs(value);
    const count = typeof rows === 'number' ? this.numRows - rows : rows.length;
    const [ranks, errors, at] = [new Float64Array(count), new Float64Array(count), new Int32Array(count)];
    const highest = new Best(wanted);
    const root = Math.sqrt(this.#collection.dim);
    let n = 0;
    this.#compare(query, rows, (row, rank) => {
      const scale = this.#scales[row] as number;
      const length = this.#lengths[row] as number;
      // of the product, and of the row's length
      let error = (isSure ? (scale / 2) * sum : ((6 * scale) / Math.sqrt(12)) * norm) + 1e-4 * norm * length;
      const ofLength = (scale / 2) * root;
      if (metric === 'cosine') error = (error + norm * ofLength) / Math.max(length - ofLength, 1e-30);
      else if (metric === 'l2') error = 2 * error + 2 * length * ofLength + ofLength * ofLength;
      ranks[n] = rank;
      errors[n] = error;
      at[n++] = row;
      if (rank + error < highest.worst) highest.offer(row, rank + error);
    });
    const found: number[] = [];
    for (let i = 0; i < n; i++) {
      if ((ranks[i] as number) - (errors[i] as number) > highest.worst) continue;
      found.push(this.#numbers[at[i] as number] as number);
    }
    return found;
  }

  /** Gives each row that is not deleted what it is sorted by: smaller is nearer. */
  #compare(query: Float32Array, rows: Int32Array | number, give: (row: number, rank: number) => void): void {
    const padded = new Float32Array(this.#stride);
    padded.set(query);
    const first = typeof rows === 'number' ? rows : 0;
    const products =
      typeof rows === 'number'
        ? this.#codes.productsFrom(padded, first, this.numRows - first)
        : this.#codes.products(padded, rows);
    const { metric } = this.#collection;
    for (let i = 0; i < products.length; i++) {
      const row = typeof rows === 'number' ? first + i : (rows[i] as number);
      if ((this.#numbers[row] as number) < 0) continue;
      const product = (products[i] as number) * (this.#scales[row] as number);
      const length = this.#lengths[row] as number;
      let rank = -product;
      if (metric === 'cosine') rank = length === 0 ? 0 : rank / length;
      else if (metric === 'l2') rank = length * length - 2 * product;
      give(row, rank);
    }
  }
}

/** A vector by its number, and how far it is. */
interface Near {
  readonly number: number;
  readonly distance: number;
}

/** The few rows of the smallest ranks, in order. */
class Best {
  readonly rows: number[] = [];
  readonly ranks: number[] = [];
  /** A row of a rank from here on is not among them. */
  worst = Number.POSITIVE_INFINITY;
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  offer(row: number, rank: number): void {
    const { rows, ranks } = this;
    let at = ranks.length;
    while (at > 0 && (ranks[at - 1] as number) > rank) at--;
    ranks.splice(at, 0, rank);
    rows.splice(at, 0, row);
    if (ranks.length > this.#size) {
      ranks.pop();
      rows.pop();
    }
    if (ranks.length === this.#size) this.worst = ranks.at(-1) as number;
  }
}

export interface VectorSearch {
  /** The k nearest that the query allows, nearest first; fewer only when there are no more. */
  nearest(query: CheckedVectorQuery): Promise<VectorHit[]>;
}

export function vectorSearch(store: Store, collection: VectorCollection, ann: AnnIndex): VectorSearch {
  const matrix = new Matrix(store, collection);
  const kept = { version: 0, sets: new Map<string, Int32Array>() };

  /** The nearest of the rows, with their distances as they are stored, nearest first: k and some to spare. */
  function compared({ vector, k, exact }: CheckedVectorQuery, rows: Int32Array | number): Near[] {
    if (collection.storage === 'int8') return matrix.nearest(vector, k + spare, rows);
    const candidates = matrix.candidates(vector, k + spare, rows, exact);
    const near = store.vectorsOf(candidates).map((stored): Near => {
      const distance = distanceOf(collection.metric, vector, fromRow(collection, stored));
      return { number: stored.number, distance };
    });
    return near.sort((a, b) => a.distance - b.distance).slice(0, k + spare);
  }

  /** The first k that are still there. */
  function toHits(near: readonly Near[], k: number): VectorHit[] {
    const hits: VectorHit[] = [];
    for (let at = 0; hits.length < k && at < near.length; ) {
      const some = near.slice(at, at + k - hits.length); // no more than needed: each is a page to read
      const items = store.vectorItems(some.map(({ number }) => number));
      for (const { number, distance } of some) {
        const item = items.get(number);
        if (item) hits.push({ id: plain(item.id), distance, metadata: item.metadata });
      }
      at += some.length;
    }
    return hits;
  }

  /** Rows that a filter allows; those of the last few filters are kept until something is written. */
  function allowedRows(query: CheckedVectorQuery): Int32Array | undefined {
    if (query.among || query.metadata.length === 0) return findAllowed(query);
    if (kept.version !== matrix.version) {
      kept.sets.clear();
      kept.version = matrix.version;
    }
    const key = JSON.stringify(query.metadata);
    const rows = kept.sets.get(key) ?? (findAllowed(query) as Int32Array);
    kept.sets.delete(key);
    kept.sets.set(key, rows); // the most recently used is last
    for (const oldest of kept.sets.keys()) {
      if (kept.sets.size <= maxKeptFilters) break;
      kept.sets.delete(oldest);
    }
    return rows;
  }

  function findAllowed({ metadata, among }: CheckedVectorQuery): Int32Array | undefined {
    const sets = metadata.map((filter) => store.vectorsWhere(collection.id, filter));
    if (among) sets.push([...new Set(store.vectorsNamed(collection.id, among))]);
    const [first, ...others] = sets.sort((a, b) => a.length - b.length);
    if (!first) return undefined;
    const allowing = others.map((numbers) => new Set(numbers));
    const numbers = first.filter((number) => allowing.every((set) => set.has(number)));
    return Int32Array.from(numbers, (number) => matrix.rowOf(number)).filter((row) => row >= 0);
  }

  return {
    async nearest(query) {
      const { vector, k, exact, efSearch } = query;
      matrix.refresh();
      const allowed = allowedRows(query);
      const count = allowed?.length ?? matrix.numLive;
      const scan = (): VectorHit[] => toHits(compared(query, allowed ?? 0), k);
      if (exact || count <= (allowed ? filteredExactUpTo : exactUpTo)) return scan();
      const isAllowed = allowed && new Set(allowed);
      // each round looks four times as far, as far as comparing all would take less
      for (let wanted = isAllowed ? 4 * k : k + spare; wanted <= 0.1 * matrix.numRows; wanted *= 4) {
        const found = await ann.search(vector, wanted, Math.max(efSearch, wanted));
        if (!found) break;
        const known = found.ids.map((number, i): Near => {
          return { number, distance: fromGraph(collection.metric, found.distances[i] as number) };
        });
        const behind = matrix.firstRowAfter(found.lastTokenId);
        const unknown = allowed ? allowed.filter((row) => row >= behind) : behind;
        const newer = behind < matrix.numRows ? compared(query, unknown) : [];
        const near =
          newer.length === 0 ? known : [...known, ...newer].sort((a, b) => a.distance - b.distance);
        const allowedNear = near.filter(({ number }) => {
          const row = matrix.rowOf(number); // negative for one that was deleted since
          return isAllowed ? isAllowed.has(row) : row >= 0;
        });
        const hits = toHits(allowedNear, k);
        if (hits.length >= Math.min(k, count)) return hits;
      }
      return scan();
    },
  };
}

/** hnswlib gives 1 - product (of unit vectors for the cosine), and the square of the distance. */
const fromGraph = (metric: Metric, distance: number): number =>
  metric === 'cosine' ? distance : metric === 'ip' ? distance - 1 : Math.sqrt(Math.max(0, distance));

/** A whole number as JavaScript has them, where it can. */
const plain = (id: RowKey): RowKey =>
  typeof id === 'bigint' && Number.isSafeInteger(Number(id)) ? Number(id) : id;

function distanceOf(metric: Metric, query: Float32Array, row: Float32Array): number {
  const product = dot(query, row);
  if (metric === 'ip') return -product;
  if (metric === 'cosine') return 1 - product / (Math.sqrt(dot(query, query) * dot(row, row)) || 1);
  let square = 0;
  for (let i = 0; i < row.length; i++) square += ((query[i] as number) - (row[i] as number)) ** 2;
  return Math.sqrt(square);
}

/** A vector that is given, as floats. Throws `invalid_input`. */
export function checkVector(
  name: string,
  value: unknown,
  dim: number | undefined,
  metric: Metric,
): Float32Array {
  // as SQL functions give vectors
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
  if (vector.length === 0 || vector.length > 65_536) {
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
