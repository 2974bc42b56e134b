// Which sense each line has: scores from the dictionary or the user's own senses, then the assignment. Pure.
import { type Assignment, type AssignOptions, assignSenses } from './assign.js';
import { possibleSenses } from './possible.js';
import {
  type DictionaryVectors,
  type LineVectors,
  type SenseVectors,
  scoreDictionary,
  scoreSenses,
} from './score.js';

/** Lines, the senses that they may have, and how these are assigned. */
export type AssignTask = {
  readonly lines: LineVectors;
  readonly options: AssignOptions;
} & (
  | { readonly op: 'dictionary'; readonly senses: readonly DictionaryVectors[]; readonly usesRank: boolean }
  | {
      readonly op: 'senses';
      readonly senses: readonly SenseVectors[];
      /** Vectors of lines that have none of the senses, each of length 1: given where a line need not have any. */
      readonly none?: readonly Float32Array[];
    }
);

/** Scores each line by each sense, and assigns it the best one. */
export function scoreAndAssign(task: AssignTask): Assignment {
  const { lines, options } = task;
  if (task.op === 'dictionary') {
    return assignSenses(lines, scoreDictionary(lines, task.senses, task), task.senses.length, options);
  }
  const { senses, none } = task;
  const possible = none && possibleSenses(lines, senses, none);
  return assignSenses(lines, scoreSenses(lines, senses), senses.length, { ...options, possible });
}
