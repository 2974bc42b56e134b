// How lines are spread agrees with the lines that a search finds, and what is left out is counted.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { drawn } from '#src/cli/commands/dispersion.js';
import { dispersionColumns, dispersionRows, formatRows } from '#src/format/tables.js';
import { type DispersionQuery, type Hit, Polyseme } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

const meaning = 'land beside a river';
const documents = [
  { id: 'river', year: 1901, day: '1901-03-01', mixed: 'early', text: riverLines.join('\n\n') },
  { id: 'money', year: '1950', day: '1901-09', mixed: '12', text: moneyLines.join('\n\n') },
  {
    id: 'both',
    year: 2001,
    day: '1902',
    text: [...riverLines.slice(0, 5), ...moneyLines.slice(0, 5)].join('\n\n'),
  },
  { id: 'last', text: 'The bank is closed. The bank is open.' },
];

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-spread-'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'lines.db'), workers: 1 });
  const file = path.join(folder, 'lines.jsonl');
  writeFileSync(file, documents.map((record) => JSON.stringify(record)).join('\n'));
  await polyseme.index([file]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

async function allOf(query: DispersionQuery): Promise<Hit[]> {
  const { by: _, strokes: __, limit: ___, offset: ____, ...rest } = query;
  const hits: Hit[] = [];
  for await (const hit of polyseme.hits(rest)) hits.push(hit);
  return hits;
}
const idOf = (uri: string | null | undefined): string | undefined => uri?.split('#').at(-1);

describe('the documents of a word with a meaning', () => {
  it('have the lines that a search finds, at their places, most likely ones first', async () => {
    const query = { word: 'bank', meaning };
    const hits = await allOf(query);
    const { rows, ...spread } = await polyseme.dispersion(query);
    expect(spread).toMatchObject({
      ...{ lines: hits.length, likely: hits.filter(({ isLikely }) => isLikely).length, isCapped: false },
      ...{ by: 'document', kind: null, numRows: 4, linesLeftOut: 0, linesWithoutValue: 0 },
    });
    expect(rows.map(({ likely }) => likely)).toEqual(
      rows.map(({ likely }) => likely).sort((a, b) => (b as number) - (a as number)),
    );
    for (const { uri, rowId, lines, strokes, strokesLeftOut, chars } of rows) {
      const own = hits.filter((hit) => hit.uri === uri).sort((a, b) => a.start - b.start);
      expect({ lines, strokesLeftOut }).toEqual({ lines: own.length, strokesLeftOut: 0 });
      expect(chars).toBe((await polyseme.document(rowId as number)).text.length);
      expect(strokes).toEqual(
        own.map(({ tokenId, start, percent, score, isLikely }) => {
          return { tokenId, sentenceId: null, rowId, start, percent, score, isLikely };
        }),
      );
    }
  });

  it('are preceded by a histogram of all probabilities', async () => {
    const hits = await allOf({ word: 'bank', meaning });
    const { histogram } = await polyseme.dispersion({ word: 'bank', meaning });
    expect(histogram).toMatchObject({ threshold: 0.5 });
    expect(histogram?.bins).toHaveLength(20);
    expect(histogram?.bins.map(({ from }) => from)).toEqual(
      Array.from({ length: 20 }, (_, i) => Math.round(i * 5) / 100),
    );
    for (const { from, to, count } of histogram?.bins ?? []) {
      const within = hits.filter(({ score }) => (score as number) >= from && (score as number) < to);
      expect(count, `${from}`).toBe(within.length);
    }
  });

  it('name the best lines where there are more than wanted, and count the others', async () => {
    const { rows, numRows, linesLeftOut } = await polyseme.dispersion({
      ...{ word: 'bank', meaning, strokes: 3, limit: 1, offset: 1 },
    });
    const all = await polyseme.dispersion({ word: 'bank', meaning });
    const [row, expected] = [rows[0], all.rows[1]];
    expect({ rows: rows.length, numRows }).toEqual({ rows: 1, numRows: 4 });
    expect(linesLeftOut).toBe(all.lines - (row?.lines as number));
    const best = [...(expected?.strokes ?? [])]
      .sort((a, b) => (b.score as number) - (a.score as number))
      .slice(0, 3)
      .sort((a, b) => a.start - b.start);
    expect(row).toEqual({ ...expected, strokes: best, strokesLeftOut: (expected?.lines as number) - 3 });
  });
});

describe('without a probability', () => {
  it('all lines of a word alone count, and those named are spread evenly', async () => {
    const { rows, ...spread } = await polyseme.dispersion({ word: 'bank', strokes: 7 });
    expect(spread).toMatchObject({ lines: 40, likely: null, isCalibrated: false, histogram: null });
    expect(rows.map(({ uri, lines }) => [idOf(uri), lines])).toEqual([
      ...[
        ['money', 14],
        ['river', 14],
        ['both', 10],
        ['last', 2],
      ],
    ]);
    expect(rows[0]).toMatchObject({ likely: null, strokesLeftOut: 7 });
    const [first = 0, last = 0] = [rows[0]?.strokes[0]?.percent, rows[0]?.strokes.at(-1)?.percent];
    expect(first).toBeLessThan(10);
    expect(last).toBeGreaterThan(80);
  });

  it('scores are spread between the lowest and the highest', async () => {
    const { histogram, lines } = await polyseme.dispersion({ about: 'money' });
    expect(histogram?.threshold).toBeNull();
    expect(histogram?.bins.reduce((sum, { count }) => sum + count, 0)).toBe(lines);
    expect(histogram?.bins[0]?.count).toBeGreaterThan(0);
    expect(histogram?.bins.at(-1)?.count).toBeGreaterThan(0);
  });

  it('a word that does not occur has no rows', async () => {
    const spread = await polyseme.dispersion({ word: 'zeppelin' });
    expect(spread).toMatchObject({ lines: 0, histogram: null, rows: [], numRows: 0 });
    expect(drawn(spread, 80)).toBe('0 lines\n');
  });
});

describe('along a field', () => {
  it('numbers stand by size, and lines without one are counted', async () => {
    const { rows, ...spread } = await polyseme.dispersion({ word: 'bank', by: 'year' });
    expect(spread).toMatchObject({ by: 'year', kind: 'number', numRows: 3, linesWithoutValue: 2 });
    expect(rows.map(({ value, percent, lines }) => [value, percent, lines])).toEqual([
      ...[
        ['1901', 0, 14],
        ['1950', 49, 14],
        ['2001', 100, 10],
      ],
    ]);
    expect(rows[0]).toMatchObject({ uri: null, rowId: null, chars: null });
    expect(rows[0]?.strokes).toHaveLength(14);
  });

  it('dates of any precision stand by time', async () => {
    const { rows, kind } = await polyseme.dispersion({ word: 'bank', meaning, by: 'day' });
    expect(kind).toBe('date');
    expect(rows.map(({ value }) => value)).toEqual(['1901-03-01', '1901-09', '1902']);
    expect(rows.map(({ percent }) => percent)).toEqual([0, 60.1, 100]);
  });

  it('texts among numbers are counted as without a value, and no number at all is an error', async () => {
    expect(await polyseme.dispersion({ word: 'bank', by: 'mixed' })).toMatchObject({
      ...{ numRows: 1, linesWithoutValue: 26 },
    });
    await expect(polyseme.dispersion({ word: 'bank', by: 'colour' })).rejects.toMatchObject({
      message: expect.stringMatching(
        /^by: no document has a field "colour"; there are "id"|^by: no document/u,
      ),
      cure: 'Give a field of numbers or dates, or document.',
    });
    const filters = { documents: ['river'] };
    await expect(polyseme.dispersion({ word: 'bank', by: 'mixed', filters })).rejects.toMatchObject({
      message: 'by: no document of these lines has a number or a date in "mixed"',
    });
  });
});

describe('what is printed', () => {
  it('is a row of bars for each document, within the width, and a table of all that is named', async () => {
    const spread = await polyseme.dispersion({ word: 'bank', meaning, limit: 2, strokes: 4 });
    const lines = drawn(spread, 60).trimEnd().split('\n');
    expect(lines[0]).toBe(`40 lines, ${spread.likely} likely`);
    expect(lines[1]).toMatch(/^probability 0 .{10}\|.{10} 1$/u);
    expect(lines[2]).toMatch(/^lines\.jsonl#river +\d+ of 14 {2}.*[▁-█]/u);
    expect(lines.at(-2)).toBe('and 2 documents more with 16 lines');
    expect(lines.at(-1)).toBe('16 lines of these rows not drawn');
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(60);
    const table = formatRows(dispersionRows(spread), dispersionColumns, 'csv').trimEnd().split('\n');
    expect(table).toHaveLength(1 + 8);
    expect(table[0]).toBe(dispersionColumns.join(','));
  });
});
