// Rows of the caller's tables, kept indexed: whatever happens to a row, by whomever, `sync` makes it so here.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { type IndexReport, Polyseme, type TrackedTable } from '#src/index.js';
import { openStore } from '#src/store/open.js';
import type { QueuedRow, Store } from '#src/store/store.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-track-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
let file: string;
let db: Database.Database;
let p: Polyseme;
beforeEach(async () => {
  file = path.join(folder, `${count++}.db`);
  db = new Database(file);
  p = await Polyseme.open({ db, workers: 1 });
});
afterEach(async () => {
  await p.close();
  db.close();
});

async function articles(): Promise<void> {
  db.exec(`
    CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER, clicks INTEGER DEFAULT 0);
    INSERT INTO articles (title, body, year) VALUES
      ('A walk', 'We sat on the grassy bank of the river.', 1929),
      ('Money', 'The bank raised its interest rates again.', 1930),
      (NULL, NULL, 1931);
  `);
  await p.track('articles', { id: 'id', text: ['title', 'body'], metadata: ['year'] });
}

/** URIs of what is indexed, in order. */
const indexed = async (): Promise<string[]> => (await p.documents()).map(({ uri }) => uri);
const textOf = async (uri: string): Promise<string> => {
  const [document] = await p.documents({ match: uri });
  return (await p.document(document?.id ?? 0)).text;
};
/** What the rows say, as documents are named. */
const done = ({ added, changed, unchanged, removed, problems }: IndexReport) => [
  ...[added, changed, unchanged, removed, problems.length],
];

/** Runs SQL on the file in another process, which knows nothing of us. */
function elsewhere(sql: string): void {
  const script = `const db = require('better-sqlite3')(process.argv[1]); db.exec(process.argv[2]); db.close();`;
  execFileSync(process.execPath, ['-e', script, file, sql], { cwd: import.meta.dirname });
}

