// What searches return: lines of a concordance, and what holds for all of them.
import type { DocumentsNamed } from './document-names.js';
import type { Metadata } from './text.js';

/** One line of a concordance. Token fields are null for a sentence that was found as a whole. */
export interface Hit {
  /** The id given in the .jsonl or .csv file, a tracked row's key as text, or else the URI. */
  readonly documentId: string;
  /** Of the document; unique in its collection. */
  readonly uri: string;
  /** Row of the document, as `document` takes it. */
  readonly rowId: number;
  /** Valid until its passage is re-encoded or removed. */
  readonly sentenceId: number;
  /** Valid until its passage is re-encoded or removed. Of several words it is that of the last content word. */
  readonly tokenId: number | null;
  /** As written; on one line for several words, and for a whole sentence when that was found. */
  readonly form: string;
  /** As words are looked up: lower case; several words are those of the query, with single spaces. */
  readonly lemma: string | null;
  /** Character offsets in the source text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /** Context before and after the form, on one line, in whole words: up to `contextChars` characters each. */
  readonly left: string;
  /** Empty, as `left` is, for a sentence that was found as a whole. */
  readonly right: string;
  /** The whole sentence, as in the source, on one line. */
  readonly sentence: string;
  /**
   * What the hits are sorted by; null when the query was a word alone. Where the result is calibrated, the probability
   * that the line has the meaning described, 0 to 1, whatever the filters; else the ranking score.
   */
  readonly score: number | null;
  /** True from a probability of one half on; null where the result is not calibrated. */
  readonly isLikely: boolean | null;
  /** Ranking score, -1 to 1: the cosine, after the ranking steps where there are any; null when nothing was ranked. */
  readonly ranking: number | null;
  /** Cosine of the occurrence and the query, before the ranking steps. */
  readonly cosine: number | null;
  /** Of the document. */
  readonly metadata: Metadata;
  /** Further lines of the result that say the same, folded into this one; 0 where lines are not folded. */
  readonly copies: number;
  /**
   * Without a word: the lemma of the meaning, or of the example's marked word, that the line's word is the opposite of
   * in WordNet (cold, for hot weather); else null.
   */
  readonly oppositeOf: string | null;
  /**
   * Where it stands, as people say it: `page 12`, `chapter 3`, `00:14:07`, the heading above it; null where the text has
   * no such places.
   */
  readonly place: string | null;
  /** Number of its paragraph in the document's text, from 1; null for text between paragraphs. */
  readonly paragraph: number | null;
  /** How much of the document stands before it, in per cent: 0 to 100. */
  readonly percent: number;
  /** True where the document goes on before `left`, so that a surface can show an ellipsis; not exported. */
  readonly isCutBefore: boolean;
  /** The same behind `right`. */
  readonly isCutAfter: boolean;
}

/** A word of the collection. */
export interface Suggestion {
  /** As words are looked up: lower case. */
  readonly lemma: string;
  /** Occurrences in the collection, whatever the filters. */
  readonly count: number;
}

/** A word of a query that does not occur. */
export interface QueryPart {
  /** As in the query. */
  readonly word: string;
  /** Its occurrences by itself, whatever the filters; null where there can be none: a function word, number or letter. */
  readonly count: number | null;
}

/** A page of hits, and what holds for all of them. */
export interface SearchResult {
  /** In the order of `sort`: by default best first; of a word alone, by URI and place in the text. */
  readonly hits: readonly Hit[];
  /** Occurrences that satisfy word, filters and minScore; without a word at most the 1,000 best, see `isCapped`. */
  readonly total: number;
  /**
   * Hits of the whole list before it is thinned: `total` without the lines that are folded into others.
   * Without a word at most this many, and exactly so many where a hit has copies or the list ends.
   */
  readonly folds: number;
  /** Hits that limit and offset count: `folds`, or as many of them as `thin` leaves. */
  readonly listed: number;
  /** By what the hits are sorted, as in Query.sort. */
  readonly sort: readonly string[];
  /** True when there are more lines than `total`, which is then as many as can be paged through. */
  readonly isCapped: boolean;
  /** Occurrences of the word before filters; null without a word. */
  readonly occurrences: number | null;
  /** The word as it was looked up: its lemmas, or several words with single spaces. */
  readonly lemmas: readonly string[];
  /** Words of the description that were left out, see Query.ownWords. */
  readonly leftOut: readonly string[];
  /** Whether scores are probabilities: of a word, or several, with a description, by the model that this is fitted for. */
  readonly isCalibrated: boolean;
  /** Lines of `total` with a probability of one half or more: 0 when no line seems to have the meaning; else null. */
  readonly likely: number | null;
  /** Highest cosine among all ranked, to tell "nothing near" from "found"; null when nothing was ranked. */
  readonly bestCosine: number | null;
  /** True when every candidate was compared; false when the approximate index chose them. */
  readonly isExact: boolean;
  /** Whole milliseconds, including encoding the query but not loading the model. */
  readonly tookMs: number;
  /** Whole milliseconds that this search waited for the model to load; mostly 0. */
  readonly loadMs: number;
  /** Why the filters leave nothing, in words, where that lies in a name, a field or its values; otherwise null. */
  readonly filterProblem: string | null;
  /** What each name of `filters.documents` stands for: a part of a name may fit several documents, which are all searched. */
  readonly documentsNamed: readonly DocumentsNamed[];
  /** For a word, or several, that do not occur (`occurrences` is 0): each word, since they may occur apart. */
  readonly parts: readonly QueryPart[];
  /** For the same: at most six words spelt like those that do not occur. */
  readonly nearSpellings: readonly Suggestion[];
  /** For the same: at most six words that mean something similar, nearest first; none for a query without a vector. */
  readonly nearMeanings: readonly Suggestion[];
}

/** The line of an occurrence, without what a search adds to it. */
export interface TokenLine
  extends Omit<
    Hit,
    | 'tokenId'
    | 'rowId'
    | 'lemma'
    | 'score'
    | 'isLikely'
    | 'ranking'
    | 'cosine'
    | 'place'
    | 'metadata'
    | 'sentence'
    | 'copies'
    | 'oppositeOf'
    | 'paragraph'
    | 'percent'
    | 'isCutBefore'
    | 'isCutAfter'
  > {
  /** Valid until its passage is re-encoded or removed. */
  readonly tokenId: number;
  /** As words are looked up: lower case. */
  readonly lemma: string;
}

/** A line, and where to read on. */
export interface LineInContext {
  /** Without scores. */
  readonly hit: Hit;
  /** Row of its document, as `document` takes it. */
  readonly rowId: number;
  /** Source text before and after the form: its passage and the one on each side. */
  readonly before: string;
  /** Empty at the end of the document. */
  readonly after: string;
}
