// The figure of a line: the probability that it has the meaning described, the same whatever a page shows of its word.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type Query } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-probability-'));
  writeFileSync(path.join(folder, 'river.txt'), riverLines.join('\n\n'));
  writeFileSync(path.join(folder, 'money.txt'), moneyLines.join('\n\n'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'p.db'), workers: 1 });
  await polyseme.index([path.join(folder, 'river.txt'), path.join(folder, 'money.txt')]);
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const river: Query = { word: 'bank', meaning: 'land beside a river', limit: 100, fold: false };
const figures = (hits: readonly Hit[]) => new Map(hits.map(({ tokenId, score }) => [tokenId, score]));

describe('a word with a description', () => {
  it('has its lines sorted by probability, likely ones first', async () => {
    const { hits, likely, isCalibrated, total } = await polyseme.search(river);
    expect(isCalibrated).toBe(true);
    expect(total).toBe(hits.length);
    const scores = hits.map(({ score }) => score as number);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    for (const score of scores) expect(score >= 0 && score <= 1).toBe(true);
    expect(hits.map(({ isLikely }) => isLikely)).toEqual(scores.map((score) => score >= 0.5));
    expect(likely).toBe(hits.filter(({ isLikely }) => isLikely).length);
    const right = hits.map(({ uri }) => uri.endsWith('river.txt'));
    expect(right.slice(0, 10)).toEqual(Array(10).fill(true));
    const above = hits.filter(({ isLikely }) => isLikely).length;
    const hit = hits.filter(({ isLikely }, i) => isLikely && right[i]).length;
    expect((2 * hit) / (above + right.filter(Boolean).length)).toBeGreaterThan(0.9);
  });

  it.each<[string, Partial<Query>]>([
    ['filters', { filters: { documents: ['river.txt'] } }],
    ['parts of speech', { filters: { pos: ['NOUN'] } }],
    ['pages', { limit: 3, offset: 4 }],
    ['limits', { limit: 1 }],
    ['folding', { fold: true }],
    ['the exact form', { form: 'exact' }],
  ])('gives a line the same figure whatever the %s', async (_, change) => {
    const all = figures((await polyseme.search(river)).hits);
    const { hits } = await polyseme.search({ ...river, ...change });
    expect(hits.length).toBeGreaterThan(0);
    for (const { tokenId, score } of hits) expect(score).toBe(all.get(tokenId));
  });

  it('says that no line seems to have a meaning that is not there', async () => {
    const { hits, likely } = await polyseme.search({ ...river, meaning: 'tilting of an aircraft in a turn' });
    expect(hits.length).toBeGreaterThan(0);
    expect(likely).toBe(0);
  });

  it('is bounded by minScore as a probability, and by minRanking as a ranking score', async () => {
    const { hits } = await polyseme.search(river);
    const likely = await polyseme.search({ ...river, minScore: 0.5 });
    expect(likely.hits).toEqual(hits.filter(({ score }) => (score as number) >= 0.5));
    const ranking = hits[5]?.ranking as number;
    const ranked = await polyseme.search({ ...river, minRanking: ranking });
    expect(ranked.hits).toEqual(hits.filter((hit) => (hit.ranking as number) >= ranking));
  });

  it('is calibrated without the ranking steps, and for a word that the dictionary lacks', async () => {
    for (const query of [
      { ...river, rank: false },
      { word: 'otter', meaning: 'an animal of rivers' },
    ]) {
      const { isCalibrated, likely, hits } = await polyseme.search(query);
      expect({ isCalibrated, likely }).toEqual({
        isCalibrated: true,
        likely: hits.filter(({ isLikely }) => isLikely).length,
      });
    }
  });
});

describe('what is not calibrated', () => {
  it.each<[string, Query]>([
    ['examples', { example: 'We sat on the [bank] of the river.' }],
    ['a word alone', { word: 'bank' }],
    ['a meaning without a word', { meaning: 'land beside water' }],
    ['what sentences are about', { about: 'rivers' }],
  ])('says so: %s', async (_, query) => {
    const { isCalibrated, likely, hits } = await polyseme.search(query);
    expect({ isCalibrated, likely }).toEqual({ isCalibrated: false, likely: null });
    for (const { isLikely, score, ranking } of hits) {
      expect(isLikely).toBeNull();
      expect(ranking).toBe(score);
    }
  });

  it('and lines marked by hand: they are sorted by their ranking score', async () => {
    const { hits } = await polyseme.search(river);
    const like = [hits[0]?.tokenId as number];
    const marked = await polyseme.search({ ...river, like });
    expect(marked.isCalibrated).toBe(false);
    const scores = marked.hits.map(({ score }) => score as number);
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
  });
});
