// Further views of a word: its map, its shares, its axes, and two words compared.
import type { Hit, TokenLine } from './search.js';
import type { Inventory, Sense, SenseWord } from './senses.js';

/** A line at a place: on a map, where places have no unit, or on one or two axes. */
export interface PlacedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  /** Empty for none of them. */
  readonly label: string;
  /** On an axis the cosine with `to` less that with `from`: -2 to 2. */
  readonly x: number;
  /** Null on a single axis. */
  readonly y: number | null;
}

/** A sense as far as a chart needs it. */
export type NamedSense = Pick<Sense, 'id' | 'label' | 'count'>;

export interface ViewOfWord {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** All, also where not all are shown. */
  readonly occurrences: number;
  /** Largest first, as `senses` gives them. */
  readonly senses: readonly NamedSense[];
}

/** Occurrences of a word on a plane: those that mean alike lie together. */
export interface WordMap extends ViewOfWord {
  /** x and y from 0 to 1; of a word with more than 1,000 occurrences every so many-th; none of fewer than 8. */
  readonly lines: readonly PlacedLine[];
}

/** How often each sense is meant in each group of documents. */
export interface SenseShares extends ViewOfWord {
  /** `document`, or a metadata field. */
  readonly by: string;
  /** Metadata fields of the documents in which the word occurs. */
  readonly fields: readonly string[];
  /** True when the groups are ranges of numbers. */
  readonly isBinned: boolean;
  /** Numbers rising, what has no value last; anything else by count, largest first. */
  readonly groups: readonly SenseShare[];
}

/** How often each sense is meant in one group of documents. */
export interface SenseShare {
  /** A document's URI, a value, or a range `1900–1909`; empty for documents without the field. */
  readonly group: string;
  /** Occurrences of the word in it. */
  readonly count: number;
  /** [senses] lines with each sense. */
  readonly counts: readonly number[];
  /** Lines with none of them. */
  readonly none: number;
}

/** Two opposite descriptions. */
export interface AxisEnds {
  /** Lines nearer to it lie below 0. */
  readonly from: string;
  /** Lines nearer to it lie above 0. */
  readonly to: string;
}

/** Lines by where they lie between two descriptions, on one axis or two. */
export interface WordOnAxes extends ViewOfWord {
  /** As they were asked for: that of x, then that of y. */
  readonly axes: readonly AxisEnds[];
  /** The asked for part of all lines by x, nearest to the first axis's `to` first. */
  readonly lines: readonly PlacedLine[];
  /** For a chart: of a word with more than 1,000 occurrences every so many-th. */
  readonly sample: readonly PlacedLine[];
}

/** A word, or one of its senses. */
export interface SenseReference {
  /** In any of its forms. */
  readonly word: string;
  /** Id as `senses` gives it; the whole word when left out. */
  readonly sense?: string;
  /** Default: one's own senses where there are any, else the induced ones. */
  readonly inventory?: Inventory;
}

/** One of two words, or senses, that are compared. */
export interface ComparedSide {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Null for the whole word. */
  readonly sense: string | null;
  /** Of the sense; the word for the whole word. */
  readonly label: string;
  /** Where the sense is from. */
  readonly inventory: Inventory;
  /** Lines of the word, or of the sense. */
  readonly count: number;
  /** Nearest to its own centre. */
  readonly lines: readonly Hit[];
  /** Nearest to the other's lines. */
  readonly towardsOther: readonly Hit[];
  /** Words that stand in its lines more than in the other's. */
  readonly words: readonly SenseWord[];
}

/** Two words, or senses, side by side. */
export interface Comparison {
  /** In the order in which they were asked for. */
  readonly sides: readonly [ComparedSide, ComparedSide];
  /** Of the two centres: 1 is the same direction. */
  readonly cosine: number;
  /** Share of lines that lie nearer to their own side's centre than to the other's, mean of both sides: 0.5 is chance. */
  readonly apart: number;
  /** Words that stand in lines of both, those that are in most of them first. */
  readonly sharedWords: readonly SenseWord[];
}
