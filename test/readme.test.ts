// The README is true: its code runs as it stands, and nothing that can be used is left out of it.
import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeProgram } from '#src/cli/program.js';
import { Polyseme } from '#src/index.js';
import { sqlFunctions, sqlTables } from '#src/sql/plugin.js';
import { makeApp } from '#src/web/app.js';

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8');
const output = fileURLToPath(new URL('output/readme/', import.meta.url));
const run = promisify(execFile);

/** From a heading of the second rank to the next. */
function section(title: string): string {
  const start = readme.indexOf(`\n## ${title}\n`);
  if (start < 0) throw new Error(`README has no section "${title}"`);
  return readme.slice(start, readme.indexOf('\n## ', start + 4));
}

interface Block {
  readonly language: string;
  readonly code: string;
}

const blocksOf = (text: string): Block[] =>
  [...text.matchAll(/^```(ts|js|sql)\n(.*?)^```$/gmsu)].map(([, language, code]) => ({
    language: language as string,
    code: code as string,
  }));

const statementsOf = ({ code }: Block): string[] =>
  code
    .split(/;\s*$/mu)
    .map((sql) => sql.trim())
    .filter((sql) => sql !== '');

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-readme-'));
  mkdirSync(output, { recursive: true });
  mkdirSync(path.join(folder, 'letters'));
  writeFileSync(
    path.join(folder, 'letters', 'one.txt'),
    'We sat on the bank of the river. The bank raised its rates.',
  );
  const db = new Database(path.join(folder, 'articles.db'));
  db.exec(`
    CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER, author TEXT, date TEXT);
    INSERT INTO articles VALUES
      (1, 'The river', 'We sat on the grassy bank of the river.', 1929, 'Grey', '1929-05-01'),
      (2, 'Rates', 'The bank raised its interest rates again.', 1929, 'Brown', '1929-06-01'),
      (3, 'Floods', 'The flood had washed away the bank and its willows.', 1929, 'Grey', '1929-09-01'),
      (4, 'Loans', 'She asked the bank for a loan.', 1930, 'Brown', '1930-01-01')`);
  db.close();
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(output, { recursive: true });
});

/** Runs a module inside this package, so that it imports it by its name, in a folder of its own. */
async function runModule(name: string, source: string): Promise<string> {
  const file = path.join(output, `${name}.mjs`);
  writeFileSync(file, source);
  return (await run(process.execPath, [file], { cwd: folder })).stdout;
}

