// Words of a collection that are known by their digests only. Pure.
import type { WordDigests } from './word-digests.js';

/** Of so many rare words, at least some are left in an edited text. */
const wordsLookedUp = 12;

/** The rarest forms of a collection that are among the wanted words. counts: tokens by form; wanted: numbers. */
export function rareWords(
  counts: ReadonlyMap<string, number>,
  wanted: ReadonlySet<number>,
  digests: WordDigests,
): string[] {
  return [...counts]
    .filter(([form]) => wanted.has(digests.numberOf(form)))
    .sort((a, b) => a[1] - b[1])
    .slice(0, wordsLookedUp)
    .map(([form]) => form);
}
