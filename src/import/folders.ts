// A folder to the files below it, and how far it could be read. Symbolic links are followed, each place is met once by
// its real path, and a link to a folder above is a loop, which is not followed.
import { type Dirent, realpathSync, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { throwIfCancelled } from '../domain/cancel.js';
import { invalid } from '../domain/check.js';
import type { Problem } from '../domain/reports.js';
import { kindOf, readableExtensions } from './formats.js';

/** A folder whose files are all listed, so that those it no longer holds are gone. */
export interface Folder {
  /** Its real path. */
  readonly path: string;
  /** As it was named, made absolute: another spelling of the path, where a link leads to it. */
  readonly named: string;
  /** Files with a readable extension. */
  readonly numFiles: number;
  /** What below it could not be listed or followed. */
  readonly unread: readonly string[];
  /** Folders with nothing in them, as a disk leaves one that is not mounted. */
  readonly empty: readonly string[];
}

/** What a walk has met. */
export interface Walk {
  /** The folder, and those outside it that links in it lead to. */
  readonly folders: readonly Folder[];
  /** Paths without links but in the last part, in the order of the folders, and by path in each. */
  readonly files: readonly string[];
  readonly problems: readonly Problem[];
  /** Kinds of the files that are not read, one for each. */
  readonly notRead: readonly string[];
}

/** True for a place that is one of the folders, or below it. */
export const isWithin = (place: string, folders: readonly string[]): boolean =>
  folders.some(
    (folder) => place === folder || place.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
  );

/** True for a folder, or a link to one. */
export const isFolder = (named: string): boolean => {
  try {
    return statSync(named).isDirectory();
  } catch {
    return false;
  }
};

/** The real path of a folder. argument: what names it. Throws `invalid_input` where there is none. */
export function existingFolder(named: string, argument: string): string {
  if (isFolder(named)) return realpathSync(named);
  throw invalid(argument, `there is no folder "${named}"`, 'Check the path.');
}

/** What is wrong with a file or folder that cannot be inspected. */
export const unreadable = (uri: string, cause: unknown): Problem => ({
  uri,
  message: (cause as Error).message,
  cure: 'Check that it exists and may be read.',
});

/** True for a name with an ending that can be read. */
export const isReadable = (file: string): boolean =>
  readableExtensions.includes(path.extname(file).toLowerCase());

/**
 * Walks a folder; hidden files and folders are left out.
 * within: links that lead out of these folders are not followed. Throws `cancelled`.
 */
export async function walkFolder(
  named: string,
  {
    within,
    signal,
  }: { readonly within?: readonly string[] | undefined; readonly signal?: AbortSignal | undefined },
): Promise<Walk> {
  const folders: Folder[] = [];
  const files: string[] = [];
  const problems: Problem[] = [];
  const notRead: string[] = [];
  const waiting = [{ path: await realpath(named), named: path.resolve(named) }];
  for (let next = waiting.shift(); next; next = waiting.shift()) {
    const { path: root } = next;
    const isMet = folders.some((one) => isWithin(root, [one.path]) || isWithin(one.path, [root]));
    if (isMet) continue;
    const tree = await walkTree(root, signal);
    folders.push({ ...next, numFiles: tree.files.length, unread: tree.unread, empty: tree.empty });
    files.push(...tree.files.sort());
    problems.push(...tree.problems);
    notRead.push(...tree.notRead);
    for (const link of tree.links.sort((a, b) => (a.named < b.named ? -1 : 1))) {
      if (within && !isWithin(link.path, within)) problems.push(outside(link.named));
      else waiting.push(link);
    }
  }
  return { folders, files, problems, notRead };
}

/** What is wrong with a link that leads out of the allowed folders. */
export const outside = (uri: string): Problem => ({
  uri,
  message: 'it is outside the allowed folders',
  cure: 'Allow its folder, or copy it.',
});

interface Tree {
  readonly files: string[];
  /** Links to folders. */
  readonly links: { readonly path: string; readonly named: string }[];
  readonly unread: string[];
  readonly empty: string[];
  readonly problems: Problem[];
  readonly notRead: string[];
}

/** Walks a folder without following links. */
async function walkTree(root: string, signal: AbortSignal | undefined): Promise<Tree> {
  const tree: Tree = { files: [], links: [], unread: [], empty: [], problems: [], notRead: [] };
  const waiting = [root];
  for (let folder = waiting.pop(); folder !== undefined; folder = waiting.pop()) {
    throwIfCancelled(signal);
    try {
      const entries = await readdir(folder, { withFileTypes: true });
      if (entries.length === 0) tree.empty.push(folder);
      for (const entry of entries) {
        if (entry.name.startsWith('.')) continue;
        const place = path.join(folder, entry.name);
        if (entry.isDirectory()) waiting.push(place);
        else await addEntry(tree, entry, place);
      }
    } catch (cause) {
      tree.unread.push(folder);
      tree.problems.push(unreadable(folder, cause));
    }
  }
  return tree;
}

/** Adds a file, or a link to what it leads to. */
async function addEntry(tree: Tree, entry: Dirent, place: string): Promise<void> {
  if (!entry.isSymbolicLink()) {
    if (isReadable(place)) tree.files.push(place);
    else tree.notRead.push(kindOf(place));
    return;
  }
  try {
    if ((await stat(place)).isDirectory()) tree.links.push({ path: await realpath(place), named: place });
    else if (isReadable(place)) tree.files.push(place);
    else tree.notRead.push(kindOf(place));
  } catch (cause) {
    // of a link that leads nowhere only the name says whether it was for us: a text, or a folder of texts
    if (!isReadable(place) && path.extname(place) !== '') return;
    tree.unread.push(place);
    tree.problems.push(unreadable(place, cause));
  }
}
