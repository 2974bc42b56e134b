// The contract of the store: what belongs together is seen and done at one moment; batches and orders hold.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { dim, documentOf, ensureDefault, joined } from './passages.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-contract-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let file: string;
let db: Database.Database;
let store: Store;
let collectionId: number;
let count = 0;
beforeEach(async () => {
  file = path.join(folder, `${count++}.db`);
  db = new Database(file);
  store = await openStore(db);
  ({ id: collectionId } = await ensureDefault(store));
  return async () => {
    await store.close();
    db.close();
  };
});

it('every method answers with a promise or an async iterable', async () => {
  const synchronous = ['file', 'identity', 'isInMemory', 'current', 'asStoreError'];
  for (const [name, method] of Object.entries(store)) {
    if (synchronous.includes(name)) continue;
    expect(Object.prototype.toString.call(method)).toMatch(/\[object Async(?:Generator)?Function\]/u);
  }
  expect(store.file).toBe(file);
  expect(store.isInMemory).toBe(false);
});

describe('settings', () => {
  it('are made once, whoever asks first', async () => {
    const [one, other] = await Promise.all([store.ensureSetting('id', 'a'), store.ensureSetting('id', 'b')]);
    expect([one, other]).toEqual(['a', 'a']);
    expect(await store.setting('id')).toBe('a');
    await store.setSetting('id', 'c');
    expect(await store.ensureSetting('id', 'd')).toBe('c');
    expect(await store.setting('none')).toBeUndefined();
  });
});

describe('documents', () => {
  it('come in batches by URI, each once, with or without a match', async () => {
    const uris = Array.from({ length: 1100 }, (_, i) => `d_${String((i * 7) % 1100).padStart(4, '0')}.txt`);
    await store.writeDocuments(
      collectionId,
      uris.map((uri) => documentOf(uri, ['A bank.'])),
    );
    const sizes: number[] = [];
    for await (const batch of store.eachDocument(collectionId)) sizes.push(batch.length);
    expect(sizes).toEqual([500, 500, 100]);
    const all = (await joined(store.eachDocument(collectionId))).map(({ uri }) => uri);
    expect(all).toEqual([...uris].sort());
    const some = await joined(store.eachDocument(collectionId, { match: 'd_00' }));
    expect(some).toEqual(await store.listDocuments(collectionId, { match: 'd_00', limit: 1000 }));
    expect(some).toHaveLength(100);
    expect(await joined(store.eachDocument(collectionId, { match: '%' }))).toEqual([]);
  });

  it('are read by their ids, without those that are gone', async () => {
    await store.writeDocuments(collectionId, [
      documentOf('a.txt', ['A bank.'], { n: 1 }),
      documentOf('b.txt', ['A.']),
    ]);
    const a = (await store.findDocument(collectionId, 'a.txt'))?.id as number;
    const b = (await store.findDocument(collectionId, 'b.txt'))?.id as number;
    const documents = await store.documentsById([b, 999, a]);
    expect([...documents].map(([id, { uri }]) => [id, uri])).toEqual([
      [b, 'b.txt'],
      [a, 'a.txt'],
    ]);
    expect(documents.get(a)).toEqual(await store.document(a));
    expect(await store.documentsById([])).toEqual(new Map());
  });

  it('that are removed are returned, and those that were not there are not', async () => {
    await store.writeDocuments(collectionId, [documentOf('a.txt', ['A bank.'], { n: 1 })]);
    const id = (await store.findDocument(collectionId, 'a.txt'))?.id as number;
    const results = await Promise.all([
      store.removeDocuments(collectionId, [id, 999]),
      store.removeDocuments(collectionId, [id]),
    ]);
    expect(results).toMatchObject([[{ uri: 'a.txt', metadata: { n: 1 } }], []]);
    expect(await store.contradictions()).toEqual([]);
  });
});

