// Ranking of a word's occurrences: two cheap steps on top of the cosine, both within the candidates of one query.
//   centre  subtract a share of the word's mean vector, so that what all its occurrences have in common drops out
//   smooth  lines that mean the same should score the same: a line's score is mostly its nearest lines'
//           (score regularisation after Diaz, 2005)
// Pure; the constants were chosen on labelled lines (ARCHITECTURE.md has the figures).
import { dotRows, dotRowsAmong } from '../math/dot-rows.js';
import { addScaled, dot, normalise, selectRows } from '../math/vector.js';
import { numNeighbours } from './neighbours.js';

/** Share of the mean subtracted when a word has many occurrences. */
export const centreShare = 0.5;
/** With n occurrences the share is centreShare × n / (n + centreShrink): a mean of few is unreliable. */
export const centreShrink = 10;
/** A smoothed score is own × (1 − smoothShare) + mean of the nearest × smoothShare. */
export const smoothShare = 0.7;
export const smoothNeighbours = 10;
/** Only this many of the best are smoothed; the rest follow by centred cosine. */
export const smoothDepth = 200;

/** The occurrences of a word, ready for scoring: [n × dim] int8 rows and values derived from them. */
export interface OccurrenceVectors {
  readonly dim: number;
  readonly codes: Int8Array;
  /** [n] lengths of the rows. */
  readonly norms: Float32Array;
  /** [dim] mean of the rows, each scaled to length 1. */
  readonly mean: Float32Array;
  /** [n] dot product of each unit row with the mean. */
  readonly dotMean: Float32Array;
}

/** Derives lengths and mean of int8 rows. */
export function occurrenceVectors(codes: Int8Array, dim: number): OccurrenceVectors {
  const n = codes.length / dim;
  const norms = new Float32Array(n);
  const mean = new Float32Array(dim);
  for (let r = 0; r < n; r++) {
    const row = codes.subarray(r * dim, (r + 1) * dim);
    norms[r] = Math.sqrt(dot(row, row)) || 1;
    addScaled(mean, row, 1 / (n * (norms[r] as number)));
  }
  const dotMean = dotRows(mean, codes).map((value, r) => value / (norms[r] as number));
  return { dim, codes, norms, mean, dotMean };
}

export interface Ranked {
  /** Row of the candidate. */
  readonly row: number;
  readonly cosine: number;
  readonly score: number;
}

/**
 * query: [dim], length 1. rows: which occurrences are candidates (all when left out).
 * Returns the candidates, best first; equal scores by row. Without `steps` the score is the cosine.
 */
export function rankOccurrences(
  query: Float32Array,
  occurrences: OccurrenceVectors,
  rows?: readonly number[],
  steps = true,
): Ranked[] {
  const { codes, norms, mean, dotMean } = occurrences;
  const cosines = dotRows(query, codes).map((value, r) => value / (norms[r] as number));
  const candidates = rows ?? [...cosines.keys()];
  const byScore = (a: Ranked, b: Ranked): number => b.score - a.score || a.row - b.row;
  if (!steps) {
    return candidates
      .map((row) => ({ row, cosine: cosines[row] as number, score: cosines[row] as number }))
      .sort(byScore);
  }

  // cos(x − wm, q − wm), from known dot products
  const n = norms.length;
  const w = (centreShare * n) / (n + centreShrink);
  const squareMean = dot(mean, mean);
  const queryMean = dot(query, mean);
  const centredNorm = (dotWithMean: number): number =>
    Math.sqrt(Math.max(1e-12, 1 - 2 * w * dotWithMean + w * w * squareMean));
  const queryNorm = centredNorm(queryMean);
  const rowNorm = (row: number): number => centredNorm(dotMean[row] as number);
  const constant = w * w * squareMean - w * queryMean;
  const scores = new Float64Array(n);
  for (const row of candidates) {
    const product = (cosines[row] as number) - w * (dotMean[row] as number) + constant;
    scores[row] = product / (queryNorm * rowNorm(row));
  }
  const centred = Array.from(bestFirst(candidates, scores), (row): Ranked => {
    return { row, cosine: cosines[row] as number, score: scores[row] as number };
  });

  const best = centred.slice(0, smoothDepth);
  const smoothed = smooth(best, centredSimilarities(best, occurrences, w, squareMean, rowNorm)).sort(byScore);
  // a smoothed score is a mean of scores none of which is lower than any of the rest
  return [...smoothed, ...centred.slice(smoothDepth)];
}

