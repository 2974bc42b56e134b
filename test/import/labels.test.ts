import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readLabels } from '#src/import/labels.js';

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-labels-'));
  file = path.join(folder, 'labels.csv');
});
afterAll(() => rmSync(folder, { recursive: true }));

function read(content: string | Uint8Array) {
  writeFileSync(file, content);
  return readLabels(file);
}

describe('readLabels', () => {
  it('takes a line by its token id, or by document and start', async () => {
    expect(await read('tokenId,sense\n7,bank%1\n')).toEqual([
      { sense: 'bank%1', tokenId: 7, document: '', start: null },
    ]);
    const line = { sense: 'shore', tokenId: null, document: 'a.txt', start: 12 };
    expect(await read('document,start,sense\na.txt,12,shore\n')).toEqual([line]);
    expect(await read('uri,start,sense\na.txt,12,shore\n')).toEqual([line]);
  });

  it.each([
    ['semicolons', ';'],
    ['tabs', '\t'],
  ])('reads %s as texts are read, and drops spaces around values', async (_, mark) => {
    expect(await read(`\ufefftokenId${mark}sense\r\n 7 ${mark} a sense \r\n`)).toMatchObject([
      { sense: 'a sense', tokenId: 7 },
    ]);
  });

  it.each([
    ['nothing', ''],
    ['a row of column names alone', 'tokenId,sense\n'],
  ])('rejects a file with %s', async (_, content) => {
    await expect(read(content)).rejects.toMatchObject({
      code: 'data',
      message: `labels: ${file} has no rows`,
    });
  });

  it('rejects a row that names no line, or no sense, with its number', async () => {
    const message = `labels: row 3 of ${file} names no line, or no sense`;
    await expect(read('tokenId,sense\n1,a\n,b\n')).rejects.toMatchObject({ code: 'data', message });
    await expect(read('tokenId,sense\n1,a\n2,\n')).rejects.toMatchObject({ code: 'data', message });
    await expect(read('document,start,sense\nd,1,a\nd,1.5,b\n')).rejects.toMatchObject({ message });
  });

  it('reads what spreadsheets write: a line that names the mark, rows without their last cell', async () => {
    expect(await read('sep=;\r\ntokenId;sense;note\r\n7;shore\r\n')).toMatchObject([
      { tokenId: 7, sense: 'shore' },
    ]);
  });

  it.each([
    ['TokenId,Sense\n7,a', /has no column "sense"; it has "TokenId", "Sense"$/u, /^Give it the columns/u],
    ['id,sense\n7,a', /has no column "tokenId"; it has "id", "sense"$/u, /^Give it the columns/u],
    ['Labels\ntokenId,sense\n7,a', /it has "Labels"$/u, /^Row 2 holds the names/u],
    ['tokenId,sense,sense\n7,a,b', /has two columns named "sense"$/u, /name of its own/u],
  ])('rejects %j by its columns', async (content, message, cure) => {
    await expect(read(content)).rejects.toMatchObject({
      ...{ code: 'data', message: expect.stringMatching(message), cure: expect.stringMatching(cure) },
    });
  });

  it('rejects a row that cannot be read, with its line', async () => {
    await expect(read('tokenId,sense\n1,a\n2,b,c\n')).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(`labels: ${file} cannot be read: line 3: the row has 3 cells`),
    });
  });

  it('reads a file that is not UTF-8 in the encoding that it is in', async () => {
    const windows = Buffer.from('tokenId,sense\n1,a caf\xe9\n2,the \x93bank\x94\n', 'latin1');
    expect(await read(windows)).toMatchObject([{ sense: 'a café' }, { sense: 'the “bank”' }]);
  });

  it('rejects a file that is not text, is damaged, or is not there', async () => {
    await expect(read(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR', 'latin1'))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^labels: .* is not text: it is an image$/u),
    });
    const damaged = Buffer.concat([
      Buffer.from('tokenId,sense\n1,Bänke über Flüsse, später\n'),
      Buffer.from([0xff]),
    ]);
    await expect(read(damaged)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(
        /^labels: .* cannot be read: the character at offset 42 cannot be read as UTF-8/u,
      ),
    });
    await expect(readLabels(path.join(folder, 'none.csv'))).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/^labels: .*none\.csv cannot be read: ENOENT/u),
    });
  });
});
