// The thread behind sense-worker.ts, started when it is first needed; idle, it does not keep the process alive.
import { Tinypool } from 'tinypool';
import type { Assignment, AssignOptions } from './assign.js';
import type { InducedSenses } from './induce.js';
import type { DictionaryVectors, LineVectors, SenseVectors } from './score.js';
import runTask, { type SenseTask } from './sense-worker.js';

/** Lines that are worked on sooner, well under a millisecond a sense, than they are posted. */
const fewLines = 128;

let pool: Tinypool | undefined;

async function run<T>(task: SenseTask): Promise<T> {
  if ('lines' in task && task.lines.norms.length <= fewLines) return runTask(task) as T;
  pool ??= new Tinypool({
    runtime: 'worker_threads',
    filename: new URL('./sense-worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  return pool.run(task);
}

/** induceSenses of induce.ts. */
export const induceInThread = (codes: Int8Array, dim: number, numSenses?: number): Promise<InducedSenses> =>
  run({ op: 'induce', codes, dim, numSenses });

/** projectLines of project.ts. */
export const projectInThread = (codes: Int8Array, dim: number): Promise<Float32Array> =>
  run({ op: 'project', codes, dim });

/** scoreDictionary and assignSenses. */
export const assignDictionary = (
  lines: LineVectors,
  senses: readonly DictionaryVectors[],
  usesRank: boolean,
  options: AssignOptions,
): Promise<Assignment> => run({ op: 'dictionary', lines, senses, usesRank, options });

/** scoreSenses and assignSenses. */
export const assignOwn = (
  lines: LineVectors,
  senses: readonly SenseVectors[],
  options: AssignOptions,
): Promise<Assignment> => run({ op: 'senses', lines, senses, options });
