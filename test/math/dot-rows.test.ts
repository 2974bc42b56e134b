import { describe, expect, it } from 'vitest';
import { dotRows, dotRowsAmong, RowBlock } from '#src/math/dot-rows.js';

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function randomQuery(dim: number, random: () => number, size = 1): Float32Array {
  return Float32Array.from({ length: dim }, () => (random() + random() + random() - 1.5) * size);
}

function randomRows(numRows: number, dim: number, random: () => number): Int8Array {
  return Int8Array.from({ length: numRows * dim }, () => Math.floor(random() * 255) - 127);
}

/** The oracle: one product after the other, in doubles. */
function naive(query: ArrayLike<number>, rows: Int8Array): number[] {
  const dim = query.length;
  return Array.from({ length: rows.length / dim }, (_, r) => {
    let sum = 0;
    for (let i = 0; i < dim; i++) sum += (query[i] as number) * (rows[r * dim + i] as number);
    return sum;
  });
}

function length(values: ArrayLike<number>): number {
  return Math.hypot(...Array.from(values));
}

/** Largest error of the dot products in shares of |query| |row|. */
function relativeError(query: Float32Array, rows: Int8Array): number {
  const expected = naive(query, rows);
  const got = dotRows(query, rows);
  expect(got).toHaveLength(expected.length);
  const queryLength = length(query);
  const errors = expected.map((value, r) => {
    const row = rows.subarray(r * query.length, (r + 1) * query.length);
    return Math.abs((got[r] as number) - value) / (queryLength * length(row) || 1);
  });
  return errors.reduce((largest, error) => (error > largest || Number.isNaN(error) ? error : largest), 0);
}

describe('dotRows', () => {
  it('gives the dot product of the query with each row', () => {
    const query = Float32Array.from({ length: 16 }, (_, i) => (i === 3 ? 1 : 0));
    const rows = Int8Array.from({ length: 32 }, (_, i) => i);
    const [first, second] = dotRows(query, rows);
    expect(first).toBeCloseTo(3, 3);
    expect(second).toBeCloseTo(19, 3);
  });

  it.each([1, 7, 15, 16, 17, 100, 128, 384, 400, 768, 1024])(
    'agrees with the oracle in %d dimensions',
    (dim) => {
      const random = seeded(dim);
      expect(relativeError(randomQuery(dim, random), randomRows(50, dim, random))).toBeLessThan(1e-4);
    },
  );

  it.each([1, 2, 4095, 4096, 4097, 10_000])('agrees with the oracle for %d rows', (numRows) => {
    const random = seeded(numRows);
    for (const dim of [16, 20]) {
      expect(relativeError(randomQuery(dim, random), randomRows(numRows, dim, random))).toBeLessThan(1e-4);
    }
  });

  it.each([1e-30, 1e-6, 1e6, 1e30])('agrees with the oracle for a query of size %d', (size) => {
    const random = seeded(5);
    expect(relativeError(randomQuery(384, random, size), randomRows(20, 384, random))).toBeLessThan(1e-4);
  });

  it.each([16, 384, 528, 768, 4096])('does not overflow when all of %d components are extreme', (dim) => {
    for (const [sign, code] of [
      [1, 127],
      [-1, 127],
      [1, -127],
      [-1, -127],
    ] as const) {
      const query = new Float32Array(dim).fill(sign);
      expect(relativeError(query, new Int8Array(2 * dim).fill(code))).toBeLessThan(1e-4);
    }
  });

  // the limit in toInt16 reckons with ±127, which is all that quantise writes
  it('does not overflow for rows of -128', () => {
    expect(relativeError(new Float32Array(768).fill(1), new Int8Array(768).fill(-128))).toBeLessThan(1e-4);
  });

  it('is not thrown off by one component that is far larger than the others', () => {
    const query = Float32Array.from({ length: 384 }, (_, i) => (i === 0 ? 1 : 1e-3));
    expect(relativeError(query, randomRows(20, 384, seeded(9)))).toBeLessThan(1e-4);
  });

  it('gives zeros for a query of zeros and for rows of zeros', () => {
    expect([...dotRows(new Float32Array(16), randomRows(2, 16, seeded(1)))]).toEqual([0, 0]);
    expect([...dotRows(randomQuery(16, seeded(1)), new Int8Array(32))]).toEqual([0, 0]);
  });

  it('gives nothing for no rows', () => {
    expect(dotRows(new Float32Array(16), new Int8Array(0))).toHaveLength(0);
    expect(dotRows(new Float32Array(5), new Int8Array(0))).toHaveLength(0);
  });

  it('gives the same after calls of other sizes have used its memory', () => {
    const random = seeded(11);
    const query = randomQuery(64, random);
    const rows = randomRows(100, 64, random);
    const before = dotRows(query, rows);
    dotRows(randomQuery(768, random), randomRows(5000, 768, random));
    dotRowsAmong(randomRows(300, 128, random), 128);
    dotRows(randomQuery(16, random), randomRows(1, 16, random));
    expect(dotRows(query, rows)).toEqual(before);
  });

  it('leaves query and rows as they are', () => {
    const query = randomQuery(32, seeded(12));
    const rows = randomRows(3, 32, seeded(13));
    const copies = [query.slice(), rows.slice()];
    dotRows(query, rows);
    expect([query, rows]).toEqual(copies);
  });
});

