import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { maxFileBytes, maxPages } from '#src/import/formats/limits.js';
import { learnJoints } from '#src/import/formats/pdf/hyphens.js';
import type { Line } from '#src/import/formats/pdf/lines.js';
import { dateOf } from '#src/import/formats/pdf/metadata.js';
import { readPdf } from '#src/import/formats/pdf.js';
import type { ReadDocument, ReaderOptions, ReadProblem } from '#src/import/formats/reader.js';
import { column, type Placed, pdfOf, placedText } from './pdf-of.js';

const fixtures = fileURLToPath(new URL('../../fixtures/formats/pdf/', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Read extends ReadDocument {
  readonly problems: readonly ReadProblem[];
}

async function readFile(file: string, options: ReaderOptions = {}): Promise<Read> {
  let document: ReadDocument | undefined;
  const problems: ReadProblem[] = [];
  for await (const item of readPdf({ name: path.basename(file), path: file }, options)) {
    if ('document' in item) document = item.document;
    if ('problem' in item) problems.push(item.problem);
  }
  return { ...(document as ReadDocument), problems };
}

const fixture = (name: string): string => path.join(fixtures, `${name}.pdf`);
const bytesOf = (name: string): Buffer => readFileSync(fixture(name));

function write(bytes: string | Uint8Array, name = 'made.pdf'): string {
  const file = path.join(folder, name);
  writeFileSync(file, bytes);
  return file;
}

/** The text of pages on which these words stand at these places. */
const textOf = async (...pages: Placed[][]): Promise<string> =>
  (await readFile(write(pdfOf(pages.map(placedText))))).text;

const slices = ({ text, parts }: ReadDocument, kind: string): (readonly [string, string])[] =>
  parts.filter((part) => part.kind === kind).map(({ label, start, end }) => [label, text.slice(start, end)]);

describe('readPdf > text', () => {
  it.each([
    ['essay', 'one column with broken words, ligatures, footnotes, and a sentence over a page end (pdfTeX)'],
    ['paper', 'two columns below a title, with accents that are glyphs of their own (pdfTeX)'],
    ['book', 'running heads that alternate, and two numberings of pages (pdfTeX)'],
    ['notes', 'a note with an asterisk, a page number in dashes (groff, Ghostscript)'],
    ['report', 'a table with rules (LibreOffice)'],
    ['columns', 'justified narrow columns, words broken and hyphenated (Chromium)'],
    ['guide', 'notes, hyphens of their own code, heads of left and right pages (WeasyPrint)'],
    ['scripts', 'Hebrew and Russian (Chromium)'],
    ['prices', 'a table by position alone (ReportLab)'],
    ['turned', 'pages and text that are turned (ReportLab)'],
    ['chinese', 'Chinese without an embedded font (ReportLab)'],
    ['scanned', 'pages that are pictures (ReportLab)'],
  ])('reads %s: %s', async (name) => {
    const { text } = await readFile(fixture(name));
    expect(`${text}\n`).toBe(readFileSync(path.join(fixtures, `${name}.expected.txt`), 'utf8'));
  });
});

describe('readPdf > words and lines', () => {
  it('leaves out references to notes, and keeps powers', async () => {
    const text = await textOf([
      { x: 30, y: 350, text: 'The bank is 5 m' },
      { x: 101, y: 354, text: '2', size: 6 },
      { x: 108, y: 350, text: 'wide, as they say' },
      { x: 188, y: 354, text: '3', size: 6 },
      { x: 195, y: 350, text: 'here.' },
    ]);
    expect(text).toBe('The bank is 5 m2 wide, as they say here.');
  });

  it('reads once what is printed twice to look bold', async () => {
    const text = await textOf([
      { x: 30, y: 350, text: 'Spring' },
      { x: 30.3, y: 350, text: 'Spring' },
    ]);
    expect(text).toBe('Spring');
  });

  it('parts the items of a list, without their bullets', async () => {
    const text = await textOf([
      { x: 30, y: 350, text: '\u0095' },
      { x: 42, y: 350, text: 'a bank of clay' },
      { x: 30, y: 338, text: '\u0095' },
      { x: 42, y: 338, text: 'a spring' },
      { x: 30, y: 326, text: '\u0095' },
      { x: 42, y: 326, text: 'a light' },
    ]);
    expect(text).toBe('a bank of clay\n\na spring\n\na light');
  });

  it('joins the lines of an item, short as the others may be', async () => {
    const item = (y: number, ...lines: string[]): Placed[] => [
      { x: 30, y, text: '\u0095' },
      ...column(42, y, lines),
    ];
    const text = await textOf([
      ...item(350, 'clay'),
      ...item(338, 'a bank of clay, on which nobody who', 'came there in spring has ever sat'),
      ...item(314, 'light'),
      ...item(302, 'a cell'),
      ...column(30, 260, ['All that stands above is a list of what was seen there.']),
    ]);
    expect(text.split('\n\n').slice(0, 4)).toEqual([
      'clay',
      'a bank of clay, on which nobody who came there in spring has ever sat',
      'light',
      'a cell',
    ]);
  });

  it('keeps the lines of a verse, and of an address', async () => {
    const prose = column(30, 200, [
      'The rest of the page is prose, and its lines are long,',
      'so that one sees how far they could have gone here.',
    ]);
    const verse = column(30, 350, [
      'The light is out,',
      'the bank is bare,',
      'a bell rings in',
      'the empty square',
    ]);
    expect(await textOf([...verse, ...prose])).toBe(
      'The light is out,\nthe bank is bare,\na bell rings in\nthe empty square\n\nThe rest of the page is prose, and its lines are long, so that one sees how far they could have gone here.',
    );
  });

  it('joins a large initial to its word', async () => {
    const text = await textOf([
      { x: 30, y: 326, text: 'T', size: 34 },
      ...column(54, 350, ['he bank of the river was', 'steep. It fell by twenty', 'feet, and at its end']),
      ...column(30, 314, ['there was water, which nobody', 'had ever called deep.']),
    ]);
    expect(text).toBe(
      'The bank of the river was steep. It fell by twenty feet, and at its end there was water, which nobody had ever called deep.',
    );
  });

  it('reads the entries of a table of contents as lines', async () => {
    const text = await textOf(
      column(30, 350, [
        '1 The bank . . . . . . . . . . . . . . . 3',
        '2 The spring . . . . . . . . . . . . . . 17',
      ]),
    );
    expect(text).toBe('1 The bank … 3\n2 The spring … 17');
  });

  it('joins the lines of a cell', async () => {
    const rows = ['bank', 'spring', 'light'].flatMap((word, i) => [
      { x: 30, y: 350 - 40 * i, text: word },
      ...column(100, 350 - 40 * i, [
        'what the word means in the',
        'first place, as a diction-',
        'ary has it',
      ]),
    ]);
    expect(await textOf([...rows, { x: 30, y: 200, text: 'A paragraph.' }])).toBe(
      `${['bank', 'spring', 'light'].map((word) => `| ${word} | what the word means in the first place, as a dictionary has it |`).join('\n')}\n\nA paragraph.`,
    );
  });

  it('puts words at once that stand apart in the file, and parts what a gap parts', async () => {
    const text = await textOf([
      { x: 60, y: 350, text: 'bank' },
      { x: 30, y: 350, text: 'right' },
      { x: 86, y: 350, text: 's' },
    ]);
    expect(text).toBe('right bank s');
  });

  it('reads a column to its end before the next, over the ends of columns and pages', async () => {
    const left = [
      'The water of the left',
      'column is cold, and',
      'it goes on and on, so',
      'that it ends over in',
    ];
    const right = [
      'the other one. There',
      'it is warm again, and',
      'the spring is near to',
      'the end of this page',
    ];
    const page = [
      { x: 60, y: 370, text: 'A title over both columns', size: 15 },
      ...column(30, 350, left),
      ...column(160, 350, right),
    ];
    const text = await textOf(page, column(30, 350, ['where it stops.']));
    expect(text).toBe(`A title over both columns\n\n${[...left, ...right].join(' ')} where it stops.`);
  });
});

describe('readPdf > parts', () => {
  it('lets pages meet within a paragraph, and gives notes to their page', async () => {
    const read = await readFile(fixture('essay'));
    const pages = slices(read, 'page');
    expect(pages.map(([label, text]) => [label, text.slice(0, 10), text.slice(-11)])).toEqual([
      ['1', 'The Bank o', 'd to those '],
      ['2', 'who could ', 't followed.'],
      ['1', 'The saving', 'ons a lamp.'],
      ['2', 'The spring', 't flickers.'],
    ]);
    expect(slices(read, 'note').map(([, text]) => text)).toEqual([
      'The savings bank was founded in 1824 by the parish.',
      'Compare the letter of Brother Anselm, which mentions a lamp.',
    ]);
  });

  it('calls pages by their labels, and headings by larger type and by the outline', async () => {
    const read = await readFile(fixture('book'));
    expect(slices(read, 'page').map(([label]) => label)).toEqual(['i', 'ii', '1', '2', '3']);
    expect(
      read.parts.filter(({ kind }) => kind === 'heading').map(({ label, level }) => [label, level]),
    ).toEqual([
      ['Preface', 1],
      ['Chapter 1', 2],
      ['January', 1],
      ['Chapter 2', 2],
      ['February', 1],
    ]);
  });

  it('sees a heading in bold type of the same size', async () => {
    const read = await readFile(
      write(
        pdfOf([
          placedText([
            { x: 30, y: 350, text: 'The Light', isBold: true },
            ...column(30, 330, ['A lamp was lit on the bank, and it was', 'seen from afar by all who came.']),
          ]),
        ]),
      ),
    );
    expect(slices(read, 'heading')).toEqual([['The Light', 'The Light']]);
  });

  it('gives a table its part, and its rows bars', async () => {
    const read = await readFile(fixture('prices'));
    expect(slices(read, 'table').map(([, text]) => text.split('\n')[2])).toEqual([
      '| Railway lamp | red or green | 18.00 | 3 kg |',
    ]);
  });

  it('leaves out a watermark, and puts what stands along a margin behind the text', async () => {
    const page = (...lines: string[]): Placed[] => [
      { x: 60, y: 60, text: 'DRAFT', size: 60, angle: 45 },
      ...column(60, 350, lines),
    ];
    const text = await textOf(
      [...page('A bank of the river that is so'), { x: 20, y: 100, text: 'Deposited in spring', angle: 90 }],
      page('long that it goes on here.'),
    );
    expect(text).toBe('A bank of the river that is so long that it goes on here.\n\nDeposited in spring');
  });

  it('keeps running heads where that is wanted', async () => {
    const { text } = await readFile(fixture('guide'), { keepRunningHeads: true });
    expect(text.split('\n\n').filter((one) => /^(?:Harbour Museum|The Old Harbour|\d)$/u.test(one))).toEqual([
      'The Old Harbour',
      '1',
      'Harbour Museum',
      '2',
      'The Old Harbour',
      '3',
    ]);
  });

  it('knows heads in small type close to the text, and numbers that count (a browser prints both)', async () => {
    const page = (number: number, line: string): Placed[] => [
      { x: 30, y: 385, text: '11/28/26, 10:31 AM', size: 7 },
      ...column(30, 373, [line, 'in the light of a lamp on the bank of the river.']),
      { x: 30, y: 346, text: `https://example.org/ ${number}/2`, size: 7 },
    ];
    expect(await textOf(page(1, 'He sat there for an hour'), page(2, 'She sat there for a day'))).not.toMatch(
      /\d/u,
    );
  });

  it('does not take the headings of chapters, or a line of the text, for running heads', async () => {
    const page = (words: string) => [
      { x: 30, y: 360, text: words },
      ...column(30, 348, [
        'The bank was steep, and nobody went down to the',
        `water in the ${words} of that year.`,
      ]),
    ];
    const { text } = await readFile(write(pdfOf([page('spring'), page('spring')].map(placedText))));
    expect(text.match(/^spring/gmu)).toHaveLength(2);
  });
});

describe('readPdf > metadata', () => {
  it('reads the information dictionary, and leaves out what programs write where nobody said anything', async () => {
    expect((await readFile(fixture('essay'))).metadata).toEqual({
      title: 'The Bank of the River',
      author: 'A. Fischer; O. Gruen',
      date: '2019-03-01T10:15:00+01:00',
      subject: 'Rivers',
      keywords: 'river, bank',
    });
    expect((await readFile(fixture('turned'))).metadata).toEqual({ date: '2000-01-01T00:00:00Z' });
    expect((await readFile(fixture('book'))).metadata).toMatchObject({
      author: 'Jonas Möller',
      language: 'en-GB',
    });
  });

  it.each([
    ["D:20190301101500+01'00'", '2019-03-01T10:15:00+01:00'],
    ['D:20190301101500Z', '2019-03-01T10:15:00Z'],
    ['D:20190301', '2019-03-01'],
    ['D:2019', '2019'],
    ['2019-03-01T10:15:00+01:00', '2019-03-01T10:15:00+01:00'],
    ['2019-03', '2019-03'],
    ['D:20191399', undefined],
    ['last spring', undefined],
    [undefined, undefined],
  ])('reads the date %s as %s', (written, date) => {
    expect(dateOf(written)).toBe(date);
  });
});

describe('readPdf > problems', () => {
  it('names pages that hold only pictures, not blank ones', async () => {
    const { problems } = await readFile(fixture('scanned'));
    expect(problems.map(({ message }) => message)).toEqual([
      '2 of 5 pages hold no text, only pictures: 2, 4',
    ]);
    expect(problems[0]?.cure).toContain('OCR');
  });

  it('says that all pages are pictures', async () => {
    const picture = 'q 100 0 0 100 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 ID abcd EI Q';
    const { text, problems } = await readFile(write(pdfOf([picture, picture])));
    expect([text, problems[0]?.message]).toEqual(['', '2 of 2 pages hold no text, only pictures']);
  });

  it('yields an empty text and says so where no page holds text', async () => {
    const { text, problems } = await readFile(write(pdfOf([''])));
    expect([text, problems.length]).toEqual(['', 1]);
  });

  it('reads what an owner has locked, not what a user has', async () => {
    const owned = await readFile(fixture('owned'));
    expect(owned.text).toBe((await readFile(fixture('prices'))).text);
    await expect(readFile(fixture('locked'))).rejects.toMatchObject({
      code: 'data',
      message: 'locked.pdf cannot be read: it is encrypted',
      cure: 'Open it with its password, and save a copy without one.',
    });
  });

  it('reads the other pages where one is damaged, and names it', async () => {
    const pages = ['The first.', 'The second.', 'The third.'].map((text) =>
      placedText([{ x: 30, y: 350, text }]),
    );
    const { text, problems } = await readFile(write(pdfOf(pages, { kids: '5 0 R 9 0 R 6 0 R' })));
    expect(text).toBe('The first.\n\nThe third.');
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^page 3 cannot be read: /u),
    ]);
  });

  it('reads a file whose table of objects is lost, and refuses one that was cut off', async () => {
    const whole = Buffer.from(pdfOf([placedText([{ x: 30, y: 350, text: 'bank' }])])).toString('latin1');
    expect((await readFile(write(whole.replace(/xref\n[\s\S]*(?=trailer)/u, '')))).text).toBe('bank');
    await expect(readFile(write(bytesOf('report').subarray(0, 3000)))).rejects.toMatchObject({
      code: 'data',
    });
  });

  it.each([
    ['empty', ''],
    ['of another format', 'PK\u0003\u0004 and so on'],
    ['a head alone', '%PDF-1.7\n'],
  ])('refuses a file that is %s', async (_, content) => {
    await expect(readFile(write(content))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^made\.pdf /u),
    });
  });

  it('comes to an end where objects refer to themselves', async () => {
    const loop = pdfOf([placedText([{ x: 30, y: 350, text: 'bank' }])], {
      more: '/Outlines << /First 1 0 R /Title (a) /Next 1 0 R >> /Title (b) /First 1 0 R /Next 1 0 R',
    });
    expect((await readFile(write(loop))).text).toBe('bank');
    await expect(readFile(write(pdfOf([''], { kids: '2 0 R' })))).rejects.toMatchObject({ code: 'data' });
  });

  it('refuses a file of too many bytes or pages', async () => {
    const large = write('%PDF-1.4');
    truncateSync(large, maxFileBytes + 1);
    await expect(readFile(large)).rejects.toMatchObject({ code: 'too_large' });
    const count = maxPages + 1;
    const long = write(pdfOf([''], { kids: '5 0 R '.repeat(count), count }));
    await expect(readFile(long)).rejects.toMatchObject({
      code: 'too_large',
      message: `made.pdf has ${count} pages; the limit is ${maxPages}`,
    });
  });
});

