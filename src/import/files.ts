// Files, folders and globs to the list of files to read.
import { existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { globSync, isDynamicPattern } from 'tinyglobby';
import type { Problem } from '../domain.js';
import { readableExtensions, type SourceFile } from './records.js';

/**
 * Files below `paths` in order, without repeats; of a folder only those with a readable ending, hidden ones apart.
 * base: URIs are relative to this folder for files below it, and absolute for others.
 */
export function findFiles(
  paths: readonly string[],
  base: string,
): { files: SourceFile[]; problems: Problem[] } {
  const found = new Set<string>();
  const problems: Problem[] = [];
  for (const given of paths) {
    const files = expand(given);
    if (files.length === 0) problems.push(nothingAt(given));
    for (const file of files) found.add(path.resolve(file));
  }
  const files = [...found].map((file) => ({
    path: file,
    uri: toUri(file, base),
    sizeBytes: statSync(file).size,
  }));
  return { files, problems };
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
