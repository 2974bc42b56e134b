/// <reference lib="dom" />
// The lines of the results page in a real browser: how they are cut, what can be done with each, their order, and how
// more of them come.
import { mkdirSync } from 'node:fs';
import type { BrowserContext, BrowserContextOptions, Locator, Page } from 'playwright-core';
import { beforeAll, describe, expect, it } from 'vitest';
import { screenshots } from './chromium.js';
import { demoSite } from './demo-site.js';

const river = '/?word=bank&meaning=riverside';
const desk = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };

const site = demoSite('concordance');
const contexts = new Map<string, BrowserContext>();
beforeAll(() => void mkdirSync(screenshots, { recursive: true }));

/** A page of a browser that all pages of the same kind share. */
async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const kind = JSON.stringify(options);
  const context = contexts.get(kind) ?? (await site.browser.newContext({ ...desk, ...options }));
  contexts.set(kind, context);
  const page = await context.newPage();
  await page.goto(site.server.address + address);
  return page;
}

const rows = (page: Page) => page.locator('.kwic tbody tr[id]');
const textOf = async (found: Locator) => (await found.textContent()) ?? '';
const focused = (page: Page) => page.evaluate(() => document.activeElement?.id ?? '');
const shown = (page: Page) => textOf(page.locator('#shown'));
const linesWithin = (page: Page) =>
  rows(page).evaluateAll(
    (all) => all.filter((row) => row.getBoundingClientRect().bottom <= innerHeight).length,
  );

/** The letters of an element that a reader sees: what is cut is left out, and an ellipsis stands for it. */
const seen = (found: Locator) =>
  found.evaluate((element) => {
    const read = (node: Node): string => {
      if (node.nodeType === Node.TEXT_NODE) {
        const size = getComputedStyle(node.parentElement as Element).fontSize;
        return size === '0px' ? '' : (node.textContent ?? '');
      }
      const { content } = getComputedStyle(node as Element, '::before');
      const before = content.startsWith('"') ? content.slice(1, -1) : '';
      return before + [...node.childNodes].map(read).join('');
    };
    return read(element);
  });

describe('lines', () => {
  it.each([
    ['a mouse', {}],
    ['a finger', { hasTouch: true, isMobile: true }],
  ])('24 of them stand in a window of 1280 × 900, with %s', async (_, options) => {
    const page = await open(river, options);
    expect(await linesWithin(page)).toBeGreaterThanOrEqual(24);
    await page.goto(`${site.server.address}/?word=bank`);
    expect(await linesWithin(page)).toBeGreaterThanOrEqual(24);
    await page.close();
  });

  it.each([1000, 1280, 1900])('are cut at words to a column of a window of %d px', async (width) => {
    const page = await open(river);
    await page.setViewportSize({ width, height: 900 });
    for (let i = 0; i < 6; i++) {
      const row = rows(page).nth(i);
      const sides = [await seen(row.locator('.left div')), await seen(row.locator('.right div'))];
      const whole = (
        (await textOf(row.locator('.left div'))) + (await textOf(row.locator('.right div')))
      ).split(' ');
      for (const word of sides.join('').replaceAll('…', ' ').split(' ')) {
        if (word !== '') expect(whole).toContain(word);
      }
      const isInside = await row
        .locator('.left div, .right div')
        .evaluateAll((all) => all.every((cell) => cell.scrollWidth <= cell.clientWidth + 1));
      expect(isInside, sides.join(' | ')).toBe(true);
    }
    await page.close();
  });

  it('join what follows a word without a gap to the word', async () => {
    const page = await open(river);
    const joined = rows(page).filter({ has: page.locator('.right', { hasText: /^banks?[.,;]/u }) });
    expect(await joined.count()).toBeGreaterThan(5);
    const gap = await joined.first().evaluate((row) => {
      const form = row.querySelector('.form') as Element;
      const range = document.createRange();
      range.selectNodeContents(form.nextSibling as Node);
      return range.getBoundingClientRect().left - form.getBoundingClientRect().right;
    });
    expect(Math.abs(gap)).toBeLessThan(1);
    await page.close();
  });

  it('have as much context as the reader chooses, and the next search keeps it', async () => {
    const page = await open(river);
    const length = async () => (await textOf(rows(page).first().locator('.left, .passage'))).length;
    const medium = await length();
    await page.getByRole('link', { name: 'narrow' }).click();
    await page.waitForURL(/contextChars=40/u);
    await expect.poll(length).toBeLessThan(44);
    await page.getByRole('link', { name: 'wide' }).click();
    await page.waitForURL(/contextChars=300/u);
    await expect.poll(length).toBeGreaterThan(4 * medium);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/meaning=riverside&contextChars=300$/u);
    await page.close();
  });

  it.each([768, 360])('are whole sentences with the form marked at %d px', async (width) => {
    const page = await open(river, phone);
    await page.setViewportSize({ width, height: 740 });
    const row = rows(page).first();
    expect(await row.locator('.left').isVisible()).toBe(false);
    expect(await textOf(row.locator('.sentence'))).toMatch(/^During a great flood .* their old home\.$/u);
    expect(await textOf(row.locator('.sentence b'))).toBe('bank');
    const top = async () => (await row.boundingBox())?.y ?? 999;
    expect(await top()).toBeLessThan(400);
    await page.goto(`${site.server.address}/?word=bank`);
    await page.locator('.barcode').waitFor();
    expect(await top()).toBeLessThan(400);
    await page.close();
  });
});

