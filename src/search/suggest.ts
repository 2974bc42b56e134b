// For a word that does not occur: words spelt like it, and words that mean something similar.
import { distance } from 'fastest-levenshtein';
import { PolysemeError } from '../domain/errors.js';
import { defaultEfSearch, type Suggestion } from '../domain/search.js';
import { functionWords } from '../text/function-words.js';
import { foldCase } from '../text/lemmas.js';
import { everyToken, nearestTokens } from './nearest-tokens.js';
import { nothingFound, type Outcome, type SearchContext } from './search-context.js';

const maxSuggestions = 6;
/** This many nearest occurrences give the suggested words. */
const numNearest = 100;

/** Suggests at most six words of each kind. Throws `invalid_input` for a function word, which no collection holds. */
export async function suggest(context: SearchContext, word: string): Promise<Outcome> {
  const folded = foldCase(word);
  if (functionWords.has(folded)) {
    throw new PolysemeError(
      'invalid_input',
      `word: "${word}" is a function word, and these have no vectors`,
      {
        cure: 'Search a word with a meaning of its own (a noun, verb, adjective or adverb).',
      },
    );
  }
  const lemmas = await context.store.lemmas(context.collection.id);
  const loadMs = await context.vectors.load();
  return {
    ...nothingFound,
    occurrences: 0,
    loadMs,
    nearSpellings: nearSpellings(folded, lemmas),
    nearMeanings: await nearMeanings(context, word, lemmas),
  };
}

/** With few edits, fewest first; then the more frequent. */
function nearSpellings(word: string, lemmas: readonly Suggestion[]): Suggestion[] {
  return lemmas
    .map((one) => ({ ...one, edits: editsBetween(word, one.lemma) }))
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(word.length / 3)))
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
  const vector = await context.vectors.ofDescription(word);
  const options = { exact: false, efSearch: defaultEfSearch };
  const { nearest } = await nearestTokens(context, vector, numNearest, everyToken, options);
  const ids = nearest.map(({ id }) => id);
  const lemmaOf = await context.store.lemmasOfTokens(ids);
  const near = new Set(ids.flatMap((id) => lemmaOf.get(id) ?? []));
  const counts = new Map(lemmas.map(({ lemma, count }) => [lemma, count]));
  return [...near].slice(0, maxSuggestions).map((lemma) => ({ lemma, count: counts.get(lemma) ?? 0 }));
}
