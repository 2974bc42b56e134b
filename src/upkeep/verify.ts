// Checks that a database is sound: SQLite's pages, counts, references and checksums, the approximate indexes, and the
// tracked tables. Changes nothing, but may load indexes.
import { throwIfCancelled } from '../domain/cancel.js';
import { PolysemeError } from '../domain/errors.js';
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
  for (const check of [problemsOfIndexes(indexes, signal), problemsOfTables(store, signal)]) {
    try {
      for await (const problem of check) problems.push(problem);
    } catch (cause) {
      // what is wrong with the database may be why the rest cannot be read
      if (problems.length === 0 || !(cause instanceof PolysemeError) || cause.code !== 'data') throw cause;
      problems.push(cause.message);
    }
  }
  const unchecked = await store.rowsWithoutChecksum();
  return {
    isSound: problems.length === 0,
    problems,
    ...(unchecked > 0 && {
      notes: [`${unchecked} rows of an earlier version have no checksum yet; compact gives them one`],
    }),
  };
}

async function* problemsOfIndexes(
  indexes: readonly NamedIndex[],
  signal: AbortSignal | undefined,
): AsyncGenerator<string> {
  const checked = await withEachIndex(indexes, signal, async (ann) => {
    await ann.load();
    return ann.faults();
  });
  for (const [name, faults] of checked) {
    for (const fault of faults) yield `collection "${name}": ${fault}`;
  }
}

async function* problemsOfTables(store: Store, signal: AbortSignal | undefined): AsyncGenerator<string> {
  for (const tracked of await store.trackedTables()) {
    throwIfCancelled(signal);
    yield* await problemsOfTable(store, tracked);
  }
}

async function problemsOfTable(store: Store, tracked: TrackedTable): Promise<string[]> {
  const { name, pending, isFollowed } = tracked;
  const fault = await store.faultOf(tracked);
  if (fault) return [fault.message];
  if (!isFollowed) return [`changes of the table "${name}" are not seen until the next sync`];
  // an entry waiting for a sync may be of a row that is gone
  return pending === 0 ? store.strayRows(tracked) : [];
}
