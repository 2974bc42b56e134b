// The index cache on disk: the graph as hnswlib writes it, and a small header beside it that says what it holds.
// A graph is not used if its header is missing, unreadable or another database's, or its checksum differs.
import { createHash } from 'node:crypto';
import { createReadStream, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { SavedPoints } from './equal-points.js';

/** Raised when what a graph holds, or how its header is read, changes: older files are built again. */
export const snapshotFormat = 2;

/** What a graph file holds. */
export interface SnapshotHeader {
  readonly format: typeof snapshotFormat;
  /** The database's random id, so that another file's graph is not taken for this one's. */
  readonly databaseId: string;
  readonly dim: number;
  readonly M: number;
  readonly efConstruction: number;
  readonly count: number;
  /** All tokens up to here have been added, and all deletions up to here made. */
  readonly lastTokenId: number;
  readonly lastDeletionId: number;
  /** The last change of the database that the graph includes, with its random mark. */
  readonly lastWrite: { readonly id: number; readonly mark: string };
  readonly points: SavedPoints;
  /** Of the graph, and of all else in this header. */
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

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Removes both files, and leftovers of an interrupted write. */
export function removeSnapshot(graphFile: string): void {
  const folder = path.dirname(graphFile);
  const name = path.basename(graphFile);
  const rests = readdirSync(folder).filter((one) => {
    const pid = one.startsWith(`${name}.`) ? /\.(\d+)\.new(?:\.json)?$/u.exec(one)?.[1] : undefined;
    return pid !== undefined && (Number(pid) === process.pid || !isRunning(Number(pid)));
  });
  for (const file of [name, `${name}.json`, ...rests]) rmSync(path.join(folder, file), { force: true });
}

/** Where a graph is written before it is moved into place; each process has its own. */
export const unfinishedFile = (graphFile: string): string => `${graphFile}.${process.pid}.new`;

/**
 * Moves the graph written to `unfinishedFile` into place, with its header beside it; returns its checksum. Whatever
 * interrupts this, or does the same concurrently, a header that does not fit its graph is not used.
 */
export async function writeSnapshot(
  graphFile: string,
  header: Omit<SnapshotHeader, 'sha256'>,
): Promise<string> {
  const sha256 = await checksum(unfinishedFile(graphFile), header);
  const complete: SnapshotHeader = { ...header, sha256 };
  const temporary = `${unfinishedFile(graphFile)}.json`;
  writeFileSync(temporary, `${JSON.stringify(complete)}\n`);
  renameSync(unfinishedFile(graphFile), graphFile);
  renameSync(temporary, headerFile(graphFile));
  return sha256;
}

/** Returns the header, or undefined when the graph must not be used. Does not read the graph itself. */
export async function readHeader(
  graphFile: string,
  wanted: Pick<SnapshotHeader, 'databaseId' | 'dim' | 'M' | 'efConstruction'>,
): Promise<SnapshotHeader | undefined> {
  try {
    const header = JSON.parse(await readFile(headerFile(graphFile), 'utf8')) as SnapshotHeader;
    const keys = ['databaseId', 'dim', 'M', 'efConstruction'] as const;
    return header.format === snapshotFormat && keys.every((key) => header[key] === wanted[key])
      ? header
      : undefined;
  } catch {
    return undefined;
  }
}

/** True when the graph and its header are byte for byte what was written. */
export async function isIntact(graphFile: string, header: SnapshotHeader): Promise<boolean> {
  try {
    const { sha256, ...others } = header;
    return (await checksum(graphFile, others)) === sha256;
  } catch {
    return false;
  }
}

async function checksum(file: string, header: Omit<SnapshotHeader, 'sha256'>): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(header));
  for await (const chunk of createReadStream(file, { highWaterMark: 4 << 20 })) hash.update(chunk as Buffer);
  return hash.digest('hex');
}
