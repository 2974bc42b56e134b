// Sources of records: one for each file, or one for the changed rows of a tracked table. Knows nothing of passages or
// vectors.
import { PolysemeError } from '../domain/errors.js';
import type { FileEncoding, Problem } from '../domain/reports.js';
import type { TrackedTable } from '../domain/tables.js';
import type { ImportOptions, SourceRecord } from '../domain/text.js';
import { readersVersion } from '../import/formats.js';
import type { FileReaders } from '../import/readers.js';
import type { ReadItem, SourceFile } from '../import/records.js';
import type { Store, StoredDocument } from '../store/store.js';
import { rulesVersion } from '../text/rules.js';
import { type RowItem, readRows } from './changed-rows.js';
import { findGoneFiles, type GoneFiles, type ListedFolders } from './gone-files.js';

type RecordItem = Exclude<ReadItem, { readonly encoding: FileEncoding } | { readonly notRead: string }>;

/** Where records come from. */
export interface Source {
  readonly uri: string;
  /** For progress. */
  readonly sizeBytes: number;
  /** True when it yields all its records: documents it no longer yields are then removed. */
  readonly isWhole: boolean;
  /** Filled while it is read: the encoding of the file, where that is worth a word. */
  readonly encodings?: readonly FileEncoding[];
  /** The same: kinds of files within it that are not read. */
  readonly notRead?: readonly string[];
  /** Equal for a file that is to be read in the same way and has not changed; undefined where nothing tells. */
  readonly stamp?: string | undefined;
  /** True for a file that was named itself: it is read even when it was left out before. */
  readonly isNamed?: boolean | undefined;
  /** Its records in order, with what could not be read. Throws only errors that concern more than this source. */
  read(): AsyncIterable<RecordItem | RowItem | EarlierItem>;
}

/** A stored document that earlier rules have cut, with its text. */
export interface EarlierItem {
  readonly earlier: { readonly record: SourceRecord; readonly stored: StoredDocument };
}

/** What to read: files, the changed rows of a tracked table, or the stored documents that earlier rules have cut. */
export type IngestFrom =
  | {
      readonly files: readonly SourceFile[];
      readonly importOptions: ImportOptions;
      /** Where files may be gone from. */
      readonly folders?: ListedFolders;
    }
  | { readonly trackedId: number }
  | 'earlier documents';

/** Files that are gone from the folders; undefined where there is no folder. Throws `cancelled`, and what the store throws. */
export async function openGoneFiles(
  store: Store,
  collectionId: number,
  from: IngestFrom,
  signal: AbortSignal | undefined,
): Promise<GoneFiles | undefined> {
  const listing = typeof from === 'object' && 'files' in from ? from.folders : undefined;
  return listing?.folders.length ? findGoneFiles(store, collectionId, listing, signal) : undefined;
}

/** Yields sources in the order of the files; none for a table no longer tracked. Throws what the store throws. */
export async function openSources(
  store: Store,
  from: IngestFrom,
  collectionId: number,
  readers: FileReaders,
): Promise<Source[]> {
  if (from === 'earlier documents') return [await earlierSource(store, collectionId)];
  if ('files' in from) return from.files.map((file) => fileSource(file, from.importOptions, readers));
  const tracked = await store.trackedTable(from.trackedId);
  return tracked ? [await tableSource(store, tracked)] : [];
}

/** Bytes of the files that have changed since they were read in this way. */
export async function unreadBytes(
  store: Store,
  collectionId: number,
  files: readonly SourceFile[],
  options: ImportOptions,
): Promise<number> {
  let bytes = 0;
  for (const file of files) {
    const stamp = stampFor(file, options);
    const before = await store.readFile(collectionId, file.uri);
    const isLeftOut = before?.stamp === null && !file.isNamed;
    if (!isLeftOut && (stamp === undefined || before?.stamp !== stamp)) bytes += file.sizeBytes;
  }
  return bytes;
}

const stampFor = ({ stamp }: SourceFile, options: ImportOptions): string | undefined =>
  stamp && JSON.stringify([stamp, readersVersion, rulesVersion, options]);

function fileSource(file: SourceFile, options: ImportOptions, readers: FileReaders): Source {
  const { uri, sizeBytes, isNamed } = file;
  const encodings: FileEncoding[] = [];
  const notRead: string[] = [];
  const stamp = stampFor(file, options);
  const read = () => readFile(readers.read(file, options), file, encodings, notRead);
  return { uri, sizeBytes, isWhole: true, encodings, notRead, stamp, isNamed, read };
}

/** A file that cannot be read, or not to its end, yields that as its last problem. */
async function* readFile(
  items: AsyncIterable<ReadItem>,
  file: SourceFile,
  encodings: FileEncoding[],
  notRead: string[],
): AsyncGenerator<RecordItem> {
  try {
    for await (const item of items) {
      if ('encoding' in item) encodings.push(item.encoding);
      else if ('notRead' in item) notRead.push(item.notRead);
      else yield item;
    }
  } catch (cause) {
    if (!isProblemOfFile(cause)) throw cause;
    yield { problem: toProblem(file, cause) };
  }
}

function isProblemOfFile(cause: unknown): boolean {
  if (cause instanceof PolysemeError) return cause.code === 'data' || cause.code === 'too_large';
  const code = (cause as NodeJS.ErrnoException).code ?? '';
  return ['EACCES', 'EPERM', 'ENOENT', 'ENOTDIR', 'EISDIR', 'ELOOP', 'EIO', 'ENXIO'].includes(code);
}

/** An upload is read from a folder that no user knows, so messages name the URI. */
function toProblem({ path, uri }: SourceFile, cause: unknown): Problem {
  if (!(cause instanceof PolysemeError)) {
    return { uri, message: (cause as Error).message, cure: 'Check that the file exists and may be read.' };
  }
  return { uri, message: cause.message.replaceAll(path, uri), cure: cause.cure.replaceAll(path, uri) };
}

/** Rows that change from here on are left to the next sync. */
async function tableSource(store: Store, tracked: TrackedTable): Promise<Source> {
  const until = await store.lastQueued();
  return {
    uri: tracked.name,
    sizeBytes: await store.queuedBytes(tracked, until),
    isWhole: false,
    read: () => readRows(store, tracked, until),
  };
}

async function earlierSource(store: Store, collectionId: number): Promise<Source> {
  const { chars } = await store.earlierDocuments(collectionId, rulesVersion);
  return { uri: '', sizeBytes: chars, isWhole: false, read: () => readEarlier(store, collectionId) };
}

/** By id, each read when it is due. */
async function* readEarlier(store: Store, collectionId: number): AsyncGenerator<EarlierItem> {
  for (let after = 0; ; ) {
    const stored = await store.nextEarlierDocument(collectionId, rulesVersion, after);
    if (!stored) return;
    after = stored.id;
    const { uri, externalId, fileUri, metadata } = stored;
    const text = await store.documentText(stored.id);
    const structure = await store.structure(stored.id);
    const record = { uri, externalId, fileUri, text, metadata, sizeBytes: text.length, ...structure };
    yield { earlier: { stored, record } };
  }
}