describe('a tracked table', () => {
  it('is indexed with what its rows hold, and found', async () => {
    await articles();
    expect(await p.tracked()).toMatchObject([
      { name: 'articles', table: 'articles', key: ['id'], pending: 3 },
    ]);
    expect(done(await p.sync())).toEqual([2, 0, 0, 0, 0]);
    expect(await indexed()).toEqual(['articles#1', 'articles#2']);
    expect(await textOf('articles#1')).toBe('A walk\n\nWe sat on the grassy bank of the river.');
    const { hits } = await p.search({ word: 'bank', meaning: 'land beside a river' });
    expect(hits.map(({ documentId }) => documentId)).toEqual(['1', '2']);
    expect(hits[0]?.metadata).toEqual({ year: 1929 });
    expect(done(await p.sync())).toEqual([0, 0, 0, 0, 0]);
    expect((await p.tracked())[0]?.pending).toBe(0);
  });

  it('shares no document with another whose name holds a mark', async () => {
    db.exec(`
      CREATE TABLE a (k TEXT PRIMARY KEY, t TEXT); INSERT INTO a VALUES ('b#c', 'We sat on the bank.');
      CREATE TABLE "a#b" (k TEXT PRIMARY KEY, t TEXT); INSERT INTO "a#b" VALUES ('c', 'The bank lends.');
    `);
    for (const table of ['a', 'a#b']) await p.track(table, { id: 'k', text: 't' });
    expect(done(await p.sync())).toEqual([2, 0, 0, 0, 0]);
    expect(await indexed()).toEqual(['a#b#c', 'a%23b#c']);
    await p.untrack('a#b');
    expect(await indexed()).toEqual(['a#b#c']);
  });

  it('follows what another process does to it, and encodes only what changed', async () => {
    await articles();
    await p.sync();
    elsewhere(`
      INSERT INTO articles (title, body) VALUES ('New', 'Snow lay on the far bank.');
      UPDATE articles SET body = 'The zebra bank closed.' WHERE id = 2;
      DELETE FROM articles WHERE id = 1;
      UPDATE articles SET clicks = clicks + 1;
    `);
    const report = await p.sync();
    expect(done(report)).toEqual([1, 1, 0, 1, 0]);
    expect(await indexed()).toEqual(['articles#2', 'articles#4']);
    expect(await textOf('articles#2')).toContain('zebra');
    elsewhere('UPDATE articles SET year = 1950 WHERE id = 2');
    expect(await p.sync()).toMatchObject({ changed: 1, passagesEncoded: 0 });
    elsewhere(`UPDATE articles SET title = 'Old', body = 'x' WHERE id = 2;
      UPDATE articles SET title = 'Money', body = 'The zebra bank closed.' WHERE id = 2`);
    expect(done(await p.sync())).toEqual([0, 0, 1, 0, 0]);
  });

  it('is followed without being asked while it is watched', async () => {
    await articles();
    expect(() => p.watch({ everyMs: 1 })).toThrow(/everyMs: 1 is out of range/u);
    const reports: IndexReport[] = [];
    const errors: unknown[] = [];
    const watcher = p.watch({
      everyMs: 50,
      onReport: (one) => reports.push(one),
      onError: (one) => errors.push(one),
    });
    await vi.waitFor(() => expect(reports).toHaveLength(1), 20_000);
    elsewhere('DELETE FROM articles WHERE id = 1');
    await vi.waitFor(async () => expect(await indexed()).toEqual(['articles#2']), 20_000);
    await watcher.stop();
    elsewhere('DELETE FROM articles WHERE id = 2');
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await indexed()).toEqual(['articles#2']);
    expect(errors).toEqual([]);
    p.watch({ everyMs: 50 }); // ends with close
    await vi.waitFor(async () => expect(await indexed()).toEqual([]), 20_000);
  });

  it('that cannot be followed is told of once while it is watched, until something has changed', async () => {
    await articles();
    await p.sync();
    const reports: IndexReport[] = [];
    p.watch({ everyMs: 50, onReport: (one) => reports.push(one) });
    db.exec('DROP TABLE articles; CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, year INTEGER)');
    await vi.waitFor(() => expect(reports).toHaveLength(1), 20_000);
    expect(reports[0]?.problems).toMatchObject([
      { uri: 'articles', message: expect.stringContaining('body') },
    ]);
    await new Promise((resolve) => setTimeout(resolve, 500));
    expect(reports).toHaveLength(1);
    db.exec(
      "ALTER TABLE articles ADD COLUMN body TEXT; INSERT INTO articles VALUES (9, 'A new bank', 1931, NULL)",
    );
    await vi.waitFor(async () => expect(await indexed()).toEqual(['articles#9']), 20_000);
  });

  it('keeps files waiting for its sync, which can be given up', async () => {
    await articles();
    writeFileSync(path.join(folder, 'wait.txt'), 'The bank of a pond.');
    let isSynced = false;
    const syncing = p.sync().finally(() => {
      isSynced = true;
    });
    const stop = new AbortController();
    const stopped = p.index([path.join(folder, 'wait.txt')], { signal: stop.signal });
    const waiting = p.index([path.join(folder, 'wait.txt')]);
    stop.abort();
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    expect(isSynced).toBe(false); // it was not waited for
    expect(done(await syncing)).toEqual([2, 0, 0, 0, 0]);
    expect(done(await waiting)).toEqual([1, 0, 0, 0, 0]);
  });

  it('is not waited for by whoever watches it while another writes', async () => {
    await articles();
    await p.sync();
    const reports: IndexReport[] = [];
    const errors: unknown[] = [];
    elsewhere("UPDATE articles SET body = 'A newer bank.' WHERE id = 1");
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    p.watch({ everyMs: 50, onReport: (one) => reports.push(one), onError: (one) => errors.push(one) });
    const startedAt = Date.now();
    for (let i = 0; i < 10; i++) await new Promise((resolve) => setTimeout(resolve, 50));
    expect(Date.now() - startedAt).toBeLessThan(2500); // a lock is waited for twice as long
    expect([reports, errors]).toEqual([[], []]);
    other.exec('ROLLBACK');
    other.close();
    await vi.waitFor(() => expect(reports).toHaveLength(1), 20_000);
  });

  it('counts each row that waits once, and tracked again as it is leaves all as it is', async () => {
    await articles();
    expect(await p.tracked()).toMatchObject([{ pending: 3, fault: null }]);
    db.exec('UPDATE articles SET year = 1; UPDATE articles SET year = 2 WHERE id = 1');
    expect(await p.tracked()).toMatchObject([{ pending: 3 }]);
    await p.sync();
    await p.track('articles', { id: 'id', text: ['title', 'body'], metadata: ['year'] });
    expect(await p.tracked()).toMatchObject([{ pending: 0 }]);
    await p.track('articles', { id: 'id', text: ['title'] });
    expect(await p.tracked()).toMatchObject([{ pending: 3, metadata: [] }]);
    db.exec('ALTER TABLE articles RENAME COLUMN title TO heading');
    expect((await p.tracked())[0]?.fault).toMatch(/no column "title" any more\. Track it again/u);
  });

  it('waits for another writer, and then says that it is busy, and goes on later', async () => {
    await articles();
    await p.sync();
    db.pragma('busy_timeout = 100');
    elsewhere("UPDATE articles SET body = 'A newer bank.' WHERE id = 1");
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(p.sync()).rejects.toMatchObject({
      code: 'busy',
      cure: expect.stringContaining('try again'),
    });
    expect((await p.search({ word: 'bank' })).hits).toHaveLength(2); // reading goes on
    other.exec('ROLLBACK');
    other.close();
    expect(done(await p.sync())).toEqual([0, 1, 0, 0, 0]);
  });

  it('is as it was when a transaction is rolled back, and refuses to write inside one', async () => {
    await articles();
    await p.sync();
    db.exec("BEGIN; UPDATE articles SET body = 'gone' WHERE id = 1");
    await expect(p.sync()).rejects.toMatchObject({ code: 'busy' });
    db.exec('ROLLBACK');
    expect(done(await p.sync())).toEqual([0, 0, 0, 0, 0]);
  });

  it('loses the row that REPLACE puts out, and follows a row to its new key', async () => {
    db.exec(`
      CREATE TABLE notes (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, body TEXT);
      INSERT INTO notes VALUES (1, 'a', 'first note'), (2, 'b', 'second note'), (3, 'c', 'third note');
    `);
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    db.exec(`
      INSERT OR REPLACE INTO notes VALUES (9, 'a', 'another note');
      UPDATE OR REPLACE notes SET slug = 'c' WHERE id = 2;
      UPDATE notes SET rowid = 7 WHERE id = 9;
    `);
    await p.sync();
    expect(await indexed()).toEqual(['notes#2', 'notes#7']);
  });

  it('loses it whatever the index or its collation, also one that was made later', async () => {
    db.exec(`
      CREATE TABLE words (word TEXT COLLATE NOCASE PRIMARY KEY, note TEXT);
      INSERT INTO words VALUES ('Bank', 'a river bank'), ('Shore', 'the sandy shore');
      CREATE TABLE pairs (a INTEGER, id INTEGER, note TEXT, PRIMARY KEY (a, id), UNIQUE (id));
      INSERT INTO pairs VALUES (1, 1, 'the first pair'), (1, 2, 'the second pair');
      CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, note TEXT);
      INSERT INTO people VALUES (1, 'Ann', 'a tall woman'), (2, 'Bob', 'a short man'), (3, 'Cy', 'an old man');
      CREATE UNIQUE INDEX by_email ON people (email COLLATE NOCASE);
    `);
    await p.track('words', { id: 'word', text: 'note' });
    await p.track('pairs', { id: ['a', 'id'], text: 'note' });
    await p.track('people', { id: 'id', text: 'note' });
    await p.sync();
    db.exec(`
      INSERT OR REPLACE INTO words VALUES ('bank', 'a money bank');
      UPDATE OR REPLACE words SET word = 'BANK' WHERE word = 'Shore';
      INSERT OR REPLACE INTO pairs VALUES (2, 2, 'another pair');
      INSERT OR REPLACE INTO people VALUES (4, 'ANN', 'a new woman');
    `);
    await p.sync();
    const rest = ['pairs#[1,1]', 'pairs#[2,2]'];
    expect(await indexed()).toEqual([...rest, 'people#2', 'people#3', 'people#4', 'words#BANK']);
    db.exec(
      'CREATE UNIQUE INDEX by_end ON people (substr(note, 3)); CREATE UNIQUE INDEX by_note ON people (note)',
    );
    await p.sync();
    db.exec("INSERT OR REPLACE INTO people VALUES (5, 'Di', 'an old man')");
    await p.sync();
    db.exec("INSERT OR REPLACE INTO people VALUES (6, 'Ed', 'x short man')");
    await p.sync();
    expect(await indexed()).toEqual([...rest, 'people#4', 'people#5', 'people#6', 'words#BANK']);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
  });

  it('ends with a key that is not UTF-8, one that JSON made, and keys of several rows', async () => {
    db.exec(`
      CREATE TABLE files (path TEXT PRIMARY KEY, body TEXT);
      INSERT INTO files VALUES (CAST(x'ff41' AS TEXT), 'an odd name'), ('plain', 'a plain name');
      CREATE TABLE parts (a TEXT, b INTEGER, body TEXT, PRIMARY KEY (a, b));
      CREATE TABLE some (id INTEGER, body TEXT);
      CREATE UNIQUE INDEX some_id ON some (id) WHERE body IS NOT NULL;
      CREATE TEMP TABLE files2 (id INTEGER PRIMARY KEY, body TEXT);
      CREATE TABLE main.files2 (id INTEGER PRIMARY KEY, body TEXT);
    `);
    await p.track('files', { id: 'path', text: 'body' });
    await p.track('parts', { id: ['a', 'b'], text: 'body' });
    db.exec("INSERT INTO parts VALUES (json('[1]'), 2, 'a part')");
    expect((await p.sync()).problems).toMatchObject([{ message: 'its key is not UTF-8' }]);
    await p.sync({ everything: true });
    expect(await indexed()).toEqual(['files#plain', 'parts#["[1]",2]']);
    await expect(p.track('some', { id: 'id', text: 'body' })).rejects.toThrow(/may be the same/u);
    await expect(p.track('files2', { id: 'id', text: 'body' })).rejects.toThrow(/temporary table/u);
  });

  it('keeps keys apart that read the same', async () => {
    db.exec(`
      CREATE TABLE loose (k PRIMARY KEY, body TEXT);
      INSERT INTO loose VALUES
        (1, 'one number'), ('1', 'one text'), (x'31', 'one blob'), ('x''31''', 'one text of a blob'),
        ('''1''', 'one quoted text'), (2.5, 'half number'), ('2.5', 'half text'), ('3', 'third text');
      CREATE TABLE typed (k TEXT PRIMARY KEY, body TEXT);
      INSERT INTO typed VALUES ('1', 'one text'), ('''1''', 'one quoted text'), ('#1', 'one tag');
    `);
    for (const table of ['loose', 'typed']) await p.track(table, { id: 'k', text: 'body' });
    expect(done(await p.sync())).toEqual([11, 0, 0, 0, 0]);
    const loose = {
      "loose#'''1'''": 'one quoted text',
      "loose#'1'": 'one text',
      "loose#'2.5'": 'half text',
      "loose#'x''31'''": 'one text of a blob',
      'loose#1': 'one number',
      'loose#2.5': 'half number',
      'loose#3': 'third text',
      "loose#x'31'": 'one blob',
    };
    const textsOf = async (name: string) => {
      const documents = await p.documents({ match: name });
      const texts = documents.map(async ({ id, uri }) => [uri, (await p.document(id)).text]);
      return Object.fromEntries(await Promise.all(texts));
    };
    expect(await textsOf('loose')).toEqual(loose);
    expect(await textsOf('typed')).toEqual({
      'typed##1': 'one tag',
      "typed#'''1'''": 'one quoted text',
      'typed#1': 'one text',
    });
    db.exec(`
      DELETE FROM loose WHERE k IN (1, '2.5', x'31');
      UPDATE loose SET body = 'another text' WHERE k = '1';
      INSERT INTO loose VALUES (3, 'third number');
    `);
    await p.sync();
    const after = {
      "loose#'''1'''": 'one quoted text',
      "loose#'1'": 'another text',
      "loose#'x''31'''": 'one text of a blob',
      'loose##3': 'third number',
      'loose#2.5': 'half number',
      'loose#3': 'third text',
    };
    expect(await textsOf('loose')).toEqual(after);
    await p.sync({ everything: true });
    expect(await textsOf('loose')).toEqual(after);
    db.exec("DELETE FROM loose WHERE k = '3'");
    await p.sync();
    expect(Object.keys(await textsOf('loose'))).not.toContain('loose#3');
    expect(Object.keys(await textsOf('loose'))).toContain('loose##3');
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
  });

  it('may have a key of text, of several columns, or without a rowid', async () => {
    db.exec(`
      CREATE TABLE words (word TEXT COLLATE NOCASE PRIMARY KEY, note TEXT) WITHOUT ROWID;
      INSERT INTO words VALUES ('Bank', 'a river bank'), ('o''clock "x"', 'a time of day');
      CREATE TABLE pages (book TEXT, page INTEGER, body TEXT, PRIMARY KEY (book, page));
      INSERT INTO pages VALUES ('moby', 1, 'white whale'), ('moby', 2, 'the ship sails'), (NULL, 3, 'lost page');
      CREATE TABLE big (id INTEGER PRIMARY KEY, body TEXT);
      INSERT INTO big VALUES (9007199254740993, 'a large number');
    `);
    await p.track('words', { id: 'word', text: 'note' });
    await p.track('pages', { id: ['book', 'page'], text: 'body' });
    await p.track('big', { id: 'id', text: 'body' });
    const { problems } = await p.sync();
    expect(problems).toEqual([
      {
        uri: 'pages',
        message: expect.stringContaining('1 changed rows have no key'),
        cure: expect.any(String),
      },
    ]);
    db.exec(`
      UPDATE words SET word = 'bank' WHERE word = 'Bank';
      DELETE FROM pages WHERE page = 2;
      UPDATE big SET body = 'a larger number';
    `);
    await p.sync();
    expect(await indexed()).toEqual([
      'big#9007199254740993',
      'pages#["moby",1]',
      'words#bank',
      `words#o'clock "x"`,
    ]);
    expect(await textOf('big#9007199254740993')).toBe('a larger number');
  });

  it('keeps its index through a rename, and tells what a change of its columns means', async () => {
    await articles();
    await p.sync();
    elsewhere("ALTER TABLE articles RENAME TO essays; INSERT INTO essays (body) VALUES ('A new bank.');");
    expect(done(await p.sync())).toEqual([1, 0, 0, 0, 0]);
    expect(await p.tracked()).toMatchObject([{ name: 'articles', table: 'essays', isFollowed: true }]);
    db.exec(
      "CREATE TABLE articles (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO articles (body) VALUES ('Another.')",
    );
    expect(await p.track('articles', { id: 'id', text: 'body' })).toMatchObject({
      name: 'articles (2)',
      pending: 1,
    });
    await p.untrack('articles');
    expect(() => db.exec('ALTER TABLE essays DROP COLUMN title')).toThrow(/polyseme_tracked_1_/u);
    db.exec('ALTER TABLE essays RENAME COLUMN title TO heading');
    expect((await p.sync()).problems[0]?.message).toContain('no column "title" any more');
    await p.track('essays', { id: 'id', text: ['heading', 'body'], metadata: ['year'] });
    expect(done(await p.sync())).toEqual([0, 0, 3, 0, 0]);
  });

  it('is a problem when it is dropped, and the same again when it is made anew', async () => {
    await articles();
    db.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'a note')");
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    db.exec(
      "CREATE TABLE kept AS SELECT * FROM articles; DROP TABLE articles; UPDATE notes SET body = 'two notes'",
    );
    const report = await p.sync();
    expect(done(report)).toEqual([0, 1, 0, 0, 1]);
    expect(report.problems[0]).toMatchObject({ uri: 'articles', cure: expect.stringContaining('untrack') });
    db.exec(`CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER);
      INSERT INTO articles SELECT id, title, body, year FROM kept WHERE id <> 2`);
    expect(await p.tracked()).toMatchObject([
      { name: 'articles', isFollowed: false },
      { name: 'notes', isFollowed: true },
    ]);
    expect((await p.verify()).problems).toEqual([
      'changes of the table "articles" are not seen until the next sync',
    ]);
    expect(done(await p.sync())).toEqual([0, 0, 1, 1, 0]);
    db.exec("UPDATE articles SET body = 'changed' WHERE id = 1");
    expect(done(await p.sync())).toEqual([0, 1, 0, 0, 0]);
  });

  it('has metadata that are compared as numbers or dates only where they are written as such', async () => {
    db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, year);
      INSERT INTO notes (body, year) VALUES ('one bank', 1850), ('two banks', '1860'), ('a bank', 'unknown'),
        ('banks', '1850-05-01'), ('my bank', NULL), ('your bank', ''), ('his bank', '1.85e3')`);
    await p.track('notes', { id: 'id', text: 'body', metadata: ['year'] });
    await p.sync();
    const idsWhere = async (operator: '=' | '<' | '!=', value: string) => {
      const metadata = [{ key: 'year', operator, value }];
      return (await p.search({ word: 'bank', filters: { metadata }, fold: false })).hits
        .map((hit) => hit.documentId)
        .sort();
    };
    expect(await idsWhere('<', '1900')).toEqual(['1', '2', '4']);
    expect(await idsWhere('=', '1850')).toEqual(['1', '4']);
    expect(await idsWhere('=', 'unknown')).toEqual(['3']);
    // whatever is not that year, text too; only NULL is never compared
    expect(await idsWhere('!=', '1850')).toEqual(['2', '3', '6', '7']);
  });

  it('is searched beside files, whose metadata may be true or false', async () => {
    const file = path.join(folder, 'checked.jsonl');
    const records = [true, false, 1, 'true'].map((checked, i) => ({ id: `r${i}`, text: 'A bank.', checked }));
    writeFileSync(file, records.map((record) => JSON.stringify(record)).join('\n'));
    await p.index([file]);
    const idsWhere = async (value: string) => {
      const metadata = [{ key: 'checked', operator: '=' as const, value }];
      return (await p.search({ word: 'bank', filters: { metadata }, fold: false })).hits
        .map((hit) => hit.documentId)
        .sort();
    };
    expect(await idsWhere('true')).toEqual(['r0', 'r3']);
    expect(await idsWhere('false')).toEqual(['r1']);
    expect(await idsWhere('1')).toEqual(['r2']);
  });

  it('lists a row that holds a BLOB, and indexes the others', async () => {
    await articles();
    db.exec("UPDATE articles SET body = x'00ff' WHERE id = 1");
    const report = await p.sync();
    expect(report.problems).toMatchObject([{ uri: 'articles#1', message: 'column body holds a BLOB' }]);
    expect(await indexed()).toEqual(['articles#2']);
  });

  it('is refused with what to do when it cannot be tracked', async () => {
    await articles();
    db.exec(`CREATE VIEW seen AS SELECT * FROM articles; CREATE VIRTUAL TABLE found USING fts5(body);
      CREATE TABLE loose (a TEXT, b TEXT)`);
    const track = (table: string, id: string | string[], text = 'body') => p.track(table, { id, text });
    await expect(track('none', 'id')).rejects.toThrow(/no table "none"/u);
    await expect(track('seen', 'id')).rejects.toThrow(/is a view/u);
    await expect(track('found', 'rowid')).rejects.toThrow(/virtual table/u);
    await expect(track('polyseme_token', 'id')).rejects.toThrow(/not one of your tables/u);
    await expect(track('articles', 'id', 'text')).rejects.toThrow(/has no column "text"/u);
    await expect(track('articles', 'year')).rejects.toThrow(/may be the same in several rows/u);
    await expect(track('loose', 'a', 'b')).rejects.toThrow(/may be the same/u);
    await expect(track('articles', [])).rejects.toThrow(/id: it is missing/u);
    await expect(p.track('articles', { id: 'id', text: 'body', collection: 'other' })).rejects.toThrow(
      /already/u,
    );
    await expect(p.untrack('none')).rejects.toThrow(/is not tracked/u);
  });

  it('leaves nothing when it is untracked or all is uninstalled, and can be written to as before', async () => {
    await articles();
    db.exec("CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'a note')");
    await p.track('notes', { id: 'id', text: 'body' });
    await p.sync();
    await p.untrack('articles');
    expect(await indexed()).toEqual(['notes#1']);
    elsewhere('DELETE FROM articles');
    await p.uninstall();
    elsewhere("UPDATE notes SET body = 'still here'");
    expect(db.prepare("SELECT name FROM sqlite_master WHERE name LIKE '%polyseme%'").all()).toEqual([]);
    p = await Polyseme.open({ db });
  });

  it('is not found any more in what a search has kept, when its words come back in others', async () => {
    await articles();
    await p.sync();
    const lines = async (): Promise<string[]> =>
      (await p.search({ word: 'bank' })).hits.map(({ uri }) => uri);
    expect(await lines()).toEqual(['articles#1', 'articles#2']);
    await p.untrack('articles');
    // not asked meanwhile: what was kept of the word would be dropped
    writeFileSync(path.join(folder, 'bank.txt'), 'The bank lent money. We rowed to the other bank.');
    await p.index([path.join(folder, 'bank.txt')]);
    expect(await lines()).toEqual(['bank.txt', 'bank.txt']);
  });

  it('is indexed in a process of its own when it is long, can be stopped, and goes on', async () => {
    db.exec('CREATE TABLE lines (id INTEGER PRIMARY KEY, body TEXT)');
    const insert = db.prepare('INSERT INTO lines (body) VALUES (?)');
    db.transaction(() => {
      for (let i = 0; i < 1200; i++) insert.run(`Line ${i}: the quick fox jumps over bank number ${i}.`);
    })();
    await p.track('lines', { id: 'id', text: 'body' });
    const stop = new AbortController();
    const stopped = p.sync({
      signal: stop.signal,
      onProgress: ({ words }) => {
        if (words > 200) stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    const pending = (await p.tracked())[0]?.pending as number;
    expect(pending).toBeGreaterThan(0);
    expect((await p.stats()).documents + pending).toBe(1200);
    await p.sync();
    expect((await p.stats()).documents).toBe(1200);
    expect((await p.tracked())[0]?.pending).toBe(0);
  });
});

/** The changed rows of a table, as a store reads them. */
async function queued(store: Store, tracked: TrackedTable | undefined): Promise<QueuedRow[]> {
  const rows: QueuedRow[] = [];
  if (!tracked) return rows;
  for await (const batch of store.queuedRows(tracked, await store.lastQueued())) rows.push(...batch);
  return rows;
}

describe('two who sync at once', () => {
  it('never write an older row over a newer one', async () => {
    await articles();
    await p.sync();
    const other = await openStore(file);
    elsewhere("UPDATE articles SET body = 'An older text.' WHERE id = 1");
    const [tracked] = await other.trackedTables();
    const [row] = await queued(other, tracked);
    elsewhere("UPDATE articles SET body = 'A newer text.' WHERE id = 1");
    await p.sync();
    const collection = (await other.collection('default')) as { id: number };
    const claim = row?.claim as NonNullable<typeof row>['claim'];
    const record = {
      uri: 'articles#1',
      externalId: '1',
      fileUri: 'articles',
      text: '',
      metadata: {},
      sizeBytes: 0,
    };
    await other.writeDocuments(collection.id, [
      { record: { ...record, claim }, sha256: Buffer.alloc(32), rules: 2, passages: [] },
    ]);
    await other.settleRows(collection.id, [{ claim, uri: 'articles#1', sha256: null }]);
    await other.close();
    expect(await textOf('articles#1')).toContain('A newer text.');
  });

  it('decide by what is found when they write, not by what was there when they read', async () => {
    await articles();
    await p.sync();
    const sha256 = (uri: string): Buffer =>
      db
        .prepare<[string], Buffer>('SELECT sha256 FROM polyseme_document WHERE uri = ?')
        .pluck()
        .get(uri) as Buffer;
    const before = sha256('articles#1');
    const body = db.prepare('SELECT body FROM articles WHERE id = 1').pluck().get();
    // one has read the row when it was as its document is; another has written a document of what came between
    db.prepare("UPDATE articles SET body = 'Between.' WHERE id = 1").run();
    await p.sync();
    db.prepare('UPDATE articles SET body = ? WHERE id = 1').run(body);
    const store = await openStore(file);
    const [tracked] = await store.trackedTables();
    const [row] = await queued(store, tracked);
    const claim = row?.claim as NonNullable<typeof row>['claim'];
    await store.settleRows(1, [{ claim, uri: 'articles#1', sha256: before }]);
    expect((await p.tracked())[0]?.pending).toBe(1);
    await p.sync();
    expect(await textOf('articles#1')).toContain(body as string);
    // a row that was found gone takes with it whatever document there is by then
    db.prepare('DELETE FROM articles WHERE id = 2').run();
    const [gone] = await queued(store, tracked);
    expect(
      await store.settleRows(1, [{ claim: gone?.claim as typeof claim, uri: 'articles#2', sha256: null }]),
    ).toBe(1);
    await store.close();
    expect(await indexed()).toEqual(['articles#1']);
  });
});
