// Which of a person's own senses a line may have, by the probabilities of those described.
import { describe, expect, it } from 'vitest';
import { possibleSenses } from '#src/analysis/possible.js';

const dim = 2;
const lines = {
  ...{ dim, codes: Int8Array.from([127, 0, 0, 127, 90, 90]), norms: Float32Array.from([127, 127, 127.3]) },
  ...{ sentenceCodes: new Int8Array(3 * dim), sentenceNorms: new Float32Array(3).fill(1) },
};

/** For each line, which of the senses it may have. ofSenses: for each sense, for each of its parts, [n]. */
function possible(ofSenses: readonly (readonly (readonly number[])[])[]): number[][] {
  const senses = ofSenses.map((parts) => ({
    parts: parts.map((figures) => ({ probabilities: Float32Array.from(figures) })),
    examples: [],
  }));
  const all = possibleSenses(lines, senses, []);
  const k = senses.length;
  return [0, 1, 2].map((row) => [...all.subarray(row * k, (row + 1) * k)]);
}

describe('a line that no description fits well', () => {
  it('has the likeliest sense where it is likelier to have one than none', () => {
    expect(possible([[[0.3, 0.3, 0.1]], [[0.25, 0.15, 0.2]]])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
  });

  it('may have every sense that is likely by itself', () => {
    expect(possible([[[0.6, 0.9, 0]], [[0.5, 0.2, 0.1]]])).toEqual([
      [1, 1],
      [1, 0],
      [0, 0],
    ]);
  });

  it('is not likelier to have a sense for its being merged of two', () => {
    expect(
      possible([
        [
          [0.3, 0.6, 0.4],
          [0.3, 0.1, 0.2],
        ],
      ]),
    ).toEqual([[0], [1], [0]]);
  });
});
