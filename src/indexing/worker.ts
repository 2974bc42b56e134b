// Runs one ingest in a separate process, with its own connection and encoders: the process that started it keeps
// answering, and the memory is freed when the ingest ends. Sends IngestWorkerMessage to its parent; 'cancel', or the
// parent's end, stops it.
import { type ErrorCode, PolysemeError } from '../domain/errors.js';
import type { IndexProgress, IndexReport } from '../domain/reports.js';
import { openEncoder } from '../encoder/encoder.js';
import type { ModelFiles } from '../encoder/model-files.js';
import { openStore } from '../store/open.js';
import type { Collection, Store } from '../store/store.js';
import { ingestFrom } from './ingest-from.js';
import type { IngestFrom } from './sources.js';

export interface IngestWorkerData {
  readonly dbFile: string;
  /** Of the parent's store: what is opened is the same file. */
  readonly identity: string | undefined;
  readonly modelFiles: ModelFiles;
  readonly workers: number;
  readonly collection: Omit<Collection, 'id'>;
  readonly from: IngestFrom;
}

export type IngestWorkerMessage =
  | { readonly kind: 'progress'; readonly progress: IndexProgress }
  | { readonly kind: 'done'; readonly report: IndexReport }
  | {
      readonly kind: 'failed';
      readonly message: string;
      readonly stack: string | undefined;
      readonly code: ErrorCode | undefined;
      readonly cure: string;
    };

/** An encoder process takes about as long to start as to encode so much text. */
const bytesPerWorker = 32_000;

/** After a run that adds at least this share of the collection, the file is rewritten without gaps. */
const compactFromShare = 0.25;

/** Errors of rewriting that leave the file as it was: it is in use, or there is no space for the copy. */
const mayStayUncompacted: readonly ErrorCode[] = ['busy', 'data', 'disk_full', 'read_only'];

const stop = new AbortController();
/** A parent that has ended hears nothing: that is no error of this process. */
const send = (message: IngestWorkerMessage): void =>
  void process.send?.(message, undefined, undefined, () => {});

// Ctrl-C reaches every process of the terminal: the parent decides and says so
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('disconnect', () => stop.abort());
process.on('message', (message: IngestWorkerData | 'cancel') => {
  if (message === 'cancel') stop.abort();
  else void start(message);
});

async function start(data: IngestWorkerData): Promise<void> {
  try {
    send({ kind: 'done', report: await run(data) });
  } catch (cause) {
    send(toFailure(cause));
  }
  process.disconnect?.();
}

function toFailure(cause: unknown): IngestWorkerMessage {
  const { message, stack } = cause instanceof Error ? cause : new Error(String(cause));
  const { code, cure } = cause instanceof PolysemeError ? cause : { code: undefined, cure: '' };
  return { kind: 'failed', message, stack, code, cure };
}

async function run({ dbFile, identity, modelFiles, workers, collection: wanted, from }: IngestWorkerData) {
  const store = await openStore(dbFile, {
    mustExist: true,
    mustHoldTables: true,
    ...(identity === undefined ? {} : { identity }),
  });
  try {
    const collection = await store.ensureCollection(wanted);
    const encoder = (sizeBytes: number) =>
      openEncoder(modelFiles, {
        workers: Math.min(workers, Math.max(1, Math.ceil(sizeBytes / bytesPerWorker))),
      });
    const report = await ingestFrom(store, encoder, collection, from, {
      signal: stop.signal,
      onProgress: (progress) => send({ kind: 'progress', progress }),
    });
    const { words } = await store.totals(collection.id);
    if (report.words > compactFromShare * words) await compactIfFree(store);
    return report;
  } catch (cause) {
    throw store.asStoreError(cause);
  } finally {
    await store.close();
  }
}

/** Gaps cost only space: a file that others hold, or that is not ours alone, is left as it is. */
async function compactIfFree(store: Store): Promise<void> {
  try {
    if (!(await store.isShared())) await store.compact();
  } catch (cause) {
    const error = store.asStoreError(cause);
    if (!(error instanceof PolysemeError && mayStayUncompacted.includes(error.code))) throw error;
  }
}
