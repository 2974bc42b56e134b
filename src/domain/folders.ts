// Folders that are kept indexed, and those that a database follows.
import { callback, fields, name, someOf } from './check.js';
import type { IndexProgress, IndexReport } from './reports.js';
import { type ImportOptions, indexSchema } from './text.js';

/** How folders are kept indexed in the background. */
export interface WatchFoldersOptions extends ImportOptions {
  /** Default `default`; created if missing. */
  readonly collection?: string;
  /** Real paths of folders: a file outside them is listed as a problem and not read. */
  readonly within?: readonly string[];
  /** Called several times a second during a run. */
  readonly onProgress?: (progress: IndexProgress) => void;
  /** Called after each run, the first of which indexes the folders whole. What stays wrong is listed once. */
  readonly onReport?: (report: IndexReport) => void;
  /** Called with what a run throws, once for each message, but for `busy`; it is tried again. */
  readonly onError?: (cause: unknown) => void;
}

/** How a folder is followed. */
export interface FollowOptions extends ImportOptions {
  /** Default `default`; created if missing. */
  readonly collection?: string;
}

/** A folder that the database follows, and how its files are read. */
export interface FollowedFolder extends ImportOptions {
  /** Its real path. */
  readonly folder: string;
  /** Where its documents are. */
  readonly collection: string;
}

const { collection, textColumn, idColumn, encoding, keepRunningHeads, countQuoted, within } =
  indexSchema.shape;
const reading = { textColumn, idColumn, encoding, keepRunningHeads, countQuoted };

export const folderSchema = name('Name a folder.').describe('a folder');
export const foldersSchema = someOf(folderSchema, 'a list of folders').describe('folders');

/** As WatchFoldersOptions, checked. */
export const watchFoldersSchema = fields<WatchFoldersOptions>()({
  ...reading,
  collection,
  within,
  onProgress: callback<(progress: IndexProgress) => void>().optional(),
  onReport: callback<(report: IndexReport) => void>().optional(),
  onError: callback<(cause: unknown) => void>().optional(),
});

/** As FollowOptions, checked. */
export const followSchema = fields<FollowOptions>()({ ...reading, collection });
