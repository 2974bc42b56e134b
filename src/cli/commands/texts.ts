// What each command does: open the facade, call it, print. Returns the exit status.

import { PolysemeError } from '../../domain/errors.js';
import type { IndexReport } from '../../domain/reports.js';
import type { Query, SearchResult, Suggestion } from '../../domain/search.js';
import { formatBytes, formatCount, formatRows, formatSeconds, plural } from '../../format/format.js';
import { type IndexOptions, Polyseme, type PolysemeOptions } from '../../polyseme/polyseme.js';
import { formatHits, type OutputFormat, type Terminal } from '../output.js';
import type { CommonOptions } from '../program.js';
import { progressLine } from '../progress.js';

export const found = 0;
export const nothingFound = 1;
const dataError = 3;

/** Problems printed one by one; of more, only the number. */
const maxProblemsShown = 50;

export async function indexCommand(
  paths: readonly string[],
  options: CommonOptions & Pick<IndexOptions, 'textColumn' | 'idColumn' | 'contextWindow'>,
): Promise<number> {
  return withPolyseme(options, false, async (polyseme) => {
    const stop = abortOnInterrupt();
    const line = progressLine(process.stderr);
    const { collection, textColumn, idColumn, contextWindow } = options;
    try {
      const report = await polyseme.index(paths, {
        collection,
        ...(textColumn === undefined ? {} : { textColumn }),
        ...(idColumn === undefined ? {} : { idColumn }),
        ...(contextWindow === undefined ? {} : { contextWindow }),
        signal: stop.signal,
        onProgress: line.index,
      });
      await polyseme.syncIndex({ collection, signal: stop.signal, onProgress: line.ann });
      line.stop();
      return printReport(report, options);
    } finally {
      line.stop();
    }
  });
}

/** What an indexing run did; its problems on standard error, and in the exit status. */
export function printReport(report: IndexReport, options: CommonOptions): number {
  const { added, changed, unchanged, removed, words, seconds, problems } = report;
  if (formatOf(options) === 'json') print(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const counts = [
      `${formatCount(added)} added`,
      `${formatCount(changed)} changed`,
      `${formatCount(unchanged)} unchanged`,
    ];
    if (removed > 0) counts.push(`${formatCount(removed)} removed`);
    const rate = words === 0 ? '' : `; ${plural(words, 'word')} in ${formatSeconds(seconds)}`;
    print(`Documents: ${counts.join(', ')}${rate}.\n`);
  }
  for (const { uri, message, cure } of problems.slice(0, maxProblemsShown))
    complain(`${uri}: ${message}`, cure);
  if (problems.length > maxProblemsShown) {
    process.stderr.write(
      `polyseme: and ${problems.length - maxProblemsShown} more like these (--json lists all)\n`,
    );
  }
  return problems.length > 0 ? dataError : found;
}

export async function searchCommand(query: Query, options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    // a query without a word is answered by the saved index; one with a word does not need it
    if (query.word === undefined && query.about === undefined) await polyseme.loadIndex(query.collection);
    const result = await polyseme.search(query);
    print(formatHits(result.hits, formatOf(options), terminalOf(process.stdout, options)));
    if (result.hits.length === 0) process.stderr.write(explainNothing(query, result));
    else if (process.stdout.isTTY) process.stderr.write(summary(result));
    return result.hits.length > 0 ? found : nothingFound;
  });
}

export async function documentsCommand(match: string | undefined, options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const { collection } = options;
    const documents = polyseme.documents({ collection, match: match ?? '', limit: 1_000_000 });
    const format = formatOf(options);
    if (format === 'text') {
      for (const { documentId, uri, numWords } of documents) {
        const id = documentId === uri ? '' : `\t${documentId}`;
        print(`${uri}\t${plural(numWords, 'word')}${id}\n`);
      }
    } else {
      const columns = ['documentId', 'uri', 'numWords', 'numTokens', 'addedAt', 'metadata'];
      const rows = documents.map(({ id: _, metadata, ...rest }) => ({
        ...rest,
        metadata: format === 'json' ? metadata : JSON.stringify(metadata),
      }));
      print(formatRows(rows, columns, format));
    }
    return documents.length > 0 ? found : nothingFound;
  });
}

export async function removeCommand(names: readonly string[], options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const removed = polyseme.remove(names, options.collection);
    await polyseme.syncIndex({ collection: options.collection });
    if (formatOf(options) === 'json')
      print(
        `${JSON.stringify(
          removed.map(({ uri }) => uri),
          null,
          2,
        )}\n`,
      );
    else print(`Removed ${plural(removed.length, 'document')}.\n`);
    return found;
  });
}

export async function statsCommand(options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    await polyseme.loadIndex(options.collection);
    const stats = polyseme.stats(options.collection);
    const format = formatOf(options);
    if (format === 'json') print(`${JSON.stringify(stats, null, 2)}\n`);
    else if (format !== 'text') print(formatRows([{ ...stats }], Object.keys(stats), format));
    else {
      print(
        `${plural(stats.documents, 'document')}, ${plural(stats.sentences, 'sentence')}, ${plural(stats.words, 'word')}\n`,
      );
      print(`${plural(stats.tokens, 'occurrence')} with a vector, of ${plural(stats.lemmas, 'lemma')}\n`);
      print(`${formatBytes(stats.fileBytes)} on disk (${stats.bytesPerToken} bytes an occurrence)`);
      print(`, search index ${formatBytes(stats.annBytes)} (${stats.annState})\nmodel ${stats.model}\n`);
    }
    return found;
  });
}

