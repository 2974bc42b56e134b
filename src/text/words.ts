// Words of a sentence by the Unicode rules (UAX 29) of Intl.Segmenter, which also knows Chinese, Japanese and Thai.
// In: text. Out: forms with character offsets. Knows nothing of lemmas or vectors.

export interface Word {
  readonly form: string;
  readonly startChar: number;
  readonly endChar: number;
}

const segmenter = new Intl.Segmenter('en', { granularity: 'word' });
// The Unicode rules keep underscores (_emphasis_ in plain text) and inner apostrophes with a word; English clitics
// ('s, 'll, 're, 've, 'd, 'm) are not part of it: Almayer's → Almayer, we'll → we.
const clitic = /['’](?:s|ll|re|ve|d|m)$/iu;
const marksAround = /^['’‘_\p{Cf}]+|['’‘_\p{Cf}]+$/gu;

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
    const form = segment.replace(marksAround, '').replace(clitic, '');
    if (form === '') continue;
    const startChar = from + index + segment.indexOf(form);
    words.push({ form, startChar, endChar: startChar + form.length });
  }
}

/** The end of a slice from an offset, not between the two halves of a surrogate pair. */
export function sliceEnd(text: string, from: number, endChar: number): number {
  const end = Math.min(endChar, from + maxSliceChars);
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
