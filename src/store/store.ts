// The store's contract, one part per subject, whatever engine stands behind it. Every method returns a promise, since
// an engine may be across a network; whatever must be seen at one moment is one method.
//
// Errors: any method may throw `busy` (another process writes, or the caller's connection is in a transaction), `data`
// (the database is damaged, or its file is gone), `disk_full`, `read_only`, `conflict` (its file was replaced) or
// `not_found` (its tables were uninstalled), each with its cure; a method documents whatever else it throws. Writing is
// all or nothing. A method given ids leaves out those gone, unless it says otherwise. Iterators yield no empty batches.
import type { PolysemeError } from '../domain/errors.js';
import type { Filters, MetadataFilter } from '../domain/filters.js';
import type { BackupOptions } from '../domain/reports.js';
import type { Suggestion } from '../domain/search.js';
import type { SenseEdit, SenseEditRecord } from '../domain/sense-changes.js';
import type { Inventory } from '../domain/senses.js';
import type { RowKey, TrackedTable, TrackOptions } from '../domain/tables.js';
import type { DocumentInfo, EncodedPassage, TokenPosition } from '../domain/text.js';
import type { VectorCollection, VectorItem } from '../domain/vectors.js';
import type { WordCounts } from '../domain/words.js';
import type { DocumentLists, DocumentNames } from './document-names.js';
import type { EarlierDocuments } from './earlier-documents.js';
import type { Lines } from './lines.js';
import type * as rows from './rows.js';
import type { Structures } from './structures.js';

export type * from './lines.js';
export type * from './rows.js';

export interface Store
  extends Collections,
    Documents,
    DocumentNames,
    DocumentLists,
    EarlierDocuments,
    Structures,
    DocumentWrites,
    Words,
    Tokens,
    TokenChanges,
    Scans,
    Lines,
    Senses,
    Vectors,
    TrackedTables,
    Queue,
    Upkeep {
  /** The database file by its full path, or `:memory:`. */
  readonly file: string;
  readonly isInMemory: boolean;
  /** Distinguishes the open file from any other that may take its place; undefined for a database in memory. */
  readonly identity: string | undefined;
  /**
   * The store of the file that stands there now: this one, or a new one when the file was replaced, and then this one
   * is closed. Throws `data` when there is none, or one without our tables; nothing is created.
   */
  current(): Store;
  /** Turns an engine's error, of this database or of `file`, into one of ours with its cure; leaves others alone. */
  asStoreError(cause: unknown, file?: string): unknown;
  /** Folds the log into the file and closes it; a connection of the caller's stays open. */
  close(): Promise<void>;
}

/** Collections of texts, and settings. */
export interface Collections {
  /** Undefined when there is none. */
  collection(name: string): Promise<rows.Collection | undefined>;
  /** By name. */
  collections(): Promise<rows.Collection[]>;
  /**
   * The collection of that name, created if missing; an empty one takes over model and window. Throws `conflict` when
   * it was made with another model or window, or holds vectors made elsewhere.
   */
  ensureCollection(wanted: Omit<rows.Collection, 'id'>): Promise<rows.Collection>;
  totals(collectionId: number): Promise<rows.CollectionTotals>;
  /** Undefined when it was never set. */
  setting(name: string): Promise<string | undefined>;
  setSetting(name: string, value: string): Promise<void>;
  /** Sets it unless it is set; returns the value that holds. */
  ensureSetting(name: string, value: string): Promise<string>;
}

