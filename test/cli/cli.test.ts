// The command line from outside: exit status, what is printed, and what is said of every wrong input.
import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));

interface Ended {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

let base: string;
let underWay = 0;
const waiting: (() => void)[] = [];

/** Runs `polyseme` in the folder of the test; no more than two at a time. */
async function polyseme(args: readonly string[], { command = '' } = {}): Promise<Ended> {
  if (underWay >= 2) await new Promise<void>((resolve) => waiting.push(resolve));
  underWay++;
  try {
    const ended = await new Promise<Ended>((resolve, reject) => {
      const [file, all] =
        command === '' ? [process.execPath, [cli, ...args]] : ['bash', ['-o', 'pipefail', '-c', command]];
      const child = spawn(file, all, {
        cwd: base,
        env: { ...process.env, NODE: process.execPath, CLI: cli, POLYSEME_HUB: 'http://127.0.0.1:9/' },
        stdio: ['ignore', 'pipe', 'pipe'],
      });
      const out = { stdout: '', stderr: '' };
      for (const name of ['stdout', 'stderr'] as const) {
        child[name].setEncoding('utf8').on('data', (chunk: string) => {
          out[name] += chunk;
        });
      }
      child.once('error', reject);
      child.once('close', (status) => resolve({ status, ...out }));
    });
    // whatever happens, nobody is shown a stack
    expect(ended.stderr).not.toMatch(/^\s+at .+:\d+|node:internal|internal error/mu);
    return ended;
  } finally {
    underWay--;
    waiting.shift()?.();
  }
}

const search = (...args: string[]): Promise<Ended> => polyseme(['search', ...args, '--db', 'good.db']);

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-cli-'));
  mkdirSync(path.join(base, 'good'));
  mkdirSync(path.join(base, 'empty'));
  mkdirSync(path.join(base, 'mixed'));
  const write = (name: string, content: string | Buffer): void =>
    writeFileSync(path.join(base, name), content);
  write(
    'good/river.txt',
    'We sat on the bank of the river and watched the boats. The banks were green and steep.\n\n' +
      'She swam to the opposite bank, where a "heron, grey" stood.\n',
  );
  write(
    'good/money.csv',
    'id,text,year\nm1,"The bank lent him money, again.",1990\nm2,=The bank raised rates.,2001\n',
  );
  write('latin1.txt', Buffer.from('Le caf\xe9 de la rive', 'latin1'));
  write('utf16.txt', Buffer.from('\ufeffWe sat on the bank.', 'utf16le'));
  write('paper.pdf', '%PDF-1.4');
  write('empty.txt', '');
  write('blank.md', ' \n\n --- \n');
  write('bad.jsonl', '{"id":1,"text":"The bank lends."}\n{"id":2,"text":\n{"id":3,"text":"A bank."}\n');
  write('untexted.csv', 'id,body\n1,The bank lends.\n');
  write('quote.csv', 'id,text\n1,The bank lends.\n2,"The bank" lends."\n3,The bank closes.\n');
  write('open-quote.csv', 'id,text\n1,The bank lends.\n2,"The bank closes.\n3,The bank.\n');
  write('rowless.csv', 'id,text\n');
  write('zero.csv', '');
  write('text.db', 'this is no database '.repeat(100));
  write('mixed/a.txt', 'We sat on the bank.');
  write('mixed/b.txt', Buffer.from([0x41, 0xff, 0xfe, 0x42]));
  write('mixed/c.txt', 'The bank lends money.');
  const foreign = new Database(path.join(base, 'foreign.db'));
  foreign.exec('CREATE TABLE bookmark (url TEXT)');
  foreign.close();
  expect(await polyseme(['index', 'good', '--db', 'good.db'])).toMatchObject({ status: 0 });
});
afterAll(() => rmSync(base, { recursive: true }));

/** What was given, the exit status, and what standard error must say: what is wrong, and how to put it right. */
type Case = readonly [args: string, status: number, says: readonly (string | RegExp)[]];

