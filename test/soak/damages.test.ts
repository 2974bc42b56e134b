// Damages of the database and of its index caches, by chance: each answer is the right one or a clear error, and no
// wrong answer comes from a database that verify calls sound.
// POLYSEME_SOAK_DAMAGES (default 40) and POLYSEME_SEED say how many and which.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme, PolysemeError } from '#src/index.js';
import { chance, soakSeed } from './random.js';

const numDamages = Number(process.env.POLYSEME_SOAK_DAMAGES ?? 40);
const { below, oneOf, percent, times } = chance(soakSeed);
const pageBytes = 8192;

let folder: string;
let made: string;
/** The database, and the caches that lie beside it. */
let parts: readonly string[];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-damages-'));
  made = path.join(folder, 'made.db');
  const texts = path.join(folder, 'texts');
  mkdirSync(texts);
  for (const name of ['a', 'b', 'c', 'd']) {
    const lines = times(
      30,
      (i) =>
        `The ${oneOf(['muddy', 'rich', 'old'])} bank ${name}${i} stood by the ${oneOf(['river', 'market', 'branch'])}.`,
    );
    writeFileSync(path.join(texts, `${name}.txt`), lines.join('\n\n'));
  }
  const polyseme = await Polyseme.open({ db: made, workers: 1 });
  await polyseme.index([texts]);
  await polyseme.senses('bank');
  await polyseme.changeSenses('bank', { kind: 'create', label: 'shore', description: 'land beside a river' });
  await polyseme.disambiguate({ words: ['bank'] });
  const items = times(400, (id) => ({
    id,
    vector: times(16, (i) => Math.sin(id * 7.13 + i * 3.7)),
    metadata: { n: id % 7 },
  }));
  await polyseme.addVectors('pictures', items);
  const db = new Database(made);
  db.exec(
    `CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT); INSERT INTO notes VALUES (1, 'A note on banks.')`,
  );
  await polyseme.track('notes', { id: 'id', text: 'body' });
  await polyseme.sync();
  await polyseme.rebuild();
  db.close();
  await polyseme.close();
  parts = readdirSync(folder).flatMap((name) =>
    name.startsWith('made.db') ? [name.slice('made.db'.length)] : [],
  );
  expect(parts).toHaveLength(5);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** What is asked of each database; nothing of it needs the encoder. */
const questions: Readonly<Record<string, (polyseme: Polyseme) => Promise<unknown>>> = {
  lines: (p) => p.search({ word: 'bank', limit: 200 }),
  like: (p) => p.search({ word: 'bank', like: [1], limit: 50 }),
  neighbours: (p) => p.neighbours(1, { limit: 20 }),
  documents: (p) => p.documents(),
  text: async (p) => Promise.all((await p.documents()).map(({ id }) => p.document(id))),
  senses: (p) => p.senses('bank', { inventory: 'induced' }),
  assignments: async (p) => {
    const lines = [];
    for await (const line of p.assignments({ words: ['bank'] })) lines.push(line);
    return lines;
  },
  nearest: (p) =>
    p.nearest(
      'pictures',
      times(16, (i) => Math.sin(i)),
      { k: 20 },
    ),
  filtered: (p) =>
    p.nearest(
      'pictures',
      times(16, (i) => Math.sin(i)),
      { k: 20, filters: [{ key: 'n', operator: '=', value: '3' }] },
    ),
  words: (p) => p.words({ match: 'b' }),
  tracked: (p) => p.tracked(),
};

/** Without what differs from time to time. */
const asJson = (value: unknown): string =>
  JSON.stringify(value, (key, one: unknown) => (key.endsWith('Ms') ? undefined : one));

/** Where two answers part. */
function difference(one: string, other: string): string {
  const at = Array.from(one).findIndex((character, i) => character !== other[i]);
  const around = (text: string): string => text.slice(Math.max(0, at - 60), at + 60);
  return `${around(one)} ≠ ${around(other)}`;
}

type Answers = ReadonlyMap<string, string>;

