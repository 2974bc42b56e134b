// What addresses may say: the library's names and no others, old names that go on working, a token that stays nowhere,
// exports that are whole, and answers that do not look whole when they are not.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { pino } from 'pino';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, PolysemeError, type SearchResult } from '#src/index.js';
import { makeApp } from '#src/web/app.js';
import { explainUnreadable } from '#src/web/unreadable.js';

const numRecords = 1100;
const token = 'open sesame';

let folder: string;
let polyseme: Polyseme;
let site: string;
let guarded: string;
const servers: Server[] = [];
const logged: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-addresses-'));
  const records = Array.from({ length: numRecords }, (_, i) =>
    JSON.stringify({ id: `r${i}`, text: 'A ripe pear.' }),
  );
  writeFileSync(`${folder}/pears.jsonl`, `${records.join('\n')}\n`);
  writeFileSync(`${folder}/bank.txt`, 'We sat on the bank of the river. The bank lends money to farmers.\n');
  polyseme = await Polyseme.open({ db: `${folder}/app.db`, workers: 1 });
  await polyseme.index([`${folder}/pears.jsonl`, `${folder}/bank.txt`]);
  site = await serve(undefined);
  guarded = await serve(token);
});

afterEach(() => {
  // what a test has put in the place of the library's own
  for (const name of ['hits', 'search', 'eachDocument', 'stats'] as const) {
    delete (polyseme as unknown as Record<string, unknown>)[name];
  }
  logged.length = 0;
});

