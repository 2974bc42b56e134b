// The words next to a form, whatever they are: function words and numbers too, across the end of a sentence. Scripts
// without spaces are divided by the Unicode rules, the others, which is most text, by what stands between letters.
import { splitWords } from '../text/words.js';

/** Characters that mostly hold three words. */
export const nearChars = 80;

const word = /[\p{L}\p{M}\p{N}]+(?:['’.][\p{L}\p{M}\p{N}]+)*/gu;
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}]/u;
/** What a form leaves behind: Almayer's is Almayer and this. */
const clitic = /^['’](?:s|ll|re|ve|d|m)(?!\p{L})/iu;

/** The first words of the text behind a form, next first; `most` or as many as there are. */
export function wordsAfter(text: string, most: number): string[] {
  const rest = text.replace(clitic, '');
  return near(rest.length, most, (chars) => wordsIn(rest.slice(0, chars))).slice(0, most);
}

/** The last words of the text before a form, next first. */
export function wordsBefore(text: string, most: number): string[] {
  return near(text.length, most, (chars) => wordsIn(text.slice(-chars)).reverse()).slice(0, most);
}

/** Looks as far as is needed: one word more than wanted, since the last may be cut. */
function near(length: number, most: number, wordsWithin: (chars: number) => string[]): string[] {
  for (let chars = nearChars; ; chars *= 4) {
    const words = wordsWithin(chars);
    if (words.length > most || chars >= length) return words;
  }
}

const wordsIn = (text: string): string[] =>
  spaceless.test(text) ? splitWords(text).map(({ form }) => form) : (text.match(word) ?? []);
