// Keeps the search index in step with what requests change, in the background.
import type { Logger } from 'pino';
import { type ErrorCode, PolysemeError } from '../domain/errors.js';
import type { Polyseme } from '../polyseme/polyseme.js';

/** It was closed, stopped, removed or replaced meanwhile. */
const meanwhile: readonly ErrorCode[] = ['invalid_input', 'cancelled', 'not_found', 'conflict'];

/** The whole index is written each time, so single additions wait for more of the kind. */
const laterMs = 5000;

export interface IndexSync {
  /** After a removal: removed data must not stay in the index. */
  now(collection: string): void;
  /** After an addition, which searches meanwhile see without the index. */
  later(collection: string): void;
}

export function indexSync(polyseme: Polyseme, log: Logger): IndexSync {
  const waiting = new Set<string>();
  const now = (collection: string): void => {
    polyseme.syncIndex({ collection }).catch((cause: unknown) => {
      const code = cause instanceof PolysemeError ? cause.code : undefined;
      if (code !== undefined && meanwhile.includes(code)) return;
      log.error(cause, 'the search index cannot be built; searches go on without it');
    });
  };
  return {
    now,
    later(collection) {
      if (waiting.has(collection)) return;
      waiting.add(collection);
      setTimeout(() => {
        waiting.delete(collection);
        now(collection);
      }, laterMs).unref();
    },
  };
}
