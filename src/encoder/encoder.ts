// The encoder as the rest of the project sees it: text with marked ranges in, unit vectors out.
// The work is done by encode-worker.ts in a pool of processes (tinypool), one passage a run.

import { availableParallelism } from 'node:os';
import { Tinypool } from 'tinypool';
import { PolysemeError } from '../domain/errors.js';
import { type EncodeTask, graphVariable } from './encode-worker-data.js';
import type { ModelFiles } from './model-files.js';
import { type CharRange, loadTokenizer, type TokenisedText } from './tokenizer.js';

/** Vectors of one text, row-major, L2-normalised. */
export interface EncodedText {
  /** [numWords × dim] */
  readonly words: Float32Array;
  /** [numSentences × dim] */
  readonly sentences: Float32Array;
  readonly dim: number;
}

export interface Encoder {
  readonly model: string;
  readonly fingerprint: string;
  /** Components of each vector. */
  readonly dim: number;
  readonly workers: number;
  countPieces(text: string): number;
  /**
   * Returns the vectors of words and sentences of `text`, all from one pass over it. A text of more than `windowPieces`
   * goes through overlapping windows: so many pieces in one run, including the special ones, 24 to the model's own
   * limit, default 256.
   */
  encode(
    text: string,
    words: readonly CharRange[],
    sentences: readonly CharRange[],
    windowPieces?: number,
  ): Promise<EncodedText>;
  /** The same for several short texts, which cost less to hand over together; each is still encoded alone. */
  encodeAll(texts: readonly TextWithRanges[]): Promise<EncodedText[]>;
}

export interface TextWithRanges {
  readonly text: string;
  readonly words: readonly CharRange[];
  readonly sentences: readonly CharRange[];
}

export interface EncoderOptions {
  /** Processes, each with its own copy of the model (about 130 MB): 1 to 64, default the number of processors. */
  readonly workers?: number;
}

const defaultWindowPieces = 256;

const encoders = new Map<string, Promise<Encoder>>();

/**
 * Opens the encoder of a model and starts its workers. Throws `model` when the graph cannot be loaded.
 * Each worker is a process: onnxruntime-node 1.14 keeps references of one thread where another uses them. Of six
 * processes that opened and closed encoder threads twelve times, five crashed, and indexing runs with two threads that
 * nobody closed crashed now and then. Encoders are shared by all callers of the same and live as long as the process
 * that opened them; idle ones do not keep it alive.
 */
export function openEncoder(files: ModelFiles, options: EncoderOptions = {}): Promise<Encoder> {
  const { workers = availableParallelism() } = options;
  const key = JSON.stringify([files.folder, files.fingerprint, workers]);
  let encoder = encoders.get(key);
  if (!encoder) {
    encoder = startEncoder(files, workers);
    encoder.catch(() => encoders.delete(key));
    encoders.set(key, encoder);
  }
  return encoder;
}

const notAModel = ({ graphPath }: ModelFiles, what: string, cause?: unknown): PolysemeError =>
  new PolysemeError('model', `model: ${graphPath} ${what}`, {
    cure: 'Restore the file from where the model came from, or choose another model with --model.',
    cause,
  });

async function startEncoder(files: ModelFiles, workers: number): Promise<Encoder> {
  const { dim } = files;
  const pool = new Tinypool({
    runtime: 'child_process',
    serialization: 'advanced',
    env: { ...process.env, [graphVariable]: files.graphPath } as Record<string, string>,
    execArgv: [],
    filename: new URL('./encode-worker.js', import.meta.url).href,
    minThreads: workers,
    maxThreads: workers,
    // one run at a time, with the next ones waiting in the worker so that it never idles
    concurrentTasksPerWorker: 4,
  });
  const runInWorker = (texts: readonly TokenisedText[], windowPieces: number): Promise<Float32Array[]> =>
    pool.run({ texts, windowPieces: Math.min(windowPieces, files.maxPieces) } satisfies EncodeTask);
  // one task per worker: all load the model now, while the tokenizer loads here
  const started = Promise.all(
    Array.from({ length: workers }, () => runInWorker([], defaultWindowPieces)),
  ).catch((cause: Error) => {
    throw notAModel(files, `cannot be loaded: ${cause.message}`, cause);
  });
  const [tokenizer] = await Promise.all([loadTokenizer(files), started]);
  const word = { startChar: 0, endChar: 1 };
  const [probe] = await runInWorker([tokenizer.tokenise('a', [word], [word])], defaultWindowPieces).catch(
    (cause: Error) => {
      throw notAModel(files, `cannot be run on what its tokenizer gives: ${cause.message}`, cause);
    },
  );
  if (probe?.length !== 2 * dim) {
    const components = (probe?.length ?? 0) / 2;
    throw notAModel(files, `gives vectors of ${components} components, where config.json says ${dim}`);
  }
  const encodeAll = async (
    texts: readonly TextWithRanges[],
    windowPieces = defaultWindowPieces,
  ): Promise<EncodedText[]> => {
    const tokenised = texts.map(({ text, words, sentences }) => tokenizer.tokenise(text, words, sentences));
    const encoded = await runInWorker(tokenised, windowPieces);
    return encoded.map((rows, i) => {
      const middle = (texts[i] as TextWithRanges).words.length * dim;
      return { words: rows.subarray(0, middle), sentences: rows.subarray(middle), dim };
    });
  };
  return {
    model: files.name,
    fingerprint: files.fingerprint,
    dim,
    workers,
    countPieces: (text) => tokenizer.countPieces(text),
    encodeAll: (texts) => encodeAll(texts),
    async encode(text, words, sentences, windowPieces) {
      const [encoded] = await encodeAll([{ text, words, sentences }], windowPieces);
      return encoded as EncodedText;
    },
  };
}
