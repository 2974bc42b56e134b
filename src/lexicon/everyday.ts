// The everyday dictionary: a lemma in, the senses that an ordinary reader keeps apart out. Lemmas that it lacks, part of
// speech by part of speech, have WordNet's senses, those that lie near each other joined.
//
//   data/senses/everyday.jsonl   lemma, part of speech, senses with descriptions, WordNet's keys and examples
//   data/senses/joined.tsv       keys of WordNet's senses that are one, a group a line
//
// Both are read once, and a lemma's entries are parsed when they are first needed.
import { readFileSync } from 'node:fs';
import { LRUCache } from 'lru-cache';
import { type DictionaryPos, type DictionarySense, dictionarySenses, posOf } from './wordnet.js';

/** A sense of the everyday dictionary. */
export interface EverydaySense {
  /** `bank.n.1`; where only WordNet has the word, the first of `keys`. */
  readonly id: string;
  readonly pos: DictionaryPos;
  /** In plain words, the first the shortest; WordNet's glosses where only WordNet has the word. */
  readonly descriptions: readonly string[];
  /** WordNet's senses that it covers, most frequent first; may be empty. */
  readonly keys: readonly string[];
  /** WordNet's senses of these keys. */
  readonly wordnet: readonly DictionarySense[];
  /** Sentences with the word in [brackets]; none where only WordNet has the word. */
  readonly examples: readonly string[];
  /** Place among the senses of its lemma and part of speech, from 1; roughly by frequency. */
  readonly rank: number;
}

/** A line of the file. */
interface Entry {
  readonly pos: DictionaryPos;
  readonly senses: readonly Pick<EverydaySense, 'id' | 'descriptions' | 'keys' | 'examples'>[];
}

const folder = new URL('../../../data/senses/', import.meta.url);
const cachedLemmas = 1000;
const cache = new LRUCache<string, readonly EverydaySense[]>({ max: cachedLemmas });
let entries: Map<string, string[]> | undefined;
let groups: Map<string, readonly string[]> | undefined;

const partsOfSpeech: readonly DictionaryPos[] = ['n', 'v', 'a', 'r'];

/** Returns a lemma's senses: nouns, verbs, adjectives, adverbs, each by rank; none for an unknown word. */
export function everydaySenses(lemma: string): readonly EverydaySense[] {
  const word = lemma.toLowerCase();
  let senses = cache.get(word);
  if (!senses) {
    senses = readSenses(word);
    cache.set(word, senses);
  }
  return senses;
}

/** Counts the senses that the dictionary itself has; null for a lemma that it lacks. Thousands take no time. */
export function countEverydaySenses(lemma: string): number | null {
  const lines = linesByLemma().get(lemma);
  if (!lines) return null;
  return lines.reduce((sum, line) => sum + (JSON.parse(line) as Entry).senses.length, 0);
}

function readSenses(lemma: string): EverydaySense[] {
  const ofLemma = (linesByLemma().get(lemma) ?? []).map((line) => JSON.parse(line) as Entry);
  const wordnet = dictionarySenses(lemma);
  return partsOfSpeech.flatMap((pos) => {
    const own = wordnet.filter(({ key }) => posOf(key) === pos);
    const entry = ofLemma.find((one) => one.pos === pos);
    if (!entry) return joinedSenses(own, pos);
    return entry.senses.map(({ id, descriptions, keys, examples }, i) => ({
      ...{ id, pos, descriptions, keys, examples, rank: i + 1 },
      wordnet: own.filter(({ key }) => keys.includes(key)),
    }));
  });
}

/** WordNet's senses of one lemma and part of speech, those of one group as one. */
function joinedSenses(wordnet: readonly DictionarySense[], pos: DictionaryPos): EverydaySense[] {
  const left = new Map(wordnet.map((sense) => [sense.key, sense]));
  const senses: EverydaySense[] = [];
  for (const { key } of wordnet) {
    if (!left.has(key)) continue;
    const group = (groupsByKey().get(key) ?? [key]).flatMap((one) => left.get(one) ?? []);
    for (const one of group) left.delete(one.key);
    senses.push({
      ...{ id: key, pos, rank: senses.length + 1, wordnet: group, examples: [] },
      descriptions: group.map(({ gloss }) => gloss),
      keys: group.map((one) => one.key),
    });
  }
  return senses;
}

/** Lines of everyday.jsonl, not parsed yet. */
function linesByLemma(): Map<string, string[]> {
  if (entries) return entries;
  entries = new Map();
  for (const line of linesOf('everyday.jsonl')) {
    const [, lemma] = /^\{"lemma": "([^"]+)"/u.exec(line) as unknown as [string, string];
    entries.set(lemma, [...(entries.get(lemma) ?? []), line]);
  }
  return entries;
}

function groupsByKey(): Map<string, readonly string[]> {
  if (groups) return groups;
  groups = new Map();
  for (const line of linesOf('joined.tsv')) {
    const keys = line.split('\t');
    for (const key of keys) groups.set(key, keys);
  }
  return groups;
}

const linesOf = (name: string): string[] => readFileSync(new URL(name, folder), 'utf8').trimEnd().split('\n');
