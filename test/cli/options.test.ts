// Options: each stands for a parameter of the library or in the one list of what only the terminal has; what was
// called otherwise before still works, and says so.
import { beforeAll, describe, expect, it } from 'vitest';
import { kebabCase, terminalOptions } from '#src/cli/options.js';
import { commands, makeProgram } from '#src/cli/program.js';
import { parametersOf } from '#src/domain/parameters.js';
import { type OperationName, operationNamed } from '#src/polyseme/operations/index.js';
import { indexGood, openPlace } from './process.js';

/** What each command does in the library; the parameters of several are those of the command. */
const operationsOf: Readonly<Record<string, readonly OperationName[]>> = {
  index: ['index'],
  search: ['search', 'hits'],
  dispersion: ['dispersion'],
  senses: ['senses'],
  sense: ['changeSenses', 'lostLabels'],
  disambiguate: ['disambiguate', 'assignments'],
  evaluate: ['evaluate'],
  map: ['senseMap'],
  shares: ['senseShares'],
  collocates: ['senseCollocates'],
  axis: ['senseAxis'],
  compare: ['compare'],
  substitutes: ['substitutes'],
  words: ['words'],
  'words-for': ['wordsFor'],
  documents: ['eachDocument'],
  remove: ['remove'],
  stats: ['stats'],
  track: ['track'],
  untrack: ['untrack'],
  sync: ['sync'],
  watch: ['watchFolders'],
  follow: ['follow'],
  unfollow: ['unfollow'],
  followed: ['followed'],
  compact: ['compact'],
  backup: ['backup'],
  verify: ['verify'],
  rebuild: ['rebuild'],
  recut: ['recut'],
  recall: ['measureRecall'],
  serve: [],
  open: ['follow'],
};

describe('options', () => {
  it('are the parameters of the library, in the spelling of the terminal, and no others', () => {
    expect(commands.map(({ name }) => name)).toEqual(Object.keys(operationsOf));
    for (const { name, parameters } of commands) {
      const known = (operationsOf[name] ?? []).flatMap((operation) =>
        parametersOf(operationNamed(operation).parameters).map((one) => one.name),
      );
      const names = parametersOf(parameters).map((one) => one.name);
      expect(names.sort(), name).toEqual([...new Set(known)].sort());
    }
    const terminal = new Set(Object.values(terminalOptions).map(({ flags }) => flags.split(' ')[0]));
    for (const command of makeProgram('0', () => {}).commands) {
      const spec = commands.find(({ name }) => name === command.name());
      const flags = parametersOf(spec?.parameters ?? {}).map((one) => `--${kebabCase(one.name)}`);
      for (const { long, hidden, description } of command.options) {
        expect(description, `${command.name()} ${long}`).not.toBe('');
        if (hidden) continue;
        const isOurs =
          terminal.has(long as string) || flags.includes((long as string).replace('--no-', '--'));
        expect(isOurs, `${command.name()} ${long}`).toBe(true);
      }
    }
  });

  it('show range, default and choices in the help', () => {
    const search = makeProgram('0', () => {}).commands.find((command) => command.name() === 'search');
    const help = search?.helpInformation().replaceAll(/\s+/gu, ' ');
    for (const text of [
      '--limit <n> lines to print, 1 to 1000000 (default: 20)',
      '--ef-search <n> breadth of the approximate search, 10 to 10000 (default: 400)',
      '--min-score <x> leave out lines with a lower score: of a word with a meaning, a probability, -1 to 1',
      '(choices: "lemma", "exact")',
      '--documents <name> only in this document or file; may be repeated',
      '--no-rank do not',
    ]) {
      expect(help).toContain(text);
    }
    expect(help).not.toContain('--document <name>');
  });
});

const place = openPlace();
beforeAll(() => indexGood(place));

/** Typed as before, as now, and what standard error says. */
const former: readonly [before: string, now: string, says: string][] = [
  [
    'search bank --document good/river.txt',
    'search bank --documents good/river.txt',
    '--document is now --documents',
  ],
  [
    'senses bank --no-rank-prior --json',
    'senses bank --no-uses-rank --json',
    '--no-rank-prior is now --no-uses-rank',
  ],
  [
    'senses bank --no-substitutes --json',
    'senses bank --no-uses-substitutes --json',
    '--no-substitutes is now --no-uses-substitutes',
  ],
  [
    'disambiguate bank --uri m1 --csv --no-rank-prior',
    'disambiguate bank --documents m1 --csv --no-uses-rank',
    '--uri is now --documents',
  ],
  [
    'axis bank --from money --to water --reverse --csv',
    'axis bank --from money --to water --is-reversed --csv',
    '--reverse is now --is-reversed',
  ],
];

describe('options of before', () => {
  it.each(former)('%s', async (before, now, says) => {
    const was = await place.inSession([...before.split(' '), '--db', 'good.db']);
    const is = await place.inSession([...now.split(' '), '--db', 'good.db']);
    expect(was.stderr).toContain(`polyseme: ${says}\n`);
    expect(is.stderr).not.toContain('is now');
    expect({ status: was.status, stdout: was.stdout }).toEqual({ status: 0, stdout: is.stdout });
  });

  it('say it once, however often they are given', async () => {
    const args = ['search', 'bank', '--document', 'm1', '--document', 'm2', '--db', 'good.db'];
    const { stdout, stderr } = await place.inSession(args);
    expect(stderr).toBe('polyseme: --document is now --documents\n');
    expect(stdout.trimEnd().split('\n')).toHaveLength(2);
  });

  it('move lines as before', async () => {
    const { stdout } = await place.inSession(['search', 'bank', '--json', '--db', 'good.db']);
    const [line] = JSON.parse(stdout) as { tokenId: number }[];
    const moved = await place.inSession(
      `sense create bank --label one --line ${line?.tokenId} --db good.db`.split(' '),
    );
    expect(moved).toMatchObject({ status: 0, stderr: 'polyseme: --line is now --lines\n' });
    expect(moved.stdout).toContain('one');
  });
});
