// SQLite behind the contract: the store is each subject's queries on one connection, made asynchronous.
import type { Database } from 'better-sqlite3';
import type { Store } from '../store.js';
import { fileQueries } from './backup.js';
import { collectionQueries } from './collections.js';
import { documentQueries } from './documents.js';
import { earlierDocumentQueries } from './earlier-documents.js';
import { asSchemaError, asStoreError } from './errors.js';
import { lineQueries } from './lines.js';
import { promised } from './promised.js';
import { queueQueries } from './queue.js';
import { scanQueries } from './scans.js';
import { senseQueries } from './senses.js';
import { tokenChangeQueries, tokenQueries, wordQueries } from './tokens.js';
import { trackingQueries } from './tracked-tables.js';
import { vectorQueries } from './vectors.js';
import { verifyQueries } from './verify.js';
import { writingQueries } from './write-documents.js';

/** Returns the store on a connection; isOwn: `close` closes it. Throws as `asStoreError` says. */
export function storeOn(db: Database, { isOwn }: { readonly isOwn: boolean }): Store {
  const file = db.memory ? db.name : fileOf(db);
  try {
    return {
      file,
      isInMemory: db.memory,
      ...promised(queriesOn(db, file), file),
      close: async () => {
        if (isOwn && db.open) db.close();
      },
      asStoreError: (cause, other = file) => asStoreError(cause, other),
    };
  } catch (cause) {
    if (isOwn) db.close();
    throw asSchemaError(cause, file);
  }
}

const queriesOn = (db: Database, file: string) => ({
  ...collectionQueries(db),
  ...documentQueries(db),
  ...earlierDocumentQueries(db),
  ...writingQueries(db),
  ...wordQueries(db),
  ...tokenQueries(db),
  ...tokenChangeQueries(db),
  ...scanQueries(db),
  ...lineQueries(db),
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
