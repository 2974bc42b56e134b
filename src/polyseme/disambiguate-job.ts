// Disambiguation in the background: one job at a time, looked at and cancelled from anywhere, its last report kept.

import { PolysemeError } from '../domain/errors.js';
import type { DisambiguationProgress, DisambiguationReport } from '../senses/disambiguate.js';
import type { DisambiguationOptions, Polyseme } from './polyseme.js';

/** How far a job is, or how the last one ended. */
export interface DisambiguationStatus {
  /** cancelling: it has been asked to stop and has not yet. */
  readonly state: 'idle' | 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  /** The last that was told; null before the first. */
  readonly progress: DisambiguationProgress | null;
  /** Null until it is done. */
  readonly report: DisambiguationReport | null;
  /** Null but for a job that failed. */
  readonly error: {
    /** What was wrong, in words. */
    readonly message: string;
    /** What to do, in words. */
    readonly cure: string;
  } | null;
}

/** Disambiguation in the background, one job at a time. */
export interface DisambiguationJobs {
  /** Of the job that runs, or of the last. */
  status(): DisambiguationStatus;
  /** Starts a job and returns at once. Throws `busy` while one is running. */
  start(options: DisambiguationOptions): DisambiguationStatus;
  /** Asks the running job to stop; what it has told stays. */
  cancel(): DisambiguationStatus;
  /** Resolves when no job is running. */
  settled(): Promise<void>;
}

const idle: DisambiguationStatus = { state: 'idle', progress: null, report: null, error: null };

export function disambiguationJobs(polyseme: Polyseme): DisambiguationJobs {
  let status = idle;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const isRunning = (): boolean => status.state === 'running' || status.state === 'cancelling';
  const update = (change: Partial<DisambiguationStatus>): void => {
    status = { ...status, ...change };
  };

  async function run(options: DisambiguationOptions): Promise<void> {
    try {
      const onProgress = (progress: DisambiguationProgress): void => update({ progress });
      const report = await polyseme.disambiguate({ ...options, signal: stop.signal, onProgress });
      update({ state: 'done', report });
    } catch (cause) {
      if (cause instanceof PolysemeError && cause.code === 'cancelled') return update({ state: 'cancelled' });
      const isKnown = cause instanceof PolysemeError;
      const message = isKnown ? cause.message : `internal error: ${(cause as Error).message}`;
      update({
        state: 'failed',
        error: { message, cure: isKnown ? cause.cure : 'Report it with what the log says.' },
      });
    }
  }

  return {
    status: () => status,
    start(options) {
      if (isRunning()) {
        throw new PolysemeError('busy', 'disambiguate: a run is under way', {
          cure: 'Wait for it, or cancel it.',
        });
      }
      stop = new AbortController();
      status = { ...idle, state: 'running' };
      running = run(options);
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
