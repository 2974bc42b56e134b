// The occurrences that the word of a call stands for: of one word, or of several side by side.
import { invalid } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import type { QueryPart } from '../domain/search.js';
import type { WordOccurrences } from './occurrences.js';
import { bareQuery, phraseOf, type QueryWord, queryWords } from './query-words.js';
import type { SearchContext } from './search-context.js';

/**
 * Returns the occurrences of a word, or of several side by side; undefined when there are none. Throws `invalid_input`
 * for more than 20 words.
 */
export async function findOccurrences(
  { words, phrases }: Pick<SearchContext, 'words' | 'phrases'>,
  query: string,
): Promise<WordOccurrences | undefined> {
  const parts = queryWords(query);
  if (await isOneWord({ words }, query, parts)) return words.occurrences(bareQuery(query));
  const phrase = phraseOf(query, parts);
  return phrase && phrases.occurrences(phrase);
}

/**
 * Returns the occurrences of a word for a call that takes only one; undefined when there are none. Throws
 * `invalid_input`, which names the words to take, for several.
 */
export async function findOneWord(
  { words }: Pick<SearchContext, 'words'>,
  word: string,
): Promise<WordOccurrences | undefined> {
  const parts = queryWords(word);
  if (await isOneWord({ words }, word, parts)) return words.occurrences(bareQuery(word));
  throw severalWords(word, parts);
}

/** The same, but throws `not_found` when there are none. */
export async function occurrencesOfWord(
  context: Pick<SearchContext, 'words'>,
  word: string,
): Promise<WordOccurrences> {
  const occurrences = await findOneWord(context, word);
  if (occurrences) return occurrences;
  throw queryWords(word)[0]?.isContent ? doesNotOccur(word) : hasNoVectors(word);
}

/** A form or lemma as stored is one word, even where it would be cut when it stands alone, as in Chinese. */
const isOneWord = async (
  { words }: Pick<SearchContext, 'words'>,
  query: string,
  parts: readonly QueryWord[],
): Promise<boolean> => parts.length < 2 || (await words.isStored(query));

const doesNotOccur = (word: string): PolysemeError =>
  new PolysemeError('not_found', `word: "${word}" does not occur`, {
    cure: 'Search for it: near spellings and meanings are suggested there.',
  });

const hasNoVectors = (word: string): PolysemeError =>
  new PolysemeError('not_found', `word: "${word}" is not a word with a vector`, {
    cure: 'Function words, numbers and single letters have none; take a noun, verb, adjective or adverb.',
  });

function severalWords(word: string, parts: readonly QueryWord[]): PolysemeError {
  const content = [...new Set(parts.filter(({ isContent }) => isContent).map(({ form }) => form))];
  if (content.length === 0) return hasNoVectors(word);
  return invalid(
    'word',
    `"${word}" is several words; this takes one`,
    `Take ${content.length === 1 ? content[0] : `one of: ${content.join(', ')}`}. A search takes all of them.`,
  );
}

/** Returns the words of a query, each with the number of its occurrences. */
export async function partsOf({ words }: Pick<SearchContext, 'words'>, query: string): Promise<QueryPart[]> {
  const parts = queryWords(query);
  if (parts.length === 0) return [{ word: query, count: null }];
  return Promise.all(
    parts.map(async ({ form, isContent }): Promise<QueryPart> => {
      if (!isContent) return { word: form, count: null };
      return { word: form, count: (await words.occurrences(form))?.tokenIds.length ?? 0 };
    }),
  );
}
