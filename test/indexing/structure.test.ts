// What files say of their texts, from the file to the line: pages and the like as places, quoted mail that is not
// counted, words of a corpus that are not guessed again; and files that are not read twice.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { findFiles } from '#src/import/files.js';
import { openReaders } from '#src/import/readers.js';
import { Polyseme, type Query } from '#src/index.js';
import { ingest } from '#src/indexing/ingest.js';
import { openSources, type Source } from '#src/indexing/sources.js';
import { openStore } from '#src/store/open.js';

const fixtures = path.join(import.meta.dirname, '../fixtures/formats');

const conllu = (lemma: string): string =>
  [
    ...[
      '# newdoc id = one',
      '# author = Ada',
      '# newpar',
      '# sent_id = 1',
      '# text = The banks lit up. Twice!',
    ],
    ...['1\tThe\tthe\tDET\t_\t_\t2\tdet\t_\t_', `2\tbanks\t${lemma}\tNOUN\t_\t_\t3\tnsubj\t_\t_`],
    ...['3\tlit\tlight\tVERB\t_\t_\t0\troot\t_\t_', '4\tup\tup\tADP\t_\t_\t3\tcompound\t_\tSpaceAfter=No'],
    ...['5\t.\t.\tPUNCT\t_\t_\t3\tpunct\t_\t_', '6\tTwice\ttwice\tADV\t_\t_\t3\tadvmod\t_\tSpaceAfter=No'],
    ...['7\t!\t!\tPUNCT\t_\t_\t3\tpunct\t_\t_', '', ''],
  ].join('\n');

let base: string;
let db: string;
let texts: string;
let polyseme: Polyseme;
beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-structure-'));
  db = path.join(base, 'x.db');
  texts = path.join(base, 'texts');
  mkdirSync(texts);
  for (const name of ['pdf/book.pdf', 'mail/plain.eml', 'epub/ebooklib.epub', 'docx/libreoffice.docx'])
    copyFileSync(path.join(fixtures, name), path.join(texts, path.basename(name)));
  writeFileSync(path.join(texts, 'corpus.conllu'), conllu('bank'));
  writeFileSync(path.join(texts, 'film.srt'), '1\n00:14:07,000 --> 00:14:09,000\nThe bank was shut.\n');
  writeFileSync(path.join(texts, 'picture.jpg'), 'x');
  polyseme = await Polyseme.open({ db, workers: 1 });
  const report = await polyseme.index([texts]);
  expect(report.problems).toEqual([]);
  expect(report.notRead).toEqual([{ kind: '.jpg', files: 1 }]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(base, { recursive: true });
});

const linesOf = async (word: string, document: string) =>
  (await polyseme.search({ word, limit: 100, fold: false, filters: { documents: [`texts/${document}`] } }))
    .hits;

describe('where a line stands', () => {
  it.each([
    ['light', 'book.pdf', 'page 1'],
    ['cell', 'book.pdf', 'page 3'],
    ['light', 'ebooklib.epub', 'I. The Light'],
    ['spring', 'libreoffice.docx', 'The Mill'],
    ['bank', 'film.srt', '00:14:07'],
  ])('%s in %s', async (word, document, place) => {
    expect((await linesOf(word, document)).map((hit) => hit.place)).toContain(place);
  });

  it('comes with a document, whose parts are slices of its text', async () => {
    const [{ rowId } = { rowId: 0 }] = await linesOf('light', 'book.pdf');
    const { text, parts } = await polyseme.document(rowId);
    const headings = parts.filter(({ kind }) => kind === 'heading');
    expect(headings.map(({ start, end }) => text.slice(start, end))).toEqual(
      headings.map(({ label }) => label),
    );
    expect(parts.filter(({ kind }) => kind === 'page').map(({ label }) => label)).toEqual(
      expect.arrayContaining(['i', 'ii', '1', '2', '3']),
    );
  });
});

it('what a mail quotes, and its signature, stay in the text and are not counted', async () => {
  const [line, ...others] = await linesOf('bank', 'plain.eml');
  expect(line?.sentence).toContain('other bank of the river');
  expect(others).toEqual([]);
  const { text, document } = await polyseme.document(line?.rowId as number);
  expect(text).toContain('It was at the bank.');
  expect(document.metadata).toMatchObject({ subject: 'Das Boot am Ufer – Sunday?' });
});

