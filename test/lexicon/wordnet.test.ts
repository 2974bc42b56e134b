import { describe, expect, it } from 'vitest';
import { dictionarySenses, isTaggedAs, posOf } from '#src/lexicon/wordnet.js';

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
    expect(isTaggedAs('NOUN', posOf('bank%1:17:01::'))).toBe(true);
    expect(isTaggedAs('PROPN', posOf('bank%1:17:01::'))).toBe(true);
    expect(isTaggedAs('VERB', posOf('bank%1:17:01::'))).toBe(false);
    expect(isTaggedAs('ADJ', posOf('starring%5:00:00:major:06'))).toBe(true);
    expect(isTaggedAs('X', posOf('bank%2:38:00::'))).toBe(true);
  });
});
