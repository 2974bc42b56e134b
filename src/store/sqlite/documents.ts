// Documents as they are listed and read; which documents a filter allows.
import type { Database } from 'better-sqlite3';
import type { Filters, MetadataFilter } from '../../domain/filters.js';
import type { DocumentInfo, Metadata } from '../../domain/text.js';

interface DocumentRow extends Omit<DocumentInfo, 'metadata'> {
  readonly metadata: string;
}

/** A passage that is stored, as far as it is needed to know whether it can be kept. */
export interface StoredPassage {
  readonly id: number;
  readonly sha256: Buffer;
}

/** Finds the document with a URI, as far as it is needed to know whether it has changed. */
export function documentFinder(db: Database) {
  const find = db.prepare<[number, string], { id: number; sha256: Buffer }>(
    'SELECT id, sha256 FROM polyseme_document WHERE collection_id = ? AND uri = ?',
  );
  return (collectionId: number, uri: string) => find.get(collectionId, uri);
}

export function documentQueries(db: Database) {
  const columns = `d.id, d.uri, coalesce(d.external_id, d.uri) AS documentId, d.metadata, d.num_words AS numWords,
    d.num_tokens AS numTokens, d.added_at AS addedAt`;
  const byId = db.prepare<[number], DocumentRow>(`SELECT ${columns} FROM polyseme_document d WHERE d.id = ?`);
  const list = db.prepare<[number, string, number, number], DocumentRow>(
    `SELECT ${columns} FROM polyseme_document d WHERE d.collection_id = ? AND d.uri LIKE ? ESCAPE '\\'
     ORDER BY d.uri LIMIT ? OFFSET ?`,
  );
  const files = db.prepare<[number], FileInfo>(
    `SELECT file_uri AS fileUri, count(*) AS documents, sum(num_words) AS numWords, sum(num_tokens) AS numTokens,
            max(added_at) AS addedAt, min(id) AS firstDocumentId
     FROM polyseme_document WHERE collection_id = ? GROUP BY file_uri ORDER BY file_uri`,
  );
  const named = db
    .prepare<[number, string, string, string], number>(
      `SELECT id FROM polyseme_document WHERE collection_id = ?
       AND (uri = ? OR file_uri = ? OR external_id = ?) ORDER BY id`,
    )
    .pluck();
  const ofFile = db.prepare<[number, string], { id: number; uri: string }>(
    'SELECT id, uri FROM polyseme_document WHERE collection_id = ? AND file_uri = ?',
  );
  const passages = db.prepare<[number], StoredPassage>(
    'SELECT id, sha256 FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal',
  );
  const texts = db
    .prepare<[number], string>('SELECT text FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal')
    .pluck();
  const parse = (row: DocumentRow): DocumentInfo => ({
    ...row,
    metadata: JSON.parse(row.metadata) as Metadata,
  });

  return {
    findDocument: documentFinder(db),

    document(id: number): DocumentInfo | undefined {
      const row = byId.get(id);
      return row && parse(row);
    },

    /** Documents by URI; `match` is a part of it. */
    listDocuments(collectionId: number, { match = '', limit = 100, offset = 0 } = {}): DocumentInfo[] {
      const pattern = `%${match.replace(/[\\%_]/gu, '\\$&')}%`;
      return list.all(collectionId, pattern, limit, offset).map(parse);
    },

    /** Files with their totals, by URI: one line for a file of many records. */
    listFiles: (collectionId: number): FileInfo[] => files.all(collectionId),

    /** Ids of the documents that a name stands for: a URI, a file's URI (all its records) or a document id. */
    documentsNamed: (collectionId: number, name: string): number[] =>
      named.all(collectionId, name, name, name),

    documentsOfFile: (collectionId: number, fileUri: string) => ofFile.all(collectionId, fileUri),

    passagesOf: (documentId: number): StoredPassage[] => passages.all(documentId),

    documentText: (documentId: number): string => texts.all(documentId).join(''),

    /** Ids of the documents that the filters on documents and metadata allow; undefined when they allow all. */
    allowedDocuments(collectionId: number, filters: Filters): Set<number> | undefined {
      let allowed: Set<number> | undefined;
      if (filters.documents?.length) {
        allowed = new Set(filters.documents.flatMap((name) => named.all(collectionId, name, name, name)));
      }
      if (filters.metadata?.length) {
        const matching = idsByMetadata(db, collectionId, filters.metadata);
        allowed = allowed ? new Set(matching.filter((id) => allowed?.has(id))) : new Set(matching);
      }
      return allowed;
    },
  };
}

/** A file with the totals of its documents. */
export interface FileInfo {
  /** A tracked table's name, for its rows. */
  readonly fileUri: string;
  /** 1, or as many as it has records. */
  readonly documents: number;
  /** Running words, function words and numbers included. */
  readonly numWords: number;
  /** Occurrences of content words, each with a vector. */
  readonly numTokens: number;
  /** When the last of them was added or changed: ISO 8601, UTC. */
  readonly addedAt: string;
  /** As `document` takes it. */
  readonly firstDocumentId: number;
}

/** A number is compared as a number, with stored values that are numbers or read as one; other text as text. */
function idsByMetadata(db: Database, collectionId: number, filters: readonly MetadataFilter[]): number[] {
  const conditions: string[] = [];
  const parameters: Record<string, string | number> = { collectionId };
  filters.forEach(({ key, operator, value }, i) => {
    // true and false as text, as a filter names them
    const stored = `CASE WHEN json_type(metadata, @path${i}) IN ('true', 'false')
      THEN json_type(metadata, @path${i}) ELSE json_extract(metadata, @path${i}) END`;
    const number = Number(value);
    const isNumber = value.trim() !== '' && Number.isFinite(number);
    parameters[`path${i}`] = `$.${JSON.stringify(key)}`;
    parameters[`value${i}`] = isNumber ? number : value;
    conditions.push(`CAST(${stored} AS ${isNumber ? 'REAL' : 'TEXT'}) ${operator} @value${i}`);
    if (!isNumber) return;
    // digits, one sign in front, one point, one exponent
    const readsAsNumber = `(trim(${stored}) GLOB '*[0-9]*' AND trim(${stored}) NOT GLOB '*[^-+.0-9eE]*'
      AND substr(trim(${stored}), 2) NOT GLOB '*[-+]*' AND trim(${stored}) NOT GLOB '*.*.*'
      AND trim(${stored}) NOT GLOB '[eE]*' AND trim(${stored}) NOT GLOB '*[eE]*[eE]*')`;
    conditions.push(`(typeof(${stored}) IN ('integer', 'real') OR ${readsAsNumber})`);
  });
  return db
    .prepare<unknown[], number>(
      `SELECT id FROM polyseme_document WHERE collection_id = @collectionId AND ${conditions.join(' AND ')}`,
    )
    .pluck()
    .all(parameters);
}
