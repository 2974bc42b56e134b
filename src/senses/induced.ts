// Senses as the lines show them: groups of a word's occurrences, which start from the dictionary's senses where it has
// the word. They are computed once and stored in the database until the word has changed much, or a caller forgets them.
import { induceInThread } from '../analysis/thread.js';
import type { WordOccurrences } from '../search/occurrences.js';
import type { StoredInduction } from '../store/store.js';
import { type SenseCandidate, type SenseContext, senseWord } from './sense-context.js';

/** A word that has grown by half may have new senses; one that has lost half may have lost some. */
const mostGrowth = 1.5;
const mostLoss = 0.5;
/** A dictionary's sense names a group when at least this share of the group's lines have it. */
const namingShare = 0.5;

/** The dictionary's senses of a word's lines. */
export interface PriorSenses {
  readonly candidates: readonly SenseCandidate[];
  /** [n] index of the sense, -1 for none of them. */
  readonly senses: Int16Array;
}

/** Centroids of a word's induced senses, and how stable the division is. */
export interface InducedCentres {
  /** Unit vectors, [k] of [dim]; the largest sense first. */
  readonly centroids: Float32Array[];
  /** Up to 1; null for one sense. */
  readonly stability: number | null;
}

/**
 * Returns the stored ones, or new ones when there are none or the word has changed too much. prior: undefined for a
 * word of which the dictionary does not have several senses.
 */
export async function inducedCentres(
  { store, collection }: SenseContext,
  word: string,
  { vectors }: WordOccurrences,
  prior: PriorSenses | undefined,
): Promise<InducedCentres> {
  const { dim, norms } = vectors;
  let stored = await store.induction(collection.id, word);
  const isStale =
    !stored || norms.length > mostGrowth * stored.numTokens || norms.length < mostLoss * stored.numTokens;
  if (!stored || isStale) {
    stored = await induce(vectors, stored?.numWished ?? null, prior);
    await store.saveInduction(collection.id, word, stored);
  }
  const { centroids, stability } = stored;
  const rows = Array.from({ length: centroids.length / dim }, (_, i) =>
    centroids.slice(i * dim, (i + 1) * dim),
  );
  return { centroids: rows, stability };
}

async function induce(
  { codes, dim, norms }: WordOccurrences['vectors'],
  numWished: number | null,
  prior: PriorSenses | undefined,
): Promise<StoredInduction> {
  const options = { numSenses: numWished ?? undefined, prior: prior?.senses };
  const { centroids, stability } = await induceInThread(codes, dim, options);
  const joined = Float32Array.from(centroids.flatMap((one) => [...one]));
  return { numTokens: norms.length, numWished, stability, centroids: joined };
}

/**
 * Forgets a word's induced senses: the next call that needs them induces them from its current occurrences.
 * groups: divides the lines into so many now, whatever the evidence, and later when they have changed much.
 */
export async function forgetInducedSenses(
  { store, collection, cache }: SenseContext,
  occurrences: WordOccurrences,
  groups: number | undefined,
): Promise<void> {
  const word = senseWord(occurrences);
  const induction = groups === undefined ? undefined : await induce(occurrences.vectors, groups, undefined);
  await store.removeInduction(collection.id, word); // says so where nothing can be written, as saving does not
  if (induction) await store.saveInduction(collection.id, word, induction);
  cache.divisions.set(word, (cache.divisions.get(word) ?? 0) + 1);
}

/**
 * [groups] the dictionary's sense that most of a group's lines have, if it is half of them at least: each names one
 * group, the one with more of its lines. groups: [n] the group of each line, -1 for none.
 */
export function namesOfGroups(
  numGroups: number,
  groups: Int16Array,
  { candidates, senses }: PriorSenses,
): (SenseCandidate | undefined)[] {
  const sizes = new Float64Array(numGroups);
  const counts = new Map<string, { group: number; sense: number; count: number }>();
  groups.forEach((group, row) => {
    const sense = senses[row] as number;
    if (group < 0) return;
    (sizes[group] as number) += 1;
    if (sense < 0) return;
    const key = `${group} ${sense}`;
    const pair = counts.get(key) ?? { group, sense, count: 0 };
    pair.count++;
    counts.set(key, pair);
  });
  const names: (SenseCandidate | undefined)[] = Array.from({ length: numGroups });
  const used = new Set<number>();
  for (const { group, sense, count } of [...counts.values()].sort((a, b) => b.count - a.count)) {
    if (names[group] || used.has(sense) || count < namingShare * (sizes[group] as number)) continue;
    names[group] = candidates[sense];
    used.add(sense);
  }
  return names;
}