/** Documents as they are listed and read. */
export interface Documents {
  /** Undefined when it is gone. */
  document(id: number): Promise<DocumentInfo | undefined>;
  /** Documents by their ids, at one moment. */
  documentsById(ids: readonly number[]): Promise<Map<number, DocumentInfo>>;
  /** URIs of the files that documents are from, by document id. */
  fileUrisOf(ids: readonly number[]): Promise<Map<number, string>>;
  /** Undefined when no document has the URI. */
  findDocument(collectionId: number, uri: string): Promise<rows.StoredDocument | undefined>;
  /** By id. */
  documentsOfFile(collectionId: number, fileUri: string): Promise<rows.DocumentOfFile[]>;
  /** URIs of files that begin with `start`, in order; names of tracked tables are left out. */
  fileUrisFrom(collectionId: number, start: string): Promise<string[]>;
  /** In the order of the text. */
  passagesOf(documentId: number): Promise<rows.StoredPassage[]>;
  /** The whole text; empty when the document is gone. */
  documentText(documentId: number): Promise<string>;
  /** Ids of the documents that the filters on documents and metadata allow; undefined when they allow all. */
  allowedDocuments(collectionId: number, filters: Filters): Promise<Set<number> | undefined>;
  /** As the function of that name in `domain/filters`, over all documents; reads the metadata of each. */
  explainFilters(collectionId: number, filters: readonly MetadataFilter[]): Promise<string | null>;
}

/** All changes to texts and their tokens. Each throws `busy` inside a transaction of the caller's. */
export interface DocumentWrites {
  /** True when nobody is writing at this moment, not even the caller's own transaction. Never waits. */
  canWrite(): Promise<boolean>;
  /** Throws `busy` inside a transaction of the caller's. */
  refuseTransaction(): Promise<void>;
  /**
   * Writes documents, new or changed; one whose claim is gone stays as another writer left it. Throws `busy` when
   * passages to be kept were removed meanwhile. A document that is only cut again is left alone when it has changed.
   */
  writeDocuments(collectionId: number, writes: readonly rows.DocumentWrite[]): Promise<void>;
  /**
   * Gives a document the names of a record with the same content; everything derived from it stays. Returns false, and
   * changes nothing, when the document is gone or its content is another, or the record's URI has a document.
   */
  moveDocument(collectionId: number, documentId: number, to: rows.RenamedDocument): Promise<boolean>;
  /** Removes documents with everything derived from them; returns those that were there. */
  removeDocuments(collectionId: number, documentIds: readonly number[]): Promise<DocumentInfo[]>;
  /**
   * Takes rows off the queue and removes the documents of those that are gone; returns how many. A row that equals its
   * document stays queued when another process has written the document since.
   */
  settleRows(collectionId: number, settled: readonly rows.SettledRow[]): Promise<number>;
  /** Stores encoded passages of a document that is still incomplete. rules: the version that cut them. */
  stagePassages(collectionId: number, rules: number, passages: readonly EncodedPassage[]): Promise<void>;
  /** By the same rules. */
  isStaged(collectionId: number, rules: number, sha256: Buffer): Promise<boolean>;
  clearStaged(collectionId: number): Promise<void>;
}

/** Lemmas and their forms. */
export interface Words {
  /** Undefined when no text has ever had it. */
  lemma(collectionId: number, lemma: string): Promise<rows.LemmaRow | undefined>;
  /** Lemmas by their ids. */
  lemmasById(lemmaIds: readonly number[]): Promise<Map<number, rows.LemmaRow>>;
  /** Forms that occur, as they are looked up, with the number of tokens of each. */
  formCounts(collectionId: number): Promise<Map<string, number>>;
  /** Lemmas that have tokens, with their counts. */
  lemmas(collectionId: number): Promise<Suggestion[]>;
  /** The same, as rows ordered by lemma. */
  lemmaRows(collectionId: number): Promise<rows.LemmaRow[]>;
  /** Tokens of lemmas with one of some parts of speech (numbers; none: any), and their documents; by lemma id. */
  tokenCounts(lemmaIds: readonly number[], pos: readonly number[]): Promise<Map<number, WordCounts>>;
  /** The lemma spelt `folded`, and the forms spelt so, ignoring case, at one moment. */
  formsAndLemma(
    collectionId: number,
    folded: string,
  ): Promise<{ readonly own: rows.LemmaRow | undefined; readonly forms: readonly rows.FormOfLemma[] }>;
  /**
   * Occurrences of each lemma with their vectors, in the order of the ids, at one moment; none for one that is gone.
   */
  lemmaBlocks(lemmaIds: readonly number[], dim: number): Promise<rows.LemmaBlock[]>;
  /** Occurrences of one lemma with their vectors; none when it is gone. */
  lemmaBlock(lemmaId: number, dim: number): Promise<rows.LemmaBlock>;
  /** In the order of indexing. */
  tokenIdsOfLemma(lemmaId: number): Promise<number[]>;
}

