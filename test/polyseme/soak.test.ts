// Hours of use in a short time: a table is changed at random while another process tracks, syncs, searches and compacts
// it, adds and removes vectors, and is killed again and again; what is indexed must be what a plain map says, nothing
// lost, nothing resurrected.
// POLYSEME_SOAK_SECONDS (default 8) and POLYSEME_SEED say how long and which.
import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';

const seconds = Number(process.env.POLYSEME_SOAK_SECONDS ?? 8);
const seed = Number(process.env.POLYSEME_SEED ?? Date.now() % 1_000_000);
const childFile = fileURLToPath(new URL('../fixtures/soak-child.mjs', import.meta.url));

/** Mulberry32. */
function generator(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}
const random = generator(seed);
const below = (n: number): number => Math.floor(random() * n);
const oneOf = <T>(values: readonly T[]): T => values[below(values.length)] as T;

interface Note {
  readonly slug: string;
  readonly title: string | null;
  readonly body: string | null;
  readonly year: number;
}

const places = ['river bank', 'savings bank', 'old harbour', 'green valley', 'snowy ridge'];
const actors = ['heron', 'lawyer', 'wombat', 'sailor', 'banker', 'poet'];

let folder: string;
let file: string;
let db: Database.Database;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-soak-'));
  file = path.join(folder, 'notes.db');
  db = new Database(file);
  db.pragma('journal_mode = WAL');
  db.exec(
    'CREATE TABLE notes (id INTEGER PRIMARY KEY, slug TEXT UNIQUE, title TEXT, body TEXT, year INTEGER)',
  );
});
afterAll(async () => {
  db.close();
  await end();
  rmSync(folder, { recursive: true });
});

/** What must be there: the table, without SQLite. */
const model = new Map<number, Note>();
let nextId = 1;
let nextWord = 0;

/** A word that occurs once: what is deleted can be looked for in every file. */
const ownWord = (): string =>
  `zq${[...(nextWord++).toString(16)].map((digit) => 'abcdefghijklmnop'[Number.parseInt(digit, 16)]).join('')}x`;
const ownWords = /zq[a-p]+x/gu;

function makeNote(): Note {
  const sentence = (): string => `The ${oneOf(actors)} ${ownWord()} waited near the ${oneOf(places)}.`;
  const body = random() < 0.1 ? null : Array.from({ length: 1 + below(4) }, sentence).join(' ');
  return {
    slug: `s${below(60)}`,
    title: random() < 0.5 ? null : `A ${oneOf(actors)}`,
    body,
    year: 1900 + below(30),
  };
}

/** Changes the table and the model in the same way. */
function change(): void {
  const ids = [...model.keys()];
  const kind = ids.length < 10 ? 0 : below(5);
  const note = makeNote();
  const dropSlug = (slug: string, except: number): void => {
    for (const [id, one] of model) if (one.slug === slug && id !== except) model.delete(id);
  };
  if (kind <= 1) {
    const id = nextId++;
    db.prepare('INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?, ?)').run(
      ...[id, note.slug, note.title, note.body, note.year],
    );
    dropSlug(note.slug, id);
    model.set(id, note);
  } else if (kind === 2) {
    const id = oneOf(ids);
    db.prepare('DELETE FROM notes WHERE id = ?').run(id);
    model.delete(id);
  } else if (kind === 3) {
    const id = oneOf(ids);
    db.prepare('UPDATE notes SET body = ?, year = ? WHERE id = ?').run(note.body, note.year, id);
    model.set(id, { ...(model.get(id) as Note), body: note.body, year: note.year });
  } else {
    const [from, to] = [oneOf(ids), nextId++];
    db.prepare('UPDATE notes SET rowid = ? WHERE id = ?').run(to, from);
    model.set(to, model.get(from) as Note);
    model.delete(from);
  }
  if (random() < 0.1) {
    // what is rolled back never was
    db.exec(`BEGIN; DELETE FROM notes; INSERT INTO notes (body) VALUES ('${ownWord()}'); ROLLBACK`);
  }
}

let child: ChildProcess | undefined;

interface Reply {
  readonly result?: unknown;
  readonly code?: string;
  readonly message?: string;
}

/** Undefined when it ends first. */
const reply = (from: ChildProcess): Promise<Reply | undefined> =>
  new Promise((resolve) => {
    const said = (message?: unknown): void => {
      from.off('message', said).off('exit', ended);
      resolve(message as Reply | undefined);
    };
    const ended = (): void => said();
    from.on('message', said).on('exit', ended);
  });

