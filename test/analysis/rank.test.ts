import { describe, expect, it } from 'vitest';
import {
  centreShare,
  centreShrink,
  occurrenceVectors,
  type Ranked,
  rankOccurrences,
  rocchio,
  smoothDepth,
  smoothNeighbours,
  smoothShare,
} from '#src/analysis/rank.js';

type Vector = readonly number[];

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function product(a: Vector, b: Vector): number {
  return a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);
}

function unit(a: Vector): Vector {
  const length = Math.sqrt(product(a, a));
  return length === 0 ? a : a.map((value) => value / length);
}

function minus(a: Vector, b: Vector, weight: number): Vector {
  return a.map((value, i) => value - weight * (b[i] as number));
}

/** Rows of int8 in a few clusters around a common direction, as the occurrences of a word are; and a query. */
function makeOccurrences(n: number, dim: number, seed: number): { query: Float32Array; codes: Int8Array } {
  const random = seeded(seed);
  const around = (centre: Vector, spread: number): Vector =>
    centre.map((value) => value + spread * (random() - 0.5));
  const common = around(new Array(dim).fill(0), 2);
  const senses = [1, 2, 3].map(() => around(common, 1.5));
  const rows = Array.from({ length: n }, () => {
    const row = around(senses[Math.floor(random() * 3)] as Vector, 1.5);
    const largest = Math.max(...row.map(Math.abs));
    return row.map((value) => Math.round((value * 127) / largest));
  });
  const query = unit(around(senses[0] as Vector, 1));
  return { query: Float32Array.from(query), codes: Int8Array.from(rows.flat()) };
}

/** The oracle: what the head of rank.ts describes, with whole vectors and no shortcuts. */
function rankSlowly(query: Float32Array, codes: Int8Array, candidates?: readonly number[]): Ranked[] {
  const dim = query.length;
  const n = codes.length / dim;
  const rows = Array.from({ length: n }, (_, r) => unit([...codes.subarray(r * dim, (r + 1) * dim)]));
  const mean = Array.from(
    { length: dim },
    (_, i) => rows.reduce((sum, row) => sum + (row[i] as number), 0) / n,
  );
  const share = (centreShare * n) / (n + centreShrink);
  const centre = (vector: Vector): Vector => unit(minus(vector, mean, share));
  const centredQuery = centre([...query]);
  const falling = (a: Ranked, b: Ranked): number => b.score - a.score || a.row - b.row;

  const all = (candidates ?? rows.map((_, r) => r))
    .map((row) => ({
      row,
      cosine: product([...query], rows[row] as Vector),
      score: product(centredQuery, centre(rows[row] as Vector)),
    }))
    .sort(falling);
  const best = all.slice(0, smoothDepth);
  const centred = best.map(({ row }) => centre(rows[row] as Vector));
  const smoothed = best
    .map((line, i) => {
      const nearest = best
        .map((other, j) => ({ other, j, similarity: product(centred[i] as Vector, centred[j] as Vector) }))
        .filter(({ j }) => j !== i)
        .sort((a, b) => b.similarity - a.similarity)
        .slice(0, best.length < 12 ? 0 : Math.min(smoothNeighbours, Math.floor(best.length / 4)));
      if (nearest.length === 0) return line;
      const near = nearest.reduce((sum, { other }) => sum + other.score, 0) / nearest.length;
      return { ...line, score: (1 - smoothShare) * line.score + smoothShare * near };
    })
    .sort(falling);
  // a smoothed score is a mean of scores that are all at least as high as any of the rest
  return [...smoothed, ...all.slice(smoothDepth)];
}

