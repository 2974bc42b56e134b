// Map, shares, axes, comparison and substitutes of a word, on lines whose senses are known, with years and authors.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PlacedLine } from '#src/domain/word-views.js';
import { type Polyseme as Facade, Polyseme } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-views-'));
let polyseme: Facade;

const records = [
  ...riverLines.map((text, i) => ({ id: `r${i}`, text, year: 1900 + 3 * i, author: 'Ann' })),
  ...moneyLines.map((text, i) => ({ id: `m${i}`, text, year: 1950 + 3 * i, author: i % 2 ? 'Ben' : '=Cy' })),
];

beforeAll(async () => {
  writeFileSync(`${folder}/lines.jsonl`, records.map((record) => JSON.stringify(record)).join('\n'));
  writeFileSync(`${folder}/plain.txt`, 'He sat on the bank of the stream. A lizard slept.');
  polyseme = await Polyseme.open({ db: `${folder}/views.db`, workers: 1 });
  await polyseme.index([`${folder}/lines.jsonl`, `${folder}/plain.txt`]);
  await polyseme.syncIndex();
  for (const [label, description] of [
    ['money', 'financial institution'],
    ['river', 'land beside a river'],
  ] as const) {
    await polyseme.changeSenses('bank', { kind: 'create', label, description }, { inventory: 'mine' });
  }
}, 120_000);

afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const isRiver = ({ documentId }: { documentId: string }): boolean => !documentId.startsWith('m');
const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;

describe('senseMap', () => {
  it('puts lines that mean alike together', async () => {
    const { lines, occurrences } = await polyseme.senseMap('bank');
    expect(lines).toHaveLength(occurrences);
    for (const { x, y } of lines) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x).toBeLessThanOrEqual(1);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(y).toBeLessThanOrEqual(1);
    }
    const distances = (among: (a: PlacedLine, b: PlacedLine) => boolean): number[] =>
      lines.flatMap((a, i) =>
        lines
          .slice(i + 1)
          .filter((b) => among(a, b))
          .map((b) => Math.hypot(a.x - b.x, (a.y as number) - (b.y as number))),
      );
    const alike = mean(distances((a, b) => isRiver(a) === isRiver(b)));
    expect(alike).toBeLessThan(0.6 * mean(distances((a, b) => isRiver(a) !== isRiver(b))));
  });

  it('is the same each time, and has the senses that `senses` gives', async () => {
    const map = await polyseme.senseMap('bank');
    const other = await Polyseme.open({ db: `${folder}/views.db`, workers: 1 });
    try {
      expect(await other.senseMap('bank')).toEqual(map);
    } finally {
      await other.close();
    }
    const { senses } = await polyseme.senses('bank');
    for (const { id, count } of senses)
      expect(map.lines.filter((line) => line.sense === id)).toHaveLength(count);
  });

  it('is empty where there are too few lines', async () => {
    expect((await polyseme.senseMap('lizard')).lines).toEqual([]);
  });
});

describe('senseShares', () => {
  it('counts the lines of each sense in each document', async () => {
    const { groups, senses, fields } = await polyseme.senseShares('bank');
    expect(fields).toEqual(['author', 'year']);
    expect(groups.reduce((sum, { count }) => sum + count, 0)).toBe(
      (await polyseme.senses('bank')).occurrences,
    );
    senses.forEach(({ count }, i) => {
      expect(groups.reduce((sum, { counts }) => sum + (counts[i] as number), 0)).toBe(count);
    });
    for (const { count, counts, none, words } of groups) {
      expect(counts.reduce((sum, part) => sum + part, none)).toBe(count);
      expect(words).toBeGreaterThan(count);
    }
  });

  it('groups by a field, and says what has none', async () => {
    const { groups, senses } = await polyseme.senseShares('bank', { by: 'author' });
    const river = senses.findIndex(({ label }) => label === 'river');
    const ann = groups.find(({ group }) => group === 'Ann');
    expect((ann?.counts[river] as number) / (ann?.count as number)).toBeGreaterThan(0.8);
    expect(groups.map(({ group }) => group).sort()).toEqual(['', '=Cy', 'Ann', 'Ben']);
  });

  it('groups by file, whatever the number of its records', async () => {
    const { groups } = await polyseme.senseShares('bank', { by: 'file' });
    const files = await polyseme.files();
    for (const { group, words } of groups) {
      expect(words).toBe(files.find(({ fileUri }) => fileUri === group)?.numWords);
    }
    const counted = groups.map(({ group, count }) => [path.basename(group), count]);
    expect(counted).toEqual([
      ['lines.jsonl', (await polyseme.senses('bank')).occurrences - 1],
      ['plain.txt', 1],
    ]);
  });

  it('gathers many numbers into ranges, in order, with what has none last', async () => {
    const many = Array.from({ length: 40 }, (_, i) => ({ id: i, text: 'A baker wept.', year: 1800 + i }));
    writeFileSync(`${folder}/many.jsonl`, many.map((record) => JSON.stringify(record)).join('\n'));
    writeFileSync(`${folder}/one.txt`, 'The baker came.');
    await polyseme.index([`${folder}/many.jsonl`, `${folder}/one.txt`]);
    const { groups, isBinned } = await polyseme.senseShares('baker', { by: 'year' });
    expect(isBinned).toBe(true);
    expect(groups[0]).toMatchObject({ group: '1800–1801', count: 2, words: null });
    expect(groups).toHaveLength(21);
    expect(groups.at(-1)).toMatchObject({ group: '', count: 1 });
  });

  it('refuses a field that is not there, and names those that are', async () => {
    await expect(polyseme.senseShares('bank', { by: 'colour' })).rejects.toMatchObject({
      code: 'invalid_input',
      cure: 'Use document, file, author, year.',
    });
  });
});