async function start(): Promise<ChildProcess> {
  for (;;) {
    const started = fork(childFile, [file], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
    let complaint = '';
    started.stderr?.on('data', (text) => {
      complaint += text;
    });
    const ready = await reply(started);
    if (ready) return started;
    // one that was killed may still be writing
    if (!/busy|locked/iu.test(complaint)) throw new Error(`the child did not start: ${complaint}`);
  }
}

async function end(): Promise<void> {
  if (!child) return;
  child.kill('SIGKILL');
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
  child = undefined;
}

let kills = 0;
const counts: Record<string, number> = {};

/** Asks the other process; undefined when it was killed before it had answered. */
async function ask(name: string, value?: unknown, { mayDie = false } = {}): Promise<unknown> {
  counts[name] = (counts[name] ?? 0) + 1;
  for (;;) {
    child ??= await start();
    const answered = reply(child);
    child.send({ name, value });
    if (mayDie && random() < 0.35) {
      const asked = child;
      let isKilled = false;
      const kill = setTimeout(
        () => {
          isKilled = asked.kill('SIGKILL');
        },
        below(name === 'writeVectors' ? 10 : 250),
      ); // which takes some milliseconds
      const answer = await answered;
      clearTimeout(kill);
      if (!isKilled) return answer?.result;
      kills++;
      // its answer may have been on the way already
      if (asked.exitCode === null && asked.signalCode === null) await once(asked, 'exit');
      child = undefined;
      return undefined;
    }
    const answer = await answered;
    if (answer && 'result' in answer) return answer.result;
    // the last one's indexing may go on for a moment after it was killed
    if (answer?.code === 'busy' || (mayDie && answer?.code === 'not_found')) {
      if (mayDie) return undefined;
      await new Promise((resolve) => setTimeout(resolve, 100));
      continue;
    }
    const how = `it ended, ${child.signalCode ?? `status ${child.exitCode}`}`;
    throw new Error(`seed ${seed}, ${name}: ${answer ? answer.message : how}`);
  }
}

/** Vectors that must be there: the number that each was made from, by id. */
let vectors = new Map<number, number>();
let nextVector = 0;
/** More than are compared one by one, so that the index is used. */
const numVectors = 6000;

interface VectorChange {
  readonly add: readonly {
    readonly id: number;
    readonly vector: number[];
    readonly metadata: { n: number };
  }[];
  readonly remove: readonly number[];
}

function vectorOf(n: number): number[] {
  const component = generator(n);
  return Array.from({ length: 8 }, () => component() - 0.5);
}

function makeItem(id: number): VectorChange['add'][number] {
  const n = nextVector++;
  return { id, vector: vectorOf(n), metadata: { n } };
}

function changed({ add, remove }: VectorChange): Map<number, number> {
  const after = new Map(vectors);
  for (const { id, metadata } of add) after.set(id, metadata.n);
  for (const id of remove) after.delete(id);
  return after;
}

const inOrder = (map: ReadonlyMap<number, number>) => [...map].sort(([a], [b]) => a - b);
const storedVectors = async () => inOrder(new Map((await ask('vectors', vectorOf(0))) as [number, number][]));

/** All of it or nothing, also when it is killed. */
async function changeVectors(): Promise<void> {
  const ids = Array.from({ length: 1 + below(40) }, () => below(numVectors + 500));
  const isAdded = random() < 0.6;
  const change = { add: isAdded ? [...new Set(ids)].map(makeItem) : [], remove: isAdded ? [] : ids };
  const after = changed(change);
  if ((await ask('writeVectors', change, { mayDie: true })) === undefined) {
    const stored = await storedVectors();
    const isDone = stored.some(([id, n]) => vectors.get(id) !== n) || stored.length !== vectors.size;
    expect(stored, `seed ${seed}`).toEqual(inOrder(isDone ? after : vectors));
    if (!isDone) return;
  }
  vectors = after;
}

const textOf = ({ title, body }: Note): string => [title, body].filter((text) => text !== null).join('\n\n');

async function check(): Promise<void> {
  await ask('track');
  await ask('sync');
  const wanted = [...model]
    .map(([id, note]): [string, string, number] => [`notes#${id}`, textOf(note), note.year])
    .filter(([, text]) => text !== '')
    .sort();
  expect(((await ask('texts')) as unknown[]).sort(), `seed ${seed}`).toEqual(wanted);
  const withBank = [...model].filter(([, note]) => /\bbank\b/u.test(textOf(note))).map(([id]) => String(id));
  expect(await ask('found', 'bank'), `seed ${seed}`).toEqual(withBank.sort());
  expect(await storedVectors(), `seed ${seed}`).toEqual(inOrder(vectors));
  for (let i = 0; i < 5; i++) {
    const n = oneOf([...vectors.values()]);
    expect(await ask('nearest', vectorOf(n)), `seed ${seed}`).toBe(n);
  }
  expect(await ask('verify'), `seed ${seed}`).toEqual({ isSound: true, problems: [] });
}

/** After a compaction no file holds a word that the table does not. */
function checkNothingLeft(): void {
  const files = readdirSync(folder).filter((name) => name.startsWith('notes.db'));
  const held = new Set(
    files.flatMap((name) => readFileSync(path.join(folder, name), 'latin1').match(ownWords) ?? []),
  );
  const known = new Set([...model.values()].flatMap((note) => textOf(note).match(ownWords) ?? []));
  expect(
    [...held].filter((word) => !known.has(word)),
    `seed ${seed}`,
  ).toEqual([]);
}

it(`keeps what is indexed as it must be for ${seconds} s (seed ${seed})`, {
  timeout: 1000 * (seconds + 120),
}, async () => {
  await ask('track');
  const items = { add: Array.from({ length: numVectors }, (_, id) => makeItem(id)), remove: [] };
  await ask('writeVectors', items);
  vectors = changed(items);
  const until = Date.now() + 1000 * seconds;
  let rounds = 0;
  while (Date.now() < until) {
    for (let i = 0; i < 12; i++) {
      for (let n = below(8); n > 0; n--) change();
      const name = oneOf([
        'sync',
        'sync',
        'sync',
        'index',
        'compact',
        'search',
        'sql',
        'everything',
        'track',
        'vectors',
        'vectors',
        'indexVectors',
      ]);
      if (name === 'vectors') await changeVectors();
      else await ask(name, undefined, { mayDie: true });
    }
    if (random() < 0.1) await ask('untrack', undefined, { mayDie: false }).catch(() => {});
    await check();
    if (random() < 0.5) {
      await ask('compact');
      checkNothingLeft();
    }
    rounds++;
  }
  await check();
  await ask('index');
  await ask('compact');
  checkNothingLeft();
  expect(await ask('verify')).toEqual({ isSound: true, problems: [] });
  console.log(`soak: seed ${seed}, ${rounds} rounds, ${kills} kills, ${JSON.stringify(counts)}`);
  expect(kills).toBeGreaterThan(0);
});
