// Words of a sentence by the Unicode rules (UAX 29) of Intl.Segmenter, which also knows Chinese, Japanese and Thai.
// In: text. Out: forms with character offsets. Knows nothing of lemmas or vectors.
import { isWordForm } from './english.js';
import { foldCase } from './fold-case.js';

export interface Word {
  readonly form: string;
  readonly startChar: number;
  readonly endChar: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
// The Unicode rules keep underscores (_emphasis_ in plain text) and inner apostrophes with a word; English clitics
// ('s, 'll, 're, 've, 'd, 'm) are not part of it: Almayer's → Almayer, we'll → we.
const clitic = /['’](?:s|ll|re|ve|d|m)$/iu;
const marksAround = /^['’‘_.:\u2024\ufe13\ufe52\ufe55\uff0e\uff1a\p{Cf}]+|['’‘_\p{Cf}]+$/gu;

/** Most characters that a library analyses at once: their time grows faster than their text. */
export const maxSliceChars = 3000;

/** Returns the words and numbers of `text` in order, without spaces, punctuation and symbols. */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (let from = 0; from < text.length; ) {
    const to = sliceEnd(text, from, text.length);
    const whole = to === text.length ? to : lastBreak(text, from, to);
    pushWords(words, text.slice(from, whole), from);
    from = whole;
  }
  return words;
}

function pushWords(words: Word[], slice: string, from: number): void {
  for (const { segment, index, isWordLike } of segmenter.segment(slice)) {
    if (!isWordLike) continue;
    let at = from + index;
    if (isPlain.test(segment)) {
      words.push({ form: segment, startChar: at, endChar: at + segment.length });
      continue;
    }
    for (const part of partsOf(segment)) {
      const form = part.replace(marksAround, '').replace(clitic, '');
      const startChar = at + part.indexOf(form);
      at += part.length;
      if (form !== '' && form.length <= maxWordChars) {
        words.push({ form, startChar, endChar: startChar + form.length });
      }
    }
  }
}

/** Nearly every word: there is nothing to take off. */
const isPlain = /^[A-Za-z]{1,100}$/u;
/** A longer run of letters is no word. */
const maxWordChars = 100;
/** Marks that the Unicode rules keep between letters, as in `U.S` and `4:30`. */
const innerMarks = /(?<=\p{L})(?=[.:\u2024\ufe13\ufe52\ufe55\uff0e\uff1a]\p{L})/u;

/** `harbour:the` and `lantern.then` are two words each, since both are known. Joined, the parts are the segment. */
function partsOf(segment: string): string[] {
  const parts = segment.split(innerMarks);
  if (parts.length === 1) return parts;
  const isWord = (part: string): boolean => {
    const word = foldCase(part.replace(/^[^\p{L}]/u, ''));
    return word.length > 1 && isWordForm(word);
  };
  const words: string[] = [];
  parts.forEach((part, i) => {
    if (i > 0 && isWord(parts[i - 1] as string) && isWord(part)) words.push(part);
    else words.push((words.pop() ?? '') + part);
  });
  return words;
}

/** The end of a slice from an offset, not between the two halves of a surrogate pair. */
export function sliceEnd(text: string, from: number, endChar: number, maxChars = maxSliceChars): number {
  const end = Math.min(endChar, from + maxChars);
  const code = text.charCodeAt(end);
  return code >= 0xdc00 && code <= 0xdfff && end > 1 ? end - 1 : end;
}

/** Where a slice is cut that holds nothing whole: after its last space, else before its last word. */
export function lastBreak(text: string, from: number, to: number): number {
  const middle = from + Math.floor((to - from) / 2);
  for (let i = to - 1; i > middle; i--) if (/\s/u.test(text[i] as string)) return i + 1;
  const lastWord = splitWords(text.slice(middle, to)).at(-1);
  return lastWord && lastWord.startChar > 0 ? middle + lastWord.startChar : to;
}
