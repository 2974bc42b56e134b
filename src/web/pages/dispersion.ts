// How the lines of a search are spread: as a strip above them, which they do not wait for, or as a page.
import type { Express } from 'express';
import { h } from 'preact';
import { Strip } from '../../../views/_strip.js';
import { DispersionPage } from '../../../views/dispersion.js';
import { dispersionPath } from '../../../views/links.js';
import type { Hit } from '../../domain/search.js';
import { sendFragment, sendPage, wantsFragment } from '../render.js';
import type { Site } from '../site.js';
import { readSpread, readState } from './search-state.js';

export function dispersionPages(app: Express, { polyseme }: Site): void {
  app.get(dispersionPath, async (request, response) => {
    const state = readState(request.query);
    const { query, by } = readSpread(request.query);
    const { sort: _, contextChars: __, limit: ___, offset, ...rest } = query;
    const skipped = offset === undefined ? {} : { offset };
    const spread = await polyseme.dispersion({ ...rest, ...(by === undefined ? {} : { by }), ...skipped });
    if (wantsFragment(request)) return sendFragment(response, h(Strip, { state, spread }));
    const { hits } = await polyseme.search({ ...rest, limit: 100 });
    const search = { state, isSearchPage: false };
    const page = { title: 'How lines are spread – Polyseme', current: 'search' as const, search };
    sendPage(request, response, page, h(DispersionPage, { state, spread, fields: fieldsOf(hits) }));
  });
}

/** Fields of the metadata along which lines can be spread: those that hold numbers or dates. */
function fieldsOf(hits: readonly Hit[]): string[] {
  const isOrdered = (value: unknown): boolean =>
    typeof value === 'number' || (typeof value === 'string' && /^\d{1,4}(?:-\d\d){0,2}$/u.test(value));
  const fields = hits.flatMap(({ metadata }) =>
    Object.entries(metadata).flatMap(([field, value]) => (isOrdered(value) ? [field] : [])),
  );
  return [...new Set(fields)];
}
