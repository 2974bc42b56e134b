// Texts: added, listed, read and removed.

import { custom, describeValue, invalid, name } from '../../domain/check.js';
import { PolysemeError } from '../../domain/errors.js';
import { collectionName } from '../../domain/search.js';
import {
  type DocumentInfo,
  documentNames,
  documentSchema,
  documentsSchema,
  indexSchema,
  leaveOut,
  pathsSchema,
} from '../../domain/text.js';
import { ingestFiles } from '../../indexing/ingest-files.js';
import { findOccurrences } from '../../search/find-word.js';
import { lineOf, positionsIn, toTokenLine } from '../../search/lines.js';
import type { Store } from '../../store/store.js';
import { afterWatchers, operation } from './operation.js';

const collection = collectionName().optional();

/** Lines read at once. */
const linesPerPage = 200;

export const tokenId = custom<number>(
  (value) => Number.isSafeInteger(value),
  '% is not the id of a line',
  'Give the tokenId of a line that a search has shown.',
)
  .meta({ type: 'number' })
  .describe('a line (tokenId) that a search has shown');

export const index = operation({
  name: 'index',
  does: 'Add files, folders or globs.',
  takes: { paths: pathsSchema, options: indexSchema },
  async run(session, { paths, options }) {
    await afterWatchers(session, options.signal); // which mostly takes a moment
    return session.alone('index', () => ingestFiles(session.ingest, paths, options));
  },
});

export const documents = operation({
  name: 'documents',
  does: 'List documents by URI.',
  takes: { options: documentsSchema },
  async run(session, { options }) {
    const { store, collection: of } = await session.textsOf(options.collection);
    return store.listDocuments(of.id, options);
  },
});

export const eachDocument = operation({
  name: 'eachDocument',
  does: 'Iterate over all documents by URI.',
  takes: { options: documentsSchema.omit({ limit: true, offset: true }) },
  async *run(session, { options }): AsyncGenerator<DocumentInfo> {
    const { store, collection: of } = await session.textsOf(options.collection);
    for await (const documents of store.eachDocument(of.id, options)) yield* documents;
  },
});

export const files = operation({
  name: 'files',
  does: 'List files with their totals.',
  takes: { collection },
  async run(session, { collection: from }) {
    const context = await session.findTexts(from);
    return context ? context.store.listFiles(context.collection.id) : [];
  },
});

export const document = operation({
  name: 'document',
  does: 'Read a document.',
  takes: {
    id: custom<number>(() => true, '', '')
      .meta({ type: 'number' })
      .describe('row of the document'),
    options: documentSchema,
  },
  async run(session, { id, options }) {
    const context = await session.textsOf(options.collection);
    const { store } = context;
    const info = Number.isSafeInteger(id) ? await store.document(id) : undefined;
    if (!info) throw noSuchDocument(id);
    const occurrences = options.word ? await findOccurrences(context, options.word) : undefined;
    const marks = occurrences ? await positionsIn(store, occurrences, id) : [];
    const { parts = [] } = (await store.structure(id)) ?? {};
    return { document: info, text: await store.documentText(id), parts, marks };
  },
});

export const countNamed = operation({
  name: 'countNamed',
  does: 'Count the documents that a name stands for.',
  takes: { name: name().describe('a file, or the id of a document'), collection },
  async run(session, { name: named, collection: from }) {
    const { store, collection: of } = await session.textsOf(from);
    return (await idsNamed(store, of.id, [named])).length;
  },
});

export const remove = operation({
  name: 'remove',
  does: 'Remove documents with everything derived from them.',
  takes: { names: documentNames, collection, leaveOut },
  async run(session, { names, collection: from, leaveOut: isLeftOut }): Promise<DocumentInfo[]> {
    const { store, collection: of } = await session.textsOf(from);
    const ids = await idsNamed(store, of.id, names);
    if (isLeftOut) await refusePartsOfFiles(store, of.id, names);
    const removed = await store.removeDocuments(of.id, ids);
    if (isLeftOut) {
      const nothing = { stamp: null, numDocuments: 0, numEmpty: 0 };
      await store.writeReadFiles(
        of.id,
        names.map((fileUri) => ({ fileUri, ...nothing })),
      );
    }
    session.changed();
    return removed;
  },
});

export const line = operation({
  name: 'line',
  does: 'Read the line of one occurrence, with the text around it.',
  takes: { tokenId, collection },
  async run(session, { tokenId: id, collection: from }) {
    const { store, collection: of } = await session.textsOf(from);
    return lineOf(store, of.id, id);
  },
});

export const tokens = operation({
  name: 'tokens',
  does: 'List the occurrences of content words in a document.',
  takes: { name: name().describe('a file, or the id of a document'), collection },
  async *run(session, { name: named, collection: from }) {
    const { store, collection: of } = await session.textsOf(from);
    for (const documentId of await idsNamed(store, of.id, [named])) {
      const ids = await store.tokensOfDocument(documentId);
      for (let start = 0; start < ids.length; start += linesPerPage) {
        const rows = await store.lines(ids.slice(start, start + linesPerPage));
        yield* rows.map(toTokenLine);
      }
    }
  },
});

const noSuchDocument = (id: unknown): PolysemeError =>
  new PolysemeError(
    'not_found',
    `document: there is no document ${typeof id === 'number' ? id : describeValue(id)}`,
    {
      cure: 'It may have been removed; look it up in the collection.',
    },
  );

/** A record of a file cannot be left out of it. Throws `invalid_input`. */
async function refusePartsOfFiles(
  store: Store,
  collectionId: number,
  names: readonly string[],
): Promise<void> {
  for (const named of names) {
    if ((await store.documentsOfFile(collectionId, named)).length > 0) continue;
    throw invalid('leaveOut', `"${named}" is not a whole file`, 'Name the file.');
  }
}

/** Returns the ids of the documents that names stand for, each once. Throws `not_found`. */
async function idsNamed(store: Store, collectionId: number, names: readonly string[]): Promise<number[]> {
  const ids = new Set<number>();
  for (const named of names) {
    const matches = await store.documentsNamed(collectionId, named);
    if (matches.length === 0) {
      throw new PolysemeError('not_found', `documents: there is no document "${named}"`, {
        cure: 'List them with: polyseme documents',
      });
    }
    for (const id of matches) ids.add(id);
  }
  return [...ids];
}
