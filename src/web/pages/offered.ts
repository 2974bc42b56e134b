// The senses offered for a word: above its lines, and as suggestions for its meaning while a search is typed.
import { setTimeout } from 'node:timers/promises';
import type { Express } from 'express';
import { h } from 'preact';
import { MeaningOptions, Offered } from '../../../views/_offered.js';
import { meaningsAddress, offeredPath, type SearchState } from '../../../views/links.js';
import { PolysemeError } from '../../domain/errors.js';
import { queryParameters, type SearchResult } from '../../domain/search.js';
import type { SenseCounts } from '../../domain/senses.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { sendFragment } from '../render.js';
import { page } from '../request.js';
import type { Site } from '../site.js';
import { readState } from './search-state.js';

/** A page waits so long for senses; after that it asks for them by itself. */
const patienceMs = 300;

const { word, sense, inventory, fold, sort, contextChars, collection } = queryParameters;

export function offeredPages(app: Express, { polyseme }: Site): void {
  app.get(
    offeredPath,
    page({ word, sense, inventory, fold, sort, contextChars, collection }, async (_, request, response) => {
      const state = readState(request.query);
      sendFragment(response, h(Offered, { state, counts: await offeredFor(polyseme, state) }));
    }),
  );
  app.get(
    meaningsAddress,
    page({ word, collection }, async (_, request, response) => {
      const counts = await offeredFor(polyseme, readState(request.query));
      sendFragment(response, h(MeaningOptions, { counts }));
    }),
  );
}

/**
 * The senses to offer beside a result, when it is of a word alone, unfiltered, or of one of its senses: undefined when they take
 * longer than a page waits, null when there is nothing to choose from.
 */
export async function offeredSoon(
  polyseme: Polyseme,
  state: SearchState,
  { lemmas }: SearchResult,
): Promise<SenseCounts | null | undefined> {
  const isMeant = [state.meaning, state.example, state.about].some((text) => text !== '');
  const isMarked = state.like.length + state.unlike.length > 0;
  const isFiltered =
    state.documents.length + state.pos.length + state.where.length > 0 || state.form === 'exact';
  const isOfSense = state.sense !== '';
  if (lemmas.length === 0 || lemmas[0]?.includes(' ')) return null;
  if (!isOfSense && (isMeant || isMarked || isFiltered)) return null;
  // the lines are shown whatever becomes of their senses; the fragment that is asked for then says what is wrong
  const counting = offeredFor(polyseme, state).catch(() => undefined);
  return Promise.race([counting, setTimeout(patienceMs, undefined, { ref: false })]);
}

/** Null for a word that does not occur, has one sense only, or is several words. */
async function offeredFor(polyseme: Polyseme, state: SearchState): Promise<SenseCounts | null> {
  if (state.word === '') return null;
  const chosen = state.inventory === '' ? {} : { inventory: state.inventory as SenseCounts['inventory'] };
  const from = state.collection === '' ? {} : { collection: state.collection };
  try {
    const counts = await polyseme.senseCounts(state.word, { ...chosen, ...from });
    const numShown = counts.senses.filter(({ count }) => count > 0).length + Number(counts.none > 0);
    return numShown < 2 && state.sense === '' ? null : counts;
  } catch (cause) {
    const isNoWord = cause instanceof PolysemeError && ['not_found', 'invalid_input'].includes(cause.code);
    if (isNoWord) return null;
    throw cause;
  }
}
