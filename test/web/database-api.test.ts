// Tracked tables, vectors of others, single occurrences and upkeep, through HTTP as a program sees them.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, type IndexReport, type Polyseme, polyseme, type TrackedTable } from '#src/index.js';
import { type ServedSite, serveSite } from './site.js';

let folder: string;
let db: Database.Database;
let p: Polyseme;
let served: ServedSite;
let site: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-database-api-'));
  db = new Database(path.join(folder, 'app.db'));
  db.exec(`
    CREATE TABLE articles (id INTEGER PRIMARY KEY, body TEXT, year INTEGER);
    INSERT INTO articles (body, year) VALUES
      ('Willows grew along the bank of the river.', 1929),
      ('The bank raised its interest rates again.', 1950);
  `);
  p = await polyseme(db, { workers: 1 });
  served = await serveSite(p);
  site = served.address;
});

afterAll(async () => {
  await served.close();
  db.close();
  rmSync(folder, { recursive: true, force: true });
});

/** What was asked of an address: its status, and what it says. */
async function ask<T>(method: string, address: string, body?: unknown): Promise<{ status: number; said: T }> {
  const answer = await fetch(`${site}${address}`, {
    method,
    ...(body === undefined
      ? {}
      : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  return { status: answer.status, said: (await answer.json()) as T };
}

const articles = { table: 'articles', id: 'id', text: ['body'], metadata: ['year'] };

describe('tables', () => {
  it('are tracked, synced as they change, listed, and let go', async () => {
    const tracked = await ask<TrackedTable>('POST', '/api/tracked', articles);
    expect(tracked).toMatchObject({ status: 201, said: { name: 'articles', pending: 2 } });
    expect((await ask<IndexReport>('POST', '/api/sync')).said).toMatchObject({ added: 2, problems: [] });
    const found = await ask<{ hits: Hit[] }>('GET', '/api/search?word=bank&meaning=riverside');
    expect(found.said.hits.map(({ uri }) => uri)).toEqual(['articles#1', 'articles#2']);
    db.prepare("UPDATE articles SET body = 'A bank on the lake.' WHERE id = 2").run();
    expect((await ask<TrackedTable[]>('GET', '/api/tracked')).said).toMatchObject([{ pending: 1 }]);
    expect((await ask<IndexReport>('POST', '/api/sync', { everything: true })).said).toMatchObject({
      changed: 1,
    });
  });

  it('are shown on the page of the collection, with a way out that says what is lost', async () => {
    const page = await (await fetch(`${site}/collection`)).text();
    expect(page).toContain('Tracked tables');
    expect(page).toMatch(/articles[\s\S]*body[\s\S]*year/u);
    const asked = await (await fetch(`${site}/untrack?table=articles`)).text();
    expect(asked).toContain('2 rows will not be found any more');
    const body = new URLSearchParams({ table: 'articles' });
    const answer = await fetch(`${site}/untrack`, { method: 'POST', body, redirect: 'manual' });
    expect(answer.status).toBe(303);
    expect((await ask('GET', '/api/tracked')).said).toEqual([]);
    expect((await ask<{ total: number }>('GET', '/api/search?word=bank')).said.total).toBe(0);
    expect((await fetch(`${site}/untrack?table=articles`)).status).toBe(404);
    await ask('POST', '/api/tracked', articles);
    expect((await ask('DELETE', '/api/tracked?table=articles')).said).toEqual({ untracked: 'articles' });
  });

  it('are let go by the name that they have now, and leave nothing in the index', async () => {
    await ask('POST', '/api/tracked', articles);
    await ask('POST', '/api/sync');
    await p.syncIndex();
    db.exec(
      'ALTER TABLE articles RENAME TO old; CREATE TABLE articles (id INTEGER PRIMARY KEY, body TEXT, year)',
    );
    await ask('POST', '/api/tracked', articles);
    const page = await (await fetch(`${site}/collection`)).text();
    const links = [...page.matchAll(/\/untrack\?table=(\w+)/gu)].map(([, name]) => name);
    expect(links.sort()).toEqual(['articles', 'old']);
    expect(await (await fetch(`${site}/untrack?table=old`)).text()).toContain('2 rows will not be found');
    await ask('DELETE', '/api/tracked?table=old');
    await expect.poll(async () => (await p.stats()).annState).toBe('fresh');
    await ask('DELETE', '/api/tracked?table=articles');
    db.exec('DROP TABLE articles; ALTER TABLE old RENAME TO articles');
    expect((await ask('POST', '/api/sync', { everything: 'no' })).status).toBe(400);
    expect((await ask('POST', '/api/sync', { everyting: true })).status).toBe(400);
  });

  it.each([
    [400, {}, /table: it is missing/u],
    [400, { ...articles, text: 7 }, /text: it is missing/u],
    [400, { ...articles, txt: 'body' }, /no option "txt"/u],
    [404, { ...articles, table: 'no_such' }, /no_such/u],
  ])('are refused with %i: %j', async (status, body, message) => {
    const answer = await ask<{ error: { message: string; cure: string } }>('POST', '/api/tracked', body);
    expect(answer.status).toBe(status);
    expect(answer.said.error.message).toMatch(message);
    expect(answer.said.error.cure).not.toBe('');
  });
});

describe('whole numbers beyond 2^53', () => {
  const [one, other] = ['1436278513418522601', '1436278513418522603'];
  /** As `ask`, with a body that JSON.stringify could not write. */
  const send = async (method: string, address: string, body: string) => {
    const headers = { 'content-type': 'application/json' };
    const answer = await fetch(`${site}${address}`, { method, headers, body });
    return { status: answer.status, said: (await answer.json()) as Record<string, unknown> };
  };

  it('keep their digits in bodies, as ids and as metadata, and name one vector each', async () => {
    const items = `[{"id":${one},"vector":[1,2],"metadata":{"thread":${other}}},
      {"id":${other},"vector":[2,1],"metadata":{"thread":${one}}},{"id":7,"vector":[2,2]}]`;
    const added = await send('POST', '/api/vectors/posts/items', `{"items":${items}}`);
    expect(added).toEqual({ status: 200, said: { added: 3, replaced: 0 } });
    const nearest = async (query: string) => {
      const { said } = await send('POST', '/api/vectors/posts/nearest', `{"vector":[1,2],${query}}`);
      return (said.hits as { id: unknown; metadata: unknown }[]).map(({ id, metadata }) => [id, metadata]);
    };
    const filter = `{"key":"thread","operator":"=","value":"${one}"}`;
    expect(await nearest(`"filters":[${filter}]`)).toEqual([[other, { thread: one }]]);
    expect(await nearest(`"among":[${one}]`)).toEqual([[one, { thread: other }]]);
    expect(await nearest(`"among":["${other}",7]`)).toEqual([
      [7, {}],
      [other, { thread: one }],
    ]);
    const removed = await send('DELETE', '/api/vectors/posts/items', `{"ids":["${one}",${other}]}`);
    expect(removed.said).toEqual({ removed: 2 });
    expect(await nearest('"k":9')).toEqual([[7, {}]]);
    await ask('DELETE', '/api/vectors/posts');
  });

  it('beyond 64 bits are refused as ids, and anywhere but in ids and metadata', async () => {
    const tooLong = await send(
      'POST',
      '/api/vectors/posts/items',
      `{"items":[{"id":1${one},"vector":[1,2]}]}`,
    );
    expect(tooLong).toMatchObject({
      status: 400,
      said: { error: { message: `items[0].id: 1${one} does not fit 64 bits`, cure: 'Give it as text.' } },
    });
    const asLine = await send('POST', '/api/search', `{"word":"bank","like":[${one}]}`);
    expect(asLine).toMatchObject({ status: 400, said: { error: { message: expect.stringContaining(one) } } });
  });

  it.each([
    ['{"items":', 'the request cannot be read: '],
    ['"items"', 'the request cannot be read: it is neither an object nor a list'],
    [`{"items":[{"id":${one}}],"deep":${'['.repeat(50_000)}${']'.repeat(50_000)}}`, 'nested too deeply'],
  ])('are looked for in no body that cannot be read: %.30s', async (body, message) => {
    const answer = await send('POST', '/api/vectors/posts/items', body);
    expect(answer).toMatchObject({ status: 400, said: { error: { code: 'invalid_input' } } });
    expect(JSON.stringify(answer.said)).toContain(message);
  });
});

describe('vectors of others', () => {
  const items = Array.from({ length: 50 }, (_, i) => ({
    id: i === 0 ? 'first' : i,
    vector: [Math.cos(i), Math.sin(i), 1],
    metadata: { half: i < 25 ? 'one' : 'other' },
  }));

  it('are added, found, replaced, counted and removed', async () => {
    const added = await ask('POST', '/api/vectors/shapes/items', { items, metric: 'l2', storage: 'float32' });
    expect(added).toEqual({ status: 200, said: { added: 50, replaced: 0 } });
    const query = { vector: items[3]?.vector, k: 2 };
    const found = await ask<{ hits: unknown[] }>('POST', '/api/vectors/shapes/nearest', query);
    expect(found.said.hits[0]).toMatchObject({ id: 3, distance: 0, metadata: { half: 'one' } });
    const filters = [{ key: 'half', operator: '=', value: 'other' }];
    const others = await ask<{ hits: { id: number }[] }>('POST', '/api/vectors/shapes/nearest', {
      ...query,
      filters,
    });
    expect(others.said.hits.every(({ id }) => id >= 25)).toBe(true);
    expect(others.said).toHaveProperty('filterProblem', null);
    const none = await ask('POST', '/api/vectors/shapes/nearest', {
      ...query,
      filters: [{ key: 'hafl', operator: '=', value: 'other' }],
    });
    const filterProblem = 'no vector has a field "hafl"; there are "half"';
    expect(none).toEqual({ status: 200, said: { hits: [], filterProblem } });
    const wrong = await ask('POST', '/api/vectors/shapes/nearest', { ...query, filters: [{ key: 'half' }] });
    expect(wrong).toMatchObject({
      status: 400,
      said: { error: { message: 'filters: undefined is not known' } },
    });
    const removed = await ask('DELETE', '/api/vectors/shapes/items', { ids: [3, 'first'] });
    expect(removed.said).toEqual({ removed: 2 });
    const listed = await ask<unknown[]>('GET', '/api/vectors');
    expect(listed.said).toMatchObject([
      { name: 'shapes', vectors: 48, dim: 3, metric: 'l2', storage: 'float32' },
    ]);
    expect(await (await fetch(`${site}/collection`)).text()).toMatch(
      /shapes[\s\S]*Euclidean distance[\s\S]*48/u,
    );
    expect((await ask('DELETE', '/api/vectors/shapes')).said).toEqual({ dropped: 'shapes' });
    expect((await ask('GET', '/api/vectors')).said).toEqual([]);
  });

  it('may be sent by the thousand at once', async () => {
    const vector = Array.from({ length: 384 }, (_, i) => Math.sin(i));
    const many = Array.from({ length: 1000 }, (_, id) => ({ id, vector }));
    const added = await ask('POST', '/api/vectors/many/items', { items: many });
    expect(added.said).toEqual({ added: 1000, replaced: 0 });
    await ask('DELETE', '/api/vectors/many');
  });

  it.each([
    ['items', {}, /items: it is not a list/u],
    ['items', { items: [null] }, /items\[0\]: it is null/u],
    ['items', { items: [{ id: 1, vector: 'abc' }] }, /items\[0\]\.vector: it is not a list of numbers/u],
    ['items', { items: [{ id: 1, vector: [1, null] }] }, /items\[0\]\.vector: component 1 is null/u],
    ['items', { items: [{ id: 1, vector: [1, 2] }], model: { a: 1 } }, /model: /u],
    ['items', { items: [], metrik: 'l2' }, /no option "metrik"/u],
    ['nearest', { vector: [1, 2], k: 0 }, /k: 0/u],
    ['nearest', { vector: [1, 2], among: 'x' }, /among: "x" is not a list/u],
    ['nearest', { vector: [1, 2], among: [{}] }, /among\[0\].id: an object is neither text nor a number/u],
    ['nearest', { vector: [1, 2, 3] }, /vector: it has 3 components/u],
  ])('are refused with what to do: %s %j', async (what, body, message) => {
    await ask('POST', '/api/vectors/pair/items', { items: [{ id: 1, vector: [1, 2] }] });
    const answer = await ask<{ error: { message: string } }>('POST', `/api/vectors/pair/${what}`, body);
    expect(answer.status).toBe(400);
    expect(answer.said.error.message).toMatch(message);
  });
});

describe('single occurrences', () => {
  it('have a line, neighbours and a sense; texts a vector and a cosine', async () => {
    writeFileSync(
      path.join(folder, 'bank.txt'),
      'Reeds grew on the bank of the stream. He walked along the bank of the river. The bank lent them money.\n',
    );
    const report = await p.index([path.join(folder, 'bank.txt')]);
    expect(report).toMatchObject({ added: 1, problems: [] });
    const { hits } = await p.search({ word: 'bank', meaning: 'riverside' });
    const first = hits[0]?.tokenId as number;
    expect((await ask('GET', `/api/lines/${first}`)).said).toMatchObject({
      hit: { tokenId: first, form: 'bank' },
    });
    const near = await ask<{ hits: Hit[] }>('GET', `/api/neighbours/${first}?limit=1`);
    expect(near.said.hits).toMatchObject(await p.neighbours(first, { limit: 1 }));
    expect(near.said.hits).toHaveLength(1);
    expect((await ask('GET', `/api/sense/${first}?inventory=wordnet`)).said).toMatchObject({
      inventory: 'wordnet',
      confidence: expect.any(Number),
    });
    const { said } = await ask<{ vector: number[] }>('POST', '/api/encode', {
      text: 'the [bank] of a river',
    });
    expect(said.vector).toEqual([...(await p.encode('the [bank] of a river'))]);
    const asked = new URLSearchParams({ one: 'money', other: 'cash' });
    const alike = await ask<{ cosine: number }>('GET', `/api/similarity?${asked}`);
    expect(alike.said.cosine).toBe(await p.similarity('money', 'cash'));
    const exact = await ask<{ vector: number[] }>('GET', `/api/vector/${first}`);
    expect(exact.said.vector).toEqual([...(await p.vectorOf(first))]);
    const name = encodeURIComponent(hits[0]?.uri ?? '');
    const tokens = await ask<{ tokenId: number }[]>('GET', `/api/tokens?name=${name}`);
    expect(tokens.said.map(({ tokenId }) => tokenId)).toContain(first);
    const words = await ask<object[]>('GET', '/api/words?match=ban');
    expect(words.said).toEqual([{ lemma: 'bank', count: 3, documents: 1, senses: 9 }]);
    expect((await ask('GET', '/api/collections')).said).toEqual(['default']);
    for (const address of [
      '/api/lines/abc',
      '/api/neighbours/-1',
      '/api/substitutes/1.5',
      '/api/sense/abc',
    ]) {
      expect(await ask('GET', address)).toMatchObject({
        status: 400,
        said: { error: { message: expect.stringContaining('id: "') } },
      });
    }
    for (const address of ['/api/lines/99999', '/api/neighbours/99999', '/api/sense/x']) {
      expect([400, 404], address).toContain((await ask('GET', address)).status);
    }
    expect((await ask('POST', '/api/search?collection=none', { word: 'bank' })).status).toBe(404);
    expect((await ask('POST', '/api/encode', {})).status).toBe(400);
    expect((await ask('POST', '/api/encode', [])).status).toBe(400);
    expect((await ask('GET', '/api/similarity?one=bank')).status).toBe(400);
  });
});

describe('senses', () => {
  it('are changed, undone by the word alone, forgotten, and measured', async () => {
    const senses = '/api/senses?word=bank&inventory=mine';
    const create = { kind: 'create', label: 'slope', description: 'a slope of earth' };
    expect(await ask('POST', senses, create)).toMatchObject({ status: 200 });
    const undone = await ask<{ id: number }>('POST', '/api/senses/undo?word=bank');
    expect(undone).toMatchObject({ status: 200, said: { isUndone: true } });
    const redone = await ask('POST', '/api/senses/redo?word=bank');
    expect(redone).toMatchObject({ status: 200, said: { id: undone.said.id, isUndone: false } });
    await ask('POST', '/api/senses/undo?word=bank');
    expect((await ask('POST', '/api/senses/undo?word=bank')).status).toBe(404);
    expect((await ask('DELETE', '/api/senses?word=bank')).said).toEqual({ forgotten: 'bank' });
    const { hits } = await p.search({ word: 'bank' });
    const labels = hits.map(({ tokenId }) => ({ tokenId, sense: 'x' }));
    const measured = await ask('POST', '/api/evaluate', { labels });
    expect(measured).toMatchObject({ status: 200, said: { inventory: 'everyday', lines: 3 } });
    expect((await ask('POST', '/api/evaluate', { labels: 'x' })).status).toBe(400);
  });

  it.each([
    [
      '/api/senses?word=bank',
      { kind: 'create', label: 'x', description: 7 },
      /description: it is no text: 7/u,
    ],
    [
      '/api/senses?word=bank',
      { kind: 'create', label: 'x', description: null },
      /description: it is no text/u,
    ],
    ['/api/senses?word=bank', { kind: 'create', label: 5, description: 'x' }, /label: it is no text: 5/u],
    ['/api/disambiguation', { wrods: ['bank'] }, /there is no option "wrods"/u],
    ['/api/disambiguation', { words: ['bank'], inventory: 'zz' }, /inventory: "zz"/u],
    ['/api/disambiguation', ['bank'], /is a list/u],
  ])('are not changed by what is wrong: %s %j', async (address, body, message) => {
    const answer = await ask<{ error: { message: string } }>('POST', address, body);
    expect(answer).toMatchObject({
      status: 400,
      said: { error: { message: expect.stringMatching(message) } },
    });
    expect((await ask('GET', '/api/disambiguation')).said).toMatchObject({ state: 'idle' });
  });
});

describe('upkeep', () => {
  it('measures, verifies, rebuilds, compacts and hands out a copy', async () => {
    expect((await ask('GET', '/api/recall?queries=5&k=2')).said).toMatchObject({ recall: 1, k: 2 });
    expect((await ask('GET', '/api/recall?queries=none')).status).toBe(400);
    expect((await ask('POST', '/api/verify')).said).toEqual({ isSound: true, problems: [] });
    expect((await ask('POST', '/api/rebuild?collection=default')).said).toEqual({ rebuilt: ['default'] });
    expect((await ask('POST', '/api/rebuild')).said).toEqual({ rebuilt: ['default', 'pair'] });
    expect((await ask('POST', '/api/compact')).said).toMatchObject({ bytesAfter: expect.any(Number) });
    const answer = await fetch(`${site}/api/backup`);
    expect(answer.headers.get('content-disposition')).toContain('polyseme.db');
    const copy = path.join(folder, 'copy.db');
    writeFileSync(copy, new Uint8Array(await answer.arrayBuffer()));
    const restored = new Database(copy, { readonly: true });
    expect(restored.prepare('SELECT count(*) FROM articles').pluck().get()).toBe(2);
    restored.close();
  });
});
