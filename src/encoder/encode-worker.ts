// Runs the graph: the only file that loads a model. Lives in its own process (encoder.ts says why). One run at a time,
// one thread per run, one passage per run: the same passage always gives the same vectors, bit for bit.

import onnxruntime from 'onnxruntime-node';
import { type EncodeTask, graphVariable } from './encode-worker-data.js';
import { cutWindows, poolSpans } from './pooling.js';
import type { TokenisedText } from './tokenizer.js';

type Session = onnxruntime.InferenceSession;

const graphPath = process.env[graphVariable] as string;

// Ctrl-C reaches every process of the terminal: this one ends with its parent, which may have work to save first
process.on('SIGINT', () => {});

/** From a path: given the graph's bytes, onnxruntime-node 1.14 runs two threads whatever is requested. */
async function startSession(): Promise<Session> {
  const session = await onnxruntime.InferenceSession.create(graphPath, {
    executionProviders: ['cpu'],
    intraOpNumThreads: 1,
    interOpNumThreads: 1,
    executionMode: 'sequential',
  });
  if (session.outputNames.includes(outputName)) return session;
  throw new Error(`its outputs are ${session.outputNames.join(', ')}, and none is ${outputName}`);
}

const outputName = 'last_hidden_state';

// with the first task, so that a failure is that task's error and not the process's
let starting: Promise<Session> | undefined;

/**
 * Encodes texts one by one; a text too long for one run goes through overlapping windows.
 * Returns [(numWords + numSentences) × dim] for each. Without texts it only loads the model.
 */
export default async function encode({ texts, windowPieces }: EncodeTask): Promise<Float32Array[]> {
  starting ??= startSession();
  const session = await starting;
  const encoded: Float32Array[] = [];
  for (const text of texts) encoded.push(await encodeOne(session, text, windowPieces));
  return encoded;
}

async function encodeOne(session: Session, text: TokenisedText, windowPieces: number): Promise<Float32Array> {
  const { prefixIds, suffixIds } = text;
  const numPieces = text.pieceIds.length;
  const size = windowPieces - prefixIds.length - suffixIds.length;
  let pieces: Float32Array | undefined;
  let dim = 0;
  for (const { start, end, keepStart, keepEnd } of cutWindows(numPieces, size)) {
    const ids = [...prefixIds, ...text.pieceIds.subarray(start, end), ...suffixIds];
    const hidden = await runGraph(session, ids);
    dim = hidden.dims[2] as number;
    pieces ??= new Float32Array(numPieces * dim);
    const shift = prefixIds.length - start;
    const rows = hidden.data as Float32Array;
    pieces.set(rows.subarray((keepStart + shift) * dim, (keepEnd + shift) * dim), keepStart * dim);
  }
  const spans = new Int32Array([...text.wordSpans, ...text.sentenceSpans]);
  return poolSpans(pieces as Float32Array, dim, spans);
}

/** Returns [1 × ids × dim]. */
async function runGraph(session: Session, ids: readonly number[]): Promise<onnxruntime.Tensor> {
  const tensor = (data: BigInt64Array) => new onnxruntime.Tensor('int64', data, [1, ids.length]);
  const inputs: Record<string, onnxruntime.Tensor> = {
    input_ids: tensor(BigInt64Array.from(ids, BigInt)),
    attention_mask: tensor(new BigInt64Array(ids.length).fill(1n)),
  };
  if (session.inputNames.includes('token_type_ids')) {
    inputs.token_type_ids = tensor(new BigInt64Array(ids.length));
  }
  return (await session.run(inputs))[outputName] as onnxruntime.Tensor;
}
