// Pieces to words: pure arithmetic between the graph's output and the stored vectors.
import { addScaled, normalise } from '../math/vector.js';

/**
 * Mean of the piece vectors of each span, L2-normalised.
 * pieces: [numPieces × dim], row-major. spans: [2 × numSpans], piece ranges, end exclusive.
 * Returns [numSpans × dim]; an empty span gives a row of zeros.
 */
export function poolSpans(pieces: Float32Array, dim: number, spans: Int32Array): Float32Array {
  const rows = new Float32Array((spans.length / 2) * dim);
  for (let s = 0; 2 * s < spans.length; s++) {
    const row = rows.subarray(s * dim, (s + 1) * dim);
    for (let p = spans[2 * s] as number; p < (spans[2 * s + 1] as number); p++) {
      addScaled(row, pieces.subarray(p * dim, (p + 1) * dim), 1);
    }
    normalise(row);
  }
  return rows;
}

export interface PieceWindow {
  readonly start: number;
  readonly end: number;
  /** Pieces of this window whose vectors are kept: those more central here than in its neighbours. */
  readonly keepStart: number;
  readonly keepEnd: number;
}

/**
 * Cuts `numPieces` into windows of at most `size` that overlap by a quarter; each piece is kept from one window.
 *
 *   size 8, 14 pieces:  [0 ······ 8)          keeps 0–7
 *                             [6 ······ 14)   keeps 7–14
 */
export function cutWindows(numPieces: number, size: number): PieceWindow[] {
  const overlap = Math.floor(size / 4);
  const windows: PieceWindow[] = [];
  let start = 0;
  let keepStart = 0;
  while (start + size < numPieces) {
    const end = start + size;
    const keepEnd = end - Math.floor(overlap / 2);
    windows.push({ start, end, keepStart, keepEnd });
    start = end - overlap;
    keepStart = keepEnd;
  }
  windows.push({ start, end: numPieces, keepStart, keepEnd: numPieces });
  return windows;
}
