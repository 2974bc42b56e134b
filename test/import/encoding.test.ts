// Encodings of files: UTF-8 strictly, UTF-16 with a mark and without, guesses, and what is no text. Most of the files in
// fixtures/encodings were written by Python.
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { deflateRawSync, gzipSync } from 'node:zlib';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readTextFile } from '#src/import/decode.js';
import { recogniseText } from '#src/import/encoding.js';

const fixtures = fileURLToPath(new URL('../fixtures/encodings/', import.meta.url));

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-encoding-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

function write(content: string | Uint8Array): string {
  const file = path.join(folder, 'text.txt');
  writeFileSync(file, content);
  return file;
}

/** Encoding and text of a file, and what people hear of it. */
async function read(file: string, named?: string) {
  const { encoding, isUnusual, unreadable } = await recogniseText(file, named);
  return { encoding, isUnusual, unreadable, text: await readTextFile(await recogniseText(file, named)) };
}

const bytes = (latin1: string): Buffer => Buffer.from(latin1, 'latin1');
const sound = { isUnusual: false, unreadable: undefined };
const guessed = { isUnusual: true, unreadable: undefined };

describe('UTF-8', () => {
  it.each([
    ['nothing', ''],
    ['ASCII', 'We sat.'],
    ['a byte order mark', '\ufeffBänke'],
    ['a zero', 'Bänke\0 am Fluß'],
    ['NUL between two letters', 'a\0b'],
    ['U+FFFD', 'a \ufffd in a text'],
    ['backspaces', 'b\bba\ban\bnk\bk'],
  ])('is what a file with %s is in, and nothing is said of it', async (_, text) => {
    expect(await read(write(text))).toEqual({ encoding: 'UTF-8', text, ...sound });
  });

  it('is recognised whatever character lies across the bounds of a chunk', async () => {
    for (const character of ['ß', '行', '🏦']) {
      for (let before = 1; before <= 4; before++) {
        const text = `${'x'.repeat((1 << 20) - before)}${character}${'y'.repeat(5)}`;
        const { encoding, isUnusual, text: is } = await read(write(text));
        expect({ encoding, isUnusual }).toEqual({ encoding: 'UTF-8', isUnusual: false });
        expect(is === text).toBe(true);
      }
    }
  });

  it('with wrong bytes stays UTF-8, with the first and the number of them', async () => {
    const wrong = Buffer.concat([Buffer.from('Bänke am Fluß. '.repeat(100_000)), Buffer.from([0xff, 0x21])]);
    const late = await read(write(wrong));
    expect(late).toMatchObject({
      encoding: 'UTF-8',
      isUnusual: true,
      unreadable: { count: 1, first: 1_500_000 },
    });
    expect(late.text.startsWith('Bänke') && late.text.endsWith('Fluß. \ufffd!')).toBe(true);
    const cut = Buffer.from('Bänke über Flüsse; señor 🏦').subarray(0, -1);
    expect(await read(write(cut))).toMatchObject({
      ...{ encoding: 'UTF-8', text: 'Bänke über Flüsse; señor \ufffd', unreadable: { count: 1, first: 25 } },
    });
  });
});

describe('UTF-16', () => {
  const text = '\ufeffWe sat on the bank 🏦. “Yes.”\r\n';
  it('is recognised by its mark, which stays in the text, and nothing is said of it', async () => {
    const littleEndian = Buffer.from(text, 'utf16le');
    expect(await read(write(littleEndian))).toEqual({ encoding: 'UTF-16LE', text, ...sound });
    expect(await read(write(littleEndian.swap16()))).toEqual({ encoding: 'UTF-16BE', text, ...sound });
    const replaced = '\ufeffa \ufffd that stands in the file';
    expect(await read(write(Buffer.from(replaced, 'utf16le')))).toMatchObject({ text: replaced, ...sound });
  });

  it('is recognised without a mark, in scripts of few zeros and of many', async () => {
    for (const line of [
      'We sat on the bank.\n',
      'Мы сидели на берегу реки.\n',
      'हम नदी के किनारे बैठे थे।\n',
      'เรานั่งอยู่ริมฝั่งแม่น้ำ\n',
      'جلسنا على ضفة النهر.\n',
      '우리는 강둑에 앉아.\n',
      '私たちは川岸に座って、天気について話しました。\n',
      '　　我们坐在河岸上，谈论天气。银行借给他一笔钱。\n',
    ]) {
      for (const content of [line, line.repeat(50)]) {
        const littleEndian = Buffer.from(content, 'utf16le');
        expect(await read(write(littleEndian))).toEqual({ encoding: 'UTF-16LE', text: content, ...guessed });
        expect(await read(write(littleEndian.swap16()))).toEqual({
          encoding: 'UTF-16BE',
          text: content,
          ...guessed,
        });
      }
    }
  });

  it('keeps both halves of a character across the bounds of a chunk', async () => {
    const long = `\ufeff${'x'.repeat((1 << 19) - 2)}🏦`;
    for (const content of [Buffer.from(long, 'utf16le'), Buffer.from(long, 'utf16le').swap16()]) {
      const { text: is, unreadable } = await read(write(content));
      expect(is === long && unreadable === undefined).toBe(true);
    }
  });

  it('is not what a text of one byte a letter is in that holds a stray zero', async () => {
    const latin = 'A long line with a caf\xe9 and more text in it, and a stray\0 zero.';
    expect(await read(write(bytes(latin)))).toEqual({ encoding: 'ISO-8859-1', text: latin, ...guessed });
  });
});

