// A server whose database file is replaced while it runs: it serves what stands there now.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { serve } from '#src/web/serve.js';

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-replaced-'));
const db = path.join(folder, 'served.db');
const stopping = new AbortController();
const printed: string[] = [];
let polyseme: Polyseme;
let ended: Promise<void>;
let site = '';

const inFolder = (name: string): string => path.join(folder, name);

function text(name: string, content: string): string {
  mkdirSync(inFolder('texts'), { recursive: true });
  writeFileSync(inFolder(`texts/${name}`), content);
  return inFolder(`texts/${name}`);
}

/** A database of its own with one text. */
async function databaseOf(name: string, content: string): Promise<string> {
  const other = await Polyseme.open({ db: inFolder(`${name}.db`), workers: 1 });
  await other.index([text(`${name}.txt`, content)]);
  await other.syncIndex();
  await other.close();
  return inFolder(`${name}.db`);
}

beforeAll(async () => {
  polyseme = await Polyseme.open({ db, workers: 1 });
  await polyseme.index([text('first.txt', 'They fished from the bank of the first river.')]);
  const signal = stopping.signal;
  const options = { host: '127.0.0.1', port: 0, token: undefined, allow: [folder], demo: false, signal };
  await new Promise<void>((resolve, reject) => {
    const print = (line: string): void => {
      printed.push(line);
      site ||= /http:\S+(?=\/)/u.exec(line)?.[0] ?? '';
      if (site) resolve();
    };
    const progress = { index: () => {}, stop: () => {} };
    ended = serve(polyseme, { ...options, print, progress });
    ended.catch(reject);
  });
});

afterAll(async () => {
  stopping.abort();
  await ended;
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

interface Answer {
  readonly hits?: readonly { readonly sentence: string }[];
  readonly isSound?: boolean;
  readonly state?: string;
  readonly error?: { readonly code: string; readonly message: string } | null;
}

async function ask(address: string, body?: unknown): Promise<Answer & { readonly status: number }> {
  const headers = { 'content-type': 'application/json' };
  const init = body === undefined ? {} : { method: 'POST', headers, body: JSON.stringify(body) };
  const answer = await fetch(site + address, init);
  return { status: answer.status, ...((await answer.json()) as Answer) };
}

const sentences = async (): Promise<string[] | undefined> =>
  (await ask('/api/search?word=bank')).hits?.map(({ sentence }) => sentence).sort();

async function whenJobEnds(): Promise<Answer> {
  for (;;) {
    const job = await ask('/api/job');
    if (job.state !== 'running') return job;
    await setTimeout(20);
  }
}

it('finds the lines of the new one, and writes to it, when one is copied over it', async () => {
  expect(await sentences()).toEqual(['They fished from the bank of the first river.']);
  const other = await databaseOf('second', 'The second bank lends money.');
  execFileSync('cp', [other, db]);
  expect(await sentences()).toEqual(['The second bank lends money.']);
  expect(printed.at(-1)).toBe(`${db} was replaced; what is served now is the new one.\n`);
  await ask('/api/index', { path: text('added.txt', 'A bank was added.') });
  expect(await whenJobEnds()).toMatchObject({ state: 'done' });
  expect(await sentences()).toEqual(['A bank was added.', 'The second bank lends money.']);
  expect(await ask('/api/verify', {})).toMatchObject({ isSound: true });
});

it('finds the lines of a backup that is put back', async () => {
  await polyseme.backup(inFolder('backup.db'));
  await ask('/api/index', { path: text('later.txt', 'The bank came later.') });
  await whenJobEnds();
  expect(await sentences()).toHaveLength(3);
  renameSync(inFolder('backup.db'), db);
  expect(await sentences()).toEqual(['A bank was added.', 'The second bank lends money.']);
});

it('says that the file is gone, and goes on when one is there again', async () => {
  renameSync(db, `${db}.away`);
  expect(await ask('/api/search?word=bank')).toMatchObject({ status: 422, error: { code: 'data' } });
  renameSync(await databaseOf('third', 'The third bank is a sandbank.'), db);
  expect(await sentences()).toContain('The third bank is a sandbank.');
});

for (const [how, replace] of [
  ['renamed over', (from: string): void => renameSync(from, db)],
  ['copied over', (from: string): unknown => execFileSync('cp', [from, db])],
] as const) {
  it(`ends a run that adds texts when another is ${how} it, and the other has none of them`, async () => {
    const other = await databaseOf(how, `This bank was ${how}.`);
    for (let i = 0; i < 30; i++) text(`${how}-${i}.txt`, `The bank of number ${i} is ${how}. `.repeat(30));
    await ask('/api/index', { path: inFolder('texts') });
    while ((await polyseme.stats()).documents < 5) await setTimeout(20);
    replace(other);
    expect(await whenJobEnds()).toMatchObject({
      state: 'failed',
      error: { message: expect.stringContaining('was replaced') },
    });
    expect(await sentences()).toEqual([`This bank was ${how}.`]);
    expect(await ask('/api/verify', {})).toMatchObject({ isSound: true });
    const there = new Database(db);
    expect(there.pragma('integrity_check', { simple: true })).toBe('ok');
    there.close();
  });
}
