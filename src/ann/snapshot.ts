// The index cache on disk: the graph as hnswlib writes it, and a small header beside it that says what it holds.
// A graph is not used if its header is missing, unreadable or another database's, or its checksum differs.
import { createHash } from 'node:crypto';
import {
  createReadStream,
  existsSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { SavedPoints } from './equal-points.js';
import { isWholeGraph } from './whole-graph.js';

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
  for (const file of [graphFile, headerFile(graphFile)]) rmSync(file, { force: true });
  removeLeftovers(graphFile);
}

/** Removes what processes that have ended, or this one, have left of a write that was interrupted. */
export function removeLeftovers(graphFile: string): void {
  const folder = path.dirname(graphFile);
  const start = `${path.basename(graphFile)}.`;
  for (const name of readdirSync(folder)) {
    const pid = name.startsWith(start) ? /\.(\d+)\.new(?:\.json)?$/u.exec(name)?.[1] : undefined;
    if (pid === undefined || (Number(pid) !== process.pid && isRunning(Number(pid)))) continue;
    rmSync(path.join(folder, name), { force: true });
  }
}

/** Where a graph is written before it is moved into place; each process has its own. */
const unfinishedFile = (graphFile: string): string => `${graphFile}.${process.pid}.new`;

/**
 * Has a graph written beside `graphFile`, and moves it into place with its header; returns that. Whatever interrupts
 * this, or does the same concurrently, a header that does not fit its graph is not used. Throws `disk_full`,
 * `read_only` or `data`: the snapshot of before, or none, is then in place, and nothing else.
 */
export async function writeSnapshot(
  graphFile: string,
  write: (file: string) => Promise<Omit<SnapshotHeader, 'sha256'>>,
): Promise<SnapshotHeader> {
  const unfinished = unfinishedFile(graphFile);
  const temporary = `${unfinished}.json`;
  try {
    removeLeftovers(graphFile);
    writeFileSync(unfinished, ''); // says why when it cannot be written, which the library does not
    const header = await write(unfinished);
    if (!isWholeGraph(unfinished)) throw Object.assign(new Error('cut off'), { code: 'ENOSPC' });
    const complete: SnapshotHeader = { ...header, sha256: await checksum(unfinished, header) };
    writeFileSync(temporary, `${JSON.stringify(complete)}\n`);
    renameSync(unfinished, graphFile);
    renameSync(temporary, headerFile(graphFile));
    return complete;
  } catch (cause) {
    for (const file of [unfinished, temporary]) rmSync(file, { force: true });
    throw asSnapshotError(cause, graphFile);
  }
}

const codeOf: Readonly<Record<string, 'disk_full' | 'read_only'>> = {
  ENOSPC: 'disk_full',
  EDQUOT: 'disk_full',
  EFBIG: 'disk_full',
  EACCES: 'read_only',
  EPERM: 'read_only',
  EROFS: 'read_only',
};
const reasonOf = { disk_full: 'there is no space left for', read_only: 'nothing may be written to' } as const;

function asSnapshotError(cause: unknown, graphFile: string): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  if (cause instanceof PolysemeError || code === undefined) return cause;
  const kind = codeOf[code];
  const what = kind ? `${reasonOf[kind]} ${graphFile}` : `${graphFile} cannot be written (${code})`;
  return new PolysemeError(kind ?? 'data', `index: ${what}`, {
    cure: `${kind === 'disk_full' ? 'Free space on its disk' : 'Allow writing there'} and rebuild the index (polyseme rebuild): until then searches are slower.`,
    cause,
  });
}

/** True when there is a snapshot, or a half of one, that nothing can be made of. */
export async function isDamaged(graphFile: string): Promise<boolean> {
  if (!existsSync(graphFile) && !existsSync(headerFile(graphFile))) return false;
  const header = await anyHeader(graphFile);
  return !header || (header.format === snapshotFormat && !(await isIntact(graphFile, header)));
}

/** Returns the header, or undefined when the graph must not be used. Does not read the graph itself. */
export async function readHeader(
  graphFile: string,
  wanted: Pick<SnapshotHeader, 'databaseId' | 'dim' | 'M' | 'efConstruction'>,
): Promise<SnapshotHeader | undefined> {
  const header = await anyHeader(graphFile);
  const keys = ['databaseId', 'dim', 'M', 'efConstruction'] as const;
  return header?.format === snapshotFormat && keys.every((key) => header[key] === wanted[key])
    ? header
    : undefined;
}

/** The header, whatever it says; undefined when it cannot be read. */
async function anyHeader(graphFile: string): Promise<SnapshotHeader | undefined> {
  try {
    const value: unknown = JSON.parse(await readFile(headerFile(graphFile), 'utf8'));
    return typeof value === 'object' && value !== null ? (value as SnapshotHeader) : undefined;
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
