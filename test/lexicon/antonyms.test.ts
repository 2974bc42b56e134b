import { describe, expect, it } from 'vitest';
import type { PartOfSpeech } from '#src/domain/text.js';
import { isOppositeOf } from '#src/lexicon/antonyms.js';

/** `hot ADJ` */
const tagged = (word: string) => {
  const [lemma, pos] = word.split(/ (?=[A-Z]+$)/u) as [string, PartOfSpeech];
  return { lemma, pos };
};

describe('isOppositeOf', () => {
  it.each([
    ['an adjective', 'cold ADJ', 'hot ADJ'],
    ['one similar to its opposite', 'icy ADJ', 'hot ADJ'],
    ['one whose likeness has an opposite', 'wet ADJ', 'arid ADJ'],
    ['a noun and a verb that both are', 'fall VERB', 'rise NOUN'],
    ['adverbs of opposite adjectives', 'south ADV', 'north ADV'],
    ['nouns that name opposite attributes', 'south NOUN', 'north NOUN'],
    ['adverbs', 'slowly ADV', 'quickly ADV'],
    ['nouns', 'night NOUN', 'day NOUN'],
    ['a name', 'South PROPN', 'north NOUN'],
    ['a tag that says nothing', 'cold X', 'hot ADJ'],
  ])('finds %s', (_, word, other) => {
    expect(isOppositeOf(tagged(word), tagged(other))).toBe(true);
  });

  it.each([
    ['another part of speech of the line', 'cold NOUN', 'hot ADJ'],
    ['another part of speech of the description', 'bottom NOUN', 'side NOUN'],
    ['what is similar to a rare sense', 'far ADJ', 'hot ADJ'],
    ['what is only near', 'warm ADJ', 'hot ADJ'],
    ['itself', 'hot ADJ', 'hot ADJ'],
    ['words that the dictionary lacks', 'almayer PROPN', 'zzz X'],
    ['several words', 'ice cream NOUN', 'hot ADJ'],
  ])('leaves out %s', (_, word, other) => {
    expect(isOppositeOf(tagged(word), tagged(other))).toBe(false);
  });
});