/** Occurrences by their ids. */
export interface Tokens {
  tokenVectors(tokenIds: readonly number[], dim: number): Promise<rows.TokenVectors>;
  /** Undefined when it is gone. */
  collectionOfToken(tokenId: number): Promise<number | undefined>;
  /** Undefined when it is gone. */
  lemmaOfToken(tokenId: number): Promise<string | undefined>;
  lemmasOfTokens(tokenIds: readonly number[]): Promise<Map<number, string>>;
  /** Lemma ids of the `count` consecutive tokens of each span, unordered within a span. */
  lemmaIdsOfSpans(spans: readonly rows.TokenSpan[]): Promise<number[][]>;
  /** Positions of tokens, by URI and place in the document. */
  positions(tokenIds: readonly number[]): Promise<TokenPosition[]>;
  /** A document's text and the places of tokens in it, at one moment; undefined when it is gone. */
  tokensInText(documentId: number, tokenIds: readonly number[]): Promise<rows.TokensInText | undefined>;
  /** Those that begin from one character of a document on and before another, in the order of the text. */
  tokensInStretch(documentId: number, from: number, to: number): Promise<rows.TokenInStretch[]>;
  /** Documents in which a form occurs; folded: as it is looked up. */
  documentsWithForm(collectionId: number, folded: string): Promise<number[]>;
  /** In the order of the text. */
  tokensOfDocument(documentId: number): Promise<number[]>;
  countTokensIn(documentIds: Iterable<number>): Promise<number>;
  /** The number of tokens that the filter allows, or `limit` if there are more. */
  countTokens(collectionId: number, filter: rows.TokenFilter, limit: number): Promise<number>;
  /** A random sample without repetition. */
  randomTokens(collectionId: number, count: number): Promise<number[]>;
}

/** Changes since a given point, from which the approximate index is built and kept up to date. */
export interface TokenChanges {
  /** The first `dim` codes of at most `limit` tokens with an id above `after`, by id. */
  tokensAfter(collectionId: number, after: number, limit: number, dim: number): Promise<rows.VectorsById>;
  countTokensAfter(collectionId: number, after: number): Promise<number>;
  /** In no order. */
  tokenIdsUpTo(collectionId: number, last: number): Promise<number[]>;
  /** Deletions of tokens after the deletion `after`, of all collections, by id. */
  deletionsAfter(after: number, limit: number): Promise<rows.Deletion[]>;
  deletionBounds(): Promise<rows.Bounds>;
  /** The last change of tokens or vectors; undefined before the first. */
  lastWrite(): Promise<rows.WriteMark | undefined>;
  /** False after the database was restored, or copied and changed since. */
  hasWrite(write: rows.WriteMark): Promise<boolean>;
}

/** Exact search: every vector is compared. Best first; ties by id. */
export interface Scans {
  scanTokens(scan: rows.Scan & rows.TokenFilter): Promise<rows.Scored[]>;
  /** Only tokens with an id above `after`. */
  scanTokensAfter(scan: rows.Scan & { readonly after: number }): Promise<rows.Scored[]>;
  scanSentences(scan: rows.Scan & rows.SentenceFilter): Promise<rows.Scored[]>;
}

