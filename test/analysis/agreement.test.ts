// Against worked examples and naive definitions, pair by pair.
import { describe, expect, it } from 'vitest';
import { accuracy, adjustedRand, bCubed, macroF1, vMeasure } from '#src/analysis/agreement.js';
import { seededRandom } from '#src/analysis/sample.js';

const draw = (n: number, k: number, seed: number): number[] => {
  const random = seededRandom(seed);
  return Array.from({ length: n }, () => Math.floor(random() * k));
};

function naiveBCubed(gold: readonly number[], found: readonly number[]): number {
  let [precision, recall] = [0, 0];
  for (const i of gold.keys()) {
    const same = (labels: readonly number[]) => [...gold.keys()].filter((j) => labels[j] === labels[i]);
    const both = same(gold).filter((j) => found[j] === found[i]).length;
    precision += both / same(found).length / gold.length;
    recall += both / same(gold).length / gold.length;
  }
  return (2 * precision * recall) / (precision + recall);
}

function naiveAdjustedRand(a: readonly number[], b: readonly number[]): number {
  let [together, inA, inB, pairs] = [0, 0, 0, 0];
  for (const i of a.keys()) {
    for (let j = 0; j < i; j++) {
      const [sameA, sameB] = [a[i] === a[j], b[i] === b[j]];
      pairs++;
      if (sameA) inA++;
      if (sameB) inB++;
      if (sameA && sameB) together++;
    }
  }
  const expected = (inA * inB) / pairs;
  return (together - expected) / ((inA + inB) / 2 - expected);
}

describe('measures of agreement', () => {
  it('are 1 for the same division, whatever its parts are called', () => {
    const [gold, found] = [
      ['a', 'a', 'b'],
      [7, 7, 3],
    ];
    expect(adjustedRand(gold, found)).toBe(1);
    expect(bCubed(gold, found).f1).toBe(1);
    expect(vMeasure(gold, found)).toBeCloseTo(1);
  });

  it.each([1, 2, 3, 4])('agree with their definitions, pair by pair (draw %i)', (seed) => {
    const [gold, found] = [draw(40, 3, seed), draw(40, 4, seed + 100)];
    expect(bCubed(gold, found).f1).toBeCloseTo(naiveBCubed(gold, found), 10);
    expect(adjustedRand(gold, found)).toBeCloseTo(naiveAdjustedRand(gold, found), 10);
  });

  it('give one sense for all no credit but in B-cubed', () => {
    const [gold, one] = [draw(60, 2, 9), new Array<number>(60).fill(0)];
    expect(adjustedRand(gold, one)).toBe(0);
    expect(vMeasure(gold, one)).toBe(0);
    expect(bCubed(gold, one).recall).toBe(1);
    expect(bCubed(gold, one).f1).toBeGreaterThan(0.6);
  });

  it('weigh rare senses like frequent ones in macro-F1', () => {
    const [gold, found] = [
      ['a', 'a', 'a', 'b'],
      ['a', 'a', 'a', 'a'],
    ];
    expect(accuracy(gold, found)).toBe(0.75);
    expect(macroF1(gold, found)).toBeCloseTo((6 / 7 + 0) / 2);
  });

  it('do not fail on one line or none', () => {
    expect(adjustedRand(['a'], ['b'])).toBe(1);
    expect(macroF1([], [])).toBe(0);
    expect(accuracy([], [])).toBe(0);
  });
});
