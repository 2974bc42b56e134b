// Further views of a word: its map, its shares, its axes, and two words compared.
import { choice, fields, flag, list, present, text, whole } from './check.js';
import type { Hit, TokenLine } from './search.js';
import {
  type Inventory,
  inventories,
  type Sense,
  type SensesOptions,
  type SenseWord,
  senseFields,
  senseWordSchema,
} from './senses.js';

/** A line with its position: on a map, which has no unit, or on one or two axes. */
export interface PlacedLine extends TokenLine {
  /** Sense key or id; empty for none of them. */
  readonly sense: string;
  /** Empty for none of them. */
  readonly label: string;
  /** On an axis, the cosine with `to` minus that with `from`: -2 to 2. */
  readonly x: number;
  /** Null on a single axis. */
  readonly y: number | null;
}

/** What a chart needs of a sense. */
export type NamedSense = Pick<Sense, 'id' | 'label' | 'count'>;

/** What all views of a word say. */
export interface ViewOfWord {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Where the senses are from. */
  readonly inventory: Inventory;
  /** All of them, even where not all are shown. */
  readonly occurrences: number;
  /** Largest first, as `senses` gives them. */
  readonly senses: readonly NamedSense[];
}

/** Occurrences of a word on a plane: those with similar meanings lie together. */
export interface WordMap extends ViewOfWord {
  /** x and y from 0 to 1; above 1,000 occurrences every n-th; none below 8. */
  readonly lines: readonly PlacedLine[];
}

/** How often each sense occurs in each group of documents. */
export interface SenseShares extends ViewOfWord {
  /** `document`, `file`, or a metadata field. */
  readonly by: string;
  /** Metadata fields of the documents in which the word occurs. */
  readonly fields: readonly string[];
  /** True when the groups are ranges of numbers. */
  readonly isBinned: boolean;
  /** Numbers ascending, documents without a value last; anything else by count, largest first. */
  readonly groups: readonly SenseShare[];
}

/** How often each sense occurs in one group of documents. */
export interface SenseShare {
  /** The URI of a document or file, a value, or a range `1900–1909`; empty for documents without the field. */
  readonly group: string;
  /** Occurrences of the word in it. */
  readonly count: number;
  /** [senses] lines with each sense. */
  readonly counts: readonly number[];
  /** Lines with none of them. */
  readonly none: number;
  /** Words of the document or file; null for groups by anything else. */
  readonly words: number | null;
}

/** The words that stand beside one sense of a word more than beside its others. */
export interface SenseCollocates extends ViewOfWord {
  /** Lines whose words were counted: of a very frequent word evenly chosen ones. */
  readonly countedLines: number;
  /** Of all senses together. */
  readonly total: number;
  /** The requested page of them. */
  readonly collocates: readonly Collocate[];
}

/** A word beside a sense. A line counts once, however often the word stands in its sentence. */
export interface Collocate {
  /** Id of the sense. */
  readonly sense: string;
  /** Of the sense. */
  readonly label: string;
  /** The collocate, as words are looked up: lower case. */
  readonly lemma: string;
  /** Lines of this sense with it, at least 2. */
  readonly lines: number;
  /** Lines of the other senses with it. */
  readonly otherLines: number;
  /**
   * Log-odds ratio of this sense to the others, with the collection's frequencies as informative Dirichlet prior, in
   * standard deviations: 0 is "as often as beside the others", and the least; below 1.96 it may be chance.
   */
  readonly z: number;
}

/** What collocates are sorted by: figures largest first, words from a to z, senses largest first. */
export type CollocateSort = 'z' | 'sense' | 'lemma' | 'lines' | 'otherLines';

const collocateSorts = [
  'z',
  'sense',
  'lemma',
  'lines',
  'otherLines',
] as const satisfies readonly CollocateSort[];

/** Two opposite descriptions. */
export interface AxisEnds {
  /** Lines nearer to it lie below 0. */
  readonly from: string;
  /** Lines nearer to it lie above 0. */
  readonly to: string;
}

/** Lines by where they lie between two descriptions, on one axis or two. */
export interface WordOnAxes extends ViewOfWord {
  /** As given: that of x, then that of y. */
  readonly axes: readonly AxisEnds[];
  /** The requested page of all lines by x, nearest to the first axis's `to` first. */
  readonly lines: readonly PlacedLine[];
  /** For a chart: above 1,000 occurrences every n-th. */
  readonly sample: readonly PlacedLine[];
}

/** A word, or one of its senses. */
export interface SenseReference {
  /** In any of its forms. */
  readonly word: string;
  /** Id as `senses` gives it; the whole word when left out. */
  readonly sense?: string;
  /** Default: the user's own senses where there are any, else the induced ones. */
  readonly inventory?: Inventory;
}

