// The process is killed while it indexes, again and again, at random moments: nothing half-done is ever seen, the
// same call goes on from there, and what comes out in the end is what an undisturbed run makes.
// POLYSEME_KILLS: how many kills (default 3); POLYSEME_SEED: the seed of their moments.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { seededRandom } from '#src/analysis/sample.js';
import { Polyseme, type Query } from '#src/index.js';

const kills = Number(process.env.POLYSEME_KILLS ?? 3);
const seed = Number(process.env.POLYSEME_SEED ?? 20_240_607);
const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
const demo = (name: string): string =>
  readFileSync(new URL(`../../data/corpora/demo/${name}`, import.meta.url), 'utf8');

let base: string;
/** URI → source text. */
const sources = new Map<string, string>();
/** Files as the command line names them; they lie one folder above each database, so their URIs are absolute. */
const files: string[] = [];
/** Duration of an undisturbed run. */
let fullMs = 0;
let reference: Snapshot;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-kill-'));
  makeCorpus();
  const startedAt = performance.now();
  const db = databaseAt('reference');
  expect(await run(db)).toMatchObject({ status: 0 });
  fullMs = performance.now() - startedAt;
  expectWhole(db, { isComplete: true });
  reference = await snapshot(db);
});
afterAll(() => {
  for (const child of children) killGroup(child);
  rmSync(base, { recursive: true, force: true });
});

function makeCorpus(): void {
  const folder = path.join(base, 'corpus');
  mkdirSync(folder);
  const add = (name: string, text: string): void => {
    writeFileSync(path.join(folder, name), text);
    files.push(path.join(folder, name));
  };
  const novel = demo('almayers-folly.txt');
  const rows = demo('sentences.csv')
    .split('\n')
    .slice(1)
    .filter((row) => /^\w+,[^",]+,/u.test(row));
  // a few kills need less to index than fifty
  const charsOfText = kills < 10 ? 2500 : 14_000;
  for (let i = 0; i < 6; i++) {
    const text = novel.slice(20_000 + i * charsOfText, 20_000 + (i + 1) * charsOfText);
    add(`${i}.txt`, text);
    sources.set(path.join(folder, `${i}.txt`), text);
    if (i % 2 !== 0) continue;
    const some = rows.slice(i * 10, i * 10 + 20).map((row) => row.split(',') as [string, string]);
    add(`${i}.csv`, `id,text\n${some.map(([id, text]) => `${id},${text}`).join('\n')}\n`);
    for (const [id, text] of some) sources.set(`${path.join(folder, `${i}.csv`)}#${id}`, text);
  }
}

function databaseAt(name: string): string {
  mkdirSync(path.join(base, name));
  return path.join(base, name, 'x.db');
}

const killGroup = (child: ChildProcess): void => {
  try {
    process.kill(-(child.pid as number), 'SIGKILL');
  } catch {
    // it has ended
  }
};

interface Ended {
  readonly status: number | null;
  readonly wasKilled: boolean;
  readonly stderr: string;
}

/** Indexes the corpus by the command line; after `killAfterMs` all its processes are killed at once. */
function run(db: string, killAfterMs?: number): Promise<Ended> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [cli, 'index', ...files, '--db', db], {
      detached: true, // a process group of its own
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.add(child);
    let stderr = '';
    let wasKilled = false;
    child.stderr.on('data', (chunk) => {
      stderr += chunk;
    });
    const timer =
      killAfterMs === undefined
        ? undefined
        : setTimeout(() => {
            wasKilled = true;
            killGroup(child);
          }, killAfterMs);
    child.once('error', reject);
    // with `close` all that held the pipe have ended, the indexing process included
    child.once('close', (status) => {
      clearTimeout(timer);
      children.delete(child);
      resolve({ status, wasKilled: wasKilled && status === null, stderr });
    });
  });
}

/** How many documents another process has committed so far. */
function documentsIn(db: string): number {
  if (!existsSync(db)) return 0;
  const connection = new Database(db, { readonly: true });
  try {
    return connection.prepare<[], number>('SELECT count(*) FROM polyseme_document').pluck().get() ?? 0;
  } catch {
    return 0; // its tables are not made yet
  } finally {
    connection.close();
  }
}

