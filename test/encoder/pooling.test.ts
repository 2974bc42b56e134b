import { describe, expect, it } from 'vitest';
import { cutWindows, poolSpans } from '#src/encoder/pooling.js';

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

/** The oracle: mean of the pieces of each span, divided by its length. */
function naivePool(pieces: Float32Array, dim: number, spans: readonly [number, number][]): number[] {
  return spans.flatMap(([start, end]) => {
    const sums = Array.from({ length: dim }, (_, i) => {
      let sum = 0;
      for (let p = start; p < end; p++) sum += pieces[p * dim + i] as number;
      return sum / Math.max(1, end - start);
    });
    const length = Math.hypot(...sums);
    return sums.map((value) => (length > 0 ? value / length : 0));
  });
}

describe('poolSpans', () => {
  it('gives the mean direction of the pieces of each span', () => {
    const pieces = Float32Array.of(1, 0, 0, 1, 0, 5); // [3 × 2]
    const rows = poolSpans(pieces, 2, Int32Array.of(0, 2, 2, 3));
    const half = Math.fround(Math.SQRT1_2);
    expect([...rows]).toEqual([half, half, 0, 1]);
  });

  it('agrees with the oracle on random spans, overlapping ones included', () => {
    const random = seeded(7);
    for (let round = 0; round < 50; round++) {
      const dim = 1 + Math.floor(random() * 20);
      const numPieces = 1 + Math.floor(random() * 30);
      const pieces = Float32Array.from({ length: numPieces * dim }, () => random() - 0.5);
      const spans = Array.from({ length: 10 }, (): [number, number] => {
        const start = Math.floor(random() * numPieces);
        return [start, start + 1 + Math.floor(random() * (numPieces - start))];
      });
      const rows = poolSpans(pieces, dim, Int32Array.from(spans.flat()));
      const expected = naivePool(pieces, dim, spans);
      expect(rows).toHaveLength(expected.length);
      rows.forEach((value, i) => {
        expect(value).toBeCloseTo(expected[i] as number, 5);
      });
    }
  });

  it('gives a row of zeros for an empty span', () => {
    expect([...poolSpans(Float32Array.of(1, 2, 3, 4), 2, Int32Array.of(1, 1, 1, 2))]).toEqual([
      0,
      0,
      Math.fround(0.6),
      Math.fround(0.8),
    ]);
  });

  it('gives nothing for no spans', () => {
    expect(poolSpans(Float32Array.of(1, 2), 2, new Int32Array(0))).toHaveLength(0);
    expect(poolSpans(new Float32Array(0), 2, new Int32Array(0))).toHaveLength(0);
  });

  it('leaves the pieces as they are', () => {
    const pieces = Float32Array.of(3, 4);
    poolSpans(pieces, 2, Int32Array.of(0, 1));
    expect([...pieces]).toEqual([3, 4]);
  });
});

describe('cutWindows', () => {
  it('overlaps windows by a quarter and keeps each piece from one', () => {
    expect(cutWindows(14, 8)).toEqual([
      { start: 0, end: 8, keepStart: 0, keepEnd: 7 },
      { start: 6, end: 14, keepStart: 7, keepEnd: 14 },
    ]);
  });

  it('makes one window of what fits', () => {
    expect(cutWindows(8, 8)).toEqual([{ start: 0, end: 8, keepStart: 0, keepEnd: 8 }]);
    expect(cutWindows(1, 8)).toEqual([{ start: 0, end: 1, keepStart: 0, keepEnd: 1 }]);
    expect(cutWindows(0, 8)).toEqual([{ start: 0, end: 0, keepStart: 0, keepEnd: 0 }]);
  });

  it('makes two windows of one piece more', () => {
    expect(cutWindows(9, 8)).toHaveLength(2);
  });

  const sizes = [1, 2, 3, 4, 5, 7, 8, 22, 23, 94, 254];

  it.each(sizes)('tiles any number of pieces with windows of at most %d', (size) => {
    for (let numPieces = 0; numPieces <= 700; numPieces++) {
      const windows = cutWindows(numPieces, size);
      let kept = 0;
      for (const { start, end, keepStart, keepEnd } of windows) {
        const isSound =
          keepStart === kept && start <= keepStart && keepEnd <= end && end - start <= size && start >= 0;
        if (!isSound) expect({ numPieces, start, end, keepStart, keepEnd }).toBe('a sound window');
        kept = keepEnd;
      }
      expect(kept).toBe(numPieces);
      expect(windows.at(-1)?.end).toBe(numPieces);
    }
  });

  it.each(sizes)('keeps each piece from the window of size %d where it is more central', (size) => {
    const windows = cutWindows(700, size);
    windows.slice(1).forEach((next, i) => {
      const before = windows[i] as (typeof windows)[number];
      expect(before.end - next.start).toBe(Math.floor(size / 4));
      // pieces to the nearer inner edge, equal but for a piece in the middle
      expect(Math.abs(before.end - before.keepEnd - (next.keepStart - next.start))).toBeLessThanOrEqual(1);
    });
  });
});
