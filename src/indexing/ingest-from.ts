// Opens what an ingest reads, and ingests it: the same in this process as in one of its own.
import type { IndexReport } from '../domain/reports.js';
import type { Encoder } from '../encoder/encoder.js';
import { openReaders } from '../import/readers.js';
import type { Collection, Store } from '../store/store.js';
import { type IngestOptions, ingest } from './ingest.js';
import { type IngestFrom, openGoneFiles, openSources } from './sources.js';

/** openEncoder: for so many bytes of sources. Throws as `ingest` does. */
export async function ingestFrom(
  store: Store,
  openEncoder: (sizeBytes: number) => Promise<Encoder>,
  collection: Collection,
  from: IngestFrom,
  options: Pick<IngestOptions, 'signal' | 'onProgress'>,
): Promise<IndexReport> {
  const readers = openReaders(options.signal);
  try {
    const gone = await openGoneFiles(store, collection.id, from, options.signal);
    const sources = await openSources(store, from, collection.id, readers);
    const sizeBytes = sources.reduce((sum, source) => sum + source.sizeBytes, 0);
    return await ingest(store, () => openEncoder(sizeBytes), collection, sources, {
      ...options,
      gone,
      keepsStaged: from === 'earlier documents',
    });
  } catch (cause) {
    throw store.asStoreError(cause);
  } finally {
    readers.close();
  }
}
