// A word's occurrences on a plane: similar meanings lie near each other. UMAP (McInnes, Healy and Melville, 2018) by
// umap-js, on the vectors' first components. Distances on the plane have no unit, and large ones say little: only which
// lines lie together has meaning.
import { UMAP } from 'umap-js';
import { normalise } from '../math/vector.js';
import { seededRandom } from './sample.js';

/** With fewer lines there are no neighbourhoods to keep. */
const minLines = 8;
const prefixDim = 128;
const neighbours = 15;
const epochs = 200;

/**
 * codes: [n × dim] int8 rows of any scale. Returns [2 × n]: x and y of each row, each from 0 to 1; nothing below 8
 * rows. Deterministic for a seed.
 */
export function projectLines(codes: Int8Array, dim: number, seed = 1): Float32Array {
  const n = codes.length / dim;
  if (n < minLines) return new Float32Array();
  const prefix = Math.min(prefixDim, dim);
  const points = Array.from({ length: n }, (_, row) => [
    ...normalise(Float32Array.from(codes.subarray(row * dim, row * dim + prefix))),
  ]);
  const umap = new UMAP({
    nComponents: 2,
    nNeighbors: Math.min(neighbours, n - 1),
    nEpochs: epochs,
    random: seededRandom(seed),
  });
  const places = umap.fit(points);
  const result = new Float32Array(2 * n);
  for (const axis of [0, 1]) {
    const values = places.map((place) => place[axis] as number);
    const low = Math.min(...values);
    const width = Math.max(...values) - low || 1;
    values.forEach((value, row) => {
      result[2 * row + axis] = (value - low) / width;
    });
  }
  return result;
}
