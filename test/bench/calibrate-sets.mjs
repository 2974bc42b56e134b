// Lists of a word's lines with one query each, scored as the product scores them.
//
//   few      the dictionary's own example sentences, for words with fewer than 12: too few to be smoothed
//   small    the same for words with 12 or more; each sense has but four
//   pooled   12 to 300 lines of some of a word's senses, with frequencies after Zipf: made lines, since nobody has
//            labelled so many that the encoder has not seen. A made line is the mean of a sense's examples with the
//            deviation of another word's example from its own sense's mean
//   guard    the regression lines, which the encoder has seen
//
// `taken` are lists whose right lines are not there.
import { assignSenses } from '../../dist/src/analysis/assign.js';
import { occurrenceVectors, rankOccurrences, rocchio } from '../../dist/src/analysis/rank.js';
import { cosines } from '../../dist/src/analysis/score.js';
import { addScaled, dot, mean as meanVector, normalise, quantise } from '../../dist/src/math/vector.js';
import { sample } from './measure.mjs';

export const dim = 384;
/** Fewer lines are not smoothed. */
export const leastSmoothed = 12;
const glossWeight = 0.25;

/** Softmax temperatures of a line's and of a query's senses; agreements are kept this far from 0 and 1. */
export const dictionaryOptions = { lineTemperature: 0.02, queryTemperature: 0.015, margin: 0.01 };

/** Adds what sets are made of: each line's unit vector, each sense's examples and their mean. */
export function prepare(words) {
  for (const { senses, lines } of words) {
    for (const line of lines) line.unit = normalise(Float32Array.from(line.codes));
    senses.forEach((sense, i) => {
      sense.examples = lines.filter((line) => line.sense === i).map(({ unit }) => unit);
      sense.centre = meanVector(sense.examples, dim);
    });
  }
  return words;
}

/** One list for each sense and its every `step`-th description, on all lines of the word; and without the right ones. */
export function ownLists(words, step = 1) {
  const lists = { present: [], taken: [] };
  let count = 0;
  for (const word of words) {
    const all = linesOf(word.lines);
    word.senses.forEach(({ described, examples }, sense) => {
      const rest = linesOf(word.lines.filter((line) => line.sense !== sense));
      described.forEach((_, description) => {
        if (count++ % step > 0) return;
        if (examples.length > 0) lists.present.push({ word, sense, description, ...all });
        if (rest.lines.length > 0) lists.taken.push({ word, sense, description, ...rest });
      });
    });
  }
  return lists;
}

/** Lists of made lines: one draw of lines a word, two queries for each. */
export function pooledLists(words, random) {
  const deviations = deviationsOf(words);
  const lists = { present: [], taken: [] };
  const query = (word, sense, set) => {
    const description = Math.floor(random() * word.senses[sense].described.length);
    return { word, sense, description, ...set };
  };
  for (const word of words) {
    const possible = [...word.senses.keys()].filter((i) => word.senses[i].examples.length > 2);
    if (possible.length < 2) continue;
    const kept = sample(possible, 1 + Math.floor(random() * possible.length), random);
    const lines = madeLines(word, kept, deviations, random);
    const set = linesOf(lines);
    const gone = possible.filter((sense) => !kept.includes(sense));
    for (const sense of [sample(kept, 1, random)[0], sample(kept, 1, random)[0]]) {
      lists.present.push(query(word, sense, set));
      if (gone.length > 0) lists.taken.push(query(word, sample(gone, 1, random)[0], set));
      else lists.taken.push(query(word, sense, linesOf(lines.filter((line) => line.sense !== sense))));
    }
  }
  return lists;
}

const linesOf = (lines) => {
  const codes = new Int8Array(lines.length * dim);
  lines.forEach((line, row) => {
    codes.set(line.codes, row * dim);
  });
  return { lines, n: lines.length, vectors: occurrenceVectors(codes, dim) };
};

/** How examples deviate from their sense's mean, by part of speech; as far as from a mean that they are not part of. */
function deviationsOf(words) {
  const deviations = { n: [], v: [], a: [] };
  for (const { senses } of words) {
    for (const { pos, examples, centre } of senses.filter((sense) => sense.examples.length > 2)) {
      const scale = Math.sqrt(examples.length / (examples.length - 1));
      for (const example of examples)
        deviations[pos].push(example.map((value, i) => scale * (value - centre[i])));
    }
  }
  return deviations;
}

