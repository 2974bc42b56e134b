// What anybody may send to the server, by chance: whatever it is, the server answers in time, blames itself for nothing,
// says what is wrong and what to do, shows no text as markup and no folder of its machine, and goes on.
// POLYSEME_SOAK_REQUESTS (default 300) and POLYSEME_SEED say how many and which.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { Agent, request as httpRequest, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme, type SearchResult } from '#src/index.js';
import { apiRoutes, makeApp, makeSite } from '#src/web/app.js';
import { explainUnreadable } from '#src/web/unreadable.js';
import { faultOfHtml } from './html.js';
import { chance, soakSeed } from './random.js';
import { makeRequest, type RoutePattern, type SoakRequest } from './requests.js';

const numRequests = Number(process.env.POLYSEME_SOAK_REQUESTS ?? 300);
/** In CI others share the processors. */
const mostMs = process.env.POLYSEME_SOAK_REQUESTS === undefined ? 5000 : 1000;
const hungMs = 20_000;
const draws = chance(soakSeed);
/** Takes as long as the work that it is for: others get a turn meanwhile. */
const upkeep = /^\/+api\/(?:recall|rebuild|verify|compact|backup|sync)/iu;

let folder: string;
/** Pages show it: they say what may be added. */
let allowed: string;
let polyseme: Polyseme;
let server: Server;
let port: number;
let routes: RoutePattern[];
const logged: string[] = [];
const agent = new Agent({ keepAlive: true });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-hidden-'));
  allowed = mkdtempSync(path.join(tmpdir(), 'polyseme-allowed-'));
  const records = Array.from({ length: 12 }, (_, i) =>
    JSON.stringify({ id: `r${i}`, text: `A ripe pear fell on bank ${i}.`, year: 1900 + i, place: 'home' }),
  );
  writeFileSync(`${folder}/pears.jsonl`, `${records.join('\n')}\n`);
  writeFileSync(
    `${folder}/bank.txt`,
    'We sat on the bank of the river. The bank lends money to farmers. <zqx onzq="1">The banks & the rivers.\n',
  );
  writeFileSync(`${allowed}/pear.txt`, 'The pear tree grew at the wall.\n');
  polyseme = await Polyseme.open({ db: `${folder}/app.db`, workers: 1 });
  await polyseme.index([`${folder}/pears.jsonl`, `${folder}/bank.txt`]);
  const items = Array.from({ length: 5 }, (_, id) => ({ id, vector: [id, 1, 2, 3], metadata: { n: id } }));
  await polyseme.addVectors('items', items);
  await polyseme.syncIndex();
  await serve();
  // so that no request waits for what the first one loads
  await polyseme.loadModel();
  await polyseme.senses('bank', { inventory: 'wordnet' });
  await polyseme.senses('bank', { inventory: 'induced' });
});

afterAll(async () => {
  agent.destroy();
  server?.closeAllConnections();
  server?.close();
  await polyseme?.jobs.settled();
  await polyseme?.close();
  for (const one of [folder, allowed]) rmSync(one, { recursive: true, force: true });
});

async function serve(): Promise<void> {
  const log = pino({ level: 'error' }, { write: (line: string) => void logged.push(line) });
  const options = { host: '127.0.0.1', token: undefined, allow: [allowed], log };
  const app = makeApp(polyseme, { ...options, requestsPerMinute: Number.MAX_SAFE_INTEGER, patienceMs: 300 });
  server = app.listen(0, '127.0.0.1');
  explainUnreadable(server);
  await new Promise((resolve) => server.once('listening', resolve));
  port = (server.address() as AddressInfo).port;

  const api = apiRoutes(makeSite(polyseme, options));
  const layers = app.router.stack as unknown as {
    readonly route?: { readonly path: string; readonly methods: Readonly<Record<string, boolean>> };
  }[];
  const mounted = layers.flatMap(({ route }) =>
    route ? Object.keys(route.methods).map((method) => ({ method, path: route.path })) : [],
  );
  routes = await Promise.all(
    mounted.map(async ({ method, path: pattern }): Promise<RoutePattern> => {
      const known = api.find((one) => one.method === method && one.path === pattern);
      if (known) return { method, path: pattern, query: known.parameters, body: known.elsewhere };
      const names = await namesAtPage(method, pattern);
      return {
        method,
        path: pattern,
        query: method === 'get' ? names : [],
        body: method === 'get' ? [] : names,
      };
    }),
  );
}

/** Names that a page or a form takes, as it says itself. */
async function namesAtPage(method: string, pattern: string): Promise<readonly string[]> {
  const address = `http://127.0.0.1:${port}${pattern.replaceAll(/:\w+/gu, '1').replace('.1', '.csv')}`;
  const isRead = method === 'get';
  const answer = isRead
    ? await fetch(`${address}?wrod=x`)
    : await fetch(address, { method: 'POST', body: new URLSearchParams({ wrod: 'x' }) });
  const names = /There are: ([^<]*)\./u.exec(await answer.text())?.[1]?.split(', ') ?? [];
  return names.filter((name) => name !== 'none');
}

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  readonly ms: number;
}

