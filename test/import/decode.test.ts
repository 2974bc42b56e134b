import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { decodeFile, maxRecordChars, maxTextFileBytes, readLines, readTextFile } from '#src/import/decode.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

async function collect<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

function write(content: string | Uint8Array, name = 'text.txt'): string {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  return file;
}

async function linesOf(content: string): Promise<string[]> {
  return collect(readLines(write(content)));
}

describe('readTextFile', () => {
  it.each([
    ['emoji', '👩‍👩‍👧 sat on the bank 🏦'],
    ['combining accents', 'cafe\u0301 and café'],
    ['CRLF', 'one\r\ntwo\r\n'],
    ['a byte order mark', '\ufeffone'],
    ['NUL', 'a\0b'],
    ['right-to-left text', 'גדת הנהר'],
    ['Chinese', '银行'],
    ['nothing', ''],
    ['one letter', 'x'],
  ])('keeps every character of a file with %s', async (_, text) => {
    expect(await readTextFile(write(text))).toBe(text);
  });

  it('keeps characters that lie across the bounds of a chunk', async () => {
    const text = `x${'🏦'.repeat(600_000)}`; // 4 bytes each, chunks of 1 MiB
    expect((await readTextFile(write(text))) === text).toBe(true);
  });

  it('tells UTF-16 by its byte order mark and how to convert it', async () => {
    const file = write(Buffer.from('\ufeffbank', 'utf16le'));
    await expect(readTextFile(file)).rejects.toMatchObject({
      code: 'data',
      message: `${file} is not UTF-8: it is UTF-16`,
      cure: `Convert it, for example: iconv -f UTF-16 -t UTF-8 "${file}" > converted.txt`,
    });
    const bigEndian = write(Buffer.from('\ufeffbank', 'utf16le').swap16());
    await expect(readTextFile(bigEndian)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/it is UTF-16/u),
    });
  });

  it('rejects bytes that are not UTF-8', async () => {
    const file = write(Buffer.from('the café', 'latin1'));
    await expect(readTextFile(file)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/ is not UTF-8: bytes after \d+ are not valid$/u),
      cure: `Convert it, for example: iconv -f WINDOWS-1252 -t UTF-8 "${file}" > converted.txt`,
    });
  });

  it('tells after which bytes of a long file the wrong ones come', async () => {
    const file = write(Buffer.concat([Buffer.alloc(3 << 20, 'a'), Buffer.from([0xff])]));
    await expect(readTextFile(file)).rejects.toMatchObject({
      message: expect.stringMatching(/bytes after 3145728 are/u),
    });
  });

  it('rejects a file that ends within a character', async () => {
    const file = write(Buffer.from('bank 🏦').subarray(0, -1));
    await expect(readTextFile(file)).rejects.toMatchObject({ code: 'data' });
  });

  it('rejects a file over the limit before it reads it', async () => {
    const file = write('', 'large.txt');
    truncateSync(file, maxTextFileBytes + 1); // a hole: takes no room
    await expect(readTextFile(file)).rejects.toMatchObject({
      code: 'too_large',
      message: `${file} has 134217729 bytes; the limit for one text is 134217728`,
      cure: 'Split the file, or turn it into .jsonl with one text a line.',
    });
  });

  it('passes on that a file is missing', async () => {
    await expect(readTextFile(path.join(folder, 'missing.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('decodeFile', () => {
  it('gives a long file in more than one chunk', async () => {
    const chunks = await collect(decodeFile(write('bank '.repeat(500_000))));
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.join('') === 'bank '.repeat(500_000)).toBe(true);
  });
});

describe('readLines', () => {
  it('gives lines without their ends', async () => {
    expect(await linesOf('one\ntwo\r\n\nthree')).toEqual(['one', 'two', '', 'three']);
  });

  it('gives no empty line for the end of the last one', async () => {
    expect(await linesOf('one\n')).toEqual(['one']);
  });

  it('gives nothing for an empty file', async () => {
    expect(await linesOf('')).toEqual([]);
  });

  it('finds the end of a line across the bounds of a chunk', async () => {
    const long = 'x'.repeat((1 << 20) - 1);
    const lines = await linesOf(`${long}\r\ny`);
    expect(lines.map((line) => line.length)).toEqual([long.length, 1]);
  });

  it('rejects a line over the limit', async () => {
    const file = write(Buffer.alloc(maxRecordChars + (2 << 20), 'x'));
    await expect(collect(readLines(file))).rejects.toMatchObject({
      code: 'too_large',
      message: `${file} has a line of more than 33554432 characters`,
      cure: 'Write one record a line.',
    });
    rmSync(file);
  });
});
