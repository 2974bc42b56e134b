// What every command does around its own work: open the database, end cleanly on Ctrl-C, print in the requested format,
// complain on standard error. It knows no command, and only the common options.
import { once } from 'node:events';
import { PolysemeError } from '../domain/errors.js';
import type { DownloadProgress } from '../domain/reports.js';
import { withoutControls } from '../format/controls.js';
import { formatBytes } from '../format/figures.js';
import { formatRows, streamTable, type TableFormat } from '../format/tables.js';
import { Polyseme, type PolysemeOptions } from '../polyseme/polyseme.js';
import { type CommonOptions, defaultDb } from './options.js';

/** Exit statuses of commands that end without an error; the others are in exit-status.ts. */
export const foundStatus = 0;
export const nothingStatus = 1;
export const problemStatus = 3;

/** Format of standard output: for people and pipes, or a table for programs. */
export type OutputFormat = 'text' | TableFormat;

/** What a terminal can show. */
export interface Terminal {
  readonly isTty: boolean;
  readonly columns: number;
  readonly hasColour: boolean;
}

/** Opens the database of the options, and closes it after the work, whatever happens. */
export async function withPolyseme(
  { db, model, workers, besideOthers }: CommonOptions & Pick<PolysemeOptions, 'besideOthers'>,
  mustExist: boolean,
  work: (polyseme: Polyseme) => Promise<number>,
): Promise<number> {
  const polyseme = await Polyseme.open({
    db,
    model,
    mustExist,
    besideOthers: besideOthers ?? false,
    ...(workers === undefined ? {} : { workers }),
    onDownload: showDownload,
  });
  try {
    return await work(polyseme);
  } finally {
    await polyseme.close();
  }
}

/** withPolyseme on an existing database, with its index loaded: for commands that look for near words. */
export const withIndex = (
  options: CommonOptions,
  work: (polyseme: Polyseme) => Promise<number>,
): Promise<number> =>
  withPolyseme(options, true, async (polyseme) => {
    await polyseme.loadIndex(options.collection);
    return work(polyseme);
  });

function showDownload({ file, loadedBytes, totalBytes }: DownloadProgress): void {
  if (!process.stderr.isTTY) return;
  const end = loadedBytes === totalBytes ? '\n' : '';
  process.stderr.write(
    `\rmodel: ${file} ${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}\u001b[K${end}`,
  );
}

/** Aborted by the first Ctrl-C, which asks for a clean stop; the second ends at once. */
export function interruptSignal(): AbortSignal {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(130));
    });
  }
  return stop.signal;
}

/** Returns which of --json, --csv and --tsv was given. Throws `invalid_input` for two of them. */
export function formatOf({ json, csv, tsv }: CommonOptions): OutputFormat {
  const chosen = [json && 'json', csv && 'csv', tsv && 'tsv'].filter(Boolean) as OutputFormat[];
  if (chosen.length > 1) {
    throw new PolysemeError('invalid_input', `--${chosen.join(' and --')}: only one format can be printed`, {
      cure: 'Leave out all but one.',
    });
  }
  return chosen[0] ?? 'text';
}

/** Returns what the terminal behind a stream can show; no bold with --no-color or NO_COLOR. */
export function terminalOf(stream: NodeJS.WriteStream, { color }: CommonOptions): Terminal {
  return {
    isTty: stream.isTTY ?? false,
    columns: stream.columns ?? 100,
    hasColour: color && (process.env.NO_COLOR ?? '') === '',
  };
}

/** Writes to standard output; resolves when more can be written, so that a slow reader slows an export down. */
export async function print(text: string): Promise<void> {
  if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
}

/**
 * Writes a table for programs: true to the data in a pipe or a file, while a terminal gets it without what would
 * control it. (JSON escapes most of that itself.)
 */
export const printTable = (text: string): Promise<void> =>
  print(process.stdout.isTTY ? withoutControls(text) : text);

/** Writes text for people, without what would control a terminal. */
export const printText = (text: string): Promise<void> => print(withoutControls(text));

/** Prints a value as indented JSON. */
export const printJson = (value: unknown): Promise<void> => printTable(`${JSON.stringify(value, null, 2)}\n`);

/** Prints rows as a table; without a format, tab-separated. Returns the exit status. */
export async function printRows(
  rows: readonly object[],
  columns: readonly string[],
  options: CommonOptions,
): Promise<number> {
  const format = formatOf(options);
  if (format === 'text') await printText(formatRows(rows, columns, 'tsv'));
  else await printTable(formatRows(rows, columns, format));
  return rows.length > 0 ? foundStatus : nothingStatus;
}

/** The same for rows that come one by one and are never all in memory. */
export async function printStream(
  rows: Iterable<object> | AsyncIterable<object>,
  columns: readonly string[],
  format: TableFormat,
): Promise<number> {
  let isEmpty = true;
  const counted = async function* (): AsyncGenerator<object> {
    for await (const row of rows) {
      isEmpty = false;
      yield row;
    }
  };
  for await (const piece of streamTable(counted(), columns, format)) await printTable(piece);
  return isEmpty ? nothingStatus : foundStatus;
}

/**
 * A command to paste, for hints. Names the database and the collection when they are not the defaults.
 */
export function asTyped(
  words: readonly string[],
  { db, collection }: Pick<CommonOptions, 'db' | 'collection'>,
): string {
  const quoted = words.map((word) =>
    /^[\p{L}\p{N}_./:@%+=,-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`,
  );
  const named = [
    ...(db === defaultDb ? [] : ['--db', db]),
    ...(collection === undefined ? [] : ['--collection', collection]),
  ];
  if (named.length > 0) return asTyped([...words, ...named], { db: defaultDb });
  return ['polyseme', ...quoted].join(' ');
}

/** `polyseme: what: why`, then the cure on its own line. */
export function complain(message: string, cure = ''): void {
  process.stderr.write(withoutControls(`polyseme: ${message}\n${cure === '' ? '' : `  ${cure}\n`}`));
}