describe('actions of a line', () => {
  it('cost no tab stops: the list is one, and the arrow keys go through it', async () => {
    const page = await open(river);
    let stops = 0;
    const inList: string[] = [];
    for (; stops < 60; stops++) {
      await page.keyboard.press('Tab');
      const [tag, id] = await page.evaluate(() => [
        document.activeElement?.tagName,
        document.activeElement?.id,
      ]);
      if (tag === 'BODY') break;
      if (tag === 'TR') inList.push(id as string);
    }
    expect(stops).toBeLessThan(40);
    expect(inList).toHaveLength(1);
    await rows(page).first().focus();
    await page.keyboard.press('ArrowDown');
    expect(await focused(page)).toBe(await rows(page).nth(1).getAttribute('id'));
    expect(await rows(page).nth(1).locator('.actions').isVisible()).toBe(true);
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('not like this');
    await page.keyboard.press('Enter');
    await page.waitForURL(/unlike=\d+/u);
    await page.close();
  });

  it('follow the pointer, and move nothing', async () => {
    const page = await open(river);
    const height = (await rows(page).nth(3).boundingBox())?.height;
    await rows(page).nth(3).hover();
    expect(await rows(page).nth(3).locator('.actions').isVisible()).toBe(true);
    expect(await rows(page).nth(2).locator('.actions').isVisible()).toBe(false);
    expect((await rows(page).nth(3).boundingBox())?.height).toBe(height);
    await page.close();
  });

  it.each([1000, 1280])('leave figure, document and place in sight at %d px', async (width) => {
    const page = await open(river);
    await page.setViewportSize({ width, height: 900 });
    const row = rows(page).nth(3);
    await row.hover();
    for (const name of ['.figure', '.where a', '.place', '.actions .like', '.actions .its-sense']) {
      const isOnTop = await row.locator(name).evaluate((element) => {
        const { left, right, top, bottom } = element.getBoundingClientRect();
        const points = [left + 2, (left + right) / 2, right - 2];
        return points.every((x) => document.elementFromPoint(x, (top + bottom) / 2) === element);
      });
      expect(isOnTop, name).toBe(true);
    }
    await row.locator('.where a').click();
    await page.waitForURL(/\/documents\/\d+.*#at$/u);
    await page.close();
  });

  it('lead to where the sense of a line is corrected', async () => {
    const page = await open(river);
    await page.keyboard.press('j');
    await page.keyboard.press('s');
    await page.waitForURL(/\/lines\/\d+#sense-panel$/u);
    expect(await page.locator('#sense-panel').isVisible()).toBe(true);
    await page.close();
  });

  it('open a context that leaves the columns as wide as they were', async () => {
    const page = await open(river);
    const width = async () => (await rows(page).first().locator('.left').boundingBox())?.width;
    const before = await width();
    await rows(page).first().focus();
    await page.keyboard.press('Enter');
    await page.locator('.context-row').waitFor();
    expect(await width()).toBe(before);
    await page.close();
  });

  it.each([true, false])('are one tap away on a phone, script: %s', async (javaScriptEnabled) => {
    const page = await open(river, { ...phone, javaScriptEnabled });
    await rows(page).nth(1).locator('.sentence').tap();
    const like = rows(page).nth(1).getByRole('link', { name: 'more like this' });
    expect(await like.isVisible()).toBe(true);
    await like.tap();
    await page.waitForURL(/like=\d+/u);
    await page.close();
  });

  it('are reached with the tab key alone without script', async () => {
    const page = await open(river, { javaScriptEnabled: false });
    await rows(page).first().locator('.number a').focus();
    const names: string[] = [];
    for (let i = 0; i < 6; i++) {
      await page.keyboard.press('Tab');
      names.push(await textOf(page.locator(':focus')));
    }
    const actions = ['more like this', 'not like this', 'context', 'its sense', 'in document'];
    expect(names).toEqual([...actions, 'line 2']);
    await page.close();
  });

  it('leave a marked line as a chip of whole words with its form in bold', async () => {
    const page = await open(river);
    await rows(page).first().hover();
    await rows(page).first().getByRole('link', { name: 'more like this' }).click();
    const chip = page.locator('.chip.like');
    await chip.waitFor();
    expect(await textOf(chip.locator('b'))).toBe('bank');
    expect(await textOf(chip)).toContain('and Co. left the bank and floated down');
    await page.close();
  });
});

describe.each([true, false])('further lines, script: %s', (javaScriptEnabled) => {
  it('come below those that stand there, or as a page, and the count is true', async () => {
    const page = await open('/?word=bank', { javaScriptEnabled });
    expect(await shown(page)).toBe('1 to 50 shown');
    const next = page.getByRole('link', { name: 'Next 50' });
    await next.scrollIntoViewIfNeeded();
    const before = await page.evaluate(() => scrollY);
    await next.click();
    if (javaScriptEnabled) {
      await expect.poll(() => shown(page)).toBe('1 to 100 shown');
      expect(await rows(page).count()).toBe(100);
      expect(await page.evaluate(() => scrollY)).toBe(before);
      // the keyboard goes on with the first new line, and a reload shows the same
      await expect.poll(() => focused(page)).toBe(await rows(page).nth(50).getAttribute('id'));
      expect(page.url()).toMatch(/word=bank&limit=100$/u);
      const ids = await rows(page).evaluateAll((all) => all.map(({ id }) => id));
      await page.reload();
      expect(await rows(page).evaluateAll((all) => all.map(({ id }) => id))).toEqual(ids);
      await page.getByRole('link', { name: 'Next 50' }).click();
      await expect.poll(() => shown(page)).toBe('1 to 150 shown');
    } else {
      await page.waitForURL(/offset=50$/u);
      expect(await shown(page)).toBe('51 to 100 shown');
      expect(await textOf(page.locator('.kwic .number a').first())).toBe('line 51');
      await page.getByRole('link', { name: 'Previous 50' }).click();
      await page.waitForURL(/word=bank$/u);
    }
    await page.close();
  });
});

describe.each([true, false])('order and sample, script: %s', (javaScriptEnabled) => {
  it('are chosen in a form, stand in the address, and are said', async () => {
    const page = await open(river, { javaScriptEnabled });
    const order = page.locator('.arrange summary');
    expect(await textOf(order)).toBe('Sorted by best first');
    await order.click();
    await page.getByLabel('Sort by').selectOption('1R');
    await page.getByLabel('then by').selectOption('-document');
    await page.getByLabel('Only so many, at random').fill('60');
    await page.getByRole('button', { name: 'Arrange' }).click();
    await page.waitForURL(/word=bank&meaning=riverside&sort=1R&sort=-document&thin=60/u);
    await expect.poll(() => textOf(order)).toBe('Sorted by first word after, then document order, reversed');
    expect(await textOf(page.locator('.summary'))).toContain(
      'a random 60 of them listed, 50 likely, 1 to 50 shown',
    );
    expect(await page.locator('.fall-off').count()).toBe(0);
    const after = await rows(page).evaluateAll((all) =>
      all.map((row) => row.querySelector('.right .form')?.nextSibling?.textContent?.replace(/^['’]s\b/u, '')),
    );
    const firstWords = after.map((text) => /[\p{L}\p{N}]+/u.exec(text ?? '')?.[0] ?? '');
    const words = firstWords.map((word) => word.toLowerCase());
    expect(words).toEqual([...words].sort());
    await page.getByRole('link', { name: /^Next 10/u }).waitFor();
    await page.getByRole('link', { name: 'Drop the filter: only 60 at random' }).click();
    await page.waitForURL(/riverside&sort=1R&sort=-document$/u);
    await page.close();
  });

  it('best first is by the figure that is shown, under its name', async () => {
    const page = await open('/?word=bank', { javaScriptEnabled });
    const heading = page.locator('.kwic th .heading');
    expect(await heading.count()).toBe(0);
    const like = (await rows(page).nth(40).getAttribute('id'))?.slice(1);
    for (const [address, name] of [
      [`/?word=bank&like=${like}`, 'Score'],
      [river, 'Probability'],
    ] as const) {
      await page.goto(site.server.address + address);
      expect(await textOf(heading)).toBe(name);
      const figures = (await page.locator('.kwic .figure').allInnerTexts()).map(Number.parseFloat);
      expect(figures).toEqual([...figures].sort((a, b) => b - a));
    }
    await page.close();
  });

  it('less likely lines are ruled off where the best come first, on the page where they begin', async () => {
    const page = await open(`${river}&limit=25`, { javaScriptEnabled });
    expect(await page.locator('.fall-off').count()).toBe(0);
    await page.goto(`${site.server.address}/?word=bank&meaning=financial+institution&sort=best&limit=1000`);
    expect(await page.locator('.fall-off').count()).toBe(1);
    await page.goto(
      `${site.server.address}/?word=bank&meaning=financial+institution&sort=document&limit=1000`,
    );
    expect(await page.locator('.fall-off').count()).toBe(0);
    await page.close();
  });

  it('stay when a filter is set, as the sense does; another word drops what was of the old one', async () => {
    const page = await open('/?word=bank&fold=false&sense=bank.n.1&sort=1R&thin=20&seed=3', {
      javaScriptEnabled,
    });
    await page.locator('.filters summary').click();
    await page.getByLabel('Document or file').fill('money');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/word=bank&documents=money&fold=false&sense=bank.n.1&sort=1R&thin=20&seed=3$/u);
    await expect.poll(() => textOf(page.locator('.in-force'))).toContain('in money');
    await page.getByLabel('Word', { exact: true }).fill('money');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/word=money&documents=money&fold=false&sort=1R$/u);
    await page.goto(`${site.server.address}/?word=cell&sort=1R`);
    const offered = page.locator('#offered a[href*="sense="]').first();
    await offered.waitFor({ timeout: 20_000 }).catch(() => undefined);
    if (javaScriptEnabled)
      expect(await offered.getAttribute('href')).toMatch(/&sense=cell\.n\.\d&.*sort=1R/u);
    await page.close();
  });

  it('a filter by place is in force and can be dropped', async () => {
    const page = await open(`${river}&places=page+12&pos=NOUN`, { javaScriptEnabled });
    expect(await textOf(page.locator('.in-force'))).toMatch(/at page 12 drop, only NOUN drop · drop all/u);
    await page.getByRole('link', { name: 'Drop the filter: at page 12' }).click();
    await page.waitForURL(/riverside&pos=NOUN$/u);
    await page.close();
  });
});

describe.each([true, false])('how lines are spread, script: %s', (javaScriptEnabled) => {
  it('stands above them as a picture whose strokes lead to lines, with tables behind it', async () => {
    const page = await open(river, { javaScriptEnabled });
    const strip = page.locator('#strip');
    if (javaScriptEnabled) {
      await strip.locator('.histogram').waitFor();
      expect(await textOf(strip.locator('.histogram figcaption'))).toMatch(/^\d+ of 424 likely$/u);
      const strokes = strip.locator('.barcode a');
      expect(await strokes.count()).toBeGreaterThan(20);
      // none of them is a tab stop
      expect(await strip.locator('a:not([tabindex="-1"])').count()).toBe(1);
      expect(await strokes.first().getAttribute('href')).toMatch(/^\/documents\/\d+\?at=\d+&word=bank#at$/u);
      await strip.getByRole('link', { name: 'as tables' }).click();
    } else {
      await strip.getByRole('link', { name: 'How these lines are spread' }).click();
    }
    await page.waitForURL(/\/dispersion\?word=bank&meaning=riverside$/u);
    const first = page.locator('.spread tbody tr').first();
    expect(await textOf(first.locator('th'))).toBe('almayers-folly.txt');
    await first.locator('td a:not([tabindex="-1"])').first().click();
    await page.locator('mark#at').waitFor();
    await page.goBack();
    await page.getByRole('link', { name: 'Back to the lines' }).click();
    await page.waitForURL(/\/\?word=bank&meaning=riverside$/u);
    await page.close();
  });
});
