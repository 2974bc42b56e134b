import { describe, expect, it } from 'vitest';
import { induceSenses } from '#src/analysis/induce.js';
import { seededRandom } from '#src/analysis/sample.js';
import { dot, normalise, quantise } from '#src/math/vector.js';

const dim = 384;

/** n int8 rows around each centre: noise of the given length beside a centre of length 1. */
function rowsAround(centres: readonly Float32Array[], n: number, noise: number, seed = 1): Int8Array {
  const random = seededRandom(seed);
  const gauss = (): number => Math.sqrt(-2 * Math.log(random() + 1e-12)) * Math.cos(2 * Math.PI * random());
  const codes = new Int8Array(centres.length * n * dim);
  for (let row = 0; row < centres.length * n; row++) {
    const centre = centres[row % centres.length] as Float32Array;
    const vector = centre.map((value) => value + (noise / Math.sqrt(dim)) * gauss());
    codes.set(quantise(normalise(vector)).codes, row * dim);
  }
  return codes;
}

function direction(seed: number): Float32Array {
  const random = seededRandom(seed);
  return normalise(Float32Array.from({ length: dim }, () => random() - 0.5));
}

describe('induceSenses', () => {
  it('finds clusters that are there, the largest first', () => {
    const centres = [direction(1), direction(2), direction(3)];
    const { centroids, stability } = induceSenses(rowsAround(centres, 30, 0.6), dim);
    expect(centroids).toHaveLength(3);
    expect(stability).toBeGreaterThan(0.95);
    for (const centre of centres) {
      expect(Math.max(...centroids.map((centroid) => dot(centre, centroid)))).toBeGreaterThan(0.95);
    }
  });

  it('does not split one sense', () => {
    const { centroids, stability } = induceSenses(rowsAround([direction(1)], 80, 0.8), dim);
    expect(centroids).toHaveLength(1);
    expect(stability).toBeNull();
  });

  it('does not split a handful of lines', () => {
    expect(induceSenses(rowsAround([direction(1), direction(2)], 5, 0.3), dim).centroids).toHaveLength(1);
  });

  it('gives the same for the same lines', () => {
    const codes = rowsAround([direction(1), direction(2)], 40, 0.9);
    expect(induceSenses(codes, dim)).toEqual(induceSenses(codes, dim));
  });

  it('makes as many as it is told, whatever the evidence', () => {
    const codes = rowsAround([direction(1)], 30, 0.8);
    expect(induceSenses(codes, dim, { numSenses: 2 }).centroids).toHaveLength(2);
    expect(induceSenses(codes, dim, { numSenses: 1 }).centroids).toHaveLength(1);
  });

  it('starts from the senses of a dictionary, and joins what the lines do not tell apart', () => {
    const codes = rowsAround([direction(1), direction(2)], 20, 0.6);
    // rows alternate; of the first direction the dictionary makes two senses, of one line it has none
    const prior = Int16Array.from({ length: 40 }, (_, row) => (row % 2 === 1 ? 3 : row % 4 === 0 ? 0 : 1));
    prior[7] = -1;
    const { centroids, stability } = induceSenses(codes, dim, { prior });
    expect(centroids).toHaveLength(2);
    expect(stability).toBeGreaterThan(0.95);
    // a sense of a few lines is none of these texts
    const few = Int16Array.from({ length: 40 }, (_, row) => (row < 2 ? 1 : 0));
    expect(induceSenses(codes, dim, { prior: few })).toMatchObject({ stability: null });
    expect(induceSenses(codes, dim, { prior: new Int16Array(40).fill(-1) }).centroids).toHaveLength(1);
    expect(induceSenses(codes, dim, { prior, numSenses: 3 }).centroids).toHaveLength(3);
  });

  it('takes a sample of a frequent word', () => {
    const codes = rowsAround([direction(1), direction(2)], 5000, 0.6);
    expect(induceSenses(codes, dim).centroids).toHaveLength(2);
  });

  it.each([0, 1, 2])('does not fail on %i lines', (n) => {
    expect(induceSenses(rowsAround([direction(1)], n, 0.1), dim).centroids.length).toBeLessThanOrEqual(1);
  });
});