/** Same candidates with the same numbers, in an order that differs only between equals. */
function expectAlike(ranked: readonly Ranked[], expected: readonly Ranked[]): void {
  expect(ranked).toHaveLength(expected.length);
  const expectedAt = new Map(expected.map((line) => [line.row, line]));
  ranked.forEach((line, i) => {
    const same = expectedAt.get(line.row) as Ranked;
    expect(line.cosine).toBeCloseTo(same.cosine, 3);
    expect(Math.abs(line.score - same.score)).toBeLessThan(5e-4);
    expect(Math.abs(line.score - (expected[i] as Ranked).score)).toBeLessThan(5e-4);
  });
}

describe('rankOccurrences', () => {
  it.each([
    [1, 64],
    [2, 64],
    [3, 64],
    [11, 64],
    [12, 20],
    [60, 64],
    [200, 32],
    [201, 32],
    [350, 64],
    [350, 20],
  ])('agrees with the oracle for %d occurrences of %d dimensions', (n, dim) => {
    const { query, codes } = makeOccurrences(n, dim, n + dim);
    expectAlike(rankOccurrences(query, occurrenceVectors(codes, dim)), rankSlowly(query, codes));
  });

  it('agrees with the oracle when only some are candidates: the mean is still that of all', () => {
    const { query, codes } = makeOccurrences(300, 32, 5);
    const rows = Array.from({ length: 300 }, (_, r) => r).filter((r) => r % 7 === 0);
    const ranked = rankOccurrences(query, occurrenceVectors(codes, 32), rows);
    expectAlike(ranked, rankSlowly(query, codes, rows));
    expect(ranked.map(({ row }) => row).sort((a, b) => a - b)).toEqual(rows);
  });

  it('gives falling scores, the ones beyond the smoothed included', () => {
    const { query, codes } = makeOccurrences(500, 32, 6);
    const scores = rankOccurrences(query, occurrenceVectors(codes, 32)).map(({ score }) => score);
    expect(scores).toHaveLength(500);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });

  it('sorts by the plain cosine without the steps', () => {
    const { query, codes } = makeOccurrences(40, 32, 7);
    const ranked = rankOccurrences(query, occurrenceVectors(codes, 32), undefined, false);
    expect(ranked.every(({ score, cosine }) => score === cosine)).toBe(true);
    const cosines = rankSlowly(query, codes).map(({ cosine }) => cosine);
    cosines.sort((a, b) => b - a);
    ranked.forEach(({ cosine }, i) => {
      expect(cosine).toBeCloseTo(cosines[i] as number, 3);
    });
  });

  it('puts a line that stands among good lines above a better one that stands among bad ones', () => {
    // 12 lines near the query's direction, 12 far; row 24 lies with the far ones but is turned to the query
    const line = (x: number, y: number, z: number): number[] => [x, y, z, ...new Array(13).fill(0)];
    const good = Array.from({ length: 12 }, (_, i) => line(60, 100, i));
    const bad = Array.from({ length: 12 }, (_, i) => line(60, -100, i));
    const codes = Int8Array.from([...good, ...bad, line(127, -60, 0), line(100, 50, 120)].flat());
    const query = Float32Array.from(unit(line(1, 0.3, 0)));
    const plain = rankOccurrences(query, occurrenceVectors(codes, 16), undefined, false);
    const smoothed = rankOccurrences(query, occurrenceVectors(codes, 16));
    const place = (ranked: Ranked[], row: number) => ranked.findIndex((one) => one.row === row);
    expect(place(plain, 24)).toBeLessThan(place(plain, 0));
    expect(place(smoothed, 24)).toBeGreaterThan(place(smoothed, 0));
  });

  it.each([2, 3, 4, 8, 11])('leaves %d lines in the order of their own scores', (n) => {
    const lines = Array.from({ length: n }, (_, i) => [
      100 - 9 * i,
      10 + 8 * i,
      3 * i,
      ...new Array(13).fill(0),
    ]);
    const query = Float32Array.from(unit([1, 0, 0, ...new Array(13).fill(0)]));
    const ranked = rankOccurrences(query, occurrenceVectors(Int8Array.from(lines.flat()), 16));
    expect(ranked.map(({ row }) => row)).toEqual(lines.map((_, i) => i));
  });

  it('orders lines that are the same by row', () => {
    const row = Array.from({ length: 16 }, (_, i) => i * 5);
    const codes = Int8Array.from(Array(30).fill(row).flat());
    const query = Float32Array.from(unit(row.map((value) => value + 1)));
    for (const steps of [true, false]) {
      const ranked = rankOccurrences(query, occurrenceVectors(codes, 16), undefined, steps);
      expect(ranked.map((one) => one.row)).toEqual(Array.from({ length: 30 }, (_, r) => r));
    }
  });

  it('gives nothing for no candidates and for no occurrences', () => {
    const { query, codes } = makeOccurrences(5, 16, 8);
    expect(rankOccurrences(query, occurrenceVectors(codes, 16), [])).toEqual([]);
    expect(rankOccurrences(query, occurrenceVectors(new Int8Array(0), 16))).toEqual([]);
    expect(rankOccurrences(query, occurrenceVectors(new Int8Array(0), 16), undefined, false)).toEqual([]);
  });

  it('gives finite numbers for a row of zeros', () => {
    const { query, codes } = makeOccurrences(5, 16, 9);
    codes.fill(0, 0, 16);
    for (const { cosine, score } of rankOccurrences(query, occurrenceVectors(codes, 16))) {
      expect(Number.isFinite(cosine) && Number.isFinite(score)).toBe(true);
    }
  });
});

