// The thread behind sense-worker.ts, started when it is first needed; idle, it does not keep the process alive.
import { Tinypool } from 'tinypool';
import { type Assignment, type AssignOptions, assignSenses } from './assign.js';
import type { InducedSenses } from './induce.js';
import {
  type DictionaryVectors,
  type LineVectors,
  type SenseVectors,
  scoreDictionary,
  scoreSenses,
} from './score.js';
import type { SenseTask } from './sense-worker.js';

/** Lines that are worked on sooner, well under a millisecond a sense, than they are posted. */
const fewLines = 128;

let pool: Tinypool | undefined;

/** Starts the thread, for those who know that it will be needed. */
export function senseThread(): Tinypool {
  pool ??= new Tinypool({
    runtime: 'worker_threads',
    filename: new URL('./sense-worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  return pool;
}

const run = <T>(task: SenseTask): Promise<T> => senseThread().run(task);

/** induceSenses of induce.ts. */
export const induceInThread = (codes: Int8Array, dim: number, numSenses?: number): Promise<InducedSenses> =>
  run({ op: 'induce', codes, dim, numSenses });

/** projectLines of project.ts. */
export const projectInThread = (codes: Int8Array, dim: number): Promise<Float32Array> =>
  run({ op: 'project', codes, dim });

/** scoreDictionary and assignSenses. */
export async function assignDictionary(
  lines: LineVectors,
  senses: readonly DictionaryVectors[],
  usesRank: boolean,
  options: AssignOptions,
): Promise<Assignment> {
  if (lines.norms.length > fewLines) return run({ op: 'dictionary', lines, senses, usesRank, options });
  return assignSenses(lines, scoreDictionary(lines, senses, { usesRank }), senses.length, options);
}

/** scoreSenses and assignSenses. */
export async function assignOwn(
  lines: LineVectors,
  senses: readonly SenseVectors[],
  options: AssignOptions,
): Promise<Assignment> {
  if (lines.norms.length > fewLines) return run({ op: 'senses', lines, senses, options });
  return assignSenses(lines, scoreSenses(lines, senses), senses.length, options);
}
