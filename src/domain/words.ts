// Words of a collection: as a list that is sorted and filtered, and those that fit a meaning.
import { choice, fields, list, text, whole } from './check.js';
import { collectionName, type Query, queryParameters, querySchema, type Suggestion } from './search.js';
import { type PartOfSpeech, partsOfSpeech } from './text.js';

/** What a list of words is sorted by. */
export type WordSort = 'count' | 'word' | 'documents' | 'senses';

const sorts = ['count', 'word', 'documents', 'senses'] as const;

/** Which words are listed, and in which order. */
export interface WordsOptions {
  /** Default `default`. */
  readonly collection?: string;
  /** What they start with; `*` stands for any letters: `*ness`, `b*k`. Default: all. */
  readonly match?: string;
  /** Only occurrences with one of these parts of speech count. Default: all. */
  readonly pos?: readonly PartOfSpeech[];
  /** Only words with so many occurrences: from 1, default 1. */
  readonly minCount?: number;
  /**
   * `count` (default), `documents` and `senses` begin with the largest number, `word` with A; a leading `-` turns it
   * round. Equal ones are ordered by count, then by word.
   */
  readonly sort?: WordSort | `-${WordSort}`;
  /** Words returned: from 1, by default all. */
  readonly limit?: number;
  /** Words skipped: default 0. */
  readonly offset?: number;
}

const turned = sorts.map((sort) => `-${sort}` as const);

const filtering = {
  collection: collectionName().optional(),
  match: text().describe('start of the words; * stands for any letters').optional(),
  pos: list(choice(partsOfSpeech)).describe('count only this part of speech').optional(),
  minCount: whole(1, Number.MAX_SAFE_INTEGER).describe('least number of occurrences (default: 1)').optional(),
};

/** As WordsOptions, checked. */
export const wordsSchema = fields<WordsOptions>()({
  ...filtering,
  sort: choice([...sorts, ...turned])
    .describe('order; with a leading - turned round (default: count)')
    .optional(),
  limit: whole(1, Number.MAX_SAFE_INTEGER).describe('words (default: all)').optional(),
  offset: whole(0, Number.MAX_SAFE_INTEGER).describe('words to skip (default: 0)').optional(),
});

/** Which words are counted. */
export type CountWordsOptions = Pick<WordsOptions, 'collection' | 'match' | 'pos' | 'minCount'>;

/** As CountWordsOptions, checked. */
export const countWordsSchema = fields<CountWordsOptions>()(filtering);

/** A word of a list. Its count is that of the parts of speech asked for. */
export interface ListedWord extends Suggestion {
  /** Documents with such an occurrence. */
  readonly documents: number;
  /** Senses in the everyday dictionary; null where it lacks the word. */
  readonly senses: number | null;
}

/** What is counted in the tokens of a word. */
export type WordCounts = Pick<ListedWord, 'count' | 'documents'>;

const { meaning, example, ownWords, like, unlike, minScore, exact, efSearch } = querySchema.shape;
const counted = { meaning, example, ownWords, like, unlike, minScore, exact, efSearch };
const page = {
  limit: whole(1, 1000).describe('words (default: 20)').optional(),
  offset: whole(0, 1000).describe('words to skip (default: 0)').optional(),
};

/** Of which lines the words are counted: those of a search without a word. At least one of the first three is needed. */
export interface WordsForQuery
  extends Pick<Query, 'meaning' | 'example' | 'like' | 'unlike' | 'ownWords' | 'collection' | 'filters'>,
    Pick<Query, 'minScore' | 'exact' | 'efSearch'> {
  /** Words returned: 1 to 1,000, default 20. */
  readonly limit?: number;
  /** Words skipped: default 0. */
  readonly offset?: number;
}

/** As WordsForQuery, checked. */
export const wordsForSchema = fields<WordsForQuery>()({
  ...counted,
  collection: querySchema.shape.collection,
  filters: querySchema.shape.filters,
  ...page,
});

const { documents, pos, places, where } = queryParameters;

/** The same as surfaces spell it: flat, conditions as text. */
export const wordsForParameters = {
  ...counted,
  collection: querySchema.shape.collection,
  ...{ documents, pos, places, where },
  ...page,
};

/** A word with lines among those found. */
export interface FoundWord extends Suggestion {
  /** Its lines among those found. */
  readonly lines: number;
}

/** The words whose lines are nearest to a meaning. */
export interface WordsFor {
  /** The requested page: those with the most lines, near ones counting more, first. */
  readonly words: readonly FoundWord[];
  /** All different words of the lines. */
  readonly total: number;
  /** Lines whose words are counted: all found, or the 1,000 nearest. */
  readonly lines: number;
  /** True when more lines could be found than are counted. */
  readonly isCapped: boolean;
  /** Words of the description that were left out, see Query.ownWords. */
  readonly leftOut: readonly string[];
}
