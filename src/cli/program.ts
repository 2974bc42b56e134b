// The commands: parse, call the facade, print. All of them on one page.
import { Argument, Command, InvalidArgumentError, Option } from 'commander';
import type { Filters, MetadataFilter } from '../domain/filters.js';
import type { Query } from '../domain/search.js';
import { type Inventory, inventories } from '../domain/senses.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { parseMetadataFilter, present, shippedModel } from '../polyseme/polyseme.js';
import {
  backupCommand,
  compactCommand,
  rebuildCommand,
  recallCommand,
  syncCommand,
  trackCommand,
  untrackCommand,
  verifyCommand,
} from './commands/database.js';
import {
  changeSensesCommand,
  disambiguateCommand,
  evaluateCommand,
  type SenseAction,
  senseActions,
  sensesCommand,
} from './commands/senses.js';
import {
  documentsCommand,
  indexCommand,
  removeCommand,
  searchCommand,
  serveCommand,
  statsCommand,
} from './commands/texts.js';
import {
  axisCommand,
  compareCommand,
  mapCommand,
  sharesCommand,
  substitutesCommand,
} from './commands/views.js';

/** Options that every command takes. */
export interface CommonOptions {
  readonly db: string;
  readonly collection: string;
  readonly model: string;
  readonly workers?: number;
  readonly json?: boolean;
  readonly csv?: boolean;
  readonly tsv?: boolean;
  readonly color: boolean;
  readonly debug?: boolean;
}

/** Sets the exit status of the command that ran. */
export type Finish = (status: number) => void;

