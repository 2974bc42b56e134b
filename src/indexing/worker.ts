// Runs one indexing job in a process of its own, with its own connection and encoders: the process that started it goes
// on answering, and its memory comes back when the job ends. Speaks IndexWorkerMessage to its parent; 'cancel', or the
// parent's end, stops it.

import { type ErrorCode, PolysemeError } from '../domain/errors.js';
import type { IndexProgress, IndexReport } from '../domain/reports.js';
import { openEncoder } from '../encoder/encoder.js';
import type { ModelFiles } from '../encoder/model-files.js';
import { type Collection, openStore } from '../store/store.js';
import { type IndexFrom, ingest, sourcesOf } from './ingest.js';

export interface IndexWorkerData {
  readonly dbFile: string;
  readonly modelFiles: ModelFiles;
  readonly workers: number;
  readonly collection: Omit<Collection, 'id'>;
  readonly from: IndexFrom;
}

export type IndexWorkerMessage =
  | { readonly kind: 'progress'; readonly progress: IndexProgress }
  | { readonly kind: 'done'; readonly report: IndexReport }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly code: ErrorCode | undefined;
      readonly cure: string;
    };

/** A run that adds at least this share of the collection is followed by a rewrite of the file without gaps. */
const compactFromShare = 0.25;

const stop = new AbortController();
const send = (message: IndexWorkerMessage): void => void process.send?.(message);

// Ctrl-C reaches every process of the terminal: the parent decides and says so
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => stop.abort());
process.on('message', (message: IndexWorkerData | 'cancel') => {
  if (message === 'cancel') stop.abort();
  else void start(message);
});

async function start(data: IndexWorkerData): Promise<void> {
  try {
    send({ kind: 'done', report: await run(data) });
  } catch (cause) {
    const error = cause as Error;
    const code = error instanceof PolysemeError ? error.code : undefined;
    const message = code ? error.message : (error.stack ?? String(error));
    send({ kind: 'failed', message, code, cure: error instanceof PolysemeError ? error.cure : '' });
  }
  process.disconnect?.();
}

async function run(data: IndexWorkerData): Promise<IndexReport> {
  const store = openStore(data.dbFile);
  try {
    const collection = store.ensureCollection(data.collection);
    const { contextWindow } = collection;
    const encoder = () =>
      openEncoder(data.modelFiles, {
        workers: data.workers,
        ...(contextWindow === 'sentence' ? {} : { windowPieces: contextWindow }),
      });
    const report = await ingest(store, encoder, collection, sourcesOf(store, data.from), {
      signal: stop.signal,
      onProgress: (progress) => send({ kind: 'progress', progress }),
    });
    const { words } = store.totals(collection.id);
    if (report.words > compactFromShare * words) compactIfFree(store);
    return report;
  } catch (cause) {
    throw store.asStoreError(cause);
  } finally {
    store.close();
  }
}

/** Gaps cost space, not correctness: a file that others hold, or that is not ours alone, is left as it is. */
function compactIfFree(store: ReturnType<typeof openStore>): void {
  try {
    if (!store.isShared()) store.compact();
  } catch (cause) {
    const error = store.asStoreError(cause);
    if (!(error instanceof PolysemeError && (error.code === 'busy' || error.code === 'data'))) throw error;
  }
}
