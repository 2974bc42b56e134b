// What every route works with.
import type { Logger } from 'pino';
import { defaultCollection } from '../domain/defaults.js';
import { PolysemeError } from '../domain/errors.js';
import type { DisambiguationJobs, IndexJobs } from '../polyseme/jobs.js';
import {
  type FollowedFolders,
  followedFolders,
  type Polyseme,
  type WatchedFolder,
} from '../polyseme/polyseme.js';
import { shownJobs } from './background.js';
import { type FirstVisits, firstVisits } from './first-visits.js';
import { type IndexSync, indexSync } from './index-after-changes.js';
import type { SecurityOptions } from './security.js';
import { type ServerPaths, serverPaths } from './server-paths.js';

export interface AppOptions extends SecurityOptions {
  /** Folders whose files may be added by path. */
  readonly allow: readonly string[];
  readonly log: Logger;
  /** The folders that the server keeps indexed; none where it keeps none. */
  readonly watched?: FollowedFolders;
  /** How long a word's page waits for its senses before it shows their progress: default 1,500 ms. */
  readonly patienceMs?: number;
}

export interface Site {
  readonly polyseme: Polyseme;
  /** Keeps the search index in step with what routes change. */
  readonly index: IndexSync;
  readonly options: AppOptions;
  readonly jobs: IndexJobs;
  readonly disambiguations: DisambiguationJobs;
  readonly paths: ServerPaths;
  readonly visits: FirstVisits;
  /** The folders that the database follows, or this server, and how they stand. */
  followed(): Promise<WatchedFolder[]>;
}

export function makeSite(polyseme: Polyseme, options: AppOptions): Site {
  const { log, watched = unwatched(polyseme) } = options;
  const paths = serverPaths(polyseme.file);
  return {
    polyseme,
    options,
    index: indexSync(polyseme, log),
    jobs: shownJobs(polyseme.jobs, 'adding texts', paths, log),
    disambiguations: shownJobs(polyseme.disambiguations, 'assigning senses', paths, log),
    paths,
    visits: firstVisits(polyseme),
    async followed() {
      const folders = await watched.list();
      return folders.map((one) => ({ ...one, problems: one.problems.map(paths.hideInProblem) }));
    },
  };
}

/** Throws `not_found` for a collection that is named in an address and does not exist. */
export async function existingCollection(polyseme: Polyseme, name: string | undefined): Promise<void> {
  if (name === undefined || name === '' || name === defaultCollection) return;
  const collections = await polyseme.collections();
  if (collections.includes(name)) return;
  throw new PolysemeError('not_found', `there is no collection “${name}”`, {
    cure: collections.length === 0 ? 'Nothing is indexed yet.' : `There are: ${collections.join(', ')}.`,
  });
}

/** Aborted when nobody waits for the answer any longer. */
export function signalOf(response: { once(event: 'close', listener: () => void): unknown }): AbortSignal {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  return gone.signal;
}

/** Folders that are listed, and that this process does not watch. */
const unwatched = (polyseme: Polyseme): FollowedFolders =>
  followedFolders(polyseme, { onReport: () => {}, onError: () => {} });
