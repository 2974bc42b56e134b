// The store: the one place that knows SQL. Everything else sees these functions.
import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../domain/errors.js';
import { collectionQueries } from './sqlite/collections.js';
import { adoptDatabase, asStoreError, type OpenDatabaseOptions, openDatabase } from './sqlite/connection.js';
import { documentQueries } from './sqlite/documents.js';
import { dropSchema, ourTables } from './sqlite/schema.js';
import { senseQueries } from './sqlite/senses.js';
import { occurrenceQueries } from './sqlite/tokens.js';
import { trackingQueries } from './sqlite/tracked-tables.js';
import { vectorQueries } from './sqlite/vectors.js';
import { type BackupOptions, upkeepQueries } from './sqlite/verify.js';
import { writingQueries } from './sqlite/write-documents.js';

export type { Database } from 'better-sqlite3';
export type { Collection, CollectionTotals } from './sqlite/collections.js';
export { asStoreError, databaseFrom, readingDatabase } from './sqlite/connection.js';
export type { FileInfo } from './sqlite/documents.js';
export type { AssignmentRow, StoredInduction } from './sqlite/senses.js';
export type {
  FormOfLemma,
  LemmaBlock,
  OccurrenceRow,
  Scored,
  TokenFilter,
  TokenPosition,
  TokenVectors,
  WriteMark,
} from './sqlite/tokens.js';
export type { ColumnValue, QueuedRow } from './sqlite/tracked-tables.js';
export type { NumberedVector, VectorRow } from './sqlite/vectors.js';
export type { DocumentWrite, PassageWrite, SettledRow } from './sqlite/write-documents.js';
export type { BackupOptions };

export type Store = ReturnType<typeof storeOn>;

/**
 * Opens the database file, or `:memory:`, or stands on a connection of the caller's, which stays theirs.
 * Throws `invalid_input`, `data` or `busy` as openDatabase and adoptDatabase do.
 */
export function openStore(db: string | Database, options: OpenDatabaseOptions = {}): Store {
  if (typeof db === 'string') return storeOn(openDatabase(db, options), { isOwn: true });
  return storeOn(adoptDatabase(db, options), { isOwn: false });
}

function storeOn(db: Database, { isOwn }: { isOwn: boolean }) {
  // by its whole path: the program may go to another folder
  const file = db.memory ? db.name : fileOf(db);
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  return {
    file,
    isInMemory: db.memory,
    ...guarded(collectionQueries(db), file),
    ...documentQueries(db),
    ...guarded(writingQueries(db), file),
    ...occurrenceQueries(db),
    ...guarded(senseQueries(db), file),
    ...guarded(trackingQueries(db), file),
    ...guarded(schemaQueries(db), file),
    ...guarded(upkeepQueries(db), file),
    ...guarded(vectorQueries(db), file),

    /** Runs several reads on one snapshot. */
    read: <T>(work: () => T): T => db.transaction(work).deferred(),

    /** Bytes of the database without its free pages; of one that is shared, of our tables alone. */
    usedBytes(): number {
      if (schemaQueries(db).isShared()) {
        const ours =
          "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name LIKE 'polyseme!_%' ESCAPE '!'";
        return db.prepare<[], number>(ours).pluck().get() as number;
      }
      return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
    },
    fileBytes(): number {
      const size = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;
      return db.memory ? pragma('page_count') * pragma('page_size') : size(file) + size(`${file}-wal`);
    },

    /** Folds the write-ahead log into the file and closes it; a connection of the caller's stays open. */
    close(): void {
      if (isOwn && db.open) db.close();
    },
    /** An error of SQLite as one that says what to do; of the database, or of another file that is named. */
    asStoreError: (cause: unknown, of = file): unknown => asStoreError(cause, of),
  };
}

const schemaQueries = (db: Database) => ({
  /** True when somebody else's tables are in the database too. */
  isShared: (): boolean =>
    db
      .prepare(
        `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
         AND name NOT IN (SELECT value FROM json_each(?))`,
      )
      .get(JSON.stringify(ourTables())) !== undefined,

  /**
   * Rewrites the file without gaps: rows that came in random order leave pages a fifth empty. Throws `busy` while others
   * use it.
   */
  compact(): void {
    db.exec('VACUUM');
    const [{ busy }] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
    if (Number(busy) === 0) return;
    throw new PolysemeError('busy', `db: another process is reading ${db.name}`, {
      cure: 'Wait until it has finished and try again: until then the file keeps its size.',
    });
  },

  /** Drops every table of ours; what they held is overwritten. */
  uninstall(): void {
    dropSchema(db);
    db.pragma('wal_checkpoint(TRUNCATE)');
  },
});

function fileOf(db: Database): string {
  const files = db.prepare<[], string>("SELECT file FROM pragma_database_list WHERE name = 'main'");
  return files.pluck().get() as string;
}

/** The same functions, with what SQLite throws (a file that is locked, full or read-only) said so that it helps. */
function guarded<T extends object>(queries: T, file: string): T {
  const wrap =
    (run: (...values: unknown[]) => unknown) =>
    (...values: unknown[]): unknown => {
      try {
        return run(...values);
      } catch (cause) {
        throw asStoreError(cause, file);
      }
    };
  return Object.fromEntries(Object.entries(queries).map(([name, run]) => [name, wrap(run)])) as T;
}