const usage: Case[] = [
  ['frobnicate', 2, ["unknown command 'frobnicate'", '--help']],
  ['search bank --frob', 2, ["unknown option '--frob'"]],
  ['index', 2, ["missing required argument 'path'"]],
  ['search bank --db nowhere.db', 3, ['nowhere.db', 'polyseme index PATH', '--db']],
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
  ['search bank --db good.db --limit 1001', 2, ['limit: 1001', 'from 1 to 1000']],
  ['search bank --db good.db --offset -1', 2, ['offset: -1', 'from 0']],
  ['search bank --db good.db --meaning river --min-score 2', 2, [/min-?score: 2/iu, 'from -1 to 1']],
  ['search bank --db good.db --ef-search 3', 2, [/ef-?search: 3/iu, 'from 10 to 10000']],
  ['search bank --db good.db --like 999999999', 1, ['999999999', /line/u]],
  ['search bank --db good.db --like abc', 2, [/--like .*'abc' is invalid/u, 'tokenId']],
  ['search bank --db good.db --form wordish', 2, ["'wordish' is invalid", 'lemma, exact']],
  ['search bank --db good.db --pos BLAH', 2, ["'BLAH' is invalid", 'NOUN']],
  ['search bank --db good.db --where year', 2, ['"year" is not of the form field=value', 'year>=1900']],
  ['search the --db good.db', 2, ['"the" is a function word', 'noun, verb, adjective or adverb']],
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
  ['index good --db w.db --workers 0', 2, ['workers: 0', 'from 1 to 64']],
  ['index good --db w.db --workers many', 2, [/--workers .*'many' is invalid/u, 'from 1 to 64']],
  ['index good --db m.db --model ./no-model', 3, ['there is no folder "./no-model"', 'config.json']],
  ['index good --db m.db --model good', 3, ['config.json is missing', '--model']],
  [
    'index good --db m.db --model owner/name',
    3,
    ['"owner/name" could not be fetched', 'network', 'sense-minilm'],
  ],
  ['serve --db s.db --port 70000', 2, ["'70000' is invalid", '0 to 65535']],
  ['serve --db s.db --port http', 2, ["'http' is invalid", '0 to 65535']],
];

const files: Case[] = [
  ['latin1.txt', 3, ['latin1.txt is not UTF-8', 'iconv -f WINDOWS-1252 -t UTF-8']],
  ['utf16.txt', 3, ['utf16.txt is not UTF-8', 'iconv -f UTF-16 -t UTF-8']],
  ['paper.pdf', 3, ['".pdf" is not a format that can be read', '.txt, .md, .jsonl, .csv']],
  ['nowhere/text.txt', 3, ['nowhere/text.txt', 'there is no such file or folder', 'Check the path']],
  ['empty', 3, ['empty', 'the folder holds no file that can be read', '.txt, .md, .jsonl, .csv']],
  ['*.nothing', 3, ['*.nothing', 'no file matches this pattern', 'Check the pattern']],
  ['empty.txt', 3, ['empty.txt: it holds no words', 'Leave it out']],
  ['blank.md', 3, ['blank.md: it holds no words', 'Leave it out']],
  ['bad.jsonl', 3, ['bad.jsonl:2: the line is not JSON', 'Write one object a line']],
  ['untexted.csv', 3, ['no column "text"; it has "id", "body"', '--text-column']],
  ['good/money.csv --id-column nr', 3, ['no column "nr"; it has "id", "text", "year"', '--id-column']],
  ['quote.csv', 3, [/quote\.csv:\d/u, /quote/iu, 'double']],
  ['open-quote.csv', 3, ['open-quote.csv', /quot/iu]],
  ['rowless.csv', 3, ['rowless.csv has no rows', 'row of column names']],
  ['zero.csv', 3, ['zero.csv has no rows', 'row of column names']],
];

function expectSays({ stderr }: Ended, says: Case[2]): void {
  for (const one of says) {
    if (typeof one === 'string') expect(stderr).toContain(one);
    else expect(stderr).toMatch(one);
  }
}

describe.concurrent('polyseme, used wrongly', () => {
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
      const ended = await search('--example', example);
      expect(ended.status).toBe(2);
      expectSays(ended, [`example: has ${says}`, cure]);
    }
  });
});

describe.concurrent('polyseme index, of what cannot be read', () => {
  it.each(files)('%s → %i', async (args, status, says) => {
    const db = `file-${args.replaceAll(/\W+/gu, '-')}.db`;
    const ended = await polyseme(['index', ...args.split(' '), '--db', db]);
    expectSays(ended, says);
    expect(ended.status).toBe(status);
  });

  it('one bad file among good ones: these are indexed, and it is named', async () => {
    const ended = await polyseme(['index', 'mixed', '--db', 'mixed.db']);
    expect(ended.status).toBe(3);
    expect(ended.stdout).toContain('2 added');
    expectSays(ended, ['mixed/b.txt', 'is not UTF-8', 'iconv']);
    expect(ended.stderr).not.toMatch(/[ac]\.txt/u);
    expect((await polyseme(['documents', '--db', 'mixed.db'])).stdout).toMatch(/a\.txt\t.*\n.*c\.txt\t/u);
  });

  it('bad lines of a .jsonl leave its good lines', async () => {
    const ended = await polyseme(['index', 'bad.jsonl', '--db', 'lines.db', '--json']);
    expect(ended.status).toBe(3);
    expect(JSON.parse(ended.stdout)).toMatchObject({ added: 2, problems: [{ uri: 'bad.jsonl:2' }] });
  });
});

