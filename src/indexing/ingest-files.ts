// From paths to an ingest: finds the files below them, names them by their URIs, and ingests them.
import { realpath } from 'node:fs/promises';
import { throwIfCancelled } from '../domain/cancel.js';
import { invalid } from '../domain/check.js';
import { defaultCollection } from '../domain/defaults.js';
import type { IndexReport } from '../domain/reports.js';
import type { ImportOptions, IndexOptions } from '../domain/text.js';
import { refuseUnknownEncoding } from '../import/codecs.js';
import { findFiles } from '../import/files.js';
import type { SourceFile } from '../import/records.js';
import { databaseFolders, missingBeside } from './database-folder.js';
import type { ListedFolders } from './gone-files.js';
import { type IngestContext, runIngest } from './process.js';
import { joinCounts } from './report.js';
import { unreadBytes } from './sources.js';
import { nameUploads } from './upload-names.js';

/** What a watcher of folders has seen. */
export interface WatchedChanges {
  /** As in `ListedFolders`. */
  readonly removed: ReadonlySet<string>;
}

/** Changed files of up to so many bytes together are ingested in this process; for more, another is started. */
const bytesInThisProcess = 32_000;
/** Looking through more files than these, changed or not, would keep this process from answering. */
const filesInThisProcess = 5000;

/**
 * Ingests files, folders and globs. URIs of files below the database's folder are relative to it. Files that cannot be
 * read are listed in the report; documents of files that are gone from a folder are removed. Throws `invalid_input`,
 * `busy` inside a transaction of the caller's, and what `runIngest` throws. watched: the paths are
 * what has changed in folders.
 */
export async function ingestFiles(
  context: IngestContext,
  paths: readonly string[],
  {
    textColumn,
    idColumn,
    encoding,
    keepRunningHeads,
    countQuoted,
    uris,
    within,
    keepMissing,
    removeMissing,
    ...into
  }: IndexOptions = {},
  watched?: WatchedChanges,
): Promise<IndexReport> {
  const { store } = context;
  const missing = whatIsMissing(keepMissing, removeMissing);
  await refuseUnknownEncoding(encoding);
  throwIfCancelled(into.signal);
  await store.refuseTransaction();
  const { base, formerBases, isMoved } = await databaseFolders(store);
  const { files, folders, problems, notRead } = await findFiles(paths, base, { within, signal: into.signal });
  // a file of a folder is not one that a person has named: it may be left out
  const sources = watched ? files.map(({ isNamed: _, ...file }) => file) : files;
  const importOptions = {
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(idColumn === undefined ? {} : { idColumn }),
    ...(encoding === undefined ? {} : { encoding }),
    ...(keepRunningHeads === undefined ? {} : { keepRunningHeads }),
    ...(countQuoted === undefined ? {} : { countQuoted }),
  };
  const collection = await store.collection(into.collection ?? defaultCollection);
  const named = uris
    ? await nameUploads(store, collection?.id, sources, await byRealPath(uris), importOptions, into.signal)
    : { files: sources, problems: [] };
  const listed = new Set(named.files.map(({ uri }) => uri));
  const from = {
    files: named.files,
    importOptions,
    folders: { base, formerBases, folders, listed, missing, removed: watched?.removed },
  };
  const isSmall = await isSmallRun(context, collection?.id, named.files, importOptions);
  const report = await runIngest(context, from, into, { isSmall });
  const missed = isMoved && collection ? await missingBeside(store, collection.id, base) : [];
  return {
    ...report,
    notRead: joinCounts(notRead, report.notRead),
    problems: [...problems, ...named.problems, ...report.problems, ...missed],
  };
}

/** Whether little has to be read. */
async function isSmallRun(
  { store }: IngestContext,
  collectionId: number | undefined,
  files: readonly SourceFile[],
  options: ImportOptions,
): Promise<boolean> {
  if (files.reduce((sum, file) => sum + file.sizeBytes, 0) <= bytesInThisProcess) return true;
  if (collectionId === undefined || files.length > filesInThisProcess) return false;
  return (await unreadBytes(store, collectionId, files, options)) <= bytesInThisProcess;
}

/** Throws `invalid_input` when it is both. */
function whatIsMissing(isKept = false, isRemoved = false): ListedFolders['missing'] {
  if (isKept && isRemoved) {
    throw invalid('removeMissing', 'it contradicts keepMissing', 'Choose one of them.');
  }
  if (isKept) return 'keep';
  return isRemoved ? 'remove' : 'safely';
}

/** The same map under the paths by which files are met. */
async function byRealPath(uris: ReadonlyMap<string, string>): Promise<Map<string, string>> {
  const byPath = new Map<string, string>();
  for (const [file, uri] of uris) byPath.set(await realpath(file).catch(() => file), uri);
  return byPath;
}
