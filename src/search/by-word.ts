// Lines of one word, or of several side by side. Every occurrence is compared: the word's vectors ─▶ cosine ─▶ centre,
// smooth ─▶ page of hits.
// A word alone is not ranked: its lines come by document and place.
import { findFallOff, type Ranked, rankOccurrences, smoothDepth } from '../analysis/rank.js';
import { normalise } from '../math/vector.js';
import { findOccurrences } from './find-word.js';
import { hitsOf, rounded, unscored } from './lines.js';
import { posIndices } from './nearest-tokens.js';
import type { WordOccurrences } from './occurrences.js';
import type { CheckedQuery } from './query.js';
import { nothingFound, type Outcome, type SearchContext } from './search-context.js';
import { suggest } from './suggest.js';

/** Searches a word, or several; for what does not occur, suggests others. */
export async function searchWord(
  context: SearchContext,
  word: string,
  query: CheckedQuery,
): Promise<Outcome> {
  const occurrences = await findOccurrences(context, word);
  if (!occurrences) return suggest(context, word);
  const average = normalise(occurrences.vectors.mean.slice());
  const vector = await context.vectors.ofQuery(query, context.collection, average);
  const rows = await candidateRows(context, occurrences, query);
  const outcome = vector
    ? rankedPage(context, vector, occurrences, rows, query)
    : await plainPage(context, occurrences, rows, query);
  return { ...outcome, occurrences: occurrences.tokenIds.length, lemmas: occurrences.lemmas };
}

/** By document and place in it. */
async function plainPage(
  { store }: SearchContext,
  occurrences: WordOccurrences,
  rows: readonly number[] | undefined,
  { offset, limit }: CheckedQuery,
): Promise<Outcome> {
  const { stretches } = occurrences;
  const all = (rows ?? [...occurrences.tokenIds.keys()]).map((row) => occurrences.tokenIds[row] as number);
  const inOrder = (await store.positions(all)).map(({ tokenId }) => tokenId);
  const page = inOrder.slice(offset, offset + limit);
  return {
    ...nothingFound,
    total: inOrder.length,
    ids: page,
    read: (ids) => hitsOf(store, ids, () => unscored, stretches),
  };
}

/** By score, best first. */
function rankedPage(
  { store }: SearchContext,
  vector: Float32Array,
  occurrences: WordOccurrences,
  rows: readonly number[] | undefined,
  { rank, minScore, offset, limit }: CheckedQuery,
): Outcome {
  const ranked = rankOccurrences(vector, occurrences.vectors, rows, rank);
  const kept = minScore === undefined ? ranked : ranked.filter(({ score }) => rounded(score) >= minScore);
  const page = kept.slice(offset, offset + limit);
  const scores = new Map(page.map((one) => [occurrences.tokenIds[one.row] as number, one]));
  return {
    ...nothingFound,
    total: kept.length,
    ids: [...scores.keys()],
    read: (ids) => hitsOf(store, ids, (id) => scores.get(id) as Ranked, occurrences.stretches),
    fallOff: findFallOff(ranked.slice(0, smoothDepth).map(({ score }) => score)),
    bestCosine: ranked.reduce((best: number | null, { cosine }) => Math.max(best ?? -1, cosine), null),
  };
}

/** Rows that form and filters allow; undefined when they allow all. */
async function candidateRows(
  { store, collection }: SearchContext,
  occurrences: WordOccurrences,
  { filters, form }: CheckedQuery,
): Promise<number[] | undefined> {
  const documents = await store.allowedDocuments(collection.id, filters);
  const pos = posIndices(filters.pos);
  if (!documents && !pos && form === 'lemma') return undefined;
  return [...occurrences.tokenIds.keys()].filter(
    (row) =>
      (!documents || documents.has(occurrences.documentIds[row] as number)) &&
      (!pos || pos.has(occurrences.pos[row] as number)) &&
      (form === 'lemma' || occurrences.exactFormIds.has(occurrences.formIds[row] as number)),
  );
}
