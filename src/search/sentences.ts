// Sentences about something, whatever their words: every sentence vector is compared ─▶ page of hits.
import type { Filters } from '../domain/filters.js';
import { quantise } from '../math/vector.js';
import { rounded, type Scores, sentenceHitsOf } from './lines.js';
import { byCosine, cosinesOf, rescoringMargin, scoresByCosine } from './nearest-tokens.js';
import type { CheckedQuery } from './query.js';
import { maxRankedWithoutWord, nothingFound, type Outcome, type SearchContext } from './search-context.js';

/** Searches whole sentences; filters on parts of speech do not apply to them. */
export async function searchSentences(
  context: SearchContext,
  about: string,
  { filters, minScore, offset, limit }: CheckedQuery,
): Promise<Outcome> {
  const vector = await context.vectors.ofSentence(about);
  const candidates = await scan(context, vector, filters);
  const end = Math.min(maxRankedWithoutWord, offset + limit);
  const compared = minScore === undefined ? candidates.slice(0, end + rescoringMargin) : candidates;
  const { ids, codes } = await context.store.sentenceVectors(compared, context.collection.dim);
  const cosines = cosinesOf(vector, codes);
  const scored = ids
    .map((id, i) => ({ id, cosine: cosines[i] as number }))
    .sort(byCosine)
    .filter(({ cosine }) => minScore === undefined || rounded(cosine) >= minScore);
  const count = minScore === undefined ? candidates.length : scored.length;
  const scores = scoresByCosine(scored.slice(offset, end));
  return {
    ...nothingFound,
    ids: [...scores.keys()],
    read: (wanted) => sentenceHitsOf(context.store, wanted, (id) => scores.get(id) as Scores),
    total: Math.min(count, maxRankedWithoutWord),
    isCapped: count > maxRankedWithoutWord,
    bestCosine: scored[0]?.cosine ?? null,
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
    documents: await store.allowedDocuments(collection.id, filters),
  });
  return nearest.map(({ id }) => id);
}
