// One file to its records. .txt and .md are one record; .jsonl has one per line, .csv one per row.
// A bad line or row is yielded as a problem and the rest goes on, as after a blank one; a file that cannot be read at all
// throws.
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { Problem } from '../domain/reports.js';
import type { ImportOptions, Metadata, SourceRecord } from '../domain/text.js';
import { readCsvRows } from './csv.js';
import { readTextFile } from './decode.js';
import { readJsonLines } from './jsonl.js';

export interface SourceFile {
  readonly path: string;
  readonly uri: string;
  readonly sizeBytes: number;
}

/** A record as its reader yields it, before it is tied to its file. */
export interface RawRecord {
  readonly id: string | null;
  /** Line of a .jsonl or row of a .csv, from 1; used in the URI where there is no id. */
  readonly number: number;
  readonly text: string;
  readonly metadata: Metadata;
}

/**
 * A record; one without any text, or a blank file, by its URI; or what could not be read. blank: the record without
 * words, which empties a document that had some.
 */
export type ReadItem =
  | { readonly record: SourceRecord }
  | { readonly empty: string; readonly blank?: SourceRecord }
  | { readonly problem: Problem; readonly blank?: SourceRecord };

/** Extensions of the files that are read. */
export const readableExtensions = ['.txt', '.md', '.jsonl', '.csv'] as const;

/**
 * Yields a file's records in order, each with its own URI. Throws `data` for another extension, `data` or `too_large`
 * for a file that cannot be read, and errors of reading files.
 */
export async function* readRecords(file: SourceFile, options: ImportOptions = {}): AsyncGenerator<ReadItem> {
  const extension = path.extname(file.path).toLowerCase();
  if (extension === '.txt' || extension === '.md') {
    const text = (await readTextFile(file.path)).toWellFormed();
    yield checked({
      uri: file.uri,
      externalId: null,
      fileUri: file.uri,
      text,
      metadata: {},
      sizeBytes: file.sizeBytes,
    });
    return;
  }
  if (extension !== '.jsonl' && extension !== '.csv') {
    throw new PolysemeError('data', `${file.path}: "${extension}" is not a format that can be read`, {
      cure: `Use ${readableExtensions.join(', ')}.`,
    });
  }
  const uris = new Set<string>();
  let isBlank = true;
  const items = extension === '.csv' ? readCsvRows(file.path, options) : readJsonLines(file.path);
  for await (const item of items) {
    isBlank = false;
    if ('message' in item) {
      yield { problem: { uri: `${file.uri}:${item.number}`, message: item.message, cure: item.cure } };
      continue;
    }
    // a record without an id is named by its number, with a different mark: the second is not the record with id 2
    const uri = item.id === null ? `${file.uri}:${item.number}` : `${file.uri}#${item.id}`;
    if (uris.has(uri)) {
      const message = `the id "${item.id}" has been used before in this file`;
      yield { problem: { uri: `${file.uri}:${item.number}`, message, cure: 'Give each record its own id.' } };
      continue;
    }
    uris.add(uri);
    const text = item.text.toWellFormed();
    yield checked({
      uri,
      externalId: item.id,
      fileUri: file.uri,
      text,
      metadata: item.metadata,
      sizeBytes: Buffer.byteLength(text),
    });
  }
  if (isBlank) yield { empty: file.uri };
}

function checked(record: SourceRecord): ReadItem {
  if (/[\p{L}\p{N}]/u.test(record.text)) return { record };
  if (record.text.trim() === '') return { empty: record.uri, blank: record };
  return {
    blank: record,
    problem: { uri: record.uri, message: 'it holds no words', cure: 'Leave it out, or check its text.' },
  };
}