export async function serveCommand(
  options: CommonOptions & {
    readonly port: number;
    readonly host: string;
    readonly token?: string;
    readonly allow: readonly string[];
    readonly demo?: boolean;
  },
): Promise<number> {
  return withPolyseme(options, false, async (polyseme) => {
    const stop = abortOnInterrupt();
    const { serve } = await import('../../web/serve.js'); // half a second that no other command needs
    await serve(polyseme, {
      ...options,
      token: options.token,
      demo: options.demo ?? false,
      signal: stop.signal,
      progress: progressLine(process.stderr),
      print,
    });
    return found;
  });
}

export async function withPolyseme(
  { db, model, workers, besideOthers = false }: CommonOptions & Pick<PolysemeOptions, 'besideOthers'>,
  mustExist: boolean,
  work: (polyseme: Polyseme) => Promise<number>,
): Promise<number> {
  const polyseme = Polyseme.open({
    db,
    model,
    mustExist,
    besideOthers,
    ...(workers === undefined ? {} : { workers }),
    onDownload: ({ file, loadedBytes, totalBytes }) => {
      if (process.stderr.isTTY) {
        process.stderr.write(
          `\rmodel: ${file} ${formatBytes(loadedBytes)} of ${formatBytes(totalBytes)}\u001b[K`,
        );
        if (loadedBytes === totalBytes) process.stderr.write('\n');
      }
    },
  });
  try {
    return await work(polyseme);
  } finally {
    await polyseme.close();
  }
}

/** withPolyseme on a database that exists, with its index loaded: for what looks for near words. */
export const withIndex = (
  options: CommonOptions,
  work: (polyseme: Polyseme) => Promise<number>,
): Promise<number> =>
  withPolyseme(options, true, async (polyseme) => {
    await polyseme.loadIndex(options.collection);
    return work(polyseme);
  });

/** The first Ctrl-C asks for a clean stop, the second ends at once. */
export function abortOnInterrupt(): AbortController {
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.once(signal, () => {
      stop.abort();
      process.once(signal, () => process.exit(130));
    });
  }
  return stop;
}

export function formatOf({ json, csv, tsv }: CommonOptions): OutputFormat {
  const chosen = [json && 'json', csv && 'csv', tsv && 'tsv'].filter(Boolean) as OutputFormat[];
  if (chosen.length > 1) {
    throw new PolysemeError('invalid_input', `--${chosen.join(' and --')}: only one format can be printed`, {
      cure: 'Leave out all but one.',
    });
  }
  return chosen[0] ?? 'text';
}

function terminalOf(stream: NodeJS.WriteStream, { color }: CommonOptions): Terminal {
  return {
    isTty: stream.isTTY ?? false,
    columns: stream.columns ?? 100,
    hasColour: color && (process.env.NO_COLOR ?? '') === '',
  };
}

function summary({ total, occurrences, fallOff, isExact, tookMs, leftOut }: SearchResult): string {
  const of = occurrences === null || occurrences === total ? '' : ` of ${plural(occurrences, 'occurrence')}`;
  const fall = fallOff === null ? '' : `; less likely after ${fallOff}`;
  const left =
    leftOut.length === 0 ? '' : `; without lines of ${leftOut.join(', ')} (--own-words shows them)`;
  return `${plural(total, 'line')}${of}${fall}${left}; ${tookMs} ms, ${isExact ? 'exact' : 'approximate'}\n`;
}

function explainNothing({ word, filters, minScore, offset = 0 }: Query, result: SearchResult): string {
  if (word !== undefined && result.occurrences === 0) {
    const list = (suggestions: readonly Suggestion[]): string =>
      suggestions.map(({ lemma, count }) => `${lemma} (${formatCount(count)})`).join(', ');
    const spelt = result.nearSpellings.length > 0 ? `\nSpelt like it: ${list(result.nearSpellings)}` : '';
    const meant = result.nearMeanings.length > 0 ? `\nNear in meaning: ${list(result.nearMeanings)}` : '';
    return `"${word}" does not occur.${spelt}${meant}\n`;
  }
  if (offset > 0 && result.total > 0)
    return `There are only ${plural(result.total, 'line')}; lower --offset.\n`;
  const hasFilter = Object.values(filters ?? {}).some((values) => values.length > 0);
  if (hasFilter || minScore !== undefined) return 'The filters leave nothing; drop one of them.\n';
  return 'Nothing found.\n';
}

export function print(text: string): void {
  process.stdout.write(text);
}

/** `polyseme: what: why`, then the cure on a line of its own. */
export function complain(message: string, cure: string): void {
  process.stderr.write(`polyseme: ${message}\n${cure === '' ? '' : `  ${cure}\n`}`);
}
