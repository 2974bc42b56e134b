// Lines that say the same, on the page, in exports and in the API: shown once, counted, and opened by a plain link.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Hit, Polyseme, type SearchResult } from '#src/index.js';
import { type ServedSite, serveSite } from './site.js';

const footer = 'Please do not answer this message.';
const texts = [
  ...new Array<string>(60).fill(footer),
  'She sent a message & a ring.',
  'His message came late.',
];

let folder: string;
let polyseme: Polyseme;
let served: ServedSite;
let site: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-web-folds-'));
  const file = path.join(folder, 'mail.jsonl');
  writeFileSync(file, texts.map((text, i) => JSON.stringify({ id: `m${i}`, text })).join('\n'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'mail.db'), workers: 1 });
  await polyseme.index([file]);
  served = await serveSite(polyseme);
  site = served.address;
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const get = async (address: string): Promise<string> => (await fetch(site + address)).text();
const linesIn = (html: string): string[] => [...html.matchAll(/<tr id="t\d+"/gu)].map(([line]) => line);
const linkTo = (html: string, text: string): string =>
  (new RegExp(`href="([^"]*)"[^>]*>${text}`, 'u').exec(html)?.[1] ?? '').replaceAll('&amp;', '&');

it('the page shows them once, and a link of the whole state opens exactly them', async () => {
  const page = await get('/?word=message&meaning=a+letter&pos=NOUN&limit=2');
  expect(linesIn(page)).toHaveLength(2);
  expect(page).toContain('62 lines, 3 different');
  expect(page).toContain('Next 1');
  const whole = await get('/?word=message&meaning=a+letter&pos=NOUN');
  expect(linesIn(whole)).toHaveLength(3);
  expect(whole).not.toContain('rel="next"');
  const link = linkTo(whole, 'and 59 more that say the same');
  expect(link).toMatch(/^\/\?word=message&meaning=a\+letter&pos=NOUN&sameAs=\d+$/u);
  const same = await get(`${link}&limit=100`);
  expect(linesIn(same)).toHaveLength(60);
  expect(same).toContain('that say the same as one');
  expect(same).not.toContain('His ');
  expect(linkTo(same, 'drop')).toContain('/?word=message&meaning=a+letter');
});

it('the page shows every line where that is asked for, and leads back', async () => {
  const every = await get(linkTo(await get('/?word=message'), 'show every line'));
  expect(linesIn(every)).toHaveLength(50);
  expect(every).toContain('Next 12');
  expect(every).not.toContain('more that say');
  expect(linesIn(await get(linkTo(every, 'show those that say the same once')))).toHaveLength(3);
});

it('further lines come alone, with a true count, and the address of the whole', async () => {
  const answer = await fetch(`${site}/more?word=message&limit=4&shown=2`, {
    headers: { 'HX-Request': 'true' },
  });
  expect(answer.headers.get('hx-replace-url')).toBe('/?word=message&limit=4');
  const more = await answer.text();
  expect(linesIn(more)).toHaveLength(1);
  expect(more).toContain('<span id="shown">1 to 3 shown</span>');
  expect(more).not.toContain('rel="next"');
  expect((await fetch(`${site}/more?word=message`)).status).toBe(400);
});

it('lines are spread over documents on a page of its own, and not over what is not there', async () => {
  const page = await get('/dispersion?word=message&limit=2');
  expect(page).toContain('How the lines of message are spread');
  expect(page).toContain('rel="next"');
  const wrong = await fetch(`${site}/dispersion?word=message&by=year`);
  expect(wrong.status).toBe(400);
  expect(await wrong.text()).toContain('year');
});

it('exports hold every line, or those that say the same as one', async () => {
  const page = await get('/?word=message');
  expect(JSON.parse(await get(linkTo(page, 'JSON')))).toHaveLength(texts.length);
  expect((await get(linkTo(page, 'CSV'))).trim().split('\n')).toHaveLength(texts.length + 1);
  const same = await get(linkTo(page, 'and 59 more that say the same'));
  expect(JSON.parse(await get(linkTo(same, 'JSON')))).toHaveLength(60);
});

it('the API folds unless fold=0', async () => {
  const result = async (more: string): Promise<SearchResult> =>
    JSON.parse(await get(`/api/search?word=message${more}`)) as SearchResult;
  const folded = await result('');
  expect(folded).toMatchObject({ total: 62, folds: 3 });
  expect(folded.hits.map(({ copies }) => copies).sort()).toEqual([0, 0, 59]);
  const every = await result('&fold=0&limit=100');
  expect(every).toMatchObject({ total: 62, folds: 62 });
  expect(every.hits).toHaveLength(62);
  const { tokenId } = folded.hits.find(({ copies }) => copies > 0) as Hit;
  expect((await result(`&sameAs=${tokenId}`)).total).toBe(60);
  const near = async (more: string) =>
    (JSON.parse(await get(`/api/neighbours/${tokenId}?limit=5${more}`)) as { hits: Hit[] }).hits;
  expect(new Set((await near('')).map(({ sentence, form }) => sentence + form)).size).toBe(5);
  expect(new Set((await near('&fold=0')).map(({ sentence, form }) => sentence + form)).size).toBe(1);
  expect(JSON.parse(await get('/api/search?word=message&sameAs=99999'))).toMatchObject({
    error: { code: 'not_found', message: 'sameAs: there is no line 99999 in this collection' },
  });
});
