// What a developer gets: the packed package, installed in an empty folder, on a database of 10,000 rows of their own.
import { execFile } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const run = promisify(execFile);
const numRows = 10_000;

let app: string;
let file: string;
let tarball: string;

/** Runs a module in the empty folder; returns what it prints as JSON. */
async function inApp<T>(source: string): Promise<T> {
  const imports = "import Database from 'better-sqlite3'; import { polyseme } from 'polyseme';";
  writeFileSync(path.join(app, 'step.mjs'), `${imports}\n${source}`);
  const { stdout } = await run(process.execPath, ['step.mjs'], { cwd: app, maxBuffer: 1 << 26 });
  return JSON.parse(stdout) as T;
}

/** The schema without SQLite's own tables. */
function schemaOf(name: string): unknown[] {
  const db = new Database(name, { readonly: true });
  const found = db
    .prepare(
      "SELECT type, name, sql FROM sqlite_master WHERE name NOT LIKE 'sqlite!_%' ESCAPE '!' ORDER BY name",
    )
    .all();
  db.close();
  return found;
}

const riverside = ['We sat on the grassy bank.', 'Otters live in the river bank.', 'Reeds grow on the bank.'];
const money = ['The bank raised its rates.', 'She owes the bank money.', 'He robbed a bank.'];

function makeDatabase(name: string): void {
  const db = new Database(name);
  db.exec(
    'CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER, author TEXT, date TEXT)',
  );
  const insert = db.prepare('INSERT INTO articles (title, body, year, author, date) VALUES (?, ?, ?, ?, ?)');
  db.transaction(() => {
    for (let i = 0; i < numRows; i++) {
      // one row in twenty has a bank, half of these a riverside
      const texts = i % 40 === 0 ? riverside : money;
      // the others say one of three hundred things: equal texts are encoded once, or this would take minutes
      const body = i % 20 === 0 ? (texts[i % 3] as string) : `Item ${i % 300} sold.`;
      const date = new Date(Date.UTC(1920, 0, 1 + (i % 7000))).toISOString().slice(0, 10);
      insert.run(null, body, Number(date.slice(0, 4)), `author ${i % 7}`, date);
    }
    insert.run('Secret', 'The xylograph of the quagga was hidden.', 1955, 'nobody', '1955-05-05');
  })();
  db.close();
}

beforeAll(async () => {
  app = mkdtempSync(path.join(tmpdir(), 'polyseme-package-'));
  file = path.join(app, 'articles.db');
  makeDatabase(file);
  await run('npm', ['pack', '--ignore-scripts', '--silent', '--pack-destination', app], { cwd: root });
  tarball = readdirSync(app).find((name) => name.endsWith('.tgz')) as string;
  const versionOf = (name: string): string =>
    (
      JSON.parse(readFileSync(path.join(root, 'node_modules', name, 'package.json'), 'utf8')) as {
        version: string;
      }
    ).version;
  writeFileSync(
    path.join(app, 'package.json'),
    JSON.stringify({
      private: true,
      dependencies: { polyseme: `file:${tarball}`, 'better-sqlite3': versionOf('better-sqlite3') },
      overrides: { sharp: versionOf('sharp') },
    }),
  );
  const quiet = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...quiet], { cwd: app });
  // what the install scripts compile takes minutes, and is here already, of the same versions
  for (const name of ['better-sqlite3', 'hnswlib-node']) {
    const built = path.join('node_modules', name, 'build');
    mkdirSync(path.join(app, built), { recursive: true });
    cpSync(path.join(root, built), path.join(app, built), { recursive: true });
  }
}, 300_000);
afterAll(() => rmSync(app, { recursive: true, force: true }));

/** Runs a tool of the development in this folder; returns what it prints, whether it fails or not. */
async function tool(name: string, ...args: string[]): Promise<{ failed: boolean; printed: string }> {
  const command = path.join(root, 'node_modules', '.bin', name);
  try {
    const { stdout, stderr } = await run(command, args, { cwd: root });
    return { failed: false, printed: stdout + stderr };
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: string; stderr: string };
    return { failed: true, printed: stdout + stderr };
  }
}

/** As many as there are, so that a line about money would put one out. */
const join = `SELECT a.id, a.date, s.form
  FROM polyseme_search('bank', 'land beside a river',
    (SELECT count(*) FROM articles WHERE year = 1929 AND id % 40 = 1)) s
  JOIN articles a ON a.id = s.id
  WHERE s.among = (SELECT json_group_array(id) FROM articles WHERE year = 1929)
  ORDER BY a.date DESC, a.id`;

