// The examples of a first visit, which the page asks for while they are being made.
import type { Express } from 'express';
import { h } from 'preact';
import { Examples } from '../../../views/_first-visit.js';
import { examplesPath } from '../../../views/links.js';
import { defaultCollection } from '../../domain/defaults.js';
import { sendFragment } from '../render.js';
import { collection, page } from '../request.js';
import { existingCollection, type Site } from '../site.js';

export function firstVisitPages(app: Express, { polyseme, visits }: Site): void {
  app.get(
    examplesPath,
    page({ collection }, async ({ collection: chosen = '' }, _, response) => {
      await existingCollection(polyseme, chosen);
      const examples = await visits.examples(chosen || defaultCollection);
      sendFragment(response, h(Examples, { examples, collection: chosen }));
    }),
  );
}
