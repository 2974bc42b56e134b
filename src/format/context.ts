// The context of a line as a page shows it: cut at words at several lengths, of which the style takes the one that fits
// its column; and the sentence with the form marked, where there are no columns.
import type { Hit } from '../domain/search.js';

/**
 * Lengths at which a context can be cut, in characters; what is longer than the last is shown whole where there is room.
 * css/concordance.css has a width for each.
 */
export const contextSteps = [36, 48, 54, 60, 68, 80, 96] as const;

/**
 * Cuts a context into pieces at words: what is within the first step of the form, what comes within the next, and so on
 * to its end; pieces may be empty, and joined in order they are the context. used: characters of the column that are
 * taken already.
 */
export function piecesOf(context: string, side: 'left' | 'right', used = 0): string[] {
  const pieces: string[] = [];
  let rest = context;
  for (const step of contextSteps) {
    const taken = context.length - rest.length;
    const length = wordsWithin(rest, side, step - used - taken);
    pieces.push(side === 'left' ? rest.slice(rest.length - length) : rest.slice(0, length));
    rest = side === 'left' ? rest.slice(0, rest.length - length) : rest.slice(length);
    if (rest === '') return pieces;
  }
  return [...pieces, rest];
}

/** How many characters next to the form whole words take, at most `room`. */
function wordsWithin(text: string, side: 'left' | 'right', room: number): number {
  if (text.length <= room) return text.length;
  if (room <= 0) return 0;
  if (side === 'right') return Math.max(0, text.lastIndexOf(' ', room));
  const gap = text.indexOf(' ', text.length - room - 1);
  return gap < 0 ? 0 : text.length - gap - 1;
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
