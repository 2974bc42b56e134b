// A collection's occurrences as points of an approximate index, by the first components of their vectors.
import { randomUUID } from 'node:crypto';
import { hnswPrefixDim } from '../ann/hnsw.js';
import type { AnnSource } from '../ann/source.js';
import { databaseIdSetting } from '../domain/defaults.js';
import type { Collection, Store } from '../store/store.js';

/** What an index needs to know of the database as a whole, whatever its points. */
export function databaseHistory(
  store: Store,
): Pick<AnnSource, 'databaseId' | 'ensureDatabaseId' | 'lastWrite' | 'hasWrite'> {
  return {
    databaseId: () => store.setting(databaseIdSetting),
    ensureDatabaseId: () => store.ensureSetting(databaseIdSetting, randomUUID()),
    lastWrite: () => store.lastWrite(),
    hasWrite: (write) => store.hasWrite(write),
  };
}

/** The source of a collection of texts. */
export function tokenSource(store: Store, { id, dim: wholeDim }: Collection): AnnSource {
  const dim = Math.min(hnswPrefixDim, wholeDim);
  return {
    graphFile: store.isInMemory ? undefined : `${store.file}.${id}.hnsw`,
    dim,
    metric: 'cosine',
    searchesHere: false,
    async after(last, limit) {
      const { ids, codes } = await store.tokensAfter(id, last, limit, dim);
      return { ids, rows: codes };
    },
    countAfter: (last) => store.countTokensAfter(id, last),
    idsUpTo: (last) => store.tokenIdsUpTo(id, last),
    deletionsAfter: (last) => store.deletionsAfter(last, Number.MAX_SAFE_INTEGER),
    deletionBounds: () => store.deletionBounds(),
    ...databaseHistory(store),
  };
}
