import { describe, expect, it } from 'vitest';
import { addScaled, dequantise, dot, mean, normalise, quantise } from '#src/math/vector.js';

function seeded(seed: number): () => number {
  let state = seed;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0) / 2 ** 32;
}

function randomUnit(dim: number, random: () => number): Float32Array {
  return normalise(Float32Array.from({ length: dim }, () => random() - 0.5));
}

describe('dot', () => {
  it('sums the products of the components', () => {
    expect(dot([1, 2, 3], [4, -5, 6])).toBe(12);
    expect(dot(Float32Array.of(0.5, 2), Int8Array.of(-127, 3))).toBe(-57.5);
  });

  it('is 0 for vectors without components', () => {
    expect(dot([], [])).toBe(0);
  });
});

describe('normalise', () => {
  it('scales to length 1, in place', () => {
    const vector = Float32Array.of(3, -4);
    expect(normalise(vector)).toBe(vector);
    expect([...vector]).toEqual([Math.fround(0.6), Math.fround(-0.8)]);
  });

  it('leaves a zero vector zero and one without components empty', () => {
    expect([...normalise(new Float32Array(3))]).toEqual([0, 0, 0]);
    expect(normalise(new Float32Array(0))).toHaveLength(0);
  });

  it('makes 1 or -1 of a single component', () => {
    expect([...normalise(Float32Array.of(-7))]).toEqual([-1]);
  });

  it.each([1e30, 1e-30])('neither overflows nor vanishes at %d', (size) => {
    const vector = normalise(Float32Array.of(size, size));
    expect(dot(vector, vector)).toBeCloseTo(1, 6);
  });
});

describe('addScaled', () => {
  it('adds a multiple in place', () => {
    const target = Float32Array.of(1, 2);
    addScaled(target, [10, -20], 0.5);
    expect([...target]).toEqual([6, -8]);
  });

  it('leaves the target as it is with weight 0', () => {
    const target = Float32Array.of(1, 2);
    addScaled(target, [10, -20], 0);
    expect([...target]).toEqual([1, 2]);
  });
});

describe('mean', () => {
  it('is the mean of each component, not normalised', () => {
    expect([...mean([Float32Array.of(1, 10), Float32Array.of(3, -20)], 2)]).toEqual([2, -5]);
  });

  it('is zero for none and the vector itself for one', () => {
    expect([...mean([], 3)]).toEqual([0, 0, 0]);
    expect([...mean([Float32Array.of(4, 5)], 2)]).toEqual([4, 5]);
  });
});

describe('quantise', () => {
  it('makes ±127 of the largest component', () => {
    const { codes, scale } = quantise(Float32Array.of(0.5, -1.27, 0, 0.01));
    expect([...codes]).toEqual([50, -127, 0, 1]);
    expect(scale).toBeCloseTo(0.01, 7);
  });

  it('makes zeros of a zero vector, with scale 0', () => {
    const { codes, scale } = quantise(new Float32Array(3));
    expect([[...codes], scale]).toEqual([[0, 0, 0], 0]);
    expect([...dequantise({ codes, scale })]).toEqual([0, 0, 0]);
  });

  it('gives nothing for nothing', () => {
    expect(quantise(new Float32Array(0)).codes).toHaveLength(0);
  });

  it('gives a single component back exactly', () => {
    expect([...dequantise(quantise(Float32Array.of(-0.25)))]).toEqual([-0.25]);
  });

  it.each([3e38, 1e-38])('keeps components as large as %d', (size) => {
    const back = dequantise(quantise(Float32Array.of(size, -size)));
    expect((back[0] as number) / size).toBeCloseTo(1, 5);
    expect((back[1] as number) / size).toBeCloseTo(-1, 5);
  });

  it('never uses -128', () => {
    const random = seeded(1);
    for (let i = 0; i < 100; i++)
      expect(Math.min(...quantise(randomUnit(64, random)).codes)).toBeGreaterThan(-128);
  });

  it('moves each component by at most half a step', () => {
    const vector = randomUnit(384, seeded(2));
    const quantised = quantise(vector);
    dequantise(quantised).forEach((value, i) => {
      expect(Math.abs(value - (vector[i] as number))).toBeLessThanOrEqual(quantised.scale * 0.5001);
    });
  });

  it('changes the cosine of two unit vectors by less than 0.001', () => {
    const random = seeded(3);
    for (let i = 0; i < 200; i++) {
      const a = randomUnit(384, random);
      // from unrelated to nearly the same
      const b = normalise(a.map((value) => value + (i / 100) * (random() - 0.5) * 0.1));
      const [c, d] = [normalise(dequantise(quantise(a))), normalise(dequantise(quantise(b)))];
      expect(Math.abs(dot(c, d) - dot(a, b))).toBeLessThan(0.001);
    }
  });
});
