// The index cache on disk: the graph as hnswlib writes it, and a small header beside it that says what it holds.
// A graph whose header is missing, unreadable or of another database, or whose checksum differs, is not used.
import { createHash } from 'node:crypto';
import { createReadStream, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';

/** What a graph file holds. */
export interface SnapshotHeader {
  readonly format: 1;
  /** A random id that the database keeps: the graph of another file is not taken for this one's. */
  readonly databaseId: string;
  readonly dim: number;
  readonly M: number;
  readonly efConstruction: number;
  readonly count: number;
  /** All tokens up to here have been added, and all deletions up to here made. */
  readonly lastTokenId: number;
  readonly lastDeletionId: number;
  /** The last change of the database that is in the graph, with its random mark. */
  readonly lastWrite: { readonly id: number; readonly mark: string };
  /** Points that are in the graph but deleted. */
  readonly deleted: readonly number[];
  readonly sha256: string;
}

export const headerFile = (graphFile: string): string => `${graphFile}.json`;

/** Bytes of both files. */
export function snapshotBytes(graphFile: string): number {
  const size = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return size(graphFile) + size(headerFile(graphFile));
}

/** When it was last written, in ms since 1970; 0 when there is none. */
export const snapshotTime = (graphFile: string): number =>
  statSync(headerFile(graphFile), { throwIfNoEntry: false })?.mtimeMs ?? 0;

export function removeSnapshot(graphFile: string): void {
  for (const file of [graphFile, headerFile(graphFile), `${graphFile}.new`]) rmSync(file, { force: true });
}

/** Writes the header of a graph that has just been saved; returns its checksum. */
export async function writeHeader(
  graphFile: string,
  header: Omit<SnapshotHeader, 'sha256'>,
): Promise<string> {
  const sha256 = await checksum(graphFile);
  const complete: SnapshotHeader = { ...header, sha256 };
  const temporary = `${headerFile(graphFile)}.new`;
  writeFileSync(temporary, `${JSON.stringify(complete)}\n`);
  renameSync(temporary, headerFile(graphFile));
  return sha256;
}

/** The header, or undefined when the graph must not be used. Does not read the graph itself. */
export async function readHeader(
  graphFile: string,
  wanted: Pick<SnapshotHeader, 'databaseId' | 'dim' | 'M' | 'efConstruction'>,
): Promise<SnapshotHeader | undefined> {
  try {
    const header = JSON.parse(await readFile(headerFile(graphFile), 'utf8')) as SnapshotHeader;
    const keys = ['databaseId', 'dim', 'M', 'efConstruction'] as const;
    return header.format === 1 && keys.every((key) => header[key] === wanted[key]) ? header : undefined;
  } catch {
    return undefined;
  }
}

/** True when the graph is byte for byte what its header was written for. */
export async function isIntact(graphFile: string, header: SnapshotHeader): Promise<boolean> {
  try {
    return (await checksum(graphFile)) === header.sha256;
  } catch {
    return false;
  }
}

async function checksum(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file, { highWaterMark: 4 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
