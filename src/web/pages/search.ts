// The search page with its results, and the same lines as a table.
import type { Express, Request } from 'express';
import { h } from 'preact';
import { MoreLines } from '../../../views/_pages.js';
import { Results, type ResultsData } from '../../../views/_results.js';
import { morePath, pageSize, type SearchState, searchAddress } from '../../../views/links.js';
import { SearchPage } from '../../../views/search.js';
import { defaultCollection } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import type { Hit, SearchResult } from '../../domain/search.js';
import { type BriefLine, briefly } from '../../format/context.js';
import { hitColumns, hitRow } from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { httpStatusOf } from '../errors.js';
import { sendFragment, sendPage, sendRows, wantsFragment } from '../render.js';
import { oldSearchNames, renamedAddress } from '../request.js';
import { existingCollection, type Site, signalOf } from '../site.js';
import { maxUploadBytes } from '../uploads.js';
import { isRunning } from './jobs.js';
import { offeredSoon } from './offered.js';
import { asksForSomething, carriedAddress, readMore, readQuery, readState } from './search-state.js';
import { wordsFirstOf } from './words-first.js';

/** With a lower best cosine nothing is near the meaning: see ARCHITECTURE.md for how it was chosen. */
const nearCosine = 0.55;

export function searchPages(app: Express, site: Site): void {
  const { polyseme, visits } = site;
  app.get('/', async (request, response) => {
    const renamed = renamedAddress(request, oldSearchNames);
    if (renamed !== undefined) return response.redirect(308, renamed);
    const carried = carriedAddress(request.query);
    if (carried !== undefined) return response.redirect(303, carried);
    const { status, ...data } = await resultsOf(site, request);
    const { state, error } = data;
    const isAsked = asksForSomething(state) || error !== null;
    if (error) response.status(status);
    const what = [state.word, state.meaning || state.example || state.about].filter(Boolean).join(': ');
    const title = what ? `${what} – Polyseme` : 'Polyseme';
    if (wantsFragment(request)) {
      // the address in the browser is the short one, without the form's empty fields
      if (isAsked) response.set('HX-Push-Url', searchAddress(state));
      return sendFragment(response, h(Results, data), title);
    }
    const job = site.jobs.status();
    const collections = await polyseme.collections();
    const chosen = state.collection || defaultCollection;
    const isShown = isAsked && (error !== null || (await polyseme.hasTexts(chosen)));
    const holdings = isShown ? undefined : await visits.holdings(chosen);
    const isChanging = isRunning(job) && !isAsked;
    const refreshSeconds = isChanging ? 5 : holdings && !holdings.examples ? 2 : undefined;
    const isThere = state.collection === '' || collections.includes(state.collection);
    const inHeader = isThere ? state : { ...state, collection: '' };
    const search = { state: inHeader, offered: data.offered, isSearchPage: true };
    const page = { title, current: 'search' as const, search, refreshSeconds, takesFiles: holdings === null };
    const body = h(SearchPage, { ...data, job, collections, holdings, maxUploadBytes });
    sendPage(request, response, page, body);
  });

  app.get(morePath, async (request, response) => {
    const { query, shown } = readMore(request.query);
    const state = readState(request.query);
    const { offset, limit } = state;
    // with the line before them, which decides whether the rule of less likely lines comes first
    const from = offset + shown - 1;
    const more = await polyseme.search({ ...query, offset: from, limit: limit - shown + 1 });
    const [before, ...hits] = more.hits;
    const isAfterLikely = before?.isLikely === true;
    const result = { ...more, hits };
    const data = { state, result, isAfterLikely, from: from + 1, shown: shown + hits.length };
    response.set('HX-Replace-Url', searchAddress(state));
    sendFragment(response, h(MoreLines, data));
  });

  for (const format of ['csv', 'json'] as const) {
    app.get(`/search.${format}`, async (request, response) => {
      const renamed = renamedAddress(request, oldSearchNames);
      if (renamed !== undefined) return response.redirect(308, renamed);
      const { word } = readState(request.query);
      const hits = polyseme.hits(readQuery(request.query), { signal: signalOf(response) });
      await sendRows(response, format, `polyseme-${word || 'search'}`, rowsOf(hits), hitColumns);
    });
  }
}

async function* rowsOf(hits: AsyncIterable<Hit>): AsyncGenerator<object> {
  for await (const hit of hits) yield hitRow(hit);
}

/** A failed search is part of the page: the form stays as filled in. */
async function resultsOf(
  { polyseme, paths }: Site,
  request: Request,
): Promise<ResultsData & { readonly status: number }> {
  const { query } = request;
  const state = readState(query);
  const none = {
    ...{ state, nearCosine, result: null, error: null, offered: null, wordsFirst: null },
    ...{ markedLines: new Map(), status: 200 },
  };
  try {
    const result = await searchFor(polyseme, state, readQuery(query, pageSize));
    if (!result) return none;
    const offered = await offeredSoon(polyseme, state, result);
    const wordsFirst = await wordsFirstOf(polyseme, readQuery(query), result);
    return { ...none, result, offered, wordsFirst, markedLines: await markedLinesOf(polyseme, state) };
  } catch (error) {
    if (!(error instanceof PolysemeError)) throw error;
    return { ...none, error: paths.shown(error, request), status: httpStatusOf[error.code] };
  }
}

async function searchFor(
  polyseme: Polyseme,
  state: SearchState,
  query: Parameters<Polyseme['search']>[0],
): Promise<SearchResult | null> {
  if (!asksForSomething(state)) return null;
  await existingCollection(polyseme, state.collection);
  const hasTexts = await polyseme.hasTexts(state.collection || defaultCollection);
  return hasTexts ? polyseme.search(query) : null;
}

/** Some words around the form of each marked line, by which a reader recognises it. */
async function markedLinesOf(
  polyseme: Polyseme,
  { like, unlike, collection }: SearchState,
): Promise<Map<number, BriefLine>> {
  const lines = new Map<number, BriefLine>();
  for (const id of [...like, ...unlike]) {
    lines.set(id, briefly((await polyseme.line(id, collection || undefined)).hit));
  }
  return lines;
}
