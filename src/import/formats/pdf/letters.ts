// Characters as PDFs have them, to letters: ligatures, accents that stand beside their letter, glyphs of private areas; and
// between which letters no blank belongs.

/** Accents that stand as glyphs of their own before their letter (TeX's older fonts), by the combining ones. */
const accents: Readonly<Record<string, string>> = {
  '\u00a8': '\u0308',
  '\u00b4': '\u0301',
  '`': '\u0300',
  '\u02c6': '\u0302',
  '\u02dc': '\u0303',
  '\u02c7': '\u030c',
  '\u02d8': '\u0306',
  '\u02da': '\u030a',
  '\u02dd': '\u030b',
};

const loneAccent = /([\u00a8\u00b4\u02c6\u02dc\u02c7\u02d8\u02da\u02dd]|(?<=\p{L})`) ?([\p{L}\u0131])/gu;

/** Ligatures by their codes in TeX's fonts, which is all that there is of them where a font is drawn as pictures. */
const texLigatures: Readonly<Record<string, string>> = {
  '\u000e': 'ffi',
  '\u000f': 'ffl',
  '\u001b': 'ff',
  '\u001c': 'fi',
  '\u001d': 'fl',
  '\u001e': 'ffi',
  '\u001f': 'ffl',
};
const besideLetter = /\p{Cc}(?=\p{L})|(?<=\p{L})\p{Cc}/gu;

/** Small capitals and old-style figures of Adobe's private area, from U+F730 and U+F761. */
const privateGlyph = /[\uf730-\uf739\uf761-\uf77a]/gu;

/** Letters between which no blank belongs. */
const unspaced = '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\u3000-\\u303f\\uff01-\\uff60]';
const blankBetween = new RegExp(`(?<=${unspaced}) +(?=${unspaced})`, 'gu');
const unspacedEnd = new RegExp(`${unspaced}$`, 'u');
const unspacedStart = new RegExp(`^${unspaced}`, 'u');

/** True where a Chinese or Japanese text goes on. */
export const isUnspaced = (before: string, after: string): boolean =>
  unspacedEnd.test(before) && unspacedStart.test(after);

/** Dots that lead from a title to its page. */
const leader = / ?(?:[.·] ){4,}[.·]? ?| ?[.·]{6,} ?/gu;
/** A word set wide is read with a blank behind each letter. */
const spacedLetters = /^\p{L}(?: \p{L}){4,}$/u;

/** Plain letters and single blanks, for what stands on one line; what nobody can see is left out. */
export function cleanText(text: string): string {
  return text
    .replace(/[\u2010\u2011]/gu, '-')
    .replace(/[\ufb00-\ufb06]/gu, (ligature) => ligature.normalize('NFKC'))
    .replace(privateGlyph, (glyph) => String.fromCharCode(glyph.charCodeAt(0) - 0xf700))
    .replace(loneAccent, (whole, accent: string, letter: string) => {
      const joined = ((letter === '\u0131' ? 'i' : letter) + accents[accent]).normalize('NFC');
      return [...joined].length === 1 ? joined : whole;
    })
    .replace(besideLetter, (code) => texLigatures[code] ?? code)
    .replace(/\s+/gu, ' ')
    .replace(/[\p{Cc}\u200b\ufeff\ufffe\uffff]+/gu, '')
    .replace(leader, ' … ')
    .replace(spacedLetters, (word) => word.replaceAll(' ', ''))
    .replace(blankBetween, '')
    .normalize('NFC');
}
