// Starts an indexing job in a process of its own and waits for it; index-worker.ts is the other end.
import { fork } from 'node:child_process';
import { PolysemeError } from '../domain/errors.js';
import type { IndexReport } from '../domain/reports.js';
import type { IndexOptions } from '../polyseme/options.js';
import type { IndexWorkerData, IndexWorkerMessage } from './worker.js';

/** Runs the job in a process of its own; the signal asks it to stop at the next passage: it answers `cancelled`. */
export function runIndexWorker(
  data: IndexWorkerData,
  { signal, onProgress }: IndexOptions,
): Promise<IndexReport> {
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
    child.on('message', (message: IndexWorkerMessage) => {
      if (message.kind === 'progress') onProgress?.(message.progress);
      else if (message.kind === 'done') settle = () => resolve(message.report);
      else {
        const { code, cure } = message;
        const error = code ? new PolysemeError(code, message.message, { cure }) : new Error(message.message);
        settle = () => reject(error);
      }
    });
    child.once('error', (cause) => {
      settle ??= () => reject(cause);
    });
    // only when the process has ended is its connection closed
    child.once('exit', (status, killedBy) => {
      signal?.removeEventListener('abort', cancel);
      if (settle) return settle();
      reject(
        new PolysemeError(
          'data',
          `index: the indexing process ended early (${killedBy ?? `status ${status}`})`,
          {
            cure: 'What was committed stays; run the same again to go on from there.',
          },
        ),
      );
    });
    child.send(data);
    if (signal?.aborted) cancel();
  });
}
