// Words and their senses over HTTP: routes, forms, exports, the API, and what each refuses.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parse } from 'csv-parse/sync';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AssignedLine, Polyseme, type WordSenses } from '#src/index.js';
import { makeApp } from '#src/web/app.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

let folder: string;
let polyseme: Polyseme;
let server: Server;
let site: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-words-'));
  writeFileSync(`${folder}/river.txt`, riverLines.join('\n\n'));
  writeFileSync(`${folder}/money.txt`, moneyLines.join('\n\n'));
  writeFileSync(`${folder}/markup.txt`, 'The <script>alert(1)</script> bank & "quotes".');
  polyseme = await Polyseme.open({ db: `${folder}/words.db`, workers: 1 });
  await polyseme.index([folder]);
  await polyseme.syncIndex();
  const app = makeApp(polyseme, {
    ...{ host: '127.0.0.1', token: undefined, allow: [folder], patienceMs: 60_000 },
    log: pino({ level: 'silent' }),
  });
  server = app.listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  site = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}, 120_000);

afterAll(async () => {
  server?.closeAllConnections();
  server?.close();
  await polyseme?.close();
  rmSync(folder, { recursive: true, force: true });
});

const get = async (address: string, headers: Record<string, string> = {}) => {
  const answer = await fetch(site + address, { headers });
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
};
const post = (
  address: string,
  fields: readonly (readonly [string, string])[],
  headers: Record<string, string> = {},
) =>
  fetch(site + address, {
    method: 'POST',
    body: new URLSearchParams(fields.map(([name, value]) => [name, value])),
    redirect: 'manual',
    headers,
  });
const senses = async (inventory = ''): Promise<WordSenses> =>
  JSON.parse(
    (await get(`/api/senses?word=bank${inventory && `&inventory=${inventory}`}`)).text,
  ) as WordSenses;

