// Turns changed rows of a tracked table into records to ingest: the text columns together are a document, the rest is
// metadata. What cannot be read is a problem; a row that is gone, or holds no words, has no document.
import type { Problem } from '../domain/reports.js';
import type { Claim, TrackedTable } from '../domain/tables.js';
import type { Metadata, SourceRecord } from '../domain/text.js';
import type { ColumnValue, QueuedRow, Store } from '../store/store.js';

export type RowItem =
  | { readonly record: SourceRecord }
  | { readonly problem: Problem }
  | { readonly gone: { readonly uri: string; readonly claim: Claim } };

/** Between the text columns of a row: each begins a new paragraph. */
const betweenColumns = '\n\n';

/** Rows that changed up to the entry `until` of the queue, in its order; rows without a usable key are one problem. */
export async function* readRows(store: Store, tracked: TrackedTable, until: number): AsyncGenerator<RowItem> {
  for await (const rows of store.queuedRows(tracked, until)) {
    for (const row of rows) yield* readRow(tracked, row);
  }
  const keyless = await store.releaseKeyless(tracked, until);
  if (keyless > 0) {
    const message = `${keyless} changed rows have no key that can be used`;
    const cure = `Give ${tracked.key.join(' and ')} a value that is not NULL; in a key of several columns text or whole numbers.`;
    yield { problem: { uri: tracked.name, message, cure } };
  }
}

/** Yields the row's record; or that it is gone, after the problem that causes it. */
function readRow(tracked: TrackedTable, row: QueuedRow): RowItem[] {
  const { claim, uri } = row;
  const gone: RowItem = { gone: { uri, claim } };
  const withProblem = (message: string, cure: string): RowItem[] => [
    { problem: { uri, message, cure } },
    gone,
  ];
  if (typeof claim.rowKey === 'string' && claim.rowKey.includes('\ufffd')) {
    return withProblem('its key is not UTF-8', 'Store text as UTF-8, or bytes as a BLOB.');
  }
  if (!row.isPresent) return [gone];
  const blob = [...row.texts, ...row.metadata].findIndex((value) => Buffer.isBuffer(value));
  if (blob >= 0) {
    const column = [...tracked.text, ...tracked.metadata][blob];
    return withProblem(`column ${column} holds a BLOB`, 'Store text, numbers or NULL in it.');
  }
  const record = toRecord(tracked, row);
  return [/[\p{L}\p{N}]/u.test(record.text) ? { record } : gone];
}

function toRecord(tracked: TrackedTable, { claim, uri, texts, metadata }: QueuedRow): SourceRecord {
  const filled = texts.filter((value) => value !== null && value !== '');
  const text = filled.map(String).join(betweenColumns).toWellFormed();
  const fields = tracked.metadata.map((name, i) => [name, toMetadata(metadata[i] as ColumnValue)]);
  return {
    uri,
    externalId: uri.slice(tracked.name.length + 1),
    fileUri: tracked.name,
    text,
    metadata: Object.fromEntries(fields) as Metadata,
    sizeBytes: filled.reduce((sum: number, value) => sum + Buffer.byteLength(String(value)), 0),
    claim,
  };
}

/** A whole number that JavaScript cannot hold stays exact as text. */
function toMetadata(value: ColumnValue): Metadata[string] {
  if (typeof value !== 'bigint') return value as Metadata[string];
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