export function makeProgram(version: string, finish: Finish): Command {
  const program = new Command('polyseme')
    .description('Search your own texts by what a word means, not by how it is spelt.')
    .version(version)
    .configureOutput({ outputError: (text, write) => write(text.replace(/^error: /u, 'polyseme: ')) })
    .showHelpAfterError('(polyseme --help lists the commands)')
    .exitOverride();

  command(program, 'index', 'add files, folders or globs (.txt .md .jsonl .csv)', [
    'polyseme index letters/ notes.md',
    'polyseme index "corpus/**/*.csv" --text-column body --id-column nr',
  ])
    .argument('<path...>', 'files, folders or quoted globs')
    .option('--text-column <name>', 'column of a .csv that holds the text (default: text)')
    .option('--id-column <name>', 'column of a .csv that holds the id (default: id, else the row number)')
    .option(
      '--context-window <pieces>',
      'word pieces encoded together: 24 to 256, or "sentence" (default: 96)',
      contextWindow,
    )
    .action(async (paths: string[], options) => finish(await indexCommand(paths, options)));

  command(program, 'search', 'find lines by meaning', [
    'polyseme search bank --meaning "land beside a river"',
    'polyseme search --example "We sat on the [bank] of the river" --limit 50 --csv',
  ])
    .argument('[word]', 'the word; without it, any word may be found')
    .option('--meaning <text>', 'a description of the sense')
    .option('--example <text>', 'a sentence with the word in [brackets]')
    .option('--about <text>', 'find sentences about this, whatever their words')
    .option('--like <id>', 'a line (tokenId) that means the same; may be repeated', collectId, [])
    .option('--unlike <id>', 'a line (tokenId) that does not; may be repeated', collectId, [])
    .option('--any-word', 'with an example: find any word that means this')
    .option('--own-words', 'with a meaning alone: also find the words of the description itself')
    .addOption(
      new Option('--form <which>', 'all forms of the word, or only the one written').choices([
        'lemma',
        'exact',
      ]),
    )
    .option('--document <name>', 'only in this document or file; may be repeated', collect, [])
    .addOption(
      new Option('--pos <tag>', 'only this part of speech; may be repeated')
        .argParser((value: string, before: PartOfSpeech[] = []) => [...before, partOfSpeech(value)])
        .default([]),
    )
    .option(
      '--where <field=value>',
      'only where metadata match (= != < <= > >=); may be repeated',
      collectMetadata,
      [],
    )
    .option('--limit <n>', 'lines to print, 1 to 1000 (default: 20)', numberFrom('1 to 1000'))
    .option('--offset <n>', 'lines to skip (default: 0)', numberFrom('0 up'))
    .option('--min-score <x>', 'leave out lines with a lower score, -1 to 1', numberFrom('-1 to 1'))
    .option('--no-rank', 'sort by the plain cosine')
    .option('--exact', 'compare every vector instead of using the approximate index')
    .option(
      '--ef-search <n>',
      'breadth of the approximate search, 10 to 10000 (default: 400)',
      numberFrom('10 to 10000'),
    )
    .action(async (word: string | undefined, options) =>
      finish(await searchCommand(toQuery(word, options), options)),
    );

  command(program, 'senses', 'the senses of a word, with lines and words that tell them apart', [
    'polyseme senses bank',
    'polyseme senses bank --inventory wordnet --json',
  ])
    .argument('<word>', 'the word')
    .addOption(inventoryOption())
    .option('--no-rank-prior', 'the dictionary: do not prefer senses that are frequent in everyday English')
    .option('--no-substitutes', 'leave out the words that stand in for a sense, which take longest')
    .action(async (word: string, options) => finish(await sensesCommand(word, options)));

  command(program, 'sense', 'change the senses of a word; every change can be undone', [
    'polyseme sense rename bank i2 --label riverside',
    'polyseme sense create bank --label riverside --description "land beside a river"',
    'polyseme sense move bank s2 --line 4711 --line 4712',
    'polyseme sense undo bank 3',
  ])
    .addArgument(new Argument('<action>', 'what to do').choices(senseActions))
    .argument('<word>', 'the word')
    .argument('[names...]', 'senses by their ids, as `senses` prints them; for undo and redo, a change')
    .addOption(inventoryOption())
    .option('--label <text>', 'name of a sense: create, rename')
    .option('--description <text>', 'description of a sense: create, rename')
    .option('--line <id>', 'a line (tokenId): create, move; may be repeated', collectId, [])
    .action(async (action: SenseAction, word: string, names: string[], options) =>
      finish(await changeSensesCommand(action, word, names, options)),
    );

  command(program, 'disambiguate', 'tell the sense of every occurrence, as a table', [
    'polyseme disambiguate bank plant --csv > senses.csv',
    'polyseme disambiguate --all --inventory wordnet --json > senses.jsonl',
  ])
    .argument('[word...]', 'words; or --all')
    .option('--all', 'all words; for one’s own senses, the words that have any')
    .option('--words <file>', 'a file of words, one a line')
    .addOption(inventoryOption('wordnet'))
    .option('--uri <name>', 'print only lines of this document or file; may be repeated', collect, [])
    .option('--no-rank-prior', 'the dictionary: do not prefer senses that are frequent in everyday English')
    .action(async (words: string[], options) => finish(await disambiguateCommand(words, options)));

  command(program, 'evaluate', 'measure the senses that are told against your own labels', [
    'polyseme evaluate labels.csv --inventory wordnet',
    'polyseme evaluate labels.csv --inventory induced --json',
  ])
    .argument('<labels>', 'a .csv with tokenId and sense, or document, start and sense')
    .addOption(inventoryOption('wordnet'))
    .option('--no-rank-prior', 'the dictionary: do not prefer senses that are frequent in everyday English')
    .action(async (file: string, options) => finish(await evaluateCommand(file, options)));

  command(program, 'map', 'where the lines of a word lie among each other', [
    'polyseme map bank --csv',
    'polyseme map bank --inventory wordnet --json',
  ])
    .argument('<word>', 'the word')
    .addOption(inventoryOption())
    .action(async (word: string, options) => finish(await mapCommand(word, options)));

  command(program, 'shares', 'how often each sense is meant, by document or metadata', [
    'polyseme shares bank',
    'polyseme shares bank --by year --csv',
  ])
    .argument('<word>', 'the word')
    .addOption(inventoryOption())
    .option('--by <field>', 'document, or a metadata field', 'document')
    .action(async (word: string, options) => finish(await sharesCommand(word, options)));

  command(program, 'axis', 'where lines lie between two descriptions', [
    'polyseme axis bank --from finance --to geography',
    'polyseme axis bank --from finance --to geography --from2 old --to2 modern --csv',
  ])
    .argument('<word>', 'the word')
    .requiredOption('--from <text>', 'one end')
    .requiredOption('--to <text>', 'the other: its nearest lines come first')
    .option('--from2 <text>', 'one end of a second axis')
    .option('--to2 <text>', 'the other')
    .option('--reverse', 'the lines nearest to --from first')
    .option('--limit <n>', 'lines to print', numberFrom('0 up'), 20)
    .option('--offset <n>', 'lines to skip', numberFrom('0 up'), 0)
    .addOption(inventoryOption())
    .action(async (word: string, options) => finish(await axisCommand(word, options)));

  command(program, 'compare', 'two words, or two senses, by their lines', [
    'polyseme compare bank shore',
    'polyseme compare bank bank --sense i1 --other-sense i2',
  ])
    .argument('<word>', 'the word')
    .argument('<other>', 'the other word, or the same again')
    .option('--sense <id>', 'one sense of the word, as `senses` prints it')
    .option('--other-sense <id>', 'one sense of the other word')
    .addOption(inventoryOption())
    .action(async (word: string, other: string, options) =>
      finish(await compareCommand(word, other, options)),
    );

  command(program, 'substitutes', 'words that could stand for one occurrence', [
    'polyseme substitutes 4711',
    'polyseme substitutes 4711 --json',
  ])
    .argument('<id>', 'a line (tokenId) that a search has shown', (value: string) => collectId(value, [])[0])
    .action(async (id: number, options) => finish(await substitutesCommand(id, options)));

  command(program, 'documents', 'list what is indexed', [
    'polyseme documents',
    'polyseme documents letters --json',
  ])
    .argument('[match]', 'a part of the name')
    .action(async (match: string | undefined, options) => finish(await documentsCommand(match, options)));

  command(program, 'remove', 'remove documents with all that was made of them', [
    'polyseme remove letters/1901.txt',
    'polyseme remove sentences.csv',
  ])
    .argument('<name...>', 'a file, or the id of a document')
    .action(async (names: string[], options) => finish(await removeCommand(names, options)));

  command(program, 'stats', 'counts and sizes', ['polyseme stats', 'polyseme stats --json']).action(
    async (options) => finish(await statsCommand(options)),
  );

  command(program, 'track', 'keep the rows of a table of your own database indexed', [
    'polyseme track articles --id id --text title --text body --metadata year --db shop.db',
  ])
    .argument('<table>', 'a table of the database')
    .requiredOption('--id <column>', 'what identifies a row; may be repeated', collect, [])
    .requiredOption('--text <column>', 'what holds text; may be repeated', collect, [])
    .option('--metadata <column>', 'what to filter by; may be repeated', collect, [])
    .action(async (table: string, options) => finish(await trackCommand(table, options)));

  command(program, 'untrack', 'stop tracking a table and remove what was indexed of it', [
    'polyseme untrack articles --db shop.db',
  ])
    .argument('<table>', 'a table that is tracked')
    .action(async (table: string, options) => finish(await untrackCommand(table, options)));

  command(program, 'sync', 'index what has changed in the tracked tables', [
    'polyseme sync --db shop.db',
    'polyseme sync --everything --db shop.db',
  ])
    .option('--everything', 'look at every row, not only at those known to have changed')
    .action(async (options) => finish(await syncCommand(options)));

  command(program, 'compact', 'give space back; nothing that was deleted is in any file afterwards', [
    'polyseme compact',
  ]).action(async (options) => finish(await compactCommand(options)));

  command(program, 'backup', 'copy the database while it is used', ['polyseme backup copy.db'])
    .argument('<file>', 'a file that does not exist yet')
    .action(async (file: string, options) => finish(await backupCommand(file, options)));

  command(program, 'verify', 'check that everything is as it must be', [
    'polyseme verify',
    'polyseme verify --json',
  ]).action(async (options) => finish(await verifyCommand(options)));

  command(program, 'rebuild', 'build the search index anew from the database', ['polyseme rebuild']).action(
    async (options) => finish(await rebuildCommand(options)),
  );

  command(program, 'recall', 'measure how much of the true nearest the search index finds', [
    'polyseme recall --queries 200',
  ])
    .option('--queries <n>', 'random occurrences that are looked up (default: 100)', numberFrom('1 to 10000'))
    .option('--k <n>', 'nearest that are wanted of each (default: 10)', numberFrom('1 to 999'))
    .option('--ef-search <n>', 'breadth of the search (default: 400)', numberFrom('10 to 10000'))
    .action(async (options) => finish(await recallCommand(options)));

  command(program, 'serve', 'open the page on http://127.0.0.1:7341', [
    'polyseme serve --db letters.db',
    'polyseme serve --allow ~/texts --port 8080',
  ])
    .option('--port <n>', 'port, 0 for any free one', port, 7341)
    .option('--host <address>', 'address to listen on; any but loopback needs a token', '127.0.0.1')
    .option('--token <secret>', 'what a visitor must present; made up and printed when the host needs one')
    .option(
      '--allow <folder>',
      'a folder whose files may be added by path from the page; may be repeated',
      collect,
      [],
    )
    .option('--demo', 'add the texts that come with polyseme if the database is new')
    .action(async (options) => finish(await serveCommand(options)));

  return program;
}

