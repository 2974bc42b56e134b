// One line with its surroundings: as a page, or as a row below the line.
import type { Express } from 'express';
import { h } from 'preact';
import type { SensePanelData } from '../../../views/_sense-panel.js';
import { ContextRow, LinePage } from '../../../views/line.js';
import { lineAddress, placeAddress } from '../../../views/links.js';
import type { LineInContext } from '../../domain/search.js';
import { placeOf } from '../../format/place.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { nameOn } from '../collection-folder.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import { collection, page, rowInPath } from '../request.js';
import type { Site } from '../site.js';
import { panelOf } from './document.js';

const numNeighbours = 8;

export function linePages(app: Express, { polyseme }: Site): void {
  app.get(
    '/lines/:id',
    page({ collection }, async ({ collection: name }, request, response) => {
      const id = rowInPath(request, 'line');
      const around = await polyseme.line(id, name);
      const { hit, rowId, before, after } = around;
      const { form, uri, metadata } = hit;
      const place = placeOf(hit);
      const lemma = hit.lemma ?? '';
      const line = {
        ...{ tokenId: id, before, form, after, lemma, uri, place, metadata, collection: name ?? '' },
        documentAddress: placeAddress(rowId, hit.start, { word: lemma, collection: name ?? '' }),
        substitutes: await polyseme.substitutes(id, name),
      };
      if (wantsFragment(request)) return sendFragment(response, h(ContextRow, line));
      const from = name === undefined ? {} : { collection: name };
      const neighbours = await polyseme.neighbours(id, { limit: numNeighbours, ...from });
      const panel = await panelFor(polyseme, around, name);
      const title = `${[form, nameOn(response, uri), place].filter(Boolean).join(', ')} – Polyseme`;
      sendPage(request, response, { title, current: 'none' }, h(LinePage, { ...line, neighbours, panel }));
    }),
  );
}

/** What the line's word may mean; null for a word of one sense. */
async function panelFor(
  polyseme: Polyseme,
  { hit: { tokenId, form, start }, rowId }: LineInContext,
  name: string | undefined,
): Promise<SensePanelData | null> {
  const stretch = { from: start, to: start + 1, ...(name === undefined ? {} : { collection: name }) };
  const senses = await polyseme.sensesInText(rowId, stretch);
  const word = senses.words.find((one) => one.tokenId === tokenId);
  return word ? panelOf(senses, word, form, name ?? '', lineAddress(word.tokenId, name ?? '')) : null;
}
