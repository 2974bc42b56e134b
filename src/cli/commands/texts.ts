// Commands about the texts of a collection: add, list, remove, count.
import { shownName } from '../../domain/document-names.js';
import type { IndexReport, Stats } from '../../domain/reports.js';
import {
  type DocumentInfo,
  documentNames,
  documentsSchema,
  type IndexOptions,
  indexSchema,
  leaveOut,
  pathsSchema,
} from '../../domain/text.js';
import { formatBytes, formatCount, formatSeconds, kindsOf, plural } from '../../format/figures.js';
import { documentColumns } from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import type { CommonOptions } from '../options.js';
import { progressLine } from '../progress.js';
import {
  complain,
  formatOf,
  foundStatus,
  interruptSignal,
  nothingStatus,
  printJson,
  printRows,
  printStream,
  printText,
  problemStatus,
  withIndex,
  withPolyseme,
} from '../run.js';

/** Most problems, or files, printed one by one; beyond that, only their number. */
const maxProblemsShown = 50;

const { collection, match } = documentsSchema.shape;

export const indexCommand = declareCommand({
  name: 'index',
  description: 'add files, folders or globs',
  examples: [
    'polyseme index letters/ notes.md',
    'polyseme index "corpus/**/*.csv" --text-column body --id-column nr',
  ],
  parameters: { paths: pathsSchema, ...indexSchema.shape },
  arguments: { paths: '<path...>' },
  help: { paths: 'files, folders or quoted globs' },
  run: ({ paths, ...values }, options) =>
    withPolyseme(options, false, async (polyseme) => {
      const { collection } = values;
      const add = (watched: Watched) => polyseme.index(paths, { ...values, ...watched });
      return printRun(polyseme, add, async () => [collection], options);
    }),
});

/** How a run is watched and stopped. */
type Watched = Required<Pick<IndexOptions, 'signal' | 'onProgress'>>;

/** Adds or changes texts, brings the approximate index of their collections up to date, and prints what was done. */
export async function printRun(
  polyseme: Polyseme,
  run: (watched: Watched) => Promise<IndexReport>,
  collections: () => Promise<readonly (string | undefined)[]>,
  options: CommonOptions,
): Promise<number> {
  const signal = interruptSignal();
  const line = progressLine(process.stderr);
  try {
    const report = await run({ signal, onProgress: line.index });
    for (const collection of await collections()) {
      const named = collection === undefined ? {} : { collection };
      await polyseme.syncIndex({ ...named, signal, onProgress: line.ann });
    }
    line.stop();
    return await printReport(report, options);
  } finally {
    line.stop();
  }
}

/** Prints what an indexing run did; its problems go to standard error, and into the exit status. */
async function printReport(report: IndexReport, options: CommonOptions): Promise<number> {
  const { added, changed, unchanged, recut, moved, removed, empty, leftOut, words, seconds, problems } =
    report;
  if (formatOf(options) === 'json') await printJson(report);
  else {
    const counts = [
      `${formatCount(added)} added`,
      `${formatCount(changed)} changed`,
      `${formatCount(unchanged)} unchanged`,
    ];
    if (recut > 0) counts.push(`${formatCount(recut)} cut again by newer rules`);
    if (moved > 0) counts.push(`${formatCount(moved)} moved`);
    if (removed > 0) counts.push(`${formatCount(removed)} removed`);
    if (empty > 0) counts.push(`${formatCount(empty)} empty`);
    if (leftOut > 0) counts.push(`${formatCount(leftOut)} left out`);
    const rate = words === 0 ? '' : `; ${plural(words, 'word')} in ${formatSeconds(seconds)}`;
    await printText(`Documents: ${counts.join(', ')}${rate}.\n`);
    await printFiles('Gone, and removed', report.removedFiles);
    await printFiles('Gone, but kept', report.missingFiles);
    for (const encoding of new Set(report.encodings.map((one) => one.encoding))) {
      const files = report.encodings.filter((one) => one.encoding === encoding);
      await printFiles(
        `Read as ${encoding}`,
        files.map(({ uri }) => uri),
      );
    }
    if (report.notRead.length > 0) await printText(`Not read: ${kindsOf(report.notRead)}\n`);
  }
  for (const { uri, message, cure } of problems.slice(0, maxProblemsShown))
    complain(`${uri}: ${message}`, cure);
  if (problems.length > maxProblemsShown)
    complain(`and ${problems.length - maxProblemsShown} more like these (--json lists all)`);
  return problems.length > 0 ? problemStatus : foundStatus;
}

