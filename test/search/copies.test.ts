// A line that stands in every message, as a footer does: it must not hide the other lines from a search without a word.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme, type Query } from '#src/index.js';

const footer =
  'Please do not answer this message, which our office computer sent to every registered customer.';
const numFooters = 450;

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-footers-'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'mail.db'), workers: 1 });
  const people = ['farmer', 'sailor', 'teacher', 'widow', 'carpenter', 'poet', 'nurse', 'merchant', 'clerk'];
  const things = ['ladder', 'letter', 'clock', 'kettle', 'violin', 'lantern', 'anchor', 'basket', 'hammer'];
  const places = [
    'harbour',
    'orchard',
    'market',
    'chapel',
    'cellar',
    'meadow',
    'station',
    'garden',
    'quarry',
  ];
  const texts = Array.from({ length: 200 }, (_, i) => {
    const [person, thing, place] = [people[i % 9], things[(i + Math.floor(i / 9)) % 9], places[(5 * i) % 9]];
    return `The ${person} left ${2 + (i % 7)} pieces of the old ${thing} near the ${place}.`;
  });
  const all = [...texts, ...new Array<string>(numFooters).fill(footer)];
  const records = all.map((text, i) => ({ id: `line ${i}`, text, order: (i * 271) % all.length }));
  records.sort((a, b) => a.order - b.order);
  const file = path.join(folder, 'mail.jsonl');
  writeFileSync(file, records.map(({ id, text }) => JSON.stringify({ id, text })).join('\n'));
  await polyseme.index([file]);
  await polyseme.syncIndex();
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

it.each<Query>([
  { example: 'He looked at the [letter] for a while.', anyWord: true },
  { example: 'She came from the [orchard] at noon.', anyWord: true },
  { example: 'He asked the [sailor] about it.', anyWord: true, filters: { pos: ['NOUN'] } },
  { meaning: 'a place where fruit trees grow' },
  { meaning: 'a person who buys things in a shop' },
  { meaning: 'registered customer of a market' },
])('shows the lines that comparing everything shows: %o', async (query) => {
  const one = { ...query, rank: false, limit: 30 };
  const near = await polyseme.search(one);
  const exact = await polyseme.search({ ...one, exact: true });
  expect(near.isExact).toBe(false);
  expect(near.hits.map(({ cosine }) => cosine)).toEqual(exact.hits.map(({ cosine }) => cosine));
  expect(near.total).toBe(exact.total);
});

it('shows every copy of the line where that is the nearest', async () => {
  const query = { example: footer.replace('customer', '[customer]'), anyWord: true, limit: 600, fold: false };
  const { hits } = await polyseme.search(query);
  const copies = hits.slice(0, numFooters);
  expect(copies.filter(({ lemma }) => lemma === 'customer')).toHaveLength(numFooters);
  expect(new Set(copies.map(({ uri }) => uri)).size).toBe(numFooters);
});

it('measures a recall of 1, whichever copies are returned', async () => {
  const { recall } = await polyseme.measureRecall({ queries: 100 });
  expect(recall).toBe(1);
});

it('finds the copies that are left when the first are removed, indexed again or not', async () => {
  const query = { example: footer.replace('customer', '[customer]'), anyWord: true, limit: 40, fold: false };
  const all = await polyseme.search({ ...query, limit: numFooters });
  await polyseme.remove(all.hits.slice(0, 400).map(({ uri }) => uri));
  const before = await polyseme.search(query);
  expect(before.hits.map(({ lemma }) => lemma)).toEqual(new Array(40).fill('customer'));
  await polyseme.syncIndex();
  const after = await polyseme.search(query);
  expect(after.hits.map(({ uri }) => uri)).toEqual(before.hits.map(({ uri }) => uri));
  expect(await polyseme.verify()).toEqual({ isSound: true, problems: [] });
});
