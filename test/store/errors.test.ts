// What SQLite throws is said as ours, with a cure: from every method, from iterators, and from opening.
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PolysemeError } from '#src/domain/errors.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { dim, documentOf, ensureDefault, joined } from './passages.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-store-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
const newFile = (): string => path.join(folder, `${count++}.db`);
const passages = Array.from({ length: 40 }, (_, i) => `The bank number ${'x'.repeat(i + 200)} is here. `);

/** With texts, vectors and a tracked table with rows in its queue. */
async function filled(): Promise<string> {
  const file = newFile();
  const db = new Database(file);
  db.exec(`CREATE TABLE articles (id INTEGER PRIMARY KEY, body TEXT);
    INSERT INTO articles VALUES (1, 'A bank.'), (2, 'Another bank.')`);
  const store = await openStore(db);
  const { id } = await ensureDefault(store);
  await store.writeDocuments(
    id,
    Array.from({ length: 8 }, (_, i) => documentOf(`${i}.txt`, passages, { n: i })),
  );
  await store.track('articles', { id: 'id', text: 'body', collection: 'default' });
  await store.close();
  db.close();
  return file;
}

const errorOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => undefined,
    (cause: unknown) => cause,
  );

/** Everything that can be read, once. */
const reads: Record<string, (store: Store) => Promise<unknown>> = {
  collections: (store) => store.collections(),
  totals: (store) => store.totals(1),
  document: (store) => store.document(3),
  listDocuments: (store) => store.listDocuments(1),
  eachDocument: (store) => joined(store.eachDocument(1)),
  listFiles: (store) => store.listFiles(1),
  documentsNamed: (store) => store.documentsNamed(1, '3.txt'),
  documentText: (store) => store.documentText(3),
  allowedDocuments: (store) =>
    store.allowedDocuments(1, { metadata: [{ key: 'n', operator: '>', value: '3' }] }),
  lemmas: (store) => store.lemmas(1),
  lemmaBlocks: (store) => store.lemmaBlocks([1, 2, 3], dim),
  formsAndLemma: (store) => store.formsAndLemma(1, 'bank'),
  tokenVectors: (store) => store.tokenVectors([1, 50, 100], dim),
  positions: (store) => store.positions([1, 50, 100]),
  tokensAfter: (store) => store.tokensAfter(1, 0, 10_000, dim),
  scanSentences: (store) => store.scanSentences({ collectionId: 1, query: new Int8Array(dim).fill(1), k: 5 }),
  lines: (store) => store.lines([1, 50, 100]),
  sentenceLines: (store) => store.sentenceLines([1, 50, 100]),
  trackedTables: (store) => store.trackedTables(),
  queuedRows: async (store) => {
    const [tracked] = await store.trackedTables();
    return tracked && joined(store.queuedRows(tracked, await store.lastQueued()));
  },
};

describe('a damaged database', () => {
  it('is never an error without a cure, whichever page is damaged', async () => {
    const bytes = readFileSync(await filled());
    const numPages = bytes.length / 8192;
    const damagedReads = new Set<string>();
    const file = newFile();
    const check = (cause: unknown): void => {
      expect(cause).toBeInstanceOf(PolysemeError);
      expect(cause).toMatchObject({ code: 'data', message: expect.stringContaining(file) });
      expect((cause as PolysemeError).cure).toMatch(/backup.*polyseme verify/u);
    };
    for (let page = 1; page < numPages; page++) {
      const copy = Buffer.from(bytes);
      copy.fill(0xa5, page * 8192, Math.min((page + 1) * 8192, copy.length));
      writeFileSync(file, copy);
      let store: Store;
      try {
        store = await openStore(file);
      } catch (cause) {
        check(cause); // a page of the schema
        continue;
      }
      for (const [name, read] of Object.entries(reads)) {
        const cause = await errorOf(read(store));
        if (cause === undefined) continue;
        damagedReads.add(name);
        check(cause);
      }
      const listed = await store.contradictions().catch((cause: unknown) => cause);
      if (Array.isArray(listed)) expect(listed).not.toEqual([]);
      else check(listed);
      await store.close();
      for (const ending of ['-wal', '-shm']) rmSync(file + ending, { force: true });
    }
    expect([...damagedReads].sort()).toEqual(Object.keys(reads).sort());
  });

  it('is a data error from an iterator that has begun', async () => {
    const file = newFile();
    const made = await openStore(file);
    const { id } = await ensureDefault(made);
    await made.writeDocuments(
      id,
      Array.from({ length: 1200 }, (_, i) => documentOf(`${String(i).padStart(5, '0')}.txt`, ['A bank.'])),
    );
    await made.close();
    const store = await openStore(file);
    const batches = store.eachDocument(id)[Symbol.asyncIterator]();
    expect((await batches.next()).value).toHaveLength(500);
    const db = new Database(file);
    db.exec("UPDATE polyseme_document SET metadata = '{broken' WHERE uri = '00700.txt'");
    db.close();
    await expect(batches.next()).rejects.toMatchObject({
      code: 'data',
      message: expect.stringContaining(file),
    });
    expect(await batches.next()).toEqual({ value: undefined, done: true });
    await store.close();
  });

  it('is no database at all', async () => {
    const file = newFile();
    writeFileSync(file, 'This is a text and no database. '.repeat(100));
    await expect(openStore(file)).rejects.toMatchObject({
      code: 'data',
      message: expect.stringMatching(/is not a usable SQLite database/u),
      cure: expect.stringMatching(/--db.*backup/u),
    });
  });
});

