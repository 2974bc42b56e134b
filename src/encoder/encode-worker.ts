// Runs the graph: the only file that loads a model. Lives in its own process (encoder.ts says why). One run at a time,
// one thread per run, one passage per run: the same passage always gives the same vectors, bit for bit.

import path from 'node:path';
import { AutoModel, env, Tensor } from '@xenova/transformers';
import onnxruntime from 'onnxruntime-common';
import { type EncodeWorkerData, encodeWorkerVariable } from './encode-worker-data.js';
import { cutWindows, poolSpans } from './pooling.js';
import type { TokenisedText } from './tokenizer.js';

type Model = ((inputs: Record<string, Tensor>) => Promise<{ last_hidden_state: Tensor }>) & {
  session: { inputNames: readonly string[] };
};

const { folder, graphPath, windowPieces } = JSON.parse(
  process.env[encodeWorkerVariable] ?? '{}',
) as EncodeWorkerData;

// Ctrl-C reaches every process of the terminal: this one ends with its parent, which may have work to save first
process.on('SIGINT', () => {});

/**
 * The library gives onnxruntime the graph's bytes and no options. From bytes, onnxruntime-node 1.14 ignores the
 * options too (measured: two threads run whatever is requested); from a path it heeds them. So `create` gets the path,
 * one thread and the sequential mode.
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
  // it would print each failure before throwing it
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
// loaded with the first task, so that a failure is that task's error and not the process's
let model: Promise<Model> | undefined;

/**
 * Encodes texts one by one; a text too long for one run goes through overlapping windows.
 * Returns [(numWords + numSentences) × dim] for each. Without texts it only loads the model.
 */
export default async function encode(texts: readonly TokenisedText[]): Promise<Float32Array[]> {
  model ??= loadModel();
  await model;
  const encoded: Float32Array[] = [];
  for (const text of texts) encoded.push(await encodeOne(text));
  return encoded;
}

async function encodeOne(text: TokenisedText): Promise<Float32Array> {
  const { prefixIds, suffixIds } = text;
  const numPieces = text.pieceIds.length;
  const size = windowPieces - prefixIds.length - suffixIds.length;
  let pieces: Float32Array | undefined;
  let dim = 0;
  for (const { start, end, keepStart, keepEnd } of cutWindows(numPieces, size)) {
    const hidden = await runGraph([...prefixIds, ...text.pieceIds.subarray(start, end), ...suffixIds]); // [1 × (pieces + specials) × dim]
    dim = hidden.dims[2] as number;
    pieces ??= new Float32Array(numPieces * dim);
    const shift = prefixIds.length - start;
    const rows = hidden.data as Float32Array;
    pieces.set(rows.subarray((keepStart + shift) * dim, (keepEnd + shift) * dim), keepStart * dim);
    // tensors got dispose() after onnxruntime 1.14; where it exists, memory would otherwise wait for the collector
    (hidden as { dispose?: () => void }).dispose?.();
  }
  const spans = new Int32Array([...text.wordSpans, ...text.sentenceSpans]);
  return poolSpans(pieces as Float32Array, dim, spans);
}

async function runGraph(ids: readonly number[]): Promise<Tensor> {
  const run = await (model as Promise<Model>);
  const all = BigInt64Array.from(ids, BigInt);
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
