// Opens a store. Besides the contract, the only file of this room that others import.
import type { Database } from 'better-sqlite3';
import { adoptDatabase, type OpenDatabaseOptions, openDatabase } from './sqlite/connection.js';
import { replaced } from './sqlite/replaced.js';
import { storeOn } from './sqlite/store.js';
import type { Store } from './store.js';

export type { Database } from 'better-sqlite3';
export { databaseFrom, type OpenDatabaseOptions, readingDatabase } from './sqlite/connection.js';
export { asStoreError } from './sqlite/errors.js';

/**
 * Opens the database file, or `:memory:`, creating and upgrading it as needed; or creates the tables in the caller's
 * database, whose connection stays theirs. Throws `invalid_input` (a closed, read-only or busy connection), `not_found`
 * (no tables with `mustExist`), `data` (not a database, another program's, damaged, from a later version), `busy`,
 * `read_only`, `disk_full` or `conflict` (another file than `identity` says).
 */
export async function openStore(db: string | Database, options: OpenDatabaseOptions = {}): Promise<Store> {
  if (typeof db === 'string') {
    const open = (file: string): Database => openDatabase(file, { ...options, mustHoldTables: true });
    const store = storeOn(openDatabase(db, options), { isOwn: true, open });
    if (options.identity === undefined || options.identity === store.identity) return store;
    await store.close();
    throw replaced(store.file, true);
  }
  return storeOn(adoptDatabase(db, options), { isOwn: false });
}
