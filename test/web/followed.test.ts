// Folders that a server follows: through the API, through the page, and what a running server does with them.
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { parseHTML } from 'linkedom';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Polyseme } from '#src/index.js';
import { serve } from '#src/web/serve.js';

interface Listed {
  readonly folder: string;
  readonly isFollowed: boolean;
  readonly lastRunAt: string | null;
  readonly lastChange: { readonly added: number } | null;
  readonly problems: readonly { readonly uri: string; readonly message: string }[];
}

let base: string;
let polyseme: Polyseme;
let site: string;
let ended: Promise<void>;
const stop = new AbortController();
const printed: string[] = [];
const at = (...parts: string[]): string => path.join(base, ...parts);

beforeAll(async () => {
  vi.stubEnv('LOG_LEVEL', 'silent');
  base = realpathSync(mkdtempSync(path.join(tmpdir(), 'polyseme-followed-')));
  for (const name of ['texts/letters', 'named', 'elsewhere']) mkdirSync(at(name), { recursive: true });
  writeFileSync(at('texts/letters/a.txt'), 'The lighthouse stood on the cliff.');
  writeFileSync(at('named/b.txt'), 'The harbour was full of herring boats.');
  polyseme = await Polyseme.open({ db: at('f.db'), workers: 1 });
  site = await new Promise<string>((resolve, reject) => {
    ended = serve(polyseme, {
      ...{ host: '127.0.0.1', port: 0, token: undefined, demo: false, signal: stop.signal },
      allow: [at('texts')],
      watch: [{ folder: at('named'), collection: 'default' }],
      progress: { index: () => {}, stop: () => {} },
      print: (text) => void printed.push(text),
      onAddress: (address) => resolve(address.replace(/\/$/u, '')),
    });
    ended.catch(reject);
  });
});
afterAll(async () => {
  vi.unstubAllEnvs();
  stop.abort();
  await ended;
  await polyseme.close();
  rmSync(base, { recursive: true });
});

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  redirect: 'manual',
});
const sent = (body: object): RequestInit => ({
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});
const listed = async (): Promise<Listed[]> =>
  (await (await fetch(`${site}/api/followed`)).json()) as Listed[];
const page = async (): Promise<Document> =>
  parseHTML(await (await fetch(`${site}/collection`)).text()).document;
const total = async (word: string): Promise<number> =>
  ((await (await fetch(`${site}/api/search?word=${word}`)).json()) as { total?: number }).total ?? 0;

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const end = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > end) throw new Error('not after 10 s');
    await setTimeout(30);
  }
}

describe('a server', () => {
  it('keeps the folders indexed that it was started with, says what changed, and allows them', async () => {
    await until(async () => (await total('herring')) === 1);
    writeFileSync(at('named/c.txt'), 'More herring came in the morning.');
    const began = Date.now();
    await until(async () => (await total('herring')) === 2);
    expect(Date.now() - began).toBeLessThan(2000);
    await until(
      async () => printed.filter((text) => /^\d\d:\d\d:\d\d {2}1 added\n$/u.test(text)).length === 2,
    );
    expect(await listed()).toMatchObject([
      { folder: at('named'), isFollowed: false, lastChange: { added: 1 } },
    ]);
    expect((await page()).querySelector('#followed')?.textContent).toMatch(
      /named.*1 added.*while this server runs/su,
    );
  });

  it('follows a folder that a program names, and one no longer, whose documents stay', async () => {
    const answer = await fetch(`${site}/api/followed`, sent({ folder: at('texts/letters') }));
    expect(answer.status).toBe(201);
    expect(await answer.json()).toEqual({ folder: at('texts/letters'), collection: 'default' });
    await until(async () => (await total('lighthouse')) === 1);
    expect(await polyseme.followed()).toEqual([{ folder: at('texts/letters'), collection: 'default' }]);
    const removed = await fetch(`${site}/api/followed?folder=${encodeURIComponent(at('texts/letters'))}`, {
      method: 'DELETE',
    });
    expect(await removed.json()).toEqual({ unfollowed: at('texts/letters') });
    writeFileSync(at('texts/letters/late.txt'), 'Another lighthouse.');
    await setTimeout(900);
    expect(await total('lighthouse')).toBe(1);
  });

  it.each([
    ['outside those that were allowed', 'elsewhere', 403],
    ['that does not exist', 'texts/none', 400],
  ])('refuses a folder %s', async (_, name, status) => {
    expect((await fetch(`${site}/api/followed`, sent({ folder: at(name) }))).status).toBe(status);
    expect((await fetch(`${site}/follow`, form({ folder: at(name) }))).status).toBe(status);
  });

  it('says so where a folder is not followed, or none is named', async () => {
    expect((await fetch(`${site}/api/followed?folder=nothing`, { method: 'DELETE' })).status).toBe(404);
    expect((await fetch(`${site}/api/followed`, sent({}))).status).toBe(400);
    expect((await fetch(`${site}/follow`, form({ folder: '' }))).status).toBe(400);
    expect((await fetch(`${site}/unfollow`, form({ folder: 'nothing' }))).status).toBe(404);
  });

  it('follows a folder that the page names: with its state, its problems and a button', async () => {
    writeFileSync(at('texts/letters/bad.zip'), 'no zip');
    const empty = await page();
    expect(empty.querySelector('form[action="/follow"] label[for="folder"]')?.textContent).toContain(
      at('texts'),
    );
    const answer = await fetch(
      `${site}/follow`,
      form({ folder: at('texts/letters'), collection: 'default' }),
    );
    expect([answer.status, answer.headers.get('location')]).toEqual([303, '/collection?collection=default']);
    await until(async () => (await listed()).some(({ problems }) => problems.length > 0));
    const [row] = (await listed()).filter(({ isFollowed }) => isFollowed);
    expect(row?.problems[0]?.uri).toBe('texts/letters/bad.zip');
    const section = (await page()).querySelector('#followed');
    expect(section?.querySelector('h2')?.id).toBe(section?.getAttribute('aria-labelledby'));
    const cells = [...(section?.querySelectorAll('tbody tr') ?? [])].find((one) =>
      one.textContent?.includes(at('texts/letters')),
    );
    expect(cells?.querySelectorAll('time').length).toBeGreaterThan(1);
    expect(cells?.querySelector('li')?.textContent).toContain('bad.zip');
    const button = cells?.querySelector('form[action="/unfollow"] button');
    expect(button?.getAttribute('aria-label')).toBe(`Stop following ${at('texts/letters')}`);
    const stopped = await fetch(`${site}/unfollow`, form({ folder: at('texts/letters') }));
    expect(stopped.status).toBe(303);
    expect(await polyseme.followed()).toEqual([]);
  });

  it('notices that another process follows a folder', async () => {
    mkdirSync(at('texts/other'));
    writeFileSync(at('texts/other/d.txt'), 'The ferryman slept.');
    await polyseme.follow(at('texts/other'));
    await until(async () => (await total('ferryman')) === 1);
  });
});
