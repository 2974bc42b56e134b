// What encode-worker.ts gets: once, at its start, the graph; then one task after another.
import type { TokenisedText } from './tokenizer.js';

/** Environment variable that holds the path of the graph. */
export const graphVariable = 'POLYSEME_ENCODER_GRAPH';

export interface EncodeTask {
  readonly texts: readonly TokenisedText[];
  /** Most pieces in one run, including the special ones. */
  readonly windowPieces: number;
}
