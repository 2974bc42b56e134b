/// <reference lib="dom" />
// axe-core looks at every page: at three widths, light and dark, with a mouse and by touch; and no page scrolls sideways.
// A page is loaded once; what does not depend on how it is looked at is examined once.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { copyDemo } from '../demo.js';
import { axeSource, openBrowser, type Server, startServer } from './chromium.js';

/** Every page of the demo, by a name; also for screenshots.mjs. */
const pages = JSON.parse(readFileSync(path.join(import.meta.dirname, 'pages.json'), 'utf8')) as Record<
  string,
  string
>;

let folder: string;
let server: Server;
let browser: Browser;
let page: Page;
let devtools: CDPSession;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-axe-'));
  await copyDemo(`${folder}/demo.db`);
  [server, browser] = await Promise.all([startServer(['--db', `${folder}/demo.db`]), openBrowser()]);
  const context = await browser.newContext({ bypassCSP: true });
  page = await context.newPage();
  devtools = await context.newCDPSession(page);
});

afterAll(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** Each pair of width, colours and pointer once; the first is looked at by every rule. */
const looks = [
  [1280, 'light', 'mouse'],
  [1280, 'dark', 'touch'],
  [768, 'light', 'touch'],
  [768, 'dark', 'mouse'],
  [360, 'light', 'mouse'],
  [360, 'dark', 'touch'],
] as const;

/** Rules whose answer depends on sizes and colours. */
const visualRules = ['color-contrast', 'scrollable-region-focusable', 'link-in-text-block'];

interface Report {
  readonly violations: readonly { readonly id: string; readonly nodes: readonly { target: string[] }[] }[];
}

async function found(rules: readonly string[] | null): Promise<string[]> {
  return page.evaluate(async (only) => {
    const { axe } = globalThis as unknown as { axe: { run: (of: Document, how: object) => Promise<Report> } };
    const how = only ? { runOnly: { type: 'rule', values: only } } : {};
    const { violations } = await axe.run(document, { ...how, resultTypes: ['violations'] });
    const sideways = document.documentElement.scrollWidth - innerWidth;
    return [
      ...violations.flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`)),
      ...(sideways > 0 ? [`scrolls sideways by ${sideways} px`] : []),
    ];
  }, rules);
}

/** Opens a page, and keeps some of what repeats: the rest would be looked at for the same. */
async function open(address: string): Promise<void> {
  await page.goto(server.address + address);
  await page.waitForFunction(() => !document.querySelector('[hx-trigger="load"]'));
  await page.evaluate(() => {
    const repeated = 'tbody tr:nth-child(n+9), .text > p:nth-of-type(n+5), li:nth-child(n+9)';
    for (const one of document.querySelectorAll(`${repeated}, svg :nth-child(n+40)`)) one.remove();
  });
  await page.addScriptTag({ content: axeSource });
}

it.each(Object.entries(pages))('axe finds nothing on %s: %s', async (_, address) => {
  const wrong: string[] = [];
  for (const [i, [width, colorScheme, pointer]] of looks.entries()) {
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: pointer === 'touch' });
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme });
    if (i === 0) await open(address);
    const said = await found(i === 0 ? null : visualRules);
    wrong.push(...said.map((one) => `${width} px, ${colorScheme}, ${pointer}: ${one}`));
  }
  expect(wrong).toEqual([]);
});

it('marks, an open context, a line in focus, filters and the keys please axe too', async () => {
  await page.goto(`${server.address}/?word=bank&limit=6`);
  await page.evaluate(() => document.querySelector<HTMLElement>('.actions .like')?.click());
  await page.locator('.chip').first().waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('.context-row').waitFor();
  await page.locator('.filters summary').click();
  await page.addScriptTag({ content: axeSource });
  expect(await found(null)).toEqual([]);
  await page.keyboard.press('?');
  expect(await found(null)).toEqual([]);
});

it.each(['first', 'results', 'word', 'collection', 'help'])(
  'the tab key alone reaches all of %s, and shows where it is',
  async (name) => {
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await page.setViewportSize({ width: 1280, height: 900 });
    await open(pages[name] as string);
    const count = await page.evaluate(() => {
      const all = document.querySelectorAll<HTMLElement>('a[href], button, input, select, summary');
      // what a line offers is reached by the line's own keys
      const reachable = [...all].filter(
        (one) => one.checkVisibility({ visibilityProperty: true }) && one.tabIndex >= 0,
      );
      for (const [i, one] of reachable.entries()) one.dataset.reached = String(i);
      return reachable.length;
    });
    const reached = new Set<string>();
    for (let i = 0; i < count + 8; i++) {
      await page.keyboard.press('Tab');
      const [at, isShown] = await page.evaluate(() => {
        const { activeElement: here } = document;
        if (!(here instanceof HTMLElement)) return ['', true] as const;
        const isSeen = (one: Element | null): boolean => {
          const { outlineStyle } = one ? getComputedStyle(one) : { outlineStyle: 'none' };
          return outlineStyle !== 'none';
        };
        return [here.dataset.reached ?? '', isSeen(here) || isSeen(here.closest('.box'))] as const;
      });
      if (at !== '') reached.add(isShown ? at : `${at} is not shown`);
    }
    expect([...reached].sort()).toEqual(Array.from({ length: count }, (_, i) => String(i)).sort());
  },
);
