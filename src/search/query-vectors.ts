// A query's meaning as one vector in the space of the occurrences.
//   description   the mean of all words of `word : description`
//   example       the vector of its marked word; of several, the mean of the content words'
//   like, unlike  stored vectors of lines, combined with the above by Rocchio
import { LRUCache } from 'lru-cache';
import { rocchio } from '../analysis/rank.js';
import { describeValue } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import type { DescriptionVectors } from '../domain/senses.js';
import type { Encoder } from '../encoder/encoder.js';
import { mean, normalise, unitRow } from '../math/vector.js';
import type { Collection, Store } from '../store/store.js';
import { isContentWord } from '../text/function-words.js';
import { splitWords } from '../text/words.js';
import { noSuchLine } from './lines.js';
import type { CheckedQuery, MarkedText } from './query.js';

/** Memory for vectors of texts: about 1,000 of 384 components. */
const maxCachedBytes = 2 * 1024 * 1024;
/** Bytes of a vector; another model's may differ, which does no harm. */
const bytesPerVector = 1536;

/** A thousand pieces are about 750 words of English and take 0.3 s; a request may hold four texts. */
const mostPieces = 1000;

/** The part of a query that its vector is made from. */
export type VectorQuery = Pick<CheckedQuery, 'word' | 'meaning' | 'example' | 'like' | 'unlike'>;

export interface QueryVectors {
  /** Waits until the model is loaded; returns the milliseconds waited. Throws `model` or `conflict`. */
  load(): Promise<number>;
  /**
   * Vector of a query about occurrences; undefined for a word alone.
   * average: what `unlike` is subtracted from when there is nothing else. Throws `not_found` for a line.
   */
  ofQuery(
    query: VectorQuery,
    collection: Collection,
    average?: Float32Array,
  ): Promise<Float32Array | undefined>;
  // argument: what a caller calls the text, for the error `too_large` of one of more than 1,000 word pieces; a stored
  // text, without argument, has no limit here
  /** Mean of all pieces of a text, to compare sentences with. */
  ofSentence(text: string, argument: string): Promise<Float32Array>;
  /** A sense's description, to distinguish senses by. */
  ofSense(word: string, description: string, argument?: string): Promise<DescriptionVectors>;
  /** Mean of all words of a text. */
  ofDescription(text: string, argument?: string): Promise<Float32Array>;
  /** The vector of a text's word in [brackets]. */
  ofExample(example: MarkedText, argument: string): Promise<Float32Array>;
}

