// Forms of the collection's page that follow a folder, and stop following one.
import type { Express } from 'express';
import { collectionAddress, collectionForms } from '../../../views/links.js';
import { followSchema } from '../../domain/folders.js';
import { followFolder, unfollowFolder } from '../followed.js';
import { form, pageOnly } from '../request.js';
import type { Site } from '../site.js';

const { folder } = pageOnly;

export function followedPages(app: Express, site: Site): void {
  app.post(
    collectionForms.follow,
    form({ ...followSchema.shape, folder }, async ({ folder: named = '', ...options }, _, response) => {
      const { collection } = await followFolder(site, named, options);
      response.redirect(303, collectionAddress({ collection }));
    }),
  );
  app.post(
    collectionForms.unfollow,
    form({ folder }, async ({ folder: named = '' }, _, response) => {
      const { collection } = await unfollowFolder(site, named);
      response.redirect(303, collectionAddress({ collection }));
    }),
  );
}