describe('an annotated corpus', () => {
  it('has the lemmas, tags and sentences that its file says', async () => {
    const [line] = await linesOf('bank', 'corpus.conllu');
    expect(line).toMatchObject({ form: 'banks', sentence: 'The banks lit up. Twice!' });
    expect((await linesOf('light', 'corpus.conllu')).map(({ form }) => form)).toEqual(['lit']);
    expect(await linesOf('up', 'corpus.conllu')).toEqual([]);
  });

  it('does not take the lemmas of the same text elsewhere', async () => {
    const plain = path.join(texts, 'same.txt');
    writeFileSync(plain, 'The banks lit up. Twice!');
    await polyseme.index([plain]);
    expect((await linesOf('bank', 'same.txt')).map(({ form }) => form)).toEqual(['banks']);
    expect((await linesOf('up', 'same.txt')).length).toBe(0);
    await polyseme.remove(['texts/same.txt']);
    rmSync(plain);
  });

  it('keeps its vectors when a lemma is put right', async () => {
    writeFileSync(path.join(texts, 'corpus.conllu'), conllu('riverbank'));
    const report = await polyseme.index([texts]);
    expect(report).toMatchObject({ changed: 1, passagesEncoded: 0 });
    expect((await linesOf('riverbank', 'corpus.conllu')).map(({ form }) => form)).toEqual(['banks']);
    expect(await linesOf('bank', 'corpus.conllu')).toEqual([]);
  });

  it('keeps what its file says when newer rules cut it again', async () => {
    const before = await linesOf('riverbank', 'corpus.conllu');
    const connection = new Database(db);
    connection.prepare('UPDATE polyseme_document SET rules = 1, checksum = NULL').run();
    connection.close();
    await polyseme.recut();
    const again = await linesOf('riverbank', 'corpus.conllu');
    expect(again.map(({ form, start }) => [form, start])).toEqual(
      before.map(({ form, start }) => [form, start]),
    );
    expect((await linesOf('bank', 'plain.eml')).length).toBe(1);
    expect((await linesOf('light', 'book.pdf')).map(({ place }) => place)).toContain('page 2');
  });
});

describe('a place as a filter', () => {
  const found = async (query: Query): Promise<(string | null)[]> =>
    (await polyseme.search({ fold: false, limit: 100, ...query })).hits.map(({ place }) => place);

  it.each([['page 2'], ['PAGE 2']])('%s leaves the lines of that page', async (place) => {
    const places = await found({ word: 'light', filters: { places: [place] } });
    expect(new Set(places)).toEqual(new Set(['page 2']));
  });

  it('takes several, headings, and none that is not there', async () => {
    expect(new Set(await found({ word: 'light', filters: { places: ['page 1', 'i. the light'] } }))).toEqual(
      new Set(['page 1', 'I. The Light']),
    );
    expect(await found({ word: 'spring', filters: { places: ['the mill'] } })).toEqual(['The Mill']);
    expect(await found({ word: 'light', filters: { places: ['page 99'] } })).toEqual([]);
  });

  it.each([
    ['pages 1–2', ['page 1', 'page 2']],
    ['page 1, page 2', []],
  ])('reads what lines say: %s', async (place, places) => {
    const of = await found({ word: 'light', filters: { places: [place], documents: ['texts/book.pdf'] } });
    expect([...new Set(of)]).toEqual(places);
  });

  it('narrows a meaning without a word, and sentences', async () => {
    const filters = { places: ['page 3'] };
    const [words, sentences] = [
      await found({ meaning: 'a small room', filters }),
      await found({ about: 'rain', filters }),
    ];
    expect(words.length).toBeGreaterThan(0);
    expect(sentences.length).toBeGreaterThan(0);
    for (const place of [...words, ...sentences]) expect(place).toBe('page 3');
  });
});

describe('a file that was left out of its folder', () => {
  const isThere = async (): Promise<boolean> => (await linesOf('bank', 'film.srt')).length > 0;

  it('stays away when the folder is indexed again, until it is named', async () => {
    await polyseme.remove(['texts/film.srt'], undefined, true);
    expect(await polyseme.index([texts])).toMatchObject({ added: 0, leftOut: 1 });
    expect(await isThere()).toBe(false);
    expect(await polyseme.index([path.join(texts, 'film.srt')])).toMatchObject({ added: 1, leftOut: 0 });
    expect(await polyseme.index([texts])).toMatchObject({ added: 0, leftOut: 0 });
    expect(await isThere()).toBe(true);
  });

  it('is a whole file', async () => {
    const records = path.join(texts, 'records.jsonl');
    writeFileSync(
      records,
      '{"id":"a","text":"We sat on the bank."}\n{"id":"b","text":"The bank was shut."}\n',
    );
    await polyseme.index([records]);
    await expect(polyseme.remove(['texts/records.jsonl#a'], undefined, true)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'leaveOut: "texts/records.jsonl#a" is not a whole file',
    });
    await polyseme.remove(['texts/records.jsonl']);
    rmSync(records);
  });
});

