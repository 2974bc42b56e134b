// Changed rows of a tracked table become records for ingest: text columns together a document, the rest metadata.
import type { Problem } from '../domain/reports.js';
import type { Claim, TrackedTable } from '../domain/tables.js';
import type { Metadata, SourceRecord } from '../domain/text.js';
import type { ColumnValue, QueuedRow, Store } from '../store/store.js';

export type RowItem =
  | { readonly record: SourceRecord }
  | { readonly problem: Problem }
  | { readonly gone: { readonly uri: string; readonly claim: Claim } };

/** Between the text columns of a row: a new paragraph each. */
const betweenColumns = '\n\n';

/** Rows that changed up to the entry `until` of the queue. A row without words is as one that is gone. */
export function* readRows(store: Store, tracked: TrackedTable, until: number): Generator<RowItem> {
  for (const row of store.queuedRows(tracked, until)) {
    const uri = `${tracked.name}#${keyText(row.claim.rowKey)}`;
    const gone = { uri, claim: row.claim };
    if (typeof row.claim.rowKey === 'string' && row.claim.rowKey.includes('\ufffd')) {
      yield {
        problem: { uri, message: 'its key is not UTF-8', cure: 'Store text as UTF-8, or bytes as a BLOB.' },
      };
      yield { gone };
      continue;
    }
    if (!row.isPresent) {
      yield { gone };
      continue;
    }
    const blob = [...row.texts, ...row.metadata].findIndex((value) => Buffer.isBuffer(value));
    if (blob >= 0) {
      const column = [...tracked.text, ...tracked.metadata][blob];
      yield {
        problem: {
          uri,
          message: `column ${column} holds a BLOB`,
          cure: 'Store text, numbers or NULL in it.',
        },
      };
      yield { gone };
      continue;
    }
    const record = toRecord(tracked, row, uri);
    if (/[\p{L}\p{N}]/u.test(record.text)) yield { record };
    else yield { gone };
  }
  const keyless = store.releaseKeyless(tracked, until);
  if (keyless > 0) {
    const message = `${keyless} changed rows have no key that can be used`;
    const cure = `Give ${tracked.key.join(' and ')} a value that is not NULL; in a key of several columns text or whole numbers.`;
    yield { problem: { uri: tracked.name, message, cure } };
  }
}

function toRecord(tracked: TrackedTable, { claim, texts, metadata }: QueuedRow, uri: string): SourceRecord {
  const given = texts.filter((value) => value !== null && value !== '');
  const text = given.map(String).join(betweenColumns).toWellFormed();
  const fields = tracked.metadata.map((name, i) => [name, toMetadata(metadata[i] as ColumnValue)]);
  return {
    uri,
    externalId: keyText(claim.rowKey),
    fileUri: tracked.name,
    text,
    metadata: Object.fromEntries(fields) as Metadata,
    sizeBytes: given.reduce((sum: number, value) => sum + Buffer.byteLength(String(value)), 0),
    claim,
  };
}

/** As SQL writes it for bytes, which are then no text. */
const keyText = (key: Claim['rowKey']): string =>
  Buffer.isBuffer(key) ? `x'${key.toString('hex')}'` : String(key);

/** A whole number that JavaScript cannot hold stays exact as text. */
function toMetadata(value: ColumnValue): Metadata[string] {
  if (typeof value !== 'bigint') return value as Metadata[string];
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}
