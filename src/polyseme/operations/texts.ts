// Texts: added, listed, read and removed.

import { custom, describeValue, invalid, list, name, text, whole } from '../../domain/check.js';
import { refuseUnclear, shownName } from '../../domain/document-names.js';
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
import { lineOf, openingOf, positionsIn, toTokenLine } from '../../search/lines.js';
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
  does: 'List documents.',
  takes: { options: documentsSchema },
  async run(session, { options }) {
    const { store, collection: of } = await session.textsOf(options.collection);
    return store.listDocuments(of.id, options);
  },
});

export const eachDocument = operation({
  name: 'eachDocument',
  does: 'Iterate over all documents by URI.',
  takes: { options: documentsSchema.omit({ limit: true, offset: true, sort: true }) },
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
    id: custom<number | string>(() => true, '', '')
      .meta({ type: 'number' })
      .describe('row of the document, or its name'),
    options: documentSchema,
  },
  async run(session, { id: row, options }) {
    const context = await session.textsOf(options.collection);
    const { store } = context;
    const id = typeof row === 'string' ? await documentNamed(store, context.collection.id, row) : row;
    const info = Number.isSafeInteger(id) ? await store.document(id) : undefined;
    if (!info) throw noSuchDocument(row);
    const occurrences = options.word ? await findOccurrences(context, options.word) : undefined;
    const marks = occurrences ? await positionsIn(store, occurrences, id) : [];
    const { parts = [] } = (await store.structure(id)) ?? {};
    return { document: info, text: await store.documentText(id), parts, marks };
  },
});

export const commonFolder = operation({
  name: 'commonFolder',
  does: 'Return the folder that all files of a collection lie in.',
  takes: { collection },
  async run(session, { collection: from }) {
    const context = await session.findTexts(from);
    return context ? context.store.commonFolder(context.collection.id) : '';
  },
});

export const filesLike = operation({
  name: 'filesLike',
  does: 'List files by a part of their names.',
  takes: {
    match: text().describe('a part of the name'),
    limit: whole(1, 1000).describe('files'),
    collection,
  },
  async run(session, { match, limit, collection: from }) {
    const context = await session.findTexts(from);
    return context ? context.store.fileUrisLike(context.collection.id, match, limit) : [];
  },
});

export const openings = operation({
  name: 'openings',
  does: 'Return the first words of documents.',
  takes: { ids: list(whole(1, Number.MAX_SAFE_INTEGER)).describe('rows of documents') },
  async run(session, { ids }) {
    return new Map(Array.from(await session.store.openings(ids), ([id, start]) => [id, openingOf(start)]));
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
    const fileUris = isLeftOut ? await wholeFiles(store, of.id, names) : [];
    const removed = await store.removeDocuments(of.id, ids);
    if (isLeftOut) {
      const nothing = { stamp: null, numDocuments: 0, numEmpty: 0 };
      await store.writeReadFiles(
        of.id,
        fileUris.map((fileUri) => ({ fileUri, ...nothing })),
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

/** The files that names stand for: a record of a file cannot be left out of it. Throws `invalid_input`. */
async function wholeFiles(store: Store, collectionId: number, names: readonly string[]): Promise<string[]> {
  const fileUris: string[] = [];
  for (const named of names) {
    const uri = (await store.findDocumentsNamed(collectionId, named)).named.uris[0] as string;
    if ((await store.documentsOfFile(collectionId, uri)).length === 0)
      throw invalid('leaveOut', `"${named}" is not a whole file`, 'Name the file.');
    fileUris.push(uri);
  }
  return fileUris;
}

async function example(store: Store, collectionId: number, id: number): Promise<string> {
  const { uri } = (await store.document(id)) as DocumentInfo;
  return shownName(uri, await store.commonFolder(collectionId));
}

/** Ids of the documents that names stand for, each once. Throws `not_found`, or `invalid_input` where several fit one. */
async function idsNamed(store: Store, collectionId: number, names: readonly string[]): Promise<number[]> {
  const all = new Set<number>();
  for (const name of names) {
    const { ids, named } = await store.findDocumentsNamed(collectionId, name);
    refuseUnclear(named, await store.commonFolder(collectionId));
    for (const id of ids) all.add(id);
  }
  return [...all];
}

/** The one document that a name stands for. Throws as `idsNamed`, and `invalid_input` for a file of several records. */
async function documentNamed(store: Store, collectionId: number, name: string): Promise<number> {
  const [id, ...others] = await idsNamed(store, collectionId, [name]);
  if (others.length === 0) return id as number;
  throw invalid(
    'document',
    `"${name}" is a file of ${others.length + 1} documents`,
    `Name one of them, such as "${await example(store, collectionId, id as number)}".`,
  );
}
