// The folders that a running server keeps indexed: what it says of them, and how they keep the search index in step.
import type { Logger } from 'pino';
import type { FollowedFolder } from '../domain/folders.js';
import { changesOf } from '../format/figures.js';
import { type FollowedFolders, followedFolders, hasChanged, type Polyseme } from '../polyseme/polyseme.js';
import { indexSync } from './index-after-changes.js';

interface WatchedOptions {
  /** Those named for this server. */
  readonly watch: readonly FollowedFolder[];
  /** Real paths of all whose files may be added. */
  readonly allow: readonly string[];
  readonly log: Logger;
  readonly onProgress?: Parameters<typeof followedFolders>[1]['onProgress'];
  /** Called after each run with what it did, in words, when it did something. */
  readonly onChange?: (changes: string) => void;
}

/** Nothing is watched before `start`. */
export function watchedFolders(
  polyseme: Polyseme,
  { watch, allow, log, onProgress, onChange }: WatchedOptions,
): FollowedFolders {
  const index = indexSync(polyseme, log);
  return followedFolders(polyseme, {
    more: watch,
    within: allow,
    onProgress,
    onReport(report, { collection }) {
      if (hasChanged(report)) {
        onChange?.(changesOf(report));
        index.later(collection);
      }
      for (const problem of report.problems)
        log.warn(problem, 'something in a followed folder cannot be indexed');
    },
    onError: (cause) => log.warn(cause, 'followed folders cannot be indexed now; it is tried again'),
  });
}
