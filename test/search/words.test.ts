// Words listed and words that fit a meaning, against counting by hand, on the demo.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-word-list-'));
  writeFileSync(`${folder}/river.txt`, riverLines.join('\n\n'));
  writeFileSync(`${folder}/money.txt`, moneyLines.join('\n\n'));
  polyseme = await Polyseme.open({ db: ':memory:', workers: 1 });
  await polyseme.index([folder]);
}, 60_000);
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const lemmas = (words: readonly { readonly lemma: string }[]) => words.map(({ lemma }) => lemma);

describe('words', () => {
  it('have the counts that searching for each gives, of a part of speech too', async () => {
    const nouns = await polyseme.words({ pos: ['NOUN'], limit: 12 });
    expect(nouns.map(({ count }) => count)).toEqual(nouns.map(({ count }) => count).sort((a, b) => b - a));
    for (const { lemma, count, documents } of nouns) {
      const query = { word: lemma, filters: { pos: ['NOUN' as const] }, limit: 1000, fold: false };
      const { hits } = await polyseme.search(query);
      // forms of other lemmas are found with the word too
      const own = hits.filter((hit) => hit.lemma === lemma);
      expect([lemma, own.length, new Set(own.map(({ uri }) => uri)).size]).toEqual([lemma, count, documents]);
    }
  });

  it('are sorted by each column, either way, and ties by count and then by word', async () => {
    const all = await polyseme.words();
    expect(all.length).toBe(await polyseme.countWords());
    for (const sort of ['count', 'documents', 'senses'] as const) {
      const numbers = (await polyseme.words({ sort })).map((word) => word[sort] ?? -1);
      expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
      const turned = (await polyseme.words({ sort: `-${sort}` })).map((word) => word[sort] ?? -1);
      expect(turned).toEqual([...numbers].reverse());
    }
    const byWord = lemmas(await polyseme.words({ sort: 'word' }));
    expect(byWord).toEqual([...lemmas(all)].sort());
    expect(lemmas(await polyseme.words({ sort: '-word' }))).toEqual([...byWord].reverse());
    const [first] = all;
    expect(first).toMatchObject({ lemma: 'bank', count: 28, documents: 2, senses: expect.any(Number) });
  });

  it('are filtered by start, pattern and least count, and cut into pages', async () => {
    const all = lemmas(await polyseme.words());
    const filtered = async (match: string) => lemmas(await polyseme.words({ match }));
    expect(await filtered('BA')).toEqual(all.filter((lemma) => lemma.startsWith('ba')));
    expect(await filtered('*er')).toEqual(all.filter((lemma) => lemma.endsWith('er')));
    expect(await filtered('b*k')).toEqual(all.filter((lemma) => /^b.*k$/u.test(lemma)));
    expect(await filtered('.*')).toEqual(all.filter((lemma) => lemma.startsWith('.')));
    const frequent = await polyseme.words({ minCount: 3 });
    expect(frequent.every(({ count }) => count >= 3)).toBe(true);
    expect(frequent.length).toBe(await polyseme.countWords({ minCount: 3 }));
    expect(lemmas(await polyseme.words({ limit: 5, offset: 5 }))).toEqual(all.slice(5, 10));
    await expect(polyseme.words({ sort: 'length' as never })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });

  it('are counted anew when a text is added, and are none of a collection that is not there', async () => {
    const before = await polyseme.words({ match: 'bank' });
    writeFileSync(`${folder}/more.txt`, 'We walked along the bank.');
    await polyseme.index([`${folder}/more.txt`]);
    const [bank] = await polyseme.words({ match: 'bank' });
    expect(bank).toMatchObject({ count: (before[0]?.count ?? 0) + 1, documents: 3 });
    await polyseme.remove([`${folder}/more.txt`]);
    expect((await polyseme.words({ match: 'bank' }))[0]).toEqual(before[0]);
    expect(await polyseme.words({ collection: 'nowhere' })).toEqual([]);
  });
});

describe('words for a meaning', () => {
  it('have as many lines as the search without a word finds of each', async () => {
    const meaning = 'side of a river';
    const { words, total, lines, isCapped } = await polyseme.wordsFor({ meaning, limit: 1000 });
    const { hits } = await polyseme.search({ meaning, limit: 1000, fold: false });
    const counted = new Map<string, number>();
    for (const { lemma } of hits) counted.set(lemma as string, (counted.get(lemma as string) ?? 0) + 1);
    expect([total, lines, isCapped]).toEqual([counted.size, hits.length, false]);
    expect(new Map(words.map((word) => [word.lemma, word.lines]))).toEqual(counted);
    const [bank] = await polyseme.words({ match: 'bank', limit: 1 });
    expect(words.slice(0, 3).find(({ lemma }) => lemma === 'bank')?.count).toBe(bank?.count);
    const page = await polyseme.wordsFor({ meaning, limit: 2, offset: 1 });
    expect(page.words).toEqual(words.slice(1, 3));
  });

  it('are those of examples and filters as well, and of nothing that asks for nothing', async () => {
    const example = 'We sat on the [bank] of the river.';
    const filters = { documents: [`${folder}/river.txt`], pos: ['NOUN' as const] };
    const { words, lines } = await polyseme.wordsFor({ example, filters });
    const { total } = await polyseme.search({ example, anyWord: true, filters });
    expect([lines, words[0]?.lemma]).toEqual([total, 'bank']);
    await expect(polyseme.wordsFor({})).rejects.toMatchObject({ code: 'invalid_input' });
    await expect(polyseme.wordsFor({ word: 'bank' } as never)).rejects.toThrow('word');
  });
});
