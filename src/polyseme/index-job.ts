// Indexing in the background: one job at a time, looked at and cancelled from anywhere, its last result kept.

import { PolysemeError } from '../domain/errors.js';
import type { IndexProgress, IndexReport } from '../domain/reports.js';
import type { IndexOptions, Polyseme } from './polyseme.js';

/** How far a job is, or how the last one ended. */
export interface JobStatus {
  /** Counts up; 0 before the first job. */
  readonly id: number;
  /** cancelling: it has been asked to stop and has not yet. */
  readonly state: 'idle' | 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  /** encoding: texts are being added. index: everything is searchable, the approximate index is being built. */
  readonly phase: 'encoding' | 'index';
  /** Of the phase `encoding`, the last that was told; null before the first. */
  readonly progress: IndexProgress | null;
  /** Of the phase `index`; null before the first. */
  readonly ann: {
    /** Points added in this run. */
    readonly done: number;
    /** Points to add; it grows when more come meanwhile. */
    readonly total: number;
  } | null;
  /** Null until the texts are added. */
  readonly report: IndexReport | null;
  /** Null but for a job that failed. */
  readonly error: {
    /** What was wrong, in words. */
    readonly message: string;
    /** What to do, in words. */
    readonly cure: string;
  } | null;
}

/** Indexing in the background, one job at a time. */
export interface IndexJobs {
  /** Of the job that runs, or of the last. */
  status(): JobStatus;
  /** Starts a job and returns at once. Throws `busy` while one is running. */
  start(paths: readonly string[], options?: IndexOptions & { readonly onEnd?: () => void }): JobStatus;
  /** Asks the running job to stop; what it has committed stays. */
  cancel(): JobStatus;
  /** Resolves when no job is running. */
  settled(): Promise<void>;
}

const idle: JobStatus = {
  id: 0,
  state: 'idle',
  phase: 'encoding',
  progress: null,
  ann: null,
  report: null,
  error: null,
};

export function indexJobs(polyseme: Polyseme): IndexJobs {
  let status = idle;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();

  const isRunning = (): boolean => status.state === 'running' || status.state === 'cancelling';
  const update = (change: Partial<JobStatus>): void => {
    status = { ...status, ...change };
  };

  async function run(paths: readonly string[], options: IndexOptions, signal: AbortSignal): Promise<void> {
    try {
      const report = await polyseme.index(paths, {
        ...options,
        signal,
        onProgress: (progress) => {
          update({ progress });
          options.onProgress?.(progress);
        },
      });
      update({ phase: 'index', report });
      await polyseme.syncIndex({
        ...(options.collection === undefined ? {} : { collection: options.collection }),
        signal,
        onProgress: (ann) => update({ ann }),
      });
      update({ state: 'done' });
    } catch (cause) {
      if (cause instanceof PolysemeError && cause.code === 'cancelled') return update({ state: 'cancelled' });
      const known = cause instanceof PolysemeError;
      const error = known
        ? { message: cause.message, cure: cause.cure }
        : {
            message: `internal error: ${(cause as Error).message}`,
            cure: 'Report it with what the log says.',
          };
      update({ state: 'failed', error });
    }
  }

  return {
    status: () => status,
    start(paths, { onEnd, ...options } = {}) {
      if (isRunning()) {
        throw new PolysemeError('busy', 'index: files are being added already', {
          cure: 'Wait until that is done, or cancel it.',
        });
      }
      stop = new AbortController();
      status = { ...idle, id: status.id + 1, state: 'running' };
      running = run(paths, options, stop.signal).finally(() => onEnd?.());
      return status;
    },
    cancel() {
      if (isRunning()) update({ state: 'cancelling' });
      stop.abort();
      return status;
    },
    settled: () => running,
  };
}
