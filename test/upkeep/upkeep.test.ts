// The database as a whole: space given back, copies, and whether all is as it must be.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { Polyseme, polyseme } from '#src/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-upkeep-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Made once; each test has a copy. */
let made: string;
beforeAll(async () => {
  made = path.join(folder, 'made.db');
  const db = new Database(made);
  db.exec('CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT)');
  const insert = db.prepare('INSERT INTO notes (body) VALUES (?)');
  const places = ['river bank', 'money bank', 'old harbour', 'green valley'];
  for (let i = 0; i < 150; i++) {
    insert.run(`${i % 2 === 0 ? 'The wombat' : 'A traveller'} number ${i} slept near the ${places[i % 4]}.`);
  }
  const p = await polyseme(db, { workers: 1 });
  await p.track('notes', { id: 'id', text: 'body' });
  await p.sync();
  await p.syncIndex();
  await p.close();
  db.close();
});

let count = 0;
let file: string;
let db: Database.Database;
let p: Polyseme;
beforeEach(async () => {
  file = path.join(folder, `${count++}.db`);
  for (const end of ['', '.1.hnsw', '.1.hnsw.json']) copyFileSync(`${made}${end}`, `${file}${end}`);
  db = new Database(file, { timeout: 200 });
  p = await polyseme(db, { workers: 1 });
});
afterEach(async () => {
  await p.close();
  db.close();
});

const filesOf = (name: string): string[] =>
  readdirSync(folder)
    .filter((one) => one.startsWith(path.basename(name)))
    .map((one) => path.join(folder, one));

describe('compact', () => {
  it('makes the file smaller, and leaves nothing of what was deleted in any file', async () => {
    const holds = (): string[] => filesOf(file).filter((one) => readFileSync(one).includes('wombat'));
    const graphBefore = readFileSync(`${file}.1.hnsw`);
    const [vector] = db
      .prepare<[], Buffer>(
        "SELECT t.vector FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id WHERE l.lemma = 'wombat'",
      )
      .pluck()
      .all() as [Buffer];
    expect(holds()).not.toEqual([]);
    db.exec("DELETE FROM notes WHERE body LIKE '%wombat%'");
    await p.sync();
    const { bytesBefore, bytesAfter } = await p.compact();
    expect(bytesAfter).toBeLessThan(0.8 * bytesBefore);
    expect(bytesAfter).toBe(
      filesOf(file)
        .filter((one) => !one.endsWith('-shm'))
        .reduce((sum, one) => sum + statSync(one).size, 0),
    );
    expect(holds()).toEqual([]);
    expect(filesOf(file).filter((one) => readFileSync(one).includes(vector))).toEqual([]);
    expect(readFileSync(`${file}.1.hnsw`).length).toBeLessThan(0.8 * graphBefore.length);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
    expect(await p.stats()).toMatchObject({ documents: 75, annState: 'fresh' });
    const { hits } = await p.search({ meaning: 'side of a stream', limit: 5 });
    expect(hits).toHaveLength(5);
  });

  it('is refused while another reads, and inside a transaction, and tells what to do', async () => {
    const other = new Database(file);
    const reading = other.prepare('SELECT * FROM notes').iterate();
    reading.next();
    db.prepare("UPDATE notes SET body = 'changed' WHERE id = 1").run();
    await expect(p.compact()).rejects.toMatchObject({ code: 'busy' });
    reading.return?.();
    other.close();
    db.exec('BEGIN');
    await expect(p.compact()).rejects.toMatchObject({ code: 'busy', cure: 'End it and try again.' });
    db.exec('COMMIT');
    await p.compact();
  });
});

describe('backup', () => {
  it('is whole while another process writes, and is restored by opening it', async () => {
    const script = `const db = require('better-sqlite3')(process.argv[1]);
      let i = 0;
      setInterval(() => db.prepare('INSERT INTO notes (body) VALUES (?)').run('Written meanwhile, ' + i++), 2);
      console.log('ready');`;
    const writer = spawn(process.execPath, ['-e', script, file], { cwd: import.meta.dirname });
    await once(writer.stdout, 'data');
    const copy = path.join(folder, 'copy.db');
    const progress: number[] = [];
    try {
      await p.backup(copy, { onProgress: ({ pagesDone }) => progress.push(pagesDone) });
    } finally {
      writer.kill();
      await once(writer, 'exit');
    }
    expect(progress.length).toBeGreaterThan(0);
    const restored = await Polyseme.open({ db: copy, mustExist: true, workers: 1 });
    expect(await restored.verify()).toEqual({ isSound: true, problems: [] });
    const query = { word: 'bank', meaning: 'land beside a river', limit: 10 };
    expect((await restored.search(query)).hits).toEqual((await p.search(query)).hits);
    const pending = (await restored.tracked())[0]?.pending as number;
    await restored.sync();
    expect((await restored.stats()).documents).toBe(150 + pending);
    await restored.close();
  });

  it('never writes over a file, and leaves none when it is stopped', async () => {
    const there = path.join(folder, 'there.db');
    writeFileSync(there, 'mine');
    await expect(p.backup(there)).rejects.toMatchObject({ code: 'conflict' });
    expect(readFileSync(there, 'utf8')).toBe('mine');
    const none = path.join(folder, 'none.db');
    await expect(p.backup(none, { signal: AbortSignal.abort() })).rejects.toMatchObject({
      code: 'cancelled',
    });
    await expect(p.backup(path.join(folder, 'no', 'folder.db'))).rejects.toThrow();
    expect(filesOf(none)).toEqual([]);
  });
});

