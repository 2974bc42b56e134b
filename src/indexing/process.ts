// Where an ingest runs: in a separate process, so that this one keeps answering and the memory is freed; or here, for a
// database in memory, or when there is too little to start a process for (about a second of processor time) and nobody
// to wait for. worker.ts is the process's other end.
import { fork } from 'node:child_process';
import { defaultCollection, defaultContextWindow } from '../domain/defaults.js';
import { PolysemeError } from '../domain/errors.js';
import type { IndexReport } from '../domain/reports.js';
import type { IndexOptions } from '../domain/text.js';
import type { Encoder } from '../encoder/encoder.js';
import type { ModelFiles } from '../encoder/model-files.js';
import type { Collection, Store } from '../store/store.js';
import type { IngestOptions } from './ingest.js';
import { ingestFrom } from './ingest-from.js';
import type { IngestFrom } from './sources.js';
import type { IngestWorkerData, IngestWorkerMessage } from './worker.js';

/** What an ingest works with. */
export interface IngestContext {
  readonly store: Store;
  /** Files of the model that encodes; throws `model`. */
  readonly model: () => Promise<ModelFiles>;
  /** Encoder for an ingest in this process; throws `model`. */
  readonly encoder: () => Promise<Encoder>;
  /** Encoder processes of an ingest in a separate process. */
  readonly workers: number;
}

/** Into which collection, and how it is watched and stopped. */
export type IngestInto = Pick<IndexOptions, 'collection' | 'contextWindow' | 'signal' | 'onProgress'>;

/**
 * Ingests into a collection, created if missing. isSmall: too little to start a process for. Throws `cancelled`,
 * `conflict` (the collection has another model or context window), `busy`, `data` or `model`.
 */
export async function runIngest(
  context: IngestContext,
  from: IngestFrom,
  options: IngestInto,
  { isSmall = false } = {},
): Promise<IndexReport> {
  const { store, workers } = context;
  const modelFiles = await context.model();
  const wanted = await wantedCollection(store, modelFiles, options);
  const collection = await store.ensureCollection(wanted);
  // while another process writes, only a process of its own may wait for it
  if (store.isInMemory || (isSmall && (await store.canWrite()))) {
    return ingestFrom(store, context.encoder, collection, from, options);
  }
  const { file: dbFile, identity } = store;
  return runInProcess({ dbFile, identity, modelFiles, workers, collection: wanted, from }, options);
}

async function wantedCollection(
  store: Store,
  { name: model, fingerprint, dim }: ModelFiles,
  { collection: name = defaultCollection, contextWindow }: IngestInto,
): Promise<Omit<Collection, 'id'>> {
  const stored = await store.collection(name);
  const window = contextWindow ?? stored?.contextWindow ?? defaultContextWindow;
  return { name, model, fingerprint, dim, contextWindow: window };
}

/** The signal asks the process to stop at the next passage: it answers `cancelled`. */
function runInProcess(data: IngestWorkerData, { signal, onProgress }: IngestOptions): Promise<IndexReport> {
  return new Promise((resolve, reject) => {
    const child = fork(new URL('./worker.js', import.meta.url), {
      serialization: 'advanced',
      execArgv: [],
    });
    const cancel = (): void => {
      if (child.connected) child.send('cancel');
    };
    signal?.addEventListener('abort', cancel, { once: true });
    let settle: (() => void) | undefined;
    child.on('message', (message: IngestWorkerMessage) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'done') settle = () => resolve(message.report);
      else settle = () => reject(toError(message));
    });
    child.once('error', (cause) => {
      settle ??= () => reject(cause);
    });
    // its connection closes only when the process ends
    child.once('exit', (status, killedBy) => {
      signal?.removeEventListener('abort', cancel);
      if (settle) settle();
      else reject(endedEarly(killedBy ?? `status ${status}`));
    });
    child.send(data);
    if (signal?.aborted) cancel();
  });
}

function toError({ code, message, stack, cure }: IngestWorkerMessage & { kind: 'failed' }): Error {
  if (code) return new PolysemeError(code, message, { cure });
  // where it was thrown in the other process, for the log
  return Object.assign(new Error(message), stack === undefined ? {} : { stack });
}

const endedEarly = (how: string): PolysemeError =>
  new PolysemeError('data', `index: the indexing process ended early (${how})`, {
    cure: 'What was committed stays; run the same again to go on from there.',
  });
