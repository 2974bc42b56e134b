// Words that stand in one sense's lines more than in the others'.

export interface Keyword {
  readonly lemma: string;
  /** Lines of the sense with this word in their sentence. */
  readonly count: number;
  /** Lines of the others with it. */
  readonly others: number;
  /** Standard deviations from "as often as in the other lines". */
  readonly z: number;
}

/** Below two standard deviations a difference may be due to chance. */
export const clearZ = 1.96;
/** Weight of the collection's own frequencies: as if this many words had been seen before. */
const priorWords = 500;

/**
 * Log-odds ratio with an informative Dirichlet prior (Monroe, Colaresi and Quinn, 2008, "Fightin' Words", equations
 * 15, 16 and 22): counts of words beside the sense and beside the others, with the collection's frequencies as prior.
 * Returns the most indicative first; ties by count, then by lemma. Words seen in one line only are left out, and
 * those with a lower z than `minZ`.
 */
export function indicativeWords(
  inside: ReadonlyMap<string, number>,
  outside: ReadonlyMap<string, number>,
  collection: (lemma: string) => number,
  limit: number,
  minZ = clearZ,
): Keyword[] {
  const total = (counts: ReadonlyMap<string, number>): number =>
    [...counts.values()].reduce((sum, count) => sum + count, 0);
  const lemmas = new Set([...inside.keys(), ...outside.keys()]);
  const collectionTotal = [...lemmas].reduce((sum, lemma) => sum + collection(lemma), 0) || 1;
  const [numInside, numOutside] = [total(inside), total(outside)];
  const keywords: Keyword[] = [];
  for (const [lemma, count] of inside) {
    if (count < 2) continue;
    const prior = (priorWords * Math.max(1, collection(lemma))) / collectionTotal;
    const others = outside.get(lemma) ?? 0;
    const logOdds = (own: number, all: number): number =>
      Math.log((own + prior) / Math.max(1e-9, all + priorWords - own - prior));
    const difference = logOdds(count, numInside) - logOdds(others, numOutside);
    const z = difference / Math.sqrt(1 / (count + prior) + 1 / (others + prior));
    if (z >= minZ) keywords.push({ lemma, count, others, z });
  }
  return keywords
    .sort((a, b) => b.z - a.z || b.count - a.count || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, limit);
}
