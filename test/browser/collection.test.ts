// The collection page in a real browser, from an empty database on: adding, what went wrong, searching, removing.
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  complaintsOf,
  openBrowser,
  type Server,
  screenshots,
  startServer,
  violationsOf,
} from './chromium.js';

let folder: string;
let server: Server;
let browser: Browser;
let context: BrowserContext;
let page: Page;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-collection-'));
  for (const name of ['allowed', 'outside']) mkdirSync(path.join(folder, name));
  writeFileSync(`${folder}/river.txt`, 'We sat on the bank of the river and fished. The bank was steep.\n');
  writeFileSync(`${folder}/bad.csv`, 'title,year\nNo text here,1900\n');
  writeFileSync(`${folder}/allowed/money.txt`, 'The bank lends money. She opened an account at the bank.\n');
  writeFileSync(`${folder}/outside/secret.txt`, 'Nobody may read this.\n');
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = await Promise.all([
    startServer(['--db', `${folder}/new.db`, '--workers', '1', '--allow', `${folder}/allowed`]),
    openBrowser(),
  ]);
  context = await browser.newContext({ bypassCSP: true, viewport: { width: 1280, height: 800 } });
  page = await context.newPage();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const fixtures = path.join(import.meta.dirname, '../fixtures/formats');
const go = (address: string) => page.goto(server.address + address);
const textOf = async (selector: string) => (await page.locator(selector).textContent()) ?? '';
const jobTitle = () => textOf('#job-title');

