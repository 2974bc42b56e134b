// Keeping the search index in step with what requests have changed, in the background.
import type { Logger } from 'pino';
import { PolysemeError } from '../domain/errors.js';
import type { Polyseme } from '../polyseme/polyseme.js';

/** All of the index is written each time: what is added one by one waits for its like. */
const laterMs = 5000;

export interface Indexing {
  /** After a removal: what is gone must not stay in the index. */
  now(collection: string): void;
  /** After an addition, which is found meanwhile without the index. */
  later(collection: string): void;
}

export function indexing(polyseme: Polyseme, log: Logger): Indexing {
  const waiting = new Set<string>();
  const now = (collection: string): void => {
    polyseme.syncIndex({ collection }).catch((cause: unknown) => {
      // closed or removed meanwhile
      if (!(cause instanceof PolysemeError)) log.error(cause, 'the search index cannot be built');
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
