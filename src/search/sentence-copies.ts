// Lines that say the same: the same sentence, white space aside, at the same place in it. A footer stands in a
// thousand messages, and a list should show it once.
//
//   lines ─▶ their sentences' texts ─▶ a number for each saying ─▶ the best line of each, with the number of its copies
//
// Each line of a word has its number in memory beside the word's block, so that only the first search of the word reads
// texts, and copies can be counted among all its lines.
import { setImmediate } from 'node:timers/promises';
import type { Store } from '../store/store.js';
import { gaps, isFolded } from './context-cut.js';
import type { WordOccurrences } from './occurrences.js';
import type { CheckedQuery } from './query.js';
import { samplePositions } from './random-order.js';

/** Tokens whose sentences are read by one call. */
const tokensPerRead = 1000;

/** A line that stands for those that say the same. */
export interface Folded<T> {
  readonly line: T;
  /** How many others say the same. */
  readonly copies: number;
}

/** A page of folded lines. */
export interface FoldedPage<T> {
  readonly page: readonly Folded<T>[];
  /** Lines in the whole list once it is folded. */
  readonly folds: number;
  /** Lines left of these once they are thinned. */
  readonly listed: number;
}

/** What lines say, as numbers below `count`. */
export interface Sayings<T> {
  readonly count: number;
  readonly of: (line: T) => number;
}

/** What a page is cut by. */
export type Cut = Pick<CheckedQuery, 'offset' | 'limit' | 'thin' | 'seed'>;

/**
 * Folds lines into the first of each saying, thins them, and returns the page that offset and limit ask for. sayings:
 * undefined where no two lines are to be folded. The sample is the same in whichever order the lines come.
 */
export function foldPage<T>(
  lines: readonly T[],
  sayings: Sayings<T> | undefined,
  { offset, limit, thin, seed }: Cut,
  idOf: (line: T) => number,
): FoldedPage<T> {
  const all = sayings ? firstsOf(lines, sayings, idOf) : undefined;
  const folds = all?.length ?? lines.length;
  const kept =
    thin === undefined || thin >= folds
      ? undefined
      : samplePositions(all ? all.map(({ id }) => id) : lines.map(idOf), thin, seed);
  const listed = kept?.length ?? folds;
  const page = Array.from({ length: Math.max(0, Math.min(offset + limit, listed) - offset) }, (_, i) => {
    const position = kept ? (kept[offset + i] as number) : offset + i;
    return all ? (all[position] as Folded<T>) : { line: lines[position] as T, copies: 0 };
  });
  return { page, folds, listed };
}

/** The first line of each saying; id: the least of those that say it. */
function firstsOf<T>(
  lines: readonly T[],
  { count, of }: Sayings<T>,
  idOf: (line: T) => number,
): (Folded<T> & { readonly id: number })[] {
  const counts = new Uint32Array(count);
  const ids = new Float64Array(count).fill(Number.POSITIVE_INFINITY);
  const firsts = lines.filter((line) => {
    const saying = of(line);
    ids[saying] = Math.min(ids[saying] as number, idOf(line));
    return (counts[saying] as number)++ === 0;
  });
  return firsts.map((line) => {
    const saying = of(line);
    return { line, copies: (counts[saying] as number) - 1, id: ids[saying] as number };
  });
}

/** Numbers of the sayings of each word whose block is in memory. */
const sayingsOfWords = new WeakMap<WordOccurrences, Promise<Uint32Array | undefined>>();

/** Returns the number of each row's saying; undefined when no two rows say the same. */
export function sayingsOfWord(store: Store, occurrences: WordOccurrences): Promise<Uint32Array | undefined> {
  const kept = sayingsOfWords.get(occurrences);
  if (kept) return kept;
  const sayings = sayingsOfTokens(store, occurrences.tokenIds).then((numbers) =>
    new Set(numbers).size < numbers.length ? numbers : undefined,
  );
  sayingsOfWords.set(occurrences, sayings);
  sayings.catch(() => sayingsOfWords.delete(occurrences)); // thrown where it is awaited
  return sayings;
}

/** Returns the number of each token's saying, in the order of the ids; that of a token that is gone is its own. */
export async function sayingsOfTokens(store: Store, tokenIds: ArrayLike<number>): Promise<Uint32Array> {
  const ids = Array.from(tokenIds);
  const sayings = new Uint32Array(ids.length);
  const sentences = new Map<number, Sentence>();
  const numberOfText = numbering<string>();
  const numberOfPlace = numbering<number>();
  for (let from = 0; from < ids.length; from += tokensPerRead) {
    if (from > 0) await setImmediate(); // others get a turn
    const { sentenceIds, starts, texts } = await store.textsOfTokens(ids.slice(from, from + tokensPerRead));
    for (const [id, text] of texts) {
      if (!sentences.has(id)) sentences.set(id, readSentence(text, numberOfText));
    }
    sentenceIds.forEach((id, i) => {
      const sentence = sentences.get(id);
      // a token that is gone stands alone
      const place = sentence ? placeIn(sentence, starts[i] as number) : -(ids[from + i] as number);
      sayings[from + i] = numberOfPlace(place);
    });
  }
  return sayings;
}

/** The same for sentences as a whole. */
export async function sayingsOfSentences(store: Store, sentenceIds: readonly number[]): Promise<Uint32Array> {
  const texts = await store.sentenceTexts(sentenceIds);
  const numberOf = numbering<string>();
  return Uint32Array.from(sentenceIds, (id) => {
    const text = texts.get(id);
    return numberOf(text === undefined ? `gone ${id}` : `: ${fold(text)}`);
  });
}

/** A sentence's text by its number, and where folding makes it shorter. */
interface Sentence {
  readonly number: number;
  /** Gaps longer than one character. */
  readonly wide: readonly { readonly end: number; readonly surplus: number }[];
}

function readSentence(text: string, numberOf: (text: string) => number): Sentence {
  const folded = fold(text);
  const number = numberOf(folded);
  if (folded.length === text.length) return { number, wide: [] };
  const wide = [...text.matchAll(gaps)]
    .map(({ 0: gap, index }) => ({ end: index + gap.length, surplus: gap.length - 1 }))
    .filter(({ surplus }) => surplus > 0);
  return { number, wide };
}

/** More characters than any sentence has. */
const beyondSentences = 2 ** 28;

/** One number for the sentence's text and where a form stands in it, folded. start: in the sentence as it is. */
const placeIn = ({ number, wide }: Sentence, start: number): number =>
  wide.reduce(
    (place, { end, surplus }) => (end <= start ? place - surplus : place),
    number * beyondSentences + start,
  );

/** Replacing takes ten times as long as looking whether there is anything to replace. */
const fold = (text: string): string => (isFolded(text) ? text : text.replace(gaps, ' ').trim());

/** Gives each key a number: 0, 1, … in the order in which they first come. */
function numbering<K>(): (key: K) => number {
  const numbers = new Map<K, number>();
  return (key) => {
    const number = numbers.get(key);
    if (number !== undefined) return number;
    numbers.set(key, numbers.size);
    return numbers.size - 1;
  };
}
