// Folders that are kept indexed, and which of them the database follows.
import { realpathSync } from 'node:fs';
import path from 'node:path';
import { defaultCollection } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import {
  type FollowedFolder,
  folderSchema,
  foldersSchema,
  followSchema,
  watchFoldersSchema,
} from '../../domain/folders.js';
import type { Watcher } from '../../domain/tables.js';
import { refuseUnknownEncoding } from '../../import/codecs.js';
import { existingFolder } from '../../import/folders.js';
import { ingestFiles } from '../../indexing/ingest-files.js';
import { watchFolders as watch } from '../../indexing/watch-folders.js';
import type { Store } from '../../store/store.js';
import type { Session } from '../session.js';
import { operation, untilClosed } from './operation.js';

const setting = 'followed';

export const watchFolders = operation({
  name: 'watchFolders',
  does: 'Keep folders indexed until it is stopped.',
  takes: { folders: foldersSchema, options: watchFoldersSchema },
  run(session, { folders, options }): Watcher {
    const context = {
      placeOf: (uri: string) => path.resolve(baseOf(session.latest.store), uri),
      index: (...run: RunOfWatcher) => indexAfterOthers(session.current(), run),
    };
    return untilClosed(session, watch(context, folders, options));
  },
});

export const followed = operation({
  name: 'followed',
  does: 'List the folders that the database follows.',
  takes: {},
  run: ({ store }) => followedIn(store),
});

export const follow = operation({
  name: 'follow',
  does: 'Remember a folder that servers and watchers of the database keep indexed.',
  takes: { folder: folderSchema, options: followSchema },
  async run({ store }, { folder: named, options }): Promise<FollowedFolder> {
    await refuseUnknownEncoding(options.encoding);
    const { collection = defaultCollection, ...reading } = options;
    const folder = { folder: existingFolder(named, 'folder'), collection, ...reading };
    const others = (await followedIn(store)).filter((one) => one.folder !== folder.folder);
    await store.setSetting(setting, JSON.stringify([...others, folder]));
    return folder;
  },
});

export const unfollow = operation({
  name: 'unfollow',
  does: 'Follow a folder no longer; its documents stay.',
  takes: { folder: folderSchema },
  async run({ store }, { folder: named }): Promise<FollowedFolder> {
    const all = await followedIn(store);
    const places = [path.resolve(named), realPathOf(named)];
    const folder = all.find((one) => places.includes(one.folder));
    if (!folder) {
      throw new PolysemeError('not_found', `folder: "${named}" is not followed`, {
        cure:
          all.length === 0 ? 'No folder is.' : `Followed are: ${all.map((one) => one.folder).join(', ')}.`,
      });
    }
    await store.setSetting(setting, JSON.stringify(all.filter((one) => one !== folder)));
    return folder;
  },
});

type RunOfWatcher = Parameters<Parameters<typeof watch>[0]['index']>;

/** Runs after those of tables and of other watchers; runs that people start wait for it. */
function indexAfterOthers(session: Session, [paths, options, removed]: RunOfWatcher) {
  session.refuseWhenClosing();
  const watched = { ...options, signal: session.stopping(options.signal) };
  const run = session.syncing.then(() =>
    session.alone('watchFolders', () => ingestFiles(session.ingest, paths, watched, { removed })),
  );
  session.syncing = run.catch(() => {});
  return run;
}

const baseOf = (store: Store): string =>
  store.isInMemory ? realPathOf('.') : realPathOf(path.dirname(store.file));

async function followedIn(store: Store): Promise<FollowedFolder[]> {
  const folders = JSON.parse((await store.setting(setting)) ?? '[]') as FollowedFolder[];
  return folders.sort((a, b) => (a.folder < b.folder ? -1 : 1));
}

/** The path made absolute where there is nothing. */
function realPathOf(named: string): string {
  try {
    return realpathSync(named);
  } catch {
    return path.resolve(named);
  }
}