// the tests go on from one another: the life of one collection
describe('collection', () => {
  it('says at first that nothing is indexed, and offers files, a folder and the demo', async () => {
    for (const address of ['/', '/collection']) {
      await go(address);
      expect(await textOf('main')).toContain('Nothing is indexed yet');
      expect(await page.locator('.drop input[type="file"]').count()).toBe(2);
      expect(await page.getByRole('button', { name: 'Add the demo texts' }).count()).toBe(1);
      expect(await violationsOf(page)).toEqual([]);
    }
    await page.screenshot({ path: `${screenshots}light-collection-empty.png` });
  });

  it('adds files, shows how far it is, and lists what could not be read with the cure', async () => {
    await go('/');
    await page.getByLabel('Choose files').setInputFiles([`${folder}/river.txt`, `${folder}/bad.csv`]);
    await page.getByRole('button', { name: 'Add files' }).click();
    await page.waitForURL(/\/collection/u);
    expect(await jobTitle()).toMatch(/Adding texts|Building the search index|Added/u);
    await expect.poll(jobTitle, { timeout: 30_000 }).toBe('Added');
    expect(await textOf('#job')).toContain('1 document added');
    expect(await textOf('#job')).toContain('1 problem');
    expect(await textOf('#job tbody')).toContain('bad.csv');
    expect(await page.locator('#job tbody td').nth(2).textContent()).toMatch(/column/u);
    await page.getByRole('link', { name: 'Refresh the list' }).click();
    expect(await textOf('[aria-labelledby="files-title"]')).toContain('river.txt');
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${screenshots}light-collection-problem.png` });
  });

  it('searches what was added', async () => {
    await go('/?word=bank&meaning=riverside');
    expect(await page.locator('.kwic tbody tr[id]').count()).toBe(2);
    expect(await textOf('.kwic tbody tr:first-child .document .where a')).toBe('river.txt');
  });

  it('does not encode the same file again', async () => {
    await go('/collection');
    await page.getByLabel('Choose files').setInputFiles(`${folder}/river.txt`);
    await page.getByRole('button', { name: 'Add files' }).click();
    await expect.poll(() => textOf('#job'), { timeout: 30_000 }).toContain('1 unchanged');
    expect(await textOf('#job')).toContain('0 documents added');
  });

  it('adds a folder that was allowed by its path', async () => {
    await go('/collection');
    await page.getByLabel(/^File, folder or glob/u).fill(`${folder}/allowed`);
    await page.getByRole('button', { name: 'Add path' }).click();
    await expect.poll(() => textOf('#job'), { timeout: 30_000 }).toContain('1 document added');
    await go('/?word=bank&meaning=financial+institution');
    expect(await textOf('.kwic tbody tr:first-child .document .where a')).toBe('money.txt');
  });

  it('adds a folder that is chosen, with the paths of its files', async () => {
    mkdirSync(`${folder}/chosen/1901`, { recursive: true });
    copyFileSync(`${fixtures}/html/news.html`, `${folder}/chosen/1901/news.html`);
    copyFileSync(`${fixtures}/pdf/book.pdf`, `${folder}/chosen/book.pdf`);
    await go('/collection?collection=chosen');
    await page.getByLabel('A folder, with all that is in it').setInputFiles(`${folder}/chosen`);
    await page.getByRole('button', { name: 'Add folder' }).click();
    await expect.poll(() => textOf('#job'), { timeout: 30_000 }).toContain('2 documents added');
    await go('/collection?collection=chosen');
    const files = await textOf('[aria-labelledby="files-title"]');
    expect(files).toContain('uploads/chosen/1901/news.html');
    await page.screenshot({ path: `${screenshots}light-collection-folder.png`, fullPage: true });
  });

  it('adds files that are dropped', async () => {
    await go('/?collection=dropped');
    expect(await textOf('.state')).toContain('There is no collection “dropped” yet');
    await page.evaluate(() => {
      const data = new DataTransfer();
      data.items.add(new File(['The heron stood on the bank.'], 'dropped.txt', { type: 'text/plain' }));
      document
        .querySelector('.drop')
        ?.dispatchEvent(new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    });
    await expect.poll(() => textOf('#job'), { timeout: 30_000 }).toContain('1 document added');
  });

  it('shows a PDF with its pages, and its occurrences beside it', async () => {
    await go('/?word=light&collection=chosen');
    const line = page.locator('.kwic tbody tr', { hasText: 'book.pdf' }).first();
    expect(await line.locator('.place').first().textContent()).toMatch(/^page \d$/u);
    await go((await line.locator('.document .where a').first().getAttribute('href')) as string);
    expect(await page.locator('.text .page-break').allTextContents()).toContain('page 2');
    expect(await page.locator('.text h3, .text h4').count()).toBeGreaterThan(1);
    const listed = page.locator('.occurrences li a');
    expect(await listed.first().textContent()).toMatch(/^page /u);
    await listed.last().click();
    await page.waitForURL(/at=\d+/u);
    expect(await page.locator('mark#at').isVisible()).toBe(true);
    await page.screenshot({ path: `${screenshots}light-document-pages.png` });
  });

  it.each([true, false])(
    'follows a folder, and stops that; with JavaScript: %s',
    async (javaScriptEnabled) => {
      const context = await (await page.context().browser())?.newContext({
        javaScriptEnabled,
        bypassCSP: true,
      });
      const other = await context?.newPage();
      if (!context || !other) throw new Error('there is no browser');
      await other.goto(`${server.address}/collection`);
      await other.getByLabel(/^Folder below/u).fill(`${folder}/allowed`);
      await other.getByRole('button', { name: 'Follow folder' }).click();
      const followed = other.locator('#followed');
      await expect.poll(() => followed.textContent(), { timeout: 30_000 }).toContain(`${folder}/allowed`);
      if (javaScriptEnabled) expect(await violationsOf(other)).toEqual([]);
      await other.screenshot({ path: `${screenshots}light-followed-${javaScriptEnabled}.png` });
      await other.getByRole('button', { name: `Stop following ${folder}/allowed` }).click();
      await expect.poll(() => other.locator('#followed tbody').count(), { timeout: 30_000 }).toBe(0);
      await context.close();
    },
  );

  it('leaves a file out of its folder, without JavaScript', async () => {
    const plain = await (await page.context().browser())?.newContext({ javaScriptEnabled: false });
    const other = await plain?.newPage();
    if (!plain || !other) throw new Error('there is no browser');
    await other.goto(`${server.address}/collection?collection=chosen`);
    await other.getByRole('link', { name: /^Remove .*news\.html/u }).click();
    await other.getByLabel(/Leave it out/u).check();
    await other.getByRole('button', { name: 'Remove 1 document' }).click();
    await other.waitForURL(/\/collection/u);
    expect(await other.locator('[aria-labelledby="files-title"]').textContent()).not.toContain('news.html');
    await plain.close();
  });

  it.each(['outside', 'allowed/../outside', 'allowed/../outside/secret.txt'])(
    'refuses a path outside the folders that were allowed: %s',
    async (given) => {
      await go('/collection');
      await page.getByLabel(/^File, folder or glob/u).fill(path.join(folder, '/') + given);
      const answer = page.waitForResponse((response) => response.url().endsWith('/add'));
      await page.getByRole('button', { name: 'Add path' }).click();
      expect((await answer).status()).toBe(403);
      await page.waitForLoadState();
      expect(await textOf('.state')).toContain('--allow FOLDER');
      expect(await violationsOf(page)).toEqual([]);
    },
  );

  it('finds a file by its name', async () => {
    await go('/collection');
    await page.getByLabel('Name contains').fill('money');
    await page.getByRole('button', { name: 'Show' }).click();
    const files = page.locator('[aria-labelledby="files-title"] tbody tr');
    expect(await files.count()).toBe(1);
    await page.getByLabel('Name contains').fill('nothing');
    await page.getByRole('button', { name: 'Show' }).click();
    await page.getByRole('link', { name: 'Show all' }).click();
    expect(await files.count()).toBe(2);
  });

  it('removes a file after asking on a page of its own', async () => {
    await go('/collection');
    await page.getByRole('link', { name: /^Remove .*river\.txt$/u }).click();
    expect(await textOf('h1')).toMatch(/^Remove .*river\.txt\?$/u);
    await page.screenshot({ path: `${screenshots}light-remove.png` });
    await page.getByRole('link', { name: 'Keep it' }).click();
    await page.getByRole('link', { name: /^Remove .*river\.txt$/u }).click();
    await page.getByRole('button', { name: 'Remove 1 document' }).click();
    await page.waitForURL(/\/collection\?/u);
    expect(await textOf('[aria-labelledby="files-title"]')).not.toContain('river.txt');
    await go('/?word=river');
    expect(await textOf('.state')).toContain('“river” does not occur');
  });

  it('works without script: the page reloads itself while a job runs', async () => {
    const plain = await browser.newContext({ javaScriptEnabled: false });
    const other = await plain.newPage();
    writeFileSync(`${folder}/long.txt`, 'The old man rowed his boat to the other bank. '.repeat(2000));
    await other.goto(`${server.address}/collection`);
    await other.getByLabel('Choose files').setInputFiles(`${folder}/long.txt`);
    await other.getByRole('button', { name: 'Add files' }).click();
    await other.waitForURL(/\/collection/u);
    expect(
      await other.locator('noscript meta[http-equiv="refresh"], meta[http-equiv="refresh"]').count(),
    ).toBe(1);
    await other.getByRole('button', { name: 'Cancel' }).click();
    const title = async () => (await other.locator('#job-title').textContent()) ?? '';
    await expect.poll(title, { timeout: 30_000, interval: 500 }).toMatch(/Stopped|Added/u);
    await plain.close();
  });

  it('shows a running job without a complaint in the console', async () => {
    const usual = await browser.newContext();
    const other = await usual.newPage();
    const complaints = complaintsOf(other);
    await other.goto(`${server.address}/collection`);
    writeFileSync(`${folder}/longer.txt`, 'A heron stood at the far bank of the stream. '.repeat(2000));
    await other.getByLabel('Choose files').setInputFiles(`${folder}/longer.txt`);
    await other.getByRole('button', { name: 'Add files' }).click();
    const bar = other.getByRole('progressbar', { name: 'Progress' });
    await bar.waitFor();
    await other.screenshot({ path: `${screenshots}light-collection-running.png` });
    await other.goto(`${server.address}/?word=bank`);
    await other.locator('.kwic').waitFor();
    expect((await other.locator('#job-notice').textContent()) ?? '').toMatch(/^Indexing|^All texts|^$/u);
    await other.goto(`${server.address}/collection`);
    const title = async () => (await other.locator('#job-title').textContent()) ?? '';
    await expect.poll(title, { timeout: 60_000 }).toBe('Added');
    expect(complaints).toEqual([]);
    await usual.close();
  }, 90_000);
});