describe('an archive', () => {
  const zip = path.join(fixtures, 'archive/notes.zip');

  it('gives its documents to the folder that takes its place', async () => {
    const place = path.join(texts, 'notes.zip');
    copyFileSync(zip, place);
    expect((await polyseme.index([texts])).added).toBe(3);
    rmSync(place);
    mkdirSync(path.join(place, 'letters'), { recursive: true });
    writeFileSync(
      path.join(place, 'notes.txt'),
      (await textsBelow('texts/notes.zip/'))['texts/notes.zip/notes.txt'] ?? '',
    );
    const report = await polyseme.index([texts]);
    expect(report).toMatchObject({ added: 0, removed: 2 });
    expect(Object.keys(await textsBelow('texts/notes.zip/'))).toEqual(['texts/notes.zip/notes.txt']);
    rmSync(place, { recursive: true });
    await polyseme.index([texts]);
  });

  it('counts hidden files, and says of which documents it cannot tell whether it still holds them', async () => {
    const place = path.join(texts, 'mac.zip');
    copyFileSync(zip, place);
    const report = await polyseme.index([place]);
    expect(report.problems).toEqual([]);
    expect(report.notRead).toEqual([
      { kind: 'hidden file', files: 3 },
      { kind: 'link', files: 1 },
    ]);
    copyFileSync(path.join(fixtures, 'archive/collide.zip'), place);
    await polyseme.index([place]);
    // what may still be in it is kept, and said to be
    expect(Object.keys(await textsBelow('texts/mac.zip/'))).toContain('texts/mac.zip/notes.txt');
    expect((await polyseme.index([place])).problems.map(({ message }) => message)).toContainEqual(
      expect.stringMatching(/^3 of its documents were kept/u),
    );
    await polyseme.remove(['texts/mac.zip']);
    rmSync(place);
  });

  async function textsBelow(start: string): Promise<Record<string, string>> {
    const byUri: Record<string, string> = {};
    for (const { id, uri } of await polyseme.documents({ match: start }))
      byUri[uri] = (await polyseme.document(id)).text;
    return byUri;
  }
});

describe('a file that has not changed', () => {
  /** The sources of the folder's files, none of which may be read. */
  async function unreadSources(): Promise<{ unchanged: number; read: string[] }> {
    const store = await openStore(db);
    try {
      const collection = await store.collection('default');
      if (!collection) throw new Error('there is no collection');
      const { files } = await findFiles([texts], base);
      const readers = openReaders();
      const sources = await openSources(store, { files, importOptions: {} }, collection.id, readers);
      const read: string[] = [];
      const watched = sources.map(
        (source): Source => ({
          ...source,
          read: () => {
            read.push(source.uri);
            return source.read();
          },
        }),
      );
      const { unchanged } = await ingest(
        store,
        () => Promise.reject(new Error('nothing is new')),
        collection,
        watched,
      );
      readers.close();
      return { unchanged, read };
    } finally {
      await store.close();
    }
  }

  it('is not read again, once its times can tell', async () => {
    await setTimeout(2600);
    await polyseme.index([texts]);
    expect(await unreadSources()).toEqual({ unchanged: 6, read: [] });
  });

  it('is read again after its document was removed', async () => {
    await polyseme.remove(['texts/film.srt']);
    expect((await polyseme.index([texts])).added).toBe(1);
    expect((await unreadSources()).read).toEqual([]);
  });

  it('is forgotten with its documents', async () => {
    rmSync(path.join(texts, 'film.srt'));
    await polyseme.index([texts]);
    const connection = new Database(db, { readonly: true });
    const files = connection.prepare('SELECT file_uri FROM polyseme_file ORDER BY file_uri').pluck().all();
    const structures = connection
      .prepare(
        'SELECT count(*) FROM polyseme_structure WHERE document_id NOT IN (SELECT id FROM polyseme_document)',
      )
      .pluck()
      .get();
    connection.close();
    expect(files).not.toContain('texts/film.srt');
    expect(structures).toBe(0);
    expect((await polyseme.verify()).problems).toEqual([]);
  });
});
