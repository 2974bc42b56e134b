// Background jobs as visitors see them: their status shows no folder of the server, and the log has why one failed, since
// nobody may be looking when it does.
import type { Logger } from 'pino';
import type { BackgroundJob } from '../domain/reports.js';
import type { Jobs } from '../polyseme/jobs.js';
import type { ServerPaths } from './server-paths.js';

/** what: the job in words, for the log. */
export function shownJobs<S extends BackgroundJob, A extends readonly unknown[]>(
  jobs: Jobs<S, A>,
  what: string,
  paths: ServerPaths,
  log: Logger,
): Jobs<S, A> {
  const logEnd = async (id: number): Promise<void> => {
    await jobs.settled();
    const { id: last, state, error } = jobs.status();
    if (last !== id || state !== 'failed') return;
    const failure = jobs.failure();
    if (failure) log.error({ err: failure.cause, reference: failure.reference }, `${what} failed`);
    else log.warn({ reason: error }, `${what} failed`);
  };
  return {
    status: () => paths.hideInJob(jobs.status()),
    start(...values) {
      const status = jobs.start(...values);
      void logEnd(status.id);
      return paths.hideInJob(status);
    },
    cancel: () => paths.hideInJob(jobs.cancel()),
    failure: () => jobs.failure(),
    settled: () => jobs.settled(),
  };
}