describe('occurrenceVectors', () => {
  it('derives lengths, mean and products with the mean', () => {
    const codes = Int8Array.from([3, 4, 0, -5]); // unit rows (0.6, 0.8) and (0, -1)
    const { norms, mean, dotMean } = occurrenceVectors(codes, 2);
    expect([...norms]).toEqual([5, 5]);
    expect(mean[0]).toBeCloseTo(0.3, 6);
    expect(mean[1]).toBeCloseTo(-0.1, 6);
    expect(dotMean[0]).toBeCloseTo(0.1, 6);
    expect(dotMean[1]).toBeCloseTo(0.1, 6);
  });

  it('derives a mean of zeros from no rows and from a row of zeros', () => {
    expect([...occurrenceVectors(new Int8Array(0), 3).mean]).toEqual([0, 0, 0]);
    expect([...occurrenceVectors(new Int8Array(3), 3).mean]).toEqual([0, 0, 0]);
  });
});

describe('rocchio', () => {
  const vector = (...values: number[]): Float32Array => Float32Array.from(values);
  const expectClose = (got: Float32Array, expected: Vector): void => {
    expect(got).toHaveLength(expected.length);
    unit(expected).forEach((value, i) => {
      expect(got[i]).toBeCloseTo(value, 6);
    });
  };

  it('adds the mean of like ones and takes half the mean of unlike ones away', () => {
    const like = [vector(0, 1, 0), vector(0, 0, 1)];
    const unlike = [vector(0, 0, 1), vector(0, 0, 1)];
    expectClose(rocchio(vector(1, 0, 0), like, unlike, 3), [1, 0.5, 0.5 - 0.5]);
  });

  it('is the mean of the like ones without a query', () => {
    expectClose(rocchio(undefined, [vector(1, 0), vector(0, 1)], [], 2), [1, 1]);
    expectClose(rocchio(undefined, [vector(1, 0)], [vector(0, 1)], 2), [1, -0.5]);
  });

  it('is the query without examples', () => {
    expectClose(rocchio(vector(0.6, 0.8), [], [], 2), [0.6, 0.8]);
  });

  it('is zero for nothing', () => {
    expect([...rocchio(undefined, [], [], 2)]).toEqual([0, 0]);
  });

  it('leaves the query as it is', () => {
    const query = vector(1, 0);
    rocchio(query, [vector(0, 1)], [], 2);
    expect([...query]).toEqual([1, 0]);
  });
});
