// The words beside an occurrence, by which it is recognised after its text was changed, and how alike two such lines
// are. Pure.
import { createHash } from 'node:crypto';
import type { PlaceInText } from '../store/store.js';

/** Words kept on each side. */
const wordsBeside = 10;
/** Lines compared word by word with one: those that share most of its words. */
const comparedLines = 100;
/** Characters of each side that hold so many words, mostly. */
const charsBeside = 300;

/** An occurrence as it stands in its document now. */
export interface TextLine extends PlaceInText {
  readonly form: string;
  /** At most 10 words, in the order of the text. */
  readonly before: string;
  readonly after: string;
  /** The words of its sentence, and the number of those before it. */
  readonly inSentence: () => { readonly words: readonly string[]; readonly before: number };
  /** The sentence as it is written. */
  readonly sentenceText: () => string;
}

/**
 * A word as lines are compared by: letters and digits, with what may come and go inside it (apostrophes, marks that
 * are not seen, and a hyphen, also one at a line end).
 */
const wordPattern =
  /[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}\p{Cf}'’‘ʼ`´]|[-‐‑¬](?:[^\S\r\n]*\r?\n[^\S\r\n]*)?(?=\p{L}))*/gu;
const notOfWords = /[^\p{L}\p{M}\p{N}]+/gu;

/** Words of a part of a text: where each begins, and how it is compared. */
interface PartWords {
  readonly starts: readonly number[];
  readonly words: readonly string[];
}

/** places: of one document, in the order of its text. Reads the words around them, each once. */
export function toTextLines(text: string, places: readonly PlaceInText[]): TextLine[] {
  const folded = new Map<string, string>();
  return partsAround(text.length, places).flatMap(({ from, to, places: own }) => {
    const part = wordsOfPart(text, from, to, folded);
    return own.map((place) => toTextLine(text, place, part));
  });
}

/** Parts of the text that hold the words beside places; parts that touch are one. */
function partsAround(length: number, places: readonly PlaceInText[]) {
  const parts: { from: number; to: number; places: PlaceInText[] }[] = [];
  for (const place of places) {
    const from = Math.max(0, Math.min(place.sentenceStart, place.start - charsBeside));
    const to = Math.min(length, Math.max(place.sentenceEnd, place.end + charsBeside));
    const last = parts.at(-1);
    if (!last || from > last.to) parts.push({ from, to, places: [place] });
    else {
      last.to = Math.max(last.to, to);
      last.places.push(place);
    }
  }
  return parts;
}

/** A word that is cut by the end of the part is left out. */
function wordsOfPart(text: string, from: number, to: number, folded: Map<string, string>): PartWords {
  const starts: number[] = [];
  const words: string[] = [];
  const isInside = (i: number): boolean => i > 0 && i < text.length && /\S\S/u.test(text.slice(i - 1, i + 1));
  const first = isInside(from) ? from + (text.slice(from, to).search(/\s/u) + 1) : from;
  const part = text.slice(first, to);
  for (const { 0: raw, index } of part.matchAll(wordPattern)) {
    if (index + raw.length === part.length && isInside(to)) break;
    let word = folded.get(raw);
    if (word === undefined) {
      word = raw.normalize('NFKC').toLowerCase().replace(notOfWords, '');
      folded.set(raw, word);
    }
    starts.push(first + index);
    words.push(word);
  }
  return { starts, words };
}

function toTextLine(text: string, place: PlaceInText, { starts, words }: PartWords): TextLine {
  const { start, end, sentenceStart, sentenceEnd } = place;
  // the word that the form is part of, be it all of it
  const own = Math.max(0, firstFrom(starts, start + 1) - 1);
  return {
    ...place,
    form: text.slice(start, end),
    before: words.slice(Math.max(0, own - wordsBeside), own).join(' '),
    after: words.slice(own + 1, own + 1 + wordsBeside).join(' '),
    inSentence: () => {
      const first = firstFrom(starts, sentenceStart);
      return { words: words.slice(first, firstFrom(starts, sentenceEnd)), before: own - first };
    },
    sentenceText: () => text.slice(sentenceStart, sentenceEnd),
  };
}

/** Index of the first number that is at least `least`; sorted: ascending. */
function firstFrom(sorted: readonly number[], least: number): number {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as number) < least) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Digest of the words of a line's sentence, and of its place among them. */
export function sentenceDigest(line: TextLine): string {
  const { words, before } = line.inSentence();
  return digestOf(`${before} ${words.join(' ')}`);
}

/** Enough of a SHA-256 to tell lines of one document apart. */
const digestOf = (text: string): string => createHash('sha256').update(text).digest('base64url').slice(0, 12);