describe('senseAxis', () => {
  const axis = { from: 'finance', to: 'nature' };

  it('sorts lines between two descriptions', async () => {
    const { lines } = await polyseme.senseAxis('bank', [axis], { limit: 100 });
    const positions = lines.map(({ x }) => x);
    expect(positions).toEqual([...positions].sort((a, b) => b - a));
    expect(lines.every(({ y }) => y === null)).toBe(true);
    expect(lines.slice(0, 8).filter(isRiver)).toHaveLength(8);
    expect(lines.slice(-8).filter(isRiver)).toHaveLength(0);
  });

  it('gives part of them, and from the other end', async () => {
    const { lines: all } = await polyseme.senseAxis('bank', [axis], { limit: 100 });
    const { lines: some } = await polyseme.senseAxis('bank', [axis], { limit: 3, offset: 2 });
    expect(some).toEqual(all.slice(2, 5));
    const { lines: reversed } = await polyseme.senseAxis('bank', [axis], { limit: 100, isReversed: true });
    expect(reversed.map(({ x }) => x)).toEqual(all.map(({ x }) => x).reverse());
  });

  it('is turned round when its ends are', async () => {
    const { lines } = await polyseme.senseAxis('bank', [axis, { from: axis.to, to: axis.from }], {
      limit: 100,
    });
    for (const { x, y } of lines) expect(y).toBeCloseTo(-x, 6);
  });

  it.each([
    [[], {}, 'axes'],
    [[axis, axis, axis], {}, 'axes'],
    [[{ from: ' ', to: 'x' }], {}, 'from'],
    [[axis], { limit: 1.5 }, 'limit'],
    [[axis], { offset: -1 }, 'offset'],
  ])('refuses %j %j', async (axes, options, name) => {
    await expect(polyseme.senseAxis('bank', axes, options)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(`${name}:`),
    });
  });
});

describe('compare', () => {
  it('sets two senses side by side', async () => {
    const { sides, cosine, apart } = await polyseme.compare(
      { word: 'bank', sense: 's1' },
      { word: 'bank', sense: 's2' },
    );
    expect(sides.map(({ label }) => label)).toEqual(['money', 'river']);
    expect(cosine).toBeLessThan(0.9);
    expect(apart).toBeGreaterThan(0.9);
    expect(sides[0].lines.filter(isRiver)).toEqual([]);
    expect(sides[1].lines.filter(isRiver)).toHaveLength(5);
  });

  it('sets two words side by side, and is the same from both', async () => {
    const there = await polyseme.compare({ word: 'bank' }, { word: 'river' });
    const back = await polyseme.compare({ word: 'river' }, { word: 'bank' });
    expect([...back.sides].reverse()).toEqual([...there.sides]);
    expect(back.cosine).toBeCloseTo(there.cosine, 4);
    // the lines of bank that are most like a river's are not about money
    expect(there.sides[0].towardsOther.filter(isRiver)).toHaveLength(5);
  });

  it('refuses the same twice, and a sense or a word that is not there', async () => {
    await expect(polyseme.compare({ word: 'bank' }, { word: 'banks' })).rejects.toMatchObject({
      code: 'invalid_input',
    });
    await expect(polyseme.compare({ word: 'bank', sense: 's9' }, { word: 'bank' })).rejects.toMatchObject({
      code: 'not_found',
      cure: 'Use one of s1, s2.',
    });
    await expect(polyseme.compare({ word: 'bank' }, { word: 'xyzzy' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });
});

describe('substitutes of one occurrence', () => {
  it('are other words, nearest first', async () => {
    const [line] = (await polyseme.senseAxis('bank', [{ from: 'finance', to: 'nature' }], { limit: 1 }))
      .lines;
    const substitutes = await polyseme.substitutes((line as PlacedLine).tokenId);
    expect(substitutes.length).toBeGreaterThan(0);
    expect(substitutes.map(({ lemma }) => lemma)).not.toContain('bank');
    const near = substitutes.map(({ cosine }) => cosine);
    expect(near).toEqual([...near].sort((a, b) => b - a));
    for (const { lemma, tokenId } of substitutes)
      expect((await polyseme.line(tokenId)).hit.lemma).toBe(lemma);
  });

  it('refuses a line that is not there', async () => {
    await expect(polyseme.substitutes(999_999)).rejects.toMatchObject({ code: 'not_found' });
  });
});
