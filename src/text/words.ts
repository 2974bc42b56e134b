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

/**
 * Returns the words and numbers of `text` in order, without spaces, punctuation and symbols.
 * Intl.Segmenter takes quadratic time: for sentences, not for whole documents.
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  for (const { segment, index, isWordLike } of segmenter.segment(text)) {
    if (!isWordLike) continue;
    const form = segment.replace(marksAround, '').replace(clitic, '');
    if (form === '') continue;
    const startChar = index + segment.indexOf(form);
    words.push({ form, startChar, endChar: startChar + form.length });
  }
  return words;
}
