import { describe, expect, it } from 'vitest';
import { seededRandom } from '#src/analysis/sample.js';
import { BestK } from '#src/math/best-k.js';

function bestOf(values: readonly number[], k: number): BestK {
  const best = new BestK(k);
  values.forEach((value, item) => {
    best.offer(item, value);
  });
  return best;
}

describe('BestK', () => {
  it('keeps the largest in falling order, as sorting all of them does', () => {
    const random = seededRandom(3);
    for (const k of [1, 2, 7, 50, 300]) {
      // few different values, so that many are equal
      const values = Array.from({ length: 200 }, () => Math.floor(random() * 30));
      const sorted = values
        .map((value, item) => ({ value, item }))
        .sort((a, b) => b.value - a.value || a.item - b.item)
        .slice(0, k);
      const best = bestOf(values, k);
      expect(best.items).toEqual(sorted.map(({ item }) => item));
      expect(best.values).toEqual(sorted.map(({ value }) => value));
    }
  });

  it('has no floor until it is full', () => {
    const best = new BestK(2);
    best.offer(1, -5);
    expect(best.floor).toBe(Number.NEGATIVE_INFINITY);
    best.offer(2, -7);
    expect(best.floor).toBe(-7);
    best.offer(3, -6);
    expect(best.floor).toBe(-6);
    expect(best.items).toEqual([1, 3]);
  });

  it('is empty when nothing was offered, and takes no number that is none', () => {
    expect(bestOf([], 3).items).toEqual([]);
    expect(bestOf([Number.NaN, 1], 3).items).toEqual([1]);
  });
});
