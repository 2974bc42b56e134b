// The collection: what is indexed, adding to it, and the pages that ask before something is removed or untracked.
import type { Express } from 'express';
import { h } from 'preact';
import { isBegun } from '../../../views/_followed.js';
import { isWaiting, Tables, type TrackedRow, UntrackPage } from '../../../views/_tracked.js';
import { CollectionPage, filesPerPage } from '../../../views/collection.js';
import { RemovePage } from '../../../views/documents.js';
import { collectionAddress, collectionForms } from '../../../views/links.js';
import { defaultCollection } from '../../domain/defaults.js';
import { type FileInfo, leaveOut } from '../../domain/text.js';
import { demoFolder, type Polyseme } from '../../polyseme/polyseme.js';
import { sendFragment, sendPage } from '../render.js';
import { collection, form, match, offset, oldOffset, page, pageOnly } from '../request.js';
import type { Site } from '../site.js';
import { diskSizes } from '../sizes.js';
import {
  importParameters,
  maxUploadBytes,
  orRemoved,
  pathParameters,
  startFromPath,
  startFromUpload,
  uploads,
} from '../uploads.js';
import { isRunning } from './jobs.js';

const { name, table, path } = pageOnly;

export function collectionPages(app: Express, site: Site): void {
  const { polyseme, options } = site;
  app.get(
    '/collection',
    page(
      { collection, match, offset },
      async ({ collection: chosen = defaultCollection, match = '', offset = 0 }, request, response) => {
        const data = await collectionData(site, chosen, match, offset);
        const isChanging = isRunning(data.job) || data.tracked.some(isWaiting) || data.watched.some(isBegun);
        const refreshSeconds = isChanging ? 3 : undefined;
        const frame = { title: 'Collection – Polyseme', current: 'collection', refreshSeconds } as const;
        const body = h(CollectionPage, { ...data, allowed: options.allow, maxUploadBytes });
        sendPage(request, response, frame, body);
      },
      oldOffset,
    ),
  );
  app.get(
    '/tables',
    page({ collection }, async ({ collection: chosen = defaultCollection }, _, response) => {
      const tracked = await trackedRows(polyseme, chosen, await polyseme.files(chosen));
      sendFragment(response, h(Tables, { tracked, collection: chosen }));
    }),
  );
  addForms(app, site);
  removal(app, site);
  untracking(app, site);
}

async function collectionData(
  { polyseme, jobs, followed, paths }: Site,
  chosen: string,
  match: string,
  offset: number,
) {
  const collections = await polyseme.collections();
  const sources = await polyseme.files(chosen);
  const tracked = await trackedRows(polyseme, chosen, sources);
  const files = sources.filter(({ fileUri }) => tracked.every((one) => one.name !== fileUri));
  const matching = files.filter(({ fileUri }) => fileUri.includes(match));
  return {
    collection: chosen,
    collections,
    stats: collections.includes(chosen) ? await polyseme.stats(chosen) : null,
    tracked,
    watched: (await followed()).filter((one) => one.collection === chosen),
    vectors: await polyseme.vectorCollections(),
    files: matching.slice(offset, offset + filesPerPage),
    offset,
    filesTotal: matching.length,
    hasFiles: files.length > 0,
    match,
    job: jobs.status(),
    sizes: diskSizes(polyseme.file),
    file: paths.hide(polyseme.file),
  };
}

/** Tables tracked in a collection, each with its indexed documents. */
async function trackedRows(
  polyseme: Polyseme,
  chosen: string,
  sources: readonly FileInfo[],
): Promise<TrackedRow[]> {
  const tracked = await polyseme.tracked();
  return tracked
    .filter((one) => one.collection === chosen)
    .map((one) => ({ ...one, indexed: sources.find(({ fileUri }) => fileUri === one.name) }));
}

function addForms(app: Express, site: Site): void {
  app.post(
    collectionForms.add,
    form({ ...pathParameters, path }, async ({ path: added = '', ...options }, _, response) => {
      await startFromPath(site, added, options);
      response.redirect(303, collectionAddress({ collection: options.collection }));
    }),
  );
  app.post(
    collectionForms.demo,
    form({ collection }, (options, _, response) => {
      site.jobs.start([demoFolder], options);
      response.redirect(303, collectionAddress(options));
    }),
  );
  app.post(
    collectionForms.upload,
    uploads(),
    orRemoved(
      form(importParameters, async (options, request, response) => {
        await startFromUpload(site, request, options);
        response.redirect(303, collectionAddress({ collection: options.collection }));
      }),
    ),
  );
}

function removal(app: Express, { polyseme, index }: Site): void {
  app.get(
    collectionForms.remove,
    page(
      { name, collection },
      async ({ name: removed = '', collection: chosen = defaultCollection }, request, response) => {
        const numDocuments = await polyseme.countNamed(removed, chosen);
        const body = h(RemovePage, { name: removed, numDocuments, collection: chosen });
        sendPage(request, response, { title: 'Remove – Polyseme', current: 'collection' }, body);
      },
    ),
  );
  app.post(
    collectionForms.remove,
    form(
      { name, collection, leaveOut },
      async ({ name: removed = '', collection: chosen = defaultCollection, ...how }, _, response) => {
        await polyseme.remove([removed], chosen, how.leaveOut);
        index.now(chosen);
        response.redirect(303, collectionAddress({ collection: chosen }));
      },
    ),
  );
}

function untracking(app: Express, { polyseme, index }: Site): void {
  app.get(
    collectionForms.untrack,
    page({ table }, async ({ table: named = '' }, request, response) => {
      const tracked = await polyseme.trackedTable(named);
      const files = await polyseme.files(tracked.collection);
      const indexed = files.find(({ fileUri }) => fileUri === tracked.name);
      const body = h(UntrackPage, { tracked, numDocuments: indexed?.documents ?? 0 });
      sendPage(request, response, { title: 'Stop tracking – Polyseme', current: 'collection' }, body);
    }),
  );
  app.post(
    collectionForms.untrack,
    form({ table }, async ({ table: named = '' }, _, response) => {
      const { collection: chosen } = await polyseme.untrack(named);
      index.now(chosen);
      response.redirect(303, collectionAddress({ collection: chosen }));
    }),
  );
}