async function printFiles(what: string, uris: readonly string[]): Promise<void> {
  for (const uri of uris.slice(0, maxProblemsShown)) await printText(`${what}: ${uri}\n`);
  const more = uris.length - maxProblemsShown;
  if (more > 0) await printText(`${what}: ${plural(more, 'more file')} (--json lists all)\n`);
}

export const documentsCommand = declareCommand({
  name: 'documents',
  description: 'list what is indexed',
  examples: ['polyseme documents', 'polyseme documents letters --json'],
  parameters: { match, collection },
  arguments: { match: '[match]' },
  run: (values, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const documents = polyseme.eachDocument(values);
      const format = formatOf(options);
      if (format !== 'text') return printStream(listed(documents), documentColumns, format);
      const folder = await polyseme.commonFolder(values.collection);
      let status = nothingStatus;
      for await (const { documentId, uri, numWords } of documents) {
        status = foundStatus;
        const id = documentId === uri ? '' : `\t${documentId}`;
        await printText(`${shownName(uri, folder)}\t${plural(numWords, 'word')}${id}\n`);
      }
      return status;
    }),
});

/** Documents by what names them in other programs: without their row in this database. */
async function* listed(documents: AsyncIterable<DocumentInfo>): AsyncGenerator<Omit<DocumentInfo, 'id'>> {
  for await (const { id: _, ...document } of documents) yield document;
}

export const removeCommand = declareCommand({
  name: 'remove',
  description: 'remove documents with everything derived from them',
  examples: ['polyseme remove letters/1901.txt', 'polyseme remove sentences.csv'],
  parameters: { names: documentNames, collection, leaveOut },
  arguments: { names: '<name...>' },
  run: ({ names, leaveOut: isLeftOut, ...from }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const folder = await polyseme.commonFolder(from.collection);
      const removed = await polyseme.remove(names, from.collection, isLeftOut);
      await polyseme.syncIndex(from);
      if (formatOf(options) === 'json') await printJson(removed.map(({ uri }) => uri));
      else await printText(describeRemoved(removed, folder));
      return foundStatus;
    }),
});

/** What was removed by its name, since a part of it may have been given. */
const describeRemoved = (removed: readonly DocumentInfo[], folder: string): string =>
  removed.length === 1
    ? `Removed 1 document: ${shownName((removed[0] as DocumentInfo).uri, folder)}.\n`
    : `Removed ${plural(removed.length, 'document')}.\n`;

export const statsCommand = declareCommand({
  name: 'stats',
  description: 'print counts and sizes',
  examples: ['polyseme stats', 'polyseme stats --json'],
  parameters: { collection },
  run: (values, options) =>
    withIndex(options, async (polyseme) => {
      const stats = await polyseme.stats(values.collection);
      const format = formatOf(options);
      if (format === 'json') await printJson(stats);
      else if (format !== 'text') await printRows([stats], Object.keys(stats), options);
      else await printText(describeStats(stats));
      return foundStatus;
    }),
});

const describeStats = (stats: Stats): string =>
  [
    `${plural(stats.documents, 'document')}, ${plural(stats.sentences, 'sentence')}, ${plural(stats.words, 'word')}\n`,
    `${plural(stats.tokens, 'occurrence')} with a vector, of ${plural(stats.lemmas, 'lemma')}\n`,
    `${formatBytes(stats.fileBytes)} on disk (${stats.bytesPerToken} bytes an occurrence)`,
    `, search index ${formatBytes(stats.annBytes)} (${stats.annState})\nmodel ${stats.model}\n`,
    stats.earlierDocuments === 0
      ? ''
      : `${plural(stats.earlierDocuments, 'document')} of an earlier version: polyseme recut cuts them again\n`,
  ].join('');
