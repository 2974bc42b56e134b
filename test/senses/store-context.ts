// What senses work with, over a store alone: no model, no index.
import { wordCache } from '#src/search/occurrences.js';
import { type SenseContext, senseCache } from '#src/senses/sense-context.js';
import type { Store } from '#src/store/store.js';
import { ensureDefault } from '../store/passages.js';

export async function storeContext(store: Store): Promise<SenseContext> {
  const refuse = (): never => {
    throw new Error('not needed here');
  };
  const collection = await ensureDefault(store);
  return {
    ...{ store, collection, words: wordCache(store, collection), cache: senseCache() },
    phrases: undefined as never,
    ...{
      encoder: refuse,
      shippedVectors: refuse,
      rowsOfSense: refuse,
      ann: undefined as never,
      vectors: undefined as never,
    },
  };
}
