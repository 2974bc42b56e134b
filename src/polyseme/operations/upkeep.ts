// The database as a whole: counts, indexes, copies and checks.
import { name, text } from '../../domain/check.js';
import { defaultCollection, defaultVectorEfSearch } from '../../domain/defaults.js';
import {
  backupSchema,
  compactSchema,
  rebuildSchema,
  recallSchema,
  recutSchema,
  type Stats,
  signalSchema,
  syncIndexSchema,
} from '../../domain/reports.js';
import { collectionName, defaultEfSearch } from '../../domain/search.js';
import { recutCollections } from '../../indexing/recut.js';
import { nearestToToken } from '../../search/neighbours.js';
import { rulesVersion } from '../../text/rules.js';
import { compactDatabase } from '../../upkeep/compact.js';
import { rebuildIndexes } from '../../upkeep/rebuild.js';
import { measureRecall as measure, type RecallSample, tokenSample } from '../../upkeep/recall.js';
import { verifyDatabase } from '../../upkeep/verify.js';
import { vectorSample } from '../../vectors/collection.js';
import type { Session } from '../session.js';
import { afterWatchers, operation } from './operation.js';

const collection = collectionName().optional();

export const stats = operation({
  name: 'stats',
  does: 'Return counts and sizes of a collection.',
  takes: { collection },
  async run(session, { collection: from }): Promise<Stats> {
    const { store, collection: of, ann } = await session.textsOf(from);
    const totals = await store.totals(of.id);
    return {
      collection: of.name,
      ...totals,
      bytesPerToken: totals.tokens === 0 ? 0 : Math.round((await store.usedBytes()) / totals.tokens),
      fileBytes: await store.fileBytes(),
      earlierDocuments: (await store.earlierDocuments(of.id, rulesVersion)).documents,
      annBytes: ann.bytes(),
      model: of.model,
      annState: await ann.state(),
    };
  },
});

export const collections = operation({
  name: 'collections',
  does: 'List the collections of texts.',
  takes: {},
  run: (session) => session.collectionNames(),
});

export const hasTexts = operation({
  name: 'hasTexts',
  does: 'Say whether a collection holds a document.',
  takes: { collection },
  async run(session, { collection: from }) {
    const context = await session.findTexts(from);
    return (
      context !== undefined &&
      (await context.store.listDocuments(context.collection.id, { limit: 1 })).length > 0
    );
  },
});

export const syncIndex = operation({
  name: 'syncIndex',
  does: 'Bring the approximate index up to date and save it.',
  takes: { options: syncIndexSchema },
  async run(session, { options: { collection: from, ...options } }) {
    const ann = from === undefined ? await session.findIndex() : await session.indexOf(from);
    await ann?.sync(options);
  },
});

export const loadIndex = operation({
  name: 'loadIndex',
  does: 'Load the saved approximate index, if there is one and it is intact.',
  takes: { collection },
  run: async (session, { collection: from }) => (await session.findIndex(from))?.load(),
});

export const loadIndexes = operation({
  name: 'loadIndexes',
  does: 'Load the saved approximate indexes of all collections that have one.',
  takes: {},
  async run(session) {
    for (const [, ann] of await session.indexes()) await ann.load();
  },
});

export const measureRecall = operation({
  name: 'measureRecall',
  does: 'Measure the recall of the approximate index.',
  takes: { options: recallSchema },
  async run(session, { options }) {
    const { collection: from = defaultCollection, queries = 100, k = 10, signal } = options;
    const isOfVectors = (await session.store.vectorCollection(from)) !== undefined;
    const { efSearch = isOfVectors ? defaultVectorEfSearch : defaultEfSearch } = options;
    const wanted = { queries, k, efSearch };
    const sample = isOfVectors
      ? await vectorSample(await session.vectorsOf(from), wanted)
      : await sampleOfTokens(session, from, wanted);
    return measure(sample, { k, efSearch, ...(signal ? { signal } : {}) });
  },
});

async function sampleOfTokens(
  session: Session,
  from: string,
  { queries, k, efSearch }: { queries: number; k: number; efSearch: number },
): Promise<RecallSample> {
  const context = await session.textsOf(from);
  const nearest = async (tokenId: number, exact: boolean): Promise<number[]> => {
    const near = await nearestToToken(context, tokenId, { limit: k, efSearch, exact });
    return near.map(({ cosine }) => 1 - cosine);
  };
  return tokenSample(context.store, context.collection, context.ann, queries, nearest);
}

export const verify = operation({
  name: 'verify',
  does: 'Check that the database is sound.',
  takes: { options: signalSchema },
  run: async (session, { options }) => verifyDatabase(session.store, await session.indexes(), options),
});

export const rebuild = operation({
  name: 'rebuild',
  does: 'Build the approximate index from the database, of one collection or of all.',
  takes: { options: rebuildSchema },
  async run(session, { options: { collection: from, ...options } }) {
    const indexes =
      from === undefined ? await session.indexes() : ([[from, await session.indexOf(from)]] as const);
    return rebuildIndexes(indexes, options);
  },
});

export const recut = operation({
  name: 'recut',
  does: 'Cut documents again that an earlier version has cut into words.',
  takes: { options: recutSchema },
  async run(session, { options }) {
    const { collection: from } = options;
    const { store } = session;
    const all = from === undefined ? await store.collections() : [(await session.textsOf(from)).collection];
    await store.refuseTransaction();
    await afterWatchers(session, options.signal);
    return session.alone('recut', (signal) => recutCollections(session.ingest, all, { ...options, signal }), {
      givesWay: true,
      signal: options.signal,
    });
  },
});

export const compact = operation({
  name: 'compact',
  does: 'Free space; afterwards no file holds anything that was deleted.',
  takes: { options: compactSchema },
  async run(session, { options }) {
    const indexes = await session.indexes();
    return session.alone('compact', () => compactDatabase(session.store, indexes, options));
  },
});

export const backup = operation({
  name: 'backup',
  does: 'Copy the database while it is in use.',
  takes: { file: name('Name a new file.').describe('a file that does not exist yet'), options: backupSchema },
  run: (session, { file, options }) => session.store.backup(file, options),
});

export const setting = operation({
  name: 'setting',
  does: 'Read a value kept with the database for a surface.',
  takes: { name: name() },
  run: ({ store }, { name: which }) => store.setting(which),
});

export const setSetting = operation({
  name: 'setSetting',
  does: 'Store such a value.',
  takes: { name: name(), value: text() },
  run: ({ store }, { name: which, value }) => store.setSetting(which, value),
});
