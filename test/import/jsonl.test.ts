import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
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

async function read(content: string) {
  const file = path.join(folder, 'records.jsonl');
  writeFileSync(file, content);
  return collect(readJsonLines(file));
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
