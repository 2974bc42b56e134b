/// <reference lib="dom" />
// Words and charts in a real browser: words first, the list of words, and what a chart says under the pointer, a finger
// and the arrow keys; with script and without.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyDemo } from '../demo.js';
import { complaintsOf, openBrowser, type Server, startServer } from './chromium.js';

let folder: string;
let demo: Server;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-words-browser-'));
  await copyDemo(`${folder}/demo.db`);
  [demo, browser] = await Promise.all([startServer(['--db', `${folder}/demo.db`]), openBrowser()]);
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const phone = { viewport: { width: 360, height: 740 }, hasTouch: true };

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(demo.address + address);
  return page;
}

/** With its chart; the page may first say how long that takes. */
async function openChart(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const page = await open(address, options);
  await page.locator('.chart .mark').first().waitFor({ state: 'attached', timeout: 30_000 });
  return page;
}

const fits = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth);

describe.each([
  ['with script', true],
  ['without script', false],
])('a meaning without a word, %s', (_, javaScriptEnabled) => {
  it('shows its words first, whose lines open', async () => {
    const page = await open('/?meaning=side+of+a+river', { javaScriptEnabled });
    const first = page.locator('.words-first');
    const [words, lines] = await Promise.all([
      first.boundingBox(),
      page.locator('#results table').boundingBox(),
    ]);
    expect(words?.y).toBeLessThan(lines?.y as number);
    expect(await first.textContent()).toContain('in the 1\u2009000 nearest lines');
    expect(await first.textContent()).toMatch(/stream \d+.*bank \d+/su);
    await first.getByRole('link', { name: 'bank', exact: true }).click();
    if (javaScriptEnabled) {
      const opened = page.locator('#found-lines');
      await opened.locator('li').first().waitFor();
      expect(await opened.locator('li').count()).toBe(5);
      expect(page.url()).toContain('/?meaning=side');
      await opened.getByRole('link', { name: /^all lines of bank/u }).click();
    }
    await page.waitForURL(/word=bank&meaning=side\+of\+a\+river/u);
    expect(await page.locator('.words-first').count()).toBe(0);
  });
});

describe.each([
  ['with script', true],
  ['without script', false],
])('the list of words, %s', (_, javaScriptEnabled) => {
  it('is filtered and sorted by plain forms and links, and the address holds it', async () => {
    const page = await open('/words', { javaScriptEnabled });
    await page.getByLabel('Starts with').fill('b');
    await page.getByLabel('Part of speech').selectOption('verbs');
    await page.getByLabel('Lines, at least').fill('20');
    await page.getByRole('button', { name: 'Show', exact: true }).click();
    const rows = page.locator('.word-list tbody tr');
    const column = async (number: number) =>
      (await rows.locator(`:nth-child(${number})`).allInnerTexts()).map(Number);
    const numbers = await column(2);
    expect(numbers).toEqual([...numbers].sort((a, b) => b - a));
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(20);
    await page.getByRole('link', { name: 'Senses', exact: true }).click();
    expect(new URL(page.url()).searchParams.get('sort')).toBe('senses');
    expect(await page.locator('[aria-sort="descending"]').textContent()).toContain('Senses');
    const senses = await column(4);
    expect(senses).toEqual([...senses].sort((a, b) => b - a));
    expect(senses).toHaveLength(numbers.length);
    await page.reload();
    expect(await page.getByLabel('Starts with').inputValue()).toBe('b');
    expect(await page.getByLabel('Part of speech').inputValue()).toBe('VERB');
  });
});

