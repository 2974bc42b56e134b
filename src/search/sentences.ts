// Sentences about something, whatever their words: every sentence vector is compared ─▶ page of hits.
import type { Filters } from '../domain/filters.js';
import { quantise } from '../math/vector.js';
import type { Scored } from '../store/store.js';
import { countsOf, foldNearest } from './fold-nearest.js';
import { noSuchLine, rounded, type Scores, sentenceHitsOf } from './lines.js';
import { allowedPlaces, byCosine, cosinesOf, rescoringMargin, scoresByCosine } from './nearest-tokens.js';
import { orderScored, sortOf } from './order.js';
import { type CheckedQuery, leastScore } from './query.js';
import { maxRankedWithoutWord, nothingFound, type Outcome, type SearchContext } from './search-context.js';
import { sayingsOfSentences } from './sentence-copies.js';

/** Searches whole sentences; filters on parts of speech do not apply to them. */
export async function searchSentences(
  context: SearchContext,
  about: string,
  query: CheckedQuery,
): Promise<Outcome> {
  const { store, collection } = context;
  const { filters, sameAs } = query;
  const minScore = leastScore(query);
  if (sameAs !== undefined && (await store.sentenceTexts([sameAs])).size === 0)
    throw noSuchLine(sameAs, 'sameAs', 'sentenceId');
  const vector = await context.vectors.ofSentence(about, 'about');
  const candidates = await scan(context, vector, filters);
  const rank = async (wanted: number) => {
    const compared = minScore === undefined ? candidates.slice(0, wanted + rescoringMargin) : candidates;
    const { ids, codes } = await store.sentenceVectors(compared, collection.dim);
    const cosines = cosinesOf(vector, codes);
    const scored = ids
      .map((id, i) => ({ id, cosine: cosines[i] as number }))
      .sort(byCosine)
      .filter(({ cosine }) => minScore === undefined || rounded(cosine) >= minScore);
    const count = minScore === undefined ? candidates.length : scored.length;
    return { lines: scored.slice(0, wanted), count };
  };
  const order = (lines: readonly Scored[]) => orderScored(context, lines, query, { areSentences: true });
  const most = maxRankedWithoutWord;
  const list = await foldNearest(store, { rank, most, sayingsOf: sayingsOfSentences, order }, query);
  const { lines, count } = list.ranking;
  const scores = scoresByCosine(list.page);
  return {
    ...nothingFound,
    ids: [...scores.keys()],
    scoreOf: (id) => scores.get(id) as Scores,
    read: (wanted) => sentenceHitsOf(store, wanted, (id) => scores.get(id) as Scores),
    ...countsOf(list, sameAs === undefined ? count : list.numRanked, query),
    sort: sortOf(query, true),
    bestCosine: lines[0]?.cosine ?? null,
  };
}

/** Ids of the sentences nearest to the quantised query, nearest first: one more than can be paged through. */
async function scan(
  { store, collection }: SearchContext,
  vector: Float32Array,
  filters: Filters,
): Promise<number[]> {
  const nearest = await store.scanSentences({
    collectionId: collection.id,
    query: quantise(vector).codes,
    k: maxRankedWithoutWord + 1,
    ...(await allowedPlaces({ store, collection }, filters)),
  });
  return nearest.map(({ id }) => id);
}
