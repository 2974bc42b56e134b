// Keeps indexed all folders that a database follows, in step with the list of them, which any process may change; and
// remembers how each stands. What servers and the command line share.
import type { FollowedFolder, WatchFoldersOptions } from '../domain/folders.js';
import type { IndexReport, Problem } from '../domain/reports.js';
import type { Watcher } from '../domain/tables.js';
import type { Polyseme } from './polyseme.js';

/** A problem, and when it was met: ISO 8601, UTC. */
export interface DatedProblem extends Problem {
  readonly at: string;
}

/** A folder that is kept indexed, and how it stands. */
export interface WatchedFolder extends FollowedFolder {
  /** False for one that this process was started with, and that the database does not follow. */
  readonly isFollowed: boolean;
  /** True when this process keeps it indexed. */
  readonly isWatched: boolean;
  /** When its last run ended: ISO 8601, UTC; null before the first has. */
  readonly lastRunAt: string | null;
  /** The same of the last run that changed something. */
  readonly lastChangeAt: string | null;
  /** What that run did. */
  readonly lastChange: Changes | null;
  /** The latest, newest first. */
  readonly problems: readonly DatedProblem[];
}

/** Documents that a run has changed. */
export type Changes = Pick<IndexReport, 'added' | 'changed' | 'moved' | 'removed'>;

export interface FollowedFolders {
  /** Begins, and goes on until it is stopped. */
  start(): void;
  /** Looks at the list now, after it was changed. */
  look(): Promise<void>;
  /** How each folder stands. */
  list(): Promise<WatchedFolder[]>;
  stop(): Promise<void>;
}

interface FollowedFoldersOptions {
  /** Folders besides those that the database follows. */
  readonly more?: readonly FollowedFolder[];
  /** Besides the folder itself, where links in it may lead; default anywhere. */
  readonly within?: readonly string[];
  readonly onProgress?: WatchFoldersOptions['onProgress'];
  readonly onReport: (report: IndexReport, of: FollowedFolder) => void;
  readonly onError: (cause: unknown) => void;
}

/** Milliseconds between looks at the list. */
const lookMs = 2000;
const mostProblems = 10;

/** True when a run has changed something. */
export const hasChanged = ({ added, changed, moved, removed }: Changes): boolean =>
  added + changed + moved + removed > 0;

type State = Pick<WatchedFolder, 'lastRunAt' | 'lastChangeAt' | 'lastChange' | 'problems'>;

interface Entry {
  readonly watcher: Watcher;
  state: State;
}

const nothingYet: State = { lastRunAt: null, lastChangeAt: null, lastChange: null, problems: [] };

/** Nothing is watched before `start`. */
export function followedFolders(
  polyseme: Pick<Polyseme, 'followed' | 'watchFolders'>,
  { more = [], within, onProgress, onReport, onError }: FollowedFoldersOptions,
): FollowedFolders {
  const entries = new Map<string, Entry>();
  let timer: NodeJS.Timeout | undefined;
  let looking: Promise<void> = Promise.resolve();
  let lastError = '';

  async function wanted(): Promise<(FollowedFolder & { readonly isFollowed: boolean })[]> {
    const followed = (await polyseme.followed()).map((one) => ({ ...one, isFollowed: true }));
    const others = more
      .filter(({ folder }) => followed.every((one) => one.folder !== folder))
      .map((one) => ({ ...one, isFollowed: false }));
    return [...followed, ...others];
  }

  function begin(folder: FollowedFolder, key: string): void {
    const { folder: place, ...reading } = folder;
    const watcher = polyseme.watchFolders([place], {
      ...reading,
      ...(within && { within: [...within, place] }),
      ...(onProgress && { onProgress }),
      onReport(report) {
        const entry = entries.get(key);
        if (entry) entry.state = stateAfter(entry.state, report);
        onReport(report, folder);
      },
      onError,
    });
    entries.set(key, { watcher, state: nothingYet });
  }

  async function lookNow(): Promise<void> {
    const folders = new Map((await wanted()).map(({ isFollowed: _, ...one }) => [keyOf(one), one]));
    for (const [key, { watcher }] of entries) {
      if (folders.has(key)) continue;
      entries.delete(key);
      await watcher.stop();
    }
    for (const [key, folder] of folders) if (!entries.has(key)) begin(folder, key);
    lastError = '';
  }

  function look(): Promise<void> {
    looking = looking.then(lookNow).catch((cause: unknown) => {
      const { message } = cause as Error;
      if (message !== lastError) onError(cause);
      lastError = message;
    });
    return looking;
  }

  return {
    start() {
      timer = setInterval(look, lookMs).unref();
      void look();
    },
    look: async () => (timer ? look() : undefined),
    async list() {
      return (await wanted()).map(({ isFollowed, ...one }) => {
        const entry = entries.get(keyOf(one));
        return { ...one, isFollowed, isWatched: entry !== undefined, ...(entry?.state ?? nothingYet) };
      });
    },
    async stop() {
      clearInterval(timer);
      timer = undefined;
      await looking;
      await Promise.all([...entries.values()].map(({ watcher }) => watcher.stop()));
    },
  };
}

const keyOf = (folder: FollowedFolder): string => JSON.stringify(Object.entries(folder).sort());

function stateAfter(before: State, report: IndexReport): State {
  const at = new Date().toISOString();
  const { added, changed, moved, removed } = report;
  const problems = [...report.problems.map((one) => ({ ...one, at })), ...before.problems];
  return {
    ...{ ...before, lastRunAt: at, problems: problems.slice(0, mostProblems) },
    ...(hasChanged(report) && { lastChangeAt: at, lastChange: { added, changed, moved, removed } }),
  };
}