/**
 * Sorts rows by score, best first, equal ones by row. scores: of all rows, -1 to 1; those that differ by less than
 * 4n / 2^53 are equal. Score and row are packed into one number, since numbers sort three times as fast without a
 * comparison of ours.
 */
function bestFirst(rows: readonly number[], scores: Float64Array): Uint32Array {
  const n = scores.length;
  const levels = Math.floor(Number.MAX_SAFE_INTEGER / (4 * n)) - 1;
  const keys = new Float64Array(rows.length);
  // 2 − score, so that a cosine that rounding lifted above 1 is positive too
  rows.forEach((row, i) => {
    keys[i] = Math.round((2 - (scores[row] as number)) * levels) * n + row;
  });
  return Uint32Array.from(keys.sort(), (key) => key % n);
}

/** [n × n] cosines between the centred vectors of the best candidates. */
function centredSimilarities(
  best: readonly Ranked[],
  { codes, dim, norms, dotMean }: OccurrenceVectors,
  w: number,
  squareMean: number,
  rowNorm: (row: number) => number,
): Float32Array {
  const gathered = selectRows(
    codes,
    dim,
    best.map(({ row }) => row),
  );
  const similarities = dotRowsAmong(gathered, dim);
  const length = Float32Array.from(best, ({ row }) => norms[row] as number);
  const towardsMean = Float32Array.from(best, ({ row }) => w * (dotMean[row] as number));
  const centredLength = Float32Array.from(best, ({ row }) => rowNorm(row));
  for (let i = 0, at = 0; i < best.length; i++) {
    for (let j = 0; j < best.length; j++, at++) {
      const product = (similarities[at] as number) / ((length[i] as number) * (length[j] as number));
      const centred = product - (towardsMean[i] as number) - (towardsMean[j] as number) + w * w * squareMean;
      similarities[at] = centred / ((centredLength[i] as number) * (centredLength[j] as number));
    }
  }
  return similarities;
}

/** similarities: [n × n] of `best`; overwritten on its diagonal. */
function smooth(best: readonly Ranked[], similarities: Float32Array): Ranked[] {
  const n = best.length;
  const k = numNeighbours(n, smoothNeighbours);
  return best.map((ranked, i) => {
    if (k < 1) return ranked;
    const near = similarities.subarray(i * n, (i + 1) * n);
    near[i] = Number.NEGATIVE_INFINITY; // a line is not its own neighbour
    const mean = largest(near, k).reduce((sum, j) => sum + (best[j] as Ranked).score, 0) / k;
    return { ...ranked, score: (1 - smoothShare) * ranked.score + smoothShare * mean };
  });
}

/**
 * Indices of the k largest values; among equals the first. One pass with a short sorted list: for so few values it
 * takes half the time of BestK, and it is called for each line of a page.
 */
function largest(values: Float32Array, k: number): number[] {
  const top: number[] = [];
  let least = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    const value = values[i] as number;
    if (top.length === k && value <= least) continue;
    let at = top.length < k ? top.length : k - 1;
    for (; at > 0 && (values[top[at - 1] as number] as number) < value; at--) top[at] = top[at - 1] as number;
    top[at] = i;
    least = values[top[top.length - 1] as number] as number;
  }
  return top;
}

const likeWeight = 1;
const unlikeWeight = 0.5;

/**
 * Rocchio's combination of a query with examples (Manning, Raghavan and Schütze, Introduction to Information
 * Retrieval, section 9.1.1): query + mean of the like ones − 0.5 × mean of the unlike ones, length 1.
 * The book's 0.75 and 0.15 gave precision in the first ten 0.878 on the regression lines (two examples of each
 * kind), these 0.897; heavier ones gave a little more, but the encoder has seen those lines.
 */
export function rocchio(
  query: Float32Array | undefined,
  like: readonly Float32Array[],
  unlike: readonly Float32Array[],
  dim: number,
  awayWeight = unlikeWeight,
): Float32Array {
  const sum = query ? query.slice() : new Float32Array(dim);
  for (const vector of like) addScaled(sum, vector, likeWeight / like.length);
  for (const vector of unlike) addScaled(sum, vector, -awayWeight / unlike.length);
  return normalise(sum);
}
