// One large file: kill -9 at any moment loses at most the last second, or the last hundred passages; the same call goes on.
// POLYSEME_LARGE_WORDS: size of the file (default 300,000); POLYSEME_LARGE_SECONDS: how long the longest run lives (default 3).
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { deserialize } from 'node:v8';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { EncodedPassage } from '#src/domain/text.js';
import { Polyseme } from '#src/index.js';

const numWords = Number(process.env.POLYSEME_LARGE_WORDS ?? 300_000);
const seconds = Number(process.env.POLYSEME_LARGE_SECONDS ?? 3);
const novel = readFileSync(new URL('../../data/corpora/demo/the-lost-world.txt', import.meta.url), 'utf8');

let base: string;
let db: string;
let file: string;
beforeAll(() => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-large-'));
  db = path.join(base, 'x.db');
  file = path.join(base, 'large.txt');
  writeFileSync(file, largeText());
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** The novel again and again, with a number in each paragraph, so that no passage is like another. */
function largeText(): string {
  const paragraphs = novel.split(/\r?\n\r?\n/u);
  const parts: string[] = [];
  for (let words = 0, i = 0; words < numWords; i++) {
    const paragraph = paragraphs[i % paragraphs.length] as string;
    parts.push(`${paragraph} Thus ends part ${i}.`);
    words += paragraph.split(/\s+/u).length + 4;
  }
  return parts.join('\n\n');
}

const script = `
  import { Polyseme } from ${JSON.stringify(new URL('../../dist/src/index.js', import.meta.url).href)};
  const [db, file] = process.argv.slice(1);
  const polyseme = await Polyseme.open({ db });
  await polyseme.index([file], { onProgress: ({ words }) => console.log(words) });
`;

/** Indexes for some seconds, then kills the process with all it has started; returns the words it had done by then. */
function killAfter(ms: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, db, file], {
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let words = 0;
    let isBegun = false;
    child.stdout.on('data', (chunk: Buffer) => {
      words = Number(chunk.toString().trim().split('\n').at(-1));
      if (words > 0 && !isBegun) setTimeout(() => process.kill(-(child.pid as number), 'SIGKILL'), ms);
      isBegun ||= words > 0;
    });
    child.once('error', reject);
    child.once('close', (_, signal) =>
      signal === 'SIGKILL' ? resolve(words) : reject(new Error('it ended')),
    );
  });
}

/** Words and passages that the next run need not encode. */
function kept(): { readonly words: number; readonly passages: number } {
  const connection = new Database(db);
  const rows = connection.prepare('SELECT encoded FROM polyseme_staged_passage').pluck().all() as Buffer[];
  expect(connection.pragma('integrity_check', { simple: true })).toBe('ok');
  connection.close();
  const words = rows.reduce((sum, row) => sum + (deserialize(row) as EncodedPassage).numWords, 0);
  return { words, passages: rows.length };
}

it('one large file > loses at most the last second or hundred passages to kill -9, and goes on from there', async () => {
  let before = { words: 0, passages: 0 };
  for (const share of [1, 0.37, 0.71]) {
    const done = await killAfter(seconds * 1000 * share);
    const now = kept();
    console.log(
      `killed after ${done} words; kept ${now.words - before.words} of them, ${now.passages - before.passages} passages`,
    );
    const wordsOfPassage = now.words / now.passages;
    const perSecond = done / (seconds * share);
    // progress counts what was kept as well as what was encoded
    expect(now.words).toBeGreaterThan(done - Math.max(100 * wordsOfPassage, 1.5 * perSecond));
    expect(now.passages).toBeGreaterThanOrEqual(before.passages);
    before = now;
  }
  // what is kept is used: the beginning of the file, as far as it was encoded, needs next to no encoding
  writeFileSync(file, readFileSync(file, 'utf8').slice(0, before.words * 4));
  const polyseme = await Polyseme.open({ db });
  const report = await polyseme.index([file]);
  expect(report).toMatchObject({ added: 1, problems: [] });
  expect(report.passagesEncoded).toBeLessThan(10);
  expect(report.passagesReused).toBeGreaterThan(before.passages * 0.5);
  expect(await polyseme.verify()).toMatchObject({ isSound: true });
  await polyseme.close();
}, 600_000);
