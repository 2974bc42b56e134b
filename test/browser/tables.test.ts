// Tables of another program on the page: tracked by the command line, changed by that program while the server runs.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import Database from 'better-sqlite3';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  complaintsOf,
  openBrowser,
  type Server,
  screenshots,
  startServer,
  violationsOf,
} from './chromium.js';

const cli = fileURLToPath(new URL('../../dist/src/cli/main.js', import.meta.url));
let folder: string;
let db: Database.Database;
let server: Server;
let browser: Browser;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-tables-'));
  mkdirSync(screenshots, { recursive: true });
  const file = path.join(folder, 'app.db');
  db = new Database(file);
  db.exec(`
    CREATE TABLE articles (id INTEGER PRIMARY KEY, title TEXT, body TEXT, year INTEGER);
    INSERT INTO articles (title, body, year) VALUES
      ('The river', 'We sat on the grassy bank of the river.', 1929),
      ('Rates', 'The bank raised its interest rates again.', 1930);
  `);
  const track = [
    'track',
    'articles',
    '--id',
    'id',
    '--text',
    'title',
    '--text',
    'body',
    '--metadata',
    'year',
    '--db',
    file,
  ];
  execFileSync(process.execPath, [cli, ...track]);
  [server, browser] = await Promise.all([startServer(['--db', file, '--workers', '1']), openBrowser()]);
  const context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  db?.close();
  rmSync(folder, { recursive: true, force: true });
});

const go = (address: string) => page.goto(server.address + address);
const tables = async () => (await page.locator('[aria-labelledby="tables-title"] tbody').textContent()) ?? '';

/** Rows that a search for riverbanks shows, the best first. */
async function riverbanks(): Promise<string[]> {
  await go('/?word=bank&meaning=land+beside+a+river');
  const lines = (await page.locator('.kwic tbody').textContent()) ?? '';
  return [...new Set(lines.match(/articles#\d+/gu))];
}

describe('a tracked table', () => {
  it('is listed, indexed without being asked, and searched', async () => {
    const complaints = complaintsOf(page);
    await go('/collection');
    await expect
      .poll(async () => (await go('/collection')) && tables(), { timeout: 30_000 })
      .toBe('articles title, body; to filter by: year20Stop tracking');
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${screenshots}light-collection-tables.png`, fullPage: true });
    await page.setViewportSize({ width: 360, height: 740 });
    const overflow = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(overflow).toBeLessThanOrEqual(0);
    await page.screenshot({ path: `${screenshots}phone-collection-tables.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 800 });
    expect(await riverbanks()).toEqual(['articles#1', 'articles#2']);
    expect(complaints).toEqual([]);
  });

  it('is followed while another program writes to it', async () => {
    db.exec(`
      INSERT INTO articles (title, body, year) VALUES ('Otters', 'Otters slept on the bank of the stream.', 1931);
      DELETE FROM articles WHERE id = 2;
    `);
    const rows = async () => (await riverbanks()).sort();
    await expect.poll(rows, { timeout: 20_000 }).toEqual(['articles#1', 'articles#3']);
  });

  it('is let go on a page of its own, which says what is lost', async () => {
    await go('/collection');
    await page.getByRole('link', { name: 'Stop tracking articles' }).click();
    expect((await page.locator('main').textContent()) ?? '').toMatch(/2 rows will not be found any more/u);
    expect(await violationsOf(page)).toEqual([]);
    await page.getByRole('button', { name: 'Stop tracking' }).click();
    await page.waitForURL(/\/collection/u);
    expect(await page.locator('#tables-title').count()).toBe(0);
    expect(db.prepare('SELECT count(*) FROM articles').pluck().get()).toBe(2);
    expect(
      db
        .prepare("SELECT count(*) FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'articles'")
        .pluck()
        .get(),
    ).toBe(0);
  });
});
