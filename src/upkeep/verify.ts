// Checks that a database is sound: SQLite's pages, counts, references and hashes, the approximate indexes, and the
// tracked tables. Changes nothing, but may load indexes.
import { throwIfCancelled } from '../domain/cancel.js';
import type { Verification } from '../domain/reports.js';
import type { TrackedTable } from '../domain/tables.js';
import type { Store } from '../store/store.js';
import { type NamedIndex, withEachIndex } from './rebuild.js';

/** Reads everything once. Problems are in words, in the order of the checks. Throws `cancelled`. */
export async function verifyDatabase(
  store: Store,
  indexes: readonly NamedIndex[],
  { signal }: { readonly signal?: AbortSignal | undefined } = {},
): Promise<Verification> {
  throwIfCancelled(signal);
  const problems = await store.contradictions();
  const checked = await withEachIndex(indexes, signal, async (ann) => {
    await ann.load();
    return ann.faults();
  });
  for (const [name, faults] of checked) {
    problems.push(...faults.map((fault) => `collection "${name}": ${fault}`));
  }
  for (const tracked of await store.trackedTables()) {
    throwIfCancelled(signal);
    problems.push(...(await problemsOfTable(store, tracked)));
  }
  return { isSound: problems.length === 0, problems };
}

async function problemsOfTable(store: Store, tracked: TrackedTable): Promise<string[]> {
  const { name, pending, isFollowed } = tracked;
  const fault = await store.faultOf(tracked);
  if (fault) return [fault.message];
  if (!isFollowed) return [`changes of the table "${name}" are not seen until the next sync`];
  // an entry waiting for a sync may be of a row that is gone
  return pending === 0 ? store.strayRows(tracked) : [];
}
