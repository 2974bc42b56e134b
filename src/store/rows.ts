// The rows that cross the store's contract, by subject: plain data, whichever engine holds it.
import type { SenseEdit } from '../domain/sense-changes.js';
import type { Claim, RowKey } from '../domain/tables.js';
import type { EncodedPassage, Metadata, SourceRecord } from '../domain/text.js';

/** A collection of texts, with the model that makes its vectors. */
export interface Collection {
  readonly id: number;
  readonly name: string;
  /** As a person names it. */
  readonly model: string;
  /** SHA-256 of the model's files, so that vectors of two models never mix. */
  readonly fingerprint: string;
  /** Components of a vector. */
  readonly dim: number;
  /** Word pieces encoded together. */
  readonly contextWindow: number | 'sentence';
}

export interface CollectionTotals {
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
  readonly words: number;
  readonly lemmas: number;
}

/** A file that was read whole, without a problem. */
export interface ReadFile {
  readonly fileUri: string;
  /**
   * Of the file as it was, of its reader and of the options: with another one it is read again. Null for a file that a
   * person has left out of its folder.
   */
  readonly stamp: string | null;
  readonly numDocuments: number;
  /** Records without words. */
  readonly numEmpty: number;
}

/** Tells whether a document has changed. */
export interface StoredDocument {
  readonly id: number;
  /** Of the file it came from. */
  readonly fileUri: string;
  /** Of its text, metadata and structure. */
  readonly sha256: Buffer;
  /** Version of the rules that cut it. */
  readonly rules: number;
}

/** A document that earlier rules have cut, as the record that it came from. */
export interface EarlierDocument extends StoredDocument {
  readonly uri: string;
  readonly externalId: string | null;
  readonly fileUri: string;
  readonly metadata: Metadata;
}

/** A passage of an interrupted run. */
export interface StagedPassage {
  readonly passage: EncodedPassage;
  /** Version of the rules that cut it. */
  readonly rules: number;
}

/** A document of a file. */
export interface DocumentOfFile extends Omit<StoredDocument, 'rules' | 'fileUri'> {
  readonly uri: string;
  readonly externalId: string | null;
}

/** Tells whether a passage can be kept. */
export interface StoredPassage {
  readonly id: number;
  /** As computed by `passageHash`. */
  readonly sha256: Buffer;
}

/**
 * A passage of a document being written: kept from before; cut again into the same sentences and tokens, with other
 * lemmas; encoded just now, or with vectors of the passage that it replaces; or staged in an earlier batch.
 */
export type PassageWrite =
  | { readonly kind: 'kept'; readonly passageId: number; readonly startChar: number }
  | { readonly kind: 'recut'; readonly passageId: number; readonly passage: EncodedPassage }
  | { readonly kind: 'encoded'; readonly passage: EncodedPassage; readonly replaces?: number }
  | { readonly kind: 'staged'; readonly sha256: Buffer; readonly startChar: number };

export interface DocumentWrite {
  readonly record: SourceRecord;
  /** Of its text, metadata and structure. */
  readonly sha256: Buffer;
  /** Version of the rules that cut it. */
  readonly rules: number;
  /** The stored document with the same content, which is only cut again: all but its passages stays as it is. */
  readonly recutId?: number | undefined;
  /** In the order of the text. */
  readonly passages: readonly PassageWrite[];
}

/** The names of a document whose file was renamed or moved, and the content that it has as before. */
export interface RenamedDocument extends Pick<SourceRecord, 'uri' | 'externalId' | 'fileUri'> {
  readonly sha256: Buffer;
}

/** A row that needs no encoding: it is gone or unchanged. */
export interface SettledRow {
  readonly claim: Claim;
  /** Of its document. */
  readonly uri: string;
  /** SHA-256 of the document that the row equals; null when the row is gone or has no text. */
  readonly sha256: Buffer | null;
}

/** A lemma with its token count. */
export interface LemmaRow {
  readonly id: number;
  readonly lemma: string;
  readonly count: number;
  /** Changes whenever its tokens do. */
  readonly revision: number;
}

export interface FormOfLemma {
  readonly formId: number;
  readonly lemmaId: number;
  readonly lemma: string;
  readonly revision: number;
  /** Tokens of this form. */
  readonly formCount: number;
}

/** All occurrences of one lemma, by token id (which is the order of indexing). */
export interface LemmaBlock {
  readonly tokenIds: Float64Array;
  readonly documentIds: Float64Array;
  readonly formIds: Float64Array;
  /** Indices into partsOfSpeech. */
  readonly pos: Uint8Array;
  /** [n × dim] int8, row-major. */
  readonly codes: Int8Array;
}

/** A content word of a text, as it stands there. */
export interface TokenInStretch {
  readonly tokenId: number;
  /** In the document. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  readonly lemma: string;
  /** Index into partsOfSpeech. */
  readonly pos: number;
}

/** Tokens with their vectors, for filtering and rescoring. */
export interface TokenVectors {
  readonly ids: readonly number[];
  readonly documentIds: readonly number[];
  readonly lemmaIds: readonly number[];
  /** Indices into partsOfSpeech. */
  readonly pos: readonly number[];
  /** [n × dim] int8, row-major. */
  readonly codes: Int8Array;
}

/** Vectors by the ids of what they belong to. */
export interface VectorsById {
  readonly ids: readonly number[];
  /** [n × dim] int8, row-major. */
  readonly codes: Int8Array;
}

