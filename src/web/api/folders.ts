// Folders that the database follows, for programs.
import { folderSchema, followSchema } from '../../domain/folders.js';
import { followFolder, unfollowFolder } from '../followed.js';
import type { Site } from '../site.js';
import { type ApiRoute, fieldsOf, route } from './route.js';

const followParameters = { folder: folderSchema, ...followSchema.shape };

export const foldersApi = (site: Site): ApiRoute[] => [
  route('get', '/api/followed', 'followed', {}, () => site.followed()),
  route(
    'post',
    '/api/followed',
    'follow',
    {},
    async (values, request, response) => {
      const { folder, ...options } = fieldsOf(request, followParameters, values);
      const followed = await followFolder(site, folder, options);
      response.status(201);
      return followed;
    },
    { inBody: Object.keys(followParameters) },
  ),
  route('delete', '/api/followed', 'unfollow', { folder: folderSchema }, async ({ folder }) => ({
    unfollowed: (await unfollowFolder(site, folder)).folder,
  })),
];
