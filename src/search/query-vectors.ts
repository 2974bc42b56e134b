// What was asked, as one vector in the space of the occurrences.
//   description   the mean of all words of `word : description`
//   example       the vector of its marked word
//   like, unlike  stored vectors of lines, combined with the above by Rocchio

import { rocchio } from '../analysis/rank.js';
import type { DescriptionVectors } from '../domain/senses.js';
import type { Encoder } from '../encoder/encoder.js';
import { mean, normalise, unitRow } from '../math/vector.js';
import type { Collection, Store } from '../store/store.js';
import { splitWords } from '../text/words.js';
import { noSuchLine } from './lines.js';
import type { CheckedQuery, MarkedText } from './query.js';

const cachedTexts = 1000;

export interface QueryVectors {
  /**
   * Vector of a query about occurrences; undefined when nothing but a word was asked.
   * average: what `unlike` is subtracted from when nothing else was asked.
   */
  of(query: CheckedQuery, collection: Collection, average?: Float32Array): Promise<Float32Array | undefined>;
  /** Mean of all pieces of a text: what sentences are compared with. */
  ofSentence(text: string): Promise<Float32Array>;
  /** A sense's description, for telling senses apart. */
  ofSense(word: string, description: string): Promise<DescriptionVectors>;
  /** Mean of all words of a text. */
  ofDescription(text: string): Promise<Float32Array>;
  /** The word of a text that stands in [brackets]. */
  ofExample(example: MarkedText): Promise<Float32Array>;
}

/** The encoder is opened on first use: listing documents needs none. */
export function queryVectors(store: Store, openedEncoder: () => Promise<Encoder>): QueryVectors {
  const cache = new Map<string, Promise<Float32Array>>();
  const cached = (key: string, encode: () => Promise<Float32Array>): Promise<Float32Array> => {
    let vector = cache.get(key);
    if (!vector) {
      if (cache.size >= cachedTexts) cache.clear();
      vector = encode();
      vector.catch(() => cache.delete(key));
      cache.set(key, vector);
    }
    return vector;
  };

  async function describe(text: string): Promise<Float32Array> {
    const encoder = await openedEncoder();
    const { words } = await encoder.encode(text, splitWords(text), [whole(text)]);
    return meanOfRows(words, encoder.dim);
  }

  async function sense(word: string, description: string): Promise<DescriptionVectors> {
    const [vectors] = await encodeSenses(await openedEncoder(), [{ word, description }]);
    return vectors as DescriptionVectors;
  }

  async function sentence(text: string): Promise<Float32Array> {
    const encoder = await openedEncoder();
    return (await encoder.encode(text, [], [whole(text)])).sentences;
  }

  async function markedWord({ text, startChar, endChar }: MarkedText): Promise<Float32Array> {
    const encoder = await openedEncoder();
    const inside = splitWords(text).filter((word) => word.startChar >= startChar && word.endChar <= endChar);
    const { words } = await encoder.encode(text, inside, [whole(text)]);
    return meanOfRows(words, encoder.dim);
  }

  const ofDescription = (text: string): Promise<Float32Array> => cached(`d ${text}`, () => describe(text));
  const ofExample = (example: MarkedText): Promise<Float32Array> =>
    cached(`e ${JSON.stringify(example)}`, () => markedWord(example));

  return {
    async of({ word, meaning, example, like, unlike }, collection, average) {
      const parts: Float32Array[] = [];
      if (meaning !== undefined)
        parts.push(await ofDescription(word === undefined ? meaning : `${word} : ${meaning}`));
      if (example) parts.push(await ofExample(example));
      const base = parts.length > 1 ? normalise(mean(parts, (parts[0] as Float32Array).length)) : parts[0];
      if (like.length === 0 && unlike.length === 0) return base;
      const liked = like.map((id) => vectorOfLine(store, collection, id));
      const unliked = unlike.map((id) => vectorOfLine(store, collection, id));
      const from = base ?? (liked.length === 0 ? average : undefined);
      const [first] = [from, ...liked, ...unliked].filter((vector) => vector !== undefined) as [Float32Array];
      // away from the unlike ones is all that was asked: the average only says from where
      const isAwayOnly = base === undefined && liked.length === 0;
      return rocchio(from, liked, unliked, first.length, isAwayOnly ? 1 : undefined);
    },
    ofSense: sense,
    ofSentence: (text) => cached(`s ${text}`, () => sentence(text)),
    ofDescription,
    ofExample,
  };
}

/** The vector of an occurrence, of length 1. Throws `not_found`. */
export function vectorOfLine(store: Store, { id, dim }: Collection, tokenId: number): Float32Array {
  if (store.collectionOfToken(tokenId) !== id) throw noSuchLine(tokenId);
  return unitRow(store.tokenVectors([tokenId], dim).codes, dim, 0);
}

/** Senses as they are compared with lines: the head word's vector and the mean of all words weigh the same. */
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
