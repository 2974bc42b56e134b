// Runs the graph: the only file that loads a model. Lives in a worker thread; one run at a time, one thread a run,
// one passage a run, so that the same passage always gives the same vectors, bit for bit.

import path from 'node:path';
import { workerData } from 'node:worker_threads';
import { AutoModel, env, Tensor } from '@xenova/transformers';
import onnxruntime from 'onnxruntime-common';
import Tinypool from 'tinypool';
import { cutWindows, poolSpans } from './pooling.js';
import type { TokenisedText } from './tokenizer.js';

/** What a worker needs to know once. */
export interface EncodeWorkerData {
  readonly folder: string;
  readonly graphPath: string;
  readonly prefixIds: readonly number[];
  readonly suffixIds: readonly number[];
  /** Most pieces in one run, the special ones included. */
  readonly windowPieces: number;
}

type Model = ((inputs: Record<string, Tensor>) => Promise<{ last_hidden_state: Tensor }>) & {
  session: { inputNames: readonly string[] };
};

// tinypool hands workerData as [its own, ours]
const { folder, graphPath, prefixIds, suffixIds, windowPieces } = (
  Array.isArray(workerData) ? workerData.at(-1) : workerData
) as EncodeWorkerData;

/**
 * The library gives onnxruntime the graph's bytes and no options. From bytes, onnxruntime-node 1.14 ignores the
 * options too (measured: two threads run whatever is asked for); from a path it heeds them. So `create` is given
 * the path, one thread and the sequential mode.
 */
async function loadModel(): Promise<Model> {
  env.localModelPath = path.dirname(folder);
  env.allowLocalModels = true;
  env.allowRemoteModels = false;
  env.useFSCache = false;
  const create = InferenceSession.create.bind(InferenceSession);
  InferenceSession.create = (() =>
    create(graphPath as never, {
      executionProviders: ['cpu'],
      intraOpNumThreads: 1,
      interOpNumThreads: 1,
      executionMode: 'sequential',
    })) as typeof create;
  // it would print each failure before it throws it
  const warn = console.warn;
  console.warn = () => {};
  try {
    return (await AutoModel.from_pretrained(path.basename(folder), { quantized: true })) as unknown as Model;
  } finally {
    InferenceSession.create = create;
    console.warn = warn;
  }
}

const { InferenceSession } = onnxruntime;
// loaded with the first task, so that a failure is that task's error and not the thread's
let model: Promise<Model> | undefined;

/**
 * Encodes one text; a longer one than a run allows goes through overlapping windows.
 * Returns [(numWords + numSentences) × dim], handed over without a copy.
 */
export default async function encode(text: TokenisedText): Promise<unknown> {
  const numPieces = text.pieceIds.length;
  const size = windowPieces - prefixIds.length - suffixIds.length;
  let pieces: Float32Array | undefined;
  let dim = 0;
  for (const { start, end, keepStart, keepEnd } of cutWindows(numPieces, size)) {
    const hidden = await runGraph(text.pieceIds.subarray(start, end)); // [1 × (pieces + specials) × dim]
    dim = hidden.dims[2] as number;
    pieces ??= new Float32Array(numPieces * dim);
    const shift = prefixIds.length - start;
    const rows = hidden.data as Float32Array;
    pieces.set(rows.subarray((keepStart + shift) * dim, (keepEnd + shift) * dim), keepStart * dim);
    // dispose() came to tensors after onnxruntime 1.14; with it, memory would otherwise wait for the collector
    (hidden as { dispose?: () => void }).dispose?.();
  }
  const spans = new Int32Array([...text.wordSpans, ...text.sentenceSpans]);
  return Tinypool.move(poolSpans(pieces as Float32Array, dim, spans));
}

async function runGraph(ids: Int32Array): Promise<Tensor> {
  model ??= loadModel();
  const run = await model;
  const all = BigInt64Array.from([...prefixIds, ...ids, ...suffixIds], BigInt);
  const tensor = (data: BigInt64Array): Tensor => new Tensor('int64', data, [1, all.length]);
  const inputs: Record<string, Tensor> = {
    input_ids: tensor(all),
    attention_mask: tensor(new BigInt64Array(all.length).fill(1n)),
  };
  if (run.session.inputNames.includes('token_type_ids')) {
    inputs.token_type_ids = tensor(new BigInt64Array(all.length));
  }
  return (await run(inputs)).last_hidden_state;
}