describe('the README', () => {
  it('has a library example that runs', async () => {
    const printed = await runModule(
      'library',
      blocksOf(section('Library'))
        .map(({ code }) => code)
        .join('\n'),
    );
    expect(printed).toMatch(/We sat on the bank of the river/u);
    expect(printed).toMatch(/bank bank%1:\d\d:\d\d:: 0\.\d+/u);
  });

  it('has examples of the plugin that run, in the order in which they stand', async () => {
    const blocks = blocksOf(section('In your own database'));
    const parts = blocks.map((block) =>
      block.language === 'sql'
        ? statementsOf(block)
            .map((sql) => `results.push([${JSON.stringify(sql)}, db.prepare(${JSON.stringify(sql)}).all()]);`)
            .join('\n')
        : block.code,
    );
    const printed = await runModule(
      'plugin',
      `const results = [];\n${parts.join('\n')}\nconsole.log(JSON.stringify({ results, near, isSound, problems, recall, bytesPerToken }));
       await p.uninstall(); db.close();`,
    );
    const { results, near, ...rest } = JSON.parse(printed) as {
      results: [string, Record<string, unknown>[]][];
      near: { id: number }[];
    };
    expect(results.length).toBeGreaterThan(10);
    for (const [sql, rows] of results) {
      expect(rows.length, sql).toBeGreaterThan(0);
      // those that compare are true
      for (const row of rows) expect(Object.values(row), sql).not.toContain(0);
    }
    expect(results[0]?.[1].map(({ title }) => title)).toEqual(['Floods', 'The river']);
    expect(near.map(({ id }) => id)).toEqual([1]);
    expect(rest).toMatchObject({ isSound: true, problems: [], recall: 1, bytesPerToken: expect.any(Number) });
  });

  it('is backed by a documentation of every public function and type, built without a warning', async () => {
    await run('npm', ['run', 'docs'], { cwd: fileURLToPath(new URL('..', import.meta.url)) });
    expect(readdirSync(path.join(output, '..', 'api', 'functions'))).toContain('polyseme.html');
  }, 180_000);

  it('names every SQL function, its columns and its arguments, with an example of each', () => {
    const text = section('In your own database');
    const examples = blocksOf(text)
      .filter(({ language }) => language === 'sql')
      .map(({ code }) => code)
      .join('\n');
    for (const name of [...Object.keys(sqlTables), ...Object.keys(sqlFunctions)])
      expect(examples).toContain(`${name}(`);
    for (const [name, { parameters, columns }] of Object.entries(sqlTables)) {
      const signature = new RegExp(`\`${name}\\(([^)]*)\\)`, 'u').exec(text)?.[1] ?? '';
      for (const parameter of parameters) {
        const isNamed = signature.split(', ').includes(parameter) || text.includes(`\`${parameter}\``);
        expect(isNamed, `${name}: ${parameter}`).toBe(true);
      }
      for (const column of columns) expect(text, `${name}: ${column}`).toContain(`\`${column}\``);
    }
    for (const name of Object.keys(sqlFunctions)) expect(text).toMatch(new RegExp(`\\| .*\`${name}\\(`, 'u'));
  });

  it('names every command and option, each of which has a description and an example', () => {
    const text = section('Commands');
    const program = makeProgram('0', () => {});
    const rowOf = (name: string): string =>
      text.split('\n').find((line) => line.startsWith('| ') && new RegExp(`\`${name}\\b`, 'u').test(line)) ??
      '';
    const common = text.slice(0, text.indexOf('| command |'));
    for (const command of program.commands) {
      const name = command.name();
      expect(rowOf(name), name).not.toBe('');
      expect(command.description(), name).not.toBe('');
      let help = '';
      command.configureOutput({
        writeOut: (line) => {
          help += line;
        },
      });
      command.outputHelp();
      expect(help, name).toContain(`polyseme ${name}`);
      for (const { long, description } of command.options) {
        expect(description, `${name} ${long}`).not.toBe('');
        const isNamed = [common, rowOf(name)].some((one) => new RegExp(`${long}(?![\\w-])`, 'u').test(one));
        expect(isNamed, `${name} ${long}`).toBe(true);
      }
    }
  });

  it('names every address of the HTTP API with its methods', async () => {
    const polyseme = Polyseme.open({ db: ':memory:' });
    const app = makeApp(polyseme, {
      host: '127.0.0.1',
      token: undefined,
      allow: [],
      log: pino({ level: 'silent' }),
    });
    const stack = app.router.stack as { route?: { path: string; methods: Record<string, boolean> } }[];
    const routes = stack.flatMap(({ route }) => (route?.path.startsWith('/api/') ? [route] : []));
    expect(routes.length).toBeGreaterThan(30);
    const rows = section('Page and HTTP')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|')[1] as string);
    // methods stand before the addresses that they go with
    const named = rows.flatMap((row) => {
      const pairs: string[] = [];
      let methods: string[] = [];
      let isAfterAddress = false;
      for (const [word] of row.matchAll(/GET|POST|DELETE|\/api\/[^`?]*/gu)) {
        if (word.startsWith('/')) pairs.push(...methods.map((method) => `${method} ${word}`));
        else methods = isAfterAddress ? [word] : [...methods, word];
        isAfterAddress = word.startsWith('/');
      }
      return pairs;
    });
    const wanted = routes.flatMap(({ path: address, methods }) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${address.replace(':name', 'NAME')}`),
    );
    const asWritten = (route: string): string => route.replace(/\/(?:TOKEN)?ID$/u, '/:id');
    expect(named.map(asWritten).sort()).toEqual(wanted.sort());
    await polyseme.close();
  });

  it('names every setting in the environment', () => {
    const sources = ['src', 'views'].flatMap((room) => {
      const root = fileURLToPath(new URL(`../${room}/`, import.meta.url));
      return readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/u.test(name))
        .map((name) => readFileSync(path.join(root, name), 'utf8'));
    });
    const names = new Set(
      sources.flatMap((source) =>
        [...source.matchAll(/process\.env\.(\w+)/gu)].map(([, name]) => name as string),
      ),
    );
    expect(names.size).toBeGreaterThan(2);
    expect([...names].filter((name) => !section('Commands').includes(`\`${name}\``))).toEqual([]);
  });
});
