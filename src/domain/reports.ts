// Counts, sizes, progress and reports.

/** stale: it is searched, and what it does not know is compared one by one. missing: none is loaded. */
export type AnnState = 'fresh' | 'stale' | 'missing' | 'building';

/** Counts and sizes of a collection. */
export interface Stats {
  /** Its name. */
  readonly collection: string;
  /** A file of many records counts once for each. */
  readonly documents: number;
  /** Each with a vector. */
  readonly sentences: number;
  /** Occurrences of content words, each with a vector. */
  readonly tokens: number;
  /** Running words, function words and numbers included. */
  readonly words: number;
  /** Different words, each in all its forms. */
  readonly lemmas: number;
  /** Database bytes per token, its text and everything else in the file included. */
  readonly bytesPerToken: number;
  /** Bytes of the database file. */
  readonly fileBytes: number;
  /** Bytes of the index cache beside it. */
  readonly annBytes: number;
  /** The one that made its vectors, as a person names it. */
  readonly model: string;
  /** Of the index as it is loaded now. */
  readonly annState: AnnState;
}

/** A file or record that could not be read, with what to do. */
export interface Problem {
  /** Of a file or record, with `:` and its number for a line or row that has no usable id; or a path. */
  readonly uri: string;
  /** What is wrong, in words. */
  readonly message: string;
  /** What to do, in words. */
  readonly cure: string;
}

/** How far an indexing run is. */
export interface IndexProgress {
  /** Files that are read to the end, or given up. A tracked table counts as a file. */
  readonly filesDone: number;
  /** 1 for a tracked table: `sync` starts again with each. */
  readonly filesTotal: number;
  /** What is skipped because it has not changed counts as done. */
  readonly bytesDone: number;
  /** Size of the files, or of the text columns of the changed rows. */
  readonly bytesTotal: number;
  /** Words encoded so far in this run, and their rate. */
  readonly words: number;
  /** Mean since the run began. */
  readonly wordsPerSecond: number;
  /** Estimated by the bytes that were encoded; null until some are. */
  readonly secondsLeft: number | null;
  /** File or tracked table that is being read; the encoders may still be at the one before. */
  readonly currentUri: string;
}

/** What an indexing run did. */
export interface IndexReport {
  /** Documents that were not there. */
  readonly added: number;
  /** Documents whose text or metadata is another. */
  readonly changed: number;
  /** Documents that were left as they are. */
  readonly unchanged: number;
  /** Documents that are no longer in their file or table. */
  readonly removed: number;
  /** Passages that were new or changed. */
  readonly passagesEncoded: number;
  /** Passages of changed documents that stay, and those that an interrupted run had encoded. */
  readonly passagesReused: number;
  /** Running words that were encoded. */
  readonly words: number;
  /** Of reading, encoding and writing; not of starting a process or tidying the file. */
  readonly seconds: number;
  /** What could not be read; the rest was indexed. */
  readonly problems: readonly Problem[];
}
