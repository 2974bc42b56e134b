// Texts on their way in: records, passages, sentences, tokens, and documents as they are listed.
// Offsets are UTF-16 code units of the source text as decoded (a byte order mark included), end exclusive,
// so `source.slice(start, end)` is exactly the form.
import type { Claim } from './tables.js';

/** Values that came with a record besides its text: CSV columns or JSONL fields. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** Universal coarse parts of speech (Universal Dependencies, UPOS) that can carry a vector. */
export const partsOfSpeech = ['NOUN', 'PROPN', 'VERB', 'ADJ', 'ADV', 'INTJ', 'X'] as const;

/** `X` also for a content word that was tagged as a function word. */
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** One record on its way in: what an importer makes of a file, a line of JSONL or a row of CSV. */
export interface SourceRecord {
  /** Unique in its collection: the file's path, with `#id` behind it for a record in a file. */
  readonly uri: string;
  /** The id given in the file, or null. */
  readonly externalId: string | null;
  /** The file's own URI: what is re-read, and removed, together. */
  readonly fileUri: string;
  /** Decoded; half a surrogate pair is replaced by U+FFFD. */
  readonly text: string;
  /** Empty for .txt and .md. */
  readonly metadata: Metadata;
  /** How many bytes of the file this record stands for, for progress. */
  readonly sizeBytes: number;
  /** For a row of a tracked table. */
  readonly claim?: Claim;
}

/** One occurrence of a content word, as the text analysis finds it; offsets within its passage. */
export interface Token {
  /** As written, without a clitic: of `Almayer's` it is Almayer. */
  readonly form: string;
  /** The form as it is looked up: NFC, lower case, straight apostrophe. */
  readonly folded: string;
  /** Base form, folded as `folded` is; the same as `folded` where none is known. */
  readonly lemma: string;
  /** As the tagger saw it in its sentence. */
  readonly pos: PartOfSpeech;
  /** UTF-16 code units from the start of the passage. */
  readonly startChar: number;
  /** Exclusive. */
  readonly endChar: number;
}

/** A sentence within its passage. */
export interface Sentence {
  /** UTF-16 code units from the start of the passage. */
  readonly startChar: number;
  /** Exclusive: the white space behind it is in no sentence. */
  readonly endChar: number;
  /** In order; empty when it has no content word. */
  readonly tokens: readonly Token[];
}

/**
 * What is encoded in one run: neighbouring sentences of a document. `text` is a slice of the document; the
 * slices of all passages in order, joined, are the document.
 */
export interface Passage {
  /** UTF-16 code units from the start of the document. */
  readonly startChar: number;
  /** White space up to the next passage included. */
  readonly text: string;
  /** In order; they do not overlap. */
  readonly sentences: readonly Sentence[];
  /** Running words, function words and numbers included. */
  readonly numWords: number;
}

/** A quantised vector: value i is `codes[i] * scale`. */
export interface QuantisedVector {
  /** -127 to 127, one for each component. */
  readonly codes: Int8Array;
  /** Largest component, its sign apart, divided by 127; 0 for a vector of zeros. */
  readonly scale: number;
}

/** A passage with its vectors: one per token and one per sentence, in the order of the passage. */
export interface EncodedPassage extends Passage {
  /** Of the text and where its sentences are: a passage with the same is not encoded again. */
  readonly sha256: Buffer;
  /** Of length 1 before they were quantised. */
  readonly tokenVectors: readonly QuantisedVector[];
  /** Mean of all word pieces of the sentence, of length 1 before it was quantised. */
  readonly sentenceVectors: readonly QuantisedVector[];
}

/** A document as it is listed. */
export interface DocumentInfo {
  /** As `document` takes it; stays when the document changes, and is never given twice. */
  readonly id: number;
  /** Unique in its collection. */
  readonly uri: string;
  /** The id given in the .jsonl or .csv file, or else the URI. */
  readonly documentId: string;
  /** Empty when it came with none. */
  readonly metadata: Metadata;
  /** Running words, function words and numbers included. */
  readonly numWords: number;
  /** Occurrences of content words, each with a vector. */
  readonly numTokens: number;
  /** When it was added or last changed: ISO 8601, UTC. */
  readonly addedAt: string;
}
