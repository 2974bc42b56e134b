// Where the database lies, and where it lay before: relative URIs were made there, and a database that was moved finds
// its files again by them.
import { existsSync } from 'node:fs';
import { realpath } from 'node:fs/promises';
import path from 'node:path';
import type { Problem } from '../domain/reports.js';
import type { Store } from '../store/store.js';

/** URIs of uploads begin so: they have no file, and are never gone. */
export const uploadFolder = 'uploads/';

const setting = 'folders';
/** Folders that are remembered. */
const maxFolders = 10;

export interface DatabaseFolders {
  /** Relative URIs are relative to it; a real path. */
  readonly base: string;
  /** Where the database lay before, the latest first. */
  readonly formerBases: readonly string[];
  /** True when it lay elsewhere at the last call. */
  readonly isMoved: boolean;
}

/** Looks up the folder of the database, and remembers it. */
export async function databaseFolders(store: Store): Promise<DatabaseFolders> {
  if (store.isInMemory) {
    return { base: await realpath(process.cwd()), formerBases: [], isMoved: false };
  }
  const base = await realpath(path.dirname(path.resolve(store.file)));
  const stored = await store.setting(setting);
  const before = stored === undefined ? [] : (JSON.parse(stored) as string[]);
  const formerBases = before.filter((folder) => folder !== base).slice(0, maxFolders - 1);
  if (before[0] !== base) await store.setSetting(setting, JSON.stringify([base, ...formerBases]));
  return { base, formerBases, isMoved: before.length > 0 && before[0] !== base };
}

/** For a database that was moved: the problem that half of the files, or more, are not beside it; none otherwise. */
export async function missingBeside(store: Store, collectionId: number, base: string): Promise<Problem[]> {
  const all = await store.fileUrisFrom(collectionId, '');
  const relative = all.filter((uri) => !path.isAbsolute(uri) && !uri.startsWith(uploadFolder));
  const missing = relative.filter((uri) => !existsSync(path.resolve(base, uri)));
  if (missing.length === 0 || missing.length < relative.length / 2) return [];
  return [
    {
      uri: store.file,
      message: `the database was moved, and ${missing.length} of its files are not beside it (${missing[0]}${missing.length > 1 ? ', …' : ''})`,
      cure: 'Add the folder in which they are: their documents then get its names, and keep their vectors.',
    },
  ];
}
