// The thread behind worker.ts, started when first needed; when idle it does not keep the process alive.
import { Tinypool } from 'tinypool';
import type { Assignment } from './assign.js';
import type { InducedSenses, InduceOptions } from './induce.js';
import { type AssignTask, scoreAndAssign } from './tasks.js';
import type { SenseTask } from './worker.js';

/** So few lines take less time here, well under a millisecond per sense, than posting them. */
const fewLines = 128;

let pool: Tinypool | undefined;

/** Starts the thread, for callers that know it will be needed. */
export function senseThread(): Tinypool {
  pool ??= new Tinypool({
    runtime: 'worker_threads',
    filename: new URL('./worker.js', import.meta.url).href,
    minThreads: 1,
    maxThreads: 1,
  });
  return pool;
}

const run = <T>(task: SenseTask): Promise<T> => senseThread().run(task);

/** induceSenses of induce.ts. */
export const induceInThread = (
  codes: Int8Array,
  dim: number,
  options: InduceOptions,
): Promise<InducedSenses> => run({ op: 'induce', codes, dim, options });

/** projectLines of project.ts. */
export const projectInThread = (codes: Int8Array, dim: number): Promise<Float32Array> =>
  run({ op: 'project', codes, dim });

/** scoreAndAssign of tasks.ts; few lines are done here and now. */
export const assignInThread = async (task: AssignTask): Promise<Assignment> =>
  task.lines.norms.length > fewLines ? run(task) : scoreAndAssign(task);
