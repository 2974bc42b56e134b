// Senses without a dictionary: the clusters of a word's occurrences, computed once and stored in the database until the
// word has changed much, or a caller forgets them.
import { induceInThread } from '../analysis/thread.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { type SenseContext, senseWord } from './sense-context.js';

/** A word that has grown by half may have new senses; one that has lost half may have lost some. */
const mostGrowth = 1.5;
const mostLoss = 0.5;

/** Centroids of a word's induced senses, and how stable the division is. */
export interface InducedCentres {
  /** Unit vectors, [k] of [dim]; the largest sense first. */
  readonly centroids: Float32Array[];
  /** Up to 1; null for one sense. */
  readonly stability: number | null;
}

/** Returns the stored ones, or new ones when there are none or the word has changed too much. */
export async function inducedCentres(
  { store, collection }: SenseContext,
  word: string,
  { vectors }: WordOccurrences,
): Promise<InducedCentres> {
  const { dim, codes, norms } = vectors;
  let stored = await store.induction(collection.id, word);
  const isStale =
    !stored || norms.length > mostGrowth * stored.numTokens || norms.length < mostLoss * stored.numTokens;
  if (!stored || isStale) {
    const { centroids, stability } = await induceInThread(codes, dim);
    const joined = Float32Array.from(centroids.flatMap((one) => [...one]));
    stored = { numTokens: norms.length, stability, centroids: joined };
    await store.saveInduction(collection.id, word, stored);
  }
  const { centroids, stability } = stored;
  const rows = Array.from({ length: centroids.length / dim }, (_, i) =>
    centroids.slice(i * dim, (i + 1) * dim),
  );
  return { centroids: rows, stability };
}

/** Forgets a word's induced senses: the next call that needs them induces them from its current occurrences. */
export async function forgetInducedSenses(
  { store, collection, cache }: SenseContext,
  occurrences: WordOccurrences,
): Promise<void> {
  await store.removeInduction(collection.id, senseWord(occurrences));
  cache.assigned.delete(occurrences);
}
