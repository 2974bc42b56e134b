// What every search works with, and what it returns.
import type { AnnIndex } from '../ann/ann-index.js';
import type { Hit, SearchResult } from '../domain/search.js';
import type { Inventory } from '../domain/senses.js';
import type { ShippedVectors } from '../lexicon/sense-vectors.js';
import type { Collection, Store } from '../store/store.js';
import { type Scores, unscored } from './lines.js';
import type { WordCache, WordOccurrences } from './occurrences.js';
import type { PhraseCache } from './phrases.js';
import type { QueryVectors } from './query-vectors.js';

/** A collection to search, with what is kept open for it. */
export interface SearchContext {
  readonly store: Store;
  readonly collection: Collection;
  readonly words: WordCache;
  readonly phrases: PhraseCache;
  readonly vectors: QueryVectors;
  readonly ann: AnnIndex;
  /** What comes with the model. */
  readonly shippedVectors: () => Promise<ShippedVectors>;
  /** Whether each row of a word has a sense. Throws `not_found`, or `invalid_input` for several words. */
  readonly rowsOfSense: (
    occurrences: WordOccurrences,
    sense: string,
    inventory: Inventory | undefined,
  ) => Promise<(row: number) => boolean>;
}

/** What a search finds, before its lines are read and it is timed. loadMs: time spent waiting for the model. */
export interface Outcome extends Omit<SearchResult, 'hits' | 'tookMs'> {
  /** The page's lines, in order: ids of tokens, or of sentences as a whole. */
  readonly ids: readonly number[];
  /** Reads lines by these ids, in their order, without those that are gone. */
  readonly read: (ids: readonly number[]) => Promise<Hit[]>;
  /** Scores by these ids. */
  readonly scoreOf: (id: number) => Scores;
  /** The word's block that the lines are of, whose places are kept; undefined without a word. */
  readonly block: WordOccurrences | undefined;
}

/** The outcome of a search without any hit. */
export const nothingFound: Outcome = {
  ids: [],
  read: async () => [],
  scoreOf: () => unscored,
  block: undefined,
  total: 0,
  folds: 0,
  listed: 0,
  sort: [],
  isCapped: false,
  occurrences: null,
  lemmas: [],
  leftOut: [],
  isCalibrated: false,
  likely: null,
  bestCosine: null,
  isExact: true,
  loadMs: 0,
  filterProblem: null,
  documentsNamed: [],
  parts: [],
  nearSpellings: [],
  nearMeanings: [],
};

/** Lines that a query without a word can page through: only this many of the best are ranked. */
export const maxRankedWithoutWord = 1000;
