// Tables: whole and piece by piece they are the same bytes, and what was written reads back.
import { parse } from 'csv-parse/sync';
import { describe, expect, it } from 'vitest';
import { formatRows, formatSenses, streamTable, type TableFormat } from '#src/format/tables.js';
import type { Sense } from '#src/index.js';

const columns = ['id', 'text', 'score', 'metadata'];

const rowsOf = (count: number): Record<string, unknown>[] =>
  Array.from({ length: count }, (_, i) => ({
    id: i,
    text: ['=SUM(A1)', 'a "quoted",\nbroken line', 'tab\there', '', 'plain', '@at'][i % 6],
    score: i % 2 === 0 ? null : 1 / (i + 1),
    metadata: i % 3 === 0 ? {} : { year: '1929', 'a,b': '"' },
    unlisted: [i],
  }));

async function joined(pieces: AsyncIterable<string>): Promise<string> {
  let text = '';
  for await (const piece of pieces) text += piece;
  return text;
}

async function* oneByOne<T>(rows: readonly T[]): AsyncGenerator<T> {
  yield* rows;
}

const formats: TableFormat[] = ['json', 'jsonl', 'csv', 'tsv'];
const sizes = [0, 1, 2, 99, 100, 101, 250];

describe('streamTable', () => {
  it.each(formats)(
    'gives as %s the bytes that formatRows gives, whatever the number of rows',
    async (format) => {
      for (const size of sizes) {
        const rows = rowsOf(size);
        const whole = formatRows(rows, columns, format);
        expect(await joined(streamTable(rows, columns, format)), `${size} rows`).toBe(whole);
        expect(await joined(streamTable(oneByOne(rows), columns, format)), `${size} rows`).toBe(whole);
      }
    },
  );

  it('gives JSON as JSON.stringify indents it', async () => {
    for (const size of sizes) {
      const rows = rowsOf(size);
      expect(await joined(streamTable(rows, columns, 'json'))).toBe(`${JSON.stringify(rows, null, 2)}\n`);
    }
  });

  it('gives JSON lines that read back one by one', async () => {
    const rows = rowsOf(150);
    const lines = (await joined(streamTable(rows, columns, 'jsonl'))).trimEnd().split('\n');
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
  });

  it.each([
    ['csv', ','],
    ['tsv', '\t'],
  ] as const)('gives as %s a header once, and cells that read back', async (format, delimiter) => {
    const rows = rowsOf(150);
    const text = await joined(streamTable(rows, columns, format));
    const read = parse(text, { columns: true, delimiter }) as Record<string, string>[];
    expect(read).toHaveLength(150);
    read.forEach((row, i) => {
      const text = String(rows[i]?.text);
      expect(row).toEqual({
        id: String(i),
        // what a spreadsheet would run as a formula is marked with an apostrophe
        text: /^[=@]/u.test(text) ? `'${text}` : text,
        score: rows[i]?.score === null ? '' : String(rows[i]?.score),
        metadata: JSON.stringify(rows[i]?.metadata),
      });
    });
    expect(await joined(streamTable([], columns, format))).toBe(`${columns.join(delimiter)}\n`);
  });

  it('gives nothing before the first row, and holds no more than a piece', async () => {
    const failing = async function* (): AsyncGenerator<object> {
      yield* [];
      throw new Error('no such thing');
    };
    await expect(streamTable(failing(), columns, 'csv').next()).rejects.toThrow('no such thing');
    let taken = 0;
    const endless = function* (): Generator<object> {
      for (;;) yield { id: taken++ };
    };
    const pieces = streamTable(endless(), columns, 'json');
    for (let i = 0; i < 3; i++) expect((await pieces.next()).done).toBe(false);
    expect(taken).toBeLessThanOrEqual(300);
    await pieces.return(undefined);
  });
});

describe('cells for spreadsheets', () => {
  const cell = (text: string): string =>
    formatRows([{ text }], ['text'], 'tsv').split('\n').slice(1).join('\n');

  it.each(['-5', '-1.25', '5', 'a=b', ' a', 'e-mail'])(
    'stay as they are when they are no formula: %j',
    (text) => {
      expect(cell(text)).toBe(`${text}\n`);
    },
  );

  it.each([
    '=1',
    '+1',
    '-1+2',
    '@A1',
    ' =1',
    '\u00a0=1',
    '\u200b=1',
    '＝1',
    '＋1',
    '－1',
    '＠A1',
    '-5 ',
    '-cmd',
  ])('are marked as text when they may be run: %j', (text) => {
    expect(cell(text)).toContain(`'${text}`);
  });

  it.each(['\n=1', '\t=1', '\r=1'])('are marked as text after a line break or a tab: %j', (text) => {
    expect(cell(text)).toContain(`'${text}`);
  });
});

describe('formatSenses', () => {
  const sense = {
    ...{ id: 'bank.n.1', label: 'financial institution', gloss: null, origin: 'everyday' },
    ...{ count: 2, share: 1, confidence: 0.5 },
    words: [
      { lemma: 'loan', count: 2 },
      { lemma: 'money', count: 1 },
    ],
    ...{ substitutes: [], keys: ['bank%1:14:00::', 'bank%1:06:00::'] },
  } as unknown as Sense;

  it('has lists in one cell: keys by spaces, words by semicolons; none is an empty cell', () => {
    const rows = parse(formatSenses([sense, { ...sense, keys: [] }], 'csv'), { columns: true });
    expect(rows).toMatchObject([
      { words: 'loan (2); money (1)', substitutes: '', keys: 'bank%1:14:00:: bank%1:06:00::' },
      { keys: '' },
    ]);
  });

  it('has them as lists in JSON', () => {
    expect(JSON.parse(formatSenses([sense], 'json'))).toEqual([sense]);
  });
});