describe('a guess', () => {
  it.each(readdirSync(fixtures).filter((name) => name.endsWith('.txt')))('is right for %s', async (name) => {
    const { encoding, text, isUnusual, unreadable } = await read(path.join(fixtures, name));
    expect({ encoding, isUnusual, unreadable }).toEqual({ encoding: path.parse(name).name, ...guessed });
    const beginnings =
      /^(?:She said “yes” — the café’s|Le café|Siedzieliśmy|Příliš žluťoučký|Мы сидели|Καθίσαμε στην|私たちは|我们坐在|我們坐在|우리는|We sat on the bank\. “Yes|　　我们坐在)/u;
    expect(text).toMatch(beginnings);
  });

  it('heeds one letter after much ASCII', async () => {
    const text = `${'We sat on the bank of the river. '.repeat(32_000)}A café. ${'It rained. '.repeat(1_000)}`;
    const { encoding, text: is } = await read(write(bytes(text)));
    expect(encoding).toBe('ISO-8859-1');
    expect(is === text).toBe(true);
  });

  it('heeds the quotation marks of Windows wherever they come', async () => {
    const text = `${'Un café au lait. '.repeat(40_000)}“Oui”`;
    const { encoding, text: is } = await read(write(iconv.encode(text, 'windows-1252')));
    expect(encoding).toBe('windows-1252');
    expect(is === text).toBe(true);
  });

  it.each([
    ['café', 'caf\xe9'],
    ['It’s raining.', 'It\x92s raining.'],
    ['The bank – a river bank – was wet.', 'The bank \x96 a river bank \x96 was wet.'],
    ['the end ÿ', 'the end \xff'],
  ])('is of western letters for little evidence: %s', async (text, latin1) => {
    expect(await read(write(bytes(latin1)))).toMatchObject({ text, ...guessed });
  });

  it('keeps characters of two bytes that lie across the bounds of a chunk', async () => {
    const text = `x${'私たちは川岸に座って、天気について話しました。'.repeat(30_000)}`;
    for (const encoding of ['Shift_JIS', 'EUC-JP', 'GB18030']) {
      const { text: is } = await read(write(iconv.encode(text, encoding)), encoding);
      expect(is === text).toBe(true);
    }
  });
});

describe('an encoding that is named', () => {
  it.each([
    ['macintosh', 'Un caf\x8e sur la rive', 'Un café sur la rive'],
    ['cp850', 'Un caf\x82 sur la rive', 'Un café sur la rive'],
    ['windows-1251', '\xcc\xfb', 'Мы'],
    ['latin1', 'Bänke', 'Bänke'],
    ['UTF-16', '\xfe\xff\0B\0a', '\ufeffBa'],
    ['utf-16le', 'B\0a\0', 'Ba'],
  ])('decides: %s', async (named, latin1, text) => {
    expect(await read(write(bytes(latin1)), named)).toMatchObject({ text, ...guessed });
  });

  it('decides against what the file seems to be', async () => {
    expect(await read(write('Bänke'), 'windows-1252')).toMatchObject({ text: 'BÃ¤nke' });
    expect(await read(write('Bänke'), 'utf8')).toMatchObject({ text: 'Bänke', ...sound });
  });

  it('counts the few characters that it cannot read', async () => {
    const file = write(bytes(`${'We sat. '.repeat(20)}caf\xe9`));
    expect(await read(file, 'utf-8')).toMatchObject({
      isUnusual: true,
      unreadable: { count: 1, first: 163 },
    });
  });

  it.each([
    ['utf-8', 'Le caf\xe9 de la rive'],
    ['Shift_JIS', 'Le caf\xe9 \xfc \xfd \xfe'],
    ['windows-1252', '\0\x01\x02\x03abc\x04\x05'],
  ])('is refused where the file is not in it: %s', async (named, latin1) => {
    const file = write(bytes(latin1));
    await expect(recogniseText(file, named)).rejects.toMatchObject({
      code: 'data',
      message: `${file} is not ${named}: it holds bytes that no text in ${named} holds`,
      cure: expect.stringContaining('--encoding'),
    });
  });
});

describe('what is no text', () => {
  const noise = Buffer.from(
    Array.from({ length: 3000 }, (_, i) => (i * i * 7919 + (i >> 3) * 104729) & 0xff),
  );
  it.each<[string, Buffer]>([
    ['it is a PDF', bytes('%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj')],
    ['it is an image', bytes('\x89PNG\r\n\x1a\n\0\0\0\rIHDR')],
    ['it is an image', bytes('\xff\xd8\xff\xe0\0\x10JFIF')],
    ['it is a zip archive', bytes('PK\x03\x04\x14\0\x06\0')],
    ['it is a compressed file', gzipSync('We sat on the bank.')],
    ['it begins like UTF-16LE', Buffer.concat([bytes('\xff\xfe'), noise])],
    ['it holds bytes that no text holds', noise],
    ['it holds bytes that no text holds', deflateRawSync(noise)],
    ['it holds bytes that no text holds', Buffer.alloc(1000)],
    ['it holds bytes that no text holds', Buffer.from(Int32Array.from({ length: 500 }, (_, i) => i).buffer)],
    ['it holds bytes that no text holds', Buffer.from(Float64Array.from({ length: 500 }, Math.sqrt).buffer)],
  ])('is refused: %s', async (why, content) => {
    const file = write(content);
    const error = { code: 'data', cure: expect.stringMatching(/plain text.*--encoding.*windows-1252/u) };
    await expect(recogniseText(file)).rejects.toMatchObject({
      ...error,
      message: expect.stringContaining(`${file} is not text: ${why}`),
    });
    if (why.startsWith('it is')) await expect(recogniseText(file, 'cp437')).rejects.toMatchObject(error);
  });
});
