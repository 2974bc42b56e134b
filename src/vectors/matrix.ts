// A collection's int8 rows in memory, one byte per component, and the exact comparison of a query with them. It knows
// no store: live-matrix.ts keeps it in step. Rows are appended and marked as deleted, never moved.
import type { VectorCollection } from '../domain/vectors.js';
import { BestK } from '../math/best-k.js';
import { RowBlock } from '../math/dot-rows.js';
import { codesOf, dot, quantise } from '../math/vector.js';
import type { NumberedVector } from '../store/store.js';
import { fromRow } from './rows.js';

/** Rows to compare: some of them, or all from one on. */
export type RowSelection = Int32Array | number;

/** A vector by its number, and its distance. */
export interface Near {
  readonly number: number;
  readonly distance: number;
}

/** Rows in memory, in ascending order of their numbers. */
export class Matrix {
  readonly #collection: VectorCollection;
  /** Components of a row, zero-padded to what the WebAssembly loop takes. */
  readonly #stride: number;
  readonly #codes: RowBlock;
  /** Ascending; the number of a deleted row is negative. */
  #numbers = new Float64Array(0);
  #scales = new Float32Array(0);
  #lengths = new Float32Array(0);
  #numRows = 0;
  #numDeleted = 0;

  constructor(collection: VectorCollection) {
    this.#collection = collection;
    this.#stride = Math.ceil(collection.dim / 16) * 16;
    this.#codes = new RowBlock(this.#stride);
  }

  /** Including deleted ones. */
  get numRows(): number {
    return this.#numRows;
  }

  get numLive(): number {
    return this.#numRows - this.#numDeleted;
  }

  /** Appends rows. Throws `too_large`, and then adds none. */
  append(rows: readonly NumberedVector[]): void {
    this.#reserve(this.#numRows + rows.length);
    for (const { number, vector, scale } of rows) {
      const quantised =
        this.#collection.storage === 'int8'
          ? { codes: codesOf(vector), scale }
          : quantise(fromRow(this.#collection, { vector, scale }));
      const row = this.#numRows++;
      this.#numbers[row] = number;
      this.#codes.set(row, quantised.codes);
      this.#scales[row] = quantised.scale;
      this.#lengths[row] = quantised.scale * Math.sqrt(dot(quantised.codes, quantised.codes));
    }
  }

  /** Marks the row with a number, if there is one, as deleted. */
  delete(number: number): void {
    const row = this.rowOf(number);
    if (row < 0) return;
    this.#numbers[row] = -number;
    this.#numDeleted++;
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

  /** Returns the row with a number; negative when there is none, or it is deleted. */
  rowOf(number: number): number {
    const row = this.firstRowAfter(number) - 1;
    return this.#numbers[row] === number ? row : -1;
  }

  /** Returns the first row with a larger number. */
  firstRowAfter(number: number): number {
    let [low, high] = [0, this.#numRows];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (Math.abs(this.#numbers[middle] as number) <= number) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** Returns the k rows nearest to `query` by their codes, nearest first. */
  nearest(query: Float32Array, k: number, rows: RowSelection): Near[] {
    const best = new BestK(k);
    const square = dot(query, query);
    const { metric } = this.#collection;
    this.#compare(query, rows, (row, rank) => {
      if (-rank > best.floor) best.offer(row, -rank);
    });
    return best.items.map((row, i) => {
      const rank = -(best.values[i] as number);
      const number = this.#numbers[row] as number;
      if (metric === 'cosine') return { number, distance: 1 + rank / (Math.sqrt(square) || 1) };
      return { number, distance: metric === 'ip' ? rank : Math.sqrt(Math.max(0, rank + square)) };
    });
  }

  /**
   * Returns the numbers of all rows that may be among the k nearest as stored: those whose rank by their codes is no
   * further from the nearest ones' than rounding can explain. isSure: by the worst case of rounding, otherwise by six
   * standard deviations of evenly spread errors.
   */
  candidates(query: Float32Array, k: number, rows: RowSelection, isSure: boolean): number[] {
    const count = typeof rows === 'number' ? this.#numRows - rows : rows.length;
    const [ranks, errors, at] = [new Float64Array(count), new Float64Array(count), new Int32Array(count)];
    const errorOf = this.#roundingError(query, isSure);
    /** The smallest ranks at their worst. */
    const surely = new BestK(k);
    let n = 0;
    this.#compare(query, rows, (row, rank) => {
      const error = errorOf(row);
      ranks[n] = rank;
      errors[n] = error;
      at[n++] = row;
      if (-(rank + error) > surely.floor) surely.offer(row, -(rank + error));
    });
    const candidates: number[] = [];
    for (let i = 0; i < n; i++) {
      if ((ranks[i] as number) - (errors[i] as number) > -surely.floor) continue;
      candidates.push(this.#numbers[at[i] as number] as number);
    }
    return candidates;
  }

  /** How far a row's rank may be off because its codes are rounded. */
  #roundingError(query: Float32Array, isSure: boolean): (row: number) => number {
    const { metric, dim } = this.#collection;
    const norm = Math.sqrt(dot(query, query));
    const root = Math.sqrt(dim);
    let sum = 0;
    for (const value of query) sum += Math.abs(value);
    return (row) => {
      const scale = this.#scales[row] as number;
      const length = this.#lengths[row] as number;
      const ofProduct =
        (isSure ? (scale / 2) * sum : ((6 * scale) / Math.sqrt(12)) * norm) + 1e-4 * norm * length;
      const ofLength = (scale / 2) * root;
      if (metric === 'cosine') return (ofProduct + norm * ofLength) / Math.max(length - ofLength, 1e-30);
      if (metric === 'l2') return 2 * ofProduct + 2 * length * ofLength + ofLength * ofLength;
      return ofProduct;
    };
  }

  /** Gives each row that is not deleted its sort key: smaller is nearer. */
  #compare(query: Float32Array, rows: RowSelection, give: (row: number, rank: number) => void): void {
    const padded = new Float32Array(this.#stride);
    padded.set(query);
    const first = typeof rows === 'number' ? rows : 0;
    const products =
      typeof rows === 'number'
        ? this.#codes.productsFrom(padded, first, this.#numRows - first)
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
