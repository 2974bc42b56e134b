import { describe, expect, it } from 'vitest';
import { rowLengths, scoreSenses } from '#src/analysis/score.js';
import { normalise } from '#src/math/vector.js';

const dim = 16;
const near = (axis: number, by: number): Int8Array =>
  Int8Array.from({ length: dim }, (_, i) => (i === axis ? 100 : i === 2 ? by : 0));

describe('scoreSenses', () => {
  it.each([2, 3, 4, 6, 30])('tells each of %d lines by the description that fits it', (n) => {
    const rows = Array.from({ length: n }, (_, row) => near(row % 2, row));
    const codes = Int8Array.from(rows.flatMap((row) => [...row]));
    const norms = rowLengths(codes, dim);
    const lines = { dim, codes, norms, sentenceCodes: codes, sentenceNorms: norms };
    const senses = [0, 1].map((axis) => {
      const vector = normalise(Float32Array.from(near(axis, 0)));
      return { parts: [{ description: { word: vector, sentence: vector } }], examples: [] };
    });
    const scores = scoreSenses(lines, senses);
    const told = rows.map((_, row) =>
      (scores[row * 2] as number) > (scores[row * 2 + 1] as number) ? 0 : 1,
    );
    expect(told).toEqual(rows.map((_, row) => row % 2));
  });
});
