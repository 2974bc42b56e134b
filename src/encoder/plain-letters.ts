// Letters as a reader sees them: ligatures and full-width letters are in no vocabulary, nor are words with soft hyphens.

/** Returns the text with its letters in NFKC (`oﬃce` as office) and without soft hyphens; digits and marks stay. */
export function plainLetters(text: string): string {
  return hasOddLetters.test(text)
    ? text.replace(letters, (run) => run.normalize('NFKC').replaceAll('\u00ad', ''))
    : text;
}

/** Letters that NFKC may change begin beyond Latin; only ſ, the letters of ª and º, and a few digraphs stand before. */
const hasOddLetters =
  /[\u00ad\u00aa\u00ba\u0132-\u0133\u013f-\u0140\u0149\u017f\u01c4-\u01cc\u01f1-\u01f3\u02b0-\uffff]/u;
const letters = /[\p{L}\p{M}\u00ad]+/gu;
