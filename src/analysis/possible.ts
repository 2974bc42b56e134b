// Which of a person's own senses a line may have: a line that fits none of them stays outside. Pure.
import { likelyFrom } from '../domain/calibration.js';
import { addScaled, dot } from '../math/vector.js';
import { cosines, type LineVectors, type SenseVectors } from './score.js';

/**
 * How near a line is to one that a person gave a sense, from what all lines of the word have in common (0) to equal (1):
 * from here on it may have that sense. On the regression lines, five of each sense given and one sense unknown to the
 * program, macro-F1 with `none` is 0.735 at 0.35, 0.768 at 0.45 and 0.764 at 0.55; with all senses known 0.846, 0.833
 * and 0.800.
 */
const nearExample = 0.4;
/** Rounding makes equal lines differ by less. */
const equalCosine = 0.999;
/** A line at least as near to the centre of a sense's lines may have it. */
const nearCentre = 0.6;

/**
 * Returns [n × k], 1 where the line may have the sense: where it fits a part of it, is the likeliest of those described, or
 * is near to a line that a person gave it. none: vectors of lines with none of the senses, each of length 1: what is nearest to one of these has none.
 */
export function possibleSenses(
  lines: LineVectors,
  senses: readonly SenseVectors[],
  none: readonly Float32Array[],
): Uint8Array {
  const n = lines.norms.length;
  const k = senses.length;
  const nearest = senses.map(({ examples }) => nearestOf(lines, examples));
  const nearestOfNone = nearestOf(lines, none);
  const described = likeliest(lines, senses);
  const fits = senses.map((sense, s) => fitting(lines, sense, (row) => described[row] === s));
  const common = meanCosine(lines);
  const near = Math.min(equalCosine, common + nearExample * (1 - common));
  const possible = new Uint8Array(n * k);
  for (let row = 0; row < n; row++) {
    const outside = nearestOfNone[row] as number;
    const best = Math.max(-1, ...nearest.map((cosines) => cosines[row] as number));
    if (outside >= near && outside > best) continue;
    for (let s = 0; s < k; s++) {
      const isNear = (nearest[s]?.[row] as number) >= near;
      possible[row * k + s] = Number(isNear || fits[s]?.[row] === 1);
    }
  }
  return possible;
}

/** Of all pairs of different lines: from the square of the length of their mean, in which each is with itself too. */
function meanCosine({ codes, norms, dim }: LineVectors): number {
  const sum = new Float32Array(dim);
  norms.forEach((norm, row) => {
    addScaled(sum, codes.subarray(row * dim, (row + 1) * dim), 1 / (norm * norms.length));
  });
  const n = norms.length;
  return n < 2 ? 0 : (n * dot(sum, sum) - 1) / (n - 1);
}

/** [n] cosine of each line with the nearest example; -1 where there is none. */
function nearestOf(lines: LineVectors, examples: readonly Float32Array[]): Float32Array {
  const nearest = new Float32Array(lines.norms.length).fill(-1);
  for (const example of examples) {
    cosines(example, lines.codes, lines.norms).forEach((cosine, row) => {
      if (cosine > (nearest[row] as number)) nearest[row] = cosine;
    });
  }
  return nearest;
}

/**
 * [n] the likeliest of the described senses, -1 where it is likelier that a line has none of them: a line has one sense
 * at most, so their probabilities add up.
 */
function likeliest(lines: LineVectors, senses: readonly SenseVectors[]): Int16Array {
  const figures = senses.map(({ parts }) => parts.flatMap(({ probabilities }) => probabilities ?? []));
  return Int16Array.from(lines.norms, (_, row) => {
    let [best, bestFigure, total] = [-1, 0, 0];
    figures.forEach((ofParts, s) => {
      const figure = Math.max(0, ...ofParts.map((probabilities) => probabilities[row] as number));
      total += figure;
      if (figure > bestFigure) [best, bestFigure] = [s, figure];
    });
    return total >= likelyFrom ? best : -1;
  });
}

/** [n] 1 where a line fits a part of a sense. isLikeliest: whether it is so of the described senses. */
function fitting(
  lines: LineVectors,
  { parts }: SenseVectors,
  isLikeliest: (row: number) => boolean,
): Uint8Array {
  const fits = new Uint8Array(lines.norms.length);
  const add = (figures: Float32Array, least: number): void =>
    figures.forEach((figure, row) => {
      if (figure >= least) fits[row] = 1;
    });
  for (const { probabilities, centroid, description } of parts) {
    if (centroid) add(cosines(centroid, lines.codes, lines.norms), nearCentre);
    if (probabilities) add(probabilities, likelyFrom);
    // of another model than the shipped one no probabilities are known
    else if (description) fits.fill(1);
  }
  return fits.map((value, row) => Number(value === 1 || isLikeliest(row)));
}
