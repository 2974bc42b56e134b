// Uploads under one name: none overwrites another, and every name stays as it was.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type IndexReport, Polyseme } from '#src/index.js';
import { type ServedSite, serveSite } from './site.js';

let folder: string;
let polyseme: Polyseme;
let site: string;
let served: ServedSite;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-uploads-'));
  polyseme = await Polyseme.open({ db: ':memory:', workers: 1 });
  served = await serveSite(polyseme, { allow: [folder] });
  site = served.address;
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const one = 'The heron stood on the bank of the river.';
const two = 'The bank raised its rates again.';

type Sent = readonly [name: string, content: string | Buffer<ArrayBuffer>];

function send(fields: Readonly<Record<string, string>>, files: readonly Sent[]): Promise<Response> {
  const body = new FormData();
  for (const [name, value] of Object.entries(fields)) body.append(name, value);
  for (const [name, content] of files) body.append('files', new Blob([content]), name);
  return fetch(`${site}/api/upload`, { method: 'POST', body });
}

/** Uploads the files in one request, into a collection. */
async function upload(collection: string, ...files: readonly Sent[]) {
  expect((await send({ collection }, files)).status).toBe(202);
  return settledReport();
}

async function settledReport(): Promise<IndexReport> {
  await polyseme.jobs.settled();
  const { report, error } = polyseme.jobs.status();
  expect(error).toBeNull();
  return report as IndexReport;
}

const texts = async (collection: string): Promise<Record<string, string>> => {
  const byUri: Record<string, string> = {};
  for (const { id, uri } of await polyseme.documents({ collection })) {
    byUri[uri] = (await polyseme.document(id, { collection })).text;
  }
  return byUri;
};

describe('uploads under one name', () => {
  it('are all kept, in one request, as many as the report says', async () => {
    const report = await upload('once', ['notes.txt', one], ['notes.txt', two], ['Überfluß – 日本.txt', two]);
    expect(report).toMatchObject({ added: 3, problems: [] });
    expect(await texts('once')).toEqual({
      'uploads/notes.txt': one,
      'uploads/notes (2).txt': two,
      'uploads/Überfluß – 日本.txt': two,
    });
  });

  it('are all kept in requests one after the other, and the same content stays one document', async () => {
    await upload('later', ['notes.txt', one]);
    expect(await upload('later', ['notes.txt', two])).toMatchObject({ added: 1, changed: 0 });
    expect(await upload('later', ['notes.txt', `${two} Twice.`])).toMatchObject({ added: 1, changed: 0 });
    const again = await upload('later', ['notes.txt', two], ['notes.txt', one]);
    expect(again).toMatchObject({ added: 0, changed: 0, unchanged: 2, problems: [] });
    expect(Object.keys(await texts('later'))).toEqual([
      ...['uploads/notes (2).txt', 'uploads/notes (3).txt', 'uploads/notes.txt'],
    ]);
  });

  it('names a file that was sent twice', async () => {
    const report = await upload('twice', ['notes.txt', one], ['notes.txt', one]);
    expect(report).toMatchObject({
      added: 1,
      problems: [{ uri: 'uploads/notes.txt', message: 'it was sent twice' }],
    });
  });

  it('are compared record by record', async () => {
    const csv = (...rows: string[]): string => `id,text\n${rows.map((row, i) => `${i},${row}\n`).join('')}`;
    await upload('rows', ['a.csv', csv(one, two)]);
    expect(await upload('rows', ['a.csv', csv(one, two)])).toMatchObject({ unchanged: 2, added: 0 });
    expect(await upload('rows', ['a.csv', csv(one)])).toMatchObject({ added: 1, removed: 0 });
    expect(Object.keys(await texts('rows'))).toEqual([
      ...['uploads/a (2).csv#0', 'uploads/a.csv#0', 'uploads/a.csv#1'],
    ]);
  });
});

describe('uploads in another encoding', () => {
  const cafe = Buffer.from('Un caf\x8e sur la rive.', 'latin1'); // é of Mac OS Roman
  const file: Sent = ['cafe.txt', cafe];

  it('are read as what they seem to be, and the report and the page say so', async () => {
    const report = await upload('guessed', file);
    expect(report.encodings).toEqual([{ uri: 'uploads/cafe.txt', encoding: 'windows-1252' }]);
    const page = await (await fetch(`${site}/collection`)).text();
    expect(page).toContain('uploads/cafe.txt: windows-1252');
  });

  it('are read in the encoding that is named', async () => {
    expect((await send({ collection: 'named', encoding: 'macintosh' }, [file])).status).toBe(202);
    expect(await settledReport()).toMatchObject({ added: 1, encodings: [{ encoding: 'macintosh' }] });
    expect(await texts('named')).toEqual({ 'uploads/cafe.txt': 'Un café sur la rive.' });
  });

  it('are refused at once under a name that is none', async () => {
    const response = await send({ encoding: 'latin-17' }, [file]);
    expect(response.status).toBe(400);
    expect(JSON.stringify(await response.json())).toMatch(/latin-17.*windows-1252/u);
  });
});

describe('a folder that is sent', () => {
  it('keeps the paths of its files, which lead nowhere else', async () => {
    const report = await upload(
      'folder',
      ...([
        ['letters/1901/river.txt', one],
        ['letters/../../bank.txt', two],
        ['C:\\texts\\river.txt', one],
        ['letters/picture.jpg', 'x'],
      ] as const),
    );
    expect(report.problems).toEqual([]);
    expect(report.notRead).toEqual([{ kind: '.jpg', files: 1 }]);
    expect(Object.keys(await texts('folder')).sort()).toEqual([
      ...['uploads/letters/1901/river.txt', 'uploads/letters/bank.txt', 'uploads/texts/river.txt'],
    ]);
  });

  it('names a file that was chosen by itself and cannot be read', async () => {
    const report = await upload('single', ['picture.jpg', 'x']);
    expect(report.problems.map(({ uri }) => uri)).toEqual(['uploads/picture.jpg']);
  });
});
