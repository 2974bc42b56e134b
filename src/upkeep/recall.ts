// How much of the true nearest an approximate index finds.
import { setImmediate } from 'node:timers/promises';
import { throwIfCancelled } from '../domain/cancel.js';
import { rounded } from '../search/lines.js';

export interface RecallSample {
  readonly queries: readonly number[];
  /** The nearest of one, exactly or not, by what tells them apart. */
  nearest(query: number, exact: boolean): Promise<readonly unknown[]>;
}

/** 0 to 1; null when nothing is near anything. Throws `cancelled`. */
export async function recallOf(
  { queries, nearest }: RecallSample,
  signal: AbortSignal | undefined,
): Promise<number | null> {
  let found = 0;
  let wanted = 0;
  for (const query of queries) {
    await setImmediate(); // others get a turn, and may stop it
    throwIfCancelled(signal);
    const exact = await nearest(query, true);
    const near = new Set(await nearest(query, false));
    found += exact.filter((id) => near.has(id)).length;
    wanted += exact.length;
  }
  return wanted === 0 ? null : rounded(found / wanted);
}