/** Stored senses. Words are lemmas. */
export interface Senses {
  /** Vectors of dictionary senses by their keys; those not kept are left out. fingerprint: of the model. */
  glossVectors(fingerprint: string, keys: readonly string[]): Promise<Map<string, Int8Array>>;
  /** Stores vectors of dictionary senses if that needs no waiting; they can be recomputed. */
  saveGlosses(
    fingerprint: string,
    glosses: Iterable<readonly [key: string, vector: Int8Array]>,
  ): Promise<void>;
  /** Undefined when none is stored. */
  induction(collectionId: number, word: string): Promise<rows.StoredInduction | undefined>;
  /** Stores induced senses if that needs no waiting. */
  saveInduction(collectionId: number, word: string, induction: rows.StoredInduction): Promise<void>;
  removeInduction(collectionId: number, word: string): Promise<void>;
  /** All edits of a word, undone ones too, in order. */
  senseEdits(collectionId: number, word: string): Promise<SenseEditRecord[]>;
  /** Adds nothing, and returns false, when the word's last edit is no longer `last`; 0 stands for none. */
  addSenseEdits(
    collectionId: number,
    word: string,
    edits: readonly SenseEdit[],
    last: number,
  ): Promise<boolean>;
  /** Undoes a standing edit, or restores an undone one; with it the senses that a change took over. */
  setSenseEditUndone(collectionId: number, id: number, isUndone: boolean): Promise<rows.UndoOutcome>;
  /** Words with a standing edit, in order. */
  editedWords(collectionId: number): Promise<string[]>;
  /** Words with an edit that have no tokens now, in order. */
  editedWordsWithoutLines(collectionId: number): Promise<string[]>;
  /** Stores how edits name the same lines now, if that needs no waiting; one that has changed meanwhile stays. */
  renewSenseEdits(edits: readonly rows.RenewedEdit[]): Promise<void>;
  /** Undefined when its tokens have no senses yet. */
  assignedWord(lemmaId: number, inventory: Inventory): Promise<rows.AssignedWordRow | undefined>;
  /** Whether any token has a sense from there. */
  hasAssignments(collectionId: number, inventory: Inventory): Promise<boolean>;
  /** By token id; tokens without a sense are left out. */
  assignmentsOfTokens(
    tokenIds: readonly number[],
    inventory: Inventory,
  ): Promise<Map<number, rows.AssignmentRow>>;
  /** Leaves out tokens and lemmas that are gone: texts may be removed while senses are computed. */
  saveAssignments(inventory: Inventory, words: readonly rows.WordAssignments[]): Promise<void>;
}

/** Vectors made elsewhere. Every write throws `busy` inside a transaction of the caller's. */
export interface Vectors {
  /** Undefined when there is none. */
  vectorCollection(name: string): Promise<VectorCollection | undefined>;
  /** By name. */
  vectorCollections(): Promise<VectorCollection[]>;
  /** The collection of that name, created if missing. Throws `conflict` when it holds texts or other vectors. */
  ensureVectorCollection(wanted: Omit<VectorCollection, 'id'>): Promise<VectorCollection>;
  /** Replaces those whose id exists; returns how many were replaced. */
  writeVectors(collectionId: number, vectors: readonly rows.VectorRow[]): Promise<number>;
  /** Removes vectors by their owner's ids; returns how many were there. */
  removeVectors(collectionId: number, ids: readonly RowKey[]): Promise<number>;
  /** Removes the collection with its vectors. */
  dropVectorCollection(collectionId: number): Promise<void>;
  countVectorsAfter(collectionId: number, after: number): Promise<number>;
  /** At most `limit` with a number above `after`, by number. */
  vectorsAfter(collectionId: number, after: number, limit: number): Promise<rows.NumberedVector[]>;
  /** In no order. */
  vectorNumbersUpTo(collectionId: number, last: number): Promise<number[]>;
  /** By number. */
  vectorsOf(numbers: readonly number[]): Promise<rows.NumberedVector[]>;
  /** Their owner's ids and metadata, by number. */
  vectorItems(numbers: readonly number[]): Promise<Map<number, Pick<rows.VectorRow, 'id' | 'metadata'>>>;
  /** By id, of all collections, so that none is skipped: another collection's have the number 0. */
  vectorDeletionsAfter(collectionId: number, after: number): Promise<rows.Deletion[]>;
  vectorDeletionBounds(): Promise<rows.Bounds>;
  /** Numbers of the vectors that a filter allows, each once, unordered. */
  vectorsWhere(collectionId: number, filter: MetadataFilter): Promise<number[]>;
  /** Why no vector of a collection can meet the conditions, in words; null where each fits. */
  explainVectorFilters(collectionId: number, filters: readonly MetadataFilter[]): Promise<string | null>;
  /** Numbers of the vectors with these ids, which are their owner's; an id given twice is there twice. */
  vectorsNamed(collectionId: number, ids: readonly VectorItem['id'][]): Promise<number[]>;
  /** A random sample without repetition. */
  randomVectors(collectionId: number, count: number): Promise<number[]>;
}

