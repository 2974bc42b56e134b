// The everyday dictionary: its own senses, and WordNet's, joined, for what it lacks.
import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { everydaySenses } from '#src/lexicon/everyday.js';
import { readSenseVectors } from '#src/lexicon/sense-vectors.js';
import { dictionaryLemmas, dictionarySenses } from '#src/lexicon/wordnet.js';

const model = new URL('../../data/models/sense-minilm', import.meta.url).pathname;

describe('everydaySenses', () => {
  it('has the senses that a reader keeps apart, with plain descriptions', () => {
    const nouns = everydaySenses('Bank').filter(({ pos }) => pos === 'n');
    expect(nouns.map(({ id, descriptions }) => [id, descriptions[0]])).toEqual([
      ['bank.n.1', 'financial institution'],
      ['bank.n.2', 'land beside a river'],
      ['bank.n.3', 'heap or ridge'],
      ['bank.n.4', 'row of similar things'],
      ['bank.n.5', 'reserve supply'],
    ]);
    expect(nouns[0]).toMatchObject({ rank: 1, keys: ['bank%1:14:00::', 'bank%1:06:00::'] });
    expect(nouns[0]?.wordnet.map(({ key }) => key).sort()).toEqual(['bank%1:06:00::', 'bank%1:14:00::']);
  });

  it('takes a part of speech that it lacks from WordNet, each sense once', () => {
    const senses = everydaySenses('break');
    expect(senses.filter(({ pos }) => pos === 'v').map(({ id }) => id)).toContain('break.v.1');
    const nouns = senses.filter(({ pos }) => pos === 'n');
    const keys = nouns.flatMap((sense) => sense.keys);
    const ofWordnet = dictionarySenses('break').filter(({ key }) => key.startsWith('break%1'));
    expect(keys.sort()).toEqual(ofWordnet.map(({ key }) => key).sort());
    expect(nouns.length).toBeLessThan(ofWordnet.length);
    expect(nouns[0]?.id).toBe(nouns[0]?.keys[0]);
    expect(nouns.map(({ rank }) => rank)).toEqual(nouns.map((_, i) => i + 1));
  });

  it.each([
    ['nothing', '', 0],
    ['what no dictionary has', 'qwxz', 0],
  ])('gives %s no senses', (_, word, count) => expect(everydaySenses(word)).toHaveLength(count));
});

describe('the files', () => {
  const lines = readFileSync(new URL('../../data/senses/everyday.jsonl', import.meta.url), 'utf8')
    .trimEnd()
    .split('\n');

  it('name each sense once, and only senses that WordNet has', () => {
    const ids = new Set<string>();
    for (const line of lines) {
      const { lemma, senses } = JSON.parse(line) as {
        lemma: string;
        senses: { id: string; keys: string[] }[];
      };
      const known = new Set(dictionarySenses(lemma).map(({ key }) => key));
      for (const { id, keys } of senses) {
        expect(ids.has(id), id).toBe(false);
        ids.add(id);
        expect(
          keys.filter((key) => !known.has(key)),
          id,
        ).toEqual([]);
      }
    }
    expect(ids.size).toBe(5804);
    expect(existsSync(`${model}/everyday.i8`)).toBe(true);
    const vectors = readSenseVectors(model, 'everyday', 384);
    expect([...ids].filter((id) => !vectors.vector(id))).toEqual([]);
  });

  it('join senses of one lemma and part of speech, none of them twice', () => {
    const joined = readFileSync(new URL('../../data/senses/joined.tsv', import.meta.url), 'utf8')
      .trimEnd()
      .split('\n');
    const seen = new Set<string>();
    for (const line of joined) {
      const keys = line.split('\t');
      expect(keys.length, line).toBeGreaterThan(1);
      expect(new Set(keys.map((key) => key.slice(0, key.indexOf('%')))).size, line).toBe(1);
      for (const key of keys) {
        expect(seen.has(key), key).toBe(false);
        seen.add(key);
      }
    }
  });

  it('leave out no lemma of WordNet', () => {
    let count = 0;
    for (const lemma of dictionaryLemmas()) {
      if (count++ % 500 === 0) expect(everydaySenses(lemma).length, lemma).toBeGreaterThan(0);
    }
    expect(count).toBeGreaterThan(100_000);
  });
});
