// From paths to an ingest: finds the files below them, names them by their URIs, and ingests them.
import path from 'node:path';
import { throwIfCancelled } from '../domain/cancel.js';
import type { IndexReport } from '../domain/reports.js';
import type { IndexOptions } from '../domain/text.js';
import { findFiles } from '../import/files.js';
import { type IngestContext, runIngest } from './process.js';

/**
 * Ingests files, folders and globs. URIs of files below the database's folder are relative to it. Files that cannot be
 * read are listed in the report. Throws `busy` inside a transaction of the caller's, and what `runIngest` throws.
 */
export async function ingestFiles(
  context: IngestContext,
  paths: readonly string[],
  { textColumn, idColumn, uris, within, ...into }: IndexOptions = {},
): Promise<IndexReport> {
  const { store } = context;
  throwIfCancelled(into.signal);
  await store.refuseTransaction();
  const base = store.isInMemory ? process.cwd() : path.dirname(path.resolve(store.file));
  const { files, problems } = findFiles(paths, base, within);
  const named = files.map((file) => ({ ...file, uri: uris?.get(file.path) ?? file.uri }));
  const importOptions = {
    ...(textColumn === undefined ? {} : { textColumn }),
    ...(idColumn === undefined ? {} : { idColumn }),
  };
  const report = await runIngest(context, { files: named, importOptions }, into);
  return { ...report, problems: [...problems, ...report.problems] };
}
