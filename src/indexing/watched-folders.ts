// The folders of a watcher: which of them are there, and what has happened in them since it was last taken.
import { realpathSync } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import { addTo } from '../domain/groups.js';
import type { Problem } from '../domain/reports.js';
import { isFolder, isReadable } from '../import/folders.js';
import { type FolderEvents, watchFolder } from './folder-events.js';

/** Milliseconds without an event after which a place is quiet: a file is no longer being written. */
const quietMs = 400;
/** Quiet places wait so many milliseconds for others. */
const patienceMs = 1000;
/** A place that is never quiet is taken every so many milliseconds. */
const mostWaitMs = 60_000;
/** Milliseconds between looks whether the folders themselves are there. */
const lookMs = 1000;
/** Milliseconds between looks whether disks were mounted below them. */
const compareMs = 30_000;
/** Milliseconds between looks through a folder whose events do not all come; and through any other: network disks have none. */
const blindMs = 60_000;
const wholeMs = 600_000;

/** One of the folders. */
export interface Root {
  /** As it was named, made absolute. */
  readonly named: string;
  /** Its real path, when it was last there. */
  place: string;
  /** Undefined while it is not there. */
  events: FolderEvents | undefined;
  isSaidMissing: boolean;
  /** Some of its events do not come. */
  isBlind: boolean;
  isWholeDue: boolean;
  wholeAtMs: number;
  /** When the folders below it were last compared with those that are watched. */
  comparedAtMs: number;
  /** Places that a person was seen to remove since it was last looked through. */
  removed: Set<string>;
}

/** What is to be indexed. */
export interface Due {
  /** Folders to look through. */
  readonly whole: readonly Root[];
  /** Files that have changed in the others. */
  readonly files: ReadonlyMap<string, Root>;
}

/** When something has happened at a place. */
interface Touched {
  readonly root: Root;
  readonly firstMs: number;
  lastMs: number;
}

export interface WatchedFolders {
  /** Opens folders that have come, and lets go of those that are gone; returns what is to be said of them. */
  look(): Promise<Problem[]>;
  /** Takes what is due now. */
  take(): Promise<Due>;
  /** Gives back what could not be indexed. */
  giveBack(due: Due, removed: ReadonlySet<string>): void;
  /** True for a place where something has happened that was not taken. */
  isTouched(place: string): boolean;
  /** True when something has happened anywhere in a folder that was not taken. */
  isTouchedIn(root: Root): boolean;
  close(): Promise<void>;
}

interface State {
  readonly roots: readonly Root[];
  readonly touched: Map<string, Touched>;
  readonly within: readonly string[] | undefined;
  readonly onError: (cause: unknown) => void;
}

/** onError: hears once of each folder, until it is opened again, that not all of its events come. */
export function watchedFolders(
  folders: readonly string[],
  { within, onError }: Pick<State, 'within' | 'onError'>,
): WatchedFolders {
  const roots = [...new Set(folders.map((folder) => path.resolve(folder)))].map(newRoot);
  const state: State = { roots, touched: new Map(), within, onError };
  let lookedAtMs = 0;
  return {
    async look() {
      if (Date.now() - lookedAtMs < lookMs) return [];
      lookedAtMs = Date.now();
      const problems: Problem[] = [];
      for (const root of roots) if (await isNewlyMissing(state, root)) problems.push(missing(root));
      return problems;
    },
    take: () => takeDue(state),
    giveBack({ whole, files }, removed) {
      for (const root of whole) {
        root.isWholeDue = true;
        for (const place of removed) root.removed.add(place);
      }
      for (const [place, root] of files) state.touched.set(place, { root, firstMs: 0, lastMs: 0 });
    },
    isTouched: (place) => state.touched.has(place),
    isTouchedIn: (root) => isTouchedIn(state, root),
    async close() {
      for (const root of roots) await closeRoot(state, root);
    },
  };
}

const isTouchedIn = ({ touched }: State, root: Root): boolean =>
  [...touched.values()].some((one) => one.root === root);

const newRoot = (named: string): Root => ({
  ...{ named, place: named, events: undefined, isSaidMissing: false },
  ...{ isBlind: false, isWholeDue: false, wholeAtMs: 0, comparedAtMs: 0, removed: new Set() },
});

