// Texts on their way in: records, passages, sentences, tokens, and documents as they are listed.
// Offsets are UTF-16 code units of the source text as decoded (a byte order mark included), end exclusive,
// so `source.slice(start, end)` is exactly the form.
import { z } from 'zod';
import { callback, choice, custom, fields, flag, list, name, signal, someOf, text, whole } from './check.js';
import { defaultContextWindow } from './defaults.js';
import type { AnnotatedWord, TextPart } from './parts.js';
import type { IndexProgress } from './reports.js';
import type { Claim } from './tables.js';

/** Values that came with a record besides its text: CSV columns or JSONL fields. */
export type Metadata = Readonly<Record<string, string | number | boolean | null>>;

/** Universal coarse parts of speech (Universal Dependencies, UPOS) that can carry a vector. */
export const partsOfSpeech = ['NOUN', 'PROPN', 'VERB', 'ADJ', 'ADV', 'INTJ', 'X'] as const;

/** `X` also covers a content word that was tagged as a function word. */
export type PartOfSpeech = (typeof partsOfSpeech)[number];

/** One record on its way in: what an importer makes from a file, a line of JSONL or a row of CSV. */
export interface SourceRecord {
  /** Unique in its collection: the file's path, with `#id` behind it for a record in a file. */
  readonly uri: string;
  /** The id given in the file, or null. */
  readonly externalId: string | null;
  /** The file's own URI: its records are re-read, and removed, together. */
  readonly fileUri: string;
  /** Decoded; a lone surrogate is replaced by U+FFFD. */
  readonly text: string;
  /** Empty for .txt and .md. */
  readonly metadata: Metadata;
  /** Bytes of the file that this record stands for, for progress. */
  readonly sizeBytes: number;
  /** Pages, chapters, times and the like, where the file has any. */
  readonly parts?: readonly TextPart[] | undefined;
  /** Of an annotated corpus: all its words. */
  readonly words?: readonly AnnotatedWord[] | null | undefined;
  /** For a row of a tracked table. */
  readonly claim?: Claim;
}

