// Frees space: index caches without deleted points, then the database file without gaps. Rows that have no checksum yet get
// one, since all is read and written anyway.
import { throwIfCancelled } from '../domain/cancel.js';
import type { Compaction, CompactOptions } from '../domain/reports.js';
import type { Store } from '../store/store.js';
import { type NamedIndex, withEachIndex } from './rebuild.js';

/**
 * Afterwards no file holds anything that was deleted. Bytes are those of the database and the index caches. Throws
 * `busy` inside a transaction of the caller's, or while others use the file, and `cancelled`.
 */
export async function compactDatabase(
  store: Store,
  indexes: readonly NamedIndex[],
  { signal, onProgress }: CompactOptions = {},
): Promise<Compaction> {
  throwIfCancelled(signal);
  await store.refuseTransaction();
  const bytesBefore = await countBytes(store, indexes);
  await withEachIndex(indexes, signal, async (ann) => {
    await ann.load();
    if ((await ann.state()) === 'missing') return;
    await ann.sync({ signal, onProgress });
    if (ann.deleted() > 0) await ann.sync({ signal, onProgress, rebuild: true });
  });
  await store.trim();
  await store.compact();
  return { bytesBefore, bytesAfter: await countBytes(store, indexes) };
}

async function countBytes(store: Store, indexes: readonly NamedIndex[]): Promise<number> {
  return indexes.reduce((sum, [, ann]) => sum + ann.bytes(), await store.fileBytes());
}
