// Files in other encodings, indexed: what the report says of them, what `encoding` decides, and that content is the same
// in whatever encoding.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import iconv from 'iconv-lite';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type IndexOptions, Polyseme } from '#src/index.js';

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-encodings-'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'texts.db'), workers: 1 });
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string | Uint8Array): void {
  writeFileSync(path.join(folder, name), content);
}

const index = (name: string, options: IndexOptions = {}) =>
  polyseme.index([path.join(folder, name)], options);
const textOf = async (uri: string): Promise<string> => {
  const [document] = await polyseme.documents({ match: uri });
  return (await polyseme.document(document?.id as number)).text;
};

const cafe = 'We sat in the café on the bank. “Yes,” she said.\n';

it('says which encoding was guessed, and leaves a text as it was whatever encoding it is in', async () => {
  write('a.txt', cafe);
  expect(await index('a.txt')).toMatchObject({ added: 1, encodings: [], problems: [] });
  for (const encoding of ['windows-1252', 'UTF-16LE', 'UTF-16BE']) {
    write('a.txt', iconv.encode(cafe, encoding));
    expect(await index('a.txt')).toMatchObject({
      ...{ added: 0, changed: 0, unchanged: 1, encodings: [{ uri: 'a.txt', encoding }], problems: [] },
    });
  }
  const [line] = (await polyseme.search({ word: 'bank' })).hits;
  expect((await textOf('a.txt')).slice(line?.start, line?.end)).toBe('bank');
});

it('reads all files in the encoding that is named', async () => {
  write('mac.csv', iconv.encode('id,text\n1,A café by the river.\n', 'macintosh'));
  expect(await index('mac.csv')).toMatchObject({ encodings: [{ encoding: 'windows-1252' }] });
  expect(await textOf('mac.csv')).toBe('A cafŽ by the river.');
  expect(await index('mac.csv', { encoding: 'macintosh' })).toMatchObject({
    ...{ changed: 1, encodings: [{ uri: 'mac.csv', encoding: 'macintosh' }] },
  });
  expect(await textOf('mac.csv')).toBe('A café by the river.');
});

it.each(['latin-17', 'base64', '  x'])(
  'refuses the name of no encoding before anything is read: %s',
  async (name) => {
    await expect(index('nowhere.txt', { encoding: name })).rejects.toMatchObject({
      code: 'invalid_input',
      message: `encoding: "${name}" is not the name of an encoding`,
      cure: expect.stringContaining('windows-1252'),
    });
  },
);

it('keeps what is indexed when the encoding named is wrong', async () => {
  expect(await index('mac.csv', { encoding: 'utf-8' })).toMatchObject({
    ...{ changed: 0, removed: 0, encodings: [] },
    problems: [{ uri: 'mac.csv', message: expect.stringContaining('mac.csv is not utf-8') }],
  });
  expect(await textOf('mac.csv')).toBe('A café by the river.');
});

it('indexes what can be read of a damaged file, in one encoding, and says what cannot', async () => {
  write(
    'damaged.txt',
    Buffer.concat([Buffer.from('Bänke über Flüsse, später Brücken. '), Buffer.from([0xff])]),
  );
  expect(await index('damaged.txt')).toMatchObject({
    ...{ added: 1, encodings: [{ uri: 'damaged.txt', encoding: 'UTF-8' }] },
    problems: [
      {
        uri: 'damaged.txt',
        message: 'the character at offset 35 cannot be read as UTF-8, and became U+FFFD',
        cure: 'Mend the file, or name its encoding with encoding (--encoding).',
      },
    ],
  });
});

it('says it of a run in a process of its own, too', async () => {
  const lines = Array.from({ length: 1000 }, () => '{"text":"A café on the bank, again."}\n').join('');
  write('lines.jsonl', iconv.encode(lines, 'ISO-8859-1'));
  expect(await index('lines.jsonl')).toMatchObject({
    ...{ added: 1000, encodings: [{ uri: 'lines.jsonl', encoding: 'ISO-8859-1' }], problems: [] },
  });
});
