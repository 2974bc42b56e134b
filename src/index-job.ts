// Indexing in the background: one job at a time, looked at and cancelled from anywhere, its last result kept.
import type { IndexProgress, IndexReport } from './domain.js';
import { PolysemeError } from './errors.js';
import type { IndexOptions, Polyseme } from './polyseme.js';

export interface JobStatus {
  /** Counts up; 0 before the first job. */
  readonly id: number;
  readonly state: 'idle' | 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  /** encoding: texts are being added. index: everything is searchable, the approximate index is being built. */
  readonly phase: 'encoding' | 'index';
  readonly progress: IndexProgress | null;
  readonly ann: { readonly done: number; readonly total: number } | null;
  readonly report: IndexReport | null;
  readonly error: { readonly message: string; readonly cure: string } | null;
}

export interface IndexJobs {
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
