import { describe, expect, it } from 'vitest';
import { dictionarySenses, fitsPos } from '#src/lexicon/wordnet.js';

describe('dictionarySenses', () => {
  it('gives key, gloss, synonyms and hypernyms, nouns first, in the order of the dictionary', () => {
    const senses = dictionarySenses('bank');
    expect(senses).toHaveLength(18);
    expect(senses[0]).toEqual({
      key: 'bank%1:17:01::',
      gloss: 'sloping land (especially the slope beside a body of water)',
      rank: 1,
      synonyms: [],
      hypernyms: ['slope', 'incline', 'side'],
    });
    expect(senses[1]?.synonyms).toContain('depository financial institution');
    expect(senses.map(({ key, rank }) => `${key.split('%')[1]?.[0]} ${rank}`).slice(9, 12)).toEqual([
      '1 10',
      '2 1',
      '2 2',
    ]);
  });

  it.each([
    ['the first entry of the file', "'hood", 1],
    ['the last', 'zymurgy', 1],
    ['a compound, with spaces', 'savings bank', 2],
    ['a capital', 'Bank', 18],
    ['an adjective satellite', 'starring', 1],
    ['no word of it', 'almayer', 0],
    ['the beginning of a word', 'ban', 9],
    ['nothing', '', 0],
    ['a mark that sorts last', '~', 0],
  ])('finds %s', (_, word, count) => {
    expect(dictionarySenses(word)).toHaveLength(count);
  });

  it('tells what a part of speech may mean', () => {
    expect(fitsPos('bank%1:17:01::', 'NOUN')).toBe(true);
    expect(fitsPos('bank%1:17:01::', 'PROPN')).toBe(true);
    expect(fitsPos('bank%1:17:01::', 'VERB')).toBe(false);
    expect(fitsPos('starring%5:00:00:major:06', 'ADJ')).toBe(true);
    expect(fitsPos('bank%2:38:00::', 'X')).toBe(true);
  });
});
