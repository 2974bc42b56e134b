// Searches of the demo, whose first ten lines a reader called right or wrong: how many are right, where the rule falls,
// and that nothing is called likely where the texts do not have the meaning. Figures of the reading are in the fixture.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { copyDemo } from '../demo.js';

interface Judged {
  readonly word: string;
  readonly meaning: string;
  readonly likely: number;
  /** Of the first ten. */
  readonly right: number;
  readonly lines: Readonly<Record<string, { readonly isRight: boolean }>>;
}

const { queries } = JSON.parse(
  readFileSync(new URL('../fixtures/demo-judged.json', import.meta.url), 'utf8'),
) as { queries: readonly Judged[] };

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-judged-'));
let polyseme: Polyseme;
beforeAll(async () => {
  await copyDemo(`${folder}/demo.db`);
  polyseme = await Polyseme.open({ db: `${folder}/demo.db`, mustExist: true, workers: 1 });
}, 300_000);
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const all: (boolean | undefined)[] = [];

describe('the first ten lines of searches of the demo', () => {
  it.each(queries)('$word: $meaning', async (judged) => {
    const { word, meaning, lines } = judged;
    const { hits, likely } = await polyseme.search({ word, meaning, limit: 10 });
    const known = hits.map(({ uri, start }) => lines[`${uri.split('/').at(-1)}:${start}`]?.isRight);
    // a line that was not read counts as wrong: read it, and note it in the fixture
    const right = known.filter(Boolean).length;
    expect(right).toBeGreaterThanOrEqual(judged.right - 1);
    all.push(...known);
    expect(Math.abs((likely as number) - judged.likely)).toBeLessThanOrEqual(2 + 0.1 * judged.likely);
  });

  it('are mostly right, over all', () => {
    expect(all).toHaveLength(439); // a word has 9 lines
    expect(all.filter(Boolean).length).toBeGreaterThanOrEqual(
      queries.reduce((sum, { right }) => sum + right, 0) - 6,
    );
  });

  it('are called unlikely where the texts do not have the meaning', async () => {
    for (const [word, meaning] of [
      ['bank', 'tilting of an aircraft'],
      ['cell', 'device that makes electricity'],
    ] as const) {
      expect((await polyseme.search({ word, meaning })).likely).toBe(0);
    }
  });
});

describe('the senses of words in the demo, without a dictionary chosen', () => {
  it.each([
    ['light', ['brightness', 'lamp', 'not heavy']],
    ['hard', ['with effort or force or vigor', 'solid']],
    ['break', ['smash', 'violate', 'interruption']],
    ['line', ['long thin mark', 'row', 'row of words']],
    ['cell', ['mobile phone', 'prison room', 'smallest unit of living things']],
    ['spring', ['season after winter', 'leap (verb)', 'water from the ground']],
    ['bank', ['financial institution', 'land beside a river']],
  ])('of %s are those that a reader would name', async (word, wanted) => {
    const { senses } = await polyseme.senseCounts(word, { inventory: 'induced' });
    expect(senses.map(({ label }) => label)).toEqual(expect.arrayContaining(wanted));
    expect(senses.length).toBeLessThanOrEqual(6);
  });
});
