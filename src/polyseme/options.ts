// What the calls of the facade take, and what some of them give: types, and two defaults.

import type { MetadataFilter } from '../domain/filters.js';
import type { IndexProgress, IndexReport, Stats } from '../domain/reports.js';
import type { Query } from '../domain/search.js';
import type { Inventory, SensesProgress } from '../domain/senses.js';
import type { DocumentInfo } from '../domain/text.js';
import type { Metric, VectorItem } from '../domain/vectors.js';
import type { DownloadProgress } from '../encoder/model-files.js';
import type { ImportOptions } from '../import/records.js';
import type { DisambiguateOptions } from '../senses/disambiguate.js';
import type { InventoryOptions } from '../senses/inventory.js';
import type { Database, TokenPosition } from '../store/store.js';

/** The collection that is meant where none is named. */
export const defaultCollection = 'default';
/** Most word pieces in a passage of a new collection, where nothing else is asked for. */
export const defaultContextWindow = 96;

/** How a database is opened. */
export interface PolysemeOptions {
  /**
   * Database file, or `:memory:`, or an open better-sqlite3 Database of the caller's: the tables, whose names begin
   * with `polyseme_`, are then made beside the caller's, and `close` leaves it open. Its file is set to WAL.
   */
  readonly db: string | Database;
  /** Throw when the file does not exist instead of creating it; default false. */
  readonly mustExist?: boolean;
  /** Make the tables also in the file of another program, beside its own; default false: a mistaken name is refused. */
  readonly besideOthers?: boolean;
  /** The shipped model's name (default), a folder, or a hub id. */
  readonly model?: string;
  /** Encoder processes while indexing, each with its copy of the model: 1 to 64, default the number of processors. */
  readonly workers?: number;
  /** Called for every piece that arrives of a model with a hub id, or is read from its cache. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

/** How files are indexed, and into which collection. */
export interface IndexOptions extends ImportOptions {
  /** Default `default`; made when there is none. */
  readonly collection?: string;
  /** For a new collection: pieces in a passage, 24 to 256, default 96; or `sentence`. */
  readonly contextWindow?: number | 'sentence';
  /** Stops it: what was committed stays. */
  readonly signal?: AbortSignal;
  /** Called several times a second. */
  readonly onProgress?: (progress: IndexProgress) => void;
  /** URIs for files that were handed over (uploads): path → URI. */
  readonly uris?: ReadonlyMap<string, string>;
  /** Real paths of folders: a file outside them is listed as a problem and not read. */
  readonly within?: readonly string[];
}

/** How the changes of tracked tables are indexed. */
export interface SyncOptions {
  /** Look at every row, not only at those that are known to have changed; default false. */
  readonly everything?: boolean;
  /** Stops it: what was committed stays. */
  readonly signal?: AbortSignal;
  /** Called several times a second; each table is a run of its own. */
  readonly onProgress?: (progress: IndexProgress) => void;
}

/** What keeps tables indexed in the background. */
export interface Watcher {
  /** Ends it, and a sync that is under way; resolves when that has ended. */
  stop(): Promise<void>;
}

/** How tables are kept indexed without being asked each time. */
export interface WatchOptions {
  /** Milliseconds between two looks: 50 or more, default 1,000. */
  readonly everyMs?: number;
  /** Called after each sync. */
  readonly onReport?: (report: IndexReport) => void;
  /** Called with what a look or a sync has thrown. */
  readonly onError?: (cause: unknown) => void;
}

/** Which senses of a word are meant, and how they are told. */
export interface SensesOptions extends InventoryOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default: one's own where there are any, else the induced ones; for `evaluate` the dictionary's. */
  readonly inventory?: Inventory;
  /** Whether to look up words that stand in for a sense, which takes longest; default true. */
  readonly usesSubstitutes?: boolean;
  /** Stops before the next step: what was found out is kept for the next call. */
  readonly signal?: AbortSignal;
  /** Called by the call that does the work; one that finds it under way waits for the same. */
  readonly onProgress?: (progress: SensesProgress) => void;
}

