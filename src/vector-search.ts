// Search in vectors of somebody else's, on the store's rows, which are the truth:
//
//   few, or filtered to few   every int8 row in memory compared (WebAssembly) ─▶ the best compared as they are stored
//   many                      HNSW candidates + rows it does not know yet      ─▶ the best compared as they are stored
import type { AnnIndex, AnnSource } from './ann-sync.js';
import type { MetadataFilter, Metric, RowKey, VectorCollection, VectorHit } from './domain.js';
import { dotRows } from './dot-rows.js';
import { PolysemeError } from './errors.js';
import type { NumberedVector, Store, VectorRow } from './store/store.js';
import { dot, quantise } from './vector.js';

export interface CheckedVectorQuery {
  readonly vector: Float32Array;
  readonly k: number;
  readonly metadata: readonly MetadataFilter[];
  /** Ids of the owner's; undefined for all. */
  readonly among: readonly (string | number)[] | undefined;
  readonly exact: boolean;
  readonly efSearch: number;
}

/** So many rows are compared one by one sooner than the graph answers; measured with test/bench/peers.mjs. */
const exactUpTo = 5000;
/** The same where a filter leaves them: the graph would have to be asked for many times as many. */
const filteredExactUpTo = 50_000;
const rowsPerRead = 5000;

/** How many are compared as they are stored after the int8 rows were: with float32 these decide. */
const rescored = (k: number): number => 4 * k + 24;

/** A vector as a row of the store. */
export function toRow(
  { storage }: Pick<VectorCollection, 'storage'>,
  vector: Float32Array,
): Pick<VectorRow, 'vector' | 'scale'> {
  if (storage === 'float32') return { vector: new Uint8Array(vector.slice().buffer), scale: 1 };
  const { codes, scale } = quantise(vector);
  return { vector: new Uint8Array(codes.buffer), scale };
}

function fromRow(
  { storage }: Pick<VectorCollection, 'storage'>,
  { vector, scale }: Pick<VectorRow, 'vector' | 'scale'>,
): Float32Array {
  if (storage === 'float32') return new Float32Array(Uint8Array.from(vector).buffer);
  const codes = new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return Float32Array.from(codes, (code) => code * scale);
}

