/// <reference lib="dom" />
// The search page in a real browser over the demo texts: with and without script, by mouse and by keyboard, at
// every width, and in both colours.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyDemo } from '../demo.js';
import { complaintsOf, openBrowser, type Server, screenshots, startServer } from './chromium.js';

const river = '/?word=bank&meaning=riverside';

let folder: string;
let server: Server;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-browser-'));
  await copyDemo(`${folder}/demo.db`);
  mkdirSync(screenshots, { recursive: true });
  [server, browser] = await Promise.all([startServer(['--db', `${folder}/demo.db`]), openBrowser()]);
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** A page of a browser of its own. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 800 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(server.address + address);
  return page;
}

const rows = (page: Page) => page.locator('.kwic tbody tr[id]');
const names = (page: Page) => page.locator('.kwic .where a').allInnerTexts();
const firstId = (page: Page) => rows(page).first().getAttribute('id');
const textOf = async (found: Locator) => (await found.textContent()) ?? '';
const widthOf = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth);

async function ask(page: Page, word: string, meaning: string): Promise<void> {
  await page.getByLabel('Word', { exact: true }).fill(word);
  await page.getByLabel(/^Meaning/u).fill(meaning);
  await page.getByRole('button', { name: 'Search' }).click();
}

/** Follows an action of a line, which is seen when the pointer is on the line. */
async function act(page: Page, line: number, name: string): Promise<void> {
  await rows(page).nth(line).hover();
  await rows(page).nth(line).getByRole('link', { name, exact: true }).click();
}

describe.each([true, false])('search, script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };

  it('offers the senses of a word alone, and shows as many lines as each says', async () => {
    const page = await open('/', options);
    await ask(page, 'cell', '');
    const offered = page.locator('#offered a[href*="sense="]');
    await expect.poll(() => offered.count(), { timeout: 20_000 }).toBeGreaterThan(2);
    const prison = offered.filter({ hasText: 'prison room' });
    const [, count] = /(\d+)$/u.exec((await textOf(prison)).trim()) ?? [];
    await prison.click();
    await page.waitForURL(/meaning=prison\+room&sense=cell\.n\.\d/u);
    expect(await page.getByLabel(/^Meaning/u).inputValue()).toBe('prison room');
    expect(await textOf(page.locator('.summary'))).toContain(`${count} lines of 47 occurrences`);
    expect(await rows(page).count()).toBe(Number(count));
  });

  it('ranks the lines of the meaning that was asked for', async () => {
    const page = await open('/', options);
    await ask(page, 'bank', 'riverside');
    await page.waitForURL(/meaning=riverside/u);
    await expect.poll(async () => (await names(page)).slice(0, 3)).toContain('almayers-folly.txt');
    expect((await names(page)).slice(0, 10)).not.toContain('money-and-banking.md');
    await ask(page, 'bank', 'financial institution');
    await page.waitForURL(/meaning=financial/u);
    await expect.poll(async () => (await names(page)).slice(0, 10)).toContain('money-and-banking.md');
    expect((await names(page)).slice(0, 10)).not.toContain('almayers-folly.txt');
    const forms = await page.locator('.kwic .form').allInnerTexts();
    expect(forms.every((form) => form.toLowerCase().startsWith('bank'))).toBe(true);
  });

  it('ranks again by lines that are like and not like what is meant', async () => {
    const page = await open('/?word=bank', options);
    const like = (await rows(page).nth(2).getAttribute('id')) as string;
    await act(page, 2, 'more like this');
    await page.waitForURL(/like=\d+/u);
    await expect.poll(() => page.locator('.chip.like').count()).toBe(1);
    expect(await firstId(page)).toBe(like);
    const not = (await rows(page).nth(1).getAttribute('id')) as string;
    await act(page, 1, 'not like this');
    await page.waitForURL(/unlike=\d+/u);
    await expect.poll(() => page.locator('.chip.not').count()).toBe(1);
    expect(await textOf(page.locator('.chip.like'))).toContain('bank');
    const after = await rows(page).evaluateAll((all) => all.map(({ id }) => id));
    expect(after.slice(0, 2)).not.toContain(not);
    await page.locator('.chip.not').click();
    await expect.poll(() => page.locator('.chip.not').count()).toBe(0);
    await page.locator('.chip.like').click();
    await expect.poll(() => page.locator('.chip').count()).toBe(0);
  });

  it('opens the document at the line', async () => {
    const page = await open(river, options);
    await rows(page).first().locator('.where a').click();
    await page.waitForURL(/\/documents\/\d+.*#at$/u);
    const mark = page.locator('mark#at');
    expect((await textOf(mark)).toLowerCase()).toContain('bank');
    await expect.poll(() => mark.evaluate((it) => it.getBoundingClientRect().top < innerHeight)).toBe(true);
    expect(await page.evaluate(() => scrollY)).toBeGreaterThan(0);
  });

  it('says what a word that does not occur may have meant', async () => {
    const page = await open('/', options);
    await ask(page, 'bankz', '');
    const state = page.locator('.state');
    await state.waitFor();
    expect(await textOf(state)).toContain('“bankz” does not occur');
    expect(await textOf(state)).toMatch(/Spelt like it: bank \d+/u);
    await state.getByRole('link', { name: 'bank', exact: true }).first().click();
    await page.waitForURL(/word=bank$/u);
    expect(await rows(page).count()).toBe(50);
  });

  it('offers to drop filters that leave nothing', async () => {
    const page = await open('/?word=bank&documents=no-such-file', options);
    expect(await textOf(page.locator('.state'))).toContain('The filters leave nothing');
    await page.getByRole('link', { name: 'Drop all filters' }).click();
    await page.waitForURL(/word=bank$/u);
    expect(await rows(page).count()).toBe(50);
  });

  it('names each filter in force and drops it', async () => {
    const page = await open('/?word=bank&pos=NOUN&form=exact', options);
    expect(await textOf(page.locator('.in-force'))).toMatch(/only NOUN drop, only this form drop/u);
    await page.getByRole('link', { name: 'Drop the filter: only NOUN' }).click();
    await page.waitForURL(/word=bank&form=exact$/u);
    expect(await textOf(page.locator('.in-force'))).not.toContain('NOUN');
  });

  it('keeps the colours that were chosen', async () => {
    const page = await open(river, { ...options, colorScheme: 'light' });
    const background = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    const light = await background();
    await page.getByRole('button', { name: 'dark' }).click();
    await expect.poll(background).not.toBe(light);
    expect(page.url()).toBe(server.address + river);
    await page.goto(`${server.address}/collection`);
    expect(await page.locator('html').getAttribute('data-theme')).toBe('dark');
    await page.getByRole('button', { name: 'system' }).click();
    await expect.poll(background).toBe(light);
    await page.emulateMedia({ colorScheme: 'dark' });
    await expect.poll(background).not.toBe(light);
  });
});

