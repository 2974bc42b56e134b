// Sentences of a paragraph, with the `sentencex` library (Wikimedia): it knows abbreviations, initials, decimals
// and quotations in many languages, and loses no character.
import { segment } from 'sentencex';
import type { TextRange } from './paragraphs.js';

/**
 * A longer stretch without an end of sentence (a table, a list of names, a file without punctuation) is cut at
 * the last space before this many characters, so that one sentence never needs unbounded memory.
 */
export const maxSentenceChars = 4000;

/** Sentences of `text` between the two offsets, in order, without the spaces between them. */
export function splitSentences(
  text: string,
  { startChar, endChar }: TextRange,
  language = 'en',
): TextRange[] {
  const sentences: TextRange[] = [];
  let from = startChar;
  for (const piece of segment(language, text.slice(startChar, endChar))) {
    const to = from + piece.length;
    for (const range of cutLong(text, from, to)) {
      const content = text.slice(range.startChar, range.endChar);
      const lead = content.length - content.trimStart().length;
      const trimmed = content.trim();
      if (trimmed !== '') {
        const start = range.startChar + lead;
        sentences.push({ startChar: start, endChar: start + trimmed.length });
      }
    }
    from = to;
  }
  return sentences;
}

function cutLong(text: string, startChar: number, endChar: number): TextRange[] {
  const ranges: TextRange[] = [];
  let from = startChar;
  while (endChar - from > maxSentenceChars) {
    const space = text.lastIndexOf(' ', from + maxSentenceChars);
    let cut = space > from ? space + 1 : from + maxSentenceChars;
    // never between the two halves of a surrogate pair
    if (/[\udc00-\udfff]/u.test(text[cut] as string) || /[\udc00-\udfff]/.test(text[cut] as string)) cut--;
    ranges.push({ startChar: from, endChar: cut });
    from = cut;
  }
  ranges.push({ startChar: from, endChar });
  return ranges;
}
