// A database of somebody else's: ours stands beside theirs under one prefix, and goes without a trace.
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { openStore } from '#src/store/open.js';

const migrations = new URL('../../migrations/', import.meta.url);

let folder: string;
let file: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-adopted-'));
  writeFileSync(
    path.join(folder, 'lines.csv'),
    'id,text\n1,We sat on the grassy bank of the river.\n2,The zebra bank raised its interest rates.\n',
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

let count = 0;
beforeEach(() => {
  file = path.join(folder, `${count++}.db`);
});

/** Without SQLite's own tables. */
const schemaOf = (db: Database.Database): { name: string }[] =>
  db
    .prepare<[], { name: string }>(
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )
    .all();

/** With tables and an index that are named as ours were without their prefix. */
function madeBySomebodyElse(name: string): Database.Database {
  const db = new Database(name);
  db.exec(`
    CREATE TABLE document (id INTEGER PRIMARY KEY, title TEXT);
    CREATE TABLE token (secret TEXT);
    CREATE TABLE migration (version INTEGER);
    CREATE INDEX token_by_id ON token (secret);
    INSERT INTO document (title) VALUES ('theirs');
    INSERT INTO token VALUES ('kept');
  `);
  return db;
}

describe.each(['file', ':memory:'])('a database of the caller: %s', (kind) => {
  it('is searched, with its own tables left alone', async () => {
    const db = madeBySomebodyElse(kind === 'file' ? file : kind);
    const before = schemaOf(db);
    const polyseme = await Polyseme.open({ db, workers: 1 });
    await polyseme.index([path.join(folder, 'lines.csv')]);
    await polyseme.syncIndex();
    const { hits } = await polyseme.search({ word: 'bank', meaning: 'land beside a river' });
    expect(hits.map(({ documentId }) => documentId)).toEqual(['1', '2']);
    const added = schemaOf(db).filter(
      (one) => !before.some((old) => JSON.stringify(old) === JSON.stringify(one)),
    );
    const strangers = added.filter(({ name }) => !name.startsWith('polyseme_'));
    expect(added.length).toBeGreaterThan(20);
    expect(strangers).toEqual([]);
    await polyseme.close();
    expect(db.open).toBe(true);
    expect(db.prepare('SELECT title FROM document').pluck().get()).toBe('theirs');
    db.close();
  });

  it('is as it was after uninstall', async () => {
    const db = madeBySomebodyElse(kind === 'file' ? file : kind);
    db.pragma('foreign_keys = ON');
    const before = schemaOf(db);
    const polyseme = await Polyseme.open({ db, workers: 1 });
    await polyseme.index([path.join(folder, 'lines.csv')]);
    await polyseme.senses('bank', { inventory: 'induced', usesSubstitutes: false });
    await polyseme.syncIndex();
    await polyseme.uninstall();
    expect(schemaOf(db)).toEqual(before);
    expect(db.prepare('SELECT secret FROM token').pluck().all()).toEqual(['kept']);
    expect(db.pragma('integrity_check', { simple: true })).toBe('ok');
    db.close();
    if (kind !== 'file') return;
    const left = readdirSync(folder).filter((name) => name.startsWith(path.basename(file)));
    expect(left).toEqual([path.basename(file)]);
    expect(readFileSync(file).includes('zebra')).toBe(false);
  });
});

describe('a database of the caller', () => {
  it('keeps what is named like ours but is not', async () => {
    const db = madeBySomebodyElse(file);
    const polyseme = await Polyseme.open({ db, workers: 1 });
    db.exec(`CREATE TABLE polyseme_results (id INTEGER); INSERT INTO polyseme_results VALUES (7);
      CREATE TABLE "polyseme_my ""notes; DROP TABLE token" (id INTEGER);
      CREATE TRIGGER polyseme_mine AFTER INSERT ON token BEGIN INSERT INTO polyseme_results VALUES (8); END`);
    await polyseme.uninstall();
    db.exec("INSERT INTO token VALUES ('more')");
    expect(db.prepare('SELECT id FROM polyseme_results').pluck().all()).toEqual([7, 8]);
    const names = db
      .prepare("SELECT name FROM sqlite_master WHERE name LIKE 'polyseme%' ORDER BY name")
      .pluck()
      .all();
    expect(names).toEqual(['polyseme_mine', 'polyseme_my "notes; DROP TABLE token', 'polyseme_results']);
    db.close();
  });

  it('may have chosen how integers are given', async () => {
    const db = new Database(file);
    db.defaultSafeIntegers(true);
    const polyseme = await Polyseme.open({ db, workers: 1 });
    await polyseme.index([path.join(folder, 'lines.csv')]);
    await polyseme.addVectors('v', [{ id: 2n ** 60n, vector: [1, 2] }]);
    expect(await polyseme.nearest('v', [1, 2], { among: [2n ** 60n] })).toMatchObject([{ id: 2n ** 60n }]);
    expect((await polyseme.search({ word: 'bank', limit: 5 })).hits).toHaveLength(2);
    expect((await polyseme.stats()).documents).toBe(2);
    expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
    await polyseme.compact();
    await polyseme.close();
    expect(db.prepare('SELECT 1').pluck().get()).toBe(1n);
    db.close();
  });

  it('is opened again, by name too, with what was indexed', async () => {
    const db = madeBySomebodyElse(file);
    const one = await Polyseme.open({ db, workers: 1 });
    await one.index([path.join(folder, 'lines.csv')]);
    await one.close();
    db.close();
    const other = await Polyseme.open({ db: file, mustExist: true });
    expect(await other.stats()).toMatchObject({ documents: 2 });
    await other.close();
  });

  it('is refused with what to do when it is closed, read-only or in a transaction', async () => {
    const db = madeBySomebodyElse(file);
    db.exec('BEGIN');
    await expect(Polyseme.open({ db })).rejects.toThrow(/a transaction is open/u);
    db.exec('COMMIT');
    db.close();
    await expect(Polyseme.open({ db })).rejects.toThrow(/the database is closed/u);
    await expect(Polyseme.open({ db: new Database(file, { readonly: true }) })).rejects.toThrow(/read-only/u);
    expect(existsSync(`${file}-wal`)).toBe(false);
  });

  it('is busy for uninstall while another writes, and keeps everything', async () => {
    const db = new Database(file, { timeout: 50 });
    const polyseme = await Polyseme.open({ db, workers: 1 });
    await polyseme.index([path.join(folder, 'lines.csv')]);
    const other = new Database(file);
    other.exec('BEGIN IMMEDIATE');
    await expect(polyseme.uninstall()).rejects.toMatchObject({ code: 'busy' });
    other.exec('ROLLBACK');
    other.close();
    expect(await polyseme.stats()).toMatchObject({ documents: 2 });
    await polyseme.close();
    db.close();
  });

  it('of another program is still refused by its name alone', async () => {
    madeBySomebodyElse(file).close();
    await expect(Polyseme.open({ db: file })).rejects.toThrow(/a database of another program/u);
  });
});

describe('a database of before names had a prefix', () => {
  it('is brought up to date with what is in it', async () => {
    const early = new Database(file);
    for (const name of ['0001_core.sql', '0002_senses.sql']) {
      early.exec(readFileSync(new URL(name, migrations), 'utf8'));
    }
    early.exec(`
      CREATE TABLE migration (name TEXT PRIMARY KEY, sha256 TEXT NOT NULL) WITHOUT ROWID;
      INSERT INTO migration VALUES ('0001_core.sql', 'x'), ('0002_senses.sql', 'y');
      INSERT INTO collection VALUES (1, 'letters', 'm', 'f', 384, '96', '2026-01-01');
      INSERT INTO lemma (id, collection_id, lemma, num_tokens, revision) VALUES (5, 1, 'bank', 1, 9);
      INSERT INTO assigned_word VALUES (5, 0, 9, 'fresh'), (5, 1, 8, 'stale');
      INSERT INTO write_log (id, mark) VALUES (3, 'x');
      UPDATE counter SET value = 41;
    `);
    early.close();
    const upgraded = await openStore(file);
    expect((await upgraded.collections()).map(({ name }) => name)).toEqual(['letters']);
    await upgraded.close();
    const namesIn = async (one: string) => {
      await (await openStore(one)).close();
      const db = new Database(one);
      const found = db.prepare('SELECT type, name FROM sqlite_master ORDER BY name').all();
      expect(db.pragma('foreign_key_check')).toEqual([]);
      db.close();
      return found;
    };
    const [names, fresh] = [await namesIn(file), await namesIn(`${file}-fresh`)];
    expect(names).toEqual(fresh);
    const db = new Database(file);
    expect(db.prepare("SELECT value FROM polyseme_counter WHERE name = 'token'").pluck().get()).toBe(41);
    // words that were up to date stay so
    const revisions = db.prepare(
      'SELECT basis, a.revision = l.revision FROM polyseme_assigned_word a JOIN polyseme_lemma l ON l.id = a.lemma_id',
    );
    expect(revisions.raw().all()).toEqual([
      ['fresh', 1],
      ['stale', 0],
    ]);
    db.close();
  });
});
