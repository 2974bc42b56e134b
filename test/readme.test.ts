// The documents are true: their code runs as it stands, their links lead somewhere, and nothing that can be used is left
// out. README.md is the tour; src/cli, src/web and src/sql have the references; docstrings have examples.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { exitStatusOf } from '#src/cli/exit-status.js';
import { makeProgram } from '#src/cli/program.js';
import { Polyseme } from '#src/index.js';
import { sqlFunctions } from '#src/sql/functions.js';
import { sqlTables } from '#src/sql/tables.js';
import { makeApp } from '#src/web/app.js';

const root = fileURLToPath(new URL('..', import.meta.url));
const output = fileURLToPath(new URL('output/readme/', import.meta.url));
const run = promisify(execFile);

const textOf = (file: string): string => readFileSync(path.join(root, file), 'utf8');
const [readme, cliReference, webReference, sqlReference] = [
  textOf('README.md'),
  textOf('src/cli/README.md'),
  textOf('src/web/README.md'),
  textOf('src/sql/README.md'),
];
const documents = [
  ...['README.md', 'ARCHITECTURE.md', 'CHANGELOG.md', 'test/bench/README.md'],
  ...['src/cli/README.md', 'src/web/README.md', 'src/sql/README.md'],
];

/** From a heading to the next of the same rank. */
function section(document: string, title: string): string {
  const heading = new RegExp(`^(#+) ${title}$`, 'mu').exec(document);
  if (!heading) throw new Error(`there is no section "${title}"`);
  const rest = document.slice(heading.index + heading[0].length);
  const end = rest.search(new RegExp(`^#{2,${heading[1]?.length}} `, 'mu'));
  return end < 0 ? rest : rest.slice(0, end);
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

/** As JavaScript, in the order in which they stand; what SQL gives is pushed to `results`. */
const asModule = (blocks: readonly Block[]): string =>
  blocks
    .map((block) =>
      block.language === 'sql'
        ? statementsOf(block)
            .map((sql) => `results.push([${JSON.stringify(sql)}, db.prepare(${JSON.stringify(sql)}).all()]);`)
            .join('\n')
        : block.code,
    )
    .join('\n');

type Results = readonly [sql: string, rows: readonly Record<string, unknown>[]][];

const letters = {
  'one.txt': 'We sat on the bank of the river. The bank raised its rates.',
  'two.txt': 'Willows grow along the bank of the stream, and otters live there.',
  'three.txt': 'She asked the bank for a loan. The bank refused, and she spent her savings.',
};

/** A table that somebody else's program has made. */
function makeArticles(file: string): void {
  const db = new Database(file);
  db.exec(`
    CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER, author TEXT, date TEXT);
    INSERT INTO articles VALUES
      (1, 'The river', 'We sat on the grassy bank of the river.', 1929, 'Grey', '1929-05-01'),
      (2, 'Rates', 'The bank raised its interest rates again.', 1929, 'Brown', '1929-06-01'),
      (3, 'Floods', 'The flood had washed away the bank and its willows.', 1929, 'Grey', '1929-09-01'),
      (4, 'Loans', 'She asked the bank for a loan.', 1930, 'Brown', '1930-01-01')`);
  db.close();
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-readme-'));
  mkdirSync(output, { recursive: true });
  mkdirSync(path.join(folder, 'letters'));
  for (const [name, text] of Object.entries(letters)) writeFileSync(path.join(folder, 'letters', name), text);
  mkdirSync(path.join(folder, 'tour'));
  makeArticles(path.join(folder, 'tour', 'articles.db'));
  makeArticles(path.join(folder, 'articles.db'));
});
afterAll(() => {
  rmSync(folder, { recursive: true });
  rmSync(output, { recursive: true });
});

/** Runs a module inside this package, so that it imports it by its name, in a folder with letters and articles. */
async function runModule(name: string, source: string, cwd = folder): Promise<string> {
  const file = path.join(output, `${name}.mjs`);
  writeFileSync(file, source);
  return (await run(process.execPath, [file], { cwd, maxBuffer: 1 << 24 })).stdout;
}

describe('README.md', () => {
  it('is a tour of at most 150 lines, with its two commands and a picture', () => {
    expect(readme.split('\n').length - 1).toBeLessThanOrEqual(150);
    expect(readme).toContain('npm ci && npm start');
    expect(readme).toContain('npm ci && npm test');
    expect(readme).toMatch(/^!\[.+\]\(\S+\.(?:png|webp)\)$/mu);
  });

  it('has a library example that runs', async () => {
    const printed = await runModule('library', asModule(blocksOf(section(readme, 'Library'))));
    expect(printed).toMatch(/We sat on the bank of the river/u);
    expect(printed).toMatch(/bank bank\.n\.\d 0\.\d+/u);
  });

  it('has an example of the plugin that runs', async () => {
    const code = asModule(blocksOf(section(readme, 'In your own database')));
    const printed = await runModule(
      'tour',
      `const results = [];\n${code}\nconsole.log(JSON.stringify(results)); await p.uninstall(); db.close();`,
      path.join(folder, 'tour'),
    );
    const results = JSON.parse(printed) as Results;
    expect(results.map(([, rows]) => rows.map(({ title }) => title))).toEqual([['Floods', 'The river']]);
  });
});

