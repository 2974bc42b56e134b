// The help page, with examples that work on the collection.
import type { Express } from 'express';
import { h } from 'preact';
import { HelpPage } from '../../../views/help.js';
import { helpAddress } from '../../../views/links.js';
import { defaultCollection } from '../../domain/defaults.js';
import { sendPage } from '../render.js';
import { collection, page } from '../request.js';
import { existingCollection, type Site } from '../site.js';

export function helpPage(app: Express, { polyseme, visits }: Site): void {
  app.get(
    helpAddress(),
    page({ collection }, async ({ collection: chosen = '' }, request, response) => {
      await existingCollection(polyseme, chosen);
      const holdings = await visits.holdings(chosen || defaultCollection);
      const body = h(HelpPage, { examples: holdings?.examples, collection: chosen });
      sendPage(request, response, { title: 'Help – Polyseme', current: 'help' }, body);
    }),
  );
}
