// Runs what takes long for a frequent word in a separate thread: clustering, maps, scores and smoothing. Vectors in,
// numbers out.
import type { Assignment } from './assign.js';
import { type InducedSenses, type InduceOptions, induceSenses } from './induce.js';
import { projectLines } from './project.js';
import { type AssignTask, scoreAndAssign } from './tasks.js';

export type SenseTask =
  | {
      readonly op: 'induce';
      readonly codes: Int8Array;
      readonly dim: number;
      readonly options: InduceOptions;
    }
  | { readonly op: 'project'; readonly codes: Int8Array; readonly dim: number }
  | AssignTask;

export default function run(task: SenseTask): InducedSenses | Float32Array | Assignment {
  if (task.op === 'induce') {
    const { codes, dim, options } = task;
    return induceSenses(codes, dim, options);
  }
  return task.op === 'project' ? projectLines(task.codes, task.dim) : scoreAndAssign(task);
}
