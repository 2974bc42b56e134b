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
  await polyseme
    .search(query)
    .catch((cause: PolysemeError) => expect(['invalid_input', 'too_large']).toContain(cause.code));
  clearInterval(timer);
  look();
  return longest;
}

describe('a query of thousands of characters', () => {
  it.each(['h://', 'a.', 'a'])(
    'holds nobody else up for a second: %j',
    async (piece) => {
      // what is encoded, and what is refused
      for (const length of [900, 9000]) {
        const text = piece.repeat(length / piece.length);
        for (const query of [
          { word: text },
          { word: 'bank', meaning: text },
          { meaning: text },
          { about: text },
        ]) {
          expect(await heldMs(query), `${length} ${Object.keys(query)}`).toBeLessThan(1000);
        }
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

  it('is refused by name when it has more than 1,000 word pieces, wherever it is encoded', async () => {
    const signs = '1,'.repeat(501);
    const axis = { from: 'money', to: signs };
    const asked: readonly [argument: string, () => Promise<unknown>][] = [
      ['meaning', () => polyseme.search({ word: 'bank', meaning: signs })],
      ['example', () => polyseme.search({ example: `We sat on the [bank]${signs}` })],
      ['about', () => polyseme.search({ about: signs })],
      ['text', () => polyseme.encode(signs)],
      ['other', () => polyseme.similarity('bank', signs)],
      ['to', () => polyseme.senseAxis('bank', [axis])],
    ];
    for (const [argument, ask] of asked) {
      await expect(ask(), argument).rejects.toMatchObject({
        code: 'too_large',
        message: expect.stringMatching(
          `^(?:similarity: )?${argument}: ".+…" has \\d+ word pieces; the limit is 1000$`,
        ),
        cure: expect.stringContaining('shorter'),
      });
    }
    await polyseme.encode('1,'.repeat(500)); // the limit itself
  });
});
