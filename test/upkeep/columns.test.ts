// What verify sees: a value of any column of any table of ours that was changed behind our back.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { openStore } from '#src/store/open.js';
import type { LemmaRow, Store } from '#src/store/store.js';
import { rulesVersion } from '#src/text/rules.js';
import { dim, documentOf, ensureDefault, passageOf, vectorOf } from '../store/passages.js';

let folder: string;
let db: Database.Database;
let polyseme: Polyseme;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-columns-'));
  const file = path.join(folder, 'all.db');
  db = new Database(file);
  db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, body TEXT);
    CREATE TABLE pages (name TEXT PRIMARY KEY, body TEXT);
    INSERT INTO notes VALUES (1, 'a', 'one'), (2, 'b', 'two')`);
  const store = await openStore(db); // the tables of the program stand beside ours
  await writeTexts(store);
  await writeSenses(store);
  await writeVectors(store);
  await store.close();
  polyseme = await Polyseme.open({ db: file });
  await polyseme.setSetting('colour', 'green');
});
afterAll(async () => {
  await polyseme.close();
  db.close();
  rmSync(folder, { recursive: true });
});

async function writeTexts(store: Store): Promise<void> {
  const { id } = await ensureDefault(store);
  await store.track('pages', { id: 'name', text: 'body', collection: 'default' });
  const notes = await store.track('notes', {
    id: 'id',
    text: 'body',
    metadata: ['slug'],
    collection: 'default',
  });
  const upTo = db
    .prepare('SELECT id FROM polyseme_queue WHERE tracked_id = ? AND row_key = 1')
    .pluck()
    .get(notes.id);
  const row = documentOf('notes#1', ['One bank. ', 'Two banks.'], { year: 1900, kind: 'letter' });
  const claim = { trackedId: notes.id, rowKey: 1, upTo: upTo as number };
  await store.writeDocuments(id, [
    structured('a.txt', ['A river bank. ', 'The bank lent money. ', 'Three, four.']),
    documentOf('gone.txt', ['A word that goes.']),
    { ...row, record: { ...row.record, externalId: 'x1', fileUri: 'notes', claim } },
    documentOf('z.txt', ['123 456 789']),
  ]);
  const read = { stamp: '12 345', numDocuments: 1, numEmpty: 0 };
  await store.writeReadFiles(id, [
    { fileUri: 'a.txt', ...read },
    { fileUri: 'z.txt', ...read, numEmpty: 2 },
  ]);
  const gone = (await store.findDocument(id, 'gone.txt'))?.id as number;
  await store.removeDocuments(id, [gone]);
  await store.stagePassages(id, rulesVersion, [passageOf('Not finished.'), passageOf('Nor is this.')]);
  db.exec(
    "UPDATE notes SET body = 'changed'; INSERT INTO pages VALUES ('home', 'A page.'), (NULL, 'No key.')",
  );
}

/** A document of a file with pages, whose words it names. */
function structured(...values: Parameters<typeof documentOf>) {
  const write = documentOf(...values);
  const parts = [{ kind: 'page', start: 0, end: 5, label: 'iv' }] as const;
  const words = [{ start: 2, end: 7, lemma: 'river', pos: 'NOUN' }] as const;
  return { ...write, record: { ...write.record, parts, words } };
}

async function writeSenses(store: Store): Promise<void> {
  const { id } = await ensureDefault(store);
  const codes = (text: string): Int8Array => vectorOf(text).codes;
  await store.saveGlosses('f', [
    ['bank%1', codes('slope')],
    ['bank%2', codes('money')],
  ]);
  const induction = {
    numWished: null,
    numTokens: 3,
    stability: 0.5,
    centroids: new Float32Array(2 * dim).fill(0.25),
  };
  await store.saveInduction(id, 'bank', induction);
  await store.saveInduction(id, 'word', { ...induction, stability: null });
  const renamed = ['slope', 'shore'].map((label) => ({ kind: 'rename', sense: 'bank#1', label }) as const);
  await store.addSenseEdits(id, 'bank', renamed, 0);
  await store.setSenseEditUndone(id, 2, true);
  const lemma = (await store.lemma(id, 'bank')) as LemmaRow;
  const rows = (await store.tokenIdsOfLemma(lemma.id)).map((tokenId) => ({
    ...{ tokenId, sense: 'bank%1', label: 'slope', confidence: 0.75, runnerUp: '' },
  }));
  await store.saveAssignments('wordnet', [{ lemmaId: lemma.id, revision: lemma.revision, basis: 'b', rows }]);
}

async function writeVectors(store: Store): Promise<void> {
  for (const storage of ['int8', 'float32'] as const) {
    const { id } = await store.ensureVectorCollection({
      ...{ name: storage, dim, metric: 'cosine', storage, model: 'mine' },
    });
    const bytes = storage === 'int8' ? dim : 4 * dim;
    const rowOf = (name: string | number, metadata: Record<string, string | number>) => ({
      ...{ id: name, vector: new Uint8Array(bytes).fill(1), scale: 0.5, metadata },
    });
    await store.writeVectors(id, [rowOf('a', { colour: 'red', n: 1 }), rowOf(7, { n: 2.5 }), rowOf('b', {})]);
    await store.removeVectors(id, ['b']);
  }
}

interface Column {
  readonly name: string;
  readonly pk: number;
}
type Value = string | number | bigint | Buffer | null;

/** Another value of the same kind. */
function altered(value: Value): Value {
  if (value === null) return 'x';
  if (typeof value === 'bigint') return value + 1000n;
  if (typeof value === 'number') return value * 1.5 + 0.25;
  if (Buffer.isBuffer(value)) return Buffer.from(value.map((byte, i) => (i === 0 ? byte ^ 1 : byte)));
  if (value === '{}' || value === '[]') return value === '{}' ? '{"a":1}' : '["a"]';
  if (/^[[{]/u.test(value)) return value.replace(/[a-z]/u, 'q');
  return `${value.slice(0, -1)}${value.endsWith('5') ? 6 : 5}`;
}

/** Does work while one column of a row, the first or the last, has another value. */
async function withAltered(table: string, column: Column, end: 'ASC' | 'DESC', work: () => Promise<void>) {
  const columns = db.prepare(`SELECT name, pk FROM pragma_table_info(?)`).all(table) as Column[];
  const key = columns.filter(({ pk }) => pk > 0).map(({ name }) => name);
  const order = key.map((name) => `${name} ${end}`).join(', ');
  const row = db.prepare(`SELECT * FROM ${table} ORDER BY ${order} LIMIT 1`).safeIntegers().get();
  expect(row, `${table} has no rows`).toBeDefined();
  const before = row as Record<string, Value>;
  const after = { ...before, [column.name]: altered(before[column.name] as Value) };
  const change = (from: Record<string, Value>, to: Record<string, Value>): void => {
    const condition = key.map((name) => `${name} = ?`).join(' AND ');
    const values = key.map((name) => from[name] as Value);
    const sql = `UPDATE ${table} SET ${column.name} = ? WHERE ${condition}`;
    expect(db.prepare(sql).run(to[column.name], ...values).changes).toBe(1);
  };
  change(before, after);
  try {
    await work();
  } finally {
    change(after, before);
  }
}

it('finds a value of any column of any table that was changed by hand', async () => {
  expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
  db.pragma('foreign_keys = OFF');
  const unseen: string[] = [];
  const tables = db
    .prepare<[], string>(
      `SELECT name FROM sqlite_master WHERE type = 'table' AND name LIKE 'polyseme!_%' ESCAPE '!'`,
    )
    .pluck()
    .all();
  expect(tables.length).toBeGreaterThan(20);
  for (const table of tables) {
    for (const column of db.prepare('SELECT name, pk FROM pragma_table_info(?)').all(table) as Column[]) {
      for (const end of ['ASC', 'DESC'] as const) {
        await withAltered(table, column, end, async () => {
          if ((await polyseme.verify()).isSound) unseen.push(`${table}.${column.name}`);
        });
      }
    }
  }
  db.pragma('foreign_keys = ON');
  expect([...new Set(unseen)]).toEqual([]);
  expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
});
