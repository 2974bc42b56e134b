// Dot products of one float vector with many int8 rows, where every exact search spends its time.
// The loop is WebAssembly SIMD (wasm/dot-rows.ts). Measured for 10,000 rows of 384: 27 ms with two SQL distance
// functions per row, 5.3 ms as a JavaScript loop, under 1 ms here.
import { readFileSync } from 'node:fs';
import { PolysemeError } from '../domain/errors.js';
import { dot } from './vector.js';

/** The largest dimension of a query, and the most rows of one call of the loop. */
const maxDim = 65_536;
const rowsPerCall = 4096;

// one area after another in the loop's memory; below the first is its own
const queryStart = 1024;
const pickedStart = queryStart + maxDim * 2;
const sumsStart = pickedStart + rowsPerCall * 4;
const rowsStart = sumsStart + rowsPerCall * 4;
const maxBytes = 2 ** 32;
const pageBytes = 65_536;

/** As wasm/dot-rows.ts says. */
type Loop = (query: number, rows: number, picked: number, n: number, dim: number, out: number) => void;

let compiled: WebAssembly.Module | undefined;

/**
 * int8 rows of `dim` components, a multiple of 16 up to 65,536, in the loop's memory: comparing them copies nothing.
 * Holds at most 4 GiB: 11 million rows of 384.
 */
export class RowBlock {
  readonly #dim: number;
  readonly #memory: WebAssembly.Memory;
  readonly #run: Loop;

  constructor(dim: number) {
    this.#dim = dim;
    compiled ??= new WebAssembly.Module(readFileSync(new URL('./wasm/dot-rows.wasm', import.meta.url)));
    const exported = new WebAssembly.Instance(compiled).exports;
    this.#memory = exported.memory as WebAssembly.Memory;
    this.#run = exported.dotRows as Loop;
    this.reserve(0);
  }

  /** Makes room for as many rows; existing ones stay. Throws `too_large`. */
  reserve(numRows: number): void {
    const bytes = rowsStart + numRows * this.#dim;
    if (bytes > maxBytes) {
      throw new PolysemeError(
        'too_large',
        `${numRows} vectors of ${this.#dim} components do not fit into 4 GiB`,
        {
          cure: 'Divide them among several collections.',
        },
      );
    }
    const missing = bytes - this.#memory.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / pageBytes));
  }

  /** Copies rows in, one after another, from row `first` on; there must be room. */
  set(first: number, codes: Int8Array): void {
    new Int8Array(this.#memory.buffer).set(codes, rowsStart + first * this.#dim);
  }

  /**
   * query: [dim] floats. Returns query · row, without the row's own scale, for each picked row.
   * The query is rounded to int16 for the loop: the error is below 1e-3 of |query| |row|, in practice below 1e-4.
   */
  products(query: Float32Array, picked: Int32Array): Float32Array {
    const area = new Int32Array(this.#memory.buffer, pickedStart, rowsPerCall);
    return this.#multiply(toInt16(query), picked.length, (from, to) => {
      area.set(picked.subarray(from, to));
      return { rows: rowsStart, picked: pickedStart };
    });
  }

  /** The same for `count` rows from row `first` on. */
  productsFrom(query: Float32Array, first: number, count: number): Float32Array {
    return this.#multiply(toInt16(query), count, (from) => this.#rowsFrom(first + from));
  }

  /** Exact products of the first `count` rows with row `row`. */
  productsWithRow(row: number, count: number): Float32Array {
    const codes = Int16Array.from(new Int8Array(this.#memory.buffer, this.#rowsFrom(row).rows, this.#dim));
    return this.#multiply({ codes, scale: 1 }, count, (from) => this.#rowsFrom(from));
  }

  #rowsFrom(row: number): { readonly rows: number; readonly picked: 0 } {
    return { rows: rowsStart + row * this.#dim, picked: 0 };
  }

  /** at: where the memory has the rows from one on to another, or their numbers. */
  #multiply(
    { codes, scale }: { readonly codes: Int16Array; readonly scale: number },
    count: number,
    at: (from: number, to: number) => { readonly rows: number; readonly picked: number },
  ): Float32Array {
    const { buffer } = this.#memory;
    new Int16Array(buffer, queryStart, this.#dim).set(codes);
    const sums = new Int32Array(buffer, sumsStart, rowsPerCall);
    const out = new Float32Array(count);
    for (let from = 0; from < count; from += rowsPerCall) {
      const n = Math.min(rowsPerCall, count - from);
      const { rows, picked } = at(from, from + n);
      this.#run(queryStart, rows, picked, n, this.#dim, sumsStart);
      for (let i = 0; i < n; i++) out[from + i] = (sums[i] as number) * scale;
    }
    return out;
  }
}

/** For rows compared once: a block for each dimension, refilled each time. */
const passing = new Map<number, RowBlock>();

function passingBlock(dim: number, numRows: number): RowBlock {
  let block = passing.get(dim);
  if (!block) passing.set(dim, (block = new RowBlock(dim)));
  block.reserve(numRows);
  return block;
}

/** query: [dim] floats. rows: [numRows × dim] int8, row-major. Returns [numRows]: as RowBlock.products does. */
export function dotRows(query: Float32Array, rows: Int8Array): Float32Array {
  const dim = query.length;
  const numRows = rows.length / dim;
  const out = new Float32Array(numRows);
  if (dim % 16 !== 0) {
    for (let r = 0; r < numRows; r++) out[r] = dot(query, rows.subarray(r * dim, (r + 1) * dim));
    return out;
  }
  const block = passingBlock(dim, Math.min(rowsPerCall, numRows));
  for (let first = 0; first < numRows; first += rowsPerCall) {
    const some = rows.subarray(first * dim, (first + rowsPerCall) * dim);
    block.set(0, some);
    out.set(block.productsFrom(query, 0, some.length / dim), first);
  }
  return out;
}

/** Dot products of int8 rows with each other: [numRows × numRows], for a few hundred rows. */
export function dotRowsAmong(rows: Int8Array, dim: number): Float32Array {
  const numRows = rows.length / dim;
  const out = new Float32Array(numRows * numRows);
  const block = dim % 16 === 0 ? passingBlock(dim, numRows) : undefined;
  block?.set(0, rows);
  for (let r = 0; r < numRows; r++) {
    const products = block
      ? block.productsWithRow(r, numRows)
      : dotRows(Float32Array.from(rows.subarray(r * dim, (r + 1) * dim)), rows);
    out.set(products, r * numRows);
  }
  return out;
}

/** Rounds to int16 such that 128 × the sum of all |codes| stays within an int32. */
function toInt16(vector: Float32Array): { codes: Int16Array; scale: number } {
  let largest = 0;
  let total = 0;
  for (const value of vector) {
    largest = Math.max(largest, Math.abs(value));
    total += Math.abs(value);
  }
  const codes = new Int16Array(vector.length);
  if (largest === 0) return { codes, scale: 0 };
  // half a unit per component is allowed for rounding up
  const limit = 0x7fffffff / 128 - vector.length;
  const scale = Math.max(largest / 32767, total / limit);
  for (let i = 0; i < vector.length; i++) codes[i] = Math.round((vector[i] as number) / scale);
  return { codes, scale };
}
