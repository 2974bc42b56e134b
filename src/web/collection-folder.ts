// The folder of a page's collection, from which on its documents are named.
import type { Express, Request, Response } from 'express';
import { shownName } from '../domain/document-names.js';
import type { Site } from './site.js';

/** Finds it before a page is made; programs get whole paths. */
export function collectionFolder(app: Express, { polyseme }: Pick<Site, 'polyseme'>): void {
  app.use(async (request, response, next) => {
    if (!request.path.startsWith('/api/')) response.locals.folder = await folderOf(request, polyseme);
    next();
  });
}

async function folderOf(request: Request, polyseme: Site['polyseme']): Promise<string> {
  const { collection } = { ...(request.body as object), ...request.query } as { collection?: unknown };
  const name = typeof collection === 'string' ? collection.trim() : '';
  // what is wrong with the collection, or with the database, is said by the page itself
  return polyseme.commonFolder(name === '' ? undefined : name).catch(() => '');
}

/** What a document is called on the page that is answered, for its title. */
export const nameOn = (response: Response, uri: string): string =>
  shownName(uri, (response.locals as { folder?: string }).folder ?? '');
