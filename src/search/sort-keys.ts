// What lines are sorted by, as numbers: for each line the rank of its form and of the words beside it, its place, the
// rank of a field of its document. Ranks that texts must be read for are kept beside the word's block, until anything
// is written: a passage can change what stands beside the line of another.
import { setImmediate } from 'node:timers/promises';
import { wordsBeside } from '../domain/sorts.js';
import type { Metadata } from '../domain/text.js';
import { type Reading, read, type Value } from '../domain/values.js';
import type { FormInText, LinePlaces, Store } from '../store/store.js';
import { blankMarks } from '../text/marks.js';
import type { Stretches } from './occurrences.js';
import { nearChars, wordsAfter, wordsBefore } from './words-beside.js';

/** Lines by their ids: those of a word, or any list. */
export interface LineList {
  readonly tokenIds: ArrayLike<number>;
  readonly stretches?: Stretches | undefined;
  /** The ids are those of sentences as a whole. */
  readonly areSentences?: boolean;
}

/** Ranks of a line's words; `noWord` where there is none. */
export interface WordRanks {
  readonly form: Uint32Array;
  /** [distance - 1] */
  readonly left: readonly Uint32Array[];
  readonly right: readonly Uint32Array[];
}
export const noWord = 2 ** 32 - 1;

/** What is kept of a list. */
interface Kept {
  /** The last change of any text when it was read. */
  readonly mark: string | undefined;
  places?: Promise<LinePlaces>;
  words?: Promise<WordRanks>;
}

const keptKeys = new WeakMap<LineList, Kept>();

async function keptOf(store: Store, lines: LineList): Promise<Kept> {
  const mark = (await store.lastWrite())?.mark;
  const before = keptKeys.get(lines);
  if (before && before.mark === mark) return before;
  const kept: Kept = { mark };
  keptKeys.set(lines, kept);
  return kept;
}

/** Where each line stands. */
export async function placesOf(store: Store, lines: LineList): Promise<LinePlaces> {
  const kept = await keptOf(store, lines);
  kept.places ??= lines.areSentences
    ? store.placesOfSentences(lines.tokenIds)
    : store.placesOfTokens(lines.tokenIds);
  kept.places.catch(() => delete kept.places); // thrown where it is awaited
  return kept.places;
}

/** Ranks of the forms and of the words beside them; lines: of tokens. */
export async function wordRanksOf(store: Store, lines: LineList): Promise<WordRanks> {
  const kept = await keptOf(store, lines);
  kept.words ??= readWords(store, lines);
  kept.words.catch(() => delete kept.words); // thrown where it is awaited
  return kept.words;
}

/** Tokens whose texts are read by one call. */
const tokensPerRead = 1000;

async function readWords(store: Store, { tokenIds, stretches }: LineList): Promise<WordRanks> {
  const n = tokenIds.length;
  const numbers = new Map<string, number>();
  const numberOf = (word: string): number => {
    const folded = word.toLowerCase();
    const number = numbers.get(folded) ?? numbers.size;
    numbers.set(folded, number);
    return number;
  };
  const column = (): Uint32Array => new Uint32Array(n).fill(noWord);
  const form = column();
  const left = Array.from({ length: wordsBeside }, column);
  const right = Array.from({ length: wordsBeside }, column);
  const rowOf = new Map(Array.from(tokenIds, (id, row) => [id, row]));
  for (let from = 0; from < n; from += tokensPerRead) {
    if (from > 0) await setImmediate(); // others get a turn
    const ids = Array.from(
      { length: Math.min(tokensPerRead, n - from) },
      (_, i) => tokenIds[from + i] as number,
    );
    for (const one of await store.formsInText(ids, nearChars)) {
      const row = rowOf.get(one.tokenId) as number;
      const { own, before, after } = cut(one, stretches);
      form[row] = numberOf(own);
      wordsBefore(before, wordsBeside).forEach((word, i) => {
        (left[i] as Uint32Array)[row] = numberOf(word);
      });
      wordsAfter(after, wordsBeside).forEach((word, i) => {
        (right[i] as Uint32Array)[row] = numberOf(word);
      });
    }
  }
  const rankOf = ranksOf([...numbers.keys()], collator.compare);
  for (const ranks of [form, ...left, ...right]) {
    for (let row = 0; row < n; row++) {
      const number = ranks[row] as number;
      if (number !== noWord) ranks[row] = rankOf[number] as number;
    }
  }
  return { form, left, right };
}

/** The form, or the words side by side, and the text on each side, without marks. */
function cut(
  { tokenId, passageText, start, end, before, after }: FormInText,
  stretches: Stretches | undefined,
): { readonly own: string; readonly before: string; readonly after: string } {
  const stretch = stretches?.byToken.get(tokenId);
  const [from, to] = stretch ? [start - stretch.before, start + stretch.after] : [start, end];
  const shown = blankMarks(passageText);
  return {
    own: shown.slice(from, to).replace(/\s+/gu, ' '),
    before: blankMarks(before) + shown.slice(0, from),
    after: shown.slice(to) + blankMarks(after),
  };
}

/** Letters without case and accents; numbers in words as they are written. */
const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: false });

/** The rank of each value: equal ones have the same. */
function ranksOf<T>(values: readonly T[], compare: (one: T, other: T) => number): Uint32Array {
  const ranks = new Uint32Array(values.length);
  const inOrder = [...values.keys()].sort((a, b) => compare(values[a] as T, values[b] as T));
  inOrder.forEach((number, i) => {
    const before = inOrder[i - 1];
    const isEqual = before !== undefined && compare(values[before] as T, values[number] as T) === 0;
    ranks[number] = i === 0 ? 0 : (ranks[before as number] as number) + (isEqual ? 0 : 1);
  });
  return ranks;
}

/** The rank of each document by its URI, by code units. */
export async function uriRanks(store: Store, documentIds: ReadonlySet<number>): Promise<Map<number, number>> {
  const uris = [...(await store.urisOf([...documentIds]))].sort(([, a], [, b]) => compareCodes(a, b));
  return new Map(uris.map(([id], rank) => [id, rank]));
}

/** The rank of each document that has the field by its value. */
export async function fieldRanks(
  store: Store,
  documentIds: ReadonlySet<number>,
  field: string,
): Promise<Map<number, number>> {
  const documents = [...(await store.documentsById([...documentIds])).values()];
  const valued = documents.flatMap(({ id, metadata }) => {
    const value = fieldOf(metadata, field);
    return value === undefined ? [] : [{ id, reading: read(value) }];
  });
  // of a field of dates, a year is a date
  const areDates = valued.every(({ reading }) => reading.date !== undefined);
  const ranks = ranksOf(
    valued.map(({ reading }) => reading),
    areDates ? (a, b) => compareCodes(a.date as string, b.date as string) : compareReadings,
  );
  return new Map(valued.map(({ id }, i) => [id, ranks[i] as number]));
}

/** Undefined for a field that is missing or null. */
export const fieldOf = (metadata: Metadata, field: string): Value | undefined =>
  Object.hasOwn(metadata, field) ? (metadata[field] ?? undefined) : undefined;

/** By code units, as URIs and dates are. */
export const compareCodes = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);

/** Numbers first, then dates, then other texts. */
function compareReadings(a: Reading, b: Reading): number {
  const kind = ({ number, date }: Reading): number => (number !== undefined ? 0 : date !== undefined ? 1 : 2);
  if (kind(a) !== kind(b)) return kind(a) - kind(b);
  if (a.number !== undefined && b.number !== undefined)
    return a.number < b.number ? -1 : a.number > b.number ? 1 : 0;
  return collator.compare(a.text, b.text);
}