/** One of two compared words or senses. */
export interface ComparedSide {
  /** The first of its lemmas, as in `senses`. */
  readonly word: string;
  /** Null for the whole word. */
  readonly sense: string | null;
  /** The sense's; for the whole word, the word. */
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
  /** In the order given. */
  readonly sides: readonly [ComparedSide, ComparedSide];
  /** Of the two centres: 1 is the same direction. */
  readonly cosine: number;
  /**
   * Share of lines that lie nearer to their own side's centre than to the other's, mean of both sides: 0.5 is chance.
   */
  readonly apart: number;
  /** Words that stand in lines of both, those in the most lines first. */
  readonly sharedWords: readonly SenseWord[];
}

/** How shares are counted. */
export interface SharesOptions extends SensesOptions {
  /** `document` (default), `file`, or a metadata field. */
  readonly by?: string;
}

/** As SharesOptions, checked. */
export const sharesSchema = fields<SharesOptions>()({
  ...senseFields,
  by: text().describe('document, file, or a metadata field (default: document)').optional(),
});

/** Which collocates to return, and in which order. */
export interface CollocatesOptions extends SensesOptions {
  /** A leading `-` turns the order round; default `z`. */
  readonly sort?: CollocateSort | `-${CollocateSort}`;
  /** Collocates returned: default all. */
  readonly limit?: number;
  /** Collocates skipped: default 0. */
  readonly offset?: number;
}

/** As CollocatesOptions, checked. */
export const collocatesSchema = fields<CollocatesOptions>()({
  ...senseFields,
  sort: choice([...collocateSorts, ...collocateSorts.map((sort) => `-${sort}` as const)])
    .describe('order; with a leading - turned round (default: z)')
    .optional(),
  limit: whole(1, Number.MAX_SAFE_INTEGER).describe('collocates (default: all)').optional(),
  offset: whole(0, Number.MAX_SAFE_INTEGER).describe('collocates to skip (default: 0)').optional(),
});

/** Which of a word's lines to return on axes. */
export interface AxisOptions extends SensesOptions {
  /** Lines returned, from the end nearest to the first axis's `to`: default 50. */
  readonly limit?: number;
  /** Lines skipped: default 0. */
  readonly offset?: number;
  /** Starts from the other end; default false. */
  readonly isReversed?: boolean;
}

const ends = (what: string) => text().describe(what);

/** As AxisOptions, checked. */
export const axisSchema = fields<AxisOptions>()({
  ...senseFields,
  limit: whole(0, Number.MAX_SAFE_INTEGER).describe('lines (default: 50)').optional(),
  offset: whole(0, Number.MAX_SAFE_INTEGER).describe('lines to skip (default: 0)').optional(),
  isReversed: flag().describe('the lines nearest to `from` first').optional(),
});

/** One axis or two. */
export const axesSchema = list(
  fields<AxisEnds>()({ from: ends('one end'), to: ends('the other: its nearest lines come first') }),
  '[{ from, to }]',
)
  .min(1, { error: JSON.stringify({ what: 'none is given', cure: 'Give [{ from, to }].' }) })
  .max(2, { error: JSON.stringify({ what: 'there are more than two', cure: 'Give one or two.' }) });

/** The same as surfaces spell it. */
export const axesParameters = {
  from: ends('one end'),
  to: ends('the other: its nearest lines come first'),
  from2: ends('one end of a second axis').optional(),
  to2: ends('the other').optional(),
};

/** The axes with at least one end given. */
export const axesOf = ({
  from = '',
  to = '',
  from2 = '',
  to2 = '',
}: Partial<Record<keyof typeof axesParameters, string>>): AxisEnds[] =>
  [
    { from, to },
    { from: from2, to: to2 },
  ].filter((axis) => axis.from !== '' || axis.to !== '');

/** As SenseReference, checked. */
export const referenceSchema = fields<SenseReference>()({
  word: senseWordSchema,
  sense: text().optional(),
  inventory: choice(inventories).optional(),
});

/** Two of them as surfaces spell them. */
export const comparedParameters = {
  word: senseWordSchema,
  other: senseWordSchema.describe('the other word, or the same again').optional(),
  sense: text().describe('one sense of the word, as `senses` gives it').optional(),
  otherSense: text().describe('one sense of the other word').optional(),
  inventory: senseFields.inventory,
};

/** Both sides of a comparison; the same word again where no other is named. */
export function sidesOf(flat: {
  readonly word: string;
  readonly other?: string | undefined;
  readonly sense?: string | undefined;
  readonly otherSense?: string | undefined;
  readonly inventory?: Inventory | undefined;
}): readonly [SenseReference, SenseReference] {
  const { word, other, sense, otherSense, inventory } = flat;
  const side = (name: string, id: string | undefined): SenseReference =>
    present<SenseReference>({ word: name, sense: id || undefined, inventory });
  return [side(word, sense), side(other || word, otherSense)];
}

/** Options of a comparison. */
export const comparedSchema = fields<{ readonly collection?: string }>()({
  collection: senseFields.collection,
});
