// Passages to quantised vectors, only as many at once as keep the encoder's workers busy. Knows nothing of documents.
import type { EncodedPassage, Passage } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import { quantise } from '../math/vector.js';

/** Passages under way for each encoder process, so that none ever waits. */
const passagesPerWorker = 6;

export interface PassageEncoder {
  /** Word pieces of a stretch of text. */
  countPieces(text: string): number;
  /** Waits while too many passages are under way, then takes a place that `encode` frees. For one caller at a time. */
  takePlace(): Promise<void>;
  /** sha256: the passage's hash. Throws what the encoder throws. */
  encode(passage: Passage, sha256: Buffer): Promise<EncodedPassage>;
}

export function passageEncoder(encoder: Encoder): PassageEncoder {
  const maxUnderWay = encoder.workers * passagesPerWorker;
  let numUnderWay = 0;
  let onPlaceFreed = (): void => {};

  return {
    countPieces: (text) => encoder.countPieces(text),

    async takePlace() {
      while (numUnderWay >= maxUnderWay) {
        await new Promise<void>((resolve) => {
          onPlaceFreed = resolve;
        });
      }
      numUnderWay++;
    },

    async encode(passage, sha256) {
      const tokens = passage.sentences.flatMap((sentence) => sentence.tokens);
      try {
        const { words, sentences, dim } = await encoder.encode(passage.text, tokens, passage.sentences);
        const row = (rows: Float32Array, i: number) => quantise(rows.subarray(i * dim, (i + 1) * dim));
        return {
          ...passage,
          sha256,
          tokenVectors: tokens.map((_, i) => row(words, i)),
          sentenceVectors: passage.sentences.map((_, i) => row(sentences, i)),
        };
      } finally {
        numUnderWay--;
        onPlaceFreed();
      }
    },
  };
}
