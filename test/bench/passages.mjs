// Text cut and encoded as indexing does it, without a database.
import { splitPassages } from '../../dist/src/text/passages.js';

const specials = 2;
const inFlightPerWorker = 6;

export function cutPassages(encoder, text, contextWindow) {
  return [
    ...splitPassages(text, {
      contextWindow: contextWindow - specials,
      countPieces: (stretch) => encoder.countPieces(stretch),
    }),
  ];
}

/** Encodes all passages, a few for each worker under way. Returns the vectors of each, in order. */
export async function encodeAll(encoder, passages, contextWindow) {
  const encoded = new Array(passages.length);
  let next = 0;
  const lane = async () => {
    while (next < passages.length) {
      const i = next++;
      const { text, sentences } = passages[i];
      const tokens = sentences.flatMap((sentence) => sentence.tokens);
      encoded[i] = await encoder.encode(text, tokens, sentences, contextWindow);
    }
  };
  await Promise.all(Array.from({ length: encoder.workers * inFlightPerWorker }, lane));
  return encoded;
}
