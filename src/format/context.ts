// The context of a line as a page shows it: cut at words at several lengths, of which the style takes the one that fits
// its column; and the sentence with the form marked, where there are no columns.
import type { Hit } from '../domain/search.js';

/**
 * Widths at which a context can be cut, in widths of a figure; what is wider than the last is shown whole where there is
 * room. css/concordance.css has each, with room for an ellipsis.
 */
export const contextSteps = [29, 33, 36, 39, 42, 45, 48, 52, 57, 63, 70, 80] as const;

/** How wide letters are in a text face, in widths of a figure; the others are about as wide as one. */
const widths: readonly (readonly [letters: RegExp, width: number])[] = [
  [/[iljt.,:;'’!|\s]/u, 0.57],
  [/[frsI"“”()[\]-]/u, 0.75],
  [/[aceyz]/u, 0.9],
  [/[mwMW—…]/u, 1.6],
  [/[\p{Lu}&%]/u, 1.36],
  // letters of East Asia are as wide as high
  [/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60]/u, 2.05],
];
const lookUp = (letter: string): number => widths.find(([letters]) => letters.test(letter))?.[1] ?? 1.02;
/** Of ASCII, which most letters are: a page has ten thousand of them. */
const ofAscii = Float64Array.from({ length: 128 }, (_, code) => lookUp(String.fromCharCode(code)));

const widthOfLetter = (letter: string): number => ofAscii[letter.charCodeAt(0)] ?? lookUp(letter);

/** About how wide a text is, in widths of a figure. */
export const widthOf = (text: string): number =>
  [...text].reduce((sum, letter) => sum + widthOfLetter(letter), 0);

/**
 * Cuts a context into pieces at words: what is within the first step of the form, what comes within the next, and so on
 * to its end; pieces may be empty, and joined in order they are the context. used: what of the column's width is taken
 * already.
 */
export function piecesOf(context: string, side: 'left' | 'right', used = 0): string[] {
  const pieces: string[] = [];
  let rest = context;
  let taken = used;
  for (const step of contextSteps) {
    const length = wordsWithin(rest, side, step - taken, widthOfLetter);
    const piece = side === 'left' ? rest.slice(rest.length - length) : rest.slice(0, length);
    pieces.push(piece);
    taken += widthOf(piece);
    rest = side === 'left' ? rest.slice(0, rest.length - length) : rest.slice(length);
    if (rest === '') return pieces;
  }
  return [...pieces, rest];
}

/** How many characters whole words next to the form have that fit `room`. size: of a character. */
function wordsWithin(
  text: string,
  side: 'left' | 'right',
  room: number,
  size: (letter: string) => number = () => 1,
): number {
  let taken = 0;
  let length = 0;
  for (let i = 0; i < text.length; i++) {
    const letter = text.charAt(side === 'left' ? text.length - 1 - i : i);
    if (letter === ' ') length = i;
    taken += size(letter);
    if (taken > room) return length;
  }
  return text.length;
}

/** The sentence of a line before its form, and after it. */
export function sentenceAround({
  sentence,
  form,
  left,
  right,
}: Pick<Hit, 'sentence' | 'form' | 'left' | 'right'>): readonly [before: string, after: string] {
  let best = { at: -1, likeness: -1 };
  for (let at = sentence.indexOf(form); at >= 0; at = sentence.indexOf(form, at + 1)) {
    const likeness =
      commonEnd(sentence.slice(0, at), left) + commonStart(sentence.slice(at + form.length), right);
    if (likeness > best.likeness) best = { at, likeness };
  }
  if (best.at < 0) return [left, right];
  return [sentence.slice(0, best.at), sentence.slice(best.at + form.length)];
}

function commonStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length] === b[length]) length++;
  return length;
}

function commonEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a.at(-1 - length) === b.at(-1 - length)) length++;
  return length;
}

/** A few whole words on each side of a form, by which a reader recognises its line. */
export function briefly({ left, form, right }: Pick<Hit, 'left' | 'form' | 'right'>): BriefLine {
  const before = left.slice(left.length - wordsWithin(left, 'left', 24));
  return { before, form, after: right.slice(0, wordsWithin(right, 'right', 20)) };
}

/** Some words of a line, the form apart. */
export interface BriefLine {
  readonly before: string;
  readonly form: string;
  readonly after: string;
}
