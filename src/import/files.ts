// Files, folders and globs to the list of files to read. What cannot be listed or inspected is reported as a problem,
// and the rest goes on.
import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import { invalid } from '../domain/check.js';
import type { Problem } from '../domain/reports.js';
import { readableExtensions, type SourceFile } from './records.js';

/**
 * Returns the files below `paths` in order, without repeats; of a folder only visible ones with a readable extension.
 * base: URIs are relative to this folder for files below it, and absolute for others.
 * within: files whose real path is outside these folders are not read (a symbolic link that leads out).
 * Throws `invalid_input` for paths that are not a list.
 */
export function findFiles(
  paths: readonly string[],
  base: string,
  within?: readonly string[],
): { files: SourceFile[]; problems: Problem[] } {
  // each letter of a string would be a path: `/` is the whole disk
  if (!Array.isArray(paths)) throw invalid('paths', 'it is not a list', "Give a list: ['letters/'].");
  const files = new Map<string, SourceFile>();
  const problems: Problem[] = [];
  for (const named of paths) {
    const expanded = expand(named);
    problems.push(...expanded.problems);
    if (expanded.files.length === 0 && expanded.problems.length === 0) problems.push(nothingAt(named));
    for (const file of expanded.files) {
      const source = toSource(file, base, within);
      if ('message' in source) problems.push(source);
      else if (!files.has(source.path)) files.set(source.path, source);
    }
  }
  return { files: [...files.values()], problems };
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

function isWithin(file: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) => file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
  );
}

/** The files that a path stands for, and the folders on the way that cannot be listed. */
function expand(named: string): { files: string[]; problems: Problem[] } {
  const problems: Problem[] = [];
  const isThere = existsSync(named);
  if (isThere && statSync(named, { throwIfNoEntry: false })?.isDirectory() !== true) {
    return { files: [named], problems };
  }
  if (!isThere && !isDynamicPattern(named)) return { files: [], problems };
  const options = {
    absolute: true,
    // the library skips a folder that it cannot list
    fs: {
      readdirSync: listingFolders((folder, cause) => problems.push(unreadable(path.resolve(folder), cause))),
    },
  };
  const files = isThere
    ? globSync(
        readableExtensions.map((extension) => `**/*${extension}`),
        { ...options, cwd: named, caseSensitiveMatch: false },
      )
    : globSync(named.replaceAll('\\', '/'), { ...options, expandDirectories: false });
  return { files: files.sort(), problems };
}

/** As readdirSync, with failures reported before they are thrown. */
function listingFolders(onFailure: (folder: string, cause: unknown) => void): typeof readdirSync {
  const list = (folder: string, options: { withFileTypes: true }) => {
    try {
      return readdirSync(folder, options);
    } catch (cause) {
      onFailure(folder, cause);
      throw cause;
    }
  };
  return list as typeof readdirSync;
}

/** A file to read, or why it cannot be read. */
function toSource(file: string, base: string, within: readonly string[] | undefined): SourceFile | Problem {
  try {
    if (within && !isWithin(realpathSync(file), within)) {
      return {
        uri: file,
        message: 'it is outside the allowed folders',
        cure: 'Allow its folder, or copy it.',
      };
    }
    const whole = path.resolve(file);
    return { path: whole, uri: toUri(whole, base), sizeBytes: statSync(whole).size };
  } catch (cause) {
    return unreadable(file, cause); // it vanished after it was listed
  }
}

const unreadable = (uri: string, cause: unknown): Problem => ({
  uri,
  message: (cause as Error).message,
  cure: 'Check that it exists and may be read.',
});

function nothingAt(named: string): Problem {
  if (existsSync(named)) {
    return {
      uri: named,
      message: 'the folder holds no file that can be read',
      cure: `Put ${readableExtensions.join(', ')} files into it.`,
    };
  }
  if (isDynamicPattern(named)) {
    return { uri: named, message: 'no file matches this pattern', cure: 'Check the pattern.' };
  }
  return { uri: named, message: 'there is no such file or folder', cure: 'Check the path.' };
}

function toUri(file: string, base: string): string {
  const relative = path.relative(base, file);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isBelow ? relative : file).split(path.sep).join('/');
}