/** Answers as JSON; an error that is ours as undefined; any other is thrown. */
async function ask(
  file: string,
): Promise<{ answers: Answers; problems: readonly string[]; errors: unknown[] }> {
  const answers = new Map<string, string>();
  const errors: unknown[] = [];
  let problems: readonly string[] = [];
  let polyseme: Polyseme | undefined;
  const attempt = async (work: () => Promise<void>): Promise<void> => {
    try {
      await work();
    } catch (cause) {
      errors.push(cause);
    }
  };
  await attempt(async () => {
    polyseme = await Polyseme.open({ db: file, workers: 1 });
  });
  const opened = polyseme;
  if (!opened) return { answers, problems: ['it cannot be opened'], errors };
  await attempt(() => opened.loadIndexes());
  for (const [name, question] of Object.entries(questions)) {
    await attempt(async () => void answers.set(name, asJson(await question(opened))));
  }
  await attempt(async () => {
    problems = ['it cannot be verified'];
    ({ problems } = await opened.verify());
  });
  await attempt(() => opened.close());
  return { answers, problems, errors };
}

const randomBytes = (n: number): Buffer => Buffer.from(times(n, () => below(256)));

/** Kinds of damage; each changes the bytes of a file. */
const damages: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  'a bit': (bytes) => {
    const at = below(bytes.length);
    bytes[at] = (bytes[at] as number) ^ (1 << below(8));
    return bytes;
  },
  'some bytes': (bytes) => {
    for (const _ of times(1 + below(20), Number)) bytes[below(bytes.length)] = below(256);
    return bytes;
  },
  'a stretch': (bytes) => {
    randomBytes(1 + below(2000)).copy(bytes, below(bytes.length));
    return bytes;
  },
  'a stretch of nothing': (bytes) => {
    const start = below(bytes.length);
    return bytes.fill(0, start, start + below(bytes.length - start));
  },
  'a page over another': (bytes) => {
    const page = (): number => pageBytes * below(Math.ceil(bytes.length / pageBytes));
    const from = page();
    bytes.copy(bytes, page(), from, from + pageBytes);
    return bytes;
  },
  'an empty page': (bytes) => {
    const start = pageBytes * below(Math.ceil(bytes.length / pageBytes));
    return bytes.fill(0, start, Math.min(bytes.length, start + pageBytes));
  },
  'an early end': (bytes) => bytes.subarray(0, below(bytes.length)),
  'more at the end': (bytes) => Buffer.concat([bytes, randomBytes(1 + below(9000))]),
  'letters of a text': (bytes) => {
    const at = bytes.indexOf(
      oneOf(['bank', 'river', 'market', 'note', 'shore', 'default']),
      below(bytes.length),
    );
    if (at >= 0) bytes.write('tank', at);
    return bytes;
  },
};

it(`gives right answers or clear errors after ${numDamages} damages (POLYSEME_SEED=${soakSeed})`, async () => {
  const right = await ask(made);
  expect(right).toMatchObject({ problems: [], errors: [] });
  const wrong: unknown[] = [];
  for (let i = 0; i < numDamages; i++) {
    const file = path.join(folder, `${i}.db`);
    for (const part of parts) copyFileSync(`${made}${part}`, `${file}${part}`);
    const part = percent(60) ? '' : oneOf(parts);
    const kind = oneOf(Object.keys(damages));
    writeFileSync(
      `${file}${part}`,
      (damages[kind] as (bytes: Buffer) => Buffer)(readFileSync(`${file}${part}`)),
    );
    const { answers, problems, errors } = await ask(file);
    const what = `${i}: ${kind} of made.db${part}`;
    for (const error of errors) {
      if (!(error instanceof PolysemeError)) wrong.push({ what, error: (error as Error).stack ?? error });
    }
    const changed = [...answers].filter(([name, answer]) => answer !== right.answers.get(name));
    if (problems.length === 0 && (changed.length > 0 || (part === '' && errors.length > 0))) {
      const differences = changed.map(([name, answer]) => difference(answer, right.answers.get(name) ?? ''));
      wrong.push({ what, differences, errors: errors.map(String) });
    }
    for (const one of parts) rmSync(`${file}${one}`, { force: true });
  }
  expect(wrong).toEqual([]);
}, 600_000);
