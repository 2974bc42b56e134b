/// <reference lib="dom" />
// Coming and going in a real browser: the header, the first visit, help, and what is said when something fails.
import type { BrowserContextOptions, Locator, Page } from 'playwright-core';
import { describe, expect, it } from 'vitest';
import { complaintsOf, startServer } from './chromium.js';
import { demoSite } from './demo-site.js';

const site = demoSite('states');

async function open(address: string, options: BrowserContextOptions = {}): Promise<Page> {
  const context = await site.browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  await page.goto(site.server.address + address);
  return page;
}

const rows = (page: Page) => page.locator('.kwic tbody tr[id]');
const textOf = async (found: Locator) => (await found.textContent()) ?? '';

describe.each([true, false])('coming, script: %s', (javaScriptEnabled) => {
  const options = { javaScriptEnabled };

  it('a first visit says in words what is indexed, shows lines, and its five kinds of examples work', async () => {
    const page = await open('/', options);
    expect(await textOf(page.locator('.first'))).toContain(
      'two novels, two textbooks and 6\u2009568 single sentences',
    );
    const examples = page.locator('.examples dd a');
    const count = async () => {
      if (!javaScriptEnabled) await page.reload(); // as it does by itself every two seconds
      return examples.count();
    };
    await expect.poll(count, { timeout: 20_000 }).toBe(6);
    expect(await textOf(page.locator('.live').first())).toMatch(/bank, as land beside a river.*bank/su);
    expect(await page.locator('.examples dt').count()).toBe(5);
    const addresses = await examples.evaluateAll((all) => all.map((a) => (a as HTMLAnchorElement).href));
    for (const address of addresses) {
      const answer = await page.goto(address);
      expect(answer?.status()).toBe(200);
      expect(await page.locator('.kwic tbody tr').count()).toBeGreaterThan(0);
    }
    await page.context().close();
  });

  it('every page has the same header, in the same place, whose form searches', async () => {
    const page = await open('/', options);
    const heights = new Set<string>();
    for (const address of [
      '/',
      '/?word=bank',
      '/words',
      '/words/bank',
      '/documents',
      '/collection',
      '/help',
      '/no',
    ]) {
      await page.goto(site.server.address + address);
      const box = await page.locator('header.top').boundingBox();
      heights.add(`${box?.y} ${box?.height}`);
      expect(await page.locator('h1').count()).toBe(1);
      expect((await page.locator('#word').count()) + (await page.locator('#meaning').count())).toBe(2);
    }
    expect([...heights]).toHaveLength(1);
    await page.goto(`${site.server.address}/words/bank`);
    expect(await page.getByLabel('Word', { exact: true }).inputValue()).toBe('bank');
    await page.getByLabel(/^Meaning/u).fill('land beside a river');
    await page.getByRole('button', { name: 'Search' }).click();
    await page.waitForURL(/word=bank&meaning=land/u);
    expect(await rows(page).count()).toBeGreaterThan(10);
    await page.context().close();
  });

  it('help explains what is asked, with examples that work', async () => {
    const page = await open('/help', options);
    const titles = await page.locator('main h2[id]').evaluateAll((all) => all.map(({ id }) => id));
    expect(titles).toEqual(['searching', 'scores', 'senses', 'sorts', 'keys', 'addresses', 'sizes']);
    await page.getByRole('link', { name: 'bank, as land beside a river' }).click();
    expect(await rows(page).count()).toBeGreaterThan(10);
    await page.context().close();
  });

  it.each([
    ['/?word=bank&collection=nope', 404, 'there is no collection “nope”', 'Search the default collection'],
    ['/words?collection=nope', 404, 'There are: default.', 'Back to the search'],
    ['/nowhere', 404, 'there is no page /nowhere', 'Help'],
    ['/collection?collection=nope', 200, 'There is no collection “nope” yet', 'default'],
  ])('%s says what is wrong, and where to go', async (address, status, said, link) => {
    const page = await open('/help', options);
    expect((await page.goto(site.server.address + address))?.status()).toBe(status);
    expect(await textOf(page.locator('main'))).toContain(said);
    const answer = page.waitForResponse((response) => response.request().isNavigationRequest());
    await page.locator('main').getByRole('link', { name: link, exact: true }).first().click();
    expect((await answer).status()).toBe(200);
    await page.context().close();
  });
});

describe('going', () => {
  it('tells sizes together and part by part, and how to make them smaller', async () => {
    const page = await open('/collection');
    expect(await textOf(page.locator('#disk-title'))).toMatch(/^On disk: 1\d\d MB$/u);
    expect(await page.locator('.sizes th').allInnerTexts()).toEqual([
      'Texts and vectors',
      'Latest changes',
      'Search index',
    ]);
    await page.getByText('Make it smaller').click();
    expect(await textOf(page.locator('main'))).toContain('polyseme compact --db demo.db');
    await page.context().close();
  });

  it('a request of htmx that fails is said in place, and the page stays as it was', async () => {
    const page = await open('/?word=bank');
    // a line that is gone: removed meanwhile, as the server says
    const context = rows(page).first().locator('.actions .context');
    await context.evaluate((link) => link.setAttribute('hx-get', '/lines/99999999'));
    await rows(page).first().locator('.form').hover();
    await context.evaluate((link: HTMLElement) => link.click());
    const failure = page.locator('.kwic tr .failure[role="alert"]');
    await failure.waitFor();
    expect(await textOf(failure)).toMatch(/Not found.*99999999/su);
    expect(await rows(page).count()).toBe(50);
    await page.context().close();
  });

  it('a server that is gone is said, asked again, and what was asked for comes', async () => {
    const { port } = new URL(site.server.address);
    const page = await open('/?word=bank');
    const complaints = complaintsOf(page);
    await site.server.stop();
    await page.getByLabel(/^Meaning/u).fill('land beside a river');
    await page.getByRole('button', { name: 'Search' }).click();
    const failure = page.locator('.failure[role="alert"]');
    await failure.waitFor();
    expect(await textOf(failure)).toContain('The server does not answer. It is asked again');
    expect(await rows(page).count()).toBe(50);
    site.server = await startServer(['--db', `${site.folder}/demo.db`], port);
    await page.waitForURL(/meaning=land/u, { timeout: 20_000 });
    await expect.poll(() => failure.count()).toBe(0);
    expect(await textOf(page.locator('.summary'))).toContain('likely');
    expect(complaints.filter((one) => one.startsWith('error: Uncaught'))).toEqual([]);
    await page.context().close();
  }, 60_000);

  it('too many requests are told when to come back, as a page and in place', async () => {
    const page = await open('/?word=bank');
    const ask = () => fetch(`${site.server.address}/assets/icon.svg`, { method: 'HEAD' });
    for (let i = 0; i < 15; i++) await Promise.all(Array.from({ length: 40 }, ask));
    await page.getByLabel(/^Meaning/u).fill('land beside a river');
    await page.getByRole('button', { name: 'Search' }).click();
    const failure = page.locator('.failure[role="alert"]');
    await failure.waitFor();
    expect(await textOf(failure)).toMatch(/Too many requests.*tried again by itself in \d+ seconds/su);
    expect(await rows(page).count()).toBe(50);
    const answer = await page.goto(`${site.server.address}/help`);
    expect(answer?.status()).toBe(429);
    expect(Number(answer?.headers()['retry-after'])).toBeGreaterThan(0);
    expect(await textOf(page.locator('main'))).toContain('more than 600 requests in a minute');
    await page.context().close();
  });
});