function command(program: Command, name: string, description: string, examples: readonly string[]): Command {
  return program
    .command(name)
    .description(description)
    .option('--db <file>', 'database file', './polyseme.db')
    .option('--collection <name>', 'collection in the database', 'default')
    .option('--model <model>', 'encoder: a folder, or a hub id', shippedModel)
    .option('--workers <n>', 'encoder processes (default: number of processors)', numberFrom('1 to 64'))
    .option('--json', 'print JSON')
    .option('--csv', 'print comma-separated values')
    .option('--tsv', 'print tab-separated values')
    .option('--no-color', 'no bold on a terminal (also: NO_COLOR)')
    .option('--debug', 'print the stack of an error')
    .addHelpText('after', `\nExamples:\n${examples.map((example) => `  ${example}\n`).join('')}`);
}

type SearchOptions = CommonOptions &
  Pick<
    Query,
    'meaning' | 'example' | 'about' | 'anyWord' | 'ownWords' | 'form' | 'limit' | 'offset' | 'minScore'
  > &
  Pick<Query, 'exact' | 'efSearch' | 'rank'> & {
    readonly like: number[];
    readonly unlike: number[];
    readonly document: string[];
    readonly pos: PartOfSpeech[];
    readonly where: MetadataFilter[];
  };

function toQuery(word: string | undefined, options: SearchOptions): Query {
  const { meaning, example, about, anyWord, ownWords, form, limit, offset, minScore, exact, efSearch, rank } =
    options;
  const filters: Filters = { documents: options.document, pos: options.pos, metadata: options.where };
  return present<Query>({
    ...{
      word,
      meaning,
      example,
      about,
      anyWord,
      ownWords,
      form,
      limit,
      offset,
      minScore,
      exact,
      efSearch,
      rank,
    },
    ...{ filters, like: options.like, unlike: options.unlike, collection: options.collection },
  });
}