afterAll(async () => {
  for (const server of servers) {
    server.closeAllConnections();
    server.close();
  }
  await polyseme?.close();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(wanted: string | undefined): Promise<string> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void logged.push(line) });
  const server = makeApp(polyseme, { host: '127.0.0.1', token: wanted, allow: [], log }).listen(
    0,
    '127.0.0.1',
  );
  explainUnreadable(server);
  servers.push(server);
  await new Promise((resolve) => server.once('listening', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const get = async (address: string, headers: HeadersInit = {}) => {
  const answer = await fetch(address.startsWith('/') ? site + address : address, {
    headers,
    redirect: 'manual',
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, location: answer.headers.get('location'), text };
};

/** A request with headers and a target that fetch does not let through. */
async function raw(target: string, headers: Record<string, string>): Promise<number | undefined> {
  const { hostname, port } = new URL(site);
  return new Promise((resolve, reject) => {
    const request = httpRequest({ hostname, port, path: target, headers }, (response) => {
      response.resume();
      resolve(response.statusCode);
    });
    request.on('error', reject).end();
  });
}

/** The answer to a request as it is written, which no client would send. */
async function answerTo(head: string): Promise<string> {
  const { hostname, port } = new URL(site);
  return new Promise((resolve, reject) => {
    const socket = connect(Number(port), hostname, () => socket.write(`${head}Connection: close\r\n\r\n`));
    let said = '';
    socket.on('data', (chunk) => {
      said += chunk.toString();
    });
    socket.on('error', reject);
    socket.on('end', () => resolve(said));
  });
}

const statusOf = async (head: string): Promise<number> =>
  Number(/^HTTP\/1\.1 (\d+)/u.exec(await answerTo(head))?.[1]);

describe('old names', () => {
  it.each([
    [
      '/?word=bank&doc=a.txt&doc=b.txt&not=3,4&min=0.5&any=1&own=1&from=50&size=20',
      '/?word=bank&documents=a.txt&documents=b.txt&unlike=3%2C4&minScore=0.5&anyWord=1&ownWords=1&offset=50&limit=20',
    ],
    ['/search.csv?word=bank&doc=a.txt', '/search.csv?word=bank&documents=a.txt'],
    ['/search.json?word=bank&min=0.5', '/search.json?word=bank&minScore=0.5'],
    ['/documents?from=200&match=pear', '/documents?offset=200&match=pear'],
    ['/documents/1?from=60000', '/documents/1?offset=60000'],
    ['/words?from=200', '/words?offset=200'],
    ['/collection?from=200', '/collection?offset=200'],
    [
      '/words/bank/axis?from=money&to=river&sort=from&offset=50',
      '/words/bank/axis?from=money&to=river&isReversed=true&offset=50',
    ],
    ['/words/bank/axis?from=money&to=river&sort=', '/words/bank/axis?from=money&to=river'],
    [
      '/words/bank/compare?sense=i1&with=river&withSense=i2',
      '/words/bank/compare?sense=i1&other=river&otherSense=i2',
    ],
    ['/words/bank/compare.csv?with=river', '/words/bank/compare.csv?other=river'],
  ])('of a page lead to the new ones: %s', async (old, now) => {
    const { status, location } = await get(old);
    expect(status).toBe(308);
    expect(location).toBe(now);
  });

  it('lead nowhere else', async () => {
    const { port } = new URL(site);
    const location = await new Promise<string | undefined>((resolve, reject) => {
      const options = { hostname: '127.0.0.1', port, path: '/?from=1', headers: { host: 'localhost' } };
      const request = httpRequest(options, (response) => {
        response.resume();
        resolve(response.headers.location);
      });
      request.on('error', reject).end();
    });
    expect(location).toBe('/?offset=1');
  });

  it('of the API are taken, and the answer says the new ones', async () => {
    const now = await get('/api/search?word=bank&ownWords=1&limit=1&offset=1&minScore=-1');
    const old = await get('/api/search?word=bank&own=1&size=1&from=1&min=-1');
    expect(now.status).toBe(200);
    expect(now.headers.get('deprecation')).toBeNull();
    expect(old.headers.get('deprecation')).toBe('true');
    expect(old.headers.get('warning')).toBe(
      '299 - "own is now ownWords", 299 - "size is now limit", 299 - "from is now offset", 299 - "min is now minScore"',
    );
    const hits = ({ text }: { text: string }) => (JSON.parse(text) as SearchResult).hits;
    expect(hits(old)).toEqual(hits(now));
    expect(hits(old)).toHaveLength(1);
  });

  it.each([
    ['/api/senses?word=bank&inventory=wordnet&rank=0', 'rank is now usesRank'],
    ['/api/senses/axis?word=bank&from=money&to=river&reverse=1', 'reverse is now isReversed'],
    ['/api/senses/compare?word=bank&with=river', 'with is now other'],
  ])('of the API are taken: %s', async (address, warning) => {
    const { status, headers } = await get(address);
    expect(status).toBe(200);
    expect(headers.get('warning')).toBe(`299 - "${warning}"`);
  });

  it('of the API do not stand beside the new ones', async () => {
    const { status, text } = await get('/api/search?word=bank&from=0&offset=1');
    expect(status).toBe(400);
    expect(JSON.parse(text)).toMatchObject({ error: { message: 'offset: it is given twice' } });
  });
});

describe('names that are not known', () => {
  it.each([
    ...['/?word=bank&wrod=x', '/search.csv?word=bank&wrod=x', '/lines/1?wrod=x', '/documents?wrod=x'],
    ...['/documents.csv?wrod=x', '/documents/1?wrod=x', '/words?wrod=x', '/words/bank?wrod=x'],
    ...[
      '/words/bank.csv?wrod=x',
      '/words/bank/map?wrod=x',
      '/words/bank/shares.csv?wrod=x',
      '/collection?wrod=x',
    ],
    ...['/words/bank/axis?from=a&to=b&wrod=x', '/words/bank/compare?wrod=x', '/disambiguate?wrod=x'],
    ...['/disambiguate.csv?wrod=x', '/remove?name=x&wrod=x', '/untrack?table=x&wrod=x', '/tables?wrod=x'],
    ...['/job?wrod=x', '/job-notice?wrod=x', '/disambiguate/job?wrod=x'],
    ...[
      '/api/search?word=bank&wrod=x',
      '/api/documents?wrod=x',
      '/api/documents/1?wrod=x',
      '/api/stats?wrod=x',
    ],
    ...[
      '/api/lines/1?wrod=x',
      '/api/neighbours/1?wrod=x',
      '/api/sense/1?wrod=x',
      '/api/substitutes/1?wrod=x',
    ],
    ...['/api/senses?word=bank&wrod=x', '/api/senses/map?word=bank&wrod=x', '/api/recall?wrod=x'],
    ...['/api/senses/compare?word=bank&other=river&wrod=x', '/api/tracked?wrod=x', '/api/vectors?wrod=x'],
    ...['/api/similarity?one=a&other=b&wrod=x', '/api/job?wrod=x', '/api/disambiguation?wrod=x'],
    ...['/api/backup?wrod=x'],
  ])('are an error, and what there is is said: %s', async (address) => {
    const { status, text } = await get(address);
    expect(status).toBe(400);
    expect(text).toContain('wrod: it is not a parameter of');
    expect(text).toContain('There are: ');
  });

  it.each([
    ['/theme', { theme: 'dark', wrod: 'x' }],
    ['/remove', { name: 'x', wrod: 'x' }],
    ['/untrack', { table: 'x', wrod: 'x' }],
    ['/add', { path: '/', wrod: 'x' }],
    ['/disambiguate', { words: 'bank', wrod: 'x' }],
    ['/job/cancel', { wrod: 'x' }],
    ['/words/bank/senses', { action: 'adopt', wrod: 'x' }],
    ['/words/bank/undo', { id: '1', wrod: 'x' }],
    ['/api/index', { path: '/', wrod: 'x' }],
    ['/api/sync', { wrod: 'x' }],
    ['/api/verify', { wrod: 'x' }],
    ['/api/compact', { wrod: 'x' }],
    ['/api/encode', { text: 'bank', wrod: 'x' }],
    ['/api/disambiguation', { wrod: 'x' }],
    ['/api/senses?word=bank', { kind: 'adopt', wrod: 'x' }],
  ])('are an error in what is sent: %s %j', async (address, fields) => {
    const body = new URLSearchParams(fields as Record<string, string>);
    const answer = await fetch(site + address, { method: 'POST', body, redirect: 'manual' });
    expect(answer.status).toBe(400);
    expect(await answer.text()).toContain('wrod');
  });
});

describe('values that cannot be', () => {
  it.each([
    ...['/?word=bank&word=river', '/?word=bank&offset=1&offset=2', '/words?match=a&match=b'],
    ...['/?word=bank&a[b]=c', '/?word[]=bank', '/?word[a][b]=c', '/?__proto__=x', '/?constructor=x'],
    ...[
      '/?word=bank&offset=1e22',
      '/?word=bank&limit=1e300',
      '/?word=bank&like=1e22',
      '/?word=bank&minScore=1e300',
    ],
    ...['/documents?offset=1e22', '/words?offset=1e22', '/collection?offset=1e22', '/documents/1?at=1e22'],
    ...[
      '/words/bank/axis?from=a&to=b&offset=1e22',
      '/api/documents?limit=1e22',
      '/api/documents?offset=1e300',
    ],
    ...['/api/lines/1e22', '/api/sense/99999999999999999999', '/api/neighbours/1?limit=1e22'],
    ...['/api/search?word=bank&word=river', '/api/search?word=bank&efSearch=1e22', '/api/recall?k=1e22'],
    ...['/api/similarity?one=a&one=b&other=c', '/api/senses?word[a]=b', '/?word=bank&exact=perhaps'],
    ...['/api/senses/axis?word=bank&from=a&to=b&limit=1e22', '/?word=bank&token=a&token=b'],
  ])('are refused, and are no internal error: %s', async (address) => {
    const { status, text } = await get(address);
    expect(text).not.toContain('internal error');
    expect(status).toBe(400);
  });

  it.each(['/documents/1e22', '/lines/1e22', '/lines/99999999999999999999'])(
    'lead to no page: %s',
    async (address) => {
      expect((await get(address)).status).toBe(404);
    },
  );

  it('may be no Host', async () => {
    expect(await statusOf('GET / HTTP/1.1\r\nHost:\r\n')).toBe(400);
    expect(await statusOf('GET /api/stats HTTP/1.1\r\nHost: \r\n')).toBe(400);
    expect(await statusOf('GET / HTTP/1.0\r\n')).toBe(400);
    expect(logged).toEqual([]);
  });
});

describe('the token', () => {
  const inAddress = `token=${encodeURIComponent(token)}`;
  const isTold = (text: string): boolean => /open(?: |%20|\+)sesame/u.test(text);

  it('leaves the address of a page for the cookie', async () => {
    const entered = await get(`${guarded}/?word=bank&${inAddress}&pos=NOUN`);
    expect(entered.status).toBe(302);
    expect(entered.location).toBe('/?word=bank&pos=NOUN');
    expect(entered.text).not.toMatch(/sesame/u);
    expect(entered.headers.get('cache-control')).toBe('no-store');
    const cookie = (entered.headers.get('set-cookie') as string).split(';')[0] as string;
    const page = await get(`${guarded}${entered.location}`, { cookie });
    expect(page.status).toBe(200);
    expect(isTold(page.text)).toBe(false);
    expect(page.text).toContain('name="back" value="/?word=bank&amp;pos=NOUN"');
  });

  it('leads to this site alone', async () => {
    const { port } = new URL(guarded);
    const locations = ['//evil.example/', '/\\evil.example/', 'http://evil.example/'].map(
      (target) =>
        new Promise<string | undefined>((resolve, reject) => {
          const options = { hostname: '127.0.0.1', port, path: `${target}?${inAddress}` };
          const request = httpRequest(options, (response) => {
            response.resume();
            resolve(response.headers.location);
          });
          request.on('error', reject).end();
        }),
    );
    for (const location of await Promise.all(locations)) expect([undefined, '/']).toContain(location);
  });

  it('is taken by the API without a redirect', async () => {
    const { status, text } = await get(`${guarded}/api/search?word=bank&${inAddress}`);
    expect(status).toBe(200);
    expect(isTold(text)).toBe(false);
    expect((await get(`${guarded}/api/stats?token=wrong`)).status).toBe(403);
  });

  it('stands in no page of an error, right or wrong', async () => {
    const refused = await get(`${guarded}/collection?token=nearly-right`);
    expect(refused.status).toBe(403);
    expect(refused.text).not.toContain('nearly-right');
    const headers = { authorization: `Bearer ${token}` };
    const missing = await get(`${guarded}/nowhere?${inAddress}`, headers);
    expect(isTold(missing.text)).toBe(false);
    const foreign = await raw(`/?${inAddress}`, { host: 'evil.example' });
    expect(foreign).toBe(403);
    const twice = await get(`${guarded}/?${inAddress}&${inAddress}`);
    expect(twice.status).toBe(400);
    expect(isTold(twice.text)).toBe(false);
  });

  it('stands in no log', async () => {
    polyseme.stats = () => Promise.reject(new Error('broken'));
    const { status, text } = await get(`${guarded}/api/stats?collection=default&${inAddress}`);
    expect(status).toBe(500);
    expect(isTold(text)).toBe(false);
    expect(logged.join('')).toContain('/api/stats?collection=default');
    expect(isTold(logged.join(''))).toBe(false);
  });
});

describe('exports', () => {
  it('are whole, however long', async () => {
    const csv = await get('/search.csv?word=pear');
    expect(csv.headers.get('content-disposition')).toBe('attachment; filename=polyseme-pear.csv');
    expect(csv.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    const bytes = Buffer.from(await (await fetch(`${site}/search.csv?word=bank`)).arrayBuffer());
    expect(bytes.toString('utf8').startsWith('\ufeffdocumentId,uri,')).toBe(true);
    const rows = parse(csv.text, { bom: true, columns: true }) as Record<string, string>[];
    expect(rows).toHaveLength(numRecords);
    expect(new Set(rows.map(({ documentId }) => documentId)).size).toBe(numRecords);
    const json = JSON.parse((await get('/search.json?word=pear')).text) as Hit[];
    expect(json).toHaveLength(numRecords);
    expect(json[0]).not.toHaveProperty('rowId');
    expect(JSON.parse((await get('/documents.json')).text)).toHaveLength(numRecords + 1);
    expect(JSON.parse((await get('/documents.json?match=bank')).text)).toHaveLength(1);
    expect(parse((await get('/documents.csv')).text, { bom: true, columns: true })).toHaveLength(
      numRecords + 1,
    );
  });

  it('of nothing are a table too', async () => {
    expect(JSON.parse((await get('/search.json?word=zebra')).text)).toEqual([]);
    expect((await get('/search.csv?word=zebra')).text.trim().split('\n')).toHaveLength(1);
  });

  it('have as many lines as were asked for', async () => {
    expect(JSON.parse((await get('/search.json?word=pear&limit=7&offset=3')).text)).toHaveLength(7);
  });

  const damaged = new PolysemeError('data', 'app.db: it is damaged', { cure: 'Restore a backup.' });

  it('that fail at once are a page of the error with the cure', async () => {
    // biome-ignore lint/correctness/useYield: it fails before the first row
    polyseme.hits = async function* () {
      throw damaged;
    };
    const { status, headers, text } = await get('/search.csv?word=bank');
    expect(status).toBe(422);
    expect(headers.get('content-disposition')).toBeNull();
    expect(headers.get('content-type')).toContain('text/html');
    expect(text).toContain('app.db: it is damaged');
    expect(text).toContain('Restore a backup.');
  });

  it.each(['csv', 'json'])('that fail later do not look whole: .%s', async (format) => {
    const { hits } = await polyseme.search({ word: 'bank', limit: 1 });
    polyseme.hits = async function* () {
      for (let i = 0; i < 500; i++) yield hits[0] as Hit;
      throw damaged;
    };
    const answer = await fetch(`${site}/search.${format}?word=bank`);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
    expect(logged.join('')).toContain('app.db: it is damaged');
    // the end of the connection is all that HTTP/1.0 has to say that an answer is whole
    await expect(
      answerTo(`GET /search.${format}?word=bank HTTP/1.0\r\nHost: 127.0.0.1\r\n`),
    ).rejects.toThrow();
  });
});

describe('damage of the data', () => {
  it('is an error of the data with its cure, to people and programs', async () => {
    const fail = () =>
      Promise.reject(new PolysemeError('data', 'app.db: it is damaged', { cure: 'Restore a backup.' }));
    polyseme.search = fail;
    polyseme.stats = fail;
    for (const address of ['/?word=bank', '/collection', '/api/search?word=bank', '/api/stats']) {
      const { status, text } = await get(address);
      expect(status, address).toBe(422);
      expect(text).toContain('app.db: it is damaged');
      expect(text).toContain('Restore a backup.');
    }
    expect(logged).toEqual([]);
  });
});

describe('the summary of a search', () => {
  const thin = '\u2009';

  async function summaryOf(change: Partial<SearchResult>): Promise<string> {
    const result = await polyseme.search({ word: 'bank' });
    polyseme.search = async () => ({ ...result, ...change });
    const { text } = await get('/?word=bank');
    return (/<p aria-live="polite">(.*?)<\/p>/su.exec(text)?.[1] ?? '').replaceAll(/<[^>]*>/gu, '');
  }

  it('says what loading the model took apart from the search', async () => {
    expect(await summaryOf({ tookMs: 12, loadMs: 4240 })).toContain(
      `found in 12 ms; loading the model took 4${thin}240 ms · exact`,
    );
    expect(await summaryOf({ tookMs: 12, loadMs: 0 })).toMatch(/shown · 12 ms · exact/u);
  });

  it('says of a total that is capped that there are more', async () => {
    const capped = await summaryOf({ total: 1000, folds: 1000, isCapped: true, occurrences: null });
    expect(capped).toContain(`more than 1${thin}000 lines, 1 to 2 shown`);
    const whole = await summaryOf({ total: 1000, folds: 1000, isCapped: false, occurrences: null });
    expect(whole).not.toContain('more than');
  });
});

describe('folders of the server', () => {
  const damagedAt = (file: string) => () =>
    Promise.reject(new PolysemeError('data', `db: ${file} is damaged`, { cure: `Restore ${file}.` }));

  it.each(['/?word=bank', '/collection', '/api/search?word=bank', '/api/stats'])(
    'are not shown where something is wrong: %s',
    async (address) => {
      polyseme.search = damagedAt(`${folder}/app.db`);
      polyseme.stats = damagedAt('/etc/polyseme/app.db');
      const { status, text } = await get(address);
      expect(status).toBe(422);
      expect(text).toContain('db: app.db is damaged');
      expect(text).toContain('Restore app.db.');
    },
  );

  it('are said where the request itself names them', async () => {
    const body = new URLSearchParams({ path: '/etc/passwd' });
    const answer = await fetch(`${site}/add`, { method: 'POST', body });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toContain(
      'path: &quot;/etc/passwd&quot; is not below a folder that was allowed',
    );
  });
});

describe('requests that Node.js itself refuses', () => {
  it.each([
    [`GET /?word=${'a'.repeat(20_000)} HTTP/1.1\r\nHost: 127.0.0.1\r\n`, 431],
    ['GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nno header\r\n', 400],
    ['GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nExpect: tea\r\n', 417],
  ])('get a cure too', async (head, status) => {
    const said = await answerTo(head);
    expect(said).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `, 'u'));
    expect(said).toMatch(/\r\n\r\n.+\n.+\.\n$/u);
  });
});
