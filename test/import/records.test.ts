import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ImportOptions } from '#src/domain/text.js';
import { plainExtensions } from '#src/import/formats.js';
import { readRecords } from '#src/import/records.js';

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

async function read(name: string, content: string, options?: ImportOptions) {
  const file = path.join(folder, name);
  writeFileSync(file, content);
  const source = { path: file, uri: `texts/${name}`, sizeBytes: Buffer.byteLength(content) };
  return collect(readRecords(source, options));
}

describe('readRecords', () => {
  it.each(['a.txt', 'a.md', 'A.TXT'])('makes one record of %s, its text unchanged', async (name) => {
    const text = '\ufeff# Bänke 🏦\r\n\r\nWe sat.\0\n';
    expect(await read(name, text)).toEqual([
      {
        record: {
          uri: `texts/${name}`,
          externalId: null,
          fileUri: `texts/${name}`,
          text,
          metadata: {},
          sizeBytes: Buffer.byteLength(text),
        },
      },
    ]);
  });

  it('makes a record of each line of JSON', async () => {
    expect(await read('a.jsonl', '{"id":"k","text":"Bänke","n":1}\n{"text":"We sat."}')).toEqual([
      {
        record: {
          uri: 'texts/a.jsonl#k',
          externalId: 'k',
          fileUri: 'texts/a.jsonl',
          text: 'Bänke',
          metadata: { n: 1 },
          sizeBytes: 6,
        },
      },
      {
        record: {
          uri: 'texts/a.jsonl:2',
          externalId: null,
          fileUri: 'texts/a.jsonl',
          text: 'We sat.',
          metadata: {},
          sizeBytes: 7,
        },
      },
    ]);
  });

  it('makes a record of each row of CSV, with the columns that are named', async () => {
    expect(
      await read('a.csv', 'body,key\nWe sat.,k1', { textColumn: 'body', idColumn: 'key' }),
    ).toMatchObject([{ record: { uri: 'texts/a.csv#k1', externalId: 'k1', text: 'We sat.' } }]);
  });

  it('tells that an id has been used before and goes on', async () => {
    const items = await read('a.jsonl', '{"id":"k","text":"one"}\n{"id":"k","text":"two"}\n{"text":"three"}');
    expect(items).toMatchObject([
      { record: { text: 'one' } },
      {
        problem: {
          uri: 'texts/a.jsonl:2',
          message: 'the id "k" has been used before in this file',
          cure: 'Give each record its own id.',
        },
      },
      { record: { text: 'three' } },
    ]);
  });

  // both get the URI …#2; the message speaks of the id "null"
  it('keeps a record without an id apart from one whose id is the number of its line', async () => {
    const items = await read('a.jsonl', '{"id":2,"text":"one"}\n{"text":"two"}');
    expect(items).toMatchObject([{ record: { text: 'one' } }, { record: { text: 'two' } }]);
  });

  it('passes a bad line on as a problem, with its place', async () => {
    expect(await read('a.jsonl', '[]\n{"text":"We sat."}')).toMatchObject([
      { problem: { uri: 'texts/a.jsonl:1', message: 'the line is not a JSON object' } },
      { record: { text: 'We sat.' } },
    ]);
  });

  it.each([
    ['a.txt', ' …\r\n🏦 ', 'texts/a.txt'],
    ['a.jsonl', '{"text":"—"}', 'texts/a.jsonl:1'],
    ['a.csv', 'text,a\n…,b', 'texts/a.csv:1'],
  ])('tells that there are no words in %s with "%s"', async (name, content, uri) => {
    expect(await read(name, content)).toMatchObject([
      { problem: { uri, message: 'it holds no words', cure: 'Leave it out, or check its text.' } },
    ]);
  });

  it.each([
    ['a.txt', '', 'texts/a.txt'],
    ['a.md', '\ufeff \r\n\u00a0', 'texts/a.md'],
    ['a.jsonl', ' \n\n', 'texts/a.jsonl'],
    ['a.csv', '\r\n', 'texts/a.csv'],
    ['a.jsonl', '{"id":1,"text":" \\n"}', 'texts/a.jsonl#1'],
    ['a.csv', 'id,text\n,  \n', 'texts/a.csv:1'],
  ])('counts what is blank in %s with %j as empty', async (name, content, uri) => {
    expect(await read(name, content)).toMatchObject([{ empty: uri }]);
  });

  it('replaces half a surrogate pair, which UTF-8 cannot hold, by a character of the same length', async () => {
    expect(await read('a.jsonl', '{"text":"a \\ud83d bank"}')).toMatchObject([
      { record: { text: 'a \ufffd bank' } },
    ]);
  });

  it('replaces it in an id too, which would be lost on the way to the database and back', async () => {
    const [item] = await read('half-id.jsonl', '{"id":"\\udfff","text":"A bank."}\n');
    expect(item).toMatchObject({ record: { uri: 'texts/half-id.jsonl#\ufffd', externalId: '\ufffd' } });
  });

  it('gives no two records one URI, whatever marks stand in names and ids', async () => {
    const rows = 'id,text\nb.csv#c,A bank.\n2.txt,A bank.\nb.csv:1,A bank.\n';
    const files = [
      ['a.csv', rows],
      ['a.csv#b.csv', 'id,text\nc,A bank.\n'],
      ['a.csv%23b.csv', 'id,text\nc,A bank.\n'],
      ['a.csv#2.txt', 'A bank.'],
      ['a.csv:1.txt', 'A bank.'],
      ['a.csv#b.csv:1.md', 'A bank.'],
    ] as const;
    const items = [];
    for (const [name, content] of files) items.push(...(await read(name, content)));
    const uris = items.map((item) => ('record' in item ? item.record.uri : ''));
    expect(new Set(uris).size).toBe(8);
    expect(uris).toContain('texts/a.csv#2.txt');
    expect(uris).toContain('texts/a.csv%232.txt');
  });

  it('rejects an ending that it does not know', async () => {
    await expect(read('a.log', 'We sat.')).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/a\.log: "\.log" is not a format that can be read$/u),
      cure: expect.stringMatching(/^Use a format such as \.txt/u),
    });
  });

  it('reads every ending that it names', async () => {
    const contents = { '.txt': 'bank', '.md': 'bank', '.jsonl': '{"text":"bank"}', '.csv': 'text,a\nbank,b' };
    for (const extension of plainExtensions) {
      expect(await read(`b${extension}`, contents[extension])).toMatchObject([{ record: { text: 'bank' } }]);
    }
  });
});
