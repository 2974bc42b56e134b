// How the lines of a query are spread: over their probabilities, and over the documents or along a field of their
// metadata.
import { fields, text, whole } from './check.js';
import { maxLimit, type Query, queryParameters, querySchema } from './search.js';

/** A query whose spread is wanted. All its lines count, copies too unless `fold` is set; their order does not matter. */
export interface DispersionQuery extends Omit<Query, 'sort' | 'contextChars'> {
  /** Rows returned: 1 to 1,000, default 20 documents or 1,000 values. */
  readonly limit?: number;
  /** Rows skipped: default 0. */
  readonly offset?: number;
  /** `document` (default), or a metadata field that holds numbers or dates. */
  readonly by?: string;
  /** Most lines that each row names: 1 to 1,000, default 200. All are counted. */
  readonly strokes?: number;
}

/** Bars of the histogram. */
export const numBins = 20;
/** Documents by default. */
export const defaultRows = 20;
/** Lines of a row by default. */
export const defaultStrokes = 200;

const spreading = {
  by: text().describe('document, or a metadata field of numbers or dates (default: document)').optional(),
  limit: whole(1, maxLimit)
    .describe(`rows (default: ${defaultRows} documents, or ${maxLimit} values)`)
    .optional(),
  offset: whole(0, 1_000_000).describe('rows to skip (default: 0)').optional(),
  strokes: whole(1, 1000).describe(`lines that each row names (default: ${defaultStrokes})`).optional(),
  fold: querySchema.shape.fold.unwrap().describe('count lines that say the same once').optional(),
};

const { sort: _, contextChars: __, ...ofQuery } = querySchema.shape;
/** As DispersionQuery, checked. */
export const dispersionSchema = fields<DispersionQuery>()({ ...ofQuery, ...spreading });

const { sort: ___, contextChars: ____, ...flat } = queryParameters;
/** The same on every surface. */
export const dispersionParameters = { ...flat, ...spreading };

/** How the lines of a query are spread. */
export interface Dispersion {
  /** Lines that count. */
  readonly lines: number;
  /** True when there are more: without a word only the 1,000 best are ranked. */
  readonly isCapped: boolean;
  /** Whether scores are probabilities, as in SearchResult. */
  readonly isCalibrated: boolean;
  /** Lines with a probability of one half or more; null where that is not calibrated. */
  readonly likely: number | null;
  /** Null for a word alone, which is not ranked, and where there is no line. */
  readonly histogram: ScoreHistogram | null;
  /** `document`, or the field. */
  readonly by: string;
  /** What the values of the field are; null for documents. */
  readonly kind: 'number' | 'date' | null;
  /** Documents by their number of likely lines (of lines where that is not calibrated), then by URI; values ascending. */
  readonly rows: readonly DispersionRow[];
  /** Rows in all, those included that limit and offset leave out. */
  readonly numRows: number;
  /** Lines in rows that are left out. */
  readonly linesLeftOut: number;
  /** Lines of documents without a number or date in the field; 0 for documents. */
  readonly linesWithoutValue: number;
}

/** How scores are spread: probabilities from 0 to 1; other scores from the lowest to the highest. */
export interface ScoreHistogram {
  /** Twenty, of equal width, ascending; `from` belongs to a bin, and `to` only to the last. */
  readonly bins: readonly HistogramBin[];
  /** From here on a line is likely; null where that is not calibrated. */
  readonly threshold: number | null;
}

/** A bar of the histogram. */
export interface HistogramBin {
  /** The least score. */
  readonly from: number;
  /** Where the next begins. */
  readonly to: number;
  /** Lines with such a score. */
  readonly count: number;
}

/** A document, or a value, with its lines. */
export interface DispersionRow {
  /** Of the document; null for a value. */
  readonly uri: string | null;
  /** Of the document; null for a value. */
  readonly rowId: number | null;
  /** Characters of the document; null for a value. */
  readonly chars: number | null;
  /** Of the field, as it is written; null for a document. */
  readonly value: string | null;
  /** Where the value lies between the least and the greatest, 0 to 100; null for a document. */
  readonly percent: number | null;
  /** Lines in it. */
  readonly lines: number;
  /** Those of them with a probability of one half or more. Null where that is not calibrated. */
  readonly likely: number | null;
  /** In the order of the text; where there are more than wanted the best of them, or evenly those of a word alone. */
  readonly strokes: readonly Stroke[];
  /** Lines of the row that have no stroke. */
  readonly strokesLeftOut: number;
}

/** A line in a row. */
export interface Stroke {
  /** Null for a sentence as a whole. */
  readonly tokenId: number | null;
  /** Null for an occurrence. */
  readonly sentenceId: number | null;
  /** Row of its document. */
  readonly rowId: number;
  /** In the document's text. */
  readonly start: number;
  /** How much of the document stands before it, 0 to 100. */
  readonly percent: number;
  /** As in a hit. */
  readonly score: number | null;
  /** As in a hit. */
  readonly isLikely: boolean | null;
}
