// Text to word pieces, word by word, so that every piece is known to belong to a word or to the text between words.
// The tokenizer first splits at spaces and punctuation, so for scripts that write spaces the pieces are the same as for
// the whole text at once; only a word cut in two would differ.

import path from 'node:path';
import { LRUCache } from 'lru-cache';
import { PolysemeError } from '../domain/errors.js';
import type { ModelFiles } from './model-files.js';
import { plainLetters } from './plain-letters.js';

export interface CharRange {
  readonly startChar: number;
  readonly endChar: number;
}

/** A text in the form that the encoder takes. */
export interface TokenisedText {
  /** Piece ids without the special ones at both ends. */
  readonly pieceIds: Int32Array;
  /** Ids to put before and after the pieces of a run. */
  readonly prefixIds: readonly number[];
  readonly suffixIds: readonly number[];
  /** [2 × numWords]: first piece and piece after the last of each word; equal when a word has no piece. */
  readonly wordSpans: Int32Array;
  /** [2 × numSentences]: likewise for each sentence, punctuation included. */
  readonly sentenceSpans: Int32Array;
}

export interface Tokenizer {
  countPieces(text: string): number;
  /** words and sentences in order, none overlapping its neighbour; words lie within sentences. */
  tokenise(text: string, words: readonly CharRange[], sentences: readonly CharRange[]): TokenisedText;
}

/** Stretches of text with their pieces: about 200,000 of them. */
const maxCachedBytes = 32 * 1024 * 1024;

/** Loads the tokenizer of a model folder. Throws `model` when it cannot be read. */
export async function loadTokenizer(files: ModelFiles): Promise<Tokenizer> {
  // loaded only where it is needed, and without the models, since it takes long: most commands need no tokenizer
  const { AutoTokenizer } = await import('@xenova/transformers/src/tokenizers.js');
  const { env } = await import('@xenova/transformers/src/env.js');
  env.localModelPath = path.dirname(files.folder);
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  const read = async () => {
    const tokenizer = await AutoTokenizer.from_pretrained(path.basename(files.folder));
    const encode = (text: string, special: boolean): number[] =>
      tokenizer.encode(text, null, { add_special_tokens: special });
    const [bare, framed] = [encode('a', false), encode('a', true)];
    if (![...bare, ...framed].every((id) => Number.isInteger(id)))
      throw new Error('its vocabulary lacks pieces');
    return { encode, bare, framed };
  };
  const { encode, bare, framed } = await read().catch((cause: Error) => {
    // what the library runs into where a part is missing is of no use to a reader
    const what = cause instanceof TypeError ? 'parts of it are missing' : cause.message;
    throw new PolysemeError('model', `model: the tokenizer of ${files.folder} cannot be read: ${what}`, {
      cure: 'Restore tokenizer.json and tokenizer_config.json from where the model came from.',
      cause,
    });
  });
  const at = framed.findIndex((_, i) => bare.every((id, j) => framed[i + j] === id));

  // words repeat: nine in ten stretches of running text have been seen before
  const cache = new LRUCache<string, readonly number[]>({
    maxSize: maxCachedBytes,
    sizeCalculation: (ids, stretch) => 2 * stretch.length + 8 * ids.length + 100,
  });
  const piecesOf = (stretch: string): readonly number[] => {
    let ids = cache.get(stretch);
    if (!ids) {
      ids = encode(plainLetters(stretch), false);
      cache.set(stretch, ids);
    }
    return ids;
  };

  return tokenizerOver(piecesOf, framed.slice(0, at), framed.slice(at + bare.length));
}

/** piecesOf: ids of a stretch of text without white space. */
function tokenizerOver(
  piecesOf: (stretch: string) => readonly number[],
  prefixIds: readonly number[],
  suffixIds: readonly number[],
): Tokenizer {
  return {
    countPieces(text) {
      let count = 0;
      for (const stretch of text.split(/\s+/u)) if (stretch !== '') count += piecesOf(stretch).length;
      return count;
    },

    tokenise(text, words, sentences) {
      const pieceIds: number[] = [];
      const add = (from: number, to: number): void => {
        for (const stretch of text.slice(from, to).split(/\s+/u)) {
          if (stretch !== '') for (const id of piecesOf(stretch)) pieceIds.push(id);
        }
      };
      const wordSpans = new Int32Array(words.length * 2);
      const sentenceSpans = new Int32Array(sentences.length * 2);
      let w = 0;
      sentences.forEach((sentence, s) => {
        sentenceSpans[2 * s] = pieceIds.length;
        let from = sentence.startChar;
        for (let word = words[w]; word && word.endChar <= sentence.endChar; word = words[++w]) {
          add(from, word.startChar);
          wordSpans[2 * w] = pieceIds.length;
          add(word.startChar, word.endChar);
          wordSpans[2 * w + 1] = pieceIds.length;
          from = word.endChar;
        }
        add(from, sentence.endChar);
        sentenceSpans[2 * s + 1] = pieceIds.length;
      });
      return { pieceIds: Int32Array.from(pieceIds), prefixIds, suffixIds, wordSpans, sentenceSpans };
    },
  };
}
