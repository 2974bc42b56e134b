// The hash that identifies a passage: computed when it is encoded, and again when the database is verified.
import { createHash } from 'node:crypto';

/**
 * SHA-256 of a passage's text and the ranges of its sentences, which together determine its vectors.
 * ranges: [start, end) in the passage, in the order of the text.
 */
export function passageHash(text: string, ranges: readonly (readonly [number, number])[]): Buffer {
  return createHash('sha256')
    .update(JSON.stringify([text, ranges]))
    .digest();
}
