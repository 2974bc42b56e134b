// What takes long for a frequent word, in a thread of its own: clustering, maps, scores and smoothing. Vectors in, numbers out.
import { type Assignment, type AssignOptions, assignSenses } from './assign.js';
import { type InducedSenses, induceSenses } from './induce.js';
import { projectLines } from './project.js';
import {
  type DictionaryVectors,
  type LineVectors,
  type SenseVectors,
  scoreDictionary,
  scoreSenses,
} from './score.js';

export type SenseTask =
  | {
      readonly op: 'induce';
      readonly codes: Int8Array;
      readonly dim: number;
      readonly numSenses?: number | undefined;
    }
  | { readonly op: 'project'; readonly codes: Int8Array; readonly dim: number }
  | {
      readonly op: 'dictionary';
      readonly lines: LineVectors;
      readonly senses: readonly DictionaryVectors[];
      readonly usesRank: boolean;
      readonly options: AssignOptions;
    }
  | {
      readonly op: 'senses';
      readonly lines: LineVectors;
      readonly senses: readonly SenseVectors[];
      readonly options: AssignOptions;
    };

export default function run(task: SenseTask): InducedSenses | Float32Array | Assignment {
  if (task.op === 'induce') {
    const { codes, dim, numSenses } = task;
    return induceSenses(codes, dim, numSenses === undefined ? {} : { numSenses });
  }
  if (task.op === 'project') return projectLines(task.codes, task.dim);
  const { lines, senses, options } = task;
  const scores =
    task.op === 'dictionary' ? scoreDictionary(lines, task.senses, task) : scoreSenses(lines, task.senses);
  return assignSenses(lines, scores, senses.length, options);
}