const inventoryOption = (otherwise?: Inventory): Option => {
  const text = otherwise ?? 'your own where there are any, else induced';
  const option = new Option('--inventory <which>', `where senses come from (default: ${text})`);
  return option.choices(inventories);
};

const collect = (value: string, before: string[]): string[] => [...before, value];
const collectId = (value: string, before: number[]): number[] => {
  if (/^\d+$/u.test(value)) return [...before, Number(value)];
  throw new InvalidArgumentError('Give the tokenId of a line that a search has shown.');
};

const collectMetadata = (value: string, before: MetadataFilter[]): MetadataFilter[] => [
  ...before,
  parseMetadataFilter(value),
];

/** Reads a number; that it is within its range is for the facade to say. */
function numberFrom(range: string): (value: string) => number {
  return (value) => {
    const number = value.trim() === '' ? Number.NaN : Number(value);
    if (Number.isNaN(number)) throw new InvalidArgumentError(`Give a number from ${range}.`);
    return number;
  };
}

function partOfSpeech(value: string): PartOfSpeech {
  const tag = value.toUpperCase() as PartOfSpeech;
  if (!partsOfSpeech.includes(tag)) throw new InvalidArgumentError(`Use one of ${partsOfSpeech.join(', ')}.`);
  return tag;
}

function contextWindow(value: string): number | 'sentence' {
  return value === 'sentence' ? value : numberFrom('24 to 256, or "sentence"')(value);
}

function port(value: string): number {
  const number = Number(value);
  if (Number.isInteger(number) && number >= 0 && number <= 65535) return number;
  throw new InvalidArgumentError('Use a whole number from 0 to 65535.');
}
