/// <reference lib="dom" />
// A word's page in a real browser: every change and its undoing, with script and without; what a re-index leaves.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { copyDemo } from '../demo.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';
import {
  complaintsOf,
  openBrowser,
  type Server,
  screenshots,
  startServer,
  violationsOf,
} from './chromium.js';

let folder: string;
let demo: Server;
let own: Server;
let browser: Browser;
const contexts: BrowserContext[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-senses-browser-'));
  await copyDemo(`${folder}/demo.db`);
  mkdirSync(screenshots, { recursive: true });
  mkdirSync(`${folder}/texts`);
  writeFileSync(`${folder}/texts/river.txt`, riverLines.join('\n\n'));
  writeFileSync(`${folder}/texts/money.txt`, moneyLines.join('\n\n'));
  [demo, own, browser] = await Promise.all([
    startServer(['--db', `${folder}/demo.db`]),
    startServer(['--db', `${folder}/own.db`, '--allow', folder]),
    openBrowser(),
  ]);
  await addTexts();
});

afterEach(async () => {
  for (const context of contexts.splice(0)) await context.close();
});

afterAll(async () => {
  await browser?.close();
  await demo?.stop();
  await own?.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function addTexts(): Promise<void> {
  const headers = { 'Content-Type': 'application/json' };
  const body = JSON.stringify({ path: `${folder}/texts` });
  await fetch(`${own.address}/api/index`, { method: 'POST', headers, body });
  for (;;) {
    const job = (await (await fetch(`${own.address}/api/job`)).json()) as { state: string };
    if (job.state === 'done') return;
    if (job.state !== 'running') throw new Error(`indexing ended as ${job.state}`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  contexts.push(context);
  const page = await context.newPage();
  await page.goto(address);
  return page;
}

const textOf = async (found: Locator): Promise<string> => (await found.textContent()) ?? '';
const columns = (page: Page) => page.locator('.sense');
const titles = async (page: Page): Promise<string[]> =>
  (await columns(page).locator('h2').allInnerTexts()).map((text) => text.replace(/^\w\s+/u, ''));
/** Lines of each sense, as its heading says. */
const counts = async (page: Page): Promise<number[]> =>
  (await columns(page).locator('.share').allInnerTexts()).map((text) => Number.parseInt(text, 10));
/** Whether something is seen without scrolling. */
async function isInWindow(found: Locator): Promise<boolean> {
  const box = await found.boundingBox();
  const height = found.page().viewportSize()?.height ?? 0;
  return box !== null && box.y >= 0 && box.y + box.height <= height;
}
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).first().click();
/** The column of the sense that holds a text. */
const column = (page: Page, text: string | RegExp) => columns(page).filter({ hasText: text }).first();

describe('the senses of bank in the demo', () => {
  it('are money and the riverside, with fitting names, lines, words and substitutes', async () => {
    const page = await open(`${demo.address}/words/bank`);
    const complaints = complaintsOf(page);
    await columns(page).first().waitFor(); // on a slow machine the page first tells how far it is
    expect(await columns(page).count()).toBe(2);
    const [money, river] = [columns(page).nth(0), columns(page).nth(1)];
    expect(await textOf(money)).toMatch(/reserve|deposit|loan/u);
    expect(await textOf(river)).toMatch(/river/u);
    expect(await textOf(money.locator('.lines').first())).toMatch(/Federal|loan|deposit|money/u);
    expect(await textOf(river.locator('.lines').first())).toMatch(/river|water|current/u);
    const words = async (of: typeof money) => (await of.locator('.words').allInnerTexts()).join(' ');
    expect(await words(money)).toMatch(/substitutes.*(banker|depositor|credit|loan)/su);
    expect(await words(river)).toMatch(/substitutes.*(river|shore|branch|lagoon)/su);
    expect(complaints).toEqual([]);
    await page.screenshot({ path: `${screenshots}senses-light.png`, fullPage: true });
  });

  it('can be seen in the dark, on a phone, by axe, and in a document', async () => {
    for (const [name, options] of [
      ['dark', { colorScheme: 'dark' }],
      ['360', { viewport: { width: 360, height: 740 } }],
    ] as const) {
      const page = await open(`${demo.address}/words/bank?inventory=wordnet`, {
        ...options,
        bypassCSP: true,
      });
      await page.screenshot({ path: `${screenshots}senses-${name}.png`, fullPage: true });
      // all that opens or appears on demand
      await columns(page).first().locator('.change summary').click();
      for (const mark of await page.locator('.pick input').all()) await mark.check();
      await columns(page).first().locator('.lines input').first().check();
      await page.screenshot({ path: `${screenshots}senses-marked-${name}.png` });
      expect(await isInWindow(page.getByRole('group', { name: 'Marked lines' }))).toBe(true);
      expect(await isInWindow(page.getByRole('group', { name: 'Marked senses' }))).toBe(true);
      expect(await violationsOf(page)).toEqual([]);
      expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
        name === '360' ? 360 : 1280,
      );
    }
    const page = await open(`${demo.address}/words/bank`, { bypassCSP: true });
    await column(page, /river/u).locator('.lines .place').first().click();
    const coloured = new URL(page.url());
    coloured.searchParams.set('senses', '1');
    await page.goto(coloured.href);
    expect(await page.locator('.legend li').count()).toBeGreaterThan(1);
    expect(await page.locator('mark[class^="sense-"]').count()).toBeGreaterThan(5);
    expect(await violationsOf(page)).toEqual([]);
    await page.screenshot({ path: `${screenshots}senses-document.png` });
  });

  it('lead to their own words, and from the list of words', async () => {
    const page = await open(`${demo.address}/words?match=ban`);
    await page.getByRole('link', { name: 'bank', exact: true }).click();
    await column(page, /river/u).getByRole('link', { name: 'river', exact: true }).first().click();
    expect(page.url()).toContain('/words/river');
    expect(await textOf(page.getByRole('heading', { level: 1 }))).toBe('river');
  });
});

describe('further views of bank in the demo', () => {
  const views = [
    ['map', '/words/bank/map'],
    ['shares', '/words/bank/shares?inventory=wordnet&by=source'],
    ['axis', '/words/bank/axis?from=finance&to=geography'],
    ['axes', '/words/bank/axis?from=finance&to=geography&from2=old&to2=modern'],
    ['compare', '/words/bank/compare'],
  ] as const;

  it.each(views)('%s fits on a phone, in the dark', async (name, address) => {
    const page = await open(demo.address + address, {
      ...{ colorScheme: 'dark', viewport: { width: 360, height: 740 } },
    });
    const complaints = complaintsOf(page);
    await page.reload();
    await page.locator('.chart a, article.sense').first().waitFor({ state: 'attached' });
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
    expect(complaints).toEqual([]);
    await page.screenshot({ path: `${screenshots}${name}-360.png`, fullPage: true });
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.emulateMedia({ colorScheme: 'light' });
    await page.screenshot({ path: `${screenshots}${name}-light.png` });
  });

  it('lead from a point to its line, and from one view to the next', async () => {
    const page = await open(`${demo.address}/words/bank`);
    await page.getByRole('link', { name: 'Map', exact: true }).click();
    await page.locator('.chart a').first().waitFor({ state: 'attached' });
    expect(await page.locator('.chart a').count()).toBeGreaterThan(300);
    await page.locator('.chart-frame .chart a').last().click();
    expect(await textOf(page.locator('blockquote mark'))).toMatch(/bank/iu);
    expect(await textOf(page.locator('p.words').first())).toContain('substitutes');
    await page.goBack();
    await page.getByRole('link', { name: 'Axis', exact: true }).click();
    await page.getByLabel('From', { exact: true }).fill('finance');
    await page.getByLabel('To', { exact: true }).first().fill('geography');
    await press(page, 'Show');
    expect(await textOf(page.locator('.placed .line').first())).not.toMatch(/money|Monetary|loan|Federal/u);
    await page.getByRole('link', { name: 'nearest to “finance” first' }).click();
    expect(await textOf(page.locator('.placed .line').first())).toMatch(/money|Monetary|loan|Federal/u);
  });
});

describe.each([
  ['with script', { javaScriptEnabled: true }],
  ['without script', { javaScriptEnabled: false }],
])('changes %s', (_, options) => {
  const address = () => `${own.address}/words/bank`;

  it('rename, move, split, merge, create; and undo each of them, where one reads', async () => {
    const page = await open(address(), options);
    const complaints = complaintsOf(page);
    const hasScript = options.javaScriptEnabled;
    const bar = { lines: page.locator('.of-lines'), senses: page.locator('.of-senses') };
    const last = page.locator('#last-change');
    await columns(page).first().waitFor(); // on a slow machine the page first tells how far it is
    expect(await counts(page)).toEqual([14, 14]);
    expect(await bar.lines.isVisible()).toBe(false);
    const river = () => column(page, /canoe|stream|river/u);

    const name = (await titles(page)).find((title) => /canoe|stream|river/u.test(title));
    await river().locator('.change summary').click();
    await river().getByLabel('Name').fill('riverside');
    await river().getByLabel('Name').press('Enter');
    await page.getByRole('heading', { name: 'riverside' }).waitFor();
    expect(await textOf(page.locator('#senses .inventories a[aria-current]'))).toBe('your own');
    expect(await textOf(last)).toContain(name ? `“${name}” to “riverside”` : 'to “riverside”');
    expect(await isInWindow(page.locator('#undo'))).toBe(true);
    if (hasScript)
      await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('last-change');

    // one line of the other sense is given to this one
    const money = () => columns(page).filter({ hasNotText: 'riverside' }).first();
    await money().locator('.lines input').first().check();
    expect(await isInWindow(bar.lines)).toBe(true);
    expect(await last.isVisible()).toBe(false);
    await page.getByLabel('move to').selectOption({ label: `${await letterOf(river())} riverside` });
    await press(page, 'Move');
    await page.getByText('1 of them by you').waitFor();
    expect((await counts(page)).reduce((sum, count) => sum + count, 0)).toBe(28);

    await column(page, 'riverside').locator('.change summary').click();
    await column(page, 'riverside').getByRole('button', { name: 'Split in two' }).click();
    await page.locator('.sense').nth(2).waitFor();
    expect(await columns(page).count()).toBe(3);

    const merge = page.getByRole('button', { name: /^Merge the .*marked senses$/u });
    await columns(page).nth(1).locator('.pick input').check();
    expect(await isInWindow(bar.senses)).toBe(true);
    expect(await merge.isDisabled()).toBe(hasScript);
    await columns(page).nth(2).locator('.pick input').check();
    expect(await textOf(merge)).toContain(hasScript ? 'the 2 marked' : 'marked');
    await merge.click();
    await page.getByText('Last change: merged').waitFor();
    expect(await columns(page).count()).toBe(2);

    await money().locator('.lines input').nth(1).check();
    await page.getByLabel('new sense').fill('loans');
    await page.getByLabel('new sense').press('Enter');
    await page.getByText('Last change: added “loans”').waitFor();
    expect(await titles(page)).toContain('loans');
    await page.locator('#undo').click();
    await page.getByText('Undone: added “loans”').waitFor();
    expect(await titles(page)).not.toContain('loans');
    if (hasScript) await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('undo');
    await page.locator('#redo').click();
    await page.getByText('Last change: added “loans”').waitFor();
    expect(await page.locator('#redo').count()).toBe(0);

    // each change is undone, the last first: the senses are then those that were found, as at the start
    const undo = page.locator('.history').getByRole('button', { name: /^Undo/u });
    for (let left = await undo.count(); left > 0; left--) {
      await page.locator('#undo').click();
      await expect.poll(() => undo.count()).toBe(left - 1);
    }
    await page.goto(address());
    expect(await counts(page)).toEqual([14, 14]);
    expect(await textOf(page.locator('#senses .inventories a[aria-current]'))).toBe('found in these texts');
    expect(complaints).toEqual([]);
  });

  it('say what cannot be done, and that lines have none of the senses', async () => {
    const page = await open(address(), options);
    const line = page.locator('.lines input').first();
    await line.check();
    await press(page, 'Unmark all');
    expect(await line.isChecked()).toBe(false);
    await line.check();
    await page.getByLabel('new sense').fill(' ');
    await press(page, 'Make');
    await page.getByText('label: it is empty').waitFor();
    expect(await isInWindow(page.getByRole('alert'))).toBe(true);
    expect(await counts(page)).toEqual([14, 14]);

    const sent = new Promise<string>((resolve) => {
      void page.route('**/words/bank/senses', async (route) => {
        resolve(route.request().postData() ?? '');
        await route.fulfill({ status: 204 });
      });
    });
    await line.check();
    const tokenId = await line.inputValue();
    await press(page, 'None of these senses');
    const fields = new URLSearchParams(await sent);
    expect([fields.get('action'), fields.getAll('lines')]).toEqual(['move:none', [tokenId]]);
  });
});

async function letterOf(found: ReturnType<typeof column>): Promise<string> {
  return (await textOf(found.locator('.letter'))).trim();
}

describe('a correction', () => {
  it('survives the removal of its text and its indexing anew', async () => {
    const page = await open(`${own.address}/words/bank`, { bypassCSP: true });
    const river = column(page, /canoe|stream|river/u);
    const line = await textOf(river.locator('.lines label').first());
    await river.locator('.lines input').first().check();
    await page.getByLabel('new sense').fill('the water’s edge');
    await press(page, 'Make');
    await column(page, 'the water’s edge').getByText('1 of them by you').waitFor();
    expect(await page.locator('#last-change').isVisible()).toBe(true);
    expect(await violationsOf(page)).toEqual([]);

    await fetch(`${own.address}/api/documents?names=${encodeURIComponent('texts/river.txt')}`, {
      method: 'DELETE',
    });
    await page.goto(`${own.address}/words/bank`);
    expect(await page.getByText('1 of them by you').count()).toBe(0);
    await addTexts();
    await page.goto(`${own.address}/words/bank`);
    const sense = column(page, 'the water’s edge');
    expect(await textOf(sense)).toContain('1 of them by you');
    // the same line is shown as one of the sense's own
    expect(await textOf(sense)).toContain(
      line
        .replace(/^mark this line: /u, '')
        .trim()
        .slice(2, 40)
        .trim(),
    );
  });
});
