// SQLite behind the contract: the store is each subject's queries on one connection, made asynchronous.
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Store } from '../store.js';
import { fileQueries } from './backup.js';
import { collectionQueries } from './collections.js';
import { documentQueries } from './documents.js';
import { earlierDocumentQueries } from './earlier-documents.js';
import { asSchemaError, asStoreError } from './errors.js';
import { linePlaceQueries } from './line-places.js';
import { lineQueries } from './lines.js';
import { promised } from './promised.js';
import { queueQueries } from './queue.js';
import { readFileQueries } from './read-files.js';
import { databaseFile } from './replaced.js';
import { scanQueries } from './scans.js';
import { senseQueries } from './senses.js';
import { structureQueries } from './structures.js';
import { tokenChangeQueries, tokenQueries, wordQueries } from './tokens.js';
import { trackingQueries } from './tracked-tables.js';
import { vectorQueries } from './vectors.js';
import { verifyQueries } from './verify.js';
import { writingQueries } from './write-documents.js';

/** How the store stands to its connection. */
interface Ownership {
  /** `close` closes the connection. */
  readonly isOwn: boolean;
  /** Opens the file again, when another has taken its place. */
  readonly open?: (file: string) => Database;
}

/** Returns the store on a connection. Throws as `asStoreError` says. */
export function storeOn(db: Database, { isOwn, open }: Ownership): Store {
  const file = db.memory ? db.name : fileOf(db);
  // the caller's may have been opened in another folder
  const link = open ? path.resolve(db.name) : file;
  try {
    const onDisk = db.memory ? undefined : databaseFile(db, { file, link, isOwn });
    const store: Store = {
      file,
      identity: onDisk?.identity,
      isInMemory: db.memory,
      ...promised(queriesOn(db, file), file, () => onDisk?.refuseReplaced()),
      current() {
        if (!open || !onDisk?.isReplaced()) return store;
        onDisk.close();
        return storeOn(open(link), { isOwn, open });
      },
      close: async () => {
        if (!isOwn) return;
        if (onDisk) onDisk.close();
        else db.close();
      },
      asStoreError: (cause, other = file) => asStoreError(cause, other),
    };
    return store;
  } catch (cause) {
    if (isOwn) db.close();
    throw asSchemaError(cause, file);
  }
}

const queriesOn = (db: Database, file: string) => ({
  ...collectionQueries(db),
  ...documentQueries(db),
  ...earlierDocumentQueries(db),
  ...structureQueries(db),
  ...readFileQueries(db),
  ...writingQueries(db),
  ...wordQueries(db),
  ...tokenQueries(db),
  ...tokenChangeQueries(db),
  ...scanQueries(db),
  ...lineQueries(db),
  ...linePlaceQueries(db),
  ...senseQueries(db),
  ...vectorQueries(db),
  ...trackingQueries(db),
  ...queueQueries(db),
  ...verifyQueries(db),
  ...fileQueries(db, file),
});

/** The database file by its full path: the program may change its folder. */
function fileOf(db: Database): string {
  const files = db.prepare<[], string>("SELECT file FROM pragma_database_list WHERE name = 'main'");
  return files.pluck().get() as string;
}