describe('the word in the search box', () => {
  it.each<[string, number]>([
    ['bank.', 200],
    ['"bank"', 200],
    ['“bank”', 200],
    [' bank ', 200],
    ['bank*', 200],
    ['bank OR', 200],
    ['AND', 200],
    ['NEAR(bank)', 200],
    ["O'Hara", 200],
    ['50%', 200],
    ['_', 400],
    ['C++', 200],
    ["'; DROP TABLE documents; --", 200],
    ['[bank', 200],
    ['bank:bank', 200],
    ['\\', 400],
    ['(', 400],
    ['', 200],
    ['😀', 400],
    ['the', 200],
    ['½', 200],
    ['bank '.repeat(30), 400],
  ])('%j is read as text, whatever it holds', async (word, status) => {
    const parameters = new URLSearchParams({ word });
    const page = await get(`/?${parameters}`);
    expect(page.status).toBe(status);
    expect(page.text).not.toMatch(/SqliteError|fts5|internal error/u);
    expect((await get(`/api/search?${parameters}`)).status).toBe(word === '' ? 400 : status);
    expect((await polyseme.documents()).length).toBe(3);
  });

  it('may be several words, which are shown and marked as a whole, without a link to senses', async () => {
    const word = 'bank & "quotes';
    const { text } = await get(`/?${new URLSearchParams({ word })}`);
    expect(text).toMatch(/<b>bank &amp; (?:"|&quot;)quotes<\/b>/u);
    expect(text).not.toContain('its senses');
    const [hit] = (await polyseme.search({ word })).hits;
    const document = await get(`/documents/${hit?.rowId}?${new URLSearchParams({ word })}`);
    expect(document.text).toMatch(/>bank &amp; (?:"|&quot;)quotes<\//u);
  });

  it('leads to the list of words where it has a *', async () => {
    for (const word of ['ban*', 'bank*', '*iver', 'b*k']) {
      const { text } = await get(`/?${new URLSearchParams({ word })}`);
      expect(text).toContain(`<a href="/words?match=${word}">words like ${word}</a>`);
      expect((await get(`/words?match=${word}`)).text).toMatch(/<th scope="row"><a href="\/words\/\w+"/u);
    }
    for (const word of ['bank', '***']) {
      expect((await get(`/?${new URLSearchParams({ word })}`)).text).not.toContain('words like');
    }
  });

  it('is not said to be absent where its words occur apart', async () => {
    const { text } = await get('/?word=money+bank+money');
    expect(text).toContain('“money bank money” does not occur in this collection');
    expect(text).toContain('Its words do, but never side by side in this order');
    expect((await get('/?word=the')).text).toContain('“the” cannot be searched for');
    const example = await get(`/?${new URLSearchParams({ meaning: 'A [money-quote-bank] came.' })}`);
    expect(example.text).toContain('“money quote bank” does not occur');
    const api = JSON.parse((await get('/api/search?word=money+the+bank+money')).text) as { parts: object[] };
    expect(api.parts).toContainEqual({ word: 'the', count: null });
    const senses = await get('/words/money-bank');
    expect([senses.status, senses.text.includes('Take one of: money, bank')]).toEqual([400, true]);
  });
});

describe('senses above the lines of a word', () => {
  const links = (text: string): (readonly [address: string, count: number])[] => {
    const [, line = ''] = /<p id="offered"[^>]*>(.*?)<\/p>/su.exec(text) ?? [];
    const found = line.matchAll(/href="([^"]*sense=[^"]*)"[^>]*>[^<]* <span class="muted">(\d+)<\/span>/gu);
    return [...found].map(([, address = '', count]) => [address.replaceAll('&amp;', '&'), Number(count)]);
  };

  it('are links, each of which shows as many lines as it says, and goes on without script', async () => {
    await get('/offered?word=bank'); // counted before, so that the page need not ask for them
    const offered = links((await get('/?word=bank')).text);
    expect(offered.length).toBeGreaterThan(1);
    const { total } = await polyseme.search({ word: 'bank' });
    expect(offered.reduce((sum, [, count]) => sum + count, 0)).toBe(total);
    for (const [address, count] of offered) {
      const { text } = await get(address);
      expect(text).toContain(`</b>: ${count} line${count === 1 ? '' : 's'} of ${total} occurrences`);
      expect(text).toMatch(/Showing lines\s*<span>with (?:the sense|none of the senses)/u);
      expect(text).toContain('aria-current="true"');
    }
  });

  it('are not there beside a meaning or a filter, nor for a word of one sense or several words', async () => {
    for (const query of ['word=bank&meaning=riverside', 'word=bank&documents=river.txt', 'word=otter']) {
      expect((await get(`/?${query}`)).text, query).not.toContain('id="offered"');
    }
    expect((await get('/offered?word=money+bank')).text).toBe('');
  });

  it('are suggested for the meaning', async () => {
    expect((await get('/meanings?word=banks')).text).toContain('<option value="land beside a river">');
    expect((await get('/meanings?word=zebra')).text).toBe('');
    expect((await get('/?word=bank')).text).toContain('<option value="land beside a river">');
  });

  it('of which one is unknown are named in the error', async () => {
    const { status, text } = await get('/?word=bank&sense=bank.n.99');
    expect([status, text.includes('It has bank.n.1')]).toEqual([404, true]);
  });
});

describe("a word's page", () => {
  it('shows the induced senses, the dictionary’s, and one’s own', async () => {
    const induced = await get('/words/bank');
    expect(induced.status).toBe(200);
    expect(induced.text.match(/class="sense sense-/gu)).toHaveLength(2);
    expect(induced.text).toContain('The lines fall into 2 groups; the division is firm.');
    expect(induced.text).toMatch(
      /action="\/words\/bank\/divide".*name="groups" type="number" min="2" max="12"/u,
    );
    expect(induced.text).toMatch(/<button[^>]* name="action"[^>]* value="move:none"/u);
    expect((await get('/words/bank?inventory=wordnet')).text).toContain('sloping land');
    expect((await get('/words/bank?inventory=mine')).text).toContain('no senses of your own');
  });

  it('divides the lines into as many groups as are wished, and by the evidence again', async () => {
    const numSenses = async () => (await senses('induced')).senses.length;
    expect((await post('/words/bank/divide', [['groups', '4']])).status).toBe(303);
    expect(await numSenses()).toBe(4);
    const { text } = await get('/words/bank?inventory=induced');
    expect(text.match(/class="sense sense-/gu)).toHaveLength(4);
    const tooMany = await post('/words/bank/divide', [['groups', '99']], { 'HX-Request': 'true' });
    expect([tooMany.status, (await tooMany.text()).includes('groups')]).toEqual([400, true]);
    await fetch(`${site}/api/senses?word=bank`, { method: 'DELETE' });
    expect(await numSenses()).toBe(2);
  });

  it('is the fragment alone for htmx', async () => {
    const { text } = await get('/words/bank', { 'HX-Request': 'true' });
    expect(text).toMatch(/^<section id="senses"/u);
  });

  it('escapes what the texts hold', async () => {
    const { text } = await get('/words/quote');
    expect(text).toContain('&lt;script>alert(1)&lt;/script>');
    expect(text).not.toContain('<script>alert(1)');
  });

  it.each([
    ['/words/zzz', 404, 'does not occur'],
    ['/words/bank?inventory=latin', 400, 'inventory'],
    ['/words/bank?collection=none', 404, 'collection'],
    ['/words?offset=x', 400, 'whole number'],
  ])('refuses %s', async (address, status, message) => {
    const answer = await get(address);
    expect(answer.status).toBe(status);
    expect(answer.text).toContain(message);
  });

  it('is exported as a table and as JSON', async () => {
    const csv = await get('/words/bank.csv?inventory=wordnet');
    expect(csv.headers.get('content-disposition')).toContain('attachment');
    const rows = parse(csv.text, { columns: true }) as Record<string, string>[];
    expect(rows.map(({ id }) => id)).toContain('bank%1:17:01::');
    expect(JSON.parse((await get('/words/bank.json')).text)).toHaveLength(2);
  });
});

describe('lines that lost their sense', () => {
  it('are listed on the page, escaped, and by the API, until the text is back', async () => {
    const file = `${folder}/lost.txt`;
    const text = 'He wrote of a gondola and its oar beside the old stone bridge.';
    writeFileSync(file, text);
    await polyseme.index([file]);
    const { hits } = await polyseme.search({ word: 'gondola' });
    const lines = [hits[0]?.tokenId as number];
    await polyseme.changeSenses('gondola', { kind: 'create', label: '<b>boat</b>', lines });
    expect(JSON.parse((await get('/api/senses/lost?word=gondola')).text)).toEqual([]);
    writeFileSync(
      file,
      'Another <script>alert(2)</script> & gondola came from the far side when the bells rang.',
    );
    await polyseme.index([file]);
    const [lost] = JSON.parse((await get('/api/senses/lost')).text) as Record<string, unknown>[];
    const textNow = 'Another <script>alert(2)</script> & gondola came from the far side when';
    expect(lost).toMatchObject({ word: 'gondola', label: '<b>boat</b>', form: 'gondola', textNow });
    const page = (await get('/words/gondola')).text;
    expect(page).toContain('1 label has lost its line');
    expect(page).toContain('there now: … Another &lt;script>alert(2)&lt;/script> &amp; gondola came');
    expect(page).not.toContain('stone bridge');
    expect(page).toContain('&lt;b>boat');
    expect(page).not.toContain('<b>boat');
    writeFileSync(file, text);
    await polyseme.index([file]);
    expect((await get('/words/gondola')).text).not.toContain('lost its line');
    await polyseme.remove(['lost.txt']);
  });
});

describe('the list of words', () => {
  it('has the most frequent first, and finds by the beginning', async () => {
    const all = (await get('/words')).text;
    expect(all.indexOf('/words/bank')).toBeLessThan(all.indexOf('/words/canoe'));
    const found = (await get('/words?match=cano')).text;
    expect(found).toContain('/words/canoe');
    expect(found).not.toContain('/words/bank"');
    expect((await get('/words?match=qqq')).text).toContain('No word fits');
    expect((await get('/words?match=a-*')).status).toBe(200);
  });

  it('is exported whole, filtered and sorted as the address says', async () => {
    const query = 'pos=NOUN&minCount=2&sort=-word';
    const words = await polyseme.words({ pos: ['NOUN'], minCount: 2, sort: '-word' });
    expect(words.length).toBeGreaterThan(2);
    const rows = parse((await get(`/words.csv?${query}`)).text, { columns: true, bom: true }) as object[];
    const written = words.map((word) =>
      Object.entries(word).map(([name, value]) => [name, String(value ?? '')]),
    );
    expect(rows).toEqual(written.map((word) => Object.fromEntries(word) as object));
    expect(JSON.parse((await get(`/words.json?${query}`)).text)).toEqual(words);
    expect(JSON.parse((await get(`/api/words?${query}`)).text)).toEqual(words);
    const { text } = await get(`/words?${query}`);
    expect(text).toContain('aria-sort="descending"');
    expect(text).toContain('/words.csv?pos=NOUN&amp;minCount=2&amp;sort=-word');
    expect((await get('/words?sort=length')).status).toBe(400);
  });
});

describe('a meaning without a word', () => {
  it('shows its words first, each with its lines and a way to them', async () => {
    const meaning = 'side of a river';
    const { words, lines } = await polyseme.wordsFor({ meaning });
    const { text } = await get(`/?${new URLSearchParams({ meaning })}`);
    const [, first = ''] = /<section class="words-first"(.*?)<\/section>/su.exec(text) ?? [];
    expect(first).toContain(`${lines} lines`);
    for (const { lemma, lines: count } of words.slice(0, 5)) {
      expect(first).toContain(`word=${lemma}&amp;meaning=side+of+a+river"`);
      expect(first).toMatch(new RegExp(`>${lemma}</a> <span class="muted">${count}<`, 'u'));
    }
    const address = `/found-lines?${new URLSearchParams({ word: 'bank', meaning })}`;
    const opened = await get(address, { 'HX-Request': 'true' });
    expect(opened.text.match(/<li>/gu)).toHaveLength(5);
    const plain = await fetch(site + address, { redirect: 'manual' });
    expect(plain.headers.get('location')).toBe('/?word=bank&meaning=side+of+a+river');
    expect(JSON.parse((await get(`/api/words-for?${new URLSearchParams({ meaning })}`)).text)).toMatchObject({
      ...{ lines, isCapped: false },
    });
  });

  it('shows none beside a word, sentences, or another page', async () => {
    for (const query of ['word=bank&meaning=river', 'about=rivers', 'meaning=river&offset=20&limit=20']) {
      expect((await get(`/?${query}`)).text, query).not.toContain('words-first');
    }
  });
});

describe('changes of senses', () => {
  it('are made by a form, which leads back to the page; asking changes nothing', async () => {
    const before = await senses();
    await get('/words/bank/senses');
    expect((await senses()).edits).toEqual(before.edits);
    const [first] = before.senses as [WordSenses['senses'][number]];
    const answer = await post('/words/bank/senses', [
      ...([
        ['inventory', 'induced'],
        ['action', 'rename'],
        ['sense', first.id],
      ] as const),
      ...([
        ['label', 'the <first>'],
        ['description', ''],
      ] as const),
    ]);
    expect(answer.status).toBe(303);
    expect(answer.headers.get('location')).toBe('/words/bank');
    const after = await senses();
    expect(after.inventory).toBe('mine');
    expect(after.senses.map(({ label }) => label)).toContain('the <first>');
    const { text } = await get('/words/bank');
    expect(text).toContain('the &lt;first>');
    expect(text).toContain(`Last change:</span> renamed “${first.label}” to “the &lt;first>”`);
  });

  it('are made by htmx, which gets the fragment', async () => {
    const { senses: now } = await senses();
    const answer = await post(
      '/words/bank/senses',
      [['inventory', 'mine'], ['action', 'merge'], ...now.map(({ id }) => ['senses', id] as const)],
      { 'HX-Request': 'true' },
    );
    expect(answer.status).toBe(200);
    expect(await answer.text()).toMatch(/^<section id="senses"/u);
    expect((await senses()).senses).toHaveLength(1);
  });

  it('are undone and made again', async () => {
    const { edits } = await senses();
    const last = edits.at(-1) as (typeof edits)[number];
    expect((await post('/words/bank/undo', [['id', String(last.id)]])).status).toBe(303);
    expect((await senses()).senses).toHaveLength(2);
    await post('/words/bank/undo', [
      ['id', String(last.id)],
      ['redo', '1'],
    ]);
    expect((await senses()).senses).toHaveLength(1);
    await post('/words/bank/undo', [['id', String(last.id)]]);
  });

  it('of a line that is marked under several titles move it once', async () => {
    const [one] = (await senses()).senses;
    const line = String(one?.lines[0]?.tokenId);
    const to = one?.id as string;
    await post('/words/bank/senses', [
      ['inventory', 'mine'],
      ['action', 'move'],
      ['to', to],
      ['lines', line],
      ['lines', line],
    ]);
    const { edits } = await senses();
    expect((await get('/words/bank')).text).toContain('Last change:</span> moved 1 line to “');
    await post('/words/bank/undo', [['id', String(edits.at(-1)?.id)]]);
  });

  it.each([
    ['no action', [], 400, 'is no change of senses'],
    ['an unknown sense', [['action', 'delete:s99']], 404, 'none of this word'],
    [
      'a merge of one',
      [
        ['action', 'merge'],
        ['senses', 's1'],
      ],
      400,
      'fewer than two',
    ],
    [
      'a name that is empty',
      [
        ['action', 'rename'],
        ['sense', 's1'],
        ['label', ' '],
      ],
      400,
      'label',
    ],
    [
      'a move of no lines',
      [
        ['action', 'move'],
        ['to', 's1'],
      ],
      400,
      'no lines',
    ],
    [
      'a move of a line of another word',
      [
        ['action', 'move'],
        ['to', 's1'],
        ['lines', '1'],
      ],
      404,
      'no line of this word',
    ],
    [
      'a sense of nothing',
      [
        ['action', 'create'],
        ['label', 'x'],
      ],
      400,
      'neither a description nor lines',
    ],
  ] as const)('are refused: %s', async (_, fields, status, message) => {
    const { edits } = await senses();
    const answer = await post('/words/bank/senses', [['inventory', 'mine'], ...fields]);
    expect(answer.status).toBe(status);
    expect(await answer.text()).toContain(message);
    expect((await senses()).edits).toEqual(edits);
  });

  it('give lines to a sense of the dictionary that no line had', async () => {
    const { senses: all } = JSON.parse(
      (await get('/api/senses?word=canoe&inventory=wordnet')).text,
    ) as WordSenses;
    const unused = all.find(({ count }) => count === 0);
    const tokenId = all[0]?.lines[0]?.tokenId;
    const answer = await post('/words/canoe/senses', [
      ['inventory', 'wordnet'],
      ['action', 'move'],
      ['to', unused?.id as string],
      ['lines', String(tokenId)],
    ]);
    expect(answer.status).toBe(303);
    const own = JSON.parse((await get('/api/senses?word=canoe')).text) as WordSenses;
    expect(own.senses.map(({ label, corrected }) => [label, corrected])).toContainEqual([unused?.label, 1]);
  });

  it('are refused from another site', async () => {
    const answer = await post('/words/bank/senses', [['action', 'adopt']], { Origin: 'http://evil.example' });
    expect(answer.status).toBe(403);
  });

  it('are made by programs', async () => {
    const send = (body: unknown) =>
      fetch(`${site}/api/senses?word=bank&inventory=mine`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    const made = await send({ kind: 'create', label: 'slope', description: 'a slope of earth' });
    expect(made.status).toBe(200);
    for (const wrong of [
      {},
      { kind: 'fly' },
      { kind: 'merge' },
      { kind: 'create', label: 5, description: 'x' },
    ]) {
      const answer = await send(wrong);
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ error: { code: 'invalid_input' } });
    }
    const { edits } = await senses();
    expect((await fetch(`${site}/api/senses/undo/${edits.at(-1)?.id}`, { method: 'POST' })).status).toBe(200);
    expect((await fetch(`${site}/api/senses/undo/9999`, { method: 'POST' })).status).toBe(404);
  });
});

describe('the senses of all words', () => {
  it('are told by a job that is started from the page, and taken away as a table', async () => {
    expect(
      (
        await post('/disambiguate', [
          ['inventory', 'everyday'],
          ['words', 'bank, river'],
        ])
      ).status,
    ).toBe(303);
    await polyseme.disambiguations.settled();
    const page = await get('/disambiguate');
    expect(page.text).toContain('2 words done');
    const rows = parse((await get('/disambiguate.csv')).text, { columns: true }) as Record<string, string>[];
    expect(new Set(rows.map(({ lemma }) => lemma))).toEqual(new Set(['bank', 'river']));
    const lines = (await get('/disambiguate.jsonl')).text.trim().split('\n');
    expect(lines).toHaveLength(rows.length);
    expect(lines.map((line) => (JSON.parse(line) as AssignedLine).keys.join(' '))).toEqual(
      rows.map(({ keys }) => keys),
    );
    expect(rows.map(({ keys }) => keys).join(' ')).toContain('bank%1:');
  });

  it('are told to programs too, one run at a time', async () => {
    const start = (body: unknown) =>
      fetch(`${site}/api/disambiguation?inventory=wordnet`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    expect((await start({ words: 'bank' })).status).toBe(400);
    expect((await start({})).status).toBe(202);
    expect((await start({})).status).toBe(503);
    await fetch(`${site}/api/disambiguation`, { method: 'DELETE' });
    await polyseme.disambiguations.settled();
    expect(['cancelled', 'done']).toContain(polyseme.disambiguations.status().state);
  });
});

describe('a word that takes long', () => {
  it('has a page that tells how far it is, and asks again until the senses are there', async () => {
    const impatient = makeApp(polyseme, {
      ...{ host: '127.0.0.1', token: undefined, allow: [], log: pino({ level: 'silent' }), patienceMs: 0 },
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => impatient.once('listening', resolve));
    const { port } = impatient.address() as AddressInfo;
    const page = async (headers = {}, address = '/words/river?inventory=wordnet') =>
      (await fetch(`http://127.0.0.1:${port}${address}`, { headers })).text();
    const first = await page();
    expect(first).toContain('role="status"');
    expect(first).toMatch(/hx-get="\/words\/river\?inventory=wordnet"/u);
    expect(first).toContain('http-equiv="refresh"');
    let later = first;
    for (let i = 0; i < 100 && !later.includes('class="sense '); i++) {
      later = await page({ 'HX-Request': 'true' });
      expect(later).toMatch(/^<section id="senses"/u);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(later).toContain('class="sense ');

    const map = await page({}, '/words/bank/map?inventory=wordnet');
    expect(map).toMatch(/<p role="status">Placing \d+ lines of “bank”\. That takes about \d seconds/u);
    expect(map).toContain('hx-get="/words/bank/map?inventory=wordnet"');
    expect(map).toContain('http-equiv="refresh"');
    for (let i = 0; i < 200 && !later.includes('class="mark '); i++) {
      later = await page({ 'HX-Request': 'true' }, '/words/bank/map?inventory=wordnet');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    expect(later).toMatch(/^<div class="summary"><h1>bank<\/h1>.*class="mark /su);
    impatient.closeAllConnections();
    impatient.close();
  });

  it('tells its progress in the library', async () => {
    const told: string[] = [];
    await polyseme.senses('water', { inventory: 'wordnet', onProgress: ({ phase }) => told.push(phase) });
    expect(told[0]).toBe('assigning');
    expect(told.at(-1)).toBe('describing');
  });
});

describe('further views of a word', () => {
  const views = [
    ['map', ''],
    ['shares', 'by=document'],
    ['collocates', ''],
    ['collocates', 'sort=-lemma&offset=0'],
    ['axis', 'from=finance&to=nature'],
    ['axis', 'from=finance&to=nature&from2=old&to2=new&isReversed=1&offset=10'],
    ['compare', ''],
    ['compare', 'sense=&other=river&otherSense='],
  ] as const;

  it.each(views)('%s?%s is a page without inline styles, and a table', async (view, query) => {
    const page = await get(`/words/bank/${view}?${query}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('aria-current="page">');
    expect(page.text).not.toMatch(/<style|\sstyle=/u);
    const [one, two] = (await senses()).senses;
    const asked = view === 'compare' && query === '' ? `sense=${one?.id}&otherSense=${two?.id}` : query;
    const table = await get(`/words/bank/${view}.csv?${asked}`);
    expect(table.headers.get('content-type')).toContain('text/csv');
    const rows = parse(table.text, { columns: true }) as Record<string, string>[];
    expect(rows.length).toBeGreaterThan(1);
    const list = JSON.parse((await get(`/words/bank/${view}.json?${asked}`)).text) as unknown[];
    expect(list).toHaveLength(rows.length);
  });

  it('draw each line as a link to it, named by the line, out of the order of tabs', async () => {
    const { occurrences } = await senses();
    for (const address of ['/words/bank/map', '/words/bank/axis?from=finance&to=nature']) {
      const { text } = await get(address);
      const points = text.match(
        /<a class="mark [\w-]+" href="\/lines\/\d+" tabindex="-1"[^>]*><use [^>]*>(?:<\/use>)?<title>[^<]*bank/giu,
      );
      expect(points).toHaveLength(occurrences);
    }
  });

  it('escape what the texts and the reader say', async () => {
    const { text } = await get('/words/bank/axis?from=%3Cscript%3Ealert(2)&to=%22%3E%3Cb%3E');
    expect(text).not.toContain('<script>alert');
    expect(text).not.toContain('"><b>"');
    expect(text).toContain('&lt;script>alert(2)');
  });

  it('say what is missing', async () => {
    expect((await get('/words/otter/map')).text).toContain('too few for a map');
    expect((await get('/words/bank/axis?from=finance')).status).toBe(400);
    expect((await get('/words/bank/shares?by=colour')).status).toBe(400);
    const compared = await get('/words/bank/compare?sense=&other=xyzzy&otherSense=');
    expect(compared.status).toBe(404);
    expect(compared.text).toContain('role="alert"');
    expect((await get('/words/xyzzy/map')).status).toBe(404);
  });

  it('have shares whose figures lead to their lines, and lines per million words of each file', async () => {
    const { text } = await get('/words/bank/shares');
    expect(text).toContain('Lines per million words</th>');
    const { numWords = 0 } =
      (await polyseme.files()).find(({ fileUri }) => fileUri.endsWith('river.txt')) ?? {};
    const rows = parse((await get('/words/bank/shares.csv')).text, { columns: true, bom: true }) as Record<
      string,
      string
    >[];
    const river = rows.find(({ group = '' }) => group.endsWith('river.txt')) ?? {};
    expect(Number(river.words)).toBe(numWords);
    expect(Number(river.perMillion)).toBeCloseTo((1e6 * Number(river.lines)) / numWords, 0);
    const cells = [...text.matchAll(/<td class="number"><a href="([^"]*)">(\d+)<\/a>/gu)];
    expect(cells.length).toBeGreaterThan(rows.length);
    for (const [, address = '', count] of cells.slice(0, 4)) {
      const parameters = address.replaceAll('&amp;', '&').replace(/^\/\?/u, '/api/search?');
      expect(JSON.parse((await get(parameters)).text).total, address).toBe(Number(count));
    }
  });

  it('list collocates with their figures, a row for each sense, in the order that the address names', async () => {
    const { senses: all, inventory } = await senses();
    const { text } = await get('/words/bank/collocates?sort=-lines');
    expect(text).toMatch(
      /<th scope="col" class="number" aria-sort="ascending"><a [^>]*>Lines with this sense/u,
    );
    expect(text).toContain(`/words/bank/collocates.csv?inventory=${inventory}&amp;sort=-lines"`);
    expect(text).toContain('Log-odds, in standard deviations');
    const table = async (sort: string) =>
      parse((await get(`/words/bank/collocates.csv?sort=${sort}`)).text, {
        columns: true,
        cast: (value, { column, header }) =>
          !header && ['lines', 'otherLines', 'z'].includes(String(column)) ? Number(value) : value,
      }) as { sense: string; lemma: string; lines: number; otherLines: number; z: number }[];
    const byZ = await table('z');
    expect(byZ.map(({ z }) => z)).toEqual(byZ.map(({ z }) => z).sort((a, b) => b - a));
    expect(byZ.at(-1)?.z).toBeGreaterThanOrEqual(0);
    for (const { id, words } of all) {
      const own = byZ.filter(({ sense, z }) => sense === id && z >= 1.96).slice(0, 10);
      expect(own.map(({ lemma, lines }) => ({ lemma, count: lines }))).toEqual(words);
    }
    const lemmas = (await table('lemma')).map(({ lemma }) => lemma);
    expect(lemmas).toEqual([...lemmas].sort());
    const page = JSON.parse((await get('/api/senses/collocates?word=bank&limit=1&offset=1')).text);
    expect(page).toMatchObject({ total: byZ.length, collocates: [byZ[1]] });
    expect((await get('/words/bank/collocates?sort=size')).status).toBe(400);
  });

  it('are there for programs', async () => {
    const json = async (address: string) => JSON.parse((await get(address)).text);
    const { occurrences } = await senses();
    expect((await json('/api/senses/map?word=bank')).lines).toHaveLength(occurrences);
    expect((await json('/api/senses/shares?word=bank')).by).toBe('document');
    const axis = await json('/api/senses/axis?word=bank&from=finance&to=nature&limit=2&isReversed=1');
    expect(axis.lines).toHaveLength(2);
    expect(axis.lines[0].x).toBeLessThan(0);
    expect((await json('/api/senses/compare?word=bank&other=river')).sides[1].word).toBe('river');
    const substitutes = await json(`/api/substitutes/${axis.lines[0].tokenId}`);
    expect(substitutes[0]).toMatchObject({ lemma: expect.any(String), cosine: expect.any(Number) });
    expect((await get('/api/substitutes/999999')).status).toBe(404);
  });
});