function madeLines({ senses }, kept, deviations, random) {
  const n = 12 * 25 ** random();
  const exponent = 0.3 + 1.7 * random();
  const shares = kept.map((_, i) => (i + 1) ** -exponent);
  const total = shares.reduce((sum, share) => sum + share, 0);
  const lines = kept.flatMap((sense, i) => {
    const { pos, centre } = senses[sense];
    return Array.from({ length: Math.max(1, Math.round((n * shares[i]) / total)) }, () => {
      const vector = centre.slice();
      addScaled(vector, deviations[pos][Math.floor(random() * deviations[pos].length)], 1);
      return { sense, codes: quantise(normalise(vector)).codes };
    });
  });
  // rounding must not leave a list without smoothing
  return lines.length < leastSmoothed ? [...lines, ...lines.slice(0, leastSmoothed - lines.length)] : lines;
}

/**
 * Features of a list's lines: the score, and the logit of its agreement with the query on the dictionary's senses.
 * kind: what the query is made of. Undefined where there are too few lines to draw examples from.
 */
export function scoredList(
  list,
  { kind = 'description', ranks = true, dictionary, isGuard = false },
  random,
) {
  const drawn = drawExamples(list, kind, random);
  if (!drawn) return undefined;
  const { vectors, n, sense, word } = list;
  const { query } = word.senses[sense].described[list.description];
  const vector =
    kind === 'description'
      ? query
      : rocchio(kind === 'both' ? query : undefined, drawn.like, drawn.unlike, dim);
  const scores = new Float64Array(n);
  for (const { row, score } of rankOccurrences(vector, vectors, undefined, ranks)) scores[row] = score;
  const features = [scores];
  if (dictionary) features.push(agreementLogits(list, vector, dictionary, isGuard));
  // examples say nothing about themselves
  const rows = [...list.lines.keys()].filter((row) => !drawn.rows.has(row));
  const right = rows.map((row) => Number(list.lines[row].sense === sense));
  return {
    n: rows.length,
    right,
    features: features.map((feature) => rows.map((row) => feature[row])),
    pos: word.senses[sense].pos,
  };
}

function drawExamples({ lines, sense }, kind, random) {
  if (kind === 'description') return { like: [], unlike: [], rows: new Set() };
  const rows = [...lines.keys()];
  const right = rows.filter((row) => lines[row].sense === sense);
  const wrong = rows.filter((row) => lines[row].sense !== sense);
  const unlikeWanted = kind === 'like and unlike' ? 2 : 0;
  if (right.length < 4 || wrong.length < unlikeWanted) return undefined;
  const like = sample(right, 2, random);
  const unlike = sample(wrong, unlikeWanted, random);
  const vectorsOf = (some) => some.map((row) => normalise(Float32Array.from(lines[row].codes)));
  return { like: vectorsOf(like), unlike: vectorsOf(unlike), rows: new Set([...like, ...unlike]) };
}

/**
 * The probability that line and query have the same of the dictionary's senses, as a logit: each chooses by softmax of
 * its cosines with the senses; lines' cosines are smoothed as when senses are assigned. The description that is the
 * query is left out of its sense, unless the query comes from elsewhere.
 */
function agreementLogits({ vectors, n, sense, description }, query, { senses }, isGuard) {
  const { lineTemperature, queryTemperature, margin } = dictionaryOptions;
  const k = senses.length;
  const scores = new Float32Array(n * k);
  const ofQuery = senses.map((one, s) => {
    const vector = senseVector(one, !isGuard && s === sense ? description : -1);
    cosines(vector, vectors.codes, vectors.norms).forEach((cosine, row) => {
      scores[row * k + s] = cosine;
    });
    return dot(query, vector);
  });
  assignSenses(vectors, scores, k, { temperature: lineTemperature }); // smooths them
  const chosen = softmax(ofQuery, queryTemperature);
  return Float64Array.from({ length: n }, (_, row) => {
    const ofLine = softmax(scores.subarray(row * k, (row + 1) * k), lineTemperature);
    const agreement = dot(chosen, ofLine);
    return Math.log((agreement + margin) / (1 - agreement + margin));
  });
}

/** Mean of a sense's descriptions, and a quarter of its glosses' mean, of length 1. */
function senseVector({ described, glossed }, without) {
  const vectorsOf = (texts) => texts.map(({ vector }) => vector);
  const vector = meanVector(vectorsOf(described.filter((_, i) => i !== without)), dim);
  if (glossed.length > 0) addScaled(vector, meanVector(vectorsOf(glossed), dim), glossWeight);
  return normalise(vector);
}

function softmax(values, temperature) {
  const largest = Math.max(...values);
  const powers = Array.from(values, (value) => Math.exp((value - largest) / temperature));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}
