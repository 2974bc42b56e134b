// .csv with a header row, by csv-parse: parted by comma, semicolon or tab, whichever is most frequent in the header, or
// by the mark that a first line `sep=;` names. One reader for texts and for labels.
import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Info, type Options, parse } from 'csv-parse';
import { parse as parseNow } from 'csv-parse/sync';
import { PolysemeError } from '../domain/errors.js';
import type { ImportOptions } from '../domain/text.js';
import { decodeFile, maxRecordChars } from './decode.js';
import type { TextFile } from './encoding.js';
import type { BadRecord } from './jsonl.js';
import type { RawRecord } from './records.js';

/** The names of a table's columns. */
export interface TableHead {
  readonly names: readonly string[];
  /** Cells of the first rows behind it, by which a title above the names is recognised. */
  readonly next: readonly (readonly string[])[];
}

/** A row of a table. */
export interface TableRow {
  /** From 1, not counting the header row; unreadable rows are counted too. */
  readonly number: number;
  /** Line of the file in which it ends. */
  readonly line: number;
  /** By column, in the order of the columns; cells that are missing at its end are empty. */
  readonly fields: Readonly<Record<string, string>>;
  readonly numCells: number;
}

/** Rows looked at for names of columns below a title. */
const mostTitleRows = 10;
/** Characters of the file's beginning in which its marks and its title are looked for. */
const startChars = 64 * 1024;

/**
 * Yields rows as records; nothing for a blank file. Throws `data` when a column is missing or there are no rows, and as
 * `readTable` does.
 */
export async function* readCsvRows(
  file: TextFile,
  options: ImportOptions,
): AsyncGenerator<RawRecord | BadRecord> {
  let columns: Columns | undefined;
  let hasRows = false;
  for await (const row of readTable(file)) {
    if ('names' in row) columns = chooseColumns(file.path, row, options);
    else {
      hasRows = true;
      yield 'message' in row ? row : toRecord(row, columns as Columns);
    }
  }
  if (columns && !hasRows) {
    throw new PolysemeError('data', `${file.path} has no rows`, {
      cure: 'A .csv file starts with a row of column names, and each row after it is a text.',
    });
  }
}

/**
 * Yields the head, then rows in order, unreadable ones by their line; nothing for a blank file. Throws `data` when it is
 * not CSV, or two columns have one name, `too_large` over the limit of a row, and errors of reading files.
 */
export async function* readTable(file: TextFile): AsyncGenerator<TableHead | TableRow | BadRecord> {
  const { path } = file;
  const chunks = decodeFile(file);
  const { delimiter, rest } = readStart(((await chunks.next()).value as string | undefined) ?? '');
  const next = firstRows(rest, delimiter).slice(1);
  let head: TableHead | undefined;
  let number = 0;
  for await (const row of parsedRows(path, prepend(rest, chunks), delimiter)) {
    if (head) {
      number++;
      yield 'message' in row ? row : toRow(row, head, number);
    } else if ('message' in row) {
      throw new PolysemeError('data', `${path}: its row of column names cannot be read: ${row.message}`, row);
    } else if (row.cells.some((cell) => cell.trim() !== '')) {
      head = { names: columnNames(path, row.cells), next };
      yield head;
    }
  }
}

/** A first line `sep=;` names the mark between columns; otherwise it is the most frequent in the first line. */
function readStart(start: string): { readonly delimiter: string; readonly rest: string } {
  const text = start.replace(/^\ufeff/u, '');
  const named = /^"?sep=([^"\r\n])"?(?:\r\n|\r|\n|$)/iu.exec(text);
  if (named) return { delimiter: named[1] as string, rest: `\n${text.slice(named[0].length)}` };
  const unquoted = text.slice(0, startChars).replace(/"[^"]*"/gu, '');
  const header = /[^\r\n]+/u.exec(unquoted)?.[0] ?? '';
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  const delimiter = counts.reduce((best, next) => (next.count > best.count ? next : best)).mark;
  return { delimiter, rest: text };
}

const parsing = (delimiter: string): Options => ({
  delimiter,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  skip_empty_lines: true,
  skip_records_with_error: true,
});

function firstRows(start: string, delimiter: string): string[][] {
  try {
    return parseNow(start.slice(0, startChars), { ...parsing(delimiter), to: mostTitleRows });
  } catch {
    return []; // the start ends within a row
  }
}

interface ParsedRow {
  readonly cells: readonly string[];
  readonly line: number;
}

