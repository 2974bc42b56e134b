// The words whose lines fit a meaning: the lines that a search without a word finds, counted by lemma. A word that is
// often among the nearest comes before one that is often among the last.
import type { FoundWord, WordsFor } from '../domain/words.js';
import type { CheckedQuery } from './query.js';
import { runQuery } from './search.js';
import { maxRankedWithoutWord, type SearchContext } from './search-context.js';

/** query: without a word; its limit and offset are of words. Throws as `search` does. */
export async function wordsFor(context: SearchContext, query: CheckedQuery): Promise<WordsFor> {
  const { store, collection } = context;
  const { limit, offset } = query;
  const ofLines = { ...query, limit: maxRankedWithoutWord, offset: 0, fold: false };
  const { ids, isCapped, leftOut } = await runQuery(context, ofLines);
  const counted = countLemmas(ids, await store.lemmasOfTokens(ids));
  const shown = counted.slice(offset, offset + limit);
  const words = await Promise.all(
    shown.map(async ({ lemma, lines }): Promise<FoundWord> => {
      const row = await store.lemma(collection.id, lemma);
      return { lemma, lines, count: row?.count ?? lines };
    }),
  );
  return { words, total: counted.length, lines: ids.length, isCapped, leftOut };
}

interface Counted {
  readonly lemma: string;
  readonly lines: number;
  /** Sum over its lines: 1 for the nearest, 0 for the last, in between by the square of the rank. */
  readonly weight: number;
}

/** ids: nearest first. */
function countLemmas(ids: readonly number[], lemmas: ReadonlyMap<number, string>): Counted[] {
  const counted = new Map<string, { lemma: string; lines: number; weight: number }>();
  ids.forEach((id, rank) => {
    const lemma = lemmas.get(id);
    if (lemma === undefined) return; // gone meanwhile
    const word = counted.get(lemma) ?? { lemma, lines: 0, weight: 0 };
    word.lines++;
    word.weight += (1 - rank / ids.length) ** 2;
    counted.set(lemma, word);
  });
  return [...counted.values()].sort((a, b) => b.weight - a.weight || (a.lemma < b.lemma ? -1 : 1));
}
