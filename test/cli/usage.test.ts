// The command line, used wrongly: the exit status, and what is said of every wrong input.

import path from 'node:path';
import Database from 'better-sqlite3';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Case, expectSays, indexGood, openPlace } from './process.js';

const place = openPlace();
// many are wrong before anything begins: they share a process
const polyseme = place.inSession;

beforeAll(async () => {
  place.write('text.db', 'this is no database '.repeat(100));
  const foreign = new Database(path.join(place.base, 'foreign.db'));
  foreign.exec('CREATE TABLE bookmark (url TEXT)');
  foreign.close();
  await indexGood(place);
});

const usage: Case[] = [
  ['frobnicate', 2, ["unknown command 'frobnicate'", '--help']],
  ['search bank --frob', 2, ["unknown option '--frob'"]],
  ['index', 2, ["missing required argument 'path'"]],
  ['search bank --db nowhere.db', 3, ['nowhere.db', 'polyseme index FOLDER --db nowhere.db']],
  ['stats --db nowhere.db', 3, ['nowhere.db', '--db']],
  ['search bank --db no/such/folder/x.db', 3, ['no/such/folder/x.db']],
  [
    'index good --db no/such/folder/x.db',
    3,
    ['folder of no/such/folder/x.db does not exist', 'Create the folder'],
  ],
  ['search bank --db text.db', 3, ['text.db is not a usable SQLite database', '--db']],
  ['index good --db text.db', 3, ['text.db is not a usable SQLite database', '--db']],
  ['search bank --db foreign.db', 3, ['foreign.db is a database of another program', '--db']],
  ['index good --db foreign.db', 3, ['foreign.db is a database of another program', '--db']],
  ['search bank --db good', 3, [/good/u, '--db']],
  [
    'search bank --db good.db --collection poems',
    1,
    ['there is no collection "poems"', 'There are: default'],
  ],
  ['remove nothing.txt --db good.db', 1, ['there is no document "nothing.txt"', 'polyseme documents']],
  ['search --db good.db', 2, ['asks for nothing', 'Give a word']],
  ['search bank --db good.db --limit 0', 2, ['limit: 0', 'from 1 to 1000']],
  ['search bank --db good.db --limit abc', 2, [/--limit .*'abc' is invalid/u, 'from 1 to 1000']],
  ['search bank --db good.db --limit 2.5', 2, ['limit: 2.5', 'from 1 to 1000']],
  ['search bank --db good.db --limit 1000001', 2, ['limit: 1000001', 'from 1 to 1000000']],
  ['search bank --db good.db --limit 1e300', 2, ['limit: 1e+300', 'from 1 to 1000000']],
  ['search bank --db good.db --limit 1e22', 2, ['limit: 1e+22', 'from 1 to 1000000']],
  ['search bank --db good.db --limit 0x10', 2, [/--limit .*'0x10' is invalid/u, 'from 1 to 1000000']],
  ['search bank --db good.db --limit ', 2, [/--limit .*'' is invalid/u, 'from 1 to 1000000']],
  ['search bank --db good.db --limit 2 --limit 3', 2, ['limit: it is given twice', 'Give it once']],
  ['search bank --db good.db --limit 2 --all', 2, ['limit: it cannot be combined with --all']],
  ['search bank --db good.db --db other.db', 2, [/--db .*twice/u, 'give it once']],
  ['search bank --db good.db --like 1e300', 2, ['like: 1e+300', 'number']],
  ['search bank --db good.db --like 0x1', 2, [/--like .*'0x1' is invalid/u, 'tokenId']],
  ['search bank --db good.db --offset -1', 2, ['offset: -1', 'from 0']],
  ['search bank --db good.db --meaning river --min-score 2', 2, [/min-?score: 2/iu, 'from -1 to 1']],
  ['search bank --db good.db --ef-search 3', 2, [/ef-?search: 3/iu, 'from 10 to 10000']],
  ['search bank --db good.db --like 999999999', 1, ['999999999', /line/u]],
  ['search bank --db good.db --like abc', 2, [/--like .*'abc' is invalid/u, 'tokenId']],
  ['search bank --db good.db --form wordish', 2, ["'wordish' is invalid", 'lemma, exact']],
  ['search bank --db good.db --pos BLAH', 2, ["'BLAH' is invalid", 'NOUN']],
  ['search bank --db good.db --where year', 2, ['"year" is not of the form field=value', 'year>=1900']],
  ['search the --db good.db', 1, ['"the" cannot be searched for', 'noun, verb, adjective or adverb']],
  ['search C++ --db good.db', 1, ['"C++" cannot be searched for', 'single letters have no vectors']],
  ['senses river-bank --db good.db', 2, ['"river-bank" is several words', 'Take one of: river, bank']],
  ['search ... --db good.db', 2, ['"..." holds no word', 'Give at least one word']],
  [
    'search bank --about rivers --db good.db',
    2,
    ['about: cannot be combined with a word', 'one or the other'],
  ],
  ['search bank --json --csv --db good.db', 2, ['--json and --csv', 'Leave out all but one']],
  ['index good --db w.db --context-window 5', 2, ['contextWindow: 5', 'from 24 to 256']],
  [
    'index good --db w.db --context-window wide',
    2,
    [/--context-window .*'wide' is invalid/u, 'from 24 to 256'],
  ],
  ['index good --db w.db --context-window 1e300', 2, ['contextWindow: 1e+300', 'from 24 to 256']],
  ['index good --db w.db --workers 1e300', 2, ['workers: 1e+300', 'from 1 to 64']],
  ['index good --db w.db --workers 0x2', 2, [/--workers .*'0x2' is invalid/u, 'from 1 to 64']],
  ['index good --db w.db --workers 0', 2, ['workers: 0', 'from 1 to 64']],
  ['index good --db w.db --workers many', 2, [/--workers .*'many' is invalid/u, 'from 1 to 64']],
  ['index good --db m.db --model ./no-model', 3, ['there is no folder "./no-model"', 'config.json']],
  ['index good --db m.db --model good', 3, ['is a folder, but not of a model', 'config.json']],
  [
    'index good --db m.db --model owner/name',
    3,
    ['"owner/name" could not be fetched', 'network', 'sense-minilm'],
  ],
  ['serve --db s.db --port 70000', 2, ["'70000' is invalid", '0 to 65535']],
  ['serve --db s.db --port 0x10', 2, ["'0x10' is invalid", '0 to 65535']],
  ['serve --db s.db --port ', 2, ["'' is invalid", '0 to 65535']],
  ['substitutes 0x10 --db good.db', 2, ["'0x10' is invalid", 'tokenId']],
  ['substitutes 1e300 --db good.db', 2, ['tokenId: 1e+300', 'number']],
  ['recall --k 1e300 --db good.db', 2, ['k: 1e+300', 'from 1 to 999']],
  ['sense bend bank --db good.db', 2, ["'bend' is invalid", 'adopt, create, rename']],
  ['senses bank --inventory oxford --db good.db', 2, ["'oxford' is invalid", 'wordnet, induced, mine']],
  ['stats --collection poems --db good.db', 1, ['there is no collection "poems"', 'There are: default']],
  ['sync --collection poems --db good.db', 2, ["unknown option '--collection'"]],
  ['serve --db s.db --port http', 2, ["'http' is invalid", '0 to 65535']],
];