describe('words', () => {
  beforeEach(async () => {
    await store.writeDocuments(collectionId, [
      documentOf('a.txt', ['The Bank and the bank. ', 'A river bank.']),
      documentOf('b.txt', ['A money bank.']),
    ]);
  });

  it('are read with their forms', async () => {
    const { own, forms } = await store.formsAndLemma(collectionId, 'bank');
    expect(own).toMatchObject({ lemma: 'bank', count: 4 });
    expect(forms.map(({ formCount, lemma }) => [lemma, formCount])).toEqual([
      ['bank', 1],
      ['bank', 3],
    ]);
    expect(await store.formsAndLemma(collectionId, 'none')).toEqual({ own: undefined, forms: [] });
    expect(own).toEqual(await store.lemma(collectionId, 'bank'));
  });

  it('give their blocks in the order of the ids, empty for one that is gone', async () => {
    const bank = (await store.lemma(collectionId, 'bank'))?.id as number;
    const river = (await store.lemma(collectionId, 'river'))?.id as number;
    const blocks = await store.lemmaBlocks([river, 9999, bank], dim);
    expect(blocks.map(({ tokenIds }) => tokenIds.length)).toEqual([1, 0, 4]);
    expect(blocks[2]).toEqual(await store.lemmaBlock(bank, dim));
  });

  it('are those of tokens, without tokens that are gone', async () => {
    const ids = await store.tokenIdsOfLemma((await store.lemma(collectionId, 'bank'))?.id as number);
    const lemmas = await store.lemmasOfTokens([...ids, 9999]);
    expect(lemmas).toEqual(new Map(ids.map((id) => [id, 'bank'])));
    expect(await store.lemmaOfToken(ids[0] as number)).toBe('bank');
    expect(await store.lemmaOfToken(9999)).toBeUndefined();
    expect(await store.lemmasOfTokens([])).toEqual(new Map());
    expect((await store.tokenVectors([ids[1] as number, 9999, ids[0] as number], dim)).ids).toEqual([
      ids[1],
      ids[0],
    ]);
  });
});

describe('senses', () => {
  it('of the dictionary are kept by model and key', async () => {
    await store.saveGlosses('f', [
      ['bank%1', new Int8Array(dim).fill(1)],
      ['bank%2', new Int8Array(dim).fill(2)],
    ]);
    const vectors = await store.glossVectors('f', ['bank%2', 'none', 'bank%1']);
    expect([...vectors].map(([key, [first]]) => [key, first]).sort()).toEqual([
      ['bank%1', 1],
      ['bank%2', 2],
    ]);
    expect(await store.glossVectors('other', ['bank%1'])).toEqual(new Map());
  });

  it('of tokens are read by their ids and inventory', async () => {
    const row = (tokenId: number) => ({ tokenId, sense: 's', label: 'l', confidence: 1, runnerUp: '' });
    await store.writeDocuments(collectionId, [documentOf('a.txt', ['bank bank bank'])]);
    const lemmaId = (await store.lemma(collectionId, 'bank'))?.id as number;
    await store.saveAssignments('wordnet', [{ lemmaId, revision: 1, basis: 'b', rows: [row(1), row(3)] }]);
    expect(await store.assignmentsOfTokens([3, 2, 1], 'wordnet')).toEqual(
      new Map([
        [3, row(3)],
        [1, row(1)],
      ]),
    );
    expect(await store.assignmentsOfTokens([1], 'induced')).toEqual(new Map());
    expect(await store.assignedWord(lemmaId, 'wordnet')).toEqual({ revision: 1, basis: 'b' });
  });

  it('are not kept of tokens and lemmas that were removed meanwhile', async () => {
    const row = (tokenId: number) => ({ tokenId, sense: 's', label: 'l', confidence: 1, runnerUp: '' });
    await store.writeDocuments(collectionId, [
      documentOf('a.txt', ['bank']),
      documentOf('b.txt', ['bank otter']),
    ]);
    const idOf = async (lemma: string) => (await store.lemma(collectionId, lemma))?.id as number;
    const [bank, otter] = [await idOf('bank'), await idOf('otter')];
    await store.removeDocuments(collectionId, await store.documentsNamed(collectionId, 'b.txt'));
    const word = { revision: 1, basis: 'b' };
    await store.saveAssignments('wordnet', [
      { ...word, lemmaId: bank, rows: [row(1), row(2)] },
      { ...word, lemmaId: otter, rows: [row(3)] },
      { ...word, lemmaId: 9999, rows: [] },
    ]);
    expect([...(await store.assignmentsOfTokens([1, 2, 3], 'wordnet')).keys()]).toEqual([1]);
    expect(await store.assignedWord(bank, 'wordnet')).toEqual(word);
    expect(await store.assignedWord(9999, 'wordnet')).toBeUndefined();
    expect(await store.contradictions()).toEqual([]);
  });

  it('changed by a person are undone and restored once', async () => {
    await store.addSenseEdits(
      collectionId,
      'bank',
      [{ kind: 'create', id: 's1', label: 'river' } as never],
      0,
    );
    const id = (await store.senseEdits(collectionId, 'bank'))[0]?.id as number;
    const undo = (isUndone: boolean) => store.setSenseEditUndone(collectionId, id, isUndone);
    expect(await undo(false)).toBe('unchanged');
    expect(await Promise.all([undo(true), undo(true)])).toEqual(['changed', 'unchanged']);
    expect(await undo(false)).toBe('changed');
    expect(await store.setSenseEditUndone(collectionId, 999, true)).toBe('missing');
    expect(await store.setSenseEditUndone(999, id, true)).toBe('missing');
  });
});