describe('dotRowsAmong', () => {
  it.each([1, 5, 16, 100, 384])('gives the exact dot products of rows of %d components', (dim) => {
    const rows = randomRows(30, dim, seeded(dim));
    const expected = Array.from({ length: 30 }, (_, r) => naive(rows.subarray(r * dim, (r + 1) * dim), rows));
    expect([...dotRowsAmong(rows, dim)]).toEqual(expected.flat());
  });

  it('gives the exact dot products of a few hundred extreme rows', () => {
    const rows = new Int8Array(300 * 384).map((_, i) => (Math.floor(i / 384) % 2 === 0 ? 127 : -127));
    const among = dotRowsAmong(rows, 384);
    expect(among).toHaveLength(90_000);
    expect(
      among.every((value, i) => value === 127 * 127 * 384 * ((Math.floor(i / 300) + i) % 2 === 0 ? 1 : -1)),
    ).toBe(true);
  });

  it('gives one product for one row and none for none', () => {
    expect([...dotRowsAmong(new Int8Array(16).fill(2), 16)]).toEqual([64]);
    expect(dotRowsAmong(new Int8Array(0), 16)).toHaveLength(0);
  });
});

describe('RowBlock', () => {
  it('compares the rows that are picked, in their order, and those from one on', () => {
    const random = seeded(9);
    const query = randomQuery(16, random);
    const rows = randomRows(9000, 16, random);
    const block = new RowBlock(16);
    // in two parts, so that the memory grows with rows in it
    for (const [from, to] of [
      [0, 5],
      [5, 9000],
    ] as const) {
      block.reserve(to);
      block.set(from, rows.subarray(from * 16, to * 16));
    }
    const all = dotRows(query, rows);
    const picked = Int32Array.from({ length: 5000 }, () => Math.floor(random() * 9000));
    expect(block.products(query, picked)).toEqual(Float32Array.from(picked, (row) => all[row] as number));
    expect(block.products(query, new Int32Array(0))).toHaveLength(0);
    expect(block.productsFrom(query, 17, 8983)).toEqual(all.slice(17));
  });

  it('keeps its rows apart from those of others', () => {
    const [one, other] = [new RowBlock(16), new RowBlock(16)];
    for (const [block, code] of [
      [one, 1],
      [other, 2],
    ] as const) {
      block.reserve(1);
      block.set(0, new Int8Array(16).fill(code));
    }
    expect([one, other].map((block) => [...block.productsWithRow(0, 1)])).toEqual([[16], [64]]);
  });

  it('takes no more than 4 GiB, and says so', () => {
    expect(() => new RowBlock(65_536).reserve(65_536)).toThrow(/65536 vectors of 65536 components/);
  });
});
