// Parts of the store's contract: which documents a name stands for, and lists of documents.
import type { DocumentsNamed } from '../domain/document-names.js';
import type { DocumentInfo, DocumentsOptions, FileInfo } from '../domain/text.js';

/** Documents that a name stands for, in no order, and what it stands for in words. */
export interface NamedDocuments {
  readonly ids: readonly number[];
  readonly named: DocumentsNamed;
}

export interface DocumentNames {
  /** Ids of the documents that a name stands for: a URI, a file's URI (all its records) or a document id. */
  documentsNamed(collectionId: number, name: string): Promise<number[]>;
  /** The same, or where there are none those that a part of their path names; see `DocumentsNamed`. */
  findDocumentsNamed(collectionId: number, name: string): Promise<NamedDocuments>;
  /** The folder that all files with a whole path lie in, with a slash at its end; empty where there are none. */
  commonFolder(collectionId: number): Promise<string>;
  /** URIs of files with `part` in their path within that folder, in order. */
  fileUrisLike(collectionId: number, part: string, limit: number): Promise<string[]>;
}

/** Documents and files in lists. */
export interface DocumentLists {
  /** match: a part of the URI; limit: default 100; offset: default 0; sort: default `name`. */
  listDocuments(
    collectionId: number,
    options?: Omit<DocumentsOptions, 'collection'>,
  ): Promise<DocumentInfo[]>;
  /** All documents by URI, or those with `match` in it. Documents written meanwhile may be among them or not. */
  eachDocument(
    collectionId: number,
    options?: { readonly match?: string },
  ): AsyncIterable<readonly DocumentInfo[]>;
  /** Files with their totals, by URI: one row even for a file of many records. */
  listFiles(collectionId: number): Promise<FileInfo[]>;
  /** The first passage of each document. */
  openings(ids: readonly number[]): Promise<Map<number, string>>;
}