/** The caller's tables whose rows are kept indexed. */
export interface TrackedTables {
  /**
   * Starts to track a table, or changes which of its columns are tracked; queues all its rows. Throws `not_found` (no
   * such table), `invalid_input` (columns, key) or `conflict` (it is tracked in another collection).
   */
  track(table: string, options: TrackOptions & { readonly collection: string }): Promise<TrackedTable>;
  /** Stops tracking and removes the table's documents, both or neither; returns how many there were. */
  untrack(tracked: Pick<TrackedTable, 'id'>): Promise<number>;
  /** By name. */
  trackedTables(): Promise<TrackedTable[]>;
  /** Undefined when it is no longer tracked. */
  trackedTable(id: number): Promise<TrackedTable | undefined>;
  /** What a search needs of them, without reading queue and triggers; by name. */
  trackedNames(): Promise<Pick<TrackedTable, 'name' | 'table'>[]>;
  /** Changes whenever a table's columns or triggers do. */
  schemaVersion(): Promise<number>;
  /** Why a table cannot be read; undefined when it can. */
  faultOf(
    tracked: Pick<TrackedTable, 'name' | 'table' | 'key' | 'text' | 'metadata'>,
  ): Promise<PolysemeError | undefined>;
  /**
   * Makes sure that the table and its columns exist and that its changes are followed; if they were not, follows them
   * again and queues all rows, as `everything` always does. Returns the number of queue entries; 0 for a table no
   * longer tracked. Throws `not_found` or `data` as `faultOf` returns them.
   */
  prepareTracked(
    tracked: Pick<TrackedTable, 'id'>,
    options: { readonly everything: boolean },
  ): Promise<number>;
  /** Documents whose row is gone, in words; empty when all is well. For a table with an empty queue. */
  strayRows(tracked: TrackedTable): Promise<string[]>;
}

/** Changed rows of tracked tables. until: id of the last entry that counts. */
export interface Queue {
  /** Id of the last entry; 0 when there is none. */
  lastQueued(): Promise<number>;
  /** Bytes of text in the rows. */
  queuedBytes(tracked: TrackedTable, until: number): Promise<number>;
  /** Each row once, as it is now, ordered by its last entry; without those that have no usable key. */
  queuedRows(tracked: TrackedTable, until: number): AsyncIterable<readonly rows.QueuedRow[]>;
  /** Removes the entries of rows without a usable key; returns how many there were. */
  releaseKeyless(tracked: Pick<TrackedTable, 'id'>, until: number): Promise<number>;
}

/** The database as a whole. */
export interface Upkeep {
  /** Contradictions in the data at one moment, in words; empty when all is well. Reads everything once. */
  contradictions(): Promise<string[]>;
  /** Rows of an earlier version, which `contradictions` cannot check by their checksum. */
  rowsWithoutChecksum(): Promise<number>;
  /** True when the database also holds tables that are not ours. */
  isShared(): Promise<boolean>;
  /** Bytes of the database without its free pages; in a shared one, of our tables alone. */
  usedBytes(): Promise<number>;
  /** Bytes of the file and the log beside it. */
  fileBytes(): Promise<number>;
  /** Copies the database, as it is at one moment, while others write. Throws `conflict` (file exists), `cancelled`. */
  backup(file: string, options?: BackupOptions): Promise<void>;
  /** Forgets all deletions but the last, and passages of documents never completed; gives old rows their checksum. */
  trim(): Promise<void>;
  /** Rewrites the file without gaps. Throws `busy` while others use it. */
  compact(): Promise<void>;
  /** Removes all our tables and overwrites their contents. */
  uninstall(): Promise<void>;
}
