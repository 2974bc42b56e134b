// Lines keep the senses they had when a person made these their own: a change moves only the lines that it is about.
// Pure.
import type { Assignment } from '../analysis/assign.js';
import { cosines, type LineVectors, type SenseVectors } from '../analysis/score.js';
import type { OwnSense } from './own.js';

/** Which adopted sense each line had. */
export interface AdoptedLines {
  /** Ids of the adopted senses, by the numbers of the assignment; undefined for one that was not adopted. */
  readonly seeds: readonly (string | undefined)[];
  readonly assignment: Assignment;
}

/**
 * Returns the lines with their adopted senses, or what became of these by merging and splitting. As scored by the own
 * senses are lines that fit a sense that was made since, and those whose sense was deleted.
 */
export function keepAdopted(
  lines: LineVectors,
  own: readonly OwnSense[],
  senses: readonly SenseVectors[],
  { seeds, assignment: before }: AdoptedLines,
  scored: Assignment,
): Assignment {
  const heirs = seeds.map((seed) =>
    [...own.keys()].filter((s) => seed !== undefined && own[s]?.heirOf.includes(seed)),
  );
  const isShared = heirs.some((ofSeed) => ofSeed.length > 1);
  const nearness = isShared ? senses.map((sense) => nearnessTo(lines, sense)) : [];
  const heirFor = (seed: number, row: number): number =>
    (heirs[seed] ?? []).reduce(
      (best, s) => (best < 0 || (nearness[s]?.[row] ?? 0) > (nearness[best]?.[row] ?? 0) ? s : best),
      -1,
    );
  const kept: Assignment = {
    senses: scored.senses.slice(),
    runnersUp: scored.runnersUp.slice(),
    confidences: scored.confidences.slice(),
  };
  before.senses.forEach((seed, row) => {
    const chosen = scored.senses[row] as number;
    const sense = heirFor(seed, row);
    const isMade = own[chosen]?.heirOf.length === 0;
    if (isMade || (seed >= 0 && sense < 0)) return;
    const second = heirFor(before.runnersUp[row] as number, row);
    kept.senses[row] = sense;
    kept.runnersUp[row] = second === sense ? -1 : second;
    // a line of the only sense was sure of it, as only what a person said is
    if (seeds.length > 1) kept.confidences[row] = before.confidences[row] as number;
  });
  return kept;
}

/** [n] cosine of each line with the nearest of the centres of a sense. */
function nearnessTo(lines: LineVectors, { parts }: SenseVectors): Float32Array {
  const nearest = new Float32Array(lines.norms.length).fill(-1);
  for (const { centroid } of parts) {
    if (!centroid) continue;
    cosines(centroid, lines.codes, lines.norms).forEach((cosine, row) => {
      nearest[row] = Math.max(nearest[row] as number, cosine);
    });
  }
  return nearest;
}