describe('a chart', () => {
  it('says the line under the pointer and the arrow keys in words, and opens it', async () => {
    const page = await openChart('/words/bank/map');
    const complaints = complaintsOf(page);
    const said = page.locator('.pointed');
    const chart = page.locator('.chart');
    const width = (await chart.boundingBox())?.width ?? 0;
    expect(width).toBeGreaterThan(1200); // all the room there is
    const mark = page.locator('.chart .mark').nth(40);
    const title = (await mark.locator('title').textContent()) ?? '';
    const box = (await mark.locator('use').boundingBox()) as {
      x: number;
      y: number;
      width: number;
      height: number;
    };
    expect([box.width, box.height].every((size) => size >= 24)).toBe(true);
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    await expect.poll(() => said.textContent()).toContain('·');
    const [line = '', what = ''] = title.split('\n');
    const text = (await said.textContent()) ?? '';
    expect(text.includes(line) && text.includes(what)).toBe(true);

    await chart.focus();
    const before = await said.textContent();
    await page.keyboard.press('ArrowRight');
    const after = await said.textContent();
    expect(after).not.toBe(before);
    expect(await said.locator('b').textContent()).toMatch(/^banks?$/iu);
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/lines\/\d+/u);
    expect(complaints).toEqual([]);
  });

  it('is as wide as a phone, says what a finger touches, and opens it at the second touch', async () => {
    const page = await openChart('/words/bank/map', phone);
    expect(await fits(page)).toBe(true);
    const box = await page.locator('.chart .mark').last().locator('use').boundingBox();
    const [x, y] = [(box?.x ?? 0) + 16, (box?.y ?? 0) + 12]; // beside it: the nearest counts
    const top = await page.evaluate((at) => {
      window.scrollTo(0, at - 400);
      return window.scrollY;
    }, y);
    await page.touchscreen.tap(x, y - top);
    await page.locator('.pointed .said').waitFor();
    expect(page.url()).toContain('/map');
    await page.touchscreen.tap(x, y - top);
    await page.waitForURL(/\/lines\/\d+/u);
  });

  it.each([1280, 768, 360])('names its senses at %i px, none of them covered by another', async (width) => {
    const page = await openChart('/words/light/map?inventory=everyday', { viewport: { width, height: 900 } });
    expect(await fits(page)).toBe(true);
    const boxes = await page.locator('.chart .labels text').evaluateAll((labels) =>
      labels.map((label) => {
        const { left, right, top, bottom } = label.getBoundingClientRect();
        return { left, right, top: top + 3, bottom: bottom - 3, text: label.textContent };
      }),
    );
    expect(boxes.length).toBeGreaterThan(2);
    for (const [i, one] of boxes.entries()) {
      expect(one.left >= 0 && one.right <= width, one.text ?? '').toBe(true);
      for (const other of boxes.slice(i + 1)) {
        const isBeside = one.right <= other.left || other.right <= one.left;
        expect(
          isBeside || one.bottom <= other.top || other.bottom <= one.top,
          `${one.text}/${other.text}`,
        ).toBe(true);
      }
    }
  });

  it('has bars by file that lead to their lines, by script, by key and without', async () => {
    for (const javaScriptEnabled of [true, false]) {
      const page = await openChart('/words/bank/shares', { javaScriptEnabled });
      expect(await page.getByLabel('Shares of the senses by').inputValue()).toBe('file');
      const bar = page.locator('.chart a.mark').first();
      const [, lines] = /^(\d+) lines of A/u.exec((await bar.locator('title').textContent()) ?? '') ?? [];
      if (javaScriptEnabled) {
        await page.locator('.chart').focus();
        await page.keyboard.press('ArrowDown');
        expect(await page.locator('.pointed').textContent()).toContain(`${lines} lines of A`);
        await page.keyboard.press('Enter');
      } else await bar.click();
      await page.waitForURL(/word=bank.*sense=/u);
      expect(await page.locator('#results').textContent()).toContain(`${lines} lines`);
      expect(await page.locator('.pointed').isVisible()).toBe(false);
    }
  });

  it('leads to its lines without script', async () => {
    const page = await openChart('/words/bank/axis?from=finance&to=geography', { javaScriptEnabled: false });
    expect(await page.locator('.pointed').isVisible()).toBe(false);
    await page.locator('.chart .mark').last().locator('use').click();
    await page.waitForURL(/\/lines\/\d+/u);
  });
});

describe('the pages of a word', () => {
  it('have one row of tabs, and what can be done above the lines', async () => {
    const page = await open('/words/bank?inventory=wordnet');
    await page.locator('.sense').first().waitFor();
    expect(await page.locator('.tabs').count()).toBe(1);
    const choice = page.getByRole('navigation', { name: 'Where the senses come from' });
    expect(await choice.locator('[aria-current]').textContent()).toBe('WordNet');
    const top = async (name: string) =>
      (await page.getByText(name, { exact: true }).first().boundingBox())?.y;
    expect(await top('Change the senses')).toBeLessThan((await top('collocates (lines)')) as number);
    await page.getByText('Change the senses', { exact: true }).click();
    expect(await page.getByRole('button', { name: 'Make these my own' }).isVisible()).toBe(true);
    for (const name of ['collocates (lines)', 'substitutes', 'Varied examples', 'disambiguate all words']) {
      expect(await page.getByText(name, { exact: true }).first().isVisible(), name).toBe(true);
    }
    expect(await page.locator('.words', { hasText: 'collocates' }).first().textContent()).toMatch(
      /^collocates \(lines\) \S+ \d+/u,
    );
  });
});
