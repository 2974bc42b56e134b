// Checks tracked tables for changes at intervals, and syncs when there are any. Never waits for a lock, never keeps the
// process alive.
import { defaultEveryMs } from '../domain/defaults.js';
import type { IndexReport } from '../domain/reports.js';
import type { Watcher, WatchOptions } from '../domain/tables.js';
import type { Store } from '../store/store.js';

/** What a watcher works with. */
export interface WatchContext {
  /** Of the file that stands there now. Throws as `current` does. */
  readonly store: () => Pick<Store, 'trackedTables' | 'schemaVersion' | 'lastQueued' | 'canWrite'>;
  /** Whether another run in this process is writing texts now. */
  readonly isIngesting: () => boolean;
  readonly sync: (signal: AbortSignal) => Promise<IndexReport>;
}

/** Tables and their queue at a moment. */
interface State {
  readonly schema: number;
  /** Id of the last entry of the queue. */
  readonly queued: number;
  /** Equal for equal states. */
  readonly key: string;
}

/**
 * Syncs whenever rows have changed, until stopped. What a check or a sync throws goes to `onError`, and checking goes
 * on, whatever `onError` itself throws; after problems in a report it syncs again only when something has changed.
 */
export function watchTables(
  { store, isIngesting, sync }: WatchContext,
  { everyMs = defaultEveryMs, onReport, onError }: WatchOptions = {},
): Watcher {
  const stop = new AbortController();
  let running: Promise<void> = Promise.resolve();
  /** State of the tables when a sync had problems: in the same state it would have them again. */
  let stuckAt = '';
  const state = async (): Promise<State> => {
    const [schema, queued] = [await store().schemaVersion(), await store().lastQueued()];
    return { schema, queued, key: JSON.stringify([schema, queued, await store().trackedTables()]) };
  };
  const reportError = async (cause: unknown): Promise<void> => onError?.(cause);

  async function isDue(): Promise<boolean> {
    const tracked = await store().trackedTables();
    // a table that was dropped and recreated has lost its triggers
    if (!tracked.some(({ table, pending, isFollowed }) => table !== null && (pending > 0 || !isFollowed))) {
      return false;
    }
    if (stuckAt !== '' && stuckAt === (await state()).key) return false;
    // waiting for a lock would block everything else; checked last, since others may begin between two awaits
    return (await store().canWrite()) && !isIngesting();
  }

  /** The state after a sync; empty when something changed while it ran, which it may have missed. */
  async function stateSince(schema: number, queued: number): Promise<string> {
    const after = await state();
    // entries are numbered upwards, and those that are done leave the queue
    return after.schema === schema && after.queued <= queued ? after.key : '';
  }

  async function look(): Promise<void> {
    try {
      const schema = await store().schemaVersion();
      const queued = await store().lastQueued();
      if (!(await isDue()) || stop.signal.aborted) return;
      const report = await sync(stop.signal);
      stuckAt = report.problems.length > 0 ? await stateSince(schema, queued) : '';
      onReport?.(report);
    } catch (cause) {
      if (!stop.signal.aborted) reportError(cause).catch(() => {});
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
