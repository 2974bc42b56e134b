// Part of the store's contract: where many lines stand, and what stands beside them, for sorting all lines of a word.

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

export interface LinesAtOnce {
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
