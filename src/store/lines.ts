// Part of the store's contract: lines of the concordance, where they stand, and what stands beside them.
import type { RowKey } from '../domain/tables.js';
import type { Metadata } from '../domain/text.js';
import type * as rows from './rows.js';

/** What is read of the text beside a line's passage: enough for its context, or the passage on each side in any case. */
export type LineSurroundings = 'context' | 'passages';

/** Everything a line of the concordance shows, before its context is cut. */
export interface LineRow {
  /** Null for a sentence as a whole, as are lemma, pos, form and tokenStart. */
  readonly tokenId: number | null;
  readonly sentenceId: number;
  readonly documentId: number;
  readonly externalId: string;
  readonly uri: string;
  /** Hash of the document's text and of what comes with it, as text. */
  readonly textHash: string;
  readonly metadata: Metadata;
  readonly lemma: string | null;
  /** Index into partsOfSpeech. */
  readonly pos: number | null;
  readonly form: string | null;
  readonly passageId: number;
  /** In the document. */
  readonly passageStart: number;
  readonly passageText: string;
  /** Position of the passage in its document: 0, 1, … */
  readonly ordinal: number;
  /** In the passage. */
  readonly sentenceStart: number;
  readonly sentenceEnd: number;
  /** In the passage. */
  readonly tokenStart: number | null;
  /**
   * Text of the same document up to the start of the passage: as many neighbouring passages, joined, as give at least
   * the wanted characters once white space is folded; less where the document has no more.
   */
  readonly before: string;
  /** The same behind the passage. */
  readonly after: string;
  /** As people say where it stands: `page 12`; null where the text has no such places. */
  readonly place: string | null;
}

/** A document's text as it is at one moment, with its hash as in `LineRow`. */
export interface HashedText {
  readonly text: string;
  readonly textHash: string;
}

/** Where lines stand, in the order of their ids; NaN for one that is gone. */
export interface LinePlaces {
  readonly documentIds: Float64Array;
  /** In the document. */
  readonly starts: Float64Array;
}

/** A form in its passage, with some of the text beside it. */
export interface FormInText {
  readonly tokenId: number;
  readonly passageText: string;
  /** In the passage. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /**
   * Text of the document before the passage where the passage holds fewer than the wanted characters before the form:
   * with it there are as many, or the document begins. Else empty.
   */
  readonly before: string;
  /** The same behind the passage. */
  readonly after: string;
}

/** Lines of the concordance, and sentences. */
export interface Lines {
  /** Undefined for a document that is gone. */
  hashedText(documentId: number): Promise<HashedText | undefined>;
  /** In the order of the ids; an id given twice is there twice. contextChars: on each side of the form, 120 by default. */
  lines(tokenIds: readonly number[], beside?: LineSurroundings, contextChars?: number): Promise<LineRow[]>;
  /** The same for sentences as a whole. */
  sentenceLines(sentenceIds: readonly number[]): Promise<LineRow[]>;
  /** In the order of the ids. */
  sentenceVectors(sentenceIds: readonly number[], dim: number): Promise<rows.VectorsById>;
  /**
   * The sentence that each span of consecutive token ids lies in, with the place of each of its tokens, in the order of
   * the spans; undefined for a span that lies in no single sentence, or of which a token is gone.
   */
  sentencesOfSpans(spans: readonly rows.TokenSpan[]): Promise<(rows.SpanInSentence | undefined)[]>;
  /** The sentences that tokens stand in; zeros for a token that is gone. */
  sentencesOfTokens(tokenIds: ArrayLike<number>, dim: number): Promise<rows.SentencesOfTokens>;
  /** Texts of sentences by their ids. */
  sentenceTexts(sentenceIds: readonly number[]): Promise<Map<number, string>>;
  /** The texts of the sentences that tokens stand in, at one moment. */
  textsOfTokens(tokenIds: readonly number[]): Promise<rows.TextsOfTokens>;
  /**
   * The keys of the rows that sentences stand in, as their table holds them; for a file the document's id. In the order
   * of the ids. Throws `not_found` when a sentence is gone, since leaving it out would shift the keys of the others.
   */
  keysOfSentences(sentenceIds: readonly number[]): Promise<RowKey[]>;

  // many lines at once, for sorting all lines of a word

  /** Of tokens. */
  placesOfTokens(tokenIds: ArrayLike<number>): Promise<LinePlaces>;
  /** Of sentences as a whole. */
  placesOfSentences(sentenceIds: ArrayLike<number>): Promise<LinePlaces>;
  /** Forms by their token ids, without those that are gone; chars: wanted on each side. */
  formsInText(tokenIds: readonly number[], chars: number): Promise<FormInText[]>;
  /** URIs of documents by their ids. */
  urisOf(documentIds: readonly number[]): Promise<Map<number, string>>;
  /** Characters of the text of documents, by their ids. */
  lengthsOf(documentIds: readonly number[]): Promise<Map<number, number>>;
}
