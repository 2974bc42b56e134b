// .csv with a header row, by csv-parse; comma, semicolon or tab, whichever the header has most of.
import { pipeline, Readable } from 'node:stream';
import { parse } from 'csv-parse';
import { PolysemeError } from '../domain/errors.js';
import { decodeFile, maxRecordChars } from './decode.js';
import type { BadRecord } from './jsonl.js';
import type { ImportOptions, RawRecord } from './records.js';

export async function* readCsvRows(
  path: string,
  options: ImportOptions,
): AsyncGenerator<RawRecord | BadRecord> {
  const chunks = decodeFile(path);
  const first = ((await chunks.next()).value as string | undefined) ?? '';
  const bad: BadRecord[] = [];
  let row = 0;
  let lastBadLine: unknown;
  let tooLarge: Error | undefined;
  const parser = pipeline(
    Readable.from(prepend(first, chunks)),
    parse({
      columns: (header: string[]) => header.map((name) => name.trim()),
      bom: true,
      delimiter: likelyDelimiter(first),
      max_record_size: maxRecordChars,
      skip_empty_lines: true,
      skip_records_with_error: true,
      // both are called in the order of the rows, so that a bad one is counted too
      on_record: (record: Record<string, string>): ParsedRow => ({ record, number: ++row }),
      on_skip: (error) => {
        if (!error) return;
        row++;
        if (error.code === 'CSV_MAX_RECORD_SIZE') tooLarge ??= error;
        if (lastBadLine === error.lines) {
          row--; // the same row again
          return;
        }
        lastBadLine = error.lines;
        const cure =
          'Put text with quotes, commas or line ends in double quotes, and double the quotes inside.';
        bad.push({ number: Number(error.lines), message: error.message, cure });
      },
    }),
    () => {}, // a failure of either reaches the loop below
  );
  let columns: Columns | undefined;
  let isEmpty = true;
  try {
    for await (const { record, number } of parser as AsyncIterable<ParsedRow>) {
      isEmpty = false;
      yield* bad.splice(0);
      if (tooLarge) break;
      columns ??= chooseColumns(path, Object.keys(record), options);
      yield toRecord(record, number, columns);
    }
  } catch (cause) {
    if (cause instanceof PolysemeError) throw cause;
    throw new PolysemeError('data', `${path} is not CSV: ${(cause as Error).message}`, {
      cure: 'Write a header row, and put text with quotes, commas or line ends in double quotes.',
      cause,
    });
  }
  if (tooLarge) {
    throw new PolysemeError('too_large', `${path} has a row of more than ${maxRecordChars} characters`, {
      cure: 'Check its quotation marks: one that is not closed makes one row of all that follows.',
      cause: tooLarge,
    });
  }
  isEmpty &&= bad.length === 0;
  yield* bad;
  if (isEmpty) {
    throw new PolysemeError('data', `${path} has no rows`, {
      cure: 'A .csv file starts with a row of column names, and each row after it is a text.',
    });
  }
}

async function* prepend(first: string, rest: AsyncIterable<string>): AsyncGenerator<string> {
  yield first;
  yield* rest;
}

function likelyDelimiter(start: string): string {
  const header = (start.split(/\r?\n/u, 1)[0] as string).replace(/"[^"]*"/gu, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
}

interface ParsedRow {
  readonly record: Record<string, string>;
  readonly number: number;
}

interface Columns {
  readonly text: string;
  readonly id: string | undefined;
}

function chooseColumns(path: string, names: string[], options: ImportOptions): Columns {
  const known = names.map((name) => `"${name}"`).join(', ');
  const text = options.textColumn ?? 'text';
  if (!names.includes(text)) {
    throw new PolysemeError('data', `${path} has no column "${text}"; it has ${known}`, {
      cure: 'Name the column that holds the text with --text-column.',
    });
  }
  if (options.idColumn !== undefined && !names.includes(options.idColumn)) {
    throw new PolysemeError('data', `${path} has no column "${options.idColumn}"; it has ${known}`, {
      cure: 'Name the column that holds the id with --id-column, or leave the option out.',
    });
  }
  return { text, id: options.idColumn ?? (names.includes('id') ? 'id' : undefined) };
}

function toRecord(row: Record<string, string>, number: number, columns: Columns): RawRecord {
  const metadata = Object.fromEntries(
    Object.entries(row).filter(([name]) => name !== columns.text && name !== columns.id),
  );
  const id = columns.id === undefined ? '' : (row[columns.id] as string);
  return { id: id === '' ? null : id, number, text: row[columns.text] as string, metadata };
}
