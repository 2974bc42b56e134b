// Ingests tracked tables one after the other: restores a table's triggers, and reads the rows that changed.
import { throwIfCancelled } from '../domain/cancel.js';
import { PolysemeError } from '../domain/errors.js';
import type { IndexReport } from '../domain/reports.js';
import type { SyncOptions, TrackedTable } from '../domain/tables.js';
import { type IngestContext, runIngest } from './process.js';
import { joinReports, nothingDone } from './report.js';

/** Up to this many changed rows are ingested in this process; for more, another is started. */
const rowsInThisProcess = 200;

/**
 * Ingests what has changed in the tracked tables; what cannot be read, such as a table that is gone, is listed in the
 * report. Throws `busy` inside a transaction of the caller's, and what `runIngest` throws.
 */
export async function syncTables(context: IngestContext, options: SyncOptions = {}): Promise<IndexReport> {
  const { store } = context;
  throwIfCancelled(options.signal);
  await store.refuseTransaction();
  let total = nothingDone;
  for (const tracked of await store.trackedTables()) {
    total = joinReports(total, await syncTable(context, tracked, options));
  }
  return total;
}

async function syncTable(
  context: IngestContext,
  tracked: TrackedTable,
  { everything = false, signal, onProgress }: SyncOptions,
): Promise<IndexReport> {
  const { id, name, collection } = tracked;
  let pending: number;
  try {
    pending = await context.store.prepareTracked(tracked, { everything });
  } catch (cause) {
    if (!isProblemOfTable(cause)) throw cause;
    return { ...nothingDone, problems: [{ uri: name, message: cause.message, cure: cause.cure }] };
  }
  if (pending === 0) return nothingDone;
  const into = { collection, ...(signal && { signal }), ...(onProgress && { onProgress }) };
  return runIngest(context, { trackedId: id }, into, { isSmall: pending <= rowsInThisProcess });
}

/** One table that is gone does not stop the others; what SQLite has thrown concerns them all. */
function isProblemOfTable(cause: unknown): cause is PolysemeError {
  return cause instanceof PolysemeError && cause.code !== 'busy' && cause.cause === undefined;
}
