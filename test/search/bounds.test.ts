// Queries that nobody writes: a server that gets one still answers everybody else.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme, type PolysemeError, type Query } from '#src/index.js';

let folder: string;
let polyseme: Polyseme;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-bounds-'));
  writeFileSync(`${folder}/bank.txt`, 'We sat on the bank of the river and fished. The bank lends money.\n');
  polyseme = await Polyseme.open({ db: `${folder}/bounds.db`, workers: 1 });
  await polyseme.index([`${folder}/bank.txt`]);
  await polyseme.search({ word: 'bank', meaning: 'side of a river' });
  await polyseme.search({ word: 'zebra' }); // loads what a word that does not occur needs
});

afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

/** Runs a search, which may be refused; returns the longest time in which nothing else could run. */
async function heldMs(query: Query): Promise<number> {
  let last = performance.now();
  let longest = 0;
  const look = () => {
    longest = Math.max(longest, performance.now() - last);
    last = performance.now();
  };
  const timer = setInterval(look, 5);
  await polyseme.search(query).catch((cause: PolysemeError) => expect(cause.code).toBe('invalid_input'));
  clearInterval(timer);
  look();
  return longest;
}

describe('a query of thousands of characters', () => {
  it.each(['h://', 'a.', 'a'])(
    'holds nobody else up for a second: %j',
    async (piece) => {
      const text = piece.repeat(Math.ceil(2000 / piece.length));
      for (const query of [
        { word: text },
        { word: 'bank', meaning: text },
        { meaning: text },
        { about: text },
      ]) {
        expect(await heldMs(query), Object.keys(query).join(' ')).toBeLessThan(1000);
      }
    },
    120_000,
  );

  it('answers soon when it holds a long stretch of signs', async () => {
    const startedAt = performance.now();
    await polyseme.search({ word: 'bank', meaning: `land beside a river ${'h://'.repeat(50)}` });
    await polyseme.search({ word: 'h://'.repeat(20) });
    expect(performance.now() - startedAt).toBeLessThan(2000);
  });
});
