// What the approximate index needs from whatever holds its points: the points, the deletions, and the marks that
// identify a database's history. Ids only grow; a point never changes.
import type { Metric } from '../domain/vectors.js';

/** One change of the database; its random mark distinguishes it from others with the same number. */
export interface WriteMark {
  readonly id: number;
  readonly mark: string;
}

/** A block of points. rows: [ids.length × dim], of any scale for the cosine. */
export interface Points {
  readonly ids: readonly number[];
  readonly rows: Int8Array | Float32Array;
}

/** The points of one collection. */
export interface AnnSource {
  /** Where the graph is saved beside the database; undefined for a database in memory. */
  readonly graphFile: string | undefined;
  readonly dim: number;
  readonly metric: Metric;
  /**
   * Whether to search the saved graph in the calling thread: for short searches, where handing over to another thread
   * takes longer than the search.
   */
  readonly searchesHere: boolean;
  /** At most `limit` points with larger ids, by id. */
  after(id: number, limit: number): Promise<Points>;
  /** Number of points with larger ids. */
  countAfter(id: number): Promise<number>;
  /** Ids of all points up to a given one. */
  idsUpTo(id: number): Promise<readonly number[]>;
  /** Later deletions, each with its own id and that of the point; 0 for a point of another source. */
  deletionsAfter(id: number): Promise<readonly (readonly [number, number])[]>;
  /** Ids of the first and the last deletion on record; 0 where there is none. */
  deletionBounds(): Promise<{ readonly first: number; readonly last: number }>;
  /** The random id of the database; undefined when it has none yet, so that no graph can be its. */
  databaseId(): Promise<string | undefined>;
  /** The same, created if missing. */
  ensureDatabaseId(): Promise<string>;
  /** The last change; undefined before the first. */
  lastWrite(): Promise<WriteMark | undefined>;
  /** Whether a change is part of the database's history. */
  hasWrite(write: WriteMark): Promise<boolean>;
}