/** One occurrence of a content word, as the text analysis finds it; offsets within its passage. */
export interface Token {
  /** As written, without a clitic (`Almayer's` gives Almayer), with the line end that divides it. */
  readonly form: string;
  /** The form as it is looked up: see `foldCase`. */
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
 * Neighbouring sentences of a document, encoded in one run. `text` is a slice of the document; the
 * slices of all passages in order, joined, are the document.
 */
export interface Passage {
  /** UTF-16 code units from the start of the document. */
  readonly startChar: number;
  /** Includes the white space up to the next passage. */
  readonly text: string;
  /** As the encoder sees it, of the same length: blanks for marks and for what is no word, no line end in a word. */
  readonly reading: string;
  /** In order; they do not overlap. */
  readonly sentences: readonly Sentence[];
  /** Running words, function words and numbers included. */
  readonly numWords: number;
}

/** All tokens of a passage, in the order of the text. */
export const tokensOf = ({ sentences }: Pick<Passage, 'sentences'>): Token[] =>
  sentences.flatMap(({ tokens }) => tokens);

/** A quantised vector: value i is `codes[i] * scale`. */
export interface QuantisedVector {
  /** -127 to 127, one for each component. */
  readonly codes: Int8Array;
  /** Largest absolute component, divided by 127; 0 for a vector of zeros. */
  readonly scale: number;
}

/** A passage with its vectors: one per token and one per sentence, in the order of the passage. */
export interface EncodedPassage extends Omit<Passage, 'reading'> {
  /** Of the text with its sentences and tokens: a passage with the same hash is not encoded again. */
  readonly sha256: Buffer;
  /** Of length 1 before they were quantised. */
  readonly tokenVectors: readonly QuantisedVector[];
  /** Mean of all word pieces of the sentence, of length 1 before it was quantised. */
  readonly sentenceVectors: readonly QuantisedVector[];
}

/** A document as it is listed. */
export interface DocumentInfo {
  /** As `document` takes it; stays when the document changes, and is never reused. */
  readonly id: number;
  /** Unique in its collection. */
  readonly uri: string;
  /** The id given in the .jsonl or .csv file, or else the URI. */
  readonly documentId: string;
  /** Empty when there is none. */
  readonly metadata: Metadata;
  /** Running words, function words and numbers included. */
  readonly numWords: number;
  /** Occurrences of content words, each with a vector. */
  readonly numTokens: number;
  /** When it was added or last changed: ISO 8601, UTC. */
  readonly addedAt: string;
}

/** Where an occurrence stands. */
export interface TokenPosition {
  /** Valid until its passage is re-encoded or removed. */
  readonly tokenId: number;
  /** Of its document. */
  readonly uri: string;
  /** Offsets in the document. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

/** A document with its text. */
export interface DocumentText {
  /** As it is listed. */
  readonly document: DocumentInfo;
  /** As decoded; offsets count its UTF-16 code units. */
  readonly text: string;
  /** Pages, chapters, headings and the like; empty where the file has none. */
  readonly parts: readonly TextPart[];
  /** Occurrences of the chosen word. */
  readonly marks: readonly TokenPosition[];
}

/** A file with the totals of its documents. */
export interface FileInfo {
  /** A tracked table's name, for its rows. */
  readonly fileUri: string;
  /** 1, or as many as it has records. */
  readonly documents: number;
  /** Null where the file has no pages. */
  readonly numPages: number | null;
  /** Each with a vector. */
  readonly numSentences: number;
  /** Running words, function words and numbers included. */
  readonly numWords: number;
  /** Occurrences of content words, each with a vector. */
  readonly numTokens: number;
  /** When the last of them was added or changed: ISO 8601, UTC. */
  readonly addedAt: string;
  /** As `document` takes it. */
  readonly firstDocumentId: number;
}

/** How files are read. */
export interface ImportOptions {
  /** Column of a .csv that holds the text: default `text`. */
  readonly textColumn?: string;
  /** Column that holds the id: default `id` where there is one, else the row's number. */
  readonly idColumn?: string;
  /**
   * Encoding of all files, by a name such as `windows-1252`. Default: UTF-8, UTF-16, or what each file seems to be in.
   */
  readonly encoding?: string;
  /** Keep the running heads and page numbers of a .pdf; default false. */
  readonly keepRunningHeads?: boolean;
  /** Count what a mail quotes, and its signature, as its other text; default false: they are shown, and not searched. */
  readonly countQuoted?: boolean;
}

/** How files are indexed, and into which collection. */
export interface IndexOptions extends ImportOptions {
  /** Default `default`; created if missing. */
  readonly collection?: string;
  /** For a new collection: most word pieces in a passage, 24 to 256, default 96; or `sentence`. */
  readonly contextWindow?: number | 'sentence';
  /** Stops it: what was committed stays. */
  readonly signal?: AbortSignal;
  /** Called several times a second. */
  readonly onProgress?: (progress: IndexProgress) => void;
  /** Keep the documents of files that are gone from a folder; default false. Not together with `removeMissing`. */
  readonly keepMissing?: boolean;
  /**
   * Remove them also where that is not done by itself: a part of the folder cannot be read, is empty as a disk that is
   * not mounted, or half of the files are gone or more. Default false.
   */
  readonly removeMissing?: boolean;
  /**
   * URIs for uploaded files: path → URI, beginning with `uploads/`, as others are taken for files beside the database.
   * Where other content has the URI, a number is added to it: `uploads/notes (2).txt`.
   */
  readonly uris?: ReadonlyMap<string, string>;
  /** Real paths of folders: a file outside them is listed as a problem and not read. */
  readonly within?: readonly string[];
}

const collection = name('Give the name of a collection.')
  .describe('collection in the database (default: default)')
  .optional();

export const pathsSchema = someOf(
  name('Name files, folders or globs.'),
  'a list of files, folders or globs',
).describe('files, folders or globs');

/** As IndexOptions, checked. */
export const indexSchema = fields<IndexOptions>()({
  textColumn: name().describe('column of a .csv that holds the text (default: text)').optional(),
  idColumn: name()
    .describe('column of a .csv that holds the id (default: id, else the row number)')
    .optional(),
  encoding: name('Give one such as windows-1252.')
    .describe('encoding of all files, such as windows-1252 (default: as each file seems to be)')
    .optional(),
  keepRunningHeads: flag().describe('keep the running heads and page numbers of a .pdf').optional(),
  countQuoted: flag().describe('search what mails quote, and their signatures, as other text').optional(),
  collection,
  contextWindow: custom<number | 'sentence'>(
    (value) =>
      value === 'sentence' ||
      (Number.isInteger(value) && (value as number) >= 24 && (value as number) <= 256),
    '% is neither "sentence" nor from 24 to 256',
    `Leave it out for ${defaultContextWindow} word pieces.`,
  )
    .describe('word pieces encoded together: 24 to 256, or "sentence" (default: 96)')
    .optional(),
  keepMissing: flag().describe('keep the documents of files that are gone from a folder').optional(),
  removeMissing: flag()
    .describe('remove them even if a part of the folder cannot be read, or half of its files are gone')
    .optional(),
  signal: signal().optional(),
  onProgress: callback<(progress: IndexProgress) => void>().optional(),
  uris: z
    .custom<ReadonlyMap<string, string>>((value) => value instanceof Map)
    .meta({ code: true })
    .optional(),
  within: list(z.string()).meta({ code: true }).optional(),
});

/** Which documents are listed. */
export interface DocumentsOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** A part of the URI; upper and lower case of A to Z are the same. Default: all. */
  readonly match?: string;
  /** 1 to 1,000,000, default 100. */
  readonly limit?: number;
  /** Documents skipped: default 0. */
  readonly offset?: number;
  /** Order: by URI, length or the time they were added; a `-` before it turns it round. Default `name`. */
  readonly sort?: DocumentOrder;
}

/** Order of a list of documents; with `-` the last, longest or latest come first. */
export type DocumentOrder = 'name' | '-name' | 'words' | '-words' | 'added' | '-added';

const documentOrders = [
  'name',
  '-name',
  'words',
  '-words',
  'added',
  '-added',
] as const satisfies readonly DocumentOrder[];

/** As DocumentsOptions, checked. */
export const documentsSchema = fields<DocumentsOptions>()({
  collection,
  match: text().describe('a part of the name').optional(),
  limit: whole(1, 1_000_000).describe('documents (default: 100)').optional(),
  offset: whole(0, Number.MAX_SAFE_INTEGER).describe('documents to skip (default: 0)').optional(),
  sort: choice(documentOrders).describe('order of the list (default: name)').optional(),
});

/** Which of a document's occurrences are marked. */
export interface DocumentOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Word, or several side by side, whose occurrences are marked, in any form. Default: none. */
  readonly word?: string;
}

/** As DocumentOptions, checked. */
export const documentSchema = fields<DocumentOptions>()({
  collection,
  word: text().describe('word whose occurrences are marked').optional(),
});

export const documentNames = someOf(
  name('Name a URI, a file or a document id.'),
  'a list of URIs, files or document ids',
).describe('a file or the id of a document: its path, the end of it, or a part that fits no other');

/** For `remove`: whether files stay away when their folder is indexed again. */
export const leaveOut = flag()
  .describe('do not add the files again with their folder, until they are named themselves')
  .optional();
