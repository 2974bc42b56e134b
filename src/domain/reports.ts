// Counts, sizes, progress and reports.
import { callback, fields, flag, name, signal, whole } from './check.js';

/** stale: it is searched, and what it does not hold yet is compared one by one. missing: none is loaded. */
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
  /** Database bytes per token, including its text and everything else in the file. */
  readonly bytesPerToken: number;
  /** Bytes of the database file. */
  readonly fileBytes: number;
  /** Documents that an earlier version has cut into words: see `recut`. */
  readonly earlierDocuments: number;
  /** Bytes of the index cache beside it. */
  readonly annBytes: number;
  /** The model that made its vectors, as a person names it. */
  readonly model: string;
  /** Of the index as loaded now. */
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

/** In which encoding a file was read. */
export interface FileEncoding {
  /** Of the file. */
  readonly uri: string;
  /** Its name: `windows-1252`. */
  readonly encoding: string;
}

/** Progress of an indexing run. */
export interface IndexProgress {
  /** Files read to the end, or given up. A tracked table counts as a file. */
  readonly filesDone: number;
  /** 1 for a tracked table: `sync` starts again with each. */
  readonly filesTotal: number;
  /** Unchanged input, which is skipped, counts as done. */
  readonly bytesDone: number;
  /** Size of the files, or of the text columns of the changed rows. */
  readonly bytesTotal: number;
  /** Words encoded so far in this run. */
  readonly words: number;
  /** Mean since the run began. */
  readonly wordsPerSecond: number;
  /** Estimated from the bytes encoded; null until some are. */
  readonly secondsLeft: number | null;
  /** The file or tracked table being read; the encoders may still be at the one before. */
  readonly currentUri: string;
}

/** What an indexing run did. */
export interface IndexReport {
  /** New documents. */
  readonly added: number;
  /** Documents whose text or metadata changed. */
  readonly changed: number;
  /** Documents left as they were. */
  readonly unchanged: number;
  /** Of these, documents that earlier rules had cut into words and that were cut again, mostly without encoding. */
  readonly recut: number;
  /** Documents no longer in their file or table, or whose file is gone. */
  readonly removed: number;
  /** Documents whose file was renamed or moved: they keep their vectors, and the ids of document and tokens. */
  readonly moved: number;
  /** Records without any text, and blank files: nothing was added for them, and that is no problem. */
  readonly empty: number;
  /** Files of a folder that were left out of it by `remove`. */
  readonly leftOut: number;
  /** New or changed passages that went through the encoder. */
  readonly passagesEncoded: number;
  /** Passages kept from changed documents, encoded already by an interrupted run, or equal to one just encoded. */
  readonly passagesReused: number;
  /** Running words of new or changed passages. */
  readonly words: number;
  /** Spent reading, encoding and writing, not starting a process or tidying the file. */
  readonly seconds: number;
  /** URIs of files that are gone from an indexed folder, and whose documents were removed. */
  readonly removedFiles: readonly string[];
  /** URIs of files that are gone from an indexed folder, and whose documents were kept. */
  readonly missingFiles: readonly string[];
  /** Files that are neither UTF-8 nor UTF-16 with a mark, each with the encoding that was guessed, or named for the run. */
  readonly encodings: readonly FileEncoding[];
  /** Files in the folders and archives that are of no kind that is read, by kind. */
  readonly notRead: readonly KindCount[];
  /** What could not be read; the rest was indexed. */
  readonly problems: readonly Problem[];
}

/** How many files are of a kind. */
export interface KindCount {
  /** The ending: `.jpg`; `no ending` for files without. */
  readonly kind: string;
  /** How many there are. */
  readonly files: number;
}

/** Progress of downloading one file of a model. */
export interface DownloadProgress {
  /** Its path in the model's repository. */
  readonly file: string;
  /** Of this file. */
  readonly loadedBytes: number;
  /** Of this file; the same as `loadedBytes` when the hub does not report it. */
  readonly totalBytes: number;
}

/** Progress of bringing an index up to date. */
export interface AnnProgress {
  /** Points added in this run. */
  readonly done: number;
  /** Points to add; grows as more arrive. */
  readonly total: number;
}

/** How an approximate index is brought up to date. */
export interface AnnSyncOptions {
  /** Build it from the database, even if there is one; default false. */
  readonly rebuild?: boolean | undefined;
  /** Stops it: what was built stays in memory, not on disk, and the next call resumes from there. */
  readonly signal?: AbortSignal | undefined;
  /** Called about ten times a second. */
  readonly onProgress?: ((progress: AnnProgress) => void) | undefined;
}

/** The same, for one collection. */
export interface SyncIndexOptions extends AnnSyncOptions {
  /** Default `default`. */
  readonly collection?: string;
}

const collection = name('Give the name of a collection.')
  .describe('collection in the database (default: default)')
  .optional();
const watched = {
  signal: signal().optional(),
  onProgress: callback<(progress: AnnProgress) => void>().optional(),
};

/** As SyncIndexOptions, checked. */
export const syncIndexSchema = fields<SyncIndexOptions>()({
  rebuild: flag().describe('build it from the database, even if there is one').optional(),
  collection,
  ...watched,
});

