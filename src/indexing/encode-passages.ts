// Passages to quantised vectors, only as many at once as keep the encoder's workers busy. Knows nothing of documents.
import { LRUCache } from 'lru-cache';
import { type EncodedPassage, type Passage, type QuantisedVector, tokensOf } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import { quantise } from '../math/vector.js';

/** Passages under way for each encoder process, so that none ever waits. */
const passagesPerWorker = 6;
/** Vectors of the passages met last: a footer, or a cell of a table, comes again and again. */
const maxCachedBytes = 32 * 1024 * 1024;

type Vectors = Pick<EncodedPassage, 'tokenVectors' | 'sentenceVectors'>;

export interface PassageEncoder {
  /** Word pieces of a stretch of text. */
  countPieces(text: string): number;
  /** Waits while too many passages are under way, then takes a place that `encode` frees. For one caller at a time. */
  takePlace(): Promise<void>;
  /** Whether `encode` has the vectors of an equal passage. */
  holds(sha256: Buffer): boolean;
  /** sha256: the passage's hash. Throws what the encoder throws. */
  encode(passage: Passage, sha256: Buffer): Promise<EncodedPassage>;
}

/** windowPieces: for a sentence that is longer than its collection's context window. */
export function passageEncoder(encoder: Encoder, windowPieces: number | undefined): PassageEncoder {
  const maxUnderWay = encoder.workers * passagesPerWorker;
  let numUnderWay = 0;
  let onPlaceFreed = (): void => {};
  const cache = new LRUCache<string, Promise<Vectors>>({ maxSize: maxCachedBytes });
  const keyOf = (sha256: Buffer): string => sha256.toString('hex');

  async function vectorsOf(passage: Passage): Promise<Vectors> {
    const { reading, sentences } = passage;
    const tokens = tokensOf(passage);
    const { words, sentences: whole, dim } = await encoder.encode(reading, tokens, sentences, windowPieces);
    const rows = (vectors: Float32Array): QuantisedVector[] =>
      Array.from({ length: vectors.length / dim }, (_, i) =>
        quantise(vectors.subarray(i * dim, (i + 1) * dim)),
      );
    return { tokenVectors: rows(words), sentenceVectors: rows(whole) };
  }

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

    holds: (sha256) => cache.has(keyOf(sha256)),

    async encode(passage, sha256) {
      const key = keyOf(sha256);
      try {
        let vectors = cache.get(key);
        if (!vectors) {
          vectors = vectorsOf(passage);
          const numVectors = passage.sentences.reduce((sum, { tokens }) => sum + tokens.length + 1, 0);
          cache.set(key, vectors, { size: (numVectors + 1) * encoder.dim });
        }
        const { reading: _, ...rest } = passage;
        return { ...rest, sha256, ...(await vectors) };
      } finally {
        numUnderWay--;
        onPlaceFreed();
      }
    },
  };
}
