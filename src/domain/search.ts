// Queries; the lines that they find are in hits.ts.
import { choice, fields, flag, lineIds, list, name, number, present, text, whole, words } from './check.js';
import { defaultContextChars } from './defaults.js';
import { conditions, type Filters, filtersSchema, parseMetadataFilter } from './filters.js';
import { type Inventory, inventories } from './senses.js';
import { defaultSeed, seedSchema, sortSchema, thinSchema } from './sorts.js';
import { type PartOfSpeech, partsOfSpeech } from './text.js';

export type * from './hits.js';

/** What to look for. At least one of word, meaning, example, like and about is needed. */
export interface Query {
  /**
   * The word whose occurrences are ranked; without it, any word may be found. Punctuation around it is ignored, and
   * `bank's` is bank. Several words (`ice cream`, `mother-in-law`, `COVID-19`) are found side by side, in this order, in
   * one sentence. White space, hyphens and dashes between them are alike; function words, numbers and single letters
   * must be as in the query. At most 20.
   */
  readonly word?: string;
  /** A description of the sense: `land beside a river`. With [brackets] it is taken as an example. */
  readonly meaning?: string;
  /** A sentence with one word, or one compound, in [brackets]; that becomes `word` unless one is given. */
  readonly example?: string;
  /** With an example or `like`: any word may be found, not only the marked one. */
  readonly anyWord?: boolean;
  /**
   * With a meaning and no word: also find the words that the description itself uses. By default they are left out,
   * since a definition does not use the word it defines: `side of a river` should find shores, not every river.
   * A description of one content word always finds that word too.
   */
  readonly ownWords?: boolean;
  /** Token ids of occurrences that mean the same; 100 at most. */
  readonly like?: readonly number[];
  /** Token ids of occurrences that mean something else; 100 at most, as in `like`. */
  readonly unlike?: readonly number[];
  /** Rank sentences by what they are about; excludes all of the above. */
  readonly about?: string;
  /** `lemma` (default): all forms of each word. `exact`: only those written, ignoring case. */
  readonly form?: 'lemma' | 'exact';
  /** Default `default`. */
  readonly collection?: string;
  /** Default: every occurrence may be found. */
  readonly filters?: Filters;
  /** Hits returned: 1 to 1,000, default 20. */
  readonly limit?: number;
  /** Hits skipped: default 0. */
  readonly offset?: number;
  /** Leave out hits whose score is lower; -1 to 1: of a word with a meaning, a probability from 0. */
  readonly minScore?: number;
  /** Leave out hits whose ranking score is lower; -1 to 1. */
  readonly minRanking?: number;
  /** Search every vector instead of the approximate index; default false. */
  readonly exact?: boolean;
  /** Breadth of the approximate index, and the least number of its candidates: 10 to 10,000, default 400. */
  readonly efSearch?: number;
  /** Use the two ranking steps (centre, smooth) on top of the cosine; default true. */
  readonly rank?: boolean;
  /**
   * Show lines that say the same once: the same sentence, white space aside, at the same place in it. The best stands
   * for all, with the number of its `copies`; limit and offset count what is shown. By default `search` and
   * `neighbours` fold, unless `sameAs` is given; `hits` and `dispersion` do so for a sample (`thin`) alone.
   */
  readonly fold?: boolean;
  /** Only lines that say the same as this one: its tokenId, or with `about` its sentenceId. */
  readonly sameAs?: number;
  /** Only lines of the word with this sense: its id as `senses` gives it, or `none`. */
  readonly sense?: string;
  /** Where that sense is from; default: the user's own senses where there are any, else the everyday dictionary's. */
  readonly inventory?: Inventory;
  /**
   * By what all lines are sorted, not those of the page: at most two of `best`, `document` (URI and place), `form`,
   * `1L`, `2L`, `3L`, `1R`, `2R`, `3R` (the first to third word beside the form), `random` and `metadata:KEY`; `-` in
   * front turns one round. Words are compared by their letters, without case and accents; numbers and dates as such; a
   * line without the word or the field comes last; equal lines are in document order. Without a word, of the 1,000 best
   * lines. Default: `best`, or `document` where nothing is ranked.
   */
  readonly sort?: readonly string[];
  /** Keep only a random sample of so many of the lines, the same for the same seed: 1 to 1,000,000. */
  readonly thin?: number;
  /** Seed of `random` and `thin`: default 1. */
  readonly seed?: number;
  /** Characters of context on each side, cut at whole words: 20 to 500, default 120. */
  readonly contextChars?: number;
}

/** Most hits of one page. */
export const maxLimit = 1000;
/** Hits of a page by default. */
export const defaultLimit = 20;
/** Default breadth of the approximate search of occurrences. */
export const defaultEfSearch = 400;

export const collectionName = () =>
  name('Give the name of a collection.').describe('collection in the database (default: default)');
