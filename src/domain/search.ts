// What can be searched for, and the lines of a concordance that are found.
import type { Filters } from './filters.js';
import type { Metadata } from './text.js';

/** What to look for. At least one of word, meaning, example, like and about is needed. */
export interface Query {
  /** The word whose occurrences are ranked; without it, any word may be found. */
  readonly word?: string;
  /** A description of the sense: `land beside a river`. With [brackets] it is taken as an example. */
  readonly meaning?: string;
  /** A sentence with one word in [brackets]; that word becomes `word` unless one is given. */
  readonly example?: string;
  /** With an example or `like`: any word may be found, not only the marked one. */
  readonly anyWord?: boolean;
  /**
   * With a meaning and no word: also find the words that the description itself uses. By default they are left out,
   * as a definition does not use the word it defines: `side of a river` is to find shores, not every river.
   * A description of one content word always finds that word too.
   */
  readonly ownWords?: boolean;
  /** Token ids of occurrences that mean the same, and of occurrences that do not. */
  readonly like?: readonly number[];
  /** Lines with another meaning than the wanted; 100 at most, as of `like`. */
  readonly unlike?: readonly number[];
  /** Rank sentences by what they are about; excludes all of the above. */
  readonly about?: string;
  /** `lemma` (default): all forms of the word. `exact`: only the form as written, upper and lower case apart. */
  readonly form?: 'lemma' | 'exact';
  /** Default `default`. */
  readonly collection?: string;
  /** Default: every occurrence may be found. */
  readonly filters?: Filters;
  /** Hits returned: 1 to 1,000, default 20. */
  readonly limit?: number;
  /** Hits skipped: default 0. */
  readonly offset?: number;
  /** Leave out hits whose ranking score is lower; -1 to 1. */
  readonly minScore?: number;
  /** Search every vector instead of the approximate index; default false. */
  readonly exact?: boolean;
  /** Candidates that the approximate index gives at least, and its breadth: 10 to 10,000, default 400. */
  readonly efSearch?: number;
  /** Use the two ranking steps (centre, smooth) on top of the cosine; default true. */
  readonly rank?: boolean;
}

/** One line of a concordance. Token fields are null for a sentence that was found as a whole. */
export interface Hit {
  /** The id given in the .jsonl or .csv file, a tracked row's key as text, or else the URI. */
  readonly documentId: string;
  /** Of the document; unique in its collection. */
  readonly uri: string;
  /** Lasts until its passage is encoded anew or removed. */
  readonly sentenceId: number;
  /** Lasts until its passage is encoded anew or removed. */
  readonly tokenId: number | null;
  /** As written; the whole sentence, on one line, when that was found. */
  readonly form: string;
  /** As words are looked up: lower case. */
  readonly lemma: string | null;
  /** Character offsets in the source text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Context before and after the form, on one line: up to 120 characters each. */
  readonly left: string;
  /** Empty, as `left` is, for a sentence that was found as a whole. */
  readonly right: string;
  /** The whole sentence, as in the source, on one line. */
  readonly sentence: string;
  /** What the hits are sorted by; null when nothing was asked but the word. */
  readonly score: number | null;
  /** Cosine of the occurrence and the query, before the ranking steps. */
  readonly cosine: number | null;
  /** Of the document. */
  readonly metadata: Metadata;
}

/** A word of the collection. */
export interface Suggestion {
  /** As words are looked up: lower case. */
  readonly lemma: string;
  /** Occurrences in the collection, whatever the filters. */
  readonly count: number;
}

/** A page of hits, and what holds for all of them. */
export interface SearchResult {
  /** Best first; of a word alone, where nothing is ranked, by URI and place in the text. */
  readonly hits: readonly Hit[];
  /** Occurrences that satisfy word, filters and minScore; of a query without a word at most the 1,000 best. */
  readonly total: number;
  /** Occurrences of the word before filters; null without a word. */
  readonly occurrences: number | null;
  /** The word as it was looked up. */
  readonly lemmas: readonly string[];
  /** Words of the description that were left out, see Query.ownWords. */
  readonly leftOut: readonly string[];
  /** Rank after which the scores fall off most: hits from here on are less likely. Null when there is no such place. */
  readonly fallOff: number | null;
  /** Highest cosine among all ranked, to tell "nothing near" from "found"; null when nothing was ranked. */
  readonly bestCosine: number | null;
  /** True when every candidate was compared; false when the approximate index chose them. */
  readonly isExact: boolean;
  /** Milliseconds, the encoding of the query included. */
  readonly tookMs: number;
  /** For a word that does not occur. */
  readonly nearSpellings: readonly Suggestion[];
  /** For the same, nearest first; of both kinds six at most. */
  readonly nearMeanings: readonly Suggestion[];
}

/** The line of an occurrence, without what a search adds to it. */
export interface TokenLine
  extends Omit<Hit, 'tokenId' | 'lemma' | 'score' | 'cosine' | 'metadata' | 'sentence'> {
  /** Lasts until its passage is encoded anew or removed. */
  readonly tokenId: number;
  /** As words are looked up: lower case. */
  readonly lemma: string;
}