type Sides = Pick<TextLine, 'before' | 'after'>;

/** Equal for lines with the same words beside them. */
export const sidesKey = ({ before, after }: Sides): string => `${before}|${after}`;
/** The same, short. */
const sidesDigest = (sides: Sides): string => digestOf(sidesKey(sides));

/** What another line is recognised by: its sentence, or, where it is in an equal one, the words beside it. */
export function digestAmong(line: TextLine, sentence: string): string {
  const own = sentenceDigest(line);
  return own === sentence ? sidesDigest(line) : own;
}

/** Words beside a line. Where there are fewer than four, that others are the same says nothing. */
export const countWords = (sides: Sides): number => nearestFirst(sides).flat().length;

/** Nearest to the form first, before and after it. */
function nearestFirst({ before, after }: Sides): [string[], string[]] {
  const words = (text: string): string[] => (text === '' ? [] : text.split(' '));
  return [words(before).reverse(), words(after)];
}

/** What a word counts, by its distance from the form: the nearer the more. */
const weights = Float64Array.from({ length: wordsBeside }, (_, distance) => 1 / Math.sqrt(distance + 1));
const weightOf = (words: readonly string[]): number =>
  words.reduce((sum, _, distance) => sum + (weights[distance] as number), 0);

/** Lines among which others like a given one are looked up. */
export interface LikeLines {
  /** With the same words beside them, in the order of the lines. */
  equal(sides: Sides): readonly TextLine[];
  /** At the same place of a sentence of the same words; sentence: its digest. */
  inSentence(sentence: string): readonly TextLine[];
  /** At least `least` alike, from 0 (no word in common) to 1 (all words of `sides`, in order). */
  like(sides: Sides, least: number): { readonly line: TextLine; readonly likeness: number }[];
}

/** Equal lines are found by their key; only lines that share enough words with the one looked up are compared. */
export function likeLines(lines: readonly TextLine[]): LikeLines {
  const byKey = grouped(lines, sidesKey);
  let bySentence: Map<string, TextLine[]> | undefined;
  /** Indices of the lines with a word, by side. */
  let postings: readonly [Map<string, number[]>, Map<string, number[]>] | undefined;
  return {
    equal: (sides) => byKey.get(sidesKey(sides)) ?? [],
    inSentence(sentence) {
      bySentence ??= grouped(lines, sentenceDigest);
      return bySentence.get(sentence) ?? [];
    },
    like(sides, least) {
      postings ??= [postingsOf(lines, 'before'), postingsOf(lines, 'after')];
      const parts = nearestFirst(sides);
      const most = weightOf(parts[0]) + weightOf(parts[1]);
      const shared = new Float64Array(lines.length);
      for (const side of [0, 1] as const) {
        for (const [distance, word] of parts[side].entries()) {
          const weight = weights[distance] as number;
          for (const i of postings[side].get(word) ?? []) shared[i] = (shared[i] as number) + weight;
        }
      }
      const near = most === 0 ? [] : [...lines.keys()].filter((i) => (shared[i] as number) >= least * most);
      return near
        .sort((a, b) => (shared[b] as number) - (shared[a] as number))
        .slice(0, comparedLines)
        .flatMap((i) => {
          const line = lines[i] as TextLine;
          const [before, after] = nearestFirst(line);
          const likeness = (alignedWeight(parts[0], before) + alignedWeight(parts[1], after)) / most;
          return likeness < least ? [] : [{ line, likeness }];
        });
    },
  };
}

function postingsOf(lines: readonly TextLine[], side: keyof Sides): Map<string, number[]> {
  const postings = new Map<string, number[]>();
  for (const [i, line] of lines.entries()) {
    for (const word of new Set(line[side].split(' '))) addTo(postings, word, i);
  }
  return postings;
}

/** Values by a key of each, in their order. */
export function grouped<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) addTo(groups, keyOf(value), value);
  return groups;
}

function addTo<T>(groups: Map<string, T[]>, key: string, value: T): void {
  const group = groups.get(key);
  if (group) group.push(value);
  else groups.set(key, [value]);
}

/** Weight of the heaviest common subsequence; a word that has moved away counts as the farther of its two places. */
function alignedWeight(one: readonly string[], other: readonly string[]): number {
  let above = new Float64Array(other.length + 1);
  for (const [i, word] of one.entries()) {
    const row = new Float64Array(other.length + 1);
    for (const [j, candidate] of other.entries()) {
      const skipped = Math.max(above[j + 1] as number, row[j] as number);
      const matched = word === candidate ? (above[j] as number) + (weights[Math.max(i, j)] as number) : 0;
      row[j + 1] = Math.max(skipped, matched);
    }
    above = row;
  }
  return above.at(-1) as number;
}