/** Opens the database as the next run would, and checks that every document in it is whole. */
function expectWhole(db: string, { isComplete = false } = {}): number {
  if (!existsSync(db)) return 0;
  const connection = new Database(db);
  try {
    const all = <T>(sql: string): T[] => connection.prepare(sql).all() as T[];
    const one = (sql: string): unknown => connection.prepare(sql).pluck().get();
    expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
    expect(connection.pragma('foreign_key_check')).toEqual([]);
    if (one("SELECT 1 FROM sqlite_master WHERE name = 'polyseme_token'") === undefined) return 0;
    const documents = all<{ id: number; uri: string; tokens: number; sentences: number; words: number }>(
      'SELECT id, uri, num_tokens AS tokens, num_sentences AS sentences, num_words AS words FROM polyseme_document',
    );
    const textOf = connection
      .prepare('SELECT text FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal')
      .pluck();
    for (const { id, uri } of documents) {
      if (textOf.all(id).join('') !== sources.get(uri)) expect({ uri }).toBe('whole');
    }
    const miscounted = all(
      `SELECT d.uri FROM polyseme_document d WHERE
         d.num_tokens <> (SELECT count(*) FROM polyseme_token t WHERE t.document_id = d.id)
         OR d.num_sentences <> (SELECT count(*) FROM polyseme_sentence s JOIN polyseme_passage p ON p.id = s.passage_id
                                WHERE p.document_id = d.id)
         OR d.num_words <> (SELECT sum(num_words) FROM polyseme_passage p WHERE p.document_id = d.id)
         OR d.num_tokens = 0`,
    );
    expect(miscounted).toEqual([]);
    const orphans = {
      passages: one(
        'SELECT count(*) FROM polyseme_passage WHERE document_id NOT IN (SELECT id FROM polyseme_document)',
      ),
      sentences: one(
        'SELECT count(*) FROM polyseme_sentence WHERE passage_id NOT IN (SELECT id FROM polyseme_passage)',
      ),
      tokens: one(
        'SELECT count(*) FROM polyseme_token WHERE sentence_id NOT IN (SELECT id FROM polyseme_sentence)',
      ),
      forms: one(
        'SELECT count(*) FROM polyseme_form f WHERE num_tokens <> (SELECT count(*) FROM polyseme_token WHERE form_id = f.id)',
      ),
      lemmas: one(
        'SELECT count(*) FROM polyseme_lemma l WHERE num_tokens <> (SELECT count(*) FROM polyseme_token WHERE lemma_id = l.id)',
      ),
      ids: one(
        "SELECT count(*) FROM polyseme_token WHERE id > (SELECT value FROM polyseme_counter WHERE name = 'token')",
      ),
      sentenceCounts: one(
        `SELECT count(*) FROM polyseme_sentence s WHERE num_tokens <> (SELECT count(*) FROM polyseme_token t
         WHERE t.id >= s.first_token_id AND t.id < s.first_token_id + s.num_tokens AND t.sentence_id = s.id)`,
      ),
    };
    expect(orphans).toEqual(Object.fromEntries(Object.keys(orphans).map((key) => [key, 0])));
    if (isComplete) {
      expect(documents.map(({ uri }) => uri).sort()).toEqual([...sources.keys()].sort());
      expect(one('SELECT count(*) FROM polyseme_staged_passage')).toBe(0);
    }
    return documents.length;
  } finally {
    connection.close();
  }
}

interface Snapshot {
  readonly counts: unknown;
  readonly vectors: ReadonlyMap<string, string>;
  readonly hits: readonly unknown[];
}

const queries: Query[] = [
  { word: 'river', meaning: 'a stream of water', limit: 100 },
  { word: 'house', limit: 100 },
  { meaning: 'a boat on the water', limit: 20 },
  { about: 'somebody speaks to his daughter', limit: 20 },
];