describe('polyseme, used wrongly', () => {
  it.each(usage)('%s → %i', async (args, status, says) => {
    const ended = await polyseme(args.split(' '));
    expect(ended.stdout).toBe('');
    expectSays(ended, says);
    expect(ended.status).toBe(status);
  });

  // Number() has turned what was typed into NaN before anybody could name it
  it.each([
    'search bank --limit abc --db good.db',
    'search bank --like abc --db good.db',
    'search bank --min-score abc --meaning river --db good.db',
    'index good --context-window abc --db w.db',
    'index good --workers abc --db w.db',
  ])('%s → the value is named as it was typed', async (args) => {
    expect((await polyseme(args.split(' '))).stderr).toContain('abc');
  });

  it('an example without brackets, with two pairs, with an empty pair', async () => {
    const cure = 'We sat on the [bank] of the river.';
    for (const [example, says] of [
      ['We sat on the bank.', 'no word in [brackets]'],
      ['We [sat] on the [bank].', 'more than one word in [brackets]'],
      ['We sat on the [].', 'no word in [brackets]'],
    ] as const) {
      const ended = await polyseme(['search', '--example', example, '--db', 'good.db']);
      expect(ended.status).toBe(2);
      expectSays(ended, [`example: has ${says}`, cure]);
    }
  });

  it('an empty token is none: nobody is let in by it', async () => {
    const ended = await polyseme(['serve', '--token', '', '--port', '0', '--db', 'good.db']);
    expect(ended.status).toBe(2);
    expectSays(ended, ['token: it is empty', '--token']);
  });

  it('what would control a terminal is shown instead, whoever names it', async () => {
    for (const args of [
      ['search', 'x\u001b[2Jy\u202ez', '--db', 'good.db'],
      ['documents', '--db', 'no\u001b]0;title\u0007.db'],
      ['stats', '--no\u001b[2Jsuch'],
    ]) {
      const { stdout, stderr } = await polyseme(args);
      expect(stdout + stderr, args[0]).toMatch(/<U\+001B>|\\u001b/u);
      expect(stdout + stderr, args[0]).not.toMatch(/(?!\n|\t)\p{Cc}|\u202e/u);
    }
  });
});
