// Which sense each line has: scores by the dictionary or by one's own senses, then the assignment. Pure.
import { type Assignment, type AssignOptions, assignSenses } from './assign.js';
import {
  type DictionaryVectors,
  type LineVectors,
  type SenseVectors,
  scoreDictionary,
  scoreSenses,
} from './score.js';

export type TellTask = {
  readonly lines: LineVectors;
  readonly options: AssignOptions;
} & (
  | { readonly op: 'dictionary'; readonly senses: readonly DictionaryVectors[]; readonly usesRank: boolean }
  | { readonly op: 'senses'; readonly senses: readonly SenseVectors[] }
);

export function tellSenses(task: TellTask): Assignment {
  const { lines, senses, options } = task;
  const scores =
    task.op === 'dictionary' ? scoreDictionary(lines, task.senses, task) : scoreSenses(lines, task.senses);
  return assignSenses(lines, scores, senses.length, options);
}
