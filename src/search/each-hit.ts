// All lines that a query finds, one after another: ranked once and read in batches, so that an export of any length
// takes the memory of one batch.
import { throwIfCancelled } from '../domain/cancel.js';
import type { Hit } from '../domain/search.js';
import type { CheckedQuery } from './query.js';
import { runQuery } from './search.js';
import type { SearchContext } from './search-context.js';

const linesPerRead = 200;

/**
 * query: its limit may be infinite. Yields best first, without lines gone by the time of reading. Throws `cancelled`.
 */
export async function* eachHit(
  context: SearchContext,
  query: CheckedQuery,
  signal?: AbortSignal,
): AsyncGenerator<Hit> {
  const { ids, read } = await runQuery(context, query);
  for (let from = 0; from < ids.length; from += linesPerRead) {
    throwIfCancelled(signal);
    yield* await read(ids.slice(from, from + linesPerRead));
  }
}
