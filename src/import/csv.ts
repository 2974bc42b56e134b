// .csv with a header row, by csv-parse; comma, semicolon or tab, whichever is most frequent in the header. One reader
// for texts and for labels.
import { pipeline, Readable } from 'node:stream';
import { type CsvError, parse } from 'csv-parse';
import { PolysemeError } from '../domain/errors.js';
import type { ImportOptions } from '../domain/text.js';
import { decodeFile, maxRecordChars } from './decode.js';
import type { BadRecord } from './jsonl.js';
import type { RawRecord } from './records.js';

/** A row of a table. */
export interface TableRow {
  /** From 1, not counting the header row; unreadable rows are counted too. */
  readonly number: number;
  /** By column, in the order of the columns. */
  readonly fields: Readonly<Record<string, string>>;
}

/** Yields rows as records. Throws `data` when a column is missing or there are no rows, and as `readTable` does. */
export async function* readCsvRows(
  path: string,
  options: ImportOptions,
): AsyncGenerator<RawRecord | BadRecord> {
  let columns: Columns | undefined;
  let isEmpty = true;
  for await (const row of readTable(path)) {
    isEmpty = false;
    if ('message' in row) yield row;
    else {
      columns ??= chooseColumns(path, Object.keys(row.fields), options);
      yield toRecord(row, columns);
    }
  }
  if (isEmpty) {
    throw new PolysemeError('data', `${path} has no rows`, {
      cure: 'A .csv file starts with a row of column names, and each row after it is a text.',
    });
  }
}

/**
 * Yields rows in order, and unreadable ones by their line. Yields nothing for a file without rows.
 * Throws `data` when it is not CSV or not UTF-8, `too_large` over the limit of a row, and errors of reading files.
 */
export async function* readTable(path: string): AsyncGenerator<TableRow | BadRecord> {
  const chunks = decodeFile(path);
  const first = ((await chunks.next()).value as string | undefined) ?? '';
  const { parser, bad, tooLarge } = tableParser(likelyDelimiter(first));
  const rows = pipeline(Readable.from(prepend(first, chunks)), parser, () => {}); // the loop sees either failure
  try {
    for await (const row of rows as AsyncIterable<TableRow>) {
      yield* bad.splice(0);
      if (tooLarge()) break;
      yield row;
    }
  } catch (cause) {
    if (cause instanceof PolysemeError) throw cause;
    throw new PolysemeError('data', `${path} is not CSV: ${(cause as Error).message}`, {
      cure: 'Write a header row, and put text with quotes, commas or line ends in double quotes.',
      cause,
    });
  }
  if (tooLarge()) {
    throw new PolysemeError('too_large', `${path} has a row of more than ${maxRecordChars} characters`, {
      cure: 'Check its quotation marks: one that is not closed makes one row of all that follows.',
      cause: tooLarge(),
    });
  }
  yield* bad;
}

/** A parser of TableRow; rows it could not read go into `bad`, in order. */
function tableParser(delimiter: string) {
  const bad: BadRecord[] = [];
  let number = 0;
  let lastBadLine: unknown;
  let tooLarge: CsvError | undefined;
  const parser = parse({
    columns: (header: string[]) => header.map((name) => name.trim()),
    bom: true,
    delimiter,
    max_record_size: maxRecordChars,
    skip_empty_lines: true,
    skip_records_with_error: true,
    // both are called in the order of the rows, so that a bad one is counted too
    on_record: (fields: Record<string, string>): TableRow => ({ number: ++number, fields }),
    on_skip: (error) => {
      if (!error) return;
      if (error.code === 'CSV_MAX_RECORD_SIZE') tooLarge ??= error;
      if (lastBadLine === error.lines) return; // the same row again
      number++;
      lastBadLine = error.lines;
      const cure =
        'Put text with quotes, commas or line ends in double quotes, and double the quotes inside.';
      bad.push({ number: Number(error.lines), message: error.message, cure });
    },
  });
  return { parser, bad, tooLarge: () => tooLarge };
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

interface Columns {
  readonly text: string;
  readonly id: string | undefined;
}

function chooseColumns(path: string, names: string[], options: ImportOptions): Columns {
  const present = names.map((name) => `"${name}"`).join(', ');
  const text = options.textColumn ?? 'text';
  if (!names.includes(text)) {
    throw new PolysemeError('data', `${path} has no column "${text}"; it has ${present}`, {
      cure: 'Name the column that holds the text with --text-column.',
    });
  }
  if (options.idColumn !== undefined && !names.includes(options.idColumn)) {
    throw new PolysemeError('data', `${path} has no column "${options.idColumn}"; it has ${present}`, {
      cure: 'Name the column that holds the id with --id-column, or leave the option out.',
    });
  }
  return { text, id: options.idColumn ?? (names.includes('id') ? 'id' : undefined) };
}

function toRecord({ number, fields }: TableRow, columns: Columns): RawRecord {
  const metadata = Object.fromEntries(
    Object.entries(fields).filter(([name]) => name !== columns.text && name !== columns.id),
  );
  const id = columns.id === undefined ? '' : (fields[columns.id] as string);
  return { id: id === '' ? null : id, number, text: fields[columns.text] as string, metadata };
}
