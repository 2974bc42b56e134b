// From scores to a sense for each line: lines that mean the same should get the same sense, so a line's scores are half
// its own and half its nearest lines'; then it gets the best sense, with a confidence. Pure.
import { BestK } from '../math/best-k.js';
import { dotRows } from '../math/dot-rows.js';
import { selectRows, unitRow } from '../math/vector.js';
import { numNeighbours } from './neighbours.js';
import type { LineVectors } from './score.js';

// measured with this model on two held-out sets (see scoreSenses)
const smoothShare = 0.5;
const smoothNeighbours = 5;
/** Most comparisons of lines with lines: about half a second. Above it, neighbours come from a sample. */
const maxComparisons = 4_000_000;
/** A smaller sample holds no near lines. */
const minSample = 200;

/** How much less a line scores with a sense of another part of speech than its tag: the tagger is often wrong. */
const otherPos = 0.02;

export interface Assignment {
  /** [n] index of the sense, -1 for none of them. */
  readonly senses: Int16Array;
  /** [n] index of the second best, -1 where there is only one. */
  readonly runnersUp: Int16Array;
  /** [n] probability that the sense is the right one among these, 0 to 1. */
  readonly confidences: Float32Array;
}

/** What parts of speech say of the senses. */
export interface PosVotes {
  /** [n] part of speech of each line. */
  readonly tags: Uint8Array;
  /** For each part of speech, [k] whether it is that of the sense. */
  readonly byTag: readonly (readonly boolean[])[];
}

export interface AssignOptions {
  /** Scores are divided by it before the softmax, which makes confidences true on average. */
  readonly temperature: number;
  /** Lines with a lower best score have none of the senses. */
  readonly floor?: number;
  /** Senses of another part of speech than the line's tag have a lower score. */
  readonly votes?: PosVotes;
  /** [n × k] 1 where a line may have the sense; it may have all when left out. */
  readonly possible?: Uint8Array | undefined;
}

/** scores: [n × k] from scoreSenses or scoreDictionary, changed in place. */
export function assignSenses(
  lines: LineVectors,
  scores: Float32Array,
  k: number,
  { temperature, floor = Number.NEGATIVE_INFINITY, votes, possible }: AssignOptions,
): Assignment {
  const n = lines.norms.length;
  if (votes) countVotes(scores, k, votes);
  if (k > 1) smoothScores(lines, scores, k);
  const result: Assignment = {
    senses: new Int16Array(n).fill(-1),
    runnersUp: new Int16Array(n).fill(-1),
    confidences: new Float32Array(n),
  };
  if (k === 0) return result;
  for (let row = 0; row < n; row++) {
    const score = (sense: number): number => scores[row * k + sense] as number;
    const mayHave = (sense: number): boolean => !possible || possible[row * k + sense] === 1;
    /** Possible ones first. */
    const isBetter = (sense: number, than: number): boolean =>
      mayHave(sense) === mayHave(than) ? score(sense) > score(than) : mayHave(sense);
    let [best, second] = [0, -1];
    for (let sense = 1; sense < k; sense++) {
      if (isBetter(sense, best)) [best, second] = [sense, best];
      else if (second < 0 || isBetter(sense, second)) second = sense;
    }
    let total = 0;
    for (let sense = 0; sense < k; sense++) total += Math.exp((score(sense) - score(best)) / temperature);
    const isNone = score(best) < floor || !mayHave(best);
    result.senses[row] = isNone ? -1 : best;
    result.runnersUp[row] = isNone ? best : second;
    result.confidences[row] = 1 / total;
  }
  return result;
}

/** Before lines are smoothed, so that the tags of the nearest lines count as well: one wrong tag is outvoted. */
function countVotes(scores: Float32Array, k: number, { tags, byTag }: PosVotes): void {
  tags.forEach((tag, row) => {
    byTag[tag]?.forEach((isOf, sense) => {
      if (!isOf) scores[row * k + sense] = (scores[row * k + sense] as number) - otherPos;
    });
  });
}

/** Half a line's own scores, half the mean of its nearest lines', in place. */
export function smoothScores(
  { codes, norms, dim }: Pick<LineVectors, 'codes' | 'norms' | 'dim'>,
  scores: Float32Array,
  k: number,
): void {
  const n = norms.length;
  const sampleSize = Math.min(n, Math.floor(maxComparisons / n));
  const numNearest = numNeighbours(n, smoothNeighbours);
  if (numNearest === 0 || sampleSize < Math.min(n, minSample)) return;
  const sample = Array.from({ length: sampleSize }, (_, i) => Math.floor((i * n) / sampleSize));
  const sampled = selectRows(codes, dim, sample);
  const sampledNorms = Float32Array.from(sample, (row) => norms[row] as number);
  const own = scores.slice();
  for (let row = 0; row < n; row++) {
    const products = dotRows(unitRow(codes, dim, row), sampled);
    const nearest = new BestK(numNearest);
    for (let i = 0; i < sampleSize; i++) {
      const cosine = (products[i] as number) / (sampledNorms[i] as number);
      if (cosine > nearest.floor && sample[i] !== row) nearest.offer(sample[i] as number, cosine);
    }
    for (let sense = 0; sense < k; sense++) {
      const sum = nearest.items.reduce((total, near) => total + (own[near * k + sense] as number), 0);
      const mean = sum / nearest.items.length;
      scores[row * k + sense] = (1 - smoothShare) * (own[row * k + sense] as number) + smoothShare * mean;
    }
  }
}
