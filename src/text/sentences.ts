// Sentences of a paragraph, with the `sentencex` library (Wikimedia): it knows abbreviations, initials, decimals
// and quotations in many languages. Version 0.4 is its last in JavaScript: 1.0 is native code that panics on some
// quotations, and for most platforms its packages are not in the registry, so that `npm ci` fails.
import segment from 'sentencex';
import type { TextRange } from './paragraphs.js';
import { lastBreak, maxSliceChars, sliceEnd } from './words.js';

/**
 * A longer stretch without a sentence end (a table, a list of names, a file without punctuation) is cut at a space or
 * between words, so that one sentence never needs unbounded memory.
 */
export const maxSentenceChars = maxSliceChars;

const fallback = new Intl.Segmenter('en', { granularity: 'sentence' });

/** Sentences of `text` between the two offsets, in order, without the spaces between them. */
export function splitSentences(
  text: string,
  { startChar, endChar }: TextRange,
  language = 'en',
): TextRange[] {
  const sentences: TextRange[] = [];
  let from = startChar;
  while (from < endChar) {
    const to = sliceEnd(text, from, endChar);
    const pieces = segmentOrFallBack(text.slice(from, to), language);
    // the last piece of a window may continue beyond it: it is read again at the start of the next
    const complete = to === endChar ? pieces : pieces.slice(0, -1);
    if (complete.length === 0) complete.push(text.slice(from, lastBreak(text, from, to)));
    for (const piece of complete) {
      pushTrimmed(sentences, piece, from);
      from += piece.length;
    }
  }
  return sentences;
}

/**
 * Returns pieces of `text` that, joined, are `text`: the library trims its sentences, so each is looked up and extends
 * to the next. If the library ever changes a character, Unicode's rules cut this stretch.
 */
function segmentOrFallBack(text: string, language: string): string[] {
  const starts: number[] = [];
  let from = 0;
  for (const sentence of segment(language, text)) {
    const start = text.indexOf(sentence, from);
    if (start < 0) return [...fallback.segment(text)].map(({ segment: piece }) => piece);
    starts.push(start);
    from = start + sentence.length;
  }
  return starts.map((start, i) => text.slice(i === 0 ? 0 : start, starts[i + 1] ?? text.length));
}

function pushTrimmed(sentences: TextRange[], piece: string, from: number): void {
  const content = piece.trim();
  if (content === '') return;
  const start = from + piece.length - piece.trimStart().length;
  sentences.push({ startChar: start, endChar: start + content.length });
}
