import { describe, expect, it } from 'vitest';
import { assignSenses } from '#src/analysis/assign.js';

/** n lines of 16 components, the first half near one axis and the others near another. */
function linesOf(n: number) {
  const codes = new Int8Array(n * 16);
  for (let row = 0; row < n; row++) {
    codes[row * 16 + (row < n / 2 ? 0 : 1)] = 100;
    codes[row * 16 + 2] = row;
  }
  const norms = Float32Array.from({ length: n }, (_, row) => Math.hypot(100, row));
  return { codes, norms, dim: 16 };
}

describe('assignSenses', () => {
  it.each([1, 2, 3, 11])('gives each of %d lines the sense of its own scores', (n) => {
    const rows = Array.from({ length: n }, (_, row) => (row % 2 === 0 ? [0.8, 0.2] : [0.2, 0.8]));
    const scores = Float32Array.from(rows.flat());
    const { senses } = assignSenses(linesOf(n) as never, scores, 2, { temperature: 0.1 });
    expect([...senses]).toEqual(Array.from({ length: n }, (_, row) => row % 2));
  });

  it('lets the nearest of many lines outvote a doubtful one', () => {
    const rows = Array.from({ length: 40 }, (_, row) => (row < 20 ? [0.9, 0.1] : [0.1, 0.9]));
    rows[5] = [0.49, 0.51];
    const { senses } = assignSenses(linesOf(40) as never, Float32Array.from(rows.flat()), 2, {
      temperature: 0.1,
    });
    expect([...senses]).toEqual(Array.from({ length: 40 }, (_, row) => (row < 20 ? 0 : 1)));
  });
});
