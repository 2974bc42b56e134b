// Lines of any word that fit a description: the nearest tokens ─▶ page of hits. The description's own words are left
// out, since a definition does not use the word it defines; opposites of them are marked.
import { PolysemeError } from '../domain/errors.js';
import type { TaggedWord } from '../lexicon/antonyms.js';
import type { Scored } from '../store/store.js';
import { isContentWord } from '../text/function-words.js';
import { lemmatise } from '../text/lemmas.js';
import { splitWords } from '../text/words.js';
import { countsOf, foldNearest } from './fold-nearest.js';
import { hitsOf, refuseOtherLine, rounded, type Scores } from './lines.js';
import { nearestTokens, scoresByCosine, tokenFilter } from './nearest-tokens.js';
import { oppositeIn } from './opposites.js';
import { orderScored, sortOf } from './order.js';
import { type CheckedQuery, leastScore } from './query.js';
import { maxRankedWithoutWord, nothingFound, type Outcome, type SearchContext } from './search-context.js';
import { sayingsOfTokens } from './sentence-copies.js';

/** Searches the occurrences of all words. Throws `invalid_input` when there is nothing to compare them with. */
export async function searchAnyWord(context: SearchContext, query: CheckedQuery): Promise<Outcome> {
  const { store, collection, vectors } = context;
  const { sameAs, meaning, example } = query;
  const minScore = leastScore(query);
  await refuseOtherLine(store, collection, sameAs);
  const vector = await vectors.ofQuery(query, collection);
  if (!vector)
    throw new PolysemeError('invalid_input', 'unlike: nothing to compare with', { cure: 'Add a meaning.' });
  const words = meaning === undefined ? [] : contentWords(meaning);
  const marked = example ? contentWords(example.text, example.startChar, example.endChar) : [];
  const leftOut = await lemmasToLeaveOut(context, query, words);
  const filter = await tokenFilter(context, query.filters, new Set(leftOut.values()));
  const rank = async (least: number) => {
    const wanted = minScore === undefined ? least : maxRankedWithoutWord;
    const { nearest, isExact } = await nearestTokens(context, vector, wanted, filter, query);
    const scored = nearest.filter(({ cosine }) => minScore === undefined || rounded(cosine) >= minScore);
    const isAllThereIs = minScore !== undefined || scored.length < wanted;
    return { lines: scored.slice(0, wanted), count: isAllThereIs ? scored.length : undefined, isExact };
  };
  const order = (lines: readonly Scored[]) => orderScored(context, lines, query);
  const most = maxRankedWithoutWord;
  const list = await foldNearest(store, { rank, most, sayingsOf: sayingsOfTokens, order }, query);
  const { lines, count, isExact } = list.ranking;
  const all =
    sameAs === undefined
      ? (count ?? (await store.countTokens(collection.id, filter, maxRankedWithoutWord + 1)))
      : list.numRanked;
  const scores = scoresByCosine(list.page);
  const opposite = oppositeIn([...words, ...marked]);
  return {
    ...nothingFound,
    ids: [...scores.keys()],
    scoreOf: (id) => scores.get(id) as Scores,
    read: (ids) =>
      hitsOf(store, ids, (id, row) => ({ ...(scores.get(id) as Scores), oppositeOf: opposite(row) }), {
        contextChars: query.contextChars,
      }),
    ...countsOf(list, all, query),
    sort: sortOf(query, true),
    isExact,
    leftOut: [...leftOut.keys()],
    bestCosine: lines[0]?.cosine ?? null,
  };
}

/** The content words of a text, or of a stretch of it. */
function contentWords(text: string, startChar = 0, endChar = text.length): TaggedWord[] {
  const words = splitWords(text).filter((one) => one.startChar >= startChar && one.endChar <= endChar);
  return lemmatise(
    text,
    words.filter(({ form }) => isContentWord(form)),
  );
}

/** Lemma to id of the meaning's words to leave out: none when it is one word. */
async function lemmasToLeaveOut(
  { store, collection }: SearchContext,
  { ownWords }: CheckedQuery,
  words: readonly TaggedWord[],
): Promise<Map<string, number>> {
  if (ownWords || words.length < 2) return new Map();
  const lemmas = new Set(words.map(({ lemma }) => lemma));
  const rows = await Promise.all(
    [...lemmas].map(async (lemma) => ({ lemma, row: await store.lemma(collection.id, lemma) })),
  );
  return new Map(rows.flatMap(({ lemma, row }): [string, number][] => (row ? [[lemma, row.id]] : [])));
}
