import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recogniseText } from '#src/import/encoding.js';
import { readJsonLines } from '#src/import/jsonl.js';

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

async function read(content: string | Uint8Array) {
  const file = path.join(folder, 'records.jsonl');
  writeFileSync(file, content);
  return collect(readJsonLines(await recogniseText(file)));
}

const cure = 'Write one object a line, such as {"id": "a1", "text": "We sat on the bank."}';

describe('readJsonLines', () => {
  it('gives id, text and metadata of each line', async () => {
    expect(await read('{"id":"a","text":"We sat.","year":1895}\n{"id":7,"text":"It rained."}\n')).toEqual([
      { id: 'a', number: 1, text: 'We sat.', metadata: { year: 1895 } },
      { id: '7', number: 2, text: 'It rained.', metadata: {} },
    ]);
  });

  it('keeps scalar values and turns others into their JSON', async () => {
    const line = '{"text":"x","n":1.5,"s":"a","t":true,"z":null,"list":[1,2],"object":{"a":1}}';
    expect(await read(line)).toMatchObject([
      { metadata: { n: 1.5, s: 'a', t: true, z: null, list: '[1,2]', object: '{"a":1}' } },
    ]);
  });

  it('keeps a field with the name of a property of every object', async () => {
    const [record] = await read('{"text":"x","__proto__":"a","constructor":"b"}');
    expect(Object.entries((record as { metadata: object }).metadata)).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
    ]);
  });

  it('gives no id where there is none or null', async () => {
    expect(await read('{"text":"x"}\n{"id":null,"text":"y"}')).toMatchObject([{ id: null }, { id: null }]);
  });

  it('counts empty lines, reads CRLF and leaves a byte order mark out', async () => {
    expect(await read('\ufeff{"text":"x"}\r\n\r\n  \r\n{"text":"y"}\r\n')).toEqual([
      { id: null, number: 1, text: 'x', metadata: {} },
      { id: null, number: 4, text: 'y', metadata: {} },
    ]);
  });

  it('keeps every character of a text', async () => {
    const text = '👩‍👩‍👧 cafe\u0301\r\n\0 גדה 银行 \u2028';
    expect(await read(JSON.stringify({ text }))).toMatchObject([{ text }]);
  });

  it('keeps every digit of whole numbers, wherever they stand', async () => {
    const line =
      '{"id":1436278513418522601,"text":"Post 1436278513418522603, \\"1436278513418522605\\": [1436278513418522607]",' +
      '"thread": -1436278513418522699 ,"seen":[1436278513418522698,7],"safe":9007199254740991,"near":9007199254740993,' +
      '"part":0.12345678901234566,"in":{"x":36893488147419103233}}';
    expect(await read(line)).toEqual([
      {
        id: '1436278513418522601',
        number: 1,
        text: 'Post 1436278513418522603, "1436278513418522605": [1436278513418522607]',
        metadata: {
          thread: '-1436278513418522699',
          seen: '["1436278513418522698",7]',
          safe: 9007199254740991,
          near: '9007199254740993',
          part: 0.12345678901234566,
          in: '{"x":"36893488147419103233"}',
        },
      },
    ]);
  });

  it('refuses numbers that are too large, and one for a text', async () => {
    expect(
      await read('{"text":"x","n":1e400}\n{"text":"x","n":{"a":[-1e999]}}\n{"text":14362785134185226011}'),
    ).toEqual([
      { number: 1, message: '"n" holds a number that is too large', cure },
      { number: 2, message: '"n" holds a number that is too large', cure },
      { number: 3, message: 'the object has no "text" that is a string', cure },
    ]);
  });

  it.each([5_000, 100_000])('tells that a line is nested %i levels deep and goes on', async (depth) => {
    const message = 'its values are nested more than 100 levels deep';
    for (const [open, close] of [
      ['[', ']'],
      ['{"a":', '}'],
    ] as const) {
      const value = (inner: string) => open.repeat(depth) + inner + close.repeat(depth);
      const lines = [value('1'), value('1436278513418522601')].map((deep) => `{"text":"x","deep":${deep}}`);
      expect(await read(`${lines.join('\n')}\n{"text":"y"}`)).toMatchObject([
        { number: 1, message },
        { number: 2, message },
        { text: 'y' },
      ]);
    }
  });

  it('reads lines that are not UTF-8 in the encoding that they are in', async () => {
    const lines = '{"text":"The caf\xe9 on the bank"}\n{"text":"He said \x93no\x94"}\n';
    expect(await read(Buffer.from(lines, 'latin1'))).toMatchObject([
      { text: 'The café on the bank' },
      { text: 'He said “no”' },
    ]);
  });

  it('gives nothing for an empty file', async () => {
    expect(await read('')).toEqual([]);
  });

  it.each([
    ['[1]', 'the line is not a JSON object'],
    ['"bank"', 'the line is not a JSON object'],
    ['null', 'the line is not a JSON object'],
    ['{"id":"a"}', 'the object has no "text" that is a string'],
    ['{"text":5}', 'the object has no "text" that is a string'],
    ['{"id":true,"text":"x"}', '"id" is neither a string nor a number'],
    ['{"id":["a"],"text":"x"}', '"id" is neither a string nor a number'],
  ])('tells what is wrong with the line %s and goes on', async (line, message) => {
    expect(await read(`{"text":"x"}\n${line}\n{"text":"y"}`)).toMatchObject([
      { text: 'x' },
      { number: 2, message, cure },
      { number: 3, text: 'y' },
    ]);
  });

  it('tells that a line is not JSON and goes on', async () => {
    const [bad, good] = await read('{"text": "x"\n{"text":"y"}');
    expect(bad).toMatchObject({
      number: 1,
      message: expect.stringMatching(/^the line is not JSON: ./u),
      cure,
    });
    expect(good).toMatchObject({ text: 'y' });
  });
});
