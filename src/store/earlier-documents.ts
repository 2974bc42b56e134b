// The part of the store's contract that is about documents of earlier versions.
import type { EncodedPassage } from '../domain/text.js';
import type * as rows from './rows.js';

/** What rules before version `rules` have cut. */
export interface EarlierDocuments {
  /** How many documents, and characters in them. */
  earlierDocuments(
    collectionId: number,
    rules: number,
  ): Promise<{ readonly documents: number; readonly chars: number }>;
  /** The next by id above `after`; undefined when there is none. */
  nextEarlierDocument(
    collectionId: number,
    rules: number,
    after: number,
  ): Promise<rows.EarlierDocument | undefined>;
  /** Passages of a document, in order. */
  passageTexts(documentId: number): Promise<{ readonly id: number; readonly text: string }[]>;
  /** Undefined when it is gone. */
  encodedPassage(passageId: number): Promise<EncodedPassage | undefined>;
  /** True when an interrupted run has left passages. */
  hasEarlierStaged(collectionId: number, rules: number): Promise<boolean>;
  /** Of whatever version. */
  stagedPassage(collectionId: number, sha256: Buffer): Promise<rows.StagedPassage | undefined>;
}
