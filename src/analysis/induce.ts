// Senses of a word as its occurrences show them. With a dictionary's senses of the lines these are where the groups
// begin (induce-prior.ts). Without, they are clusters: one sense is the default; the word is split only where half of
// the lines give nearly the same clusters, and these lie apart.
// Clustering by ml-kmeans (k-means++), on the vectors' first components, which are a usable vector by themselves.
import { kmeans } from 'ml-kmeans';
import { addScaled, dot, normalise, unitRow } from '../math/vector.js';
import { adjustedRand } from './agreement.js';
import { induceFromPrior, nearestCentroid } from './induce-prior.js';
import { evenSample, seededRandom } from './sample.js';

/** Most lines to cluster; for a more frequent word a sample is clustered, and the rest assigned. */
export const inducedFrom = 400;
export const maxInducedSenses = 6;
/**
 * A split is accepted when clusterings of half the lines agree with it by this adjusted Rand index on average.
 * Measured on the regression lines (ARCHITECTURE.md): 9 of 83 single-sense lists are split, 3 of 35 words are not.
 */
const minStability = 0.75;
/** Clusters whose centroids have a higher cosine are one sense. */
const maxCentreCosine = 0.9;
const minShare = 0.03;
/** With fewer lines there is no evidence for a split. */
const minLines = 12;
const minLinesPerSense = 4;
const prefixDim = 128;
const resamples = 10;
const starts = 3;

export interface InducedSenses {
  /** Unit vectors, [k] of [dim]; the largest sense first. */
  readonly centroids: readonly Float32Array[];
  /** Mean adjusted Rand index of the split with clusterings of half the lines, up to 1; null for one sense. */
  readonly stability: number | null;
}

export interface InduceOptions {
  readonly seed?: number;
  /** Exactly that many, whatever the evidence. */
  readonly numSenses?: number | undefined;
  /** [n] a dictionary's sense of each line, -1 for none. */
  readonly prior?: Int16Array | undefined;
}

/** codes: [n × dim] int8 rows of any scale. Deterministic for a seed. */
export function induceSenses(
  codes: Int8Array,
  dim: number,
  { seed = 1, numSenses, prior }: InduceOptions = {},
): InducedSenses {
  const rows = evenSample(codes.length / dim, inducedFrom);
  const vectors = rows.map((row) => unitRow(codes, dim, row));
  if (prior && numSenses === undefined) {
    return induceFromPrior(
      vectors,
      rows.map((row) => prior[row] as number),
      seed,
    );
  }
  const points = vectors.map((vector) => [...normalise(vector.slice(0, Math.min(prefixDim, dim)))]);
  let best: { labels: readonly number[]; stability: number | null } = {
    labels: points.map(() => 0),
    stability: null,
  };
  const candidates =
    numSenses === undefined
      ? range(2, maxInducedSenses)
      : numSenses > 1
        ? [Math.min(numSenses, points.length)]
        : [];
  for (const k of candidates) {
    if (numSenses === undefined && points.length < Math.max(minLines, k * minLinesPerSense)) break;
    const { labels, centres } = cluster(points, k, seed);
    if (numSenses === undefined && !areApart(labels, centres)) continue;
    const stability = agreement(points, labels, k, seed, numSenses === undefined ? minStability : -1);
    if (numSenses !== undefined || stability >= minStability) best = { labels, stability };
  }
  return { centroids: centroidsOf(vectors, best.labels, dim), stability: best.stability };
}

interface Clusters {
  readonly labels: readonly number[];
  /** Unit vectors. */
  readonly centres: readonly Float32Array[];
}

/** The tightest of several runs. */
function cluster(points: readonly number[][], k: number, seed: number): Clusters {
  let best: (Clusters & { readonly error: number }) | undefined;
  for (let run = 0; run < starts; run++) {
    const options = {
      seed: seed * 1000 + k * 100 + run,
      initialization: 'kmeans++' as const,
      maxIterations: 50,
    };
    const result = kmeans([...points], k, options);
    const error = points.reduce((sum, point, i) => {
      const centre = result.centroids[result.clusters[i] as number] as number[];
      return sum + 1 - 2 * dot(point, centre) + dot(centre, centre);
    }, 0);
    if (best && best.error <= error) continue;
    const centres = result.centroids.map((centre) => normalise(Float32Array.from(centre)));
    best = { labels: result.clusters, centres, error };
  }
  return best as Clusters;
}

function areApart(labels: readonly number[], centres: readonly Float32Array[]): boolean {
  const sizes = centres.map((_, c) => labels.filter((label) => label === c).length);
  if (Math.min(...sizes) < minShare * labels.length) return false;
  return centres.every((a, i) => centres.every((b, j) => j <= i || dot(a, b) <= maxCentreCosine));
}

/**
 * Mean adjusted Rand index of `labels` with the divisions that clusters of half the lines give; 0 as soon as it can no
 * longer reach `enough`.
 */
function agreement(
  points: readonly number[][],
  labels: readonly number[],
  k: number,
  seed: number,
  enough: number,
): number {
  const random = seededRandom(seed * 31 + k);
  let sum = 0;
  for (let i = 0; i < resamples; i++) {
    const half = points.filter(() => random() < 0.5);
    if (half.length < 2 * k) return 0;
    const { centres } = cluster(half, k, seed + 100 + i);
    sum += adjustedRand(
      labels,
      points.map((point) => nearestCentroid(point, centres)),
    );
    if (sum + resamples - i - 1 < enough * resamples) return 0;
  }
  return sum / resamples;
}

function centroidsOf(
  vectors: readonly Float32Array[],
  labels: readonly number[],
  dim: number,
): Float32Array[] {
  const groups = new Map<number, { sum: Float32Array; count: number }>();
  vectors.forEach((vector, i) => {
    const label = labels[i] as number;
    const group = groups.get(label) ?? { sum: new Float32Array(dim), count: 0 };
    addScaled(group.sum, vector, 1);
    group.count++;
    groups.set(label, group);
  });
  return [...groups.values()].sort((a, b) => b.count - a.count).map(({ sum }) => normalise(sum));
}

const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);