/** How an index is rebuilt. */
export interface RebuildOptions extends Omit<AnnSyncOptions, 'rebuild'> {
  /** Default: all, of texts and of vectors. */
  readonly collection?: string;
}

/** As RebuildOptions, checked. */
export const rebuildSchema = fields<RebuildOptions>()({
  collection: name('Give the name of a collection.')
    .describe('collection in the database (default: all)')
    .optional(),
  ...watched,
});

/** How space is given back. */
export type CompactOptions = Omit<AnnSyncOptions, 'rebuild'>;

/** As CompactOptions, checked. */
export const compactSchema = fields<CompactOptions>()(watched);

/** How documents of an earlier version are cut again. */
export interface RecutOptions {
  /** Default: all of texts. */
  readonly collection?: string;
  /** Stops it: what was cut stays, and the next call goes on from there. */
  readonly signal?: AbortSignal | undefined;
  /** Called several times a second. */
  readonly onProgress?: ((progress: IndexProgress) => void) | undefined;
}

/** As RecutOptions, checked. */
export const recutSchema = fields<RecutOptions>()({
  collection: name('Give the name of a collection.')
    .describe('collection in the database (default: all)')
    .optional(),
  signal: signal().optional(),
  onProgress: callback<(progress: IndexProgress) => void>().optional(),
});

/** For a call that can be stopped. */
export interface SignalOptions {
  /** Stops it as soon as possible. */
  readonly signal?: AbortSignal | undefined;
}

/** As SignalOptions, checked. */
export const signalSchema = fields<SignalOptions>()({ signal: signal().optional() });

/** How a backup is watched and stopped. */
export interface BackupOptions {
  /** Stops it: the unfinished copy is removed. */
  readonly signal?: AbortSignal;
  /** Called before the first page, after every 1,024, and at the end. */
  readonly onProgress?: (progress: { readonly pagesDone: number; readonly pagesTotal: number }) => void;
}

/** As BackupOptions, checked. */
export const backupSchema = fields<BackupOptions>()({
  signal: signal().optional(),
  onProgress:
    callback<(progress: { readonly pagesDone: number; readonly pagesTotal: number }) => void>().optional(),
});

/** How the approximate index is measured. */
export interface RecallOptions {
  /** One of texts, or of vectors: default `default`. */
  readonly collection?: string;
  /** Random occurrences, or vectors, whose nearest are looked up: 1 to 10,000, default 100. */
  readonly queries?: number;
  /** Nearest neighbours wanted for each: 1 to 999, default 10. */
  readonly k?: number;
  /** Breadth of the approximate search: 10 to 10,000, default 400, for vectors 100. */
  readonly efSearch?: number;
  /** Stops it before the next query. */
  readonly signal?: AbortSignal;
}

/** As RecallOptions, checked. */
export const recallSchema = fields<RecallOptions>()({
  collection,
  queries: whole(1, 10_000).describe('random occurrences to look up (default: 100)').optional(),
  k: whole(1, 999).describe('nearest neighbours wanted for each (default: 10)').optional(),
  efSearch: whole(10, 10_000).describe('breadth of the search (default: 400, for vectors 100)').optional(),
  signal: signal().optional(),
});

/** How much of the true nearest the approximate index finds. */
export interface Recall {
  /** 0 to 1; null for an empty collection. */
  readonly recall: number | null;
  /** Those looked up: all, when there are fewer than requested. */
  readonly queries: number;
  /** Nearest neighbours wanted for each. */
  readonly k: number;
  /** Breadth of the approximate search. */
  readonly efSearch: number;
  /** Without an index everything is compared, and recall is 1. */
  readonly annState: AnnState;
}

/** Whether a database is sound. */
export interface Verification {
  /** True when there are no problems. */
  readonly isSound: boolean;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
  /** What could not be checked and why, in words; absent when everything was. */
  readonly notes?: readonly string[];
}

/** Bytes of the database file and index caches, before and after. */
export interface Compaction {
  /** The write-ahead log included. */
  readonly bytesBefore: number;
  /** The log is empty by then. */
  readonly bytesAfter: number;
}

/** State of the background job, or how the last one ended. */
export interface BackgroundJob {
  /** Counts up; 0 before the first job. */
  readonly id: number;
  /** cancelling: asked to stop, but still running. */
  readonly state: 'idle' | 'running' | 'cancelling' | 'done' | 'cancelled' | 'failed';
  /** Null unless the job failed. */
  readonly error: {
    /** What was wrong, in words. */
    readonly message: string;
    /** What to do, in words. */
    readonly cure: string;
  } | null;
}

/** Progress of background indexing, or how the last run ended. */
export interface JobStatus extends BackgroundJob {
  /** encoding: texts are being added. index: all is searchable, and the approximate index is being built. */
  readonly phase: 'encoding' | 'index';
  /** The latest of the phase `encoding`; null before the first. */
  readonly progress: IndexProgress | null;
  /** The latest of the phase `index`; null before the first. */
  readonly ann: AnnProgress | null;
  /** Null until the texts are added. */
  readonly report: IndexReport | null;
}
