// What charts are drawn with: names that cover nothing, marks where their values are, and colours that stand out.
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { PlacedLine } from '#src/index.js';
import { axisChart, type Label, mapChart } from '#views/words/_chart-places.js';

const lineAt = (tokenId: number, sense: string, x: number, y: number | null): PlacedLine =>
  ({ tokenId, sense, x, y }) as PlacedLine;
const senses = (count: number) =>
  Array.from({ length: count }, (_, i) => ({
    id: `s${i}`,
    label: `a sense with a long name ${i}`,
    count: 1,
  }));

/** From left to right on a phone, as generously as the letters of the page are wide. */
function extent({ text, x, anchor }: Label): [number, number] {
  const width = (text.length + 2) * 8;
  const at = (x / 100) * 328;
  if (anchor === 'start') return [at, at + width];
  return anchor === 'end' ? [at - width, at] : [at - width / 2, at + width / 2];
}

describe('the map', () => {
  it.each([
    ['in a heap', () => [0.5, 0.5]],
    ['in a row', (i: number) => [i / 12, 0.5]],
    ['at the edges', (i: number) => [i % 2, (i >> 1) % 2]],
    ['spread', (i: number) => [(i * 0.618) % 1, (i * 0.414) % 1]],
  ])('has names that do not cover each other and stay on it: senses %s', (_, place) => {
    const lines = senses(12).map(({ id }, i) => lineAt(i, id, place(i)[0] as number, place(i)[1] as number));
    const { labels } = mapChart({ lines, senses: senses(12) });
    expect(labels).toHaveLength(12);
    labels.forEach((label, i) => {
      expect(label.y).toBeGreaterThan(0);
      expect(label.y).toBeLessThan(100);
      for (const other of labels.slice(i + 1)) {
        const [from, to] = extent(label);
        const [otherFrom, otherTo] = extent(other);
        const isBeside = to < otherFrom || otherTo < from;
        expect(isBeside || Math.abs(label.y - other.y) * 4.2 >= 18, `${label.text} / ${other.text}`).toBe(
          true,
        );
      }
    });
  });
});

describe('axes', () => {
  it('place lines by their values, with 0 on them, and one of a single value too', () => {
    const lines = [lineAt(1, 's0', -0.2, null), lineAt(2, 's1', 0.1, null), lineAt(3, '', 0.4, null)];
    const axes = [{ from: 'a', to: 'b' }];
    const { points, rows, zero, ticks } = axisChart({ axes, sample: lines, senses: senses(2) });
    const [low, middle, high] = points.map(({ x }) => x) as [number, number, number];
    expect((middle - low) / (high - low)).toBeCloseTo(0.5);
    expect((zero.x - low) / (high - low)).toBeCloseTo(1 / 3);
    expect(rows.map(({ number }) => number)).toEqual([0, 1, -1]);
    expect(ticks.map(({ text }) => text)).toEqual(['−0.2', '−0.1', '0.0', '0.1', '0.2', '0.3', '0.4']);
    const same = axisChart({ axes, sample: [lineAt(1, 's0', 0, null)], senses: senses(1) });
    expect(same.points.every(({ x, y }) => x >= 0 && x <= 100 && y > 0)).toBe(true);
  });
});

describe('colours of senses', () => {
  const css = (name: string) =>
    readFileSync(new URL(`../../views/assets/css/${name}.css`, import.meta.url), 'utf8');
  const luminance = (colour: string): number => {
    const [r, g, b] = [1, 3, 5]
      .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
      number,
      number,
      number,
    ];
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one: string, other: string): number => {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
    return (light + 0.05) / (dark + 0.05);
  };

  it('stand out from the ground by 3:1 at least, on paper and in the dark', () => {
    const grounds = [...css('base').matchAll(/--paper: (#\w{6})/gu)].map(([, colour]) => colour as string);
    const colours = [...css('senses').matchAll(/--sense-\d: (#\w{6})/gu)].map(
      ([, colour]) => colour as string,
    );
    expect([grounds.length, colours.length]).toEqual([3, 24]); // light; dark by the system, dark by choice
    colours.forEach((colour, i) => {
      expect(
        contrast(colour, grounds[Math.floor(i / 8)] as string),
        `${colour}, ${i}`,
      ).toBeGreaterThanOrEqual(3);
    });
    expect(colours.slice(16)).toEqual(colours.slice(8, 16));
  });
});
