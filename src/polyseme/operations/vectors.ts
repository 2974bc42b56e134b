// Vectors made elsewhere: added, removed and searched.
import {
  addVectorsSchema,
  itemIds,
  itemsSchema,
  nearestParameters,
  nearestSchema,
  type VectorCollectionStats,
  vectorCollectionName,
  vectorSchema,
} from '../../domain/vectors.js';
import { addVectors as add, nearestVectors, removeVectors as removeItems } from '../../vectors/collection.js';
import { operation } from './operation.js';

const collection = vectorCollectionName;

export const addVectors = operation({
  name: 'addVectors',
  isOpenEnded: true,
  does: 'Add vectors made elsewhere.',
  takes: { collection, items: itemsSchema, options: addVectorsSchema },
  async run(session, { collection: into, items, options }) {
    await session.store.refuseTransaction();
    try {
      return await add(session.store, into, items, options);
    } finally {
      session.changed();
    }
  },
});

export const removeVectors = operation({
  name: 'removeVectors',
  does: 'Remove vectors by their ids.',
  takes: { collection, ids: itemIds },
  async run(session, { collection: from, ids }) {
    await session.store.refuseTransaction();
    const removed = await removeItems(await session.vectorsOf(from), ids);
    session.changed();
    return removed;
  },
});

export const dropVectors = operation({
  name: 'dropVectors',
  does: 'Remove a collection of vectors with its index.',
  takes: { collection },
  async run(session, { collection: from }) {
    await session.store.refuseTransaction();
    const { collection: of, ann } = await session.vectorsOf(from);
    await session.store.dropVectorCollection(of.id);
    await ann.drop();
    session.forgetVectors(of.id);
    session.changed();
  },
});

export const vectorCollections = operation({
  name: 'vectorCollections',
  does: 'List the collections of vectors.',
  takes: {},
  async run(session): Promise<VectorCollectionStats[]> {
    const all = await session.store.vectorCollections();
    return Promise.all(
      all.map(async (of) => {
        const { ann } = session.openVectors(of);
        const vectors = await session.store.countVectorsAfter(of.id, 0);
        return { ...of, vectors, annBytes: ann.bytes(), annState: await ann.state() };
      }),
    );
  },
});

export const nearest = operation({
  name: 'nearest',
  does: 'Find the vectors nearest to one.',
  takes: { collection, vector: vectorSchema, options: nearestSchema },
  parameters: { collection, vector: vectorSchema, ...nearestParameters },
  run: async (session, { collection: from, vector, options }) =>
    nearestVectors(await session.vectorsOf(from), vector, options),
});
