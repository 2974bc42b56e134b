// For what does not occur: how often each of its words does, words spelt like it, and words that mean something similar.
import { distance } from 'fastest-levenshtein';
import { defaultEfSearch, type QueryPart, type Suggestion } from '../domain/search.js';
import { foldCase } from '../text/fold-case.js';
import { partsOf } from './find-word.js';
import { everyToken, nearestTokens } from './nearest-tokens.js';
import { nothingFound, type Outcome, type SearchContext } from './search-context.js';

const maxSuggestions = 6;
/** This many nearest occurrences give the suggested words. */
const numNearest = 100;

/** Counts a query's words, and suggests at most six words of each kind; none for words that have no vectors. */
export async function suggest(context: SearchContext, query: string): Promise<Outcome> {
  const parts = await partsOf(context, query);
  const outcome = { ...nothingFound, occurrences: 0, parts };
  if (parts.every(({ count }) => count === null)) return outcome;
  const lemmas = await context.store.lemmas(context.collection.id);
  const loadMs = await context.vectors.load();
  return {
    ...outcome,
    loadMs,
    nearSpellings: nearSpellingsOf(parts, lemmas),
    nearMeanings: await nearMeanings(context, query, lemmas),
  };
}

/** Of the words that do not occur, each suggestion once. */
function nearSpellingsOf(parts: readonly QueryPart[], lemmas: readonly Suggestion[]): Suggestion[] {
  const missing = parts.filter(({ count }) => count === 0);
  const near = missing.flatMap(({ word }) => nearSpellings(foldCase(word), lemmas));
  return [...new Map(near.map((one) => [one.lemma, one])).values()].slice(0, maxSuggestions);
}

/** With few edits, fewest first; then the more frequent. */
function nearSpellings(word: string, lemmas: readonly Suggestion[]): Suggestion[] {
  const most = Math.max(1, Math.floor(word.length / 3));
  return lemmas
    .filter(({ lemma }) => Math.abs(lemma.length - word.length) <= most) // no fewer edits than this
    .map((one) => ({ ...one, edits: editsBetween(word, one.lemma) }))
    .filter(({ edits }) => edits <= most)
    .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, maxSuggestions)
    .map(({ lemma, count }) => ({ lemma, count }));
}

/** Levenshtein distance, but two swapped letters are one edit: bnak, bank. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  const letters = (word: string): string => [...word].sort().join('');
  return edits === 2 && a.length === b.length && letters(a) === letters(b) ? 1 : edits;
}

/** Words of the nearest occurrences, nearest first. */
async function nearMeanings(
  context: SearchContext,
  word: string,
  lemmas: readonly Suggestion[],
): Promise<Suggestion[]> {
  const vector = await context.vectors.ofDescription(word, 'word');
  const options = { exact: false, efSearch: defaultEfSearch };
  const { nearest } = await nearestTokens(context, vector, numNearest, everyToken, options);
  const ids = nearest.map(({ id }) => id);
  const lemmaOf = await context.store.lemmasOfTokens(ids);
  const near = new Set(ids.flatMap((id) => lemmaOf.get(id) ?? []));
  const counts = new Map(lemmas.map(({ lemma, count }) => [lemma, count]));
  return [...near].slice(0, maxSuggestions).map((lemma) => ({ lemma, count: counts.get(lemma) ?? 0 }));
}