/** Rows as they are parsed, and those that cannot be by their line. Throws as `readTable` does. */
async function* parsedRows(
  path: string,
  chunks: AsyncIterable<string>,
  delimiter: string,
): AsyncGenerator<ParsedRow | BadRecord> {
  const { parser, bad, tooLarge } = tableParser(delimiter);
  const rows = pipeline(Readable.from(chunks), parser, () => {}); // the loop sees either failure
  try {
    for await (const { record, info } of rows as AsyncIterable<{ record: string[]; info: Info }>) {
      if (tooLarge()) break;
      // the parser is ahead of this loop
      while (bad[0] && bad[0].number < info.lines) yield bad.shift() as BadRecord;
      yield { cells: record, line: info.lines };
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

/** A parser of rows, each with its place; those it could not read go into `bad`, in order. */
function tableParser(delimiter: string) {
  const bad: BadRecord[] = [];
  let lastBadLine: unknown;
  let tooLarge: CsvError | undefined;
  const parser = parse({
    ...parsing(delimiter),
    max_record_size: maxRecordChars,
    info: true,
    on_skip: (error) => {
      if (!error) return;
      if (error.code === 'CSV_MAX_RECORD_SIZE') tooLarge ??= error;
      if (lastBadLine === error.lines) return; // the same row again
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

/** Names of the columns; spreadsheets write cells without a name behind the last. Throws `data` when one is repeated. */
function columnNames(path: string, cells: readonly string[]): string[] {
  const names = cells.map((cell) => cell.trim());
  const last = names.findLastIndex((name) => name !== '');
  const columns = names.slice(0, last + 1);
  const repeated = columns.find((name, i) => columns.indexOf(name) < i);
  if (repeated === undefined) return columns;
  const what = repeated === '' ? 'columns without a name' : `columns named "${repeated}"`;
  throw new PolysemeError('data', `${path} has two ${what}`, { cure: 'Give each column a name of its own.' });
}

function toRow({ cells, line }: ParsedRow, { names }: TableHead, number: number): TableRow | BadRecord {
  const used = cells.findLastIndex((cell) => cell.trim() !== '') + 1;
  if (used > names.length) {
    const message = `the row has ${used} cells, but there are ${names.length} columns`;
    return {
      number: line,
      message,
      cure: 'Name a column for each cell in the first row, or take the last cells out.',
    };
  }
  const fields = Object.fromEntries(names.map((name, i) => [name, cells[i] ?? '']));
  return { number, line, fields, numCells: cells.length };
}

/** An error that names the missing column, those that there are, and what has probably gone wrong. */
export function missingColumn(
  path: string,
  { names, next }: TableHead,
  wanted: string,
  cure: string,
): PolysemeError {
  const below = next.findIndex((cells) => cells.some((cell) => cell.trim() === wanted));
  const present = names.map((name) => `"${name}"`).join(', ');
  return new PolysemeError('data', `${path} has no column "${wanted}"; it has ${present}`, {
    cure: below < 0 ? cure : `Row ${below + 2} holds the names of the columns: delete what stands above it.`,
  });
}

interface Columns {
  readonly text: string;
  readonly id: string | undefined;
  readonly names: readonly string[];
}

function chooseColumns(path: string, head: TableHead, options: ImportOptions): Columns {
  const { names } = head;
  const text = options.textColumn ?? 'text';
  if (!names.includes(text)) {
    const similar = names.find((name) => name.toLowerCase() === text.toLowerCase());
    const cure =
      similar === undefined
        ? 'Name the column that holds the text with --text-column.'
        : `Names count by upper and lower case: rename the column, or write --text-column ${similar}.`;
    throw missingColumn(path, head, text, cure);
  }
  if (options.idColumn !== undefined && !names.includes(options.idColumn)) {
    const cure = 'Name the column that holds the id with --id-column, or leave the option out.';
    throw missingColumn(path, head, options.idColumn, cure);
  }
  return { names, text, id: options.idColumn ?? (names.includes('id') ? 'id' : undefined) };
}

function toRecord(
  { number, line, fields, numCells }: TableRow,
  { text, id: idColumn, names }: Columns,
): RawRecord | BadRecord {
  const isBlank = Object.values(fields).every((cell) => cell.trim() === '');
  if (!isBlank && numCells <= names.indexOf(text)) {
    const message = `the row ends before the column "${text}"`;
    return { number: line, message, cure: 'Give it as many cells as there are columns.' };
  }
  const metadata = Object.fromEntries(
    Object.entries(fields).filter(([name]) => name !== text && name !== idColumn),
  );
  const id = idColumn === undefined ? '' : (fields[idColumn] as string);
  return { id: id.trim() === '' ? null : id, number, text: fields[text] as string, metadata };
}
