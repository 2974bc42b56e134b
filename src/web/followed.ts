// Following a folder, and no longer, for pages and programs: only below what was allowed, and at once.
import { invalid } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import type { FollowedFolder, FollowOptions } from '../domain/folders.js';
import { isAllowedPath } from '../polyseme/polyseme.js';
import type { Site } from './site.js';

/** Throws `forbidden`, and what `follow` throws. */
export async function followFolder(
  { polyseme, options: { allow, watched } }: Site,
  folder: string,
  options: FollowOptions,
): Promise<FollowedFolder> {
  if (folder.trim() === '') throw invalid('folder', 'none is named', 'Name a folder.');
  if (!isAllowedPath(folder, allow)) {
    throw new PolysemeError('forbidden', `folder: "${folder}" is not below a folder that was allowed`, {
      cure: 'Start the server with --allow FOLDER.',
    });
  }
  const followed = await polyseme.follow(folder, options);
  await watched?.look();
  return followed;
}

/** Throws as `unfollow` does. */
export async function unfollowFolder(
  { polyseme, options: { watched } }: Site,
  folder: string,
): Promise<FollowedFolder> {
  const unfollowed = await polyseme.unfollow(folder);
  await watched?.look();
  return unfollowed;
}
