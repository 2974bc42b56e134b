// URIs of uploads, none of which overwrites another: where a name is taken by other content, a number is added to it.
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { Problem } from '../domain/reports.js';
import type { ImportOptions } from '../domain/text.js';
import { type FileReaders, openReaders } from '../import/readers.js';
import type { SourceFile } from '../import/records.js';
import type { DocumentOfFile, Store } from '../store/store.js';
import { recordHash } from './record-hash.js';

/** Files under URIs of their own, and those that were sent twice, as problems. */
interface Named {
  readonly files: readonly SourceFile[];
  readonly problems: readonly Problem[];
}

/**
 * Gives each file the URI that `uris` has for its path, or that with the first number at which nothing stands, or the
 * same content. collectionId: undefined for a collection that is still to be created.
 */
export async function nameUploads(
  store: Store,
  collectionId: number | undefined,
  sources: readonly SourceFile[],
  uris: ReadonlyMap<string, string>,
  importOptions: ImportOptions,
  signal: AbortSignal | undefined,
): Promise<Named> {
  const readers = openReaders(signal);
  try {
    return await nameEach(
      sources,
      (file) => uris.get(file.path) ?? file.uri,
      async (file) => {
        const stored = collectionId === undefined ? [] : await store.documentsOfFile(collectionId, file.uri);
        return stored.length === 0 || holds(file, stored, importOptions, readers);
      },
    );
  } finally {
    readers.close();
  }
}

/** isFree: whether a file can have its URI, at which nothing stands, or the same content. */
async function nameEach(
  sources: readonly SourceFile[],
  nameOf: (file: SourceFile) => string,
  isFree: (file: SourceFile) => Promise<boolean>,
): Promise<Named> {
  const files = new Map<string, SourceFile>();
  const problems: Problem[] = [];
  for (const source of sources) {
    const wanted = nameOf(source);
    for (let number = 1; ; number++) {
      // the path is that of a copy which is deleted: its times say nothing
      const file = {
        ...source,
        stamp: undefined,
        isNamed: !isInFolder(wanted),
        uri: numbered(wanted, number),
      };
      const sent = files.get(file.uri);
      if (sent) {
        if (!(await haveSameBytes(sent, file))) continue;
        problems.push({ uri: wanted, message: 'it was sent twice', cure: 'It was added once: do nothing.' });
        break;
      }
      if (!(await isFree(file))) continue;
      files.set(file.uri, file);
      break;
    }
  }
  return { files: [...files.values()], problems };
}

/** Of a folder that was sent, what cannot be read is counted, as in any folder. */
const isInFolder = (uri: string): boolean => uri.split('/').length > 2;

/** `uploads/notes.txt`, 2 → `uploads/notes (2).txt`. */
function numbered(uri: string, number: number): string {
  if (number === 1) return uri;
  const extension = path.posix.extname(uri);
  return `${uri.slice(0, uri.length - extension.length)} (${number})${extension}`;
}

async function haveSameBytes(one: SourceFile, other: SourceFile): Promise<boolean> {
  if (one.sizeBytes !== other.sizeBytes) return false;
  return (await readFile(one.path)).equals(await readFile(other.path));
}

/** Whether the records of a file are the documents, no more and no fewer; false for a file that cannot be read. */
async function holds(
  file: SourceFile,
  documents: readonly DocumentOfFile[],
  options: ImportOptions,
  readers: FileReaders,
): Promise<boolean> {
  const rest = new Map(documents.map(({ uri, sha256 }) => [uri, sha256]));
  try {
    for await (const item of readers.read(file, options)) {
      if (!('record' in item)) continue;
      const { record } = item;
      if (!rest.get(record.uri)?.equals(recordHash(record))) return false;
      rest.delete(record.uri);
    }
  } catch (cause) {
    if (cause instanceof PolysemeError) return false;
    throw cause;
  }
  return rest.size === 0;
}
