// The version of the rules by which texts are cut into sentences and words, and words get their lemmas. A change to what
// this room makes of any text raises it: documents of an earlier version are then cut again (indexing/earlier-passages).

/**
 * 1: words by the rules of Unicode, lemmas of wink-nlp.
 * 2: full case folding, WordNet's irregular forms, words divided by line ends, `harbour:the` as two words; marks, addresses,
 *    data and code are not read.
 */
export const rulesVersion = 2;

/** What the encoder saw of a passage by the rules of a version. */
export const readingBy = (
  version: number,
  passage: { readonly text: string; readonly reading: string },
): string => (version < 2 ? passage.text : passage.reading);
