// Rows in memory against comparing every vector by hand.
import { describe, expect, it } from 'vitest';
import { seededRandom } from '#src/analysis/sample.js';
import type { Metric, VectorCollection } from '#src/domain/vectors.js';
import { Matrix } from '#src/vectors/matrix.js';
import { checkVector, distanceBetween, toRow } from '#src/vectors/rows.js';

const dim = 24;

function collectionOf(metric: Metric, storage: 'int8' | 'float32' = 'float32'): VectorCollection {
  return { id: 1, name: 'c', dim, metric, storage, model: '' };
}

const random = seededRandom(5);
const makeVector = (): Float32Array => Float32Array.from({ length: dim }, () => random() * 2 - 1);
const vectors = Array.from({ length: 500 }, makeVector);

/** Numbers 1, 3, 5, … */
function filled(collection: VectorCollection): Matrix {
  const matrix = new Matrix(collection);
  const rows = vectors.map((vector, i) => ({ number: 2 * i + 1, ...toRow(collection, vector) }));
  matrix.append(rows.slice(0, 200));
  matrix.append(rows.slice(200));
  return matrix;
}

const trueNearest = (metric: Metric, query: Float32Array, k: number): number[] =>
  vectors
    .map((vector, i) => ({ number: 2 * i + 1, distance: distanceBetween(metric, query, vector) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, k)
    .map(({ number }) => number);

describe.each<Metric>(['cosine', 'ip', 'l2'])('Matrix > %s', (metric) => {
  it('has all of the true nearest among its candidates', () => {
    const matrix = filled(collectionOf(metric));
    for (let i = 0; i < 20; i++) {
      const query = makeVector();
      for (const isSure of [true, false]) {
        const candidates = new Set(matrix.candidates(query, 10, 0, isSure));
        expect(trueNearest(metric, query, 10).filter((number) => !candidates.has(number))).toEqual([]);
        expect(candidates.size).toBeLessThan(vectors.length);
      }
    }
  });

  it('gives the nearest by their codes, with distances that rounding barely changes', () => {
    const matrix = filled(collectionOf(metric, 'int8'));
    const query = makeVector();
    const nearest = matrix.nearest(query, 10, 0);
    const wanted = new Set(trueNearest(metric, query, 10));
    expect(nearest.filter(({ number }) => wanted.has(number)).length).toBeGreaterThanOrEqual(9);
    for (const { number, distance } of nearest) {
      const vector = vectors[(number - 1) / 2] as Float32Array;
      expect(distance).toBeCloseTo(distanceBetween(metric, query, vector), 1);
    }
    expect(nearest.map(({ distance }) => distance)).toEqual(
      nearest.map(({ distance }) => distance).sort((a, b) => a - b),
    );
  });
});

describe('Matrix > rows', () => {
  it('are located by their numbers, and not when they are deleted', () => {
    const matrix = filled(collectionOf('cosine'));
    expect(matrix.rowOf(1)).toBe(0);
    expect(matrix.rowOf(999)).toBe(499);
    expect(matrix.rowOf(2)).toBe(-1);
    expect(matrix.firstRowAfter(4)).toBe(2);
    expect([matrix.numRows, matrix.numLive]).toEqual([500, 500]);
    matrix.delete(5);
    matrix.delete(5);
    matrix.delete(4);
    expect(matrix.rowOf(5)).toBe(-1);
    expect(matrix.firstRowAfter(5)).toBe(3);
    expect([matrix.numRows, matrix.numLive]).toEqual([500, 499]);
    const query = vectors[2] as Float32Array;
    expect(matrix.nearest(query, 500, 0).map(({ number }) => number)).not.toContain(5);
    expect(
      matrix
        .nearest(query, 3, Int32Array.of(1, 2, 4))
        .map(({ number }) => number)
        .sort(),
    ).toEqual([3, 9]);
  });

  it('of an empty collection are none', () => {
    const matrix = new Matrix(collectionOf('l2'));
    expect(matrix.nearest(makeVector(), 3, 0)).toEqual([]);
    expect(matrix.candidates(makeVector(), 3, 0, true)).toEqual([]);
    expect(matrix.rowOf(1)).toBe(-1);
  });
});

describe('checkVector', () => {
  it.each<[unknown, RegExp]>([
    ['x', /v: it is not a list of numbers/u],
    [[1, '2'], /v: component 1 is a string/u],
    [[], /v: it has 0 components/u],
    [[1, 2, 3], /v: it has 3 components, the collection 2/u],
    [[1, Number.NaN], /no finite number/u],
    [[0, 0], /all zero/u],
  ])('refuses %j', (value, message) => {
    expect(() => checkVector('v', value, 2, 'cosine')).toThrow(message);
  });

  it('takes lists, typed arrays and float32 in a buffer', () => {
    const expected = Float32Array.of(1, 2);
    expect(checkVector('v', [1, 2], 2, 'l2')).toEqual(expected);
    expect(checkVector('v', Float64Array.of(1, 2), undefined, 'l2')).toEqual(expected);
    expect(checkVector('v', Buffer.from(expected.buffer), 2, 'l2')).toEqual(expected);
  });
});
