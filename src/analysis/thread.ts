// The thread behind sense-worker.ts, started when it is first needed; idle, it does not keep the process alive.
import { Tinypool } from 'tinypool';
import type { Assignment } from './assign.js';
import type { InducedSenses } from './induce.js';
import { type TellTask, tellSenses } from './tasks.js';
import type { SenseTask } from './worker.js';

/** Lines that are worked on sooner, well under a millisecond a sense, than they are posted. */
const fewLines = 128;

let pool: Tinypool | undefined;

/** Starts the thread, for those who know that it will be needed. */
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
export const induceInThread = (codes: Int8Array, dim: number, numSenses?: number): Promise<InducedSenses> =>
  run({ op: 'induce', codes, dim, numSenses });

/** projectLines of project.ts. */
export const projectInThread = (codes: Int8Array, dim: number): Promise<Float32Array> =>
  run({ op: 'project', codes, dim });

/** tellSenses of tell.ts; of few lines here and now. */
export const tellInThread = async (task: TellTask): Promise<Assignment> =>
  task.lines.norms.length > fewLines ? run(task) : tellSenses(task);
