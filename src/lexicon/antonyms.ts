// Opposites of words, from WordNet. A word has its own (`hot`, cold), and an adjective those of what it is similar to:
// icy is like cold, and so an opposite of hot.
import { LRUCache } from 'lru-cache';
import type { PartOfSpeech } from '../domain/text.js';
import { type DictionaryPos, isTaggedAs, placesOf, posOf, readSynset } from './wordnet.js';

interface Opposites {
  /** By lemma, in lower case with underscores for spaces: the parts of speech in which it is one. */
  readonly words: ReadonlyMap<string, readonly DictionaryPos[]>;
  /** Offsets of adjectives' synsets: what is similar to one of these is an opposite too. */
  readonly heads: ReadonlySet<number>;
}

const cache = new LRUCache<string, Opposites>({ max: 1000 });

/** A word and its tag. */
export interface TaggedWord {
  readonly lemma: string;
  readonly pos: PartOfSpeech;
}

/**
 * True when one word is the opposite of another, and their tags fit. `fall` is one of `rise` as a noun and as a verb, so
 * that either may be either. Opposite adjectives count as adverbs too, and the other way round: north and south.
 */
export function isOppositeOf(word: TaggedWord, other: TaggedWord): boolean {
  const entry = entryOf(word.lemma);
  const { words, heads } = oppositesOf(entryOf(other.lemma));
  const poses = words.get(entry) ?? [];
  if (fits(word.pos, poses) && fits(other.pos, poses)) return true;
  const areAdjectives = isTaggedAs(word.pos, 'a') && isTaggedAs(other.pos, 'a');
  return areAdjectives && headsOf(entry, 2).some((offset) => heads.has(offset));
}

const fits = (tag: PartOfSpeech, poses: readonly DictionaryPos[]): boolean =>
  poses.some((pos) => isTaggedAs(tag, pos) || (/[ar]/u.test(pos) && (tag === 'ADJ' || tag === 'ADV')));

const entryOf = (lemma: string): string => lemma.toLowerCase().replaceAll(' ', '_');

function oppositesOf(entry: string): Opposites {
  let opposites = cache.get(entry);
  if (!opposites) {
    // by way of rare senses `far` would be an opposite of hot (near the hidden object)
    const heads = headsOf(entry, 1).flatMap((head) => pointersTo('!', head));
    opposites = { words: directOpposites(entry), heads: new Set(heads) };
    cache.set(entry, opposites);
  }
  return opposites;
}

function directOpposites(entry: string): Map<string, DictionaryPos[]> {
  const opposites = new Map<string, DictionaryPos[]>();
  const addOpposites = (pos: DictionaryPos, file: string, offset: number): void => {
    const { words, pointers } = readSynset(file, offset);
    for (const { symbol, fromWord, toWord, ...to } of pointers) {
      // a noun that names an attribute has the opposites of its adjective: the north, the south
      if (symbol === '=' && pos === 'n' && file === 'noun') addOpposites(pos, to.file, to.offset);
      if (symbol !== '!' || words[fromWord - 1]?.toLowerCase() !== entry) continue;
      const opposite = (readSynset(to.file, to.offset).words[toWord - 1] as string).toLowerCase();
      opposites.set(opposite, [...(opposites.get(opposite) ?? []), pos]);
    }
  };
  for (const { key, file, offset } of placesOf(entry)) addOpposites(posOf(key), file, offset);
  return opposites;
}

/** An adjective's most frequent senses: each is a head itself, or similar to one or more. */
const headsOf = (entry: string, numSenses: number): number[] =>
  placesOf(entry)
    .filter(({ key }) => posOf(key) === 'a')
    .slice(0, numSenses)
    .flatMap(({ key, offset }) => (key.includes('%5:') ? pointersTo('&', offset) : [offset]));

const pointersTo = (wanted: string, offset: number): number[] =>
  readSynset('adj', offset)
    .pointers.filter(({ symbol, file }) => symbol === wanted && file === 'adj')
    .map((pointer) => pointer.offset);
