// Listing and reading documents; which documents a filter allows.
import type { Database } from 'better-sqlite3';
import { explainFilters, type Filters, type MetadataFilter, metadataTest } from '../../domain/filters.js';
import type { DocumentInfo, DocumentOrder, DocumentsOptions, FileInfo, Metadata } from '../../domain/text.js';
import type { HashedText } from '../lines.js';
import type { DocumentOfFile, StoredDocument, StoredPassage } from '../rows.js';
import { textIn } from './blobs.js';
import { atOneMoment } from './connection.js';
import { documentNameQueries } from './document-names.js';

/** Documents read at once. */
const documentsPerBatch = 500;

export const documentQueries = (db: Database) => ({
  document: documentReader(db),
  documentsById: documentsReader(db),
  fileUrisOf: filesReader(db),
  findDocument: documentFinder(db),
  ...listQueries(db),
  ...textQueries(db),
  ...documentNameQueries(db),
  ...filterQueries(db),
});

interface DocumentRow extends Omit<DocumentInfo, 'metadata'> {
  readonly metadata: string;
}

const columns = `d.id, d.uri, coalesce(d.external_id, d.uri) AS documentId, d.metadata, d.num_words AS numWords,
  d.num_tokens AS numTokens, d.added_at AS addedAt`;

const parse = (row: DocumentRow): DocumentInfo => ({
  ...row,
  metadata: JSON.parse(row.metadata) as Metadata,
});

/** Reads a document by its id. */
export function documentReader(db: Database) {
  const byId = db.prepare<[number], DocumentRow>(`SELECT ${columns} FROM polyseme_document d WHERE d.id = ?`);
  return (id: number): DocumentInfo | undefined => {
    const row = byId.get(id);
    return row && parse(row);
  };
}

function documentsReader(db: Database) {
  const byIds = db.prepare<[string], DocumentRow>(
    `SELECT ${columns} FROM json_each(?) j CROSS JOIN polyseme_document d ON d.id = j.value`,
  );
  return (ids: readonly number[]): Map<number, DocumentInfo> =>
    new Map(byIds.all(JSON.stringify(ids)).map((row) => [row.id, parse(row)]));
}

function filesReader(db: Database) {
  const byIds = db
    .prepare<[string], [number, string]>(
      'SELECT d.id, d.file_uri FROM json_each(?) j CROSS JOIN polyseme_document d ON d.id = j.value',
    )
    .raw();
  return (ids: readonly number[]): Map<number, string> => new Map(byIds.all(JSON.stringify(ids)));
}

/** Finds the document with a URI. */
export function documentFinder(db: Database) {
  const byUri = db.prepare<[number, string], StoredDocument>(
    'SELECT id, file_uri AS fileUri, sha256, rules FROM polyseme_document WHERE collection_id = ? AND uri = ?',
  );
  return (collectionId: number, uri: string): StoredDocument | undefined => byUri.get(collectionId, uri);
}

const orderSql: Readonly<Record<DocumentOrder, string>> = {
  name: 'd.uri',
  '-name': 'd.uri DESC',
  words: 'd.num_words, d.uri',
  '-words': 'd.num_words DESC, d.uri',
  added: 'd.added_at, d.uri',
  '-added': 'd.added_at DESC, d.uri',
};

function listQueries(db: Database) {
  const select = `SELECT ${columns} FROM polyseme_document d WHERE d.collection_id = ? AND d.uri LIKE ? ESCAPE '\\'`;
  const page = (sort: DocumentOrder) =>
    db.prepare<[number, string, number, number], DocumentRow>(
      `${select} ORDER BY ${orderSql[sort]} LIMIT ? OFFSET ?`,
    );
  const next = db.prepare<[number, string, string, number], DocumentRow>(
    `${select} AND d.uri > ? ORDER BY d.uri LIMIT ?`,
  );
  const files = db.prepare<[number], FileInfo>(
    `SELECT file_uri AS fileUri, count(*) AS documents, nullif(total(u.num_pages), 0) AS numPages,
            sum(num_sentences) AS numSentences, sum(num_words) AS numWords, sum(num_tokens) AS numTokens,
            max(added_at) AS addedAt, min(id) AS firstDocumentId
     FROM polyseme_document d LEFT JOIN polyseme_structure u ON u.document_id = d.id
     WHERE collection_id = ? GROUP BY file_uri ORDER BY file_uri`,
  );
  const patternOf = (match: string): string => `%${match.replace(/[\\%_]/gu, '\\$&')}%`;

  return {
    listDocuments: (
      collectionId: number,
      { match = '', limit = 100, offset = 0, sort = 'name' }: Omit<DocumentsOptions, 'collection'> = {},
    ): DocumentInfo[] => page(sort).all(collectionId, patternOf(match), limit, offset).map(parse),

    *eachDocument(collectionId: number, { match = '' } = {}): Generator<readonly DocumentInfo[]> {
      for (let last = ''; ; ) {
        const batch = next.all(collectionId, patternOf(match), last, documentsPerBatch).map(parse);
        if (batch.length > 0) yield batch;
        if (batch.length < documentsPerBatch) return;
        last = (batch.at(-1) as DocumentInfo).uri;
      }
    },

    listFiles: (collectionId: number): FileInfo[] => files.all(collectionId),
  };
}

