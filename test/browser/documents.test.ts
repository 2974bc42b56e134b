/// <reference lib="dom" />
// Documents in a real browser: found by the names they are shown under, read with their outline and their occurrences,
// with the sense of every word, which is corrected there; their list; and one line on a page of its own.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { copyDemo } from '../demo.js';
import { openBrowser, type Server, screenshots, startServer } from './chromium.js';

const desk = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const plain = { javaScriptEnabled: false };
const ways: [string, BrowserContextOptions][] = [
  ['with script', {}],
  ['without script', plain],
];

const longName = `a-${'very-'.repeat(20)}long-name.md`;
const chapters = ['Morning', 'Noon', 'Evening'].map(
  (name) => `## ${name}\n\n${`The light of the ${name.toLowerCase()} fell on the bank.\n\n`.repeat(12)}`,
);

let folder: string;
let server: Server;
let browser: Browser;
const contexts = new Map<string, BrowserContext>();
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-documents-'));
  await copyDemo(`${folder}/demo.db`);
  mkdirSync(screenshots, { recursive: true });
  mkdirSync(`${folder}/texts`);
  writeFileSync(`${folder}/texts/${longName}`, `# The day\n\n${chapters.join('')}`);
  const polyseme = await Polyseme.open({ db: `${folder}/demo.db` });
  await polyseme.index([`${folder}/texts`], { collection: 'day' });
  await polyseme.close();
  [server, browser] = await Promise.all([startServer(['--db', `${folder}/demo.db`]), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of a browser that all pages of the same kind share. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const kind = JSON.stringify(options);
  const context = contexts.get(kind) ?? (await browser.newContext({ ...desk, ...options }));
  contexts.set(kind, context);
  const page = await context.newPage();
  await page.goto(server.address + address);
  return page;
}

const textOf = async (found: Locator) => ((await found.textContent()) ?? '').replaceAll(/\s+/gu, ' ');
/** Where an element stands in the window, as a share of its height. */
const heightOf = (found: Locator) => found.evaluate((it) => it.getBoundingClientRect().top / innerHeight);
const scrollWidth = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

describe('names', () => {
  it.each(ways)('open a document and filter lines as they are shown, %s', async (_, options) => {
    const page = await open('/documents/almayers-folly.txt?word=river', options);
    expect(new URL(page.url()).pathname).toBe('/documents/1');
    expect(await page.title()).toBe('river in almayers-folly.txt – Polyseme');
    await page.goto(`${server.address}/?word=bank&documents=.md`);
    expect(await textOf(page.locator('.in-force'))).toContain(
      'in .md (2 documents: money-and-banking.md and stars.md)',
    );
    await page.goto(`${server.address}/documents/.md`);
    expect(await textOf(page.locator('main'))).toContain(
      'fits 2 documents: money-and-banking.md and stars.md',
    );
    await page.close();
  });

  it('are offered as they are typed, and none is a path of the machine', async () => {
    const page = await open('/?word=bank');
    await page.getByText('Filters', { exact: true }).click();
    await page.getByLabel('Document or file').pressSequentially('lost');
    const options = page.locator('#file-names option');
    await expect
      .poll(() => options.evaluateAll((all) => all.map((one) => one.getAttribute('value'))))
      .toEqual(['the-lost-world.txt']);
    for (const address of ['/documents', '/documents/1', '/lines/1000', '/remove?name=stars.md']) {
      await page.goto(server.address + address);
      expect(await textOf(page.locator('main')), address).not.toContain('corpora/demo/');
    }
    await page.close();
  });
});

describe('a document', () => {
  it.each(ways)(
    'leads from one occurrence to the next, which stands in the middle, %s',
    async (_, options) => {
      const page = await open('/documents/1?word=river', options);
      const steps = page.locator('.steps');
      expect(await textOf(steps)).toContain('river 120 times');
      await steps.getByRole('link', { name: 'Next' }).click();
      await steps.getByRole('link', { name: 'Next' }).click();
      expect(await textOf(steps)).toContain('river 2 of 120');
      for (let i = 0; i < 3; i++) await steps.getByRole('link', { name: 'Next' }).click();
      expect(await heightOf(page.locator('#at'))).toBeGreaterThan(0.2);
      expect(await heightOf(page.locator('#at'))).toBeLessThan(0.7);
      expect(await heightOf(page.locator('.document-head'))).toBe(0);
      await page.locator('.occurrences li a').nth(7).click();
      expect(await textOf(steps)).toContain('river 8 of 120');
      await page.close();
    },
  );

  it('goes from occurrence to occurrence by key', async () => {
    const page = await open('/documents/1?word=river');
    await page.keyboard.press('n');
    await page.waitForURL(/at=\d+.*#at$/u);
    await page.keyboard.press('n');
    await expect.poll(() => textOf(page.locator('.steps'))).toContain('river 2 of 120');
    await page.keyboard.press('p');
    await expect.poll(() => textOf(page.locator('.steps'))).toContain('river 1 of 120');
    await page.close();
  });

  it.each([
    ['wide', desk],
    ['on a phone', phone],
    ['without script', plain],
  ])('has an outline and fits its window, %s', async (name, options) => {
    const page = await open(`/documents/${longName}?collection=day&word=bank`, options);
    if (name === 'on a phone') await page.getByText('Outline', { exact: true }).click();
    await page.getByRole('navigation', { name: 'Outline' }).getByRole('link', { name: 'Evening' }).click();
    await page.waitForURL(/#c\d+$/u);
    const heading = page.getByRole('heading', { name: 'Evening' });
    await expect.poll(() => heightOf(heading)).toBeLessThan(0.5);
    expect(await scrollWidth(page)).toBe(page.viewportSize()?.width);
    expect(
      await page
        .locator('.text p')
        .first()
        .evaluate((it) => it.scrollWidth),
    ).toBeLessThan(700);
    await page.close();
  });

  it('colours the occurrences by sense, and lists the senses beside it', async () => {
    const page = await open('/documents/2?word=bank&senses=1');
    expect(await page.locator('.legend li').count()).toBeGreaterThan(1);
    expect(await page.locator('.occurrences .letter').count()).toBeGreaterThan(10);
    expect(await page.locator('.text mark[class^="sense-"]').count()).toBeGreaterThan(10);
    await page.screenshot({ path: `${screenshots}document-senses.png` });
    await page.close();
  });
});

describe('the senses of all words', () => {
  it.each(ways)('are shown and corrected where they stand, %s', async (name, options) => {
    const page = await open('/documents/1', options);
    await page.getByRole('link', { name: 'Show the senses of all words' }).click();
    await page.locator('.text .w').first().waitFor();
    // another one in each way, since the first stays corrected; rarer words are not there yet
    const word = page.locator('.text .w').nth(name === 'with script' ? 3 : 12);
    const form = await word.evaluate((it) => it.firstChild?.textContent ?? '');
    await word.click();
    const panel = page.locator('#sense-panel');
    await panel.getByRole('heading', { name: form, exact: true }).waitFor();
    expect(page.url()).toMatch(/senses=all.*#at$/u);
    expect(await textOf(panel)).toMatch(/\d+ % sure among the \d+ senses of \w+ in the dictionary/u);
    const other = panel.getByRole('radio', { checked: false }).first();
    const id = await other.getAttribute('value');
    await other.check();
    await panel.getByRole('button', { name: 'Save this sense' }).click({ timeout: 50_000 });
    await expect.poll(() => textOf(panel), { timeout: 10_000 }).toContain('as you said');
    expect(id).not.toBe('none');
    expect(page.url()).toMatch(/senses=all.*#at$/u);
    expect(await textOf(page.locator('#at'))).toContain(form);
    await page.close();
  });

  it('cost few stops of the Tab key, and are reached by arrows', async () => {
    const page = await open('/documents/1?senses=all');
    await page.locator('.text .w').nth(100).waitFor();
    expect(await page.locator('.text .w:not([tabindex="-1"])').count()).toBe(1);
    await page.locator('.text .w').first().focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    const third = await page.locator('.text .w').nth(2).getAttribute('id');
    expect(await page.evaluate(() => document.activeElement?.id)).toBe(third);
    expect(await page.locator('.w:focus .tip').isVisible()).toBe(true);
    await page.keyboard.press('Enter');
    await page.locator('#sense-panel h2').waitFor();
    await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('type'))).toBe('radio');
    await page.screenshot({ path: `${screenshots}document-all-senses.png` });
    await page.close();
  });

  it('fit a phone in the dark', async () => {
    const page = await open('/documents/1?senses=all', { ...phone, colorScheme: 'dark' });
    await page.locator('.text .w').nth(20).tap();
    await page.locator('#sense-panel h2').waitFor();
    expect(await scrollWidth(page)).toBe(360);
    await page.screenshot({ path: `${screenshots}document-all-senses-phone.png` });
    await page.close();
  });
});

describe('the list of documents', () => {
  it.each(ways)(
    'says first words, drops what is the same in every row, and is sorted, %s',
    async (_, options) => {
      const page = await open('/documents?match=sentences.csv%23', options);
      const first = page.locator('.documents tbody tr').first();
      expect(await textOf(first)).toContain("Tom's house is only three blocks away from here.");
      expect(await textOf(first.locator('td').first())).toBe('d000023');
      await page.getByRole('link', { name: 'Words', exact: true }).last().click();
      await page.waitForURL(/sort=-words/u);
      expect(await page.locator('th[aria-sort="descending"]').count()).toBe(1);
      const figures = await page.locator('.documents td.figure').allTextContents();
      expect(figures.map(Number)).toEqual(figures.map(Number).sort((a, b) => b - a));
      await page.close();
    },
  );
});

describe('a line', () => {
  it.each(ways)(
    'has a page with its sense, its neighbours and the way to lines like it, %s',
    async (_, options) => {
      const page = await open('/documents/1?word=bank', options);
      await page.locator('.text mark a').first().click();
      await page.waitForURL(/\/lines\/\d+/u);
      expect(await page.title()).toMatch(/^bank, almayers-folly\.txt, .+ – Polyseme$/u);
      expect(await page.locator('.nearest li').count()).toBe(8);
      expect(await page.locator('#sense-panel input[type="radio"]').count()).toBeGreaterThan(2);
      await page.getByRole('link', { name: 'More lines like this' }).click();
      await page.waitForURL(/word=bank&like=\d+/u);
      await page.close();
    },
  );
});
