// What was read from the database, kept while the revisions it was read at hold.
import { LRUCache } from 'lru-cache';

/** Returns the value of a key at these revisions: the one kept, one being read for another caller, or a new one. */
export type RevisionCache<T> = (key: string, revisions: string, read: () => Promise<T>) => Promise<T>;

interface Entry<T> {
  readonly revisions: string;
  readonly value: T;
}

/** maxBytes: memory for all values; one that is larger is kept too, alone. sizeOf: bytes, at least 1. */
export function revisionCache<T>(maxBytes: number, sizeOf: (value: T) => number): RevisionCache<T> {
  const cache = new LRUCache<string, Entry<T>>({
    maxSize: maxBytes,
    sizeCalculation: ({ value }) => Math.min(maxBytes, sizeOf(value)),
  });
  /** Reads under way, by key and revisions: callers share them. */
  const reading = new Map<string, Promise<T>>();

  return async (key, revisions, read) => {
    const entry = cache.get(key);
    if (entry?.revisions === revisions) return entry.value;
    const readingKey = `${key} ${revisions}`;
    let running = reading.get(readingKey);
    if (!running) {
      running = read()
        .then((value) => {
          cache.set(key, { revisions, value });
          return value;
        })
        .finally(() => reading.delete(readingKey));
      reading.set(readingKey, running);
    }
    return running;
  };
}
