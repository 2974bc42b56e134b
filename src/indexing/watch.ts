// Looks for changes in tracked tables again and again, and syncs when there are any.
import type { IndexReport } from '../domain/reports.js';
import type { TrackedTable } from '../domain/tables.js';
import type { Watcher, WatchOptions } from '../polyseme/options.js';

/** Between two looks. */
export const defaultEveryMs = 1000;

interface Watched {
  tracked(): TrackedTable[];
  /** Another one after each change of a table's columns. */
  schemaVersion(): number;
  /** Whether something else is being indexed or written. */
  isBusy(): boolean;
  sync(signal: AbortSignal): Promise<IndexReport>;
}

export function watchTables(
  { tracked, schemaVersion, isBusy, sync }: Watched,
  { everyMs = defaultEveryMs, onReport, onError }: WatchOptions,
): Watcher {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  /** How the tables were when a sync had problems: the same again would have the same. */
  let stuckAt = '';
  const state = (): string => JSON.stringify([schemaVersion(), tracked()]);

  async function look(): Promise<void> {
    try {
      // a table that was made anew has lost its triggers with the old one
      const isDue = tracked().some(
        ({ table, pending, isFollowed }) => table !== null && (pending > 0 || !isFollowed),
      );
      if (!isDue || (stuckAt !== '' && stuckAt === state()) || isBusy()) return;
      const report = await sync(stop.signal);
      stuckAt = report.problems.length > 0 ? state() : '';
      onReport?.(report);
    } catch (cause) {
      if (!stop.signal.aborted) onError?.(cause);
    }
  }

  const next = (): NodeJS.Timeout =>
    setTimeout(() => {
      running = look().finally(() => {
        if (!stop.signal.aborted) timer = next();
      });
    }, everyMs).unref();
  let timer = next();

  return {
    stop: async (): Promise<void> => {
      stop.abort();
      clearTimeout(timer);
      await running;
    },
  };
}