describe('verify', () => {
  const damages: [string, string, RegExp][] = [
    [
      'a token is lost',
      'DELETE FROM polyseme_token WHERE id = 5',
      /1 words whose number.*1 sentences that/su,
    ],
    [
      'a text is changed',
      'UPDATE polyseme_passage SET text = upper(text) WHERE id = 3',
      /1 passages with another text/u,
    ],
    [
      'a document is lost',
      'DELETE FROM polyseme_document WHERE id = 2',
      /passages or sentences of no document/u,
    ],
    [
      'a vector is cut',
      'UPDATE polyseme_token SET vector = zeroblob(12) WHERE id = 9',
      /1 vectors of the wrong/u,
    ],
    [
      'a row is resurrected',
      'DELETE FROM notes WHERE id = 7; DELETE FROM polyseme_queue',
      /1 documents of "notes"/u,
    ],
    ['a table is dropped', 'DROP TABLE notes', /"notes" is tracked and no longer there/u],
  ];
  it.each(damages)('tells that %s', async (_, sql, problem) => {
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
    db.pragma('foreign_keys = OFF');
    db.exec(sql);
    const { isSound, problems } = await p.verify();
    expect(isSound).toBe(false);
    expect(problems.join('\n')).toMatch(problem);
  });

  it('tells that the index cache is damaged, which rebuild makes good', async () => {
    const graph = readFileSync(`${file}.1.hnsw`);
    graph[graph.length - 100] = (graph[graph.length - 100] as number) ^ 255;
    writeFileSync(`${file}.1.hnsw`, graph);
    expect((await p.verify()).problems).toEqual([expect.stringContaining('is damaged')]);
    expect(await p.rebuild()).toEqual(['default']);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
  });
});

describe('measured recall', () => {
  it('is that of this index, and 1 without one', async () => {
    const measured = await p.measureRecall({ queries: 20 });
    expect(measured).toMatchObject({ queries: 20, k: 10, annState: 'fresh' });
    expect(measured.recall).toBeGreaterThan(0.95);
    await expect(p.measureRecall({ queries: 0 })).rejects.toThrow(/queries: 0/u);
    const bare = await Polyseme.open({ db: ':memory:', workers: 1 });
    await expect(bare.measureRecall()).rejects.toMatchObject({ code: 'not_found' });
    await bare.close();
  });
});

describe('two processes on one file', () => {
  it('share an index: a reader takes over what the other has saved', async () => {
    const reader = await Polyseme.open({ db: file, workers: 1 });
    await reader.loadIndex();
    db.exec(
      "INSERT INTO notes (body) VALUES ('A heron waded along the shore.'); DELETE FROM notes WHERE id = 1",
    );
    await p.sync();
    expect((await reader.stats()).annState).toBe('stale');
    await p.syncIndex();
    const { hits } = await reader.search({ meaning: 'a wading bird', limit: 3 });
    expect(hits.map(({ lemma }) => lemma)).toContain('heron');
    expect((await reader.stats()).annState).toBe('fresh');
    await reader.close();
  });
});

describe('long results', () => {
  it('come as they are asked for, to the last', async () => {
    const lines: string[] = [];
    for await (const { uri } of p.hits({ word: 'traveller' })) lines.push(uri);
    expect(lines).toHaveLength(75);
    expect(new Set(lines).size).toBe(75);
    const some = [];
    for await (const hit of p.hits({ word: 'traveller', limit: 30, offset: 60 })) some.push(hit);
    expect(some).toHaveLength(15);
    const stopped = p.hits({ word: 'traveller' }, { signal: AbortSignal.abort() });
    await expect(stopped.next()).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('and what is opened with using is closed', async () => {
    const copy = path.join(folder, 'used.db');
    {
      await using opened = await Polyseme.open({ db: copy, workers: 1 });
      await opened.setSetting('a', 'b');
      expect(existsSync(`${copy}-wal`)).toBe(true);
    }
    expect(existsSync(`${copy}-wal`)).toBe(false);
  });
});