/** How the approximate index is measured. */
export interface RecallOptions {
  /** One of texts, or of vectors: default `default`. */
  readonly collection?: string;
  /** Random occurrences, or vectors, whose nearest are looked up: 1 to 10,000, default 100. */
  readonly queries?: number;
  /** Nearest that are wanted of each: default 10. */
  readonly k?: number;
  /** Breadth of the approximate search: 10 to 10,000, default 400. */
  readonly efSearch?: number;
  /** Stops it before the next query. */
  readonly signal?: AbortSignal;
}

/** How much of the true nearest the approximate index finds. */
export interface Recall {
  /** 0 to 1; null for a collection that is empty. */
  readonly recall: number | null;
  /** Those that were looked up: all, when there are fewer than were asked for. */
  readonly queries: number;
  /** Nearest that were wanted of each. */
  readonly k: number;
  /** Breadth of the approximate search. */
  readonly efSearch: number;
  /** Without an index everything is compared, and recall is 1. */
  readonly annState: Stats['annState'];
}

/** Whether a database is as it must be. */
export interface Verification {
  /** True when there are no problems. */
  readonly isSound: boolean;
  /** What is wrong, in words. */
  readonly problems: readonly string[];
}

/** Bytes of the database file and index caches, before and after. */
export interface Compaction {
  /** The write-ahead log included. */
  readonly bytesBefore: number;
  /** The log is empty by then. */
  readonly bytesAfter: number;
}

/** What a collection of vectors is made with; of one that is there, left out or the same. */
export interface AddVectorsOptions {
  /** Of a new collection: default `cosine`. */
  readonly metric?: Metric;
  /** Of a new collection: `int8` (default) takes a quarter of the space; `float32` keeps every bit. */
  readonly storage?: 'int8' | 'float32';
  /** What made the vectors: another name is then refused, since vectors of two models do not compare. */
  readonly model?: string;
  /** Stops it between thousands: what was added stays. */
  readonly signal?: AbortSignal;
}

/** Which of the nearest vectors are wanted, and how they are searched. */
export interface NearestOptions {
  /** 1 to 10,000, default 10. */
  readonly k?: number;
  /** On metadata; all must hold. */
  readonly filters?: readonly MetadataFilter[];
  /** Only vectors with these ids. */
  readonly among?: readonly VectorItem['id'][];
  /** Compare every vector; default false. */
  readonly exact?: boolean;
  /** Breadth of the approximate search: 10 to 10,000, default 100. */
  readonly efSearch?: number;
}

/** Which of the nearest occurrences are wanted, and how they are searched. */
export type NeighboursOptions = Pick<
  Query,
  'collection' | 'filters' | 'limit' | 'minScore' | 'exact' | 'efSearch'
>;

/** Which words are to be given senses, and of which inventory. */
export interface DisambiguationOptions extends Omit<DisambiguateOptions, 'lemmas'> {
  /** Default `default`. */
  readonly collection?: string;
  /** Default `wordnet`. */
  readonly inventory?: Inventory;
  /** In any of their forms; all words when left out. */
  readonly words?: readonly string[];
}

/** Which of the lines that have been given senses are wanted. */
export interface AssignmentsOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** Default `wordnet`. */
  readonly inventory?: Inventory;
  /** In any of their forms; all words when left out. */
  readonly words?: readonly string[];
  /** Only these documents: URIs, files' URIs or document ids. */
  readonly uris?: readonly string[];
}

/** A document to be read. */
export interface DocumentText {
  /** As it is listed. */
  readonly document: DocumentInfo;
  /** As it was decoded; offsets are UTF-16 code units of it. */
  readonly text: string;
  /** Occurrences of the chosen word. */
  readonly marks: readonly TokenPosition[];
}