/** Throws when the connection ends before the answer does. */
function send({ method, target, headers, body }: SoakRequest): Promise<Answer> {
  const began = performance.now();
  return new Promise((resolve, reject) => {
    const length = body ? { 'content-length': String(body.length) } : {};
    const options = { agent, port, host: '127.0.0.1', method, path: '/', headers: { ...headers, ...length } };
    const request = httpRequest(options, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        const ms = performance.now() - began;
        resolve({ status: response.statusCode as number, headers: response.headers, text, ms });
      });
    });
    request.path = target; // unchecked, as a hostile client would send it
    request.setTimeout(hungMs, () => request.destroy(new Error(`none in ${hungMs} ms`)));
    request.on('error', reject).end(body);
  });
}

/** What is wrong with an answer; undefined for nothing. */
function faultOf(request: SoakRequest, { status, headers, text, ms }: Answer): string | undefined {
  if (ms > mostMs && !upkeep.test(request.target)) return `it took ${Math.round(ms)} ms`;
  if (status >= 500 && status !== 503) return `status ${status}: ${text.slice(0, 300)}`;
  const isNamed = `${request.target} ${request.body ?? ''}`.includes(path.basename(folder));
  const seen = text.replaceAll(allowed, '');
  const hidden = [path.basename(folder), process.cwd(), 'node_modules', `${tmpdir()}/`];
  const shown = hidden.find((one) => seen.includes(one));
  if (shown !== undefined && !isNamed && !headers['content-type']?.includes('octet')) {
    return `it shows ${shown}: ${text.slice(Math.max(0, text.indexOf(shown) - 100), text.indexOf(shown) + 100)}`;
  }
  if (request.method === 'HEAD' || status === 304) return undefined;
  const type = headers['content-type'] ?? '';
  if (type.startsWith('text/html')) {
    const fault = faultOfHtml(text, (name) => /zq/u.test(name));
    if (fault !== undefined) return fault;
    if (status >= 400 && !/role="alert"|class="(?:error|failed)"/u.test(text))
      return `a page of status ${status} says nothing`;
    return undefined;
  }
  if (type.startsWith('text/plain') && /: .+\n.+\.\n$/u.test(text)) return undefined;
  if (!type.startsWith('application/json')) return status >= 400 ? `status ${status} as ${type}` : undefined;
  return faultOfJson(status, text);
}

function faultOfJson(status: number, text: string): string | undefined {
  try {
    const { error } = JSON.parse(text) as { error?: { code: string; message: string; cure: string } };
    if (status < 400) return undefined;
    if (!error?.code || !error.cure) return `no code or no cure: ${text}`;
    return /^(?:.+: |the request |what was sent |there is no page |this was sent )/su.test(error.message) ||
      error.code === 'busy'
      ? undefined
      : `it names no argument: ${text.slice(0, 200)}`;
  } catch {
    return `not JSON: ${text.slice(0, 100)}`;
  }
}

const describeRequest = ({ method, target, headers, body }: SoakRequest): string =>
  `${method} ${target.slice(0, 300)} ${JSON.stringify(headers)} ${body?.toString('latin1').slice(0, 300) ?? ''}`;

/** Lines that no request removes. */
async function riverLines(): Promise<unknown> {
  const target = '/api/search?word=river&documents=bank.txt&documents=pears.jsonl';
  const { text } = await send({ method: 'GET', target, headers: {}, body: undefined });
  return (JSON.parse(text) as SearchResult).hits?.map(({ form, uri, start }) => [form, uri, start]);
}

it(`answers ${numRequests} requests as it must (seed ${soakSeed})`, {
  timeout: 60_000 + numRequests * 500,
}, async () => {
  const before = await riverLines();
  expect(before).toHaveLength(2);
  const faults: string[] = [];
  const statuses: Record<number, number> = {};
  let slowest = { ms: 0, what: '' };
  for (let i = 0; i < numRequests && faults.length < 40; i++) {
    const request = makeRequest(draws, routes);
    const what = `${i}: ${describeRequest(request)}`;
    try {
      const answer = await send(request);
      statuses[answer.status] = (statuses[answer.status] ?? 0) + 1;
      if (answer.ms > slowest.ms) slowest = { ms: answer.ms, what };
      const fault = faultOf(request, answer);
      if (fault !== undefined) faults.push(`${fault}\n   by ${what}`);
    } catch (cause) {
      faults.push(`no answer (${(cause as Error).message})\n   by ${what}`);
    }
    if (logged.length > 0) faults.push(`logged ${logged.splice(0).join(' ').slice(0, 900)}\n   by ${what}`);
  }
  console.log(`soak: seed ${soakSeed}, ${JSON.stringify(statuses)}, slowest ${Math.round(slowest.ms)} ms`);
  console.log(`  ${slowest.what}`);
  expect(faults, `seed ${soakSeed}`).toEqual([]);
  expect(await riverLines()).toEqual(before);
  await polyseme.jobs.settled();
  polyseme.disambiguations.cancel();
  await polyseme.disambiguations.settled();
  expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
});
