// When a watcher syncs, and when not: with a store and a clock of the test's own.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { IndexReport } from '#src/domain/reports.js';
import type { Watcher, WatchOptions } from '#src/domain/tables.js';
import { type WatchContext, watchTables } from '#src/indexing/watch.js';

beforeEach(() => {
  vi.useFakeTimers();
});
let watcher: Watcher | undefined;
afterEach(async () => {
  await watcher?.stop();
  vi.useRealTimers();
});

const report = (problems: number): IndexReport =>
  ({ problems: Array.from({ length: problems }, () => ({})) }) as unknown as IndexReport;

/** Watches tables that are as `state` says at each look. */
function watch(options: WatchOptions = {}) {
  const state = {
    table: 'notes' as string | null,
    pending: 0,
    isFollowed: true,
    schema: 1,
    queued: 1,
    canWrite: true,
    isIngesting: false,
  };
  const sync = vi.fn<WatchContext['sync']>(async () => report(0));
  const store = {
    trackedTables: async () => [{ table: state.table, pending: state.pending, isFollowed: state.isFollowed }],
    schemaVersion: async () => state.schema,
    lastQueued: async () => state.queued,
    canWrite: async () => state.canWrite,
  } as unknown as ReturnType<WatchContext['store']>;
  watcher = watchTables(
    { store: () => store, isIngesting: () => state.isIngesting, sync },
    { everyMs: 100, ...options },
  );
  return { state, sync };
}
const nextLook = () => vi.advanceTimersByTimeAsync(100);

describe('watchTables', () => {
  it('syncs when rows have changed, or changes are not followed, and else leaves it', async () => {
    const onReport = vi.fn();
    const { state, sync } = watch({ onReport });
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(0);
    state.pending = 2;
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(1);
    expect(onReport).toHaveBeenCalledTimes(1);
    Object.assign(state, { pending: 0, isFollowed: false });
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(2);
    state.table = null; // dropped
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(2);
  });

  it('looks again later while another writes', async () => {
    const { state, sync } = watch();
    Object.assign(state, { pending: 1, canWrite: false });
    await nextLook();
    Object.assign(state, { canWrite: true, isIngesting: true });
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(0);
    state.isIngesting = false;
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(1);
  });

  it('reports an error and tries again, but after problems only once something has changed', async () => {
    const onError = vi.fn();
    const { state, sync } = watch({ onError });
    state.pending = 1;
    sync.mockRejectedValueOnce(new Error('busy'));
    await nextLook();
    expect(onError).toHaveBeenCalledWith(new Error('busy'));
    sync.mockResolvedValue(report(1));
    await nextLook();
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(2);
    state.schema = 2;
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(3);
  });

  it('syncs again after problems when rows have changed meanwhile, until nothing has', async () => {
    const { state, sync } = watch();
    Object.assign(state, { pending: 2, queued: 7 });
    sync.mockImplementationOnce(async () => {
      state.queued = 8; // of a row that has changed already: as many are pending
      return report(1);
    });
    sync.mockImplementation(async () => {
      Object.assign(state, { pending: 1, queued: 6 }); // what was done has left the queue
      return report(1);
    });
    await nextLook();
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(2);
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(2);
    state.queued = 9;
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(3);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('of the listener');
      },
    ],
    ['rejects', () => Promise.reject(new Error('of the listener'))],
  ])('goes on, and stops, when onError %s', async (_, fail) => {
    const onError = vi.fn<(cause: unknown) => void>(fail);
    const { state, sync } = watch({ onError });
    state.pending = 1;
    sync.mockRejectedValue(new Error('busy'));
    await nextLook();
    await nextLook();
    expect(onError).toHaveBeenCalledTimes(2);
    await watcher?.stop();
  });

  it('stops a sync that is under way, and begins none after', async () => {
    const onError = vi.fn();
    const { state, sync } = watch({ onError });
    state.pending = 1;
    sync.mockImplementation(
      (signal) =>
        new Promise((_, reject) => {
          signal.addEventListener('abort', () => reject(new Error('cancelled')));
        }),
    );
    await nextLook();
    await watcher?.stop();
    await nextLook();
    expect(sync).toHaveBeenCalledTimes(1);
    expect(onError).toHaveBeenCalledTimes(0);
  });
});