describe('learnJoints', () => {
  const learn = (...texts: string[]) => learnJoints(texts.map((text) => ({ text }) as Line));
  const join = (before: string, after: string, ...document: string[]): string => {
    const { isCut, between } = learn(...document)(before, after);
    return (isCut ? before.slice(0, -1) : before) + between + after;
  };

  it.each([
    [
      'a word of the document with a hyphen',
      'a well-',
      'known man',
      'the well-known woman',
      'a well-known man',
    ],
    ['a word of the document without', 'a sea-', 'son of rain', 'one season more', 'a season of rain'],
    ['a word that it does not have', 'the em-', 'bankment', '', 'the embankment'],
    ['a soft hyphen', 'the em\u00ad', 'bankment', '', 'the embankment'],
    ['a name', 'an Anglo-', 'Saxon bank', '', 'an Anglo-Saxon bank'],
    ['a number', 'from 1914-', '1918 on', '', 'from 1914-1918 on'],
    ['a number in words', 'at twenty-', 'five', '', 'at twenty-five'],
    ['self before a word', 'a self-', 'made man', '', 'a self-made man'],
    ['self within a word', 'a self-', 'ish man', '', 'a selfish man'],
    ['one letter', 'by e-', 'mail', '', 'by e-mail'],
    ['a row of words', 'a mother-in-', 'law', '', 'a mother-in-law'],
    ['a dash', 'the bank—', 'a steep one', '', 'the bank—a steep one'],
    ['a stroke', 'see http:', '//bank.org/', '', 'see http://bank.org/'],
    ['a path', 'in doc/', 'bank.txt', '', 'in doc/bank.txt'],
    ['a dash between blanks', 'the bank –', 'a steep one', '', 'the bank – a steep one'],
    ['Chinese', '春天', '还没有来', '', '春天还没有来'],
  ])('joins lines at %s', (_, before, after, document, joined) => {
    expect(join(before, after, document)).toBe(joined);
  });
});

it('takes no text for a running head: letters that differ in a number', async () => {
  const { text } = await readFile(path.join(fixtures, 'two-letters.pdf'));
  expect(text.match(/we thank you for your letter/gu)).toHaveLength(2);
  expect(text.match(/Yours, the bank/gu)).toHaveLength(2);
  expect(text).not.toMatch(/\n[12]$/mu);
});
