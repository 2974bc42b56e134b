// A text as it is read: what the paragraphs, sentences and words are cut from, and what the encoder sees. It is as long
// as the source, so that every offset is one of the source.
//
//   source ─▶ divided words joined ─▶ blanks for what is no word ─▶ blanks for marks ─▶ reading
import type { Token } from '../domain/text.js';
import { joinDivided } from './divided-words.js';
import { blankMarks } from './marks.js';
import { blankNoWords } from './no-words.js';

/** A document as it is read. */
export interface Reading {
  /** With marks, from which paragraphs are told apart. */
  readonly marked: string;
  readonly text: string;
}

interface Range {
  readonly startChar: number;
  readonly endChar: number;
}

/**
 * Reads a document. isEntry: whether the dictionary has a folded word with its hyphens. leftOut: stretches that are not
 * read, in order.
 */
export function readDocument(
  source: string,
  isEntry: (word: string) => boolean,
  leftOut: readonly Range[] = [],
): Reading {
  const marked = blankRanges(blankNoWords(joinDivided(source, isEntry)), leftOut);
  return { marked, text: blankMarks(marked) };
}

function blankRanges(text: string, ranges: readonly Range[]): string {
  const blank = (stretch: string): string => stretch.replaceAll(/[^\r\n]/g, ' ');
  let result = '';
  let from = 0;
  for (const { startChar, endChar } of ranges) {
    result += text.slice(from, startChar) + blank(text.slice(startChar, endChar));
    from = endChar;
  }
  return result + text.slice(from);
}

const lineEnds = /[-¬\u2010\u00ad][ \t]*(?:\r\n|[\n\r\u2028])[ \t>]*/gu;

/**
 * A passage as the encoder sees it: the same for the same text and tokens, wherever it stands. What is in a token is
 * never blank, and a line end in it is none.
 */
export function readPassage(source: string, tokens: readonly Pick<Token, 'startChar' | 'endChar'>[]): string {
  const blanked = blankMarks(blankNoWords(source));
  let reading = '';
  let from = 0;
  for (const { startChar, endChar } of tokens) {
    const word = source.slice(startChar, endChar);
    reading += blanked.slice(from, startChar);
    reading += word.replace(lineEnds, (gap) => '\u00ad'.repeat(gap.length));
    from = endChar;
  }
  return reading + blanked.slice(from);
}
