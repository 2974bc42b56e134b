// Which sense each line has: scores from the dictionary or the user's own senses, then the assignment. Pure.
import { type Assignment, type AssignOptions, assignSenses } from './assign.js';
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
  | { readonly op: 'senses'; readonly senses: readonly SenseVectors[] }
);

/** Scores each line by each sense, and assigns it the best one. */
export function scoreAndAssign(task: AssignTask): Assignment {
  const { lines, senses, options } = task;
  const scores =
    task.op === 'dictionary' ? scoreDictionary(lines, task.senses, task) : scoreSenses(lines, task.senses);
  return assignSenses(lines, scores, senses.length, options);
}