/** Tokens with consecutive ids. */
export interface TokenSpan {
  readonly firstTokenId: number;
  readonly count: number;
}

/** Where the tokens of a span stand. */
export interface SpanInSentence {
  /** The sentence's text. */
  readonly sentence: string;
  /** Places of the forms in it, in order; the end is exclusive. */
  readonly tokens: readonly { readonly startChar: number; readonly endChar: number }[];
}

/** What the sentences of tokens say, in the order of the tokens. */
export interface TextsOfTokens {
  /** 0 for a token that is gone. */
  readonly sentenceIds: Float64Array;
  /** Where each form starts in its sentence. */
  readonly starts: Float64Array;
  /** Texts of these sentences by their ids. */
  readonly texts: ReadonlyMap<number, string>;
}

/** Sentences of tokens, in the order of the tokens. */
export interface SentencesOfTokens {
  /** [n × dim] int8, row-major; zeros for a token that is gone. */
  readonly codes: Int8Array;
  readonly firstTokenIds: Float64Array;
  readonly numTokens: Int32Array;
}

/** One change of tokens or vectors; its random mark is unique. */
export interface WriteMark {
  readonly id: number;
  readonly mark: string;
}

/** The first and last ids on record; both 0 when there are none. */
export interface Bounds {
  readonly first: number;
  readonly last: number;
}

/** A deletion: its own id, and the id of what it deleted. */
export type Deletion = readonly [id: number, goneId: number];

export interface Scored {
  readonly id: number;
  readonly cosine: number;
}

/** Which tokens a scan may return; undefined allows all. */
export interface TokenFilter {
  readonly documents: ReadonlySet<number> | undefined;
  /** Indices into partsOfSpeech. */
  readonly pos: ReadonlySet<number> | undefined;
  readonly exceptLemmas: ReadonlySet<number> | undefined;
  /** Only these. */
  readonly tokens?: ReadonlySet<number> | undefined;
}

/** What stands at some place of the texts, by ids. */
export interface AtPlaces {
  readonly tokens: ReadonlySet<number>;
  readonly sentences: ReadonlySet<number>;
}

/** Which sentences a scan may return; undefined allows all. */
export interface SentenceFilter {
  readonly documents?: ReadonlySet<number> | undefined;
  readonly sentences?: ReadonlySet<number> | undefined;
}

export interface Scan {
  readonly collectionId: number;
  /** Quantised: [dim]. */
  readonly query: Int8Array;
  /** Hits at most. */
  readonly k: number;
}

/** Induced senses of a word as stored. */
export interface StoredInduction {
  readonly numTokens: number;
  /** How many a person wished; null where the lines decide. */
  readonly numWished: number | null;
  /** Null for one sense. */
  readonly stability: number | null;
  /** [k × dim] */
  readonly centroids: Float32Array;
}

/** The sense of a token. */
export interface AssignmentRow {
  readonly tokenId: number;
  /** Empty when it has none. */
  readonly sense: string;
  readonly label: string;
  /** 0 to 1. */
  readonly confidence: number;
  /** Empty when there is none. */
  readonly runnerUp: string;
}

/** What a word's senses were assigned from: while it is the same, they need not be assigned again. */
export interface AssignedWordRow {
  /** Of the lemma. */
  readonly revision: number;
  /** The settings, and the user's own senses, that were used. */
  readonly basis: string;
}

/** The senses of one word's tokens. */
export interface WordAssignments extends AssignedWordRow {
  readonly lemmaId: number;
  readonly rows: readonly AssignmentRow[];
}

/** Where a token and its sentence lie in the text of their document. */
export interface PlaceInText {
  readonly tokenId: number;
  readonly start: number;
  readonly end: number;
  readonly sentenceStart: number;
  readonly sentenceEnd: number;
}

/** A document's text, and where tokens lie in it, in its order. */
export interface TokensInText {
  readonly uri: string;
  readonly text: string;
  readonly places: readonly PlaceInText[];
}

/** An edit that names the same lines as they are now. */
export interface RenewedEdit {
  readonly id: number;
  /** As it was read. */
  readonly edit: SenseEdit;
  readonly renewed: SenseEdit;
}

/** What came of undoing or restoring an edit: `unchanged` when it was so already, `missing` when there is none. */
export type UndoOutcome = 'changed' | 'unchanged' | 'missing';

/** A vector as stored. */
export interface VectorRow {
  /** Its owner's. */
  readonly id: RowKey;
  /** int8 codes or float32, see VectorCollection.storage. */
  readonly vector: Uint8Array;
  readonly scale: number;
  readonly metadata: Metadata;
}

export interface NumberedVector {
  /** Only grows; a changed vector gets a new one. */
  readonly number: number;
  readonly vector: Uint8Array;
  readonly scale: number;
}

export type ColumnValue = string | number | bigint | Buffer | null;

/** A row that has changed, as it is now. */
export interface QueuedRow {
  readonly claim: Claim;
  /** Of its document: the name of the table, `#`, and the key. */
  readonly uri: string;
  /** False when the table no longer has the row. */
  readonly isPresent: boolean;
  /** In the order of the tracked columns. */
  readonly texts: readonly ColumnValue[];
  /** In the order of the tracked columns. */
  readonly metadata: readonly ColumnValue[];
}
