// The probability that a line of a word has the meaning described, as calibration.json beside the model gives it.
import { type LineSenses, type Probability, probabilityFor, sensesOfLines } from '../analysis/probability.js';
import { rankOccurrences } from '../analysis/rank.js';
import type { Calibration } from '../domain/calibration.js';
import { everydaySenses } from '../lexicon/everyday.js';
import type { SenseVectorFile } from '../lexicon/sense-vectors.js';
import { normalise } from '../math/vector.js';
import type { WordOccurrences } from './occurrences.js';
import type { CheckedQuery } from './query.js';
import type { VectorQuery } from './query-vectors.js';
import type { SearchContext } from './search-context.js';

/** Kept while the word's lines are the same: it does not depend on the query. */
const sensesOfWords = new WeakMap<WordOccurrences, LineSenses>();

/**
 * Returns how the probability of a line follows from its score; undefined where that is not calibrated: for another
 * model than it was fitted for, and for a query with examples. Of the word's lines all count, whatever the filters.
 */
export async function calibrated(
  context: SearchContext,
  occurrences: WordOccurrences,
  { meaning, example, like, unlike, rank }: VectorQuery & Pick<CheckedQuery, 'rank'>,
  vector: Float32Array,
): Promise<Probability | undefined> {
  if (meaning === undefined || example || like.length > 0 || unlike.length > 0) return undefined;
  const { calibration, everyday } = await context.shippedVectors();
  if (calibration?.fingerprint !== context.collection.fingerprint) return undefined;
  const lines = occurrences.stretches ? undefined : sensesOf(occurrences, calibration, everyday);
  return probabilityFor(vector, occurrences.tokenIds.length, calibration, { ranks: rank, lines });
}

/** [n] that each of a word's lines has what is described; undefined where that is not calibrated. */
export async function probabilitiesOf(
  context: SearchContext,
  occurrences: WordOccurrences,
  meaning: string,
): Promise<Float32Array | undefined> {
  const { calibration } = await context.shippedVectors();
  if (calibration?.fingerprint !== context.collection.fingerprint) return undefined;
  const query = { word: undefined, meaning, example: undefined, like: [], unlike: [], rank: true };
  const vector = await context.vectors.ofDescription(`${occurrences.lemmas[0]} : ${meaning}`);
  const probability = await calibrated(context, occurrences, query, vector);
  if (!probability) return undefined;
  const probabilities = new Float32Array(occurrences.tokenIds.length);
  for (const { row, score } of rankOccurrences(vector, occurrences.vectors)) {
    probabilities[row] = probability(row, score);
  }
  return probabilities;
}

/** Undefined for a word of which the everyday dictionary does not have several senses. */
function sensesOf(
  occurrences: WordOccurrences,
  calibration: Calibration,
  everyday: SenseVectorFile,
): LineSenses | undefined {
  const before = sensesOfWords.get(occurrences);
  if (before) return before;
  const ids = occurrences.lemmas.flatMap((lemma) => everydaySenses(lemma).map(({ id }) => id));
  const senses = ids
    .map((id) => everyday.vector(id))
    .filter((codes) => codes !== undefined)
    .map((codes) => normalise(Float32Array.from(codes)));
  if (senses.length < 2) return undefined;
  const lines = sensesOfLines(occurrences.vectors, senses, calibration);
  sensesOfWords.set(occurrences, lines);
  return lines;
}
