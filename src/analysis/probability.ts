// From a line's score to the probability that it has the meaning described: a logistic function, fitted on lines that
// the encoder has not seen (test/bench/calibrate.mjs), of the ranking score and, where the dictionary has the word, of
// whether line and description choose the same of its senses. Pure.
import type { Calibration } from '../domain/calibration.js';
import { dot } from '../math/vector.js';
import { smoothScores } from './assign.js';
import type { OccurrenceVectors } from './rank.js';
import { columns, cosines } from './score.js';

/** The senses of a word's lines: probabilities of each of k senses. */
export interface LineSenses {
  /** [k] vectors of length 1. */
  readonly senses: readonly Float32Array[];
  /** [n × k] */
  readonly shares: Float32Array;
}

/** Lets each of a word's lines choose among senses; near lines choose alike. senses: [k] of length 1. */
export function sensesOfLines(
  occurrences: OccurrenceVectors,
  senses: readonly Float32Array[],
  { lineTemperature }: Calibration,
): LineSenses {
  const { codes, norms } = occurrences;
  const n = norms.length;
  const k = senses.length;
  const shares = columns(
    n,
    senses.map((sense) => cosines(sense, codes, norms)),
  );
  if (k > 1) smoothScores(occurrences, shares, k);
  for (let row = 0; row < n; row++) softmax(shares.subarray(row * k, (row + 1) * k), lineTemperature);
  return { senses, shares };
}

/** How the probability of a row is computed from its ranking score. */
export type Probability = (row: number, score: number) => number;

/**
 * query: [dim] of a description, length 1. ranks: whether scores are those of the ranking steps. Without `lines` the
 * score alone counts.
 */
export function probabilityFor(
  query: Float32Array,
  numLines: number,
  calibration: Calibration,
  { ranks, lines }: { readonly ranks: boolean; readonly lines: LineSenses | undefined },
): Probability {
  const { ways, margin, queryTemperature, fewerLines } = calibration;
  const few = numLines < fewerLines ? 'description, few lines' : 'description';
  const way = ways[ranks ? few : 'description, unranked'];
  if (!lines) {
    const [intercept, ofScore] = way.score.weights;
    return (_, score) => logistic(intercept + ofScore * score);
  }
  const [intercept, ofScore, ofAgreement] = way.withDictionary.weights;
  const k = lines.senses.length;
  const chosen = softmax(
    Float32Array.from(lines.senses, (sense) => dot(query, sense)),
    queryTemperature,
  );
  return (row, score) => {
    const agreement = dot(chosen, lines.shares.subarray(row * k, (row + 1) * k));
    const logit = Math.log((agreement + margin) / (1 - agreement + margin));
    return logistic(intercept + ofScore * score + ofAgreement * logit);
  };
}

const logistic = (z: number): number => 1 / (1 + Math.exp(-z));

/** In place. */
function softmax(values: Float32Array, temperature: number): Float32Array {
  const largest = Math.max(...values);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    values[i] = Math.exp(((values[i] as number) - largest) / temperature);
    total += values[i] as number;
  }
  for (let i = 0; i < values.length; i++) values[i] = (values[i] as number) / total;
  return values;
}
