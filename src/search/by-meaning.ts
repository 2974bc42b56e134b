// Lines of any word that fit a description: the nearest tokens ─▶ page of hits. The description's own words are left
// out, since a definition does not use the word it defines.
import { PolysemeError } from '../domain/errors.js';
import { isContentWord } from '../text/function-words.js';
import { lemmatise } from '../text/lemmas.js';
import { splitWords } from '../text/words.js';
import { countsOf, foldNearest } from './fold-nearest.js';
import { hitsOf, refuseOtherLine, rounded, type Scores } from './lines.js';
import { nearestTokens, scoresByCosine, tokenFilter } from './nearest-tokens.js';
import { type CheckedQuery, leastScore } from './query.js';
import { maxRankedWithoutWord, nothingFound, type Outcome, type SearchContext } from './search-context.js';
import { sayingsOfTokens } from './sentence-copies.js';

/** Searches the occurrences of all words. Throws `invalid_input` when there is nothing to compare them with. */
export async function searchAnyWord(context: SearchContext, query: CheckedQuery): Promise<Outcome> {
  const { store, collection, vectors } = context;
  const { sameAs } = query;
  const minScore = leastScore(query);
  await refuseOtherLine(store, collection, sameAs);
  const vector = await vectors.ofQuery(query, collection);
  if (!vector)
    throw new PolysemeError('invalid_input', 'unlike: nothing to compare with', { cure: 'Add a meaning.' });
  const leftOut = await wordsOfDescription(context, query);
  const filter = await tokenFilter(context, query.filters, new Set(leftOut.values()));
  const rank = async (most: number) => {
    const wanted = minScore === undefined ? most : maxRankedWithoutWord;
    const { nearest, isExact } = await nearestTokens(context, vector, wanted, filter, query);
    const scored = nearest.filter(({ cosine }) => minScore === undefined || rounded(cosine) >= minScore);
    const isAllThereIs = minScore !== undefined || scored.length < wanted;
    return { lines: scored.slice(0, wanted), count: isAllThereIs ? scored.length : undefined, isExact };
  };
  const list = await foldNearest(store, rank, maxRankedWithoutWord, sayingsOfTokens, query);
  const { lines, count, isExact } = list.ranking;
  const all =
    sameAs === undefined
      ? (count ?? (await store.countTokens(collection.id, filter, maxRankedWithoutWord + 1)))
      : list.numRanked;
  const scores = scoresByCosine(list.page);
  return {
    ...nothingFound,
    ids: [...scores.keys()],
    read: (ids) => hitsOf(store, ids, (id) => scores.get(id) as Scores),
    ...countsOf(list, all),
    isExact,
    leftOut: [...leftOut.keys()],
    bestCosine: lines[0]?.cosine ?? null,
  };
}

/** Lemma to id of the description's words to leave out: none when it is one word. */
async function wordsOfDescription(
  { store, collection }: SearchContext,
  { meaning, ownWords }: CheckedQuery,
): Promise<Map<string, number>> {
  const words = meaning === undefined || ownWords ? [] : splitWords(meaning);
  const content = words.filter(({ form }) => isContentWord(form));
  if (content.length < 2) return new Map();
  const lemmas = new Set(lemmatise(meaning as string, content).map(({ lemma }) => lemma));
  const rows = await Promise.all(
    [...lemmas].map(async (lemma) => ({ lemma, row: await store.lemma(collection.id, lemma) })),
  );
  return new Map(rows.flatMap(({ lemma, row }): [string, number][] => (row ? [[lemma, row.id]] : [])));
}
