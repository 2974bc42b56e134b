// Vectors made elsewhere as points of an approximate index, with all their components.
import type { AnnSource } from '../ann/source.js';
import type { VectorCollection } from '../domain/vectors.js';
import { databaseHistory } from '../search/token-source.js';
import type { Store } from '../store/store.js';
import { fromRow } from './rows.js';

/** The source of a collection of vectors. */
export function vectorSource(store: Store, collection: VectorCollection): AnnSource {
  const { id, dim, metric, storage } = collection;
  return {
    graphFile: store.isInMemory ? undefined : `${store.file}.v${id}.hnsw`,
    dim,
    metric,
    searchesHere: true,
    async after(last, limit) {
      const stored = await store.vectorsAfter(id, last, limit);
      const rows = new Float32Array(stored.length * dim);
      stored.forEach((one, i) => {
        // rows of any scale do for the cosine, and then those with the same codes are equal
        const row = metric === 'cosine' && storage === 'int8' ? { ...one, scale: 1 } : one;
        rows.set(fromRow(collection, row), i * dim);
      });
      return { ids: stored.map(({ number }) => number), rows };
    },
    countAfter: (last) => store.countVectorsAfter(id, last),
    idsUpTo: (last) => store.vectorNumbersUpTo(id, last),
    deletionsAfter: (last) => store.vectorDeletionsAfter(id, last),
    deletionBounds: () => store.vectorDeletionBounds(),
    ...databaseHistory(store),
  };
}
