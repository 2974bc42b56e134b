// Senses of a word that a dictionary has: its senses, told apart by the lines, are where the groups begin; then the
// lines alone decide (k-means from these centres, as in seeded clustering after Basu, Banerjee and Mooney, 2002). Pure.
import { dot, mean, normalise } from '../math/vector.js';
import { adjustedRand } from './agreement.js';
import type { InducedSenses } from './induce.js';
import { seededRandom } from './sample.js';

// measured on the regression lines, B-cubed F1 and adjusted Rand index (test/bench/senses.mjs): clusters alone 0.755 and
// 0.542; from the dictionary with these 0.761 and 0.594. In a trial with 4 lines in place of 5, 0.90 in place of 0.93
// gave 0.773 and 0.575 where 0.93 gave 0.764 and 0.596, but left hard and time one sense each in the demo
/** Groups whose centres have a higher cosine are one sense. */
const maxCentreCosine = 0.93;
/** A smaller group is no sense of these texts. */
const minShare = 0.03;
const minLines = 5;
/** Of a word with few lines so large a share is enough. */
const shareOfFew = 0.2;
const fewest = 2;
const rounds = 2;
const resamples = 10;

interface Groups {
  /** [n] */
  readonly labels: readonly number[];
  /** Unit vectors. */
  readonly centres: readonly Float32Array[];
}

/** vectors: [n] of length 1. prior: [n] the dictionary's sense of each, -1 for none. Deterministic for a seed. */
export function induceFromPrior(
  vectors: readonly Float32Array[],
  prior: readonly number[],
  seed: number,
): InducedSenses {
  const { labels, centres } = groupsFrom(vectors, prior);
  if (centres.length === 1) return { centroids: centres, stability: null };
  const sizes = centres.map((_, c) => labels.filter((label) => label === c).length);
  const order = [...centres.keys()].sort((a, b) => (sizes[b] as number) - (sizes[a] as number));
  return {
    centroids: order.filter((c) => sizes[c] !== 0).map((c) => centres[c] as Float32Array),
    stability: agreement(vectors, prior, labels, seed),
  };
}

/** At least one group. */
function groupsFrom(vectors: readonly Float32Array[], prior: readonly number[]): Groups {
  const n = vectors.length;
  const least = Math.max(minShare * n, Math.min(minLines, Math.max(fewest, shareOfFew * n)));
  const rowsOf = (labels: readonly number[], label: number): number[] =>
    [...labels.keys()].filter((row) => labels[row] === label);
  const seeds = [...new Set(prior)].filter((sense) => sense >= 0).map((sense) => rowsOf(prior, sense));
  let centres = joined(
    vectors,
    seeds.filter((rows) => rows.length >= least),
  );
  if (centres.length === 0) centres = [centreOf(vectors, [...vectors.keys()])];
  let labels: number[] = [];
  for (let round = 0; round < rounds; round++) {
    labels = vectors.map((vector) => nearestCentroid(vector, centres));
    centres = centres.map((centre, c) => {
      const rows = rowsOf(labels, c);
      return rows.length === 0 ? centre : centreOf(vectors, rows);
    });
  }
  return { labels, centres };
}

/** Centres of groups of rows, of which the nearest two are joined until all lie apart. */
function joined(vectors: readonly Float32Array[], groups: readonly (readonly number[])[]): Float32Array[] {
  const open = groups.map((rows) => ({ rows, centre: centreOf(vectors, rows) }));
  for (;;) {
    let [best, first, second] = [maxCentreCosine, -1, -1];
    for (const [i, a] of open.entries()) {
      for (let j = i + 1; j < open.length; j++) {
        const cosine = dot(a.centre, (open[j] as typeof a).centre);
        if (cosine > best) [best, first, second] = [cosine, i, j];
      }
    }
    if (first < 0) return open.map(({ centre }) => centre);
    const rows = [first, second].flatMap((i) => [...(open[i] as (typeof open)[0]).rows]);
    open.splice(second, 1);
    open[first] = { rows, centre: centreOf(vectors, rows) };
  }
}

/** Mean adjusted Rand index of `labels` with the groups that half of the lines give. */
function agreement(
  vectors: readonly Float32Array[],
  prior: readonly number[],
  labels: readonly number[],
  seed: number,
): number {
  const random = seededRandom(seed * 31);
  let sum = 0;
  for (let i = 0; i < resamples; i++) {
    const half = [...vectors.keys()].filter(() => random() < 0.5);
    if (half.length === 0) continue;
    const { centres } = groupsFrom(
      half.map((row) => vectors[row] as Float32Array),
      half.map((row) => prior[row] as number),
    );
    sum += adjustedRand(
      labels,
      vectors.map((vector) => nearestCentroid(vector, centres)),
    );
  }
  return sum / resamples;
}

function centreOf(vectors: readonly Float32Array[], rows: readonly number[]): Float32Array {
  const own = rows.map((row) => vectors[row] as Float32Array);
  return normalise(mean(own, vectors[0]?.length ?? 0));
}

/** Index of the nearest of some unit vectors; of equal ones the first. */
export function nearestCentroid(point: ArrayLike<number>, centroids: readonly Float32Array[]): number {
  const cosines = centroids.map((centroid) => dot(point, centroid));
  return cosines.indexOf(Math.max(...cosines));
}
