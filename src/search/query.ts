// Turns a caller's query into one that can be run: defaults filled in, the marked word located.
import { check, invalid, words } from '../domain/check.js';
import { defaultContextChars } from '../domain/defaults.js';
import type { Filters } from '../domain/filters.js';
import { defaultEfSearch, defaultLimit, type Query } from '../domain/search.js';
import type { Inventory } from '../domain/senses.js';
import { defaultSeed, readSort, type SortKey } from '../domain/sorts.js';
import { bareQuery } from './query-words.js';

/** A sentence with a marked stretch. */
export interface MarkedText {
  readonly text: string;
  readonly startChar: number;
  readonly endChar: number;
}

export interface CheckedQuery {
  /** One word or several, without the punctuation around them; undefined when any word may be found. */
  readonly word: string | undefined;
  readonly meaning: string | undefined;
  readonly example: MarkedText | undefined;
  readonly ownWords: boolean;
  readonly like: readonly number[];
  readonly unlike: readonly number[];
  readonly about: string | undefined;
  readonly form: 'lemma' | 'exact';
  readonly filters: Filters;
  readonly limit: number;
  readonly offset: number;
  readonly minScore: number | undefined;
  readonly minRanking: number | undefined;
  readonly exact: boolean;
  readonly efSearch: number;
  readonly rank: boolean;
  readonly fold: boolean;
  readonly sameAs: number | undefined;
  /** Id of a sense of the word, or `none`. */
  readonly sense: string | undefined;
  readonly inventory: Inventory | undefined;
  /** Undefined for the default order. */
  readonly sort: readonly SortKey[] | undefined;
  /** Undefined for all lines. */
  readonly thin: number | undefined;
  readonly seed: number;
  readonly contextChars: number;
}

/**
 * Reads a query whose fields are checked: fills in defaults, and finds the marked word. Throws `invalid_input` when it
 * asks for nothing, or for what excludes each other.
 */
export function readQuery(query: Query): CheckedQuery {
  const { anyWord = false, ownWords = false, like = [], unlike = [], ...options } = query;
  const word = textOf(options.word);
  const about = textOf(options.about);
  const description = textOf(options.meaning);
  const marked = textOf(options.example) ?? (description && hasMark(description) ? description : undefined);
  const meaning = marked === description ? undefined : description;
  const example = marked === undefined ? undefined : parseExample(marked);
  const isPositive = [word, meaning, example].some((part) => part !== undefined) || like.length > 0;
  if (about !== undefined && (isPositive || unlike.length > 0)) {
    throw invalid(
      'about',
      'cannot be combined with a word, a meaning or examples',
      'Ask for one or the other.',
    );
  }
  if (about === undefined && !isPositive) {
    throw invalid('query', 'asks for nothing', 'Give a word, a meaning, an example or a text to be about.');
  }
  const wordOrMarked =
    word ?? (example && !anyWord ? example.text.slice(example.startChar, example.endChar) : undefined);
  const sense = textOf(options.sense);
  if (sense !== undefined && wordOrMarked === undefined) {
    throw invalid('sense', 'it is of a word, and none is given', 'Give a word, or leave the sense out.');
  }
  const isRanked = [meaning, example, about].some((part) => part !== undefined) || like.length > 0;
  const sort = options.sort?.length ? readSort(options.sort) : undefined;
  refuseSort(sort, { isRanked: isRanked || unlike.length > 0, about });
  return {
    word: wordOrMarked === undefined ? undefined : bareQuery(wordOrMarked),
    ...{ meaning, example, ownWords, like, unlike, about },
    form: options.form ?? 'lemma',
    filters: options.filters ?? {},
    limit: options.limit ?? defaultLimit,
    offset: options.offset ?? 0,
    minScore: options.minScore,
    minRanking: options.minRanking,
    exact: options.exact ?? false,
    efSearch: options.efSearch ?? defaultEfSearch,
    rank: options.rank ?? true,
    fold: options.fold ?? options.sameAs === undefined,
    sameAs: options.sameAs,
    sense,
    inventory: options.inventory,
    sort,
    thin: options.thin,
    seed: options.seed ?? defaultSeed,
    contextChars: options.contextChars ?? defaultContextChars,
  };
}

/** Throws `invalid_input` for an order that the lines of a query do not have. */
function refuseSort(
  sort: readonly SortKey[] | undefined,
  { isRanked, about }: { readonly isRanked: boolean; readonly about: string | undefined },
): void {
  for (const { by, text } of sort ?? []) {
    if (by === 'best' && !isRanked) {
      const cure = 'Add a meaning or an example, or sort by document.';
      throw invalid('sort', `${text}: nothing is ranked without a meaning`, cure);
    }
    if (about !== undefined && (by === 'word' || by === 'form')) {
      const cure = 'Sort by best, document, random or metadata:KEY.';
      throw invalid('sort', `${text}: about finds whole sentences, which no word stands beside`, cure);
    }
  }
}

/** The least score of a query whose lines are not ranked beyond their cosine: both bounds are of that. */
export const leastScore = ({ minScore, minRanking }: CheckedQuery): number | undefined =>
  minScore === undefined ? minRanking : Math.max(minScore, minRanking ?? -1);

/** Trimmed; white space alone counts as left out. */
const textOf = (value: string | undefined): string | undefined => value?.trim() || undefined;

const hasMark = (text: string): boolean => /\[[^\]]*\]/u.test(text);

/** Reads a text to encode: its word in brackets, or all of it. Throws `invalid_input` or `too_large`. */
export function parseText(value: string): MarkedText | string {
  const text = textOf(check(words(), value, 'text'));
  if (text === undefined) throw invalid('text', 'it is empty', 'Give at least one word.');
  return hasMark(text) ? parseExample(text) : text;
}

/** `We sat on the [bank] of the river` → the text without brackets, and the word's position. */
export function parseExample(example: string): MarkedText {
  const marks = [...example.matchAll(/\[([^[\]]*)\]/gu)];
  const mark = marks[0];
  const inner = mark?.[1]?.trim() ?? '';
  if (!mark || marks.length > 1 || !/\p{L}/u.test(inner)) {
    throw invalid(
      'example',
      marks.length > 1 ? 'has more than one word in [brackets]' : 'has no word in [brackets]',
      'Mark the one word that is meant: We sat on the [bank] of the river.',
    );
  }
  const before = example.slice(0, mark.index);
  const startChar = before.length;
  const text = before + inner + example.slice(mark.index + mark[0].length);
  if (/[[\]]/u.test(text)) {
    throw invalid(
      'example',
      'has brackets beside those of its word',
      'Mark one word with one pair of [brackets].',
    );
  }
  return { text, startChar, endChar: startChar + inner.length };
}
