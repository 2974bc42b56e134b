// One line with its surroundings: as a page, or as a row below the line.
import type { Express } from 'express';
import { h } from 'preact';
import { ContextRow, LinePage } from '../../../views/documents.js';
import { placeAddress } from '../../../views/links.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import { collection, page, rowInPath } from '../request.js';
import type { Site } from '../site.js';

export function linePages(app: Express, { polyseme }: Site): void {
  app.get(
    '/lines/:id',
    page({ collection }, async ({ collection: name }, request, response) => {
      const id = rowInPath(request, 'line');
      const { hit, rowId, before, after } = await polyseme.line(id, name);
      const substitutes = await polyseme.substitutes(id, name);
      const place = { word: hit.lemma ?? '', collection: name ?? '' };
      const documentAddress = placeAddress(rowId, hit.start, place);
      const { form, uri } = hit;
      const line = { before, form, after, uri, documentAddress, substitutes, collection: name ?? '' };
      if (wantsFragment(request)) return sendFragment(response, h(ContextRow, line));
      sendPage(request, response, { title: 'Line – Polyseme', current: 'none' }, h(LinePage, line));
    }),
  );
}
