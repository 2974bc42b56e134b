// Agreement of two divisions of the same lines, by the usual measures. Pure.

type Label = string | number;

/** Counts of each pair of labels, of the first, and of the second. */
function contingency(a: readonly Label[], b: readonly Label[]) {
  const both = new Map<string, { count: number; a: Label; b: Label }>();
  const first = new Map<Label, number>();
  const second = new Map<Label, number>();
  a.forEach((label, i) => {
    const other = b[i] as Label;
    const key = JSON.stringify([label, other]);
    both.set(key, { a: label, b: other, count: (both.get(key)?.count ?? 0) + 1 });
    first.set(label, (first.get(label) ?? 0) + 1);
    second.set(other, (second.get(other) ?? 0) + 1);
  });
  return { both: [...both.values()], first, second };
}

/** Adjusted Rand index (Hubert and Arabie, 1985): 1 for the same division, about 0 for chance. */
export function adjustedRand(a: readonly Label[], b: readonly Label[]): number {
  const { both, first, second } = contingency(a, b);
  const pairs = (counts: Iterable<number>): number =>
    [...counts].reduce((sum, count) => sum + (count * (count - 1)) / 2, 0);
  const together = pairs(both.map(({ count }) => count));
  const [inFirst, inSecond] = [pairs(first.values()), pairs(second.values())];
  const all = pairs([a.length]);
  const expected = all === 0 ? 0 : (inFirst * inSecond) / all;
  const most = (inFirst + inSecond) / 2;
  return most === expected ? 1 : (together - expected) / (most - expected);
}

/** B-cubed precision, recall and F1 of `predicted` against `gold` (Bagga and Baldwin, 1998). */
export function bCubed(
  gold: readonly Label[],
  predicted: readonly Label[],
): { precision: number; recall: number; f1: number } {
  const { both, first, second } = contingency(gold, predicted);
  let precision = 0;
  let recall = 0;
  for (const { a, b, count } of both) {
    precision += (count * count) / (second.get(b) as number) / gold.length;
    recall += (count * count) / (first.get(a) as number) / gold.length;
  }
  const sum = precision + recall;
  return { precision, recall, f1: sum === 0 ? 0 : (2 * precision * recall) / sum };
}

/** V-measure: harmonic mean of homogeneity and completeness (Rosenberg and Hirschberg, 2007). */
export function vMeasure(gold: readonly Label[], predicted: readonly Label[]): number {
  const { both, first, second } = contingency(gold, predicted);
  const n = gold.length;
  const entropy = (counts: Iterable<number>): number =>
    [...counts].reduce((sum, count) => sum - (count / n) * Math.log(count / n), 0);
  const [ofGold, ofPredicted] = [entropy(first.values()), entropy(second.values())];
  let goldUnderPredicted = 0;
  let predictedUnderGold = 0;
  for (const { a, b, count } of both) {
    goldUnderPredicted -= (count / n) * Math.log(count / (second.get(b) as number));
    predictedUnderGold -= (count / n) * Math.log(count / (first.get(a) as number));
  }
  const homogeneity = ofGold === 0 ? 1 : 1 - goldUnderPredicted / ofGold;
  const completeness = ofPredicted === 0 ? 1 : 1 - predictedUnderGold / ofPredicted;
  const sum = homogeneity + completeness;
  return sum === 0 ? 0 : (2 * homogeneity * completeness) / sum;
}

/** Share of equal labels. */
export const accuracy = (gold: readonly Label[], predicted: readonly Label[]): number =>
  gold.filter((label, i) => label === predicted[i]).length / Math.max(1, gold.length);

/** Mean F1 over the gold labels. */
export function macroF1(gold: readonly Label[], predicted: readonly Label[]): number {
  const { both, first, second } = contingency(gold, predicted);
  const right = new Map(both.filter(({ a, b }) => a === b).map(({ a, count }) => [a, count]));
  const scores = [...first].map(
    ([label, count]) => (2 * (right.get(label) ?? 0)) / (count + (second.get(label) ?? 0)),
  );
  return scores.reduce((sum, score) => sum + score, 0) / Math.max(1, scores.length);
}