function textQueries(db: Database) {
  const passages = db.prepare<[number], StoredPassage>(
    'SELECT id, sha256 FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal',
  );
  const openings = db
    .prepare<[string], [id: number, text: string]>(
      `SELECT p.document_id, p.text FROM json_each(?) j
       CROSS JOIN polyseme_passage p ON p.document_id = j.value AND p.ordinal = 0`,
    )
    .raw();
  const texts = db
    .prepare<[number], string>('SELECT text FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal')
    .pluck();

  const hash = db
    .prepare<[number], string>('SELECT lower(hex(sha256)) FROM polyseme_document WHERE id = ?')
    .pluck();
  const textOf = (documentId: number): string => texts.all(documentId).map(textIn).join('');

  return {
    openings: (ids: readonly number[]): Map<number, string> =>
      new Map(openings.all(JSON.stringify(ids)).map(([id, text]) => [id, textIn(text)])),
    passagesOf: (documentId: number): StoredPassage[] => passages.all(documentId),
    hashedText: (documentId: number): HashedText | undefined =>
      atOneMoment(db, () => {
        const textHash = hash.get(documentId);
        return textHash === undefined ? undefined : { textHash, text: textOf(documentId) };
      }),
    documentText: textOf,
  };
}

function filterQueries(db: Database) {
  const { documentsOfNames } = documentNameQueries(db);
  const inFile = db.prepare<[number, string], DocumentOfFile>(
    `SELECT id, uri, external_id AS externalId, sha256 FROM polyseme_document
     WHERE collection_id = ? AND file_uri = ? ORDER BY id`,
  );
  // no URI holds the last character of Unicode
  const filesFrom = db
    .prepare<[number, string, string], string>(
      `SELECT DISTINCT file_uri FROM polyseme_document WHERE collection_id = ?
       AND file_uri >= ? AND file_uri < ? || char(0x10ffff)
       AND file_uri NOT IN (SELECT name FROM polyseme_tracked) ORDER BY file_uri`,
    )
    .pluck();
  const withMetadata = db
    .prepare<[number], [number, string]>(
      "SELECT id, metadata FROM polyseme_document WHERE collection_id = ? AND metadata <> '{}'",
    )
    .raw();

  /** Read one by one: all metadata of a large collection at once would fill memory. */
  function idsByMetadata(collectionId: number, filters: readonly MetadataFilter[]): number[] {
    const ids: number[] = [];
    const areMet = metadataTest(filters);
    for (const [id, json] of withMetadata.iterate(collectionId)) {
      if (areMet(JSON.parse(json) as Metadata)) ids.push(id);
    }
    return ids;
  }

  function* eachMetadata(collectionId: number): Generator<Metadata> {
    for (const [, json] of withMetadata.iterate(collectionId)) yield JSON.parse(json) as Metadata;
  }

  return {
    explainFilters: (collectionId: number, filters: readonly MetadataFilter[]): string | null =>
      explainFilters(eachMetadata(collectionId), filters),
    documentsOfFile: (collectionId: number, fileUri: string) => inFile.all(collectionId, fileUri),
    fileUrisFrom: (collectionId: number, start: string) => filesFrom.all(collectionId, start, start),

    allowedDocuments(collectionId: number, filters: Filters): Set<number> | undefined {
      let allowed: Set<number> | undefined;
      if (filters.documents?.length) {
        allowed = documentsOfNames(collectionId, filters.documents);
      }
      if (filters.metadata?.length) {
        const matching = idsByMetadata(collectionId, filters.metadata);
        allowed = new Set(allowed ? matching.filter((id) => allowed?.has(id)) : matching);
      }
      return allowed;
    },
  };
}
