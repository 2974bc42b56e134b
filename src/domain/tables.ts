// The caller's own tables whose rows are kept indexed.
import { callback, custom, fields, flag, name, signal, whole } from './check.js';
import { defaultEveryMs } from './defaults.js';
import type { IndexProgress, IndexReport } from './reports.js';

/** A row's key as SQLite holds it; for several columns a JSON array. */
export type RowKey = string | number | bigint | Buffer;

/**
 * The queue entries that one reading of a row answers. The writer removes them, and writes nothing when they are gone:
 * another writer has then written the row as it was at that time or later.
 */
export interface Claim {
  /** Id of the tracked table. */
  readonly trackedId: number;
  /** Key of the row. */
  readonly rowKey: RowKey;
  /** Last queue entry that the reading covers. */
  readonly upTo: number;
}

/** Which columns of a table are kept indexed. */
export interface TrackOptions {
  /** The column that identifies a row, or several: the primary key, or any that are UNIQUE together. */
  readonly id: string | readonly string[];
  /** Columns that hold text: joined in this order, with a blank line between, they are a document. */
  readonly text: string | readonly string[];
  /** Columns to filter by. */
  readonly metadata?: string | readonly string[];
  /** Default `default`; for a table already tracked it must be the same. */
  readonly collection?: string;
}

/** A table whose rows are kept indexed. */
export interface TrackedTable {
  /** Stays the same as long as the table is tracked, even when it is renamed. */
  readonly id: number;
  /** The table's name when it was tracked; its documents are named by it: `articles#7`. */
  readonly name: string;
  /** The table's name now; null when it was dropped. */
  readonly table: string | null;
  /** Where its documents are. */
  readonly collection: string;
  /** Columns that together identify a row. */
  readonly key: readonly string[];
  /** Columns that together, in this order, are a document. */
  readonly text: readonly string[];
  /** Columns to filter by; empty for none. */
  readonly metadata: readonly string[];
  /** Rows that have changed and wait for `sync`. */
  readonly pending: number;
  /** What keeps them from being indexed, and what to do, in words; null when nothing does. */
  readonly fault: string | null;
  /** False after it was recreated, renamed or given another index: until the next `sync` its changes are not seen. */
  readonly isFollowed: boolean;
}

const isName = (value: unknown): boolean => typeof value === 'string' && value !== '';
const isNames = (value: unknown): boolean => isName(value) || (Array.isArray(value) && value.every(isName));

/** Names of columns: SQL is built from them. */
const columns = (cure: string, least: 0 | 1) =>
  custom<string | readonly string[]>(
    (value) => isNames(value) && (value as string | readonly string[]).length >= least,
    'it is missing or not a name',
    cure,
  ).meta({ list: true, type: 'text' });

export const tableName = custom<string>(
  isName,
  'it is missing or not a name',
  'Name a table of the database.',
)
  .meta({ type: 'text' })
  .describe('a table of the database');

/** As TrackOptions, checked. */
export const trackSchema = fields<TrackOptions>()({
  id: columns('Name the column, or the columns, that identify a row.', 1).describe('column of the key'),
  text: columns('Name the column, or the columns, that hold text.', 1).describe('column of text'),
  metadata: columns('Give a list of columns, or leave it out.', 0).describe('column to filter by').optional(),
  collection: name('Give a name, or leave it out.')
    .describe('collection in the database (default: default)')
    .optional(),
});

/** How the changes of tracked tables are indexed. */
export interface SyncOptions {
  /** Look at every row, not only at those known to have changed; default false. */
  readonly everything?: boolean;
  /** Stops it: what was committed stays. */
  readonly signal?: AbortSignal;
  /** Called several times a second; each table is a separate run. */
  readonly onProgress?: (progress: IndexProgress) => void;
}

/** As SyncOptions, checked. */
export const syncSchema = fields<SyncOptions>()({
  everything: flag().describe('look at every row, not only at those known to have changed').optional(),
  signal: signal().optional(),
  onProgress: callback<(progress: IndexProgress) => void>().optional(),
});

/** Keeps tables or folders indexed in the background. */
export interface Watcher {
  /** Stops it, and any run under way; resolves when that has ended. */
  stop(): Promise<void>;
}

/** How tables are kept indexed in the background. */
export interface WatchOptions {
  /** Milliseconds between checks: 50 or more, default 1,000. */
  readonly everyMs?: number;
  /** Called after each sync. */
  readonly onReport?: (report: IndexReport) => void;
  /** Called with what a check or a sync throws. */
  readonly onError?: (cause: unknown) => void;
}

/** As WatchOptions, checked. */
export const watchSchema = fields<WatchOptions>()({
  everyMs: whole(50, 86_400_000)
    .describe(`milliseconds between checks (default: ${defaultEveryMs})`)
    .optional(),
  onReport: callback<(report: IndexReport) => void>().optional(),
  onError: callback<(cause: unknown) => void>().optional(),
});
