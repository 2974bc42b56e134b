// Opposites of a meaning's words are marked on the page, in exports and in the API.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme, type SearchResult } from '#src/index.js';
import { type ServedSite, serveSite } from './site.js';

let folder: string;
let served: ServedSite;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-web-opposites-'));
  const file = path.join(folder, 'weather.txt');
  writeFileSync(file, 'It was a cold morning.\n\nThe sun was warm on the wall.\n');
  const polyseme = await Polyseme.open({ db: path.join(folder, 'weather.db'), workers: 1 });
  await polyseme.index([file]);
  served = await serveSite(polyseme);
});
afterAll(async () => {
  await served.close();
  rmSync(folder, { recursive: true });
});

const get = (address: string): Promise<Response> => fetch(served.address + address);

it('each surface says what a line is the opposite of, and nothing of the others', async () => {
  const page = await (await get('/?meaning=hot+weather')).text();
  expect([...page.matchAll(/<tr id="t\d+".*?<\/tr>/gsu)].length).toBeGreaterThan(3);
  expect(page.match(/opposite of hot/gu)).toHaveLength(1);
  expect(/<b>cold<\/b>(?:(?!<tr).)*opposite of hot/su.test(page)).toBe(true);
  const { hits } = (await (await get('/api/search?meaning=hot+weather')).json()) as SearchResult;
  const opposites = hits.map(({ form, oppositeOf }) => [form, oppositeOf]);
  expect(Object.fromEntries(opposites)).toMatchObject({ cold: 'hot', warm: null, sun: null });
  const table = await (await get('/search.csv?meaning=hot+weather')).text();
  const rows = table.trim().split('\n');
  expect(rows[0]).toMatch(/,copies,oppositeOf,place,paragraph,percent$/u);
  expect(rows.filter((row) => /,hot,,\d+,[\d.]+$/u.test(row))).toHaveLength(1);
});