/** encoder: opens it on first use, since listing documents needs none. */
export function queryVectors(store: Store, encoder: () => Promise<Encoder>): QueryVectors {
  const cache = new LRUCache<string, Promise<Float32Array>>({
    maxSize: maxCachedBytes,
    sizeCalculation: (_, key) => bytesPerVector + 2 * key.length,
  });
  const cached = (key: string, encode: () => Promise<Float32Array>): Promise<Float32Array> => {
    let vector = cache.get(key);
    if (!vector) {
      vector = encode();
      vector.catch(() => cache.delete(key));
      cache.set(key, vector);
    }
    return vector;
  };

  /** The encoder, once it is clear that it can encode a text within a second. Throws `too_large`. */
  const encoderFor = async (text: string, argument: string | undefined): Promise<Encoder> => {
    const ready = await encoder();
    if (argument === undefined) return ready;
    const pieces = ready.countPieces(text);
    if (pieces <= mostPieces) return ready;
    throw new PolysemeError(
      'too_large',
      `${argument}: ${describeValue(text)} has ${pieces} word pieces; the limit is ${mostPieces}`,
      { cure: 'Give a shorter text: about 750 words of English at most.' },
    );
  };

  const ofDescription = (text: string, argument?: string): Promise<Float32Array> =>
    cached(`d ${text}`, async () => encodeWords(await encoderFor(text, argument), text, splitWords(text)));

  const ofExample = (example: MarkedText, argument: string): Promise<Float32Array> =>
    cached(`e ${JSON.stringify(example)}`, async () => {
      const { text, startChar, endChar } = example;
      const ready = await encoderFor(text, argument);
      const marked = splitWords(text).filter((one) => one.startChar >= startChar && one.endChar <= endChar);
      const content = marked.filter(({ form }) => isContentWord(form));
      return encodeWords(ready, text, content.length > 0 ? content : marked);
    });

  return {
    async load() {
      const startedAt = performance.now();
      await encoder();
      return performance.now() - startedAt;
    },

    async ofQuery({ word, meaning, example, like, unlike }, collection, average) {
      const parts: Float32Array[] = [];
      if (meaning !== undefined)
        parts.push(await ofDescription(word === undefined ? meaning : `${word} : ${meaning}`, 'meaning'));
      if (example) parts.push(await ofExample(example, 'example'));
      const base = parts.length > 1 ? normalise(mean(parts, collection.dim)) : parts[0];
      if (like.length === 0 && unlike.length === 0) return base;
      const vectorsOf = (ids: readonly number[]): Promise<Float32Array[]> =>
        Promise.all(ids.map((id) => vectorOfLine(store, collection, id)));
      const liked = await vectorsOf(like);
      const unliked = await vectorsOf(unlike);
      const from = base ?? (liked.length === 0 ? average : undefined);
      // only a direction away from the unlike ones is wanted: the average is its starting point
      const isAwayOnly = base === undefined && liked.length === 0;
      return rocchio(from, liked, unliked, collection.dim, isAwayOnly ? 1 : undefined);
    },

    async ofSense(word, description, argument) {
      const ready = await encoderFor(description, argument);
      const [vectors] = await encodeSenses(ready, [{ word, description }]);
      return vectors as DescriptionVectors;
    },

    ofSentence: (text, argument) =>
      cached(`s ${text}`, async () => {
        const ready = await encoderFor(text, argument);
        return (await ready.encode(text, [], [whole(text)])).sentences;
      }),
    ofDescription,
    ofExample,
  };
}

/** Returns the vector of an occurrence, of length 1. Throws `not_found`. */
export async function vectorOfLine(
  store: Store,
  { id, dim }: Collection,
  tokenId: number,
): Promise<Float32Array> {
  const isHere = (await store.collectionOfToken(tokenId)) === id;
  const { ids, codes } = isHere ? await store.tokenVectors([tokenId], dim) : { ids: [], codes: undefined };
  if (ids.length === 0 || !codes) throw noSuchLine(tokenId);
  return unitRow(codes, dim, 0);
}

/** Mean of the vectors of some words of a text. */
async function encodeWords(
  { encode, dim }: Encoder,
  text: string,
  words: ReturnType<typeof splitWords>,
): Promise<Float32Array> {
  return meanOfRows((await encode(text, words, [whole(text)])).words, dim);
}

/** A sense as it is compared with lines: the head word's vector and the mean of all words have equal weight. */
export async function encodeSenses(
  encoder: Encoder,
  senses: readonly { readonly word: string; readonly description: string }[],
): Promise<DescriptionVectors[]> {
  const texts = senses.map(({ word, description }) => {
    const text = `${word} : ${description}`;
    return { text, words: splitWords(text), sentences: [whole(text)] };
  });
  return (await encoder.encodeAll(texts)).map(({ words, sentences, dim }) => ({
    word: normalise(mean([words.subarray(0, dim), meanOfRows(words, dim)], dim)),
    sentence: sentences,
  }));
}

const whole = (text: string) => ({ startChar: 0, endChar: text.length });

function meanOfRows(rows: Float32Array, dim: number): Float32Array {
  const vectors: Float32Array[] = [];
  for (let start = 0; start < rows.length; start += dim) vectors.push(rows.subarray(start, start + dim));
  return normalise(mean(vectors, dim));
}