const hitKeys =
  'documentId uri sentenceId tokenId form lemma start end left right sentence score cosine metadata'.split(
    ' ',
  );

describe('polyseme search', () => {
  it('ends with 0 when it finds lines and prints them with tabs', async () => {
    const { status, stdout, stderr } = await search('bank', '--meaning', 'land beside a river');
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    const lines = stdout.trimEnd().split('\n');
    expect(lines).toHaveLength(5);
    for (const line of lines) expect(line).toMatch(/^[^\t]*\t[Bb]anks?\t[^\t]*\t-?\d\.\d{3}\t.+:\d+$/u);
    expect(lines[0]).toContain('river.txt');
    expect(lines.at(-1)).toContain('money.csv');
  });

  it('ends with 1 when it finds none and says what is spelt like it', async () => {
    const { status, stdout, stderr } = await search('bannk');
    expect({ status, stdout }).toEqual({ status: 1, stdout: '' });
    expect(stderr).toMatch(/^"bannk" does not occur\.\nSpelt like it: bank \(5\)/u);
    const filtered = await search('bank', '--where', 'year=1066');
    expect(filtered).toMatchObject({ status: 1, stdout: '' });
    expect(filtered.stderr).toContain('filters leave nothing');
    expect(await search('bank', '--offset', '10')).toMatchObject({ status: 1, stdout: '' });
  });

  it('prints as JSON exactly the parts of a hit', async () => {
    const { status, stdout } = await search('bank', '--meaning', 'land beside a river', '--json');
    expect(status).toBe(0);
    const hits = JSON.parse(stdout) as Record<string, unknown>[];
    expect(hits).toHaveLength(5);
    for (const hit of hits) expect(Object.keys(hit)).toEqual(hitKeys);
    const money = hits.find(({ documentId }) => documentId === 'm1');
    expect(money).toMatchObject({
      uri: 'good/money.csv#m1',
      form: 'bank',
      lemma: 'bank',
      start: 4,
      end: 8,
      left: 'The ',
      right: ' lent him money, again.',
      sentence: 'The bank lent him money, again.',
      metadata: { year: '1990' },
    });
    const about = JSON.parse((await search('--about', 'a river', '--json')).stdout) as Record<
      string,
      unknown
    >[];
    for (const hit of about) expect(Object.keys(hit)).toEqual(hitKeys);
    expect(about[0]).toMatchObject({ tokenId: null, lemma: null });
  });

  it('prints [] as JSON when it finds none', async () => {
    const { status, stdout } = await search('bnak', '--json');
    expect({ status, hits: JSON.parse(stdout) }).toEqual({ status: 1, hits: [] });
  });

  it.each([
    ['--csv', ','],
    ['--tsv', '\t'],
  ])('prints with %s what reads back as the same', async (option, delimiter) => {
    const query = ['bank', '--meaning', 'land beside a river'];
    const hits = JSON.parse((await search(...query, '--json')).stdout) as Record<string, unknown>[];
    const { status, stdout } = await search(...query, option);
    expect(status).toBe(0);
    const rows = parse(stdout, { columns: true, delimiter }) as Record<string, string>[];
    expect(rows).toHaveLength(hits.length);
    rows.forEach((row, i) => {
      expect(Object.keys(row)).toEqual(hitKeys);
      for (const key of hitKeys) {
        const value = hits[i]?.[key];
        const expected = key === 'metadata' ? JSON.stringify(value) : String(value);
        // a text that a spreadsheet would run as a formula is marked with an apostrophe
        expect(row[key]).toBe(
          /^[=+\-@]/u.test(expected) && typeof value === 'string' ? `'${expected}` : expected,
        );
      }
    });
    expect(stdout).not.toMatch(/(?:^|,|\t)"?=/mu);
  });

  it('whose reader stops early ends quietly', async () => {
    const command = '"$NODE" "$CLI" search bank --json --limit 1000 --db good.db | head -1';
    const { stdout, stderr } = await polyseme([], { command });
    expect({ stdout, stderr }).toEqual({ stdout: '[\n', stderr: '' });
    const closed = await polyseme([], { command: '"$NODE" "$CLI" search bank --csv --db good.db | true' });
    expect(closed.stderr).toBe('');
  });
});

describe('polyseme, the other commands', () => {
  it('lists documents, also as JSON, and ends with 1 when none matches', async () => {
    const text = await polyseme(['documents', '--db', 'good.db']);
    expect(text).toMatchObject({ status: 0, stderr: '' });
    expect(text.stdout.trimEnd().split('\n')).toHaveLength(3);
    const json = JSON.parse((await polyseme(['documents', 'river', '--db', 'good.db', '--json'])).stdout);
    expect(json).toMatchObject([{ uri: 'good/river.txt', documentId: 'good/river.txt', metadata: {} }]);
    expect((await polyseme(['documents', 'nothing', '--db', 'good.db'])).status).toBe(1);
  });

  it('tells counts and sizes', async () => {
    const { status, stdout } = await polyseme(['stats', '--db', 'good.db', '--json']);
    expect(status).toBe(0);
    expect(JSON.parse(stdout)).toMatchObject({ documents: 3, model: 'sense-minilm', annState: 'fresh' });
  });

  it('removes a document and says so', async () => {
    await polyseme(['index', 'good', '--db', 'removed.db']);
    const { status, stdout } = await polyseme(['remove', 'm1', '--db', 'removed.db']);
    expect({ status, stdout }).toEqual({ status: 0, stdout: 'Removed 1 document.\n' });
    const found = await polyseme(['search', 'bank', '--json', '--db', 'removed.db']);
    expect(JSON.parse(found.stdout)).toHaveLength(4);
  });

  it('tracks a table of another program’s database, and keeps the whole in order', async () => {
    const db = new Database(path.join(base, 'shop.db'));
    db.exec(`CREATE TABLE notes (id INTEGER PRIMARY KEY, body TEXT, year INTEGER);
      INSERT INTO notes VALUES (1, 'We sat on the river bank.', 1929), (2, 'The bank raised its rates.', 1930)`);
    const shop = (...args: string[]) => polyseme([...args, '--db', 'shop.db']);
    const tracked = await shop('track', 'notes', '--id', 'id', '--text', 'body', '--metadata', 'year');
    expect(tracked).toEqual({
      status: 0,
      stdout: '2 rows of notes to be indexed by: polyseme sync\n',
      stderr: '',
    });
    expect((await shop('sync')).stdout).toMatch(/^Documents: 2 added, 0 changed, 0 unchanged; 11 words/u);
    db.exec('DELETE FROM notes WHERE id = 2');
    db.close();
    expect(JSON.parse((await shop('sync', '--json')).stdout)).toMatchObject({ removed: 1, problems: [] });
    const found = await shop('search', 'bank', '--where', 'year=1929', '--json');
    expect(JSON.parse(found.stdout)).toMatchObject([{ uri: 'notes#1', metadata: { year: 1929 } }]);
    expect(await shop('verify')).toEqual({ status: 0, stdout: 'Everything is as it must be.\n', stderr: '' });
    expect((await shop('compact')).stdout).toMatch(/ before, .* now\n$/u);
    expect((await shop('rebuild')).status).toBe(0);
    expect(JSON.parse((await shop('recall', '--queries', '3', '--json')).stdout)).toMatchObject({
      recall: 1,
      k: 10,
    });
    expect((await shop('backup', 'copy.db')).status).toBe(0);
    expect((await shop('backup', 'copy.db')).status).toBe(3);
    expect((await polyseme(['verify', '--db', 'copy.db', '--json'])).stdout).toContain('"isSound": true');
    expect((await shop('track', 'none', '--id', 'id', '--text', 'body')).status).toBe(1);
    expect((await shop('track', 'notes', '--text', 'body')).status).toBe(2);
    expect((await shop('untrack', 'notes')).status).toBe(0);
    expect((await shop('documents')).status).toBe(1);
  });

  it('prints help and version with 0', async () => {
    const help = await polyseme(['--help']);
    expect(help.status).toBe(0);
    for (const name of ['index', 'search', 'documents', 'remove', 'stats', 'serve'])
      expect(help.stdout).toContain(name);
    expect(await polyseme(['--version'])).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/u),
    });
  });
});
