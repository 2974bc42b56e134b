// Files, folders and globs to the list of files to read.
import { existsSync, realpathSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { Problem } from '../domain/reports.js';
import { readableExtensions, type SourceFile } from './records.js';

/**
 * Files below `paths` in order, without repeats; of a folder only those with a readable ending, hidden ones apart.
 * base: URIs are relative to this folder for files below it, and absolute for others.
 * within: files whose real path is outside these folders are not read (a symbolic link that leads out).
 */
export function findFiles(
  paths: readonly string[],
  base: string,
  within?: readonly string[],
): { files: SourceFile[]; problems: Problem[] } {
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const given of paths) {
    const files = expand(given);
    if (files.length === 0) problems.push(nothingAt(given));
    for (const file of files) {
      if (within && !isWithin(realpathSync(file), within)) {
        problems.push({
          uri: file,
          message: 'it is outside the allowed folders',
          cure: 'Allow its folder, or copy it.',
        });
      } else found.add(path.resolve(file));
    }
  }
  const files = [...found].map((file) => ({
    path: file,
    uri: toUri(file, base),
    sizeBytes: statSync(file).size,
  }));
  return { files, problems };
}

/** True when a path or glob names nothing outside the folders, symbolic links followed. folders: real paths. */
export function isAllowedPath(given: string, folders: readonly string[]): boolean {
  // of a glob, the part before its first pattern; dots that lead up behind it are never allowed
  const fixed =
    isDynamicPattern(given) && !existsSync(given) ? (/^[^*?{[(!]*/u.exec(given)?.[0] ?? '') : given;
  if (given.slice(fixed.length).includes('..')) return false;
  let place = path.resolve(fixed === given ? given : path.dirname(`${fixed}x`));
  while (!existsSync(place) && place !== path.dirname(place)) place = path.dirname(place);
  return isWithin(realpathSync(place), folders);
}

export function isWithin(file: string, folders: readonly string[]): boolean {
  return folders.some(
    (folder) => file === folder || file.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
  );
}

function expand(given: string): string[] {
  if (existsSync(given)) {
    if (!statSync(given).isDirectory()) return [given];
    const patterns = readableExtensions.map((extension) => `**/*${extension}`);
    return globSync(patterns, { cwd: given, absolute: true, caseSensitiveMatch: false }).sort();
  }
  if (!isDynamicPattern(given)) return [];
  return globSync(given.replaceAll('\\', '/'), { absolute: true, expandDirectories: false }).sort();
}

function nothingAt(given: string): Problem {
  if (existsSync(given)) {
    return {
      uri: given,
      message: 'the folder holds no file that can be read',
      cure: `Put ${readableExtensions.join(', ')} files into it.`,
    };
  }
  if (isDynamicPattern(given)) {
    return { uri: given, message: 'no file matches this pattern', cure: 'Check the pattern.' };
  }
  return { uri: given, message: 'there is no such file or folder', cure: 'Check the path.' };
}

function toUri(file: string, base: string): string {
  const relative = path.relative(base, file);
  const isBelow = relative !== '' && !relative.startsWith('..') && !path.isAbsolute(relative);
  return (isBelow ? relative : file).split(path.sep).join('/');
}
