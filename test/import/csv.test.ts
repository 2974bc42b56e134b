import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOptions } from '#src/domain/text.js';
import { readCsvRows } from '#src/import/csv.js';
import { maxRecordChars } from '#src/import/decode.js';
import { recogniseText } from '#src/import/encoding.js';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-'));
  file = path.join(folder, 'rows.csv');
});
afterAll(() => rmSync(folder, { recursive: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function read(content: string | Uint8Array, options: ImportOptions = {}) {
  writeFileSync(file, content);
  return collect(readCsvRows(await recogniseText(file), options));
}

describe('readCsvRows', () => {
  it('gives id, text and metadata of each row', async () => {
    expect(await read('id,text,year\na,We sat.,1895\nb,"It rained, ""hard"".\nTwice.",1896\n')).toEqual([
      { id: 'a', number: 1, text: 'We sat.', metadata: { year: '1895' } },
      { id: 'b', number: 2, text: 'It rained, "hard".\nTwice.', metadata: { year: '1896' } },
    ]);
  });

  it.each([
    ['comma', ','],
    ['semicolon', ';'],
    ['tab', '\t'],
  ])('finds out that columns are parted by a %s', async (_, mark) => {
    expect(await read(`id${mark}text${mark}lang\n1${mark}We sat${mark}en`)).toEqual([
      { id: '1', number: 1, text: 'We sat', metadata: { lang: 'en' } },
    ]);
  });

  // the marks within quotation marks are counted too
  it('is not misled by a quoted name of a column', async () => {
    expect(await read('"a;b;c",text\nx,We sat')).toMatchObject([{ text: 'We sat' }]);
  });

  it('reads CRLF, CR, a byte order mark, empty lines and spaces around names', async () => {
    const expected = [{ number: 1, text: 'We sat', metadata: { lang: 'en' } }];
    expect(await read('\ufefftext,lang\r\n\r\nWe sat,en\r\n')).toMatchObject(expected);
    expect(await read('text,lang\rWe sat,en\r')).toMatchObject(expected);
    expect(await read('\n text , lang \nWe sat,en')).toMatchObject(expected);
  });

  it('keeps every character of a text, the spaces around it included', async () => {
    const text = ' 👩‍👩‍👧 cafe\u0301\r\n\0 גדה 银行 ';
    expect(await read(`text,a\n"${text}",1`)).toMatchObject([{ text }]);
  });

  it('takes text and id from the columns that are named', async () => {
    expect(await read('body,key,id\nWe sat,k1,7', { textColumn: 'body', idColumn: 'key' })).toEqual([
      { id: 'k1', number: 1, text: 'We sat', metadata: { id: '7' } },
    ]);
  });

  it('gives no id where the field is empty or there is no column', async () => {
    expect(await read('id,text\n,We sat')).toMatchObject([{ id: null, number: 1 }]);
    expect(await read('text\nWe sat')).toMatchObject([{ id: null, number: 1 }]);
  });

  it('rejects a text column that is missing and tells which there are', async () => {
    await expect(read('body,lang\nWe sat,en')).rejects.toMatchObject({
      code: 'data',
      message: `${file} has no column "text"; it has "body", "lang"`,
      cure: 'Name the column that holds the text with --text-column.',
    });
  });

  it.each([
    ['names in capitals', 'ID,Text,Year\n1,We sat,1901', /"ID", "Text", "Year"$/u, /--text-column Text\.$/u],
    ['a title above', 'My letters,,\nid,text\n1,We sat', /it has "My letters"$/u, /^Row 2 holds the names/u],
    ['a title and a blank row above', 'Letters\n,\ntext\nWe sat', /it has "Letters"$/u, /^Row 3 holds/u],
  ])('rejects a head of %s, and tells what to do', async (_, content, message, cure) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(message),
      cure: expect.stringMatching(cure),
    });
  });

  it('rejects two columns of one name, and a head that cannot be read', async () => {
    await expect(read('id,text,note,note\n1,We sat,a,b')).rejects.toMatchObject({
      ...{ code: 'data', message: `${file} has two columns named "note"` },
      cure: 'Give each column a name of its own.',
    });
    await expect(read(',,text\n1,2,We sat')).rejects.toMatchObject({
      message: `${file} has two columns without a name`,
    });
    await expect(read('id,te"xt\n1,We sat')).rejects.toMatchObject({
      message: expect.stringMatching(/its row of column names cannot be read: Invalid Opening Quote/u),
    });
  });

  it.each([
    ['a semicolon', 'sep=;\r\nid;text\r\n1;We sat, twice\r\n'],
    ['a bar', 'sep=|\nid|text\n1|We sat, twice'],
    ['a tab, after a byte order mark', '\ufeffSEP=\t\rid\ttext\r1\tWe sat, twice\r'],
    ['a quoted line', '"sep=;"\nid;text\n1;We sat, twice'],
  ])('heeds a first line that says columns are parted by %s', async (_, content) => {
    expect(await read(content)).toEqual([{ id: '1', number: 1, text: 'We sat, twice', metadata: {} }]);
    expect(await read('sep=;\nid;text\n1;We sat;x')).toMatchObject([{ number: 3 }]);
  });

  it('reads line ends of every kind in one file, and finds the head below blank lines', async () => {
    expect(await read('\n\nid;text\n1;one\r\n2;two\r3;three\n')).toMatchObject([
      { id: '1', text: 'one', metadata: {} },
      { id: '2', text: 'two' },
      { id: '3', text: 'three' },
    ]);
  });

  it('reads a missing last cell as empty, and cells without a name or content as none', async () => {
    expect(await read('id,text,year\n1,We sat\n2,We left,1902,,\n')).toEqual([
      { id: '1', number: 1, text: 'We sat', metadata: { year: '' } },
      { id: '2', number: 2, text: 'We left', metadata: { year: '1902' } },
    ]);
    expect(await read('id,text,,\n1,We sat,,\n2,We left,x,\n')).toMatchObject([
      { metadata: {} },
      { number: 3, message: 'the row has 3 cells, but there are 2 columns' },
    ]);
    expect(await read(',text\n0,We sat\n')).toMatchObject([{ metadata: { '': '0' } }]);
  });

  it('tells of a row that ends before its text, and passes a blank one on', async () => {
    expect(await read('id,text\n7\n  \n,\n')).toMatchObject([
      { number: 2, message: 'the row ends before the column "text"' },
      { id: null, text: '' },
      { id: null, text: '' },
    ]);
  });

  it('gives nothing for a blank file', async () => {
    for (const content of ['', '\ufeff', ' \r\n\n', ',,\n']) expect(await read(content)).toEqual([]);
  });

  it('rejects an id column that is missing', async () => {
    await expect(read('text,lang\nWe sat,en', { idColumn: 'key' })).rejects.toMatchObject({
      code: 'data',
      message: `${file} has no column "key"; it has "text", "lang"`,
      cure: 'Name the column that holds the id with --id-column, or leave the option out.',
    });
  });

  it.each([['a header and nothing else', 'text,lang\n']])('rejects a file with %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data',
      message: `${file} has no rows`,
      cure: 'A .csv file starts with a row of column names, and each row after it is a text.',
    });
  });

  it('reads bytes that are not UTF-8 in the encoding that they are in', async () => {
    const windows = Buffer.from('id;text\r\n1;The caf\xe9 on the bank\r\n2;He said \x93no\x94\r\n', 'latin1');
    const texts = [{ text: 'The café on the bank' }, { text: 'He said “no”' }];
    expect(await read(windows)).toMatchObject(texts);
    // as spreadsheets save "Unicode text"
    const utf16 = Buffer.from('\ufeffid\ttext\r\n1\tThe café on the bank\r\n2\tHe said “no”\r\n', 'utf16le');
    expect(await read(utf16)).toMatchObject(texts);
  });

  it.each([
    [
      'too many cells',
      'It rained,en,1',
      /^the row has 3 cells, but there are 2 columns$/u,
      /^Name a column/u,
    ],
    ['a quotation mark within', 'It was 6" deep,en', /^Invalid Opening Quote/u, /double quotes/u],
  ])('tells what is wrong with a row of %s and goes on', async (_, row, message, cure) => {
    const items = await read(`text,lang\nWe sat,en\n${row}\nWe left,en`);
    expect(items.filter((item) => 'text' in item)).toMatchObject([{ text: 'We sat' }, { text: 'We left' }]);
    expect(items.filter((item) => 'message' in item)).toMatchObject([
      {
        number: 3,
        message: expect.stringMatching(message),
        cure: expect.stringMatching(cure),
      },
    ]);
  });

  it('tells of a bad row where it is the only one', async () => {
    expect(await read('text,lang\nWe sat,en,1')).toMatchObject([
      { number: 2, message: expect.stringMatching(/3 cells/u) },
    ]);
  });

  // rows that could not be read are not counted, so mending one gives other URIs to all behind it
  it('numbers a row the same whether or not one before it could be read', async () => {
    const numberOf = async (content: string) =>
      (await read(content)).find((item) => 'text' in item && item.text === 'We left')?.number;
    expect(await numberOf('text,lang\nbad,en,1\nWe left,en')).toBe(
      await numberOf('text,lang\ngood,en\nWe left,en'),
    );
  });

  // csv-parse tells each quotation mark
  it('tells once that a row has quotation marks within', async () => {
    expect(await read('text,lang\nIt "rained",en\nWe left,en')).toMatchObject([
      { number: 2, message: expect.stringMatching(/^Invalid Opening Quote/u) },
      { text: 'We left' },
    ]);
  });

  // csv-parse goes on in the middle of the row, and tells the same problem again
  it('gives a file up that has a row over the limit, and names the cure', async () => {
    const content = `text,a\n"${'x'.repeat(maxRecordChars + 10)}",b\nWe left,c\n`;
    await expect(read(content)).rejects.toMatchObject({
      code: 'too_large',
      cure: expect.stringMatching(/quotation marks/u),
    });
  });
});
