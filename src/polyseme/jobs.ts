// Background work: one job of a kind at a time, observed and cancelled from anywhere; its last result is kept.
import { randomUUID } from 'node:crypto';
import type {
  DisambiguationOptions,
  DisambiguationReport,
  DisambiguationStatus,
} from '../domain/disambiguation.js';
import { PolysemeError } from '../domain/errors.js';
import type { BackgroundJob, IndexReport, JobStatus, SyncIndexOptions } from '../domain/reports.js';
import type { IndexOptions } from '../domain/text.js';

/** An unforeseen error that has ended a job. */
export interface JobFailure {
  /** What was thrown. */
  readonly cause: unknown;
  /** The number by which the status speaks of it. */
  readonly reference: string;
}

/** Jobs of one kind. */
export interface Jobs<S extends BackgroundJob, A extends readonly unknown[]> {
  /** Status of the running job, or of the last. */
  status(): S;
  /** Starts a job and returns at once. Throws `busy` while one is running. */
  start(...values: A): S;
  /** Asks the running job to stop; what it has committed stays. */
  cancel(): S;
  /** The unforeseen error of the last job; null where it ended otherwise. */
  failure(): JobFailure | null;
  /** Resolves when no job is running. */
  settled(): Promise<void>;
}

/** How files are indexed in the background. */
export interface IndexJobOptions extends IndexOptions {
  /** Called when the job has ended, however it has. */
  readonly onEnd?: () => void;
}

/** Indexing in the background, one job at a time. */
export interface IndexJobs extends Jobs<JobStatus, [paths: readonly string[], options?: IndexJobOptions]> {}

/** Disambiguation in the background, one job at a time. */
export interface DisambiguationJobs extends Jobs<DisambiguationStatus, [options: DisambiguationOptions]> {}

const idle = { id: 0, state: 'idle', error: null } as const;
const idleIndexing: JobStatus = { ...idle, phase: 'encoding', progress: null, ann: null, report: null };
const idleDisambiguation: DisambiguationStatus = { ...idle, progress: null, report: null };

/** What a job works with: its signal, and where it reports to. */
interface Controls<S> {
  readonly signal: AbortSignal;
  update(change: Partial<S>): void;
}

/** Indexing: texts are added, then the approximate index is brought up to date. */
export const indexJobs = (
  index: (paths: readonly string[], options: IndexOptions) => Promise<IndexReport>,
  syncIndex: (options: SyncIndexOptions) => Promise<void>,
): IndexJobs =>
  backgroundJobs(
    idleIndexing,
    'index: files are being added already',
    async ({ signal, update }, paths, { onEnd, ...options } = {}) => {
      try {
        const report = await index(paths, {
          ...options,
          signal,
          onProgress: (progress) => {
            update({ progress });
            options.onProgress?.(progress);
          },
        });
        update({ phase: 'index', report });
        const { collection } = options;
        const onProgress = (ann: JobStatus['ann']): void => update({ ann });
        await syncIndex({ ...(collection === undefined ? {} : { collection }), signal, onProgress });
      } finally {
        onEnd?.();
      }
    },
  );

/** Disambiguation of the named words, or of all. */
export const disambiguationJobs = (
  disambiguate: (options: DisambiguationOptions) => Promise<DisambiguationReport>,
): DisambiguationJobs =>
  backgroundJobs(
    idleDisambiguation,
    'disambiguate: a run is under way',
    async ({ signal, update }, options) => {
      const report = await disambiguate({
        ...options,
        signal,
        onProgress: (progress) => update({ progress }),
      });
      update({ report });
    },
  );

function backgroundJobs<S extends BackgroundJob, A extends readonly unknown[]>(
  first: S,
  busy: string,
  work: (controls: Controls<S>, ...values: A) => Promise<void>,
): Jobs<S, A> {
  let status = first;
  let failure: JobFailure | null = null;
  let stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  const isRunning = (): boolean => status.state === 'running' || status.state === 'cancelling';
  const update = (change: Partial<S>): void => {
    status = { ...status, ...change };
  };

  async function run(values: A): Promise<void> {
    try {
      await work({ signal: stop.signal, update }, ...values);
      status = { ...status, state: 'done' };
    } catch (cause) {
      if (stop.signal.aborted || isCancelled(cause)) status = { ...status, state: 'cancelled' };
      else fail(cause);
    }
  }

  function fail(cause: unknown): void {
    failure = cause instanceof PolysemeError ? null : { cause, reference: randomUUID().slice(0, 8) };
    const { message, cure } = failure ? unforeseen(failure) : (cause as PolysemeError);
    status = { ...status, state: 'failed', error: { message, cure } };
  }

  return {
    status: () => status,
    start(...values) {
      if (isRunning())
        throw new PolysemeError('busy', busy, { cure: 'Wait until that is done, or cancel it.' });
      stop = new AbortController();
      failure = null;
      status = { ...first, id: status.id + 1, state: 'running' };
      running = run(values);
      return status;
    },
    cancel() {
      if (isRunning()) status = { ...status, state: 'cancelling' };
      stop.abort();
      return status;
    },
    failure: () => failure,
    settled: () => running,
  };
}

const isCancelled = (cause: unknown): boolean => cause instanceof PolysemeError && cause.code === 'cancelled';

const unforeseen = ({ cause, reference }: JobFailure): { message: string; cure: string } => ({
  message: `internal error: ${cause instanceof Error ? cause.message : String(cause)}`,
  cure: `Report it with what the log says under ${reference}.`,
});
