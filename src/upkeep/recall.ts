// Recall of an approximate index: sample points are looked up exactly and by the index.
import { setImmediate } from 'node:timers/promises';
import type { AnnIndex } from '../ann/ann-index.js';
import { throwIfCancelled } from '../domain/cancel.js';
import type { Recall } from '../domain/reports.js';
import { rounded } from '../search/lines.js';
import type { Collection, Store } from '../store/store.js';

/** Points whose nearest are looked up. */
export interface RecallSample {
  readonly ann: AnnIndex;
  /** Token ids, or numbers of vectors. */
  readonly queries: readonly number[];
  /** Distances of the nearest of a query, without itself, nearest first: exactly, or by the index. */
  nearest(query: number, exact: boolean): Promise<readonly number[]>;
}

/** What rounding may change in a distance, relative to it where it is larger than 1. */
const tolerance = 1e-5;

/** Returns numQueries random occurrences of a collection, or all when there are fewer. */
export async function tokenSample(
  store: Store,
  { id }: Pick<Collection, 'id'>,
  ann: AnnIndex,
  numQueries: number,
  nearest: RecallSample['nearest'],
): Promise<RecallSample> {
  return { ann, queries: await store.randomTokens(id, numQueries), nearest };
}

/**
 * Returns the mean share of the true `k` nearest that the index finds, or others no further away, since any of those at
 * the same distance will do; loads the saved index. k and efSearch are those
 * that the sample's `nearest` uses. Throws `cancelled`, before the next query.
 */
export async function measureRecall(
  sample: RecallSample,
  { k, efSearch, signal }: { readonly k: number; readonly efSearch: number; readonly signal?: AbortSignal },
): Promise<Recall> {
  const { ann, queries } = sample;
  await ann.load();
  const recall = await recallOf(sample, signal);
  return { recall, queries: queries.length, k, efSearch, annState: await ann.state() };
}

/** 0 to 1; null when nothing is near anything. */
async function recallOf(
  { queries, nearest }: Pick<RecallSample, 'queries' | 'nearest'>,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  let numHits = 0;
  let numExact = 0;
  for (const query of queries) {
    await setImmediate(); // others get a turn, and may stop this
    throwIfCancelled(signal);
    const exact = await nearest(query, true);
    const furthest = exact.at(-1) ?? 0;
    const limit = furthest + tolerance * Math.max(1, Math.abs(furthest));
    const near = await nearest(query, false);
    numHits += near.filter((distance) => distance <= limit).length;
    numExact += exact.length;
  }
  return numExact === 0 ? null : rounded(numHits / numExact);
}
