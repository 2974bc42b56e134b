// Tables of the caller's own whose rows are kept indexed.

/** A row's key as SQLite holds it; of several columns a JSON array. */
export type RowKey = string | number | bigint | Buffer;

/**
 * The entries of the queue that are answered by what was read of a row: who writes it removes them, and writes nothing
 * when they are gone, since somebody else has then written the row as it was at that time or later.
 */
export interface Claim {
  /** Id of the tracked table. */
  readonly trackedId: number;
  /** Of the row that was read. */
  readonly rowKey: RowKey;
  /** Last entry of the queue that the reading covers. */
  readonly upTo: number;
}

/** Which columns of a table are kept indexed. */
export interface TrackOptions {
  /** The column that identifies a row, or several: the primary key, or any that are UNIQUE together. */
  readonly id: string | readonly string[];
  /** Columns that hold text: together, in this order, with a blank line between, they are a document. */
  readonly text: string | readonly string[];
  /** Columns to filter by. */
  readonly metadata?: string | readonly string[];
  /** Default `default`; of a table that is tracked already it must be the same. */
  readonly collection?: string;
}

/** A table whose rows are kept indexed. */
export interface TrackedTable {
  /** Stays the same as long as the table is tracked, also under another name. */
  readonly id: number;
  /** The table's name when it was tracked; its documents are named by it: `articles#7`. */
  readonly name: string;
  /** The table's name now; null when it was dropped. */
  readonly table: string | null;
  /** Where its documents are. */
  readonly collection: string;
  /** Columns that together identify a row. */
  readonly key: readonly string[];
  /** Columns that together are a document, in this order. */
  readonly text: readonly string[];
  /** Columns to filter by; empty for none. */
  readonly metadata: readonly string[];
  /** Rows that have changed and wait for `sync`. */
  readonly pending: number;
  /** What keeps them from being indexed, and what to do, in words; null when nothing does. */
  readonly fault: string | null;
  /** False when it was made anew, renamed or given another index: until the next `sync` its changes are not seen. */
  readonly isFollowed: boolean;
}