/** All that must not depend on how often the run was interrupted; ids of rows may. */
async function snapshot(db: string): Promise<Snapshot> {
  const connection = new Database(db, { readonly: true });
  const rows = connection
    .prepare(
      `SELECT d.uri, p.start_char + t.start_char AS start, f.form, l.lemma, t.pos, t.vector, t.scale,
              s.vector AS sentence
       FROM polyseme_token t JOIN polyseme_form f ON f.id = t.form_id JOIN polyseme_lemma l ON l.id = t.lemma_id
       JOIN polyseme_sentence s ON s.id = t.sentence_id JOIN polyseme_passage p ON p.id = s.passage_id
       JOIN polyseme_document d ON d.id = p.document_id`,
    )
    .all() as Record<string, unknown>[];
  connection.close();
  const vectors = new Map(
    rows.map(({ uri, start, vector, sentence, ...rest }) => [
      `${uri}:${start}`,
      `${JSON.stringify(rest)} ${(vector as Buffer).toString('base64')} ${(sentence as Buffer).toString('base64')}`,
    ]),
  );
  expect(vectors.size).toBe(rows.length);
  const polyseme = await Polyseme.open({ db, mustExist: true });
  try {
    await polyseme.loadIndex();
    const { documents, sentences, tokens, words, lemmas, annState } = await polyseme.stats();
    const hits: unknown[] = [];
    for (const query of queries) {
      const places = (await polyseme.search({ ...query, fold: false })).hits.map(
        ({ uri, start, end, cosine }) => ({
          at: `${uri}:${start}-${end}`,
          cosine: cosine === null ? null : Math.round(cosine * 1e6),
        }),
      );
      expect(places.length).toBeGreaterThan(4);
      hits.push(places.sort((a, b) => (a.at < b.at ? -1 : 1)));
    }
    return { counts: { documents, sentences, tokens, words, lemmas, annState }, vectors, hits };
  } finally {
    await polyseme.close();
  }
}

function expectSame(actual: Snapshot): void {
  expect(actual.counts).toEqual(reference.counts);
  const different = [...reference.vectors].filter(([at, value]) => actual.vectors.get(at) !== value);
  expect(different.slice(0, 3)).toEqual([]);
  expect(actual.vectors.size).toBe(reference.vectors.size);
  expect(actual.hits).toEqual(reference.hits);
}

describe('indexing that is killed', () => {
  it(`leaves only whole documents after each of ${kills} kills, and ends as if nothing had happened`, {
    timeout: 120_000 + kills * 20_000,
  }, async () => {
    const random = seededRandom(seed);
    const log: string[] = [];
    const maxKillsOfOne = 6;
    let killed = 0;
    let databases = 0;
    for (; killed < kills; databases++) {
      const db = databaseAt(`killed-${databases}`);
      for (let killsOfOne = 0; ; ) {
        const isLast = killed >= kills || killsOfOne >= maxKillsOfOne;
        const afterMs = 800 + random() * Math.max(0, fullMs - 800);
        const { status, wasKilled, stderr } = await run(db, isLast ? undefined : afterMs);
        const documents = expectWhole(db);
        if (!wasKilled) {
          expect({ status, stderr: stderr.replace(/^\d+ % .*\n/gmu, '') }).toEqual({ status: 0, stderr: '' });
          expectWhole(db, { isComplete: true });
          break;
        }
        killed++;
        killsOfOne++;
        log.push(`${databases}: ${Math.round(afterMs)} ms, ${documents} documents`);
      }
      expectSame(await snapshot(db));
      rmSync(path.dirname(db), { recursive: true });
    }
    console.log(
      `seed ${seed}: ${killed} kills in ${databases} databases, full run ${Math.round(fullMs)} ms, ` +
        `${sources.size} documents\n  ${log.join('\n  ')}`,
    );
  });

  it('in its parent process alone ends soon, leaves whole documents and lets the next run go on', {
    timeout: 120_000,
  }, async () => {
    const db = databaseAt('orphan');
    const child = spawn(process.execPath, [cli, 'index', ...files, '--db', db], {
      detached: true,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    children.add(child);
    child.stderr.resume();
    const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
    while (documentsIn(db) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    process.kill(child.pid as number, 'SIGKILL');
    const killedAt = performance.now();
    await closed;
    children.delete(child);
    expect(performance.now() - killedAt).toBeLessThan(15_000);
    expectWhole(db);
    expect(await run(db)).toMatchObject({ status: 0 });
    expectWhole(db, { isComplete: true });
    expectSame(await snapshot(db));
  });
});
