// The database as a file: its size, copies of it, compaction, and removal of what is ours.
import { randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import path from 'node:path';
import Database from 'better-sqlite3';
import { throwIfCancelled } from '../../domain/cancel.js';
import { databaseIdSetting } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import type { BackupOptions } from '../../domain/reports.js';
import { checksumSql, insertSql, registerChecksum, tablesWithChecksums } from './checksums.js';
import { immediately } from './connection.js';
import { asStoreError } from './errors.js';
import { passageSealer } from './passage-checksums.js';
import { dropSchema, ourTables } from './schema.js';

/** Pages copied before others get a turn: 8 to 16 MB, some 10 ms. */
const pagesPerStep = 1024;

/** file: the database file by its full path. */
export const fileQueries = (db: Database.Database, file: string) => ({
  ...sizeQueries(db, file),
  ...fileWrites(db),
  backup: backup(db),
});

function isShared(db: Database.Database): boolean {
  const theirs = db.prepare(
    `SELECT 1 FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite!_%' ESCAPE '!'
     AND name NOT IN (SELECT value FROM json_each(?))`,
  );
  return theirs.get(JSON.stringify(ourTables())) !== undefined;
}

function sizeQueries(db: Database.Database, file: string) {
  const pragma = (name: string): number => db.pragma(name, { simple: true }) as number;
  const sizeBytes = (name: string): number => statSync(name, { throwIfNoEntry: false })?.size ?? 0;

  return {
    isShared: (): boolean => isShared(db),
    usedBytes(): number {
      if (isShared(db)) {
        const ours =
          "SELECT sum(pgsize) FROM dbstat WHERE aggregate = TRUE AND name LIKE 'polyseme!_%' ESCAPE '!'";
        return db.prepare<[], number>(ours).pluck().get() as number;
      }
      return (pragma('page_count') - pragma('freelist_count')) * pragma('page_size');
    },
    fileBytes: (): number =>
      db.memory ? pragma('page_count') * pragma('page_size') : sizeBytes(file) + sizeBytes(`${file}-wal`),
  };
}

function fileWrites(db: Database.Database) {
  const trims = ['polyseme_deletion', 'polyseme_vector_deletion'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE id < (SELECT max(id) FROM ${table})`),
  );
  const unstage = db.prepare('DELETE FROM polyseme_staged_passage');
  const sealRows = rowsSealer(db);

  return {
    trim(): void {
      for (const statement of trims) statement.run();
      unstage.run();
      sealRows();
    },

    /** Rows inserted in random order leave pages a fifth empty. */
    compact(): void {
      db.exec('VACUUM');
      const [{ busy }] = db.pragma('wal_checkpoint(TRUNCATE)') as [{ busy: number }];
      if (Number(busy) === 0) return;
      throw new PolysemeError('busy', `db: another process is reading ${db.name}`, {
        cure: 'Wait until it has finished and try again: until then the file keeps its size.',
      });
    },

    uninstall(): void {
      dropSchema(db);
      db.pragma('wal_checkpoint(TRUNCATE)');
    },
  };
}

/** Returns a function that gives checksums to rows that have none. */
function rowsSealer(db: Database.Database): () => void {
  const seal = passageSealer(db);
  const passages = db.prepare<[], number>('SELECT id FROM polyseme_passage WHERE checksum IS NULL').pluck();
  return () =>
    immediately(db, () => {
      for (const id of passages.all()) seal(id);
      for (const table of tablesWithChecksums) {
        db.exec(`UPDATE ${table} SET checksum = ${checksumSql(db, table)} WHERE checksum IS NULL`);
      }
    });
}

const backup =
  (db: Database.Database) =>
  async (file: string, { signal, onProgress }: BackupOptions = {}): Promise<void> => {
    if (existsSync(file)) {
      throw new PolysemeError('conflict', `path: ${file} is there already`, {
        cure: 'Name a file that is not.',
      });
    }
    if (!existsSync(path.dirname(path.resolve(file)))) {
      throw new PolysemeError('data', `path: the folder of ${file} does not exist`, {
        cure: 'Create the folder, or name another file.',
      });
    }
    throwIfCancelled(signal);
    const unfinished = `${file}.${randomUUID()}.new`;
    let least = Number.POSITIVE_INFINITY;
    try {
      const { totalPages } = await db.backup(unfinished, {
        progress: ({ totalPages, remainingPages }) => {
          throwIfCancelled(signal);
          onProgress?.({ pagesDone: totalPages - remainingPages, pagesTotal: totalPages });
          // SQLite starts over when another process has written: the rest is then copied in one step, which cannot be
          // interrupted
          const isAgain = remainingPages > least;
          least = Math.min(least, remainingPages);
          return isAgain ? Math.max(1, totalPages) : pagesPerStep;
        },
      });
      giveId(unfinished);
      renameSync(unfinished, file);
      onProgress?.({ pagesDone: totalPages, pagesTotal: totalPages });
    } catch (cause) {
      throw asStoreError(cause, file);
    } finally {
      for (const rest of ['', '-journal', '-wal', '-shm']) rmSync(unfinished + rest, { force: true });
    }
  };

/** Put in the original's place while that is open, a backup is another database, even where nothing else differs. */
function giveId(file: string): void {
  const copy = new Database(file, { fileMustExist: true });
  try {
    registerChecksum(copy);
    const insert = `INSERT OR REPLACE ${insertSql(copy, 'polyseme_setting', ['name', 'value'])}`;
    copy.prepare(insert).run({ name: databaseIdSetting, value: randomUUID() });
  } finally {
    copy.close();
  }
}
