// Part of the store's contract: the structure of texts, and the files that were read whole.
import type { TextStructure } from '../domain/parts.js';
import type * as rows from './rows.js';

export interface Structures {
  /** Undefined for a document without a structure, or none. */
  structure(documentId: number): Promise<TextStructure | undefined>;
  /** What stands at any of the places, in the documents, or in all: see `stretchesAt` of domain/parts. */
  atPlaces(
    collectionId: number,
    places: readonly string[],
    documents: ReadonlySet<number> | undefined,
  ): Promise<rows.AtPlaces>;
  /** A file that was read whole; undefined when it was not, or any of its documents is gone since. */
  readFile(collectionId: number, fileUri: string): Promise<rows.ReadFile | undefined>;
  /** Notes files as read whole, once all their documents are written. Those of removed documents are forgotten. */
  writeReadFiles(collectionId: number, files: readonly rows.ReadFile[]): Promise<void>;
}
