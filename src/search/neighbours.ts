// The occurrences, of any word, nearest to one.
import {
  defaultEfSearch,
  defaultLimit,
  type Hit,
  maxLimit,
  type NeighboursOptions,
} from '../domain/search.js';
import { defaultSeed } from '../domain/sorts.js';
import type { Scored } from '../store/store.js';
import { foldNearest } from './fold-nearest.js';
import { hitsOf, rounded, type Scores } from './lines.js';
import { nearestTokens, scoresByCosine, tokenFilter } from './nearest-tokens.js';
import { vectorOfLine } from './query-vectors.js';
import type { SearchContext } from './search-context.js';
import { sayingsOfTokens } from './sentence-copies.js';

/** All of them, in no other order. */
const bestFirst = { sort: undefined, thin: undefined, seed: defaultSeed };

/** Lines ranked at most, and where copies leave too few of them. */
const mostRanked = maxLimit + 1;
const mostRankedOfCopies = 10 * maxLimit;

/** Returns the `limit` nearest, nearest first, without the occurrence itself. options: checked. Throws `not_found`. */
export async function nearestOccurrences(
  context: SearchContext,
  tokenId: number,
  options: Omit<NeighboursOptions, 'collection'> = {},
): Promise<Hit[]> {
  const { store } = context;
  const { limit = defaultLimit, fold = true } = options;
  const rank = async (wanted: number) => ({
    lines: await nearestToToken(context, tokenId, { ...options, limit: wanted }),
  });
  const query = { ...{ offset: 0, limit, fold, sameAs: undefined }, ...bestFirst };
  const order = async (lines: readonly Scored[]) => lines;
  const listOf = (most: number) =>
    foldNearest(store, { rank, most, sayingsOf: sayingsOfTokens, order }, query);
  const list = await listOf(mostRanked);
  const isFull = list.page.length === limit || list.numRanked < mostRanked;
  const scores = scoresByCosine((isFull ? list : await listOf(mostRankedOfCopies)).page);
  return hitsOf(store, [...scores.keys()], (id) => scores.get(id) as Scores);
}

/** The same occurrences, by their cosines alone. */
export async function nearestToToken(
  context: Pick<SearchContext, 'store' | 'collection' | 'ann'>,
  tokenId: number,
  options: Omit<NeighboursOptions, 'collection'>,
): Promise<Scored[]> {
  const { store, collection } = context;
  const { filters = {}, limit = defaultLimit, minScore = -1, exact = false } = options;
  const vector = await vectorOfLine(store, collection, tokenId);
  const filter = await tokenFilter(context, filters);
  const { efSearch = defaultEfSearch } = options;
  // one more, since it is its own nearest
  const { nearest } = await nearestTokens(context, vector, limit + 1, filter, { exact, efSearch });
  const others = nearest.filter(({ id, cosine }) => id !== tokenId && rounded(cosine) >= minScore);
  return others.slice(0, limit);
}
