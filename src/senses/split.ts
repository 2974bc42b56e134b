// Splits a sense in two: the clusters of its lines, each with words for its label.

import { cosines } from '../analysis/score.js';
import { induceInThread } from '../analysis/thread.js';
import { invalid } from '../domain/check.js';
import type { SenseWord } from '../domain/senses.js';
import { selectRows } from '../math/vector.js';
import { frequentOf, indicativeOf, wordsBeside } from './beside.js';
import { shownWords } from './describe.js';
import { type LabelSource, labelParts } from './labels.js';
import { byCentrality, hitsOf, rowsBySense } from './lines.js';
import type { AssignedWord, SenseContext } from './sense-context.js';
import { alikeWords, substitutesOf } from './substitutes.js';

/** One half of a sense. */
export interface Half {
  /** Unit vector: the centroid of its lines. */
  readonly centroid: Float32Array;
  /** Words that belong to this half and not to the other. */
  readonly source: Omit<LabelSource, 'id'>;
}

/**
 * Returns the two clusters of a sense's lines. usesSubstitutes: as in describing senses, default true. Throws
 * `invalid_input` for a sense with fewer than two lines.
 */
export async function halvesOf(
  context: SenseContext,
  assigned: AssignedWord,
  id: string,
  { usesSubstitutes = true }: { readonly usesSubstitutes?: boolean | undefined },
): Promise<Half[]> {
  const number = assigned.candidates.findIndex((candidate) => candidate.id === id);
  const rows = rowsBySense(assigned)[number] ?? [];
  if (rows.length < 2) {
    throw invalid(
      'split',
      `sense "${id}" has fewer than two lines`,
      'Move lines to it first, or make a new sense from a description.',
    );
  }
  const { codes, dim } = assigned.lines;
  const { centroids } = await induceInThread(selectRows(codes, dim, rows), dim, { numSenses: 2 });
  const groups = nearestOf(assigned, rows, centroids);
  const central = groups.map((group, i) => byCentrality(assigned, group, centroids[i] as Float32Array));
  const typical = central.map((group) => group.slice(0, 1));
  const lines = await hitsOf(context, assigned, typical);
  const beside = await wordsBeside(context, assigned, groups);
  const substitutes = usesSubstitutes ? await substitutesOfHalves(context, assigned, central) : [];
  return centroids.map((centroid, i) => ({
    centroid,
    source: {
      label: '',
      sentence: lines[i]?.[0]?.sentence,
      ...labelParts(substitutes[i] ?? [], indicativeOf(beside, i, shownWords), frequentOf(beside, i)),
    },
  }));
}

/** [centroids] the rows that lie nearest to each. */
function nearestOf(
  { lines }: AssignedWord,
  rows: readonly number[],
  centroids: readonly Float32Array[],
): number[][] {
  const scores = centroids.map((centroid) => cosines(centroid, lines.codes, lines.norms));
  const groups = centroids.map((): number[] => []);
  for (const row of rows) {
    const near = scores.map((one) => one[row] as number);
    (groups[near.indexOf(Math.max(...near))] as number[]).push(row);
  }
  return groups;
}

/** [halves] without words that stand in for both, which distinguish nothing. */
async function substitutesOfHalves(
  context: SenseContext,
  assigned: AssignedWord,
  central: readonly (readonly number[])[],
): Promise<SenseWord[][]> {
  const alike = await alikeWords(context, assigned.occurrences.lemmas);
  const lists: SenseWord[][] = [];
  for (const rows of central) lists.push(await substitutesOf(context, assigned, rows, alike, shownWords));
  return lists.map((list, i) => {
    const others = new Set(lists.flatMap((other, j) => (i === j ? [] : other.map(({ lemma }) => lemma))));
    return list.filter(({ lemma }) => !others.has(lemma));
  });
}
