// Why a word, or several, found nothing, in words: for every surface that shows it.
import type { QueryPart, SearchResult, Suggestion } from '../domain/search.js';

/** Why a query's words found nothing. */
export interface NothingReason {
  /** The query as it is shown: as written, or its words where they came from an example. */
  readonly query: string;
  /** False when no text can have an occurrence with a vector. */
  readonly hasVectors: boolean;
  /** A sentence without its full stop; empty when there is nothing to say. */
  readonly why: string;
  /** Words of the query that do occur, of whom `why` speaks. */
  readonly occurring: readonly Suggestion[];
}

/** Returns why a search found nothing; undefined when its words occur, or when it had none. word: as written. */
export function nothingReason(
  word: string | undefined,
  { occurrences, parts }: Pick<SearchResult, 'occurrences' | 'parts'>,
): NothingReason | undefined {
  if (occurrences !== 0) return undefined;
  const occurring = parts.flatMap(({ word: lemma, count }) => (count ? [{ lemma, count }] : []));
  return {
    query: word || parts.map((part) => part.word).join(' '),
    hasVectors: parts.some(({ count }) => count !== null),
    why: reasonOf(parts, occurring.length),
    occurring: [...new Map(occurring.map((one) => [one.lemma, one])).values()],
  };
}

/** The first word with a `*` for any letters, which lists of words read and searches do not; undefined for none. */
export const patternIn = (query: string): string | undefined =>
  query.split(/\s+/u).find((word) => word.includes('*') && /[\p{L}\p{N}]/u.test(word));

function reasonOf(parts: readonly QueryPart[], numOccurring: number): string {
  const numContent = parts.filter(({ count }) => count !== null).length;
  if (numContent === 0) {
    return (
      'Function words, numbers and single letters have no vectors; search a word with a meaning of its own ' +
      '(a noun, verb, adjective or adverb)'
    );
  }
  if (parts.length === 1) return '';
  if (numOccurring === 0) return numContent === 1 ? '' : 'None of its words does';
  if (numOccurring < numContent) return 'Of its words only some do';
  return numContent === 1
    ? 'Its word does, but not beside the others'
    : 'Its words do, but never side by side in this order';
}