describe('a tracked table', () => {
  const rowDocument = (id: number) => {
    const document = documentOf(`articles#${id}`, [`Bank number ${id}.`]);
    return { ...document, record: { ...document.record, fileUri: 'articles' } };
  };
  const track = () => {
    db.exec('CREATE TABLE articles (id INTEGER PRIMARY KEY, body TEXT)');
    const insert = db.prepare('INSERT INTO articles VALUES (?, ?)');
    for (let id = 1; id <= 1200; id++) insert.run(id, `A bank ${id}.`);
    return store.track('articles', { id: 'id', text: 'body', collection: 'default' });
  };

  it('yields its changed rows in batches, each row once', async () => {
    const tracked = await track();
    db.exec("UPDATE articles SET body = 'Changed.' WHERE id <= 10");
    const until = await store.lastQueued();
    const sizes: number[] = [];
    for await (const batch of store.queuedRows(tracked, until)) sizes.push(batch.length);
    expect(sizes).toEqual([500, 500, 200]);
    const rows = await joined(store.queuedRows(tracked, until));
    expect(new Set(rows.map(({ claim }) => claim.rowKey)).size).toBe(1200);
    expect(rows.at(-1)).toMatchObject({ isPresent: true, texts: ['Changed.'], metadata: [] });
  });

  it('goes with its documents, in one transaction', async () => {
    const tracked = await track();
    await store.writeDocuments(collectionId, [
      rowDocument(1),
      rowDocument(2),
      documentOf('a.txt', ['A bank.']),
    ]);
    const other = new Database(file, { readonly: true });
    const state = () => [
      other.prepare('SELECT count(*) FROM polyseme_tracked').pluck().get(),
      other.prepare("SELECT count(*) FROM polyseme_document WHERE file_uri = 'articles'").pluck().get(),
    ];
    // a document that cannot be removed keeps everything
    db.exec("CREATE TRIGGER keep BEFORE DELETE ON polyseme_document BEGIN SELECT RAISE(ABORT, 'kept'); END");
    await expect(store.untrack(tracked)).rejects.toThrow(/kept/u);
    expect(state()).toEqual([1, 2]);
    db.exec("INSERT INTO articles VALUES (5000, 'Still followed.')");
    expect((await store.trackedTable(tracked.id))?.pending).toBe(1201);
    db.exec('DROP TRIGGER keep');
    expect(await store.untrack(tracked)).toBe(2);
    expect(state()).toEqual([0, 0]);
    expect(await store.untrack(tracked)).toBe(0);
    expect(await store.trackedTables()).toEqual([]);
    expect((await store.listDocuments(collectionId)).map(({ uri }) => uri)).toEqual(['a.txt']);
    expect(await store.contradictions()).toEqual([]);
    db.exec("INSERT INTO articles VALUES (5001, 'Not followed.')");
    expect(await store.lastQueued()).toBe(0);
    other.close();
  });
});

describe('contradictions', () => {
  it('are read on one snapshot', async () => {
    await store.writeDocuments(collectionId, [documentOf('a.txt', ['A bank.'])]);
    expect(await store.contradictions()).toEqual([]);
    db.exec(
      "UPDATE polyseme_lemma SET num_tokens = 7 WHERE lemma = 'bank'; UPDATE polyseme_passage SET text = 'B bank.'",
    );
    expect(await store.contradictions()).toEqual([
      '1 words whose number of occurrences is wrong',
      '1 passages with another text, other words or other vectors',
      '1 rows of polyseme_lemma that are not as they were written',
    ]);
    expect(db.inTransaction).toBe(false);
  });
});