/** Looks whether a folder is there. True when it is not, and that was not said. */
async function isNewlyMissing(state: State, root: Root): Promise<boolean> {
  if (root.events && !(await root.events.isSame())) await closeRoot(state, root);
  if (root.events) {
    root.isWholeDue ||= Date.now() - root.wholeAtMs > (root.isBlind ? blindMs : wholeMs);
    if (Date.now() - root.comparedAtMs > compareMs && !isTouchedIn(state, root)) {
      root.comparedAtMs = Date.now();
      root.isWholeDue ||= await root.events.isOutdated();
    }
    return false;
  }
  if (isFolder(root.named)) {
    await openRoot(state, root);
    return false;
  }
  const isNews = !root.isSaidMissing;
  root.isSaidMissing = true;
  return isNews;
}

async function openRoot({ touched, within, onError }: State, root: Root): Promise<void> {
  Object.assign(root, {
    place: realpathSync(root.named),
    isBlind: false,
    isWholeDue: true,
    comparedAtMs: Date.now(),
  });
  root.events = await watchFolder(root.place, {
    within,
    onTouch(place) {
      const nowMs = Date.now();
      const before = touched.get(place);
      if (before) before.lastMs = nowMs;
      else touched.set(place, { root, firstMs: nowMs, lastMs: nowMs });
    },
    onError(cause) {
      if (!root.isBlind) onError(unseen(root, cause));
      root.isBlind = true;
    },
  });
  root.isSaidMissing = false;
}

async function closeRoot({ touched }: State, root: Root): Promise<void> {
  await root.events?.close();
  Object.assign(root, { events: undefined, isWholeDue: false, removed: new Set() });
  for (const [place, one] of touched) if (one.root === root) touched.delete(place);
}

async function takeDue(state: State): Promise<Due> {
  const files = new Map<string, Root>();
  const gone = new Map<Root, string[]>();
  const quiet = takeQuiet(state);
  if (!quiet) return { whole: [], files };
  for (const [place, { root }] of quiet) {
    const kind = await kindOf(place);
    if (kind !== 'file') root.isWholeDue = true;
    else if (isReadable(place)) files.set(place, root);
    if (kind === 'gone') addTo(gone, root, place);
  }
  const whole: Root[] = [];
  for (const root of state.roots) {
    if (!root.events || !root.isWholeDue) continue;
    for (const place of await root.events.removedIn(gone.get(root) ?? [])) root.removed.add(place);
    if ((await root.events.isOutdated()) && !(await isReopened(state, root))) continue;
    Object.assign(root, { isWholeDue: false, wholeAtMs: Date.now() });
    whole.push(root);
  }
  for (const [place, root] of files) if (whole.includes(root)) files.delete(place);
  return { whole, files };
}

/** Watches a folder anew. False when it is gone meanwhile: it is let go of. */
async function isReopened(state: State, root: Root): Promise<boolean> {
  try {
    await root.events?.close();
    await openRoot(state, root);
    return true;
  } catch {
    await closeRoot(state, root);
    return false;
  }
}

/** What there is now; a link that leads nowhere counts as a file. */
async function kindOf(place: string): Promise<'file' | 'folder' | 'gone'> {
  const stats = await stat(place).catch(() => lstat(place).catch(() => undefined));
  if (!stats) return 'gone';
  return stats.isDirectory() ? 'folder' : 'file';
}

/** Takes the places that are quiet; undefined while it is better to wait for others. */
function takeQuiet({ touched }: State): [string, Touched][] | undefined {
  const nowMs = Date.now();
  const all = [...touched];
  const quiet = all.filter(
    ([, { firstMs, lastMs }]) => nowMs - lastMs >= quietMs || nowMs - firstMs >= mostWaitMs,
  );
  const [, first] = all[0] ?? [];
  const isEarly = first !== undefined && nowMs - first.firstMs < patienceMs;
  if (quiet.length < all.length && isEarly) return undefined;
  for (const [place] of quiet) touched.delete(place);
  return quiet;
}

const missing = ({ named }: Root): Problem => ({
  uri: named,
  message: 'the folder is not there now, and the documents of its files were kept',
  cure: 'Check that the disk is there: the folder is followed again when it comes back.',
});

const unseen = ({ named }: Root, cause: unknown): PolysemeError =>
  new PolysemeError('data', `${named}: not all of its changes can be seen (${(cause as Error).message})`, {
    cure: 'It is looked through every minute instead. On Linux, raise fs.inotify.max_user_watches.',
    cause,
  });