describe('search', () => {
  it('opens and closes the context below its line with script', async () => {
    const page = await open(river);
    await act(page, 0, 'context');
    const context = rows(page).first().locator('xpath=following-sibling::tr[1]');
    await expect.poll(() => context.getAttribute('class')).toBe('context-row');
    expect((await textOf(context.locator('mark'))).toLowerCase()).toBe('bank');
    expect(page.url()).toBe(server.address + river);
    await act(page, 0, 'context');
    expect(await page.locator('.context-row').count()).toBe(0);
  });

  it('opens the context as a page without script', async () => {
    const page = await open(river, { javaScriptEnabled: false });
    await act(page, 0, 'context');
    await page.waitForURL(/\/lines\/\d+/u);
    expect((await textOf(page.locator('blockquote mark'))).toLowerCase()).toBe('bank');
  });

  it('goes back after searches that htmx made', async () => {
    const page = await open('/');
    await ask(page, 'bank', 'riverside');
    await page.waitForURL(/meaning=riverside/u);
    await rows(page).first().waitFor();
    const first = await firstId(page);
    await ask(page, 'bank', 'financial institution');
    await page.waitForURL(/meaning=financial/u);
    await expect.poll(() => firstId(page)).not.toBe(first);
    await page.goBack();
    await expect.poll(() => firstId(page)).toBe(first);
    expect(await page.getByLabel(/^Meaning/u).inputValue()).toBe('riverside');
    await page.goBack();
    await expect.poll(() => page.locator('.first').count()).toBe(1);
    await page.goForward();
    await expect.poll(() => firstId(page)).toBe(first);
  });

  it('keeps the whole state in a short address that a colleague can open', async () => {
    const page = await open('/');
    await ask(page, 'bank', 'land beside a river');
    await page.waitForURL(/word=bank/u);
    await rows(page).first().waitFor();
    expect(new URL(page.url()).search).toBe('?word=bank&meaning=land+beside+a+river');
    await act(page, 1, 'more like this');
    await page.waitForURL(/like=/u);
    await page.locator('.chip').waitFor();
    const { pathname, search } = new URL(page.url());
    const other = await open(pathname + search);
    expect(await firstId(other)).toBe(await firstId(page));
    expect(await textOf(other.locator('.chip'))).toBe(await textOf(page.locator('.chip')));
  });

  it('is worked by the keyboard', async () => {
    const page = await open(river);
    const focused = () => page.evaluate(() => document.activeElement?.id ?? '');
    await page.keyboard.press('j');
    expect(await focused()).toBe(await firstId(page));
    await page.keyboard.press('j');
    const second = await rows(page).nth(1).getAttribute('id');
    expect(await focused()).toBe(second);
    await page.keyboard.press('k');
    expect(await focused()).toBe(await firstId(page));
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('.context-row').count()).toBe(1);
    await page.keyboard.press('j');
    await page.keyboard.press('m');
    await expect.poll(() => page.locator('.chip.like').count()).toBe(1);
    // the keyboard goes on at the same place in the new list
    await expect.poll(focused).toBe(await rows(page).nth(1).getAttribute('id'));
    await page.keyboard.press('j');
    await page.keyboard.press('n');
    await expect.poll(() => page.locator('.chip.not').count()).toBe(1);
    await expect.poll(focused).toBe(await rows(page).nth(2).getAttribute('id'));
    // and in the list after a search
    await page.getByLabel(/^Meaning/u).fill('financial institution');
    await page.keyboard.press('Enter');
    await page.waitForURL(/meaning=financial/u);
    await expect.poll(focused).toBe(await firstId(page));
    await page.keyboard.press('j');
    expect(await focused()).toBe(await rows(page).nth(1).getAttribute('id'));
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keys' });
    expect(await dialog.isVisible()).toBe(true);
    await page.keyboard.press('Escape');
    expect(await dialog.isVisible()).toBe(false);
    await page.keyboard.press('/');
    expect(await focused()).toBe('word');
    // the old word is chosen, to be written over
    await page.keyboard.type('/j');
    expect(await page.getByLabel('Word', { exact: true }).inputValue()).toBe('/j');
  });

  it('exports the lines as .csv and .json', async () => {
    const page = await open(river);
    const save = async (name: string): Promise<string> => {
      const waiting = page.waitForEvent('download');
      await page.locator('.export').getByRole('link', { name }).click();
      const download = await waiting;
      expect(download.suggestedFilename()).toBe(`polyseme-bank.${name.toLowerCase()}`);
      return readFileSync(await download.path(), 'utf8');
    };
    const lines: Record<string, string>[] = parse(await save('CSV'), { bom: true, columns: true });
    const hits = JSON.parse(await save('JSON')) as { form: string; tokenId: number }[];
    expect(lines.length).toBe(hits.length);
    expect(`t${hits[0]?.tokenId}`).toBe(await firstId(page));
    expect(lines[0]?.tokenId).toBe(String(hits[0]?.tokenId));
    expect(lines[0]?.form).toBe(hits[0]?.form);
  });

  it('marks a word in a document and shows its parts', async () => {
    const page = await open(river);
    await rows(page).first().locator('.where a').click();
    await page.getByLabel('Mark occurrences of').fill('river');
    await page.getByRole('button', { name: 'Mark', exact: true }).click();
    await page.waitForURL(/word=river/u);
    expect(await textOf(page.getByRole('status'))).toMatch(/river 120 times/u);
    expect(await page.locator('article mark').count()).toBeGreaterThan(0);
    // the line stands in the last part
    await page.getByRole('link', { name: 'Part before' }).first().click();
    await page.waitForURL(/offset=[1-9]/u);
  });

  it('complains of nothing in the console while it is used', async () => {
    const page = await open('/');
    const complaints = complaintsOf(page);
    await page.reload();
    await ask(page, 'bank', 'riverside');
    await rows(page).first().waitFor();
    await act(page, 1, 'context');
    await act(page, 1, 'more like this');
    await page.locator('.chip').waitFor();
    await page.goBack();
    await rows(page).first().locator('.where a').click();
    await page.locator('mark#at').waitFor();
    for (const address of ['/collection', '/documents', '/?word=bankz', '/?meaning=side+of+a+river']) {
      await page.goto(server.address + address);
    }
    expect(complaints).toEqual([]);
  });
});

describe('at 360 px', () => {
  const narrow = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

  it.each([
    ['first', '/'],
    ['results', river],
    ['marked', `${river}&pos=NOUN&like=LINE`],
    ['missing', '/?word=bankz'],
    ['document', '/documents/1?word=river'],
    ['documents', '/documents'],
    ['collection', '/collection'],
  ])('never scrolls sideways: %s', async (name, address) => {
    const id = address.includes('LINE') ? (await firstId(await open(river)))?.slice(1) : '';
    const page = await open(address.replace('LINE', id ?? ''), narrow);
    expect(await widthOf(page)).toBeLessThanOrEqual(360);
    await page.screenshot({ path: `${screenshots}360-${name}.png` });
  });
});
