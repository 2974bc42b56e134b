// Figures as people read them.
import { expect, it } from 'vitest';
import { formatBytes, formatCount, formatSeconds, plural } from '#src/format/figures.js';

it('sets thin spaces between thousands', () => {
  expect([0, 999, 1000, 1234567].map(formatCount)).toEqual(['0', '999', '1\u2009000', '1\u2009234\u2009567']);
  expect([0, 1, 2, 1000].map((count) => plural(count, 'line'))).toEqual([
    '0 lines',
    '1 line',
    '2 lines',
    '1\u2009000 lines',
  ]);
});

it('gives bytes and seconds in the unit that fits', () => {
  expect([0, 999, 1536, 150_000, 2.5e9].map(formatBytes)).toEqual([
    '0 B',
    '999 B',
    '1.5 kB',
    '150 kB',
    '2.5 GB',
  ]);
  expect([-1, 0.2, 40, 200, 7500].map(formatSeconds)).toEqual([
    'under 1 s',
    'under 1 s',
    '40 s',
    '3 min 20 s',
    '2 h 5 min',
  ]);
});
