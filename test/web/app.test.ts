// The server from outside, without a browser: who may come in, what every answer says of itself, and the API.
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { type AppOptions, makeApp, maxUploadBytes } from '#src/web/app.js';

interface Found {
  readonly hits: readonly { form: string; uri: string; tokenId: number; cosine: number }[];
  readonly total: number;
}

interface Failure {
  readonly error: { readonly code: string; readonly message: string; readonly cure: string };
}

let folder: string;
let polyseme: Polyseme;
let site: string;
const servers: Server[] = [];
const logged: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-app-'));
  for (const name of ['texts', 'more']) mkdirSync(path.join(folder, name));
  writeFileSync(
    `${folder}/texts/both.txt`,
    'We sat on the bank of the river and fished. The bank lends money to farmers.\n',
  );
  writeFileSync(
    `${folder}/texts/markup.txt`,
    'A <script>alert("bank")</script> & <b>bank</b> of "quotes".\n',
  );
  writeFileSync(`${folder}/more/pear.txt`, 'The pear tree grew at the wall. She ate a ripe pear.\n');
  polyseme = await Polyseme.open({ db: `${folder}/app.db`, workers: 1 });
  await polyseme.index([`${folder}/texts`]);
  await polyseme.syncIndex();
  site = await serve();
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await polyseme?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** The app on a free port; its address. */
async function serve(options: Partial<AppOptions> = {}): Promise<string> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const app = makeApp(polyseme, { host: '127.0.0.1', token: undefined, allow: [folder], log, ...options });
  const server = app.listen(0, '127.0.0.1');
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const form = (fields: Record<string, string>): RequestInit => ({
  method: 'POST',
  body: new URLSearchParams(fields),
  redirect: 'manual',
});

const json = async <T>(answer: Response): Promise<T> => (await answer.json()) as T;

async function settled(): Promise<void> {
  await polyseme.jobs.settled();
}

/** Status of a request with a Host header, which fetch does not let through. */
const statusWithHost = (host: string): Promise<number | undefined> => statusWith('/', { host });