/** What the approximate index is built from. */
export function vectorSource(store: Store, collection: VectorCollection): AnnSource {
  const { id, dim, metric } = collection;
  return {
    graphFile: store.isInMemory ? undefined : `${store.file}.v${id}.hnsw`,
    dim,
    metric,
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
    deletionsAfter: store.vectorDeletionsAfter,
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
  /** Rising; the number of a row that was deleted is negative. */
  #numbers = new Float64Array(0);
  #codes = new Int8Array(0);
  #scales = new Float32Array(0);
  #lengths = new Float32Array(0);
  #lastNumber = 0;
  #lastDeletion = 0;
  #lastWrite = 0;
  #numDeleted = 0;

  constructor(store: Store, collection: VectorCollection) {
    this.#store = store;
    this.#collection = collection;
    this.#stride = Math.ceil(collection.dim / 16) * 16;
  }

  refresh(): void {
    const lastWrite = this.#store.lastWrite()?.id ?? 0;
    if (lastWrite === this.#lastWrite) return;
    const { id } = this.#collection;
    // deletions that are not on record any more cannot be made up for
    const { first, last } = this.#store.vectorDeletionBounds();
    if (first > this.#lastDeletion + 1) {
      this.#clear();
      this.#lastDeletion = last;
    }
    for (const [deletion, number] of this.#store.vectorDeletionsAfter(this.#lastDeletion)) {
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
          ? { codes: new Int8Array(vector.buffer, vector.byteOffset, vector.byteLength), scale }
          : quantise(fromRow(this.#collection, { vector, scale }));
      const row = this.numRows++;
      this.#numbers[row] = number;
      this.#codes.set(quantised.codes, row * this.#stride);
      this.#scales[row] = quantised.scale;
      this.#lengths[row] = quantised.scale * Math.sqrt(dot(quantised.codes, quantised.codes));
      this.#lastNumber = number;
    }
  }

  #reserve(rows: number): void {
    if (rows <= this.#numbers.length) return;
    const size = Math.max(rows, Math.ceil(this.#numbers.length * 1.5), 1024);
    const grown = <T extends Float64Array | Float32Array | Int8Array>(to: T, from: T): T => {
      to.set(from);
      return to;
    };
    this.#numbers = grown(new Float64Array(size), this.#numbers);
    this.#codes = grown(new Int8Array(size * this.#stride), this.#codes);
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

  /** Numbers of the `wanted` rows nearest to `query`, nearest first, of the rows given or of all from `firstRow` on. */
  nearest(query: Float32Array, wanted: number, rows: Int32Array | number): number[] {
    const padded = new Float32Array(this.#stride);
    padded.set(query);
    const [first, count] = typeof rows === 'number' ? [rows, this.numRows - rows] : [0, rows.length];
    const products =
      typeof rows === 'number'
        ? dotRows(padded, this.#codes.subarray(first * this.#stride, this.numRows * this.#stride))
        : dotRows(padded, this.#gathered(rows));
    const best = new Best(wanted);
    const square = dot(query, query);
    for (let i = 0; i < count; i++) {
      const row = typeof rows === 'number' ? first + i : (rows[i] as number);
      const number = this.#numbers[row] as number;
      if (number < 0) continue;
      const product = (products[i] as number) * (this.#scales[row] as number);
      const length = this.#lengths[row] as number;
      best.offer(number, rank(this.#collection.metric, product, length, square));
    }
    return best.numbers;
  }

  #gathered(rows: Int32Array): Int8Array {
    const stride = this.#stride;
    const gathered = new Int8Array(rows.length * stride);
    for (let i = 0; i < rows.length; i++) {
      const start = (rows[i] as number) * stride;
      gathered.set(this.#codes.subarray(start, start + stride), i * stride);
    }
    return gathered;
  }
}

/** What vectors are sorted by for a query: smaller is nearer. product: of query and row. square: of the query. */
function rank(metric: Metric, product: number, length: number, square: number): number {
  if (metric === 'cosine') return -product / (length || 1);
  return metric === 'ip' ? -product : square + length * length - 2 * product;
}

/** The few smallest of many, in order. */
class Best {
  readonly numbers: number[] = [];
  readonly #ranks: number[] = [];
  readonly #size: number;

  constructor(size: number) {
    this.#size = size;
  }

  offer(number: number, rank: number): void {
    const ranks = this.#ranks;
    if (ranks.length === this.#size && rank >= (ranks.at(-1) as number)) return;
    let at = ranks.length;
    while (at > 0 && (ranks[at - 1] as number) > rank) at--;
    ranks.splice(at, 0, rank);
    this.numbers.splice(at, 0, number);
    if (ranks.length > this.#size) {
      ranks.pop();
      this.numbers.pop();
    }
  }
}

export interface VectorSearch {
  /** The k nearest that the query allows, nearest first; fewer only when there are no more. */
  nearest(query: CheckedVectorQuery): Promise<VectorHit[]>;
}

export function vectorSearch(store: Store, collection: VectorCollection, ann: AnnIndex): VectorSearch {
  const matrix = new Matrix(store, collection);

  function compared(numbers: readonly number[], query: Float32Array, k: number): VectorHit[] {
    const hits = numbers.flatMap((number): VectorHit[] => {
      const row = store.vectorRow(collection.id, number);
      if (!row) return [];
      const distance = distanceOf(collection.metric, query, fromRow(collection, row));
      return [{ id: plain(row.id), distance, metadata: row.metadata }];
    });
    return hits.sort((a, b) => a.distance - b.distance).slice(0, k);
  }

  function allowedRows({ metadata, among }: CheckedVectorQuery): Int32Array | undefined {
    const sets = metadata.map((filter) => store.vectorsWhere(collection.id, filter));
    if (among) sets.push(store.vectorsNamed(collection.id, among));
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
      const scan = (): VectorHit[] => compared(matrix.nearest(vector, rescored(k), allowed ?? 0), vector, k);
      const count = allowed?.length ?? matrix.numRows;
      if (exact || count <= (allowed ? filteredExactUpTo : exactUpTo)) return scan();
      const isAllowed = allowed && new Set(allowed);
      // each round looks four times as far, as far as comparing all would take less
      for (let wanted = isAllowed ? 4 * k : k + 8; wanted <= 0.1 * matrix.numRows; wanted *= 4) {
        const found = await ann.search(vector, wanted, Math.max(efSearch, wanted));
        if (!found) break;
        const behind = matrix.firstRowAfter(found.lastTokenId);
        const newer = behind < matrix.numRows ? matrix.nearest(vector, rescored(k), behind) : [];
        const near = [...found.ids, ...newer];
        const numbers = isAllowed ? near.filter((number) => isAllowed.has(matrix.rowOf(number))) : near;
        const hits = compared(numbers, vector, k);
        if (hits.length >= Math.min(k, count)) return hits;
      }
      return scan();
    },
  };
}

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
  const isList = Array.isArray(value) || (ArrayBuffer.isView(value) && 'length' in value);
  const fail = (what: string, cure: string): never => {
    throw new PolysemeError('invalid_input', `${name}: ${what}`, { cure });
  };
  if (!isList) fail('it is not a list of numbers', 'Give an array or a Float32Array.');
  const vector = Float32Array.from(value as ArrayLike<number>);
  if (vector.length === 0 || vector.length > 65_536) {
    fail(`it has ${vector.length} components`, 'Give 1 to 65,536.');
  }
  if (dim !== undefined && vector.length !== dim) {
    fail(`it has ${vector.length} components, the collection ${dim}`, 'Use the same model for all.');
  }
  if (!vector.every(Number.isFinite)) fail('it holds what is no finite number', 'Check how it was made.');
  if (metric === 'cosine' && vector.every((component) => component === 0)) {
    fail('it is all zero, which has no direction', 'Leave it out, or use the metric l2.');
  }
  return vector;
}
