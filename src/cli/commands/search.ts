// The search command: one page of lines or, with --all or a large --limit, many pages, printed as they come.
import { whole } from '../../domain/check.js';
import { defaultContextChars } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import {
  defaultLimit,
  type Hit,
  maxLimit,
  type Query,
  queryOf,
  queryParameters,
  type SearchResult,
} from '../../domain/search.js';
import type { SenseCount } from '../../domain/senses.js';
import { withoutControls } from '../../format/controls.js';
import { formatCount } from '../../format/figures.js';
import { patternIn } from '../../format/nothing.js';
import { hitColumns, hitRow } from '../../format/tables.js';
import type { Polyseme } from '../../polyseme/polyseme.js';
import { declareCommand } from '../command.js';
import type { CommonOptions } from '../options.js';
import { describeNamed, describeRest, describeResult, explainNothing, hitPrinter } from '../output.js';
import {
  asTyped,
  formatOf,
  foundStatus,
  nothingStatus,
  print,
  printStream,
  terminalOf,
  withPolyseme,
} from '../run.js';

const mostLines = 1_000_000;

/** Lines printed together when there is more than a page. */
const linesPerPage = 200;

export const searchCommand = declareCommand<{ readonly all?: boolean }>()({
  name: 'search',
  description: 'find lines by meaning',
  examples: [
    'polyseme search bank --meaning "land beside a river"',
    'polyseme search --example "We sat on the [bank] of the river" --limit 50 --csv',
  ],
  parameters: {
    ...queryParameters,
    // more than a page of the library's, as pages are printed one after the other
    limit: whole(1, mostLines).describe(`lines to print (default: ${defaultLimit})`).optional(),
  },
  arguments: { word: '[word]' },
  terminal: ['all'],
  help: {
    '--all': 'print every line, however many, copies too',
    fold: 'print every line, also those that say the same',
  },
  formerly: { '--document <name>': '--documents' },
  run: (values, options) => {
    if (options.all && values.limit !== undefined) {
      throw new PolysemeError('invalid_input', 'limit: it cannot be combined with --all', {
        cure: 'Leave out one of them.',
      });
    }
    const most = options.all ? Number.POSITIVE_INFINITY : (values.limit ?? defaultLimit);
    const folding =
      options.all && values.fold === undefined && values.thin === undefined ? { fold: false } : {};
    const format = formatOf(options);
    const terminal = terminalOf(process.stdout, options);
    // a wide terminal shows more of a line
    const context =
      format === 'text' && terminal.isTty && values.contextChars === undefined
        ? { contextChars: Math.min(500, Math.max(defaultContextChars, terminal.columns)) }
        : {};
    const query: Query = { ...queryOf(values), ...folding, ...context, limit: Math.min(most, maxLimit) };
    return withPolyseme(options, true, async (polyseme) => {
      // a query without a word is answered by the saved index; one with a word does not need it
      if (query.word === undefined && query.about === undefined) await polyseme.loadIndex(query.collection);
      const result = await polyseme.search(query);
      const folder = await polyseme.commonFolder(query.collection);
      let printed = 0;
      const pages = countLines(pagesOf(polyseme, query, result, most), (lines) => {
        printed += lines;
      });
      if (format !== 'text') await printStream(rowsOf(pages), hitColumns, format);
      else {
        const printer = hitPrinter(terminal, Math.min(most, result.listed), folder);
        for await (const hits of pages) await print(printer(hits));
      }
      process.stderr.write(describeNamed(result, folder));
      process.stderr.write(explainPattern(query, options));
      if (printed === 0) process.stderr.write(explainNothing(query, result));
      else {
        if (process.stdout.isTTY) process.stderr.write(describeResult(result));
        if (format === 'text' && !options.all) {
          process.stderr.write(await describeOffered(polyseme, query, result, options));
        }
        process.stderr.write(describeRest(printed, query, result));
      }
      return printed > 0 ? foundStatus : nothingStatus;
    });
  },
});

/** Which command reads a `*`. */
function explainPattern({ word = '' }: Query, options: CommonOptions): string {
  const match = patternIn(word);
  return match === undefined
    ? ''
    : withoutControls(`A search reads no *; words like ${match}: ${asTyped(['words', match], options)}\n`);
}

/** The senses of a word alone, without a filter and from the start, in one line, and how to search for one of them. */
async function describeOffered(
  polyseme: Polyseme,
  { word, meaning, example, like, unlike, sense, form, filters, offset, collection }: Query,
  { lemmas }: SearchResult,
  options: CommonOptions,
): Promise<string> {
  const isAlone = [meaning, example, like, unlike, sense, form, filters, offset].every(
    (part) => part === undefined,
  );
  if (word === undefined || !isAlone || lemmas.length === 0 || lemmas[0]?.includes(' ')) return '';
  const counts = await polyseme
    .senseCounts(word, collection === undefined ? {} : { collection })
    .catch((cause: unknown) => {
      // the lines are printed; a missing model, or another one, is no reason to fail
      if (cause instanceof PolysemeError) return undefined;
      throw cause;
    });
  if (!counts) return '';
  const senses = counts.senses.filter(({ count }) => count > 0);
  if (senses.length + Number(counts.none > 0) < 2) return '';
  const parts = senses.map(({ label, count }) => `${label} ${formatCount(count)}`);
  if (counts.none > 0) parts.push(`none of these ${formatCount(counts.none)}`);
  const [{ id }] = senses as [SenseCount];
  const one = asTyped(['search', word, '--sense', id], options);
  const ids = asTyped(['senses', word, '--inventory', counts.inventory], options);
  return `${lemmas.join(', ')}: ${parts.join(' · ')}\n  one of them: ${one}; their ids: ${ids}\n`;
}

/** Yields the hits of the first page, then page by page as many more as wanted. */
async function* pagesOf(
  polyseme: Polyseme,
  { limit: _, ...query }: Query,
  { hits, listed }: SearchResult,
  most: number,
): AsyncGenerator<readonly Hit[]> {
  yield hits;
  const { offset = 0 } = query;
  let wanted = Math.min(most, listed - offset) - hits.length;
  if (wanted <= 0 || hits.length === 0) return;
  let page: Hit[] = [];
  const rest = { ...query, fold: query.fold ?? query.sameAs === undefined, offset: offset + hits.length };
  for await (const hit of polyseme.hits(rest)) {
    page.push(hit);
    wanted--;
    if (page.length < linesPerPage && wanted > 0) continue;
    yield page;
    page = [];
    if (wanted <= 0) return;
  }
  yield page;
}

async function* countLines(
  pages: AsyncIterable<readonly Hit[]>,
  count: (lines: number) => void,
): AsyncGenerator<readonly Hit[]> {
  for await (const page of pages) {
    count(page.length);
    yield page;
  }
}

async function* rowsOf(pages: AsyncIterable<readonly Hit[]>): AsyncGenerator<object> {
  for await (const page of pages) yield* page.map(hitRow);
}
