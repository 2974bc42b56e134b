// What happens below one folder: the places where something has happened, and nothing of what. chokidar watches each
// folder, and says which have come and gone; what happens to files are the system's own events of their folders. Files of
// no kind that is read, and hidden ones, are left out; links are followed as a walk of the folder follows them. Knows
// nothing of documents.
import type { Stats } from 'node:fs';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { FSWatcher } from 'chokidar';
import { isReadable, isWithin } from '../import/folders.js';

/** A folder that is watched. */
export interface FolderEvents {
  /** False when it is gone, or another has its path: a disk was mounted, or is no longer. */
  isSame(): Promise<boolean>;
  /** True when a folder below it has been replaced under its name: the events of the new one do not come. */
  isOutdated(): Promise<boolean>;
  /** Of places that are gone, those that a person has removed: the disk is still there, and the folder is not empty. */
  removedIn(gone: readonly string[]): Promise<string[]>;
  close(): Promise<void>;
}

interface FolderListener {
  /** Links that lead out of these folders are not followed. */
  readonly within: readonly string[] | undefined;
  /** Something has happened at a place: a file, or a folder. */
  readonly onTouch: (place: string) => void;
  /** Some events will not come. */
  readonly onError: (cause: unknown) => void;
}

type Identity = Pick<Stats, 'dev' | 'ino'>;

/** What is watched. */
interface Watched {
  readonly root: string;
  /** The folder, and what links in it lead to outside. */
  readonly places: string[];
  /** All folders, as they were when they were met. */
  readonly folders: Map<string, Identity>;
  /** Folders that may have been removed, and others put in their place. */
  readonly suspects: Set<string>;
  /** Files outside by the links that lead to them. */
  readonly linkTo: Map<string, string>;
  /** Folders outside that are gone: their events do not come when they come back. */
  readonly lost: Set<string>;
}

/** Resolves when the events of all that is there now will come. root: a real path. */
export async function watchFolder(root: string, listener: FolderListener): Promise<FolderEvents> {
  const watched: Watched = {
    ...{ root, places: [root], folders: new Map(), suspects: new Set() },
    ...{ linkTo: new Map(), lost: new Set() },
  };
  const watcher = new FSWatcher({
    // the system says of a folder which file in it has changed: a watch of each file would soon be too many
    ignored: (place, stats) =>
      isHidden(watched, place) || (stats?.isFile() === true && !watched.linkTo.has(place)),
    // links are followed below, since chokidar would follow one to a folder above over and over
    followSymlinks: false,
    ignorePermissionErrors: true,
    // a place is looked at when it has been quiet, so that a file replaced by renaming is one that has changed
    atomic: false,
  });
  let isReady = false;
  const touch = (place: string): void => {
    if (isReady && !isHidden(watched, place)) listener.onTouch(watched.linkTo.get(place) ?? place);
  };
  const onFile = (place: string, stats?: Stats): void => {
    if (stats?.isSymbolicLink()) {
      void targetOf(watched, place, listener.within).then((target) => target && watcher.add(target));
    }
    touch(place);
  };
  watcher
    .on('add', onFile)
    .on('change', onFile)
    .on('unlink', touch)
    .on('unlinkDir', touch)
    .on('addDir', (place, stats) => {
      if (stats) watched.folders.set(place, stats);
      touch(place);
    })
    .on('raw', (_, name, details) => {
      const place = placeOf(watched, name, (details as { readonly watchedPath: string }).watchedPath);
      if (place !== undefined) touch(place);
    })
    .on('error', listener.onError);
  await new Promise<void>((resolve) => {
    watcher.once('ready', () => resolve());
    watcher.add(root);
  });
  isReady = true;
  return {
    isSame: () => isSame(watched),
    isOutdated: () => isOutdated(watched),
    removedIn: (gone) => removedIn(watched, gone),
    close: () => watcher.close(),
  };
}

function isHidden({ root, places }: Watched, place: string): boolean {
  const base = places.find((one) => isWithin(place, [one])) ?? root;
  const parts = path.relative(base, place).split(path.sep);
  return parts.some((part) => part.startsWith('.') && part !== '..');
}

/** True for a file that is read. */
const isOurs = ({ linkTo }: Watched, file: string): boolean => isReadable(file) || linkTo.has(file);

/** Where an event of the system is from; undefined for what does not count. */
function placeOf(watched: Watched, name: string | null, watchedPath: string): string | undefined {
  const { folders, suspects } = watched;
  if (name === null || !folders.has(watchedPath)) return watchedPath;
  if (name === path.basename(watchedPath)) suspects.add(watchedPath); // it is gone itself, or something in it
  const place = path.join(watchedPath, name);
  return isOurs(watched, place) || folders.has(place) ? place : undefined;
}

/** Where a link leads that is to be followed; undefined for others. */
async function targetOf(
  { places, linkTo }: Watched,
  link: string,
  within: readonly string[] | undefined,
): Promise<string | undefined> {
  try {
    const target = await realpath(link);
    const isMet = places.some((one) => isWithin(target, [one]) || isWithin(one, [target]));
    if (isMet || (within && !isWithin(target, within))) return undefined;
    const isFolder = (await stat(target)).isDirectory();
    if (!isFolder && !isReadable(link)) return undefined;
    places.push(target);
    if (!isFolder) linkTo.set(target, link);
    return target;
  } catch {
    return undefined; // it leads nowhere, which the report of a run says
  }
}

async function isSame({ root, folders }: Watched): Promise<boolean> {
  const before = folders.get(root);
  const now = await identityOf(root);
  return before !== undefined && now !== undefined && areSame(before, now);
}

async function isOutdated({ places, folders, suspects, lost }: Watched): Promise<boolean> {
  for (const [folder, before] of folders) {
    const now = await identityOf(folder);
    if (!now) {
      folders.delete(folder);
      if (places.includes(folder)) lost.add(folder);
    }
    // the system may give the number of the one that is gone to the next
    else if (!areSame(before, now) || suspects.has(folder)) return true;
  }
  suspects.clear();
  for (const place of lost) if (await identityOf(place)) return true;
  return false;
}

async function removedIn({ places, folders }: Watched, gone: readonly string[]): Promise<string[]> {
  const inhabited: string[] = [];
  for (const place of places) {
    const entries = await readdir(place).catch(() => []);
    if (entries.length > 0) inhabited.push(place);
  }
  /** Whether the disk of a folder is still there. */
  const isThere = new Map<string, boolean>();
  for (const folder of new Set(gone.map((place) => path.dirname(place)))) {
    const before = folders.get(folder);
    const now = await nearestIdentity(folder);
    isThere.set(folder, before !== undefined && before.dev === now?.dev);
  }
  return gone.filter((place) => isWithin(place, inhabited) && isThere.get(path.dirname(place)));
}

const areSame = (one: Identity, other: Identity): boolean => one.dev === other.dev && one.ino === other.ino;

/** Undefined where there is nothing, or nothing can be seen. */
const identityOf = (place: string): Promise<Identity | undefined> => lstat(place).catch(() => undefined);

/** Of a folder, or of the nearest above it that is still there. */
async function nearestIdentity(folder: string): Promise<Identity | undefined> {
  const above = path.dirname(folder);
  return (await identityOf(folder)) ?? (above === folder ? undefined : nearestIdentity(above));
}
