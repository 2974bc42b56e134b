// Marks lines without a searched word whose own word is the opposite of one of the description: opposites occur in the
// same contexts, so that their vectors are near.
import { partsOfSpeech } from '../domain/text.js';
import { isOppositeOf, type TaggedWord } from '../lexicon/antonyms.js';
import type { LineRow } from '../store/store.js';

/** Returns a function that gives the lemma in a description of which a line's word is the opposite; null for none. */
export function oppositeIn(
  description: readonly TaggedWord[],
): (row: Pick<LineRow, 'lemma' | 'pos'>) => string | null {
  const own = new Set(description.map(({ lemma }) => lemma));
  return ({ lemma, pos }) => {
    const tag = partsOfSpeech[pos ?? -1];
    if (lemma === null || tag === undefined || own.has(lemma)) return null;
    return description.find((word) => isOppositeOf({ lemma, pos: tag }, word))?.lemma ?? null;
  };
}
