// How a database is opened.
import type { z } from 'zod';
import { callback, custom, fields, flag, text, whole } from '../domain/check.js';
import type { DownloadProgress } from '../domain/reports.js';
import type { Database } from '../store/open.js';

/** How a database is opened. */
export interface PolysemeOptions {
  /**
   * Database file, or `:memory:`, or the caller's open better-sqlite3 Database: the tables, whose names begin with
   * `polyseme_`, are then created beside the caller's, and `close` leaves it open. Its file is set to WAL mode.
   */
  readonly db: string | Database;
  /** Throw when the file does not exist, instead of creating it; default false. */
  readonly mustExist?: boolean;
  /** Create the tables even in another program's file, beside its own; default false, so a mistaken name is refused. */
  readonly besideOthers?: boolean;
  /** The shipped model's name (default), a folder, or a hub id. */
  readonly model?: string;
  /** Encoder processes for indexing, each with its copy of the model: 1 to 64, default the number of processors. */
  readonly workers?: number;
  /** Called for every chunk of a hub model that is downloaded, or read from its cache. */
  readonly onDownload?: (progress: DownloadProgress) => void;
}

const isDatabase = (db: unknown): boolean =>
  (typeof db === 'string' && db !== '') || typeof (db as Partial<Database> | null)?.prepare === 'function';

/** As PolysemeOptions, checked. */
export const openSchema: z.ZodType<PolysemeOptions> = fields<PolysemeOptions>()({
  db: custom<string | Database>(isDatabase, 'no file is named', 'Name one.').describe('database file'),
  mustExist: flag().describe('refuse to create the file').optional(),
  besideOthers: flag().describe("create the tables even in another program's file").optional(),
  model: text().describe('encoder: a folder, or a hub id').optional(),
  workers: whole(1, 64).describe('encoder processes (default: number of processors)').optional(),
  onDownload: callback<(progress: DownloadProgress) => void>().optional(),
});