export const efSearch = (otherwise: number) =>
  whole(10, 10_000).describe(`breadth of the approximate search (default: ${otherwise})`);

const searching = {
  word: words().describe('a word, or several side by side; without it, any word may be found').optional(),
  meaning: words().describe('a description of the sense').optional(),
  example: words().describe('a sentence with the word in [brackets]').optional(),
  anyWord: flag().describe('with an example: find any word that means this').optional(),
  ownWords: flag().describe('with a meaning alone: also find the words of the description itself').optional(),
  like: lineIds().describe('a line (tokenId) that means the same').optional(),
  unlike: lineIds().describe('a line (tokenId) that does not').optional(),
  about: words().describe('find sentences about this, whatever their words').optional(),
  form: choice(['lemma', 'exact']).describe('all forms of the word, or only the one written').optional(),
  collection: collectionName().optional(),
};

/** Folds lists, on every surface that shows them. */
const fold = flag().describe('show lines that say the same once (default: true)').optional();

const folding = {
  fold,
  sameAs: whole(1, Number.MAX_SAFE_INTEGER)
    .describe('only lines that say the same as this one (tokenId; with about, sentenceId)')
    .optional(),
};

const ofSense = {
  sense: text().describe('only lines of the word with this sense: its id from `senses`, or none').optional(),
  inventory: choice(inventories)
    .describe("where that sense is from (default: your own senses if there are any, else everyday's)")
    .optional(),
};

const limit = whole(1, maxLimit).describe(`lines (default: ${defaultLimit})`).optional();
const offset = whole(0, 1_000_000).describe('lines to skip (default: 0)').optional();

const choosing = {
  minScore: number(-1, 1)
    .describe('leave out lines with a lower score: of a word with a meaning, a probability')
    .optional(),
  exact: flag().describe('compare every vector instead of using the approximate index').optional(),
  efSearch: efSearch(defaultEfSearch).optional(),
};

const minRanking = number(-1, 1).describe('leave out lines with a lower ranking score').optional();

const rank = flag().describe('rank by more than the plain cosine (default: true)').optional();

const sorting = {
  sort: sortSchema()
    .describe(
      'order of all lines: best, document, form, 1L to 3L, 1R to 3R, random or metadata:KEY, -KEY turns it round',
    )
    .optional(),
  thin: thinSchema().describe('keep only a random sample of so many lines').optional(),
  seed: seedSchema()
    .describe(`what random order and sample follow from (default: ${defaultSeed})`)
    .optional(),
};

const contextChars = whole(20, 500)
  .describe(`characters of context on each side (default: ${defaultContextChars})`)
  .optional();

/** As Query, checked. */
export const querySchema = fields<Query>()({
  ...searching,
  filters: filtersSchema.optional(),
  limit,
  offset,
  ...choosing,
  minRanking,
  rank,
  ...folding,
  ...ofSense,
  ...sorting,
  contextChars,
});

/** The filters of a search as surfaces spell them: flat, conditions as text. */
const filtering = {
  documents: list(text()).describe('only in this document or file').optional(),
  pos: list(choice(partsOfSpeech)).describe('only this part of speech').optional(),
  places: list(name('Give one such as "page 12".'))
    .describe('only at this page, chapter, time or heading, as the lines say it: "page 12"')
    .optional(),
  where: conditions().optional(),
};

/** What a search takes on every surface. */
export const queryParameters = {
  ...searching,
  ...filtering,
  limit,
  offset,
  ...choosing,
  minRanking,
  rank,
  ...folding,
  ...ofSense,
  ...sorting,
  contextChars,
};

/** Turns a surface's parameters into a query of the library. Throws `invalid_input`. */
export function queryOf<
  T extends {
    readonly documents?: readonly string[] | undefined;
    readonly pos?: readonly PartOfSpeech[] | undefined;
    readonly places?: readonly string[] | undefined;
    readonly where?: readonly string[] | undefined;
  },
>({
  documents,
  pos,
  places,
  where,
  ...rest
}: T): Omit<T, 'documents' | 'pos' | 'places' | 'where'> & { filters?: Filters } {
  const filters = present<Filters>({ documents, pos, places, metadata: where?.map(parseMetadataFilter) });
  const isFiltered = Object.values(filters).some((values) => values.length > 0);
  return { ...rest, ...(isFiltered ? { filters } : {}) };
}

/** Which of the nearest occurrences to return, and how to search for them. */
export type NeighboursOptions = Pick<
  Query,
  'collection' | 'filters' | 'limit' | 'minScore' | 'exact' | 'efSearch' | 'fold'
>;

/** As NeighboursOptions, checked. */
export const neighboursSchema = fields<NeighboursOptions>()({
  collection: searching.collection,
  filters: filtersSchema.optional(),
  limit,
  ...choosing,
  fold,
});
export const neighboursParameters = {
  collection: searching.collection,
  ...filtering,
  ...{ limit, ...choosing, fold },
};
