// The words of a text, as numbers, and those beside places in it. Pure.
import type { PlaceInText } from '../store/store.js';
import type { WordDigests } from './word-digests.js';

/** Words that count on each side of a form. */
export const wordsBeside = 10;
/** Numbers for each line: of the words before it, the nearest first, and then of those after it; 0 for none. */
export const numbersBeside = 2 * wordsBeside;

/** Characters of each side that mostly hold so many words; where they do not, more are read. */
const charsBeside = 96;
const moreCharsBeside = 1200;

/**
 * A word as lines are compared by: letters and digits, with what may come and go inside it (apostrophes, marks that
 * are not seen, and a hyphen, also one at a line end).
 */
const wordPattern =
  /[\p{L}\p{M}\p{N}](?:[\p{L}\p{M}\p{N}\p{Cf}'’‘ʼ`´]|[-‐‑¬](?:[^\S\r\n]*\r?\n[^\S\r\n]*)?(?=\p{L}))*/gu;

/** Words of a part of a text, by where each begins and ends. */
interface Bounds {
  readonly starts: number[];
  readonly ends: number[];
}

function boundsOf(text: string, from: number, to: number): Bounds {
  const bounds: Bounds = { starts: [], ends: [] };
  const part = text.slice(from, to);
  wordPattern.lastIndex = 0;
  for (let word = wordPattern.exec(part); word; word = wordPattern.exec(part)) {
    bounds.starts.push(from + word.index);
    bounds.ends.push(from + wordPattern.lastIndex);
  }
  return bounds;
}

/** The words from an offset to another: where each begins, and its number. */
export function wordsOf(
  text: string,
  from: number,
  to: number,
  digests: WordDigests,
): { readonly starts: readonly number[]; readonly numbers: readonly number[] } {
  const { starts, ends } = boundsOf(text, from, to);
  return { starts, numbers: starts.map((start, i) => digests.numberAt(text, start, ends[i] as number)) };
}

/** The words beside the places of a text. */
export interface Beside {
  /** [places × 20] */
  readonly numbers: Int32Array;
  /** [places × 2] how many of those before and after a place are of its sentence. */
  readonly inSentence: Uint8Array;
}

/** places: in the order of the text. Whatever lies far from all of them is not read. */
export function wordsBesidePlaces(
  text: string,
  places: readonly PlaceInText[],
  digests: WordDigests,
): Beside {
  const beside: Beside = {
    numbers: new Int32Array(places.length * numbersBeside),
    inSentence: new Uint8Array(places.length * 2),
  };
  let row = 0;
  for (const part of partsAround(text.length, places, charsBeside)) {
    const read = readPart(text, part);
    let own = 0;
    for (const place of part.places) {
      own = wordAt(read, place.start, own);
      if (hasEnough(read, own)) copyBeside(text, read, own, place, beside, row, digests);
      else {
        const wide = readPart(text, partsAround(text.length, [place], moreCharsBeside)[0] as Part);
        copyBeside(text, wide, wordAt(wide, place.start, 0), place, beside, row, digests);
      }
      row++;
    }
  }
  return beside;
}

interface Part {
  from: number;
  to: number;
  readonly places: PlaceInText[];
}

/** Parts of the text around places; those that touch are one. */
function partsAround(length: number, places: readonly PlaceInText[], chars: number): Part[] {
  const parts: Part[] = [];
  for (const place of places) {
    const from = Math.max(0, place.start - chars);
    const to = Math.min(length, place.end + chars);
    const last = parts.at(-1);
    if (!last || from > last.to) parts.push({ from, to, places: [place] });
    else {
      last.to = Math.max(last.to, to);
      last.places.push(place);
    }
  }
  return parts;
}

interface ReadPart extends Bounds {
  /** The numbers of words that were needed; 0 for the rest. */
  readonly numbers: Int32Array;
  /** Whether the text goes on before it, and after it. */
  readonly goesOn: readonly [boolean, boolean];
}

/** The words of a part, without those that its ends cut. */
function readPart(text: string, { from, to }: Part): ReadPart {
  const isInside = (i: number): boolean => i > 0 && i < text.length && !/\s/u.test(text.slice(i - 1, i + 1));
  const first = from + (isInside(from) ? text.slice(from, to).search(/\s/u) + 1 : 0);
  const bounds = boundsOf(text, first, to);
  if (bounds.ends.at(-1) === to && isInside(to)) {
    bounds.starts.pop();
    bounds.ends.pop();
  }
  const numbers = new Int32Array(bounds.starts.length);
  return { ...bounds, numbers, goesOn: [from > 0, to < text.length] };
}

const hasEnough = ({ starts, goesOn }: ReadPart, own: number): boolean =>
  (own >= wordsBeside || !goesOn[0]) && (starts.length - own > wordsBeside || !goesOn[1]);

/** Index of the word that the form at an offset is part of, be it all of it; from: an index that is not above it. */
function wordAt({ starts }: Bounds, offset: number, from: number): number {
  let own = from;
  while (own + 1 < starts.length && (starts[own + 1] as number) <= offset) own++;
  return own;
}

/** Writes the row of a place. Only words that are copied get a number. */
function copyBeside(
  text: string,
  { starts, ends, numbers }: ReadPart,
  own: number,
  { sentenceStart, sentenceEnd }: PlaceInText,
  beside: Beside,
  row: number,
  digests: WordDigests,
): void {
  const numberAt = (i: number): number => {
    numbers[i] ||= digests.numberAt(text, starts[i] as number, ends[i] as number);
    return numbers[i] as number;
  };
  const first = row * numbersBeside;
  const least = Math.max(0, own - wordsBeside);
  for (let i = own - 1; i >= least; i--) {
    beside.numbers[first + own - 1 - i] = numberAt(i);
    if ((starts[i] as number) >= sentenceStart) beside.inSentence[2 * row] = own - i;
  }
  const end = Math.min(starts.length, own + 1 + wordsBeside);
  for (let i = own + 1; i < end; i++) {
    beside.numbers[first + wordsBeside + i - own - 1] = numberAt(i);
    if ((starts[i] as number) < sentenceEnd) beside.inSentence[2 * row + 1] = i - own;
  }
}