describe('the packed package in an empty folder', { timeout: 600_000 }, () => {
  const before: { schema: unknown[] } = { schema: [] };

  it('is packed as publint and TypeScript’s resolvers of modules want it', async () => {
    const packed = path.join(app, tarball);
    const linted = await tool('publint', 'run', '--strict', packed);
    expect(linted, linted.printed).toMatchObject({ failed: false });
    // ESM alone; no look-up of types elsewhere, which would need the network
    const flags = ['--profile', 'esm-only', '--no-definitely-typed', '--format', 'ascii', '--no-color'];
    const resolved = await tool('attw', ...flags, packed);
    expect(resolved, resolved.printed).toMatchObject({ failed: false });
  });

  it('starts in five lines and joins meaning with the caller’s table', async () => {
    before.schema = schemaOf(file);
    const found = await inApp<{ added: number; rows: { id: number; date: string; form: string }[] }>(`
      const db = new Database('articles.db');
      const p = await polyseme(db);
      await p.track('articles', { id: 'id', text: ['title', 'body'], metadata: ['year', 'author'] });
      const { added } = await p.sync();
      const rows = db.prepare(${JSON.stringify(join)}).all();
      console.log(JSON.stringify({ added, rows }));
      await p.close();`);
    expect(found.added).toBe(numRows + 1);
    const db = new Database(file, { readonly: true });
    const wanted = db
      .prepare(
        "SELECT id, date, 'bank' AS form FROM articles WHERE year = 1929 AND id % 40 = 1 ORDER BY date DESC",
      )
      .all();
    db.close();
    expect(wanted.length).toBeGreaterThan(6);
    expect(found.rows).toEqual(wanted);
  });

  it('is required too', async () => {
    const source = "console.log(JSON.stringify(Object.keys(require('polyseme'))))";
    const { stdout, stderr } = await run(process.execPath, ['-e', source], { cwd: app });
    expect(JSON.parse(stdout)).toContain('polyseme');
    expect(stderr).toBe('');
  });

  it('follows updates and deletes of a second process', async () => {
    const second = `const db = require('better-sqlite3')('articles.db');
      db.exec("UPDATE articles SET body = 'The aardvark slept on the river bank.' WHERE id = 2; DELETE FROM articles WHERE id <= 8000 AND id <> 2; DELETE FROM articles WHERE title = 'Secret'");`;
    await run(process.execPath, ['-e', second], { cwd: app });
    const found = await inApp<Record<string, number>>(`
      const db = new Database('articles.db');
      const p = await polyseme(db);
      const { changed, removed, passagesEncoded } = await p.sync();
      const { documents } = await p.stats();
      const aardvarks = db.prepare("SELECT id FROM polyseme_search('aardvark')").pluck().all();
      const quaggas = db.prepare("SELECT id FROM polyseme_search('quagga')").pluck().all().length;
      console.log(JSON.stringify({ changed, removed, passagesEncoded, documents, aardvark: aardvarks[0], quaggas }));
      await p.close();`);
    expect(found).toEqual({
      ...{ changed: 1, removed: 8000, passagesEncoded: 1, documents: numRows - 7999 },
      ...{ aardvark: 2, quaggas: 0 },
    });
  });

  it('gives space back, and nothing that was deleted is left', async () => {
    const found = await inApp<{ bytesBefore: number; bytesAfter: number }>(`
      const db = new Database('articles.db');
      const p = await polyseme(db);
      console.log(JSON.stringify(await p.compact()));
      await p.close();
      db.close();`);
    expect(found.bytesAfter).toBeLessThan(0.8 * found.bytesBefore);
    expect(statSync(file).size).toBe(found.bytesAfter);
    for (const name of readdirSync(app).filter((one) => one.startsWith('articles.db'))) {
      expect(readFileSync(path.join(app, name)).includes('xylograph'), name).toBe(false);
    }
  });

  it('is copied, and the copy is found to be the same', async () => {
    const query = `JSON.stringify(db.prepare("SELECT id, score FROM polyseme_search('bank', 'a place for money', 50)").all())`;
    const original = await inApp<unknown[]>(`
      const db = new Database('articles.db');
      const p = await polyseme(db);
      await p.backup('copy.db');
      console.log(${query});
      await p.close();`);
    expect(original).toHaveLength(50);
    const restored = await inApp<{ rows: unknown[]; isSound: boolean }>(`
      const db = new Database('copy.db');
      const p = await polyseme(db);
      const { isSound } = await p.verify();
      console.log('{"rows":' + ${query} + ',"isSound":' + isSound + '}');
      await p.close();`);
    expect(restored).toEqual({ rows: original, isSound: true });
  });

  it('goes without a trace', async () => {
    await inApp(`
      const db = new Database('articles.db');
      const p = await polyseme(db);
      await p.syncIndex();
      await p.uninstall();
      console.log(JSON.stringify(db.prepare('SELECT count(*) FROM articles').pluck().get()));
      db.close();`);
    expect(schemaOf(file)).toEqual(before.schema);
    expect(existsSync(`${file}.1.hnsw`)).toBe(false);
    const second = new Database(file);
    second.exec("UPDATE articles SET body = 'still mine' WHERE id = 2");
    expect(second.prepare('SELECT body FROM articles WHERE id = 2').pluck().get()).toBe('still mine');
    second.close();
  });
});

describe('the shape of the API', () => {
  it('is what etc/polyseme.api.md says', async () => {
    const { failed, printed } = await tool('api-extractor', 'run', '--config', 'etc/api-extractor.json');
    const now = readFileSync(path.join(root, 'test/output/etc/polyseme.api.md'), 'utf8');
    const kept = path.join(root, 'etc/polyseme.api.md');
    const cure = 'The API has changed. If it was meant to: npm run api, and commit etc/polyseme.api.md.';
    expect(existsSync(kept) ? readFileSync(kept, 'utf8') : '', cure).toBe(now);
    expect(failed, printed).toBe(false);
  });
});