/** The same with any header. */
async function statusWith(address: string, headers: Record<string, string>): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = httpRequest(site + address, { headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}

describe('every answer', () => {
  it.each(['/', '/collection', '/no-such-page', '/api/stats', '/assets/polyseme.css'])(
    'forbids what the page does not need: %s',
    async (address) => {
      const { headers } = await fetch(site + address);
      const policy = headers.get('content-security-policy') ?? '';
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("script-src 'self'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy).not.toContain('unsafe');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
      expect(headers.get('referrer-policy')).toBe('same-origin');
      expect(headers.get('x-powered-by')).toBeNull();
    },
  );

  it('is not kept by caches, but for the assets', async () => {
    expect((await fetch(`${site}/?word=bank`)).headers.get('cache-control')).toBe('no-store');
    expect((await fetch(`${site}/assets/keys.js`)).headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${site}/assets/htmx.min.js`)).status).toBe(200);
  });

  it('says that it differs for htmx, and is then the fragment alone', async () => {
    const page = await fetch(`${site}/?word=bank`);
    const fragment = await fetch(`${site}/?word=bank&meaning=`, { headers: { 'HX-Request': 'true' } });
    for (const answer of [page, fragment]) expect(answer.headers.get('vary')).toContain('HX-Request');
    expect(fragment.headers.get('hx-push-url')).toBe('/?word=bank');
    const html = await fragment.text();
    const [, results] = /^<title>bank – Polyseme<\/title>(<section id="results".*)$/su.exec(html) ?? [];
    // the page holds the fragment that htmx gets, behind the title for the browser's tab
    expect((await page.text()).includes(results?.slice(0, 40) ?? 'no results')).toBe(true);
  });

  it('is the whole page when htmx restores history', async () => {
    const headers = { 'HX-Request': 'true', 'HX-History-Restore-Request': 'true' };
    expect(await (await fetch(`${site}/?word=bank`, { headers })).text()).toMatch(/^<!doctype html>/u);
  });
});

describe('who may come in', () => {
  it('refuses a name that is not this machine', async () => {
    expect(await statusWithHost('evil.example')).toBe(403);
    expect(await statusWithHost('evil.example:80')).toBe(403);
    expect(await statusWithHost('127.0.0.1.evil.example')).toBe(403);
    expect(await statusWithHost('localhost:7341')).toBe(200);
    expect(await statusWithHost('[::1]:7341')).toBe(200);
  });

  it.each([
    ['a foreign origin', { origin: 'https://evil.example' }],
    ['no origin', { origin: 'null' }],
    ['another port', { origin: 'http://127.0.0.1:1' }],
    ['another site', { 'sec-fetch-site': 'cross-site' }],
    ['a sister site', { 'sec-fetch-site': 'same-site' }],
  ])('refuses to change anything for %s', async (_, headers) => {
    const fields = { name: `${folder}/texts/both.txt` };
    for (const address of ['/remove', '/add', '/theme', '/job/cancel', '/api/index']) {
      const answer = await fetch(site + address, { ...form(fields), headers: headers as HeadersInit });
      expect(answer.status, address).toBe(403);
    }
    expect((await polyseme.stats()).documents).toBe(2);
    // nor to work for it
    const answer = await fetch(`${site}/api/backup`, { headers: headers as HeadersInit });
    expect(answer.status).toBe(403);
    expect(await statusWith('/?word=bank', headers as Record<string, string>)).toBe(200);
  });

  it('guards an address however it is written', async () => {
    const headers = { 'sec-fetch-site': 'cross-site' };
    for (const address of [
      '/API/backup',
      '/api//backup',
      '/api/backup/',
      '//api/backup',
      '/%61pi/backup',
      '/Api/verify',
    ]) {
      expect((await fetch(site + address, { headers })).status, address).toBe(403);
    }
    const guarded = await serve({ token: 'secret' });
    expect((await fetch(`${guarded}/API/stats`)).status).toBe(403);
    expect((await fetch(`${guarded}/API/stats?token=secret`, { redirect: 'manual' })).status).toBe(200);
    expect(await json<Failure>(await fetch(`${site}/API/nowhere`))).toHaveProperty('error.code', 'not_found');
  });

  it('shows a page that another site links to, but is no part of one', async () => {
    const from = (mode: string) => ({ 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': mode });
    expect(await statusWith('/search.csv?word=bank', from('navigate'))).toBe(200);
    expect(await statusWith('/search.csv?word=bank', from('no-cors'))).toBe(403);
    expect(await statusWith('/words/bank', from('cors'))).toBe(403);
  });

  it('lets a form of its own page and a program through', async () => {
    const fields = { theme: 'dark', back: '/' };
    expect((await fetch(`${site}/theme`, { ...form(fields), headers: { origin: site } })).status).toBe(303);
    expect((await fetch(`${site}/theme`, form(fields))).status).toBe(303);
  });

  it('asks for the token when one is set: in the address once, then by cookie, or as a bearer', async () => {
    const guarded = await serve({ token: 'open sesame' });
    const get = async (address: string, headers: HeadersInit = {}): Promise<Response> =>
      fetch(guarded + address, { headers });
    const refused = await get('/');
    expect(refused.status).toBe(403);
    const html = await refused.text();
    expect(html).toContain('?token=');
    expect(html).not.toContain('open sesame');
    for (const address of ['/api/stats', '/search.csv?word=bank', '/assets/keys.js', '/?token=wrong']) {
      expect((await get(address)).status, address).toBe(403);
    }
    const entered = await fetch(`${guarded}/?token=open%20sesame`, { redirect: 'manual' });
    expect(entered.status).toBe(302);
    expect(entered.headers.get('location')).toBe('/');
    const cookie = entered.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(/^polyseme_token=.*HttpOnly.*SameSite=Strict/u);
    expect((await get('/', { cookie: cookie.split(';')[0] as string })).status).toBe(200);
    expect((await get('/', { cookie: 'polyseme_token=wrong' })).status).toBe(403);
    expect((await get('/api/stats', { authorization: 'Bearer open sesame' })).status).toBe(200);
    expect((await get('/api/stats', { authorization: 'Bearer wrong' })).status).toBe(403);
  });

  it('takes a broken cookie for none', async () => {
    const guarded = await serve({ token: 'secret' });
    expect((await fetch(guarded, { headers: { cookie: 'polyseme_token=%E0%A4%A' } })).status).toBe(403);
    expect((await fetch(site, { headers: { cookie: 'polyseme_theme=%E0%A4%A' } })).status).toBe(200);
  });

  it('slows down who asks too often', async () => {
    const slow = await serve({ requestsPerMinute: 3 });
    const statuses: number[] = [];
    for (let i = 0; i < 4; i++) statuses.push((await fetch(`${slow}/api/job`)).status);
    expect(statuses).toEqual([200, 200, 200, 429]);
    const answer = await fetch(`${slow}/`);
    expect(answer.status).toBe(429);
    expect(await answer.text()).toContain('Wait a minute');
  });
});

describe('errors', () => {
  it('are a page, a fragment for htmx, and JSON for programs', async () => {
    const page = await fetch(`${site}/nowhere`);
    expect(page.status).toBe(404);
    expect(await page.text()).toMatch(/^<!doctype html>[\s\S]*Not found/u);
    const fragment = await fetch(`${site}/nowhere`, { headers: { 'HX-Request': 'true' } });
    expect(fragment.status).toBe(404);
    expect(await fragment.text()).toMatch(/^<div class="failed"><p><b>Not found/u);
    const program = await fetch(`${site}/api/nowhere`);
    expect(program.status).toBe(404);
    expect((await json<Failure>(program)).error).toMatchObject({
      code: 'not_found',
      cure: expect.any(String),
    });
  });

  it.each([
    ['/documents/999999', 404],
    ['/documents/nowhere', 404],
    ['/documents/x', 400],
    ['/lines/999999', 404],
    ['/lines/x', 404],
    ['/?word=bank&offset=-1', 400],
    ['/?word=bank&offset=x', 400],
    ['/?word=bank&from=x', 400],
    ['/?word=bank&limit=100000000', 400],
    ['/?word=bank&pos=KLINGON', 400],
    ['/?word=bank&where=nonsense', 400],
    ['/?word=bank&minScore=x', 400],
    ['/?word=bank&like=999999', 404],
    ['/?word=bank&like=x', 400],
    ['/?word=bank&collection=nowhere', 404],
    ['/documents?offset=-1', 400],
    ['/documents?offset=x', 400],
    ['/documents?collection=nowhere', 404],
    ['/collection?offset=x', 400],
    ['/search.csv', 400],
    ['/search.json?word=bank&offset=x', 400],
    ['/api/search', 400],
    ['/api/search?word=bank&limit=x', 400],
    ['/api/documents?limit=x', 400],
    ['/api/documents?offset=-1', 400],
    ['/api/documents/x', 400],
    ['/api/stats?collection=nowhere', 404],
    ['/%E0%A4%A', 404],
    ['/documents/%E0%A4%A', 400],
    ['/documents/%00', 400],
  ])('%s answers %i, and is no internal error', async (address, status) => {
    const answer = await fetch(site + address);
    const text = await answer.text();
    expect(text).not.toContain('internal error');
    expect(answer.status).toBe(status);
  });

  it('keep the form as it was filled in', async () => {
    const html = await (await fetch(`${site}/?word=bank&where=nonsense`)).text();
    expect(html).toContain('value="nonsense"');
  });

  it('say what is too large', async () => {
    const answer = await fetch(`${site}/theme`, form({ back: 'x'.repeat(70_000) }));
    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain('Too large');
    const long = { meaning: 'x'.repeat(70_000) };
    const headers = { 'content-type': 'application/json' };
    const program = await fetch(`${site}/api/search`, {
      method: 'POST',
      headers,
      body: JSON.stringify(long),
    });
    expect(program.status).toBe(413);
    expect((await json<Failure>(program)).error.code).toBe('too_large');
  });

  it('say what is too large to upload, and leave no file behind', async () => {
    const before = readdirSync(tmpdir()).filter((name) => name.startsWith('polyseme-upload-'));
    const body = new FormData();
    body.append('files', new Blob([new Uint8Array(maxUploadBytes + 1)]), 'large.txt');
    const answer = await fetch(`${site}/api/upload`, { method: 'POST', body });
    expect(answer.status).toBe(413);
    const after = readdirSync(tmpdir()).filter((name) => name.startsWith('polyseme-upload-'));
    expect(after).toEqual(before);
  });

  it.each([
    ['JSON that is cut short', '{"word":'],
    ['a text', '"bank"'],
    ['a list', '["bank"]'],
    ['null', 'null'],
    ['an option that does not exist', '{"wrod":"bank"}'],
    ['a word that is a number', '{"word":1}'],
  ])('tell a program what it sent: %s', async (_, body) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${site}/api/search`, { method: 'POST', headers, body });
    expect(answer.status).toBe(400);
    expect((await json<Failure>(answer)).error.code).toBe('invalid_input');
  });

  it('refuse a request without a body', async () => {
    for (const address of ['/api/search', '/api/index', '/add', '/remove', '/upload', '/api/upload']) {
      const answer = await fetch(site + address, { method: 'POST' });
      expect([400, 404], address).toContain(answer.status);
    }
    expect((await fetch(`${site}/theme`, { method: 'POST', redirect: 'manual' })).status).toBe(303);
  });

  it('were all foreseen', () => {
    expect(logged).toEqual([]);
  });
});

describe('pages', () => {
  it('show a query as the text that it is', async () => {
    const script = '<script>alert(1)</script>';
    const parameters = new URLSearchParams({
      word: script,
      meaning: `"'${script}`,
      documents: script,
      where: script,
    });
    for (const address of [`/?${parameters}`, `/?word=${encodeURIComponent(script)}`]) {
      const html = await (await fetch(site + address)).text();
      expect(html).not.toContain('<script>alert');
      expect(html).toContain('&lt;script');
    }
    expect(await (await fetch(`${site}/${script}`)).text()).not.toContain('<script>alert');
    const named = `/remove?name=${encodeURIComponent(`"><script>alert(1)</script>`)}`;
    expect(await (await fetch(site + named)).text()).not.toContain('<script>alert');
  });

  it('show the text of a document as the text that it is', async () => {
    const id = (await polyseme.documents({ match: 'markup' }))[0]?.id;
    const { hits } = await polyseme.search({ word: 'bank' });
    const line = hits.find(({ uri }) => uri.endsWith('markup.txt'))?.tokenId;
    for (const address of ['/?word=bank', `/documents/${id}?word=bank`, `/lines/${line}`]) {
      const html = await (await fetch(site + address)).text();
      expect(html).toContain('&lt;script>');
      expect(html).not.toContain('<script>alert');
      expect(html).not.toContain('<b>bank</b> of &quot;');
    }
  });

  it.each([
    ['/collection?match=a', '/collection?match=a'],
    ['https://evil.example', '/'],
    ['//evil.example', '/'],
    ['/\\evil.example', '/'],
    ['/\t/evil.example', '/%09/evil.example'],
    ['/\n/evil.example', '/%0A/evil.example'],
    ['javascript:alert(1)', '/'],
    ['', '/'],
  ])('go back from the colours only to this site: %j', async (back, expected) => {
    const answer = await fetch(`${site}/theme`, form({ theme: 'dark', back }));
    expect(answer.status).toBe(303);
    const location = answer.headers.get('location') as string;
    expect(new URL(location, site).host).toBe(new URL(site).host);
    expect(location).toBe(expected);
    expect(answer.headers.get('set-cookie')).toMatch(/^polyseme_theme=dark;.*HttpOnly/u);
  });

  it('take no colour that does not exist', async () => {
    const answer = await fetch(`${site}/theme`, form({ theme: 'pink; Path=/', back: '/' }));
    expect(answer.headers.get('set-cookie')).toBeNull();
  });

  it('export lines and documents as tables with a safe file name', async () => {
    const lines = await fetch(`${site}/search.csv?word=bank&meaning=..%2F..%2Fetc`);
    expect(lines.headers.get('content-disposition')).toBe('attachment; filename=polyseme-bank.csv');
    expect((await lines.text()).split('\n')[0]).toContain('documentId,uri,sentenceId');
    const documents = await json<unknown[]>(await fetch(`${site}/documents.json`));
    expect(documents).toHaveLength(2);
  });
});

// these change the collection, so they come last
describe('api', () => {
  it('searches by address and by JSON alike', async () => {
    const found = await json<Found>(await fetch(`${site}/api/search?word=bank&meaning=riverside&limit=2`));
    expect(found.hits).toHaveLength(2);
    expect(found.hits[0]).toMatchObject({
      form: 'bank',
      tokenId: expect.any(Number),
      cosine: expect.any(Number),
    });
    const headers = { 'content-type': 'application/json' };
    const body = JSON.stringify({ word: 'bank', meaning: 'riverside', limit: 2 });
    const posted = await json<Found>(await fetch(`${site}/api/search`, { method: 'POST', headers, body }));
    expect(posted.hits).toEqual(found.hits);
    expect(posted.total).toBe(found.total);
  });

  it('lists documents, their texts and the sizes', async () => {
    const documents = await json<{ id: number; uri: string }[]>(
      await fetch(`${site}/api/documents?match=both`),
    );
    expect(documents).toHaveLength(1);
    expect(await json(await fetch(`${site}/api/documents?limit=1&offset=1`))).toHaveLength(1);
    const whole = await json<{ text: string; marks: unknown[] }>(
      await fetch(`${site}/api/documents/${documents[0]?.id}?word=bank`),
    );
    expect(whole.text).toContain('We sat on the bank');
    expect(whole.marks).toHaveLength(2);
    const stats = await json<{ documents: number }>(await fetch(`${site}/api/stats`));
    expect(stats.documents).toBe(2);
  });

  it('adds a path that was allowed, tells how far it is, and refuses any other', async () => {
    for (const given of ['/etc/passwd', `${folder}/../`, '', '/']) {
      const answer = await fetch(`${site}/api/index`, form({ path: given }));
      expect([400, 403], given).toContain(answer.status);
    }
    const answer = await fetch(`${site}/api/index`, form({ path: `${folder}/more` }));
    expect(answer.status).toBe(202);
    expect((await json<{ state: string }>(answer)).state).toBe('running');
    const busy = await fetch(`${site}/api/index`, form({ path: `${folder}/more` }));
    expect(busy.status).toBe(503);
    await settled();
    const job = await json<{ state: string; report: { added: number } }>(await fetch(`${site}/api/job`));
    expect(job).toMatchObject({ state: 'done', report: { added: 1 } });
    expect((await json<Found>(await fetch(`${site}/api/search?word=pear`))).total).toBe(2);
  });

  it('adds an upload under its own name', async () => {
    const body = new FormData();
    body.append('files', new Blob(['Die Straße am Fluß. The bridge crossed the river.']), '../../Brücke.txt');
    const answer = await fetch(`${site}/api/upload`, { method: 'POST', body });
    expect(answer.status).toBe(202);
    await settled();
    const uploaded = await polyseme.documents({ match: 'uploads/' });
    expect(uploaded.map(({ uri }) => uri)).toEqual(['uploads/Brücke.txt']);
  });

  it('removes by name, and says when there is nothing of that name', async () => {
    const remove = (name: string): Promise<Response> =>
      fetch(`${site}/api/documents?names=${encodeURIComponent(name)}`, { method: 'DELETE' });
    expect(await json(await remove('uploads/Brücke.txt'))).toEqual({ removed: ['uploads/Brücke.txt'] });
    expect((await remove('uploads/Brücke.txt')).status).toBe(404);
    expect((await remove('')).status).toBe(400);
    expect((await json<Found>(await fetch(`${site}/api/search?word=bridge`))).total).toBe(0);
  });

  it('answers searches while texts are being added, and stops when it is told to', async () => {
    writeFileSync(
      `${folder}/more/long.txt`,
      Array.from({ length: 6000 }, (_, i) => `Boat number ${i} lay at the other bank of the river. `).join(
        '',
      ),
    );
    await fetch(`${site}/api/search?word=bank&meaning=riverside`);
    const started = await fetch(`${site}/api/index`, form({ path: `${folder}/more` }));
    expect(started.status).toBe(202);
    const times: number[] = [];
    for (let i = 0; i < 20; i++) {
      const begin = performance.now();
      const answer = await fetch(`${site}/api/search?word=bank&meaning=riverside+${i}`);
      expect(answer.status).toBe(200);
      expect((await json<Found>(answer)).total).toBeGreaterThanOrEqual(2);
      times.push(performance.now() - begin);
    }
    expect(polyseme.jobs.status().state).toBe('running');
    const median = times.sort((a, b) => a - b)[10] as number;
    expect(median).toBeLessThan(1000);
    const cancelled = await fetch(`${site}/api/job`, { method: 'DELETE' });
    expect((await json<{ state: string }>(cancelled)).state).toBe('cancelling');
    await settled();
    expect((await json<{ state: string }>(await fetch(`${site}/api/job`))).state).toBe('cancelled');
  });

  it('had no internal error', () => {
    expect(logged).toEqual([]);
  });
});