describe('a database that cannot be written', () => {
  it('is read-only: said so by writes, while reads and what is only cached go on', async () => {
    const db = new Database(await filled());
    const store = await openStore(db);
    db.pragma('query_only = ON');
    const error = {
      code: 'read_only',
      message: expect.stringMatching(/is read-only/u),
      cure: expect.stringMatching(/Allow writing/u),
    };
    await expect(store.setSetting('a', 'b')).rejects.toMatchObject(error);
    await expect(store.writeDocuments(1, [documentOf('new.txt', ['A bank.'])])).rejects.toMatchObject(error);
    await expect(store.removeDocuments(1, [1])).rejects.toMatchObject(error);
    expect(await store.documentText(1)).toBe(passages.join(''));
    await store.saveGlosses('f', [['bank%1', new Int8Array(dim)]]);
    await store.close();
    db.close();
  });

  it('has no space left: nothing is written', async () => {
    const db = new Database(await filled());
    const store = await openStore(db);
    db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
    const many = Array.from({ length: 50 }, (_, i) => documentOf(`new ${i}.txt`, passages));
    await expect(store.writeDocuments(1, many)).rejects.toMatchObject({
      code: 'disk_full',
      message: expect.stringMatching(/no space left/u),
      cure: expect.stringMatching(/Free space/u),
    });
    expect((await store.totals(1)).documents).toBe(8);
    expect(await store.contradictions()).toEqual([]);
    await store.close();
    db.close();
  });

  it('is busy while another writes, and reads all the same', async () => {
    const file = await filled();
    const store = await openStore(file, { busyTimeoutMs: 20 });
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    expect(await store.canWrite()).toBe(false);
    const busy = { code: 'busy', cure: expect.stringMatching(/try again/u) };
    await expect(store.writeDocuments(1, [documentOf('new.txt', ['A bank.'])])).rejects.toMatchObject(busy);
    await expect(store.setSetting('a', 'b')).rejects.toMatchObject(busy);
    await expect(store.uninstall()).rejects.toMatchObject(busy);
    expect(await joined(store.eachDocument(1))).toHaveLength(8);
    other.exec('ROLLBACK');
    expect(await store.canWrite()).toBe(true);
    await store.setSetting('a', 'b');
    other.close();
    await store.close();
  });
});

describe("a connection of the caller's", () => {
  it('in a transaction is busy', async () => {
    const db = new Database(await filled());
    const store = await openStore(db);
    db.exec('BEGIN');
    await expect(store.refuseTransaction()).rejects.toMatchObject({ code: 'busy' });
    await expect(store.removeDocuments(1, [1])).rejects.toMatchObject({ code: 'busy' });
    await expect(store.untrack({ id: 1 })).rejects.toMatchObject({ code: 'busy' });
    db.exec('COMMIT');
    expect((await store.totals(1)).documents).toBe(8);
    db.close();
  });

  it('that is reading is busy for writes alone, and a closed one says so', async () => {
    const db = new Database(await filled());
    const store = await openStore(db);
    for (const _ of db.prepare('SELECT id FROM articles').iterate()) {
      for (const [name, read] of Object.entries(reads))
        expect([name, await errorOf(read(store))]).toEqual([name, undefined]);
      await expect(store.setSetting('a', 'b')).rejects.toMatchObject({ code: 'busy' });
      break;
    }
    db.close();
    await expect(store.collections()).rejects.toMatchObject({
      code: 'invalid_input',
      cure: expect.stringMatching(/Open/u),
    });
    await expect(joined(store.eachDocument(1))).rejects.toMatchObject({ code: 'invalid_input' });
    await store.close();
  });

  it('whose tables were removed says so, from iterators too', async () => {
    const file = await filled();
    const store = await openStore(file);
    const other = await openStore(file);
    await other.uninstall();
    await other.close();
    await expect(store.collections()).rejects.toMatchObject({ code: 'not_found' });
    await expect(joined(store.eachDocument(1))).rejects.toMatchObject({ code: 'not_found' });
    await store.close();
  });
});

describe('asStoreError', () => {
  it('leaves what is no error of SQLite as it is', async () => {
    const store = await openStore(':memory:');
    const bug = new TypeError('x is not a function');
    expect(store.asStoreError(bug)).toBe(bug);
    const ours = new PolysemeError('busy', 'x');
    expect(store.asStoreError(ours)).toBe(ours);
    expect(store.asStoreError('text')).toBe('text');
    await store.close();
  });

  it.each([
    ['SQLITE_BUSY', 'busy', /another process is writing/u],
    ['SQLITE_LOCKED', 'busy', /still reading/u],
    ['SQLITE_CORRUPT', 'data', /is damaged/u],
    ['SQLITE_CORRUPT_INDEX', 'data', /is damaged/u],
    ['SQLITE_NOTADB', 'data', /is not a usable/u],
    ['SQLITE_FULL', 'disk_full', /no space left/u],
    ['SQLITE_READONLY_DIRECTORY', 'read_only', /is read-only/u],
    ['SQLITE_IOERR_READ', 'data', /cannot be used/u],
    ['SQLITE_CANTOPEN', 'data', /cannot be used/u],
  ])('says %s as %s', async (code, ours, message) => {
    const store = await openStore(':memory:');
    const error = store.asStoreError(new Database.SqliteError('x', code), 'file.db') as PolysemeError;
    expect(error).toMatchObject({ code: ours, message: expect.stringMatching(message) });
    expect(error.message).toContain('file.db');
    expect(error.cure).not.toBe('');
    await store.close();
  });
});
