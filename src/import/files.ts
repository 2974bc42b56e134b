// Files, folders and globs to the list of files to read. What cannot be listed or inspected is reported as a problem,
// and the rest goes on. A file is its real path: through however many links it is met, it is one file.
import { type BigIntStats, existsSync, readdirSync, realpathSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { throwIfCancelled } from '../domain/cancel.js';
import { invalid } from '../domain/check.js';
import type { KindCount, Problem } from '../domain/reports.js';
import { type Folder, isReadable, isWithin, outside, unreadable, walkFolder } from './folders.js';
import { suchAs } from './formats.js';
import type { SourceFile } from './records.js';

export type { Folder } from './folders.js';

/** Files inspected at once. */
const filesAtOnce = 64;

/** Files to read, the folders that were listed whole, and what could not be listed. */
export interface FilesFound {
  readonly files: SourceFile[];
  /** Those that were named, and those that links in them lead to; none is below another. */
  readonly folders: Folder[];
  readonly problems: Problem[];
  /** Files in the folders that are of no kind that is read. */
  readonly notRead: KindCount[];
}

interface FindOptions {
  /** Files whose real path is outside these folders are not read (a symbolic link that leads out). */
  readonly within?: readonly string[] | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Returns the files below `paths` in order, without repeats; of a folder only visible ones with a readable extension.
 * base: URIs are relative to this folder (a real path) for files below it, and absolute for others.
 * Throws `invalid_input` for paths that are not a list, and `cancelled`.
 */
export async function findFiles(
  paths: readonly string[],
  base: string,
  options: FindOptions = {},
): Promise<FilesFound> {
  // each letter of a string would be a path: `/` is the whole disk
  if (!Array.isArray(paths)) throw invalid('paths', 'it is not a list', "Give a list: ['letters/'].");
  const files = new Map<string, SourceFile>();
  let folders: Folder[] = [];
  const problems: Problem[] = [];
  const notRead = new Map<string, number>();
  for (const named of paths) {
    throwIfCancelled(options.signal);
    const expanded = await expand(named, options);
    problems.push(...expanded.problems);
    for (const kind of expanded.notRead) notRead.set(kind, (notRead.get(kind) ?? 0) + 1);
    if (expanded.files.length === 0 && expanded.problems.length === 0) problems.push(nothingAt(named));
    for (const folder of expanded.folders) {
      if (folders.some((one) => isWithin(folder.path, [one.path]))) continue;
      folders = [...folders.filter((one) => !isWithin(one.path, [folder.path])), folder];
    }
    for (let start = 0; start < expanded.files.length; start += filesAtOnce) {
      throwIfCancelled(options.signal);
      const some = expanded.files.slice(start, start + filesAtOnce);
      for (const source of await Promise.all(some.map((file) => toSource(file, base, options.within)))) {
        if ('message' in source) problems.push(source);
        else if (!files.has(source.realPath)) {
          files.set(source.realPath, expanded.isFile ? { ...source.file, isNamed: true } : source.file);
        }
      }
    }
  }
  const kinds = [...notRead].map(([kind, count]) => ({ kind, files: count }));
  return { files: [...files.values()], folders, problems, notRead: kinds };
}

/** True when a path or glob names nothing outside the folders, with symbolic links followed. folders: real paths. */
export function isAllowedPath(named: string, folders: readonly string[]): boolean {
  // of a glob, the part before its first pattern; dots that lead up behind it are never allowed
  const fixed =
    isDynamicPattern(named) && !existsSync(named) ? (/^[^*?{[(!]*/u.exec(named)?.[0] ?? '') : named;
  if (named.slice(fixed.length).includes('..')) return false;
  let place = path.resolve(fixed === named ? named : path.dirname(`${fixed}x`));
  while (!existsSync(place) && place !== path.dirname(place)) place = path.dirname(place);
  return isWithin(realpathSync(place), folders);
}

interface Expanded {
  readonly files: readonly string[];
  readonly folders: readonly Folder[];
  readonly problems: readonly Problem[];
  readonly notRead: readonly string[];
  /** True when the path is that of the one file. */
  readonly isFile?: true;
}

/** The files that a path stands for, and the folders on the way that cannot be listed. */
async function expand(named: string, options: FindOptions): Promise<Expanded> {
  if (existsSync(named)) {
    const stats = await stat(named).catch(() => undefined); // it may vanish at any moment
    return stats?.isDirectory()
      ? walkFolder(named, options)
      : { files: [named], folders: [], problems: [], notRead: [], isFile: true };
  }
  if (!isDynamicPattern(named)) return { files: [], folders: [], problems: [], notRead: [] };
  const problems: Problem[] = [];
  const files = globSync(named.replaceAll('\\', '/'), {
    absolute: true,
    expandDirectories: false,
    // the library skips a folder that it cannot list
    fs: {
      readdirSync: listingFolders((folder, cause) => problems.push(unreadable(path.resolve(folder), cause))),
    },
  });
  return { files: files.sort(), folders: [], problems, notRead: [] };
}

/** As readdirSync, with failures reported before they are thrown; a pipe or device passes for a file, to be named. */
function listingFolders(onFailure: (folder: string, cause: unknown) => void): typeof readdirSync {
  const list = (folder: string, options: { withFileTypes: true }) => {
    try {
      const entries = readdirSync(folder, options);
      for (const entry of entries) {
        if (!entry.isDirectory() && !entry.isSymbolicLink()) entry.isFile = () => true;
      }
      return entries;
    } catch (cause) {
      onFailure(folder, cause);
      throw cause;
    }
  };
  return list as typeof readdirSync;
}

/** A file to read, or why it cannot be read. */
async function toSource(
  named: string,
  base: string,
  within: readonly string[] | undefined,
): Promise<{ readonly realPath: string; readonly file: SourceFile } | Problem> {
  try {
    const realPath = await realpath(named);
    if (within && !isWithin(realPath, within)) return outside(named);
    const stats = await stat(realPath, { bigint: true });
    if (!stats.isFile()) return notRegular(named, stats);
    // a link may have the ending that its file lacks
    const isUnderItsName = isReadable(realPath) || !isReadable(named);
    const file = isUnderItsName
      ? realPath
      : path.join(await realpath(path.dirname(named)), path.basename(named));
    const sizeBytes = Number(stats.size);
    return { realPath, file: { path: file, uri: toUri(file, base), sizeBytes, stamp: stampOf(stats) } };
  } catch (cause) {
    return unreadable(named, cause); // it vanished after it was listed
  }
}

/** Times on some disks are of two seconds: what was written in the last ones may be written again with the same. */
const youngMs = 2500n;

/** Undefined for a file that is too young for its times to tell. */
function stampOf({ size, mtimeNs, ctimeNs, mtimeMs, ctimeMs, ino }: BigIntStats): string | undefined {
  const oldest = BigInt(Date.now()) - youngMs;
  return mtimeMs > oldest || ctimeMs > oldest ? undefined : [size, mtimeNs, ctimeNs, ino].join(' ');
}

/** Reading a pipe waits for somebody to write into it, and a device may never end. */
function notRegular(uri: string, stats: BigIntStats): Problem {
  const kinds = [
    [stats.isFIFO(), 'a pipe'],
    [stats.isSocket(), 'a socket'],
    [stats.isDirectory(), 'a folder'],
  ] as const;
  const kind = kinds.find(([is]) => is)?.[1] ?? 'a device';
  return { uri, message: `it is ${kind}, not a file`, cure: 'Save what it gives as a file.' };
}

function nothingAt(named: string): Problem {
  if (existsSync(named)) {
    return {
      uri: named,
      message: 'the folder holds no file that can be read',
      cure: `Put files into it that can be read, such as ${suchAs}.`,
    };
  }
  if (isDynamicPattern(named)) {
    return { uri: named, message: 'no file matches this pattern', cure: 'Check the pattern.' };
  }
  return { uri: named, message: 'there is no such file or folder', cure: 'Check the path.' };
}

/** A place as it is named in the database. base: as in `findFiles`. */
export function toUri(file: string, base: string): string {
  const relative = path.relative(base, file);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isBelow ? relative : file).split(path.sep).join('/');
}
