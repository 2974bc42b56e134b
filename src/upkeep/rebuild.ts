// Builds approximate indexes from scratch, whether or not they exist.
import type { AnnIndex } from '../ann/ann-index.js';
import { throwIfCancelled } from '../domain/cancel.js';
import type { CompactOptions } from '../domain/reports.js';

/** The approximate index of a collection, of texts or of vectors, with the collection's name. */
export type NamedIndex = readonly [name: string, ann: AnnIndex];

/**
 * Builds indexes from the database, one after the other; returns the names of their collections, without those dropped
 * meanwhile. Throws `cancelled`; indexes already built stay.
 */
export async function rebuildIndexes(
  indexes: readonly NamedIndex[],
  { signal, onProgress }: CompactOptions = {},
): Promise<string[]> {
  const built = await withEachIndex(indexes, signal, (ann) =>
    ann.sync({ signal, onProgress, rebuild: true }),
  );
  return built.map(([name]) => name);
}

/**
 * Does work with one index after the other; returns what each gave, with the collection's name. A collection dropped
 * before or meanwhile is left out, even if the work fails. Throws `cancelled`, and what the work throws.
 */
export async function withEachIndex<T>(
  indexes: readonly NamedIndex[],
  signal: AbortSignal | undefined,
  work: (ann: AnnIndex) => Promise<T>,
): Promise<(readonly [name: string, result: T])[]> {
  const results: (readonly [string, T])[] = [];
  for (const [name, ann] of indexes) {
    throwIfCancelled(signal);
    if (ann.isClosed) continue;
    try {
      const result = await work(ann);
      if (!ann.isClosed) results.push([name, result]);
    } catch (cause) {
      if (!ann.isClosed) throw cause;
    }
    if (ann.isClosed) throwIfCancelled(signal); // all was closed, not this alone
  }
  return results;
}
