// One file of plain text to its records. .txt and .md are one record; .jsonl has one per line, .csv one per row.
// A bad line or row is yielded as a problem and the rest goes on, as after a blank one; a file that cannot be read at all
// throws.
import path from 'node:path';
import { PolysemeError } from '../domain/errors.js';
import type { FileEncoding, Problem } from '../domain/reports.js';
import type { ImportOptions, Metadata, SourceRecord } from '../domain/text.js';
import { readCsvRows } from './csv.js';
import { readTextFile, refuseLongText } from './decode.js';
import { recogniseText, replacements } from './encoding.js';
import { holdsSeveral, isPlain, suchAs } from './formats.js';
import { type BadRecord, readJsonLines } from './jsonl.js';

export interface SourceFile {
  readonly path: string;
  readonly uri: string;
  readonly sizeBytes: number;
  /** Size, times and number on the disk: equal for a file that has not changed. None while it may still be written. */
  readonly stamp?: string | undefined;
  /** True for a file that was named itself, not with its folder or by a glob. */
  readonly isNamed?: boolean;
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
 * A record; one without any text, or a blank file, by its URI; what could not be read; the kind of a file within this one
 * that is of no kind that is read; or, first of all, in which encoding the file is read, where that is worth a word.
 * blank: the record without words, which empties a document that had some.
 */
export type ReadItem =
  | { readonly record: SourceRecord }
  | { readonly encoding: FileEncoding }
  | { readonly notRead: string }
  | { readonly empty: string; readonly blank?: SourceRecord }
  | { readonly problem: Problem; readonly blank?: SourceRecord };

/**
 * Yields a file's records in order, each with its own URI. Throws `data` for another extension, `data` or `too_large`
 * for a file that cannot be read, and errors of reading files.
 */
export async function* readRecords(file: SourceFile, options: ImportOptions = {}): AsyncGenerator<ReadItem> {
  const extension = path.extname(file.uri).toLowerCase();
  if (!isPlain(file.uri)) {
    throw new PolysemeError('data', `${file.path}: "${extension}" is not a format that can be read`, {
      cure: `Use a format such as ${suchAs}.`,
    });
  }
  const isOneText = extension === '.txt' || extension === '.md';
  if (isOneText) await refuseLongText(file.path);
  const textFile = await recogniseText(file.path, options.encoding);
  if (textFile.isUnusual) yield { encoding: { uri: file.uri, encoding: textFile.encoding } };
  const damage = replacements(textFile);
  if (damage) yield { problem: { uri: file.uri, ...damage } };
  if (!isOneText) {
    yield* readRows(file, extension === '.csv' ? readCsvRows(textFile, options) : readJsonLines(textFile));
    return;
  }
  yield checked({
    uri: documentName(file.uri),
    externalId: null,
    fileUri: file.uri,
    text: (await readTextFile(textFile)).toWellFormed(),
    metadata: {},
    sizeBytes: file.sizeBytes,
  });
}

/**
 * What the URIs of a file's documents begin with: its own, but for marks by which a name such as `a.csv#b.txt` would
 * pass for a record of `a.csv`. No two records have one URI.
 */
export const documentName = (fileUri: string): string =>
  fileUri.replaceAll(holdsSeveral, (mark) => encodeURIComponent(mark));

/** The records of a file that holds several. */
async function* readRows(
  file: SourceFile,
  items: AsyncIterable<RawRecord | BadRecord>,
): AsyncGenerator<ReadItem> {
  const name = documentName(file.uri);
  const uris = new Set<string>();
  let isBlank = true;
  for await (const item of items) {
    isBlank = false;
    if ('message' in item) {
      yield { problem: { uri: `${file.uri}:${item.number}`, message: item.message, cure: item.cure } };
      continue;
    }
    // a record without an id is named by its number, with a different mark: the second is not the record with id 2
    // half a surrogate pair comes back from the database as another character
    const id = item.id?.toWellFormed() ?? null;
    const uri = id === null ? `${name}:${item.number}` : `${name}#${id}`;
    if (uris.has(uri)) {
      const message = `the id "${id}" has been used before in this file`;
      yield { problem: { uri: `${file.uri}:${item.number}`, message, cure: 'Give each record its own id.' } };
      continue;
    }
    uris.add(uri);
    const text = item.text.toWellFormed();
    yield checked({
      uri,
      externalId: id,
      fileUri: file.uri,
      text,
      metadata: item.metadata,
      sizeBytes: Buffer.byteLength(text),
    });
  }
  if (isBlank) yield { empty: file.uri };
}

/** A record, or what is wrong with it. */
export function checked(record: SourceRecord): ReadItem {
  if (/[\p{L}\p{N}]/u.test(record.text)) return { record };
  if (record.text.trim() === '') return { empty: record.uri, blank: record };
  return {
    blank: record,
    problem: { uri: record.uri, message: 'it holds no words', cure: 'Leave it out, or check its text.' },
  };
}
