import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  decodeFile,
  maxRecordChars,
  maxTextFileBytes,
  readLines,
  readTextFile,
  refuseLongText,
} from '#src/import/decode.js';
import { recogniseText } from '#src/import/encoding.js';

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
  return collect(readLines(await recogniseText(write(content))));
}

const readWhole = async (file: string): Promise<string> => readTextFile(await recogniseText(file));

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
    expect(await readWhole(write(text))).toBe(text);
  });

  it('keeps characters that lie across the bounds of a chunk', async () => {
    const text = `x${'🏦'.repeat(600_000)}`; // 4 bytes each, chunks of 1 MiB
    expect((await readWhole(write(text))) === text).toBe(true);
  });

  it('rejects a file that is no longer in the encoding that was recognised, instead of reading half of it', async () => {
    const file = write('We sat on the bank.');
    const recognised = await recogniseText(file);
    write(Buffer.from('Le caf\xe9 de la rive', 'latin1'));
    await expect(readTextFile(recognised)).rejects.toMatchObject({
      ...{ code: 'data', message: `${file} changed while it was read`, cure: 'Run the same again.' },
    });
  });

  it('rejects a file over the limit before it reads it', async () => {
    const file = write('', 'large.txt');
    truncateSync(file, maxTextFileBytes + 1); // a hole: takes no room
    await expect(refuseLongText(file)).rejects.toMatchObject({
      code: 'too_large',
      message: `${file} has 134217729 bytes; the limit for one text is 134217728`,
      cure: 'Split the file, or turn it into .jsonl with one text a line.',
    });
  });

  it('passes on that a file is missing', async () => {
    await expect(readWhole(path.join(folder, 'missing.txt'))).rejects.toMatchObject({ code: 'ENOENT' });
  });
});

describe('decodeFile', () => {
  it('gives a long file in more than one chunk', async () => {
    const chunks = await collect(decodeFile(await recogniseText(write('bank '.repeat(500_000)))));
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
    await expect(collect(readLines(await recogniseText(file)))).rejects.toMatchObject({
      code: 'too_large',
      message: `${file} has a line of more than 33554432 characters`,
      cure: 'Write one record a line.',
    });
    rmSync(file);
  });
});