describe('every document', () => {
  it.each(documents)('%s links to what is there', (document) => {
    const text = textOf(document);
    const targets = [...text.matchAll(/\]\(([^)\s]+)\)/gu)].map(([, target]) => target as string);
    const broken = targets.filter((target) => {
      if (/^https?:/u.test(target)) return false;
      const [file, anchor] = target.split('#') as [string, string | undefined];
      const linked = file === '' ? document : path.posix.join(path.posix.dirname(document), file);
      if (!existsSync(path.join(root, linked))) return true;
      return anchor !== undefined && !anchorsOf(textOf(linked)).includes(anchor);
    });
    expect(broken).toEqual([]);
  });
});

/** As GitHub makes them of headings. */
const anchorsOf = (text: string): string[] =>
  [...text.matchAll(/^#+ (.+)$/gmu)].map(([, title]) =>
    (title as string)
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} -]/gu, '')
      .replaceAll(' ', '-'),
  );

describe('src/sql/README.md', () => {
  it('has examples that run, in the order in which they stand', async () => {
    const printed = await runModule(
      'sql',
      `const results = [];\n${asModule(blocksOf(sqlReference))}
       console.log(JSON.stringify({ results, near, isSound, problems, recall, bytesPerToken }));
       await p.uninstall(); db.close();`,
    );
    const { results, near, ...rest } = JSON.parse(printed) as { results: Results; near: { id: number }[] };
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

  it('names every SQL function, its columns and its arguments, with an example of each', () => {
    const examples = blocksOf(sqlReference)
      .filter(({ language }) => language === 'sql')
      .map(({ code }) => code)
      .join('\n');
    for (const name of [...Object.keys(sqlTables), ...Object.keys(sqlFunctions)])
      expect(examples).toContain(`${name}(`);
    for (const [name, { parameters, columns }] of Object.entries(sqlTables)) {
      const signature = new RegExp(`\`${name}\\(([^)]*)\\)`, 'u').exec(sqlReference)?.[1] ?? '';
      for (const parameter of parameters) {
        const isNamed =
          signature.split(', ').includes(parameter) || sqlReference.includes(`\`${parameter}\``);
        expect(isNamed, `${name}: ${parameter}`).toBe(true);
      }
      for (const column of columns) expect(sqlReference, `${name}: ${column}`).toContain(`\`${column}\``);
    }
    for (const name of Object.keys(sqlFunctions))
      expect(sqlReference).toMatch(new RegExp(`\\| .*\`${name}\\(`, 'u'));
  });
});

describe('src/cli/README.md', () => {
  it('names every command and option, each of which has a description and an example', () => {
    const commands = section(cliReference, 'Commands');
    const oldNames = section(cliReference, 'Old names');
    const program = makeProgram('0', () => {});
    const rowOf = (name: string): string =>
      commands
        .split('\n')
        .find((line) => line.startsWith('| ') && new RegExp(`\`${name}\\b`, 'u').test(line)) ?? '';
    const common = commands.slice(0, commands.indexOf('| command |'));
    const names = (text: string, flag: string): boolean => new RegExp(`${flag}(?![\\w-])`, 'u').test(text);
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
      for (const { long, description, hidden } of command.options) {
        // what is set by default is documented by the option that unsets it
        const flags = hidden ? [long, (long as string).replace('--', '--no-')] : [long];
        const places = hidden ? [common, rowOf(name), oldNames] : [common, rowOf(name)];
        const isNamed = places.some((place) => flags.some((flag) => names(place, flag as string)));
        expect(isNamed, `${name} ${long}`).toBe(true);
        if (!hidden) expect(description, `${name} ${long}`).not.toBe('');
      }
    }
  });

  it('names every exit status', () => {
    const statuses = section(cliReference, 'Exit status');
    for (const status of [0, 70, ...Object.values(exitStatusOf)]) expect(statuses).toContain(`| ${status} |`);
  });

  it('names every setting in the environment', () => {
    const sources = ['src', 'views'].flatMap((room) =>
      readdirSync(path.join(root, room), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/u.test(name))
        .map((name) => textOf(path.join(room, name))),
    );
    const names = new Set(
      sources.flatMap((source) =>
        [...source.matchAll(/process\.env\.(\w+)/gu)].map(([, name]) => name as string),
      ),
    );
    expect(names.size).toBeGreaterThan(2);
    const environment = section(cliReference, 'Environment');
    expect([...names].filter((name) => !environment.includes(`\`${name}\``))).toEqual([]);
  });
});

describe('src/web/README.md', () => {
  it('names every address of the HTTP API with its methods', async () => {
    const polyseme = await Polyseme.open({ db: ':memory:' });
    const app = makeApp(polyseme, {
      host: '127.0.0.1',
      token: undefined,
      allow: [],
      log: pino({ level: 'silent' }),
    });
    const stack = app.router.stack as { route?: { path: string; methods: Record<string, boolean> } }[];
    const routes = stack.flatMap(({ route }) => (route?.path.startsWith('/api/') ? [route] : []));
    expect(routes.length).toBeGreaterThan(30);
    const rows = section(webReference, 'The HTTP API')
      .split('\n')
      .filter((line) => line.startsWith('| `'))
      .map((line) => line.split('|')[1] as string);
    // methods stand before the addresses that they go with
    const listed = rows.flatMap((row) => {
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
    expect(listed.map(asWritten).sort()).toEqual(wanted.sort());
    await polyseme.close();
  });
});

interface Example {
  /** File and line of the docstring. */
  readonly place: string;
  readonly code: string;
}

/** The code blocks of all `@example`s in docstrings. */
function examplesIn(file: string): Example[] {
  const source = textOf(file);
  return [...source.matchAll(/\/\*\*(?:(?!\*\/).)*?\*\//gsu)].flatMap(({ 0: comment, index }) => {
    const text = comment.replaceAll(/^\s*(?:\/\*\*| ?\* ?)/gmu, '');
    const place = `${file}:${source.slice(0, index).split('\n').length}`;
    const blocks = text.matchAll(/@example[^@]*?```(?:ts|js)\n(.*?)```/gsu);
    return [...blocks].map(([, code]) => ({ place, code: code as string }));
  });
}

/**
 * An example as a module. It runs in a folder of its own, with the letters, a database `articles.db` with the table
 * `articles`, and a database `letters.db` that holds that table and the letters, indexed. It may use `db`, which is
 * `letters.db`; `polyseme`, opened on that; and whatever the package exports, by its name.
 */
function moduleOf({ code }: Example, number: number, exported: readonly string[]): string {
  const isDeclared = (name: string): boolean =>
    new RegExp(`(?:import \\{|(?:const|let) )[^=;()]*\\b${name}\\b[^=;()]*(?:=|\\} from)`, 'u').test(code);
  const isUsed = (name: string): boolean => new RegExp(`\\b${name}\\b`, 'u').test(code) && !isDeclared(name);
  const fromPackage = exported.filter((name) => name !== 'polyseme' && isUsed(name));
  const fromFrame = ['db', 'polyseme'].filter(isUsed);
  return [
    `import { ${fromPackage.join(', ')} } from 'polyseme';`,
    `import { ${fromFrame.join(', ')} } from './frame-${number}.mjs';`,
    code,
  ].join('\n');
}

const frame = `
  import { Polyseme } from 'polyseme';
  export const db = 'letters.db';
  export const polyseme = await Polyseme.open({ db });
`;

/** Runs the examples one after the other in one process; prints those that fail. */
const runnerOf = (places: readonly string[], template: string): string => `
  import { cpSync, mkdtempSync } from 'node:fs';
  const failures = [];
  console.log = () => {};
  for (const [number, place] of ${JSON.stringify(places)}.entries()) {
    const folder = mkdtempSync(${JSON.stringify(`${template}-`)});
    cpSync(${JSON.stringify(template)}, folder, { recursive: true });
    process.chdir(folder);
    await import(\`./example-\${number}.mjs\`).catch((cause) => failures.push(\`\${place}: \${cause.stack}\`));
    await (await import(\`./frame-\${number}.mjs\`)).polyseme.close();
  }
  process.stdout.write(JSON.stringify(failures));
`;

describe('docstrings', () => {
  it('are built into pages of every public function and type, without a warning', async () => {
    await run('npm', ['run', 'docs'], { cwd: root });
    expect(readdirSync(path.join(output, '..', 'api', 'functions'))).toContain('polyseme.html');
  }, 180_000);

  it('have at least twenty examples, all of which run', async () => {
    const files = readdirSync(path.join(root, 'src'), { recursive: true, encoding: 'utf8' });
    const examples = files
      .filter((name) => name.endsWith('.ts'))
      .sort()
      .flatMap((name) => examplesIn(path.join('src', name)));
    expect(examples.length).toBeGreaterThanOrEqual(20);

    const template = path.join(folder, 'example');
    cpSync(path.join(folder, 'letters'), path.join(template, 'letters'), { recursive: true });
    for (const name of ['articles.db', 'letters.db']) makeArticles(path.join(template, name));
    const polyseme = await Polyseme.open({ db: path.join(template, 'letters.db'), besideOthers: true });
    await polyseme.index([path.join(template, 'letters')]);
    await polyseme.close();

    const exported = Object.keys(await import('#src/index.js'));
    for (const [number, example] of examples.entries()) {
      writeFileSync(path.join(output, `example-${number}.mjs`), moduleOf(example, number, exported));
      writeFileSync(path.join(output, `frame-${number}.mjs`), frame);
    }
    const places = examples.map(({ place }) => place);
    const printed = await runModule('examples', runnerOf(places, template));
    expect(JSON.parse(printed)).toEqual([]);
  }, 180_000);
});
