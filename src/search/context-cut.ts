// The text beside a form, on one line, cut at whole words.
import { blankMarks } from '../text/marks.js';

/** Context on one side of a form. */
export interface Context {
  readonly text: string;
  /** True where text was left out. */
  readonly isCut: boolean;
}

/** own: the passage up to the form; beyond: the text before it. most: characters. */
export function leftContext(beyond: string, own: string, most: number): Context {
  // folding takes long, and mostly so much of the text is enough
  const near = 2 * most;
  const close = own.length < near ? beyond.slice(-near) + own : own;
  let line = oneLine(close.slice(-near), { keepEnd: true });
  const isMore = beyond.length + own.length > near;
  if (isMore && line.length <= most) line = oneLine(beyond + own, { keepEnd: true });
  if (line.length <= most) return { text: line, isCut: false };
  return {
    text: line
      .slice(cutBefore(line, line.length - most))
      .trimStart()
      .toWellFormed(),
    isCut: true,
  };
}

/** own: the passage from the form on; beyond: the text after it. most: characters. */
export function rightContext(own: string, beyond: string, most: number): Context {
  const near = 2 * most;
  const close = own.length < near ? own + beyond.slice(0, near) : own;
  let line = oneLine(close.slice(0, near), { keepStart: true });
  const isMore = own.length + beyond.length > near;
  if (isMore && line.length <= most) line = oneLine(own + beyond, { keepStart: true });
  if (line.length <= most) return { text: line, isCut: false };
  return { text: line.slice(0, cutAfter(line, most)).trimEnd().toWellFormed(), isCut: true };
}

/** Longer runs without white space are no single word: a script without spaces, or an address. */
const longWord = 40;
const segmenter = new Intl.Segmenter('en', { granularity: 'word' });

/** The last end of a word at or before an offset; the offset where the word alone is longer. */
function cutAfter(line: string, at: number): number {
  const space = line.lastIndexOf(' ', at);
  if (at - space <= longWord && space > 0) return space;
  const run = line.slice(space + 1, at + longWord);
  const ends = [...segmenter.segment(run)].map(({ index }) => space + 1 + index);
  return ends.findLast((end) => end <= at && end > space + 1) ?? (space > 0 ? space : at);
}

/** The first start of a word at or behind an offset; the offset where the word alone is longer. */
function cutBefore(line: string, at: number): number {
  const space = line.indexOf(' ', at - 1);
  // the space next to the form leaves nothing
  const isUsable = space >= 0 && space < line.length - 1;
  if (isUsable && space - at < longWord) return space + 1;
  const from = Math.max(0, at - longWord);
  const run = line.slice(from, space < 0 ? line.length : space);
  const starts = [...segmenter.segment(run)].map(({ index }) => from + index);
  return starts.find((start) => start >= at) ?? (isUsable ? space + 1 : at);
}

/** No character of any text: it stands where a mark is not shown. */
const hidden = '\ufdd0';

/** As long as the text, so that offsets stay true until `oneLine`. */
export function hideMarks(text: string): string {
  const blanked = blankMarks(text);
  if (blanked === text) return text;
  return Array.from({ length: text.length }, (_, i) => (blanked[i] === text[i] ? text[i] : hidden)).join('');
}

/** White space and control characters, which become one space on a line. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
export const gaps = /[\s\u0000-\u001f\u007f\ufeff]+/gu;

/** True when a text has no gap but single spaces, which is found sooner than it is folded. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is replaced
export const isFolded = (text: string): boolean => !/[^\S ]|[\u0000-\u001f\u007f\ufeff]| \s/u.test(text);

/** Gaps next to the form stay. Hidden marks go. */
export function oneLine(text: string, { keepStart = false, keepEnd = false } = {}): string {
  const line = text.replaceAll(hidden, '').replace(gaps, ' ');
  return (keepStart ? line.trimEnd() : keepEnd ? line.trimStart() : line.trim()).toWellFormed();
}
