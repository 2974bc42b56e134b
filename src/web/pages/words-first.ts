// Words first: the words of a meaning without a word, above its lines, and some lines of one of them.
import type { Express } from 'express';
import { h } from 'preact';
import { FoundLines } from '../../../views/_words-first.js';
import { foundLinesPath, searchAddress } from '../../../views/links.js';
import type { Query, SearchResult } from '../../domain/search.js';
import type { WordsFor } from '../../domain/words.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { sendFragment, wantsFragment } from '../render.js';
import type { Site } from '../site.js';
import { readQuery, readState } from './search-state.js';

const shownWords = 16;
const shownLines = 5;

export function wordsFirstPages(app: Express, { polyseme }: Site): void {
  app.get(foundLinesPath, async (request, response) => {
    const state = readState(request.query);
    if (!wantsFragment(request)) return response.redirect(searchAddress(state));
    const result = await polyseme.search({ ...readQuery(request.query), limit: shownLines });
    sendFragment(response, h(FoundLines, { state, result }));
  });
}

/** Null unless the result is the first page of a meaning, or of examples, of any word. */
export async function wordsFirstOf(
  polyseme: Polyseme,
  query: Query,
  { lemmas, hits }: SearchResult,
): Promise<WordsFor | null> {
  const isOfOneWord = query.word !== undefined || lemmas.length > 0;
  const isAside = query.about !== undefined || query.sameAs !== undefined || (query.offset ?? 0) > 0;
  if (isOfOneWord || isAside || hits.length === 0) return null;
  const { meaning, example, ownWords, like, unlike, collection, filters, minScore, exact, efSearch } = query;
  const wanted = { meaning, example, ownWords, like, unlike, collection, filters, minScore, exact, efSearch };
  const present = Object.fromEntries(Object.entries(wanted).filter(([, value]) => value !== undefined));
  return polyseme.wordsFor({ ...present, limit: shownWords });
}
