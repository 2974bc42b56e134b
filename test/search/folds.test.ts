// Lines that say the same are one line of a list: a footer that stands in every message, with the number of its copies.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type Query } from '#src/index.js';

const footer =
  'Please do not answer this message, which our office computer sent to every registered customer.';
const numFooters = 900;
/** The same but for white space, which is no difference, and for case, which is. */
const spaced = footer.replace('office computer', 'office\n   computer');
const shouted = footer.replace('Please', 'PLEASE');
const twice = 'The first message answered the second message.';
const letters = Array.from({ length: 24 }, (_, i) => {
  const [person, place] = [['farmer', 'sailor', 'nurse', 'widow'][i % 4], ['harbour', 'mill', 'inn'][i % 3]];
  return `The ${person} carried message number ${i + 1} to the old ${place}.`;
});
const texts = [...letters, twice, twice, spaced, shouted, ...new Array<string>(numFooters - 1).fill(footer)];

let folder: string;
let polyseme: Polyseme;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-folds-'));
  polyseme = await Polyseme.open({ db: path.join(folder, 'mail.db'), workers: 1 });
  const records = texts.map((text, i) => ({
    id: `m${i}`,
    text,
    half: i % 2,
    order: (i * 271) % texts.length,
  }));
  records.sort((a, b) => a.order - b.order);
  const file = path.join(folder, 'mail.jsonl');
  writeFileSync(file, records.map(({ id, text, half }) => JSON.stringify({ id, text, half })).join('\n'));
  await polyseme.index([file]);
  await polyseme.syncIndex();
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

/** In this collection a line of `message`: 24 letters, two in each of two equal sentences, and the footers. */
const total = letters.length + 4 + 1 + numFooters;
const folds = letters.length + 2 + 1 + 1;

/** What tells lines of a folded list apart. */
const saying = ({ sentence, left }: Hit): string => `${sentence} ${left.length}`;
const isFooter = ({ sentence }: Hit): boolean => sentence === footer;

async function allOf(query: Query): Promise<Hit[]> {
  const hits: Hit[] = [];
  for await (const hit of polyseme.hits(query)) hits.push(hit);
  return hits;
}

const queries: Query[] = [{ word: 'message' }, { word: 'message', meaning: 'a letter that somebody sends' }];

describe.each(queries)('lines of a word that say the same: %o', (query) => {
  it('stand once, where the best of them stands, with the number of their copies', async () => {
    const page = await polyseme.search({ ...query, limit: 1000 });
    const every = await polyseme.search({ ...query, limit: 1000, fold: false });
    const first = every.hits.filter(
      (hit, i) => every.hits.findIndex((other) => saying(other) === saying(hit)) === i,
    );
    expect(page.hits.map(({ tokenId }) => tokenId)).toEqual(first.map(({ tokenId }) => tokenId));
    expect(page).toMatchObject({ total, folds, occurrences: total });
    expect(page.hits.filter(isFooter).map(({ copies }) => copies)).toEqual([numFooters - 1]);
    expect(page.hits.filter(({ sentence }) => sentence === twice).map(({ copies }) => copies)).toEqual([
      1, 1,
    ]);
    expect(page.hits.filter(({ sentence }) => sentence === shouted).map(({ copies }) => copies)).toEqual([0]);
    expect(every).toMatchObject({ total, folds: total });
    expect(every.hits.every(({ copies }) => copies === 0)).toBe(true);
  });

  it('are one of what limit and offset count', async () => {
    const whole = await polyseme.search({ ...query, limit: 1000 });
    const pages: Hit[] = [];
    for (let offset = 0; offset < folds; offset += 10) {
      pages.push(...(await polyseme.search({ ...query, offset, limit: 10 })).hits);
    }
    expect(pages).toEqual(whole.hits);
    expect(new Set(pages.slice(0, 10).map(saying)).size).toBe(10);
    expect((await polyseme.search({ ...query, offset: folds })).hits).toEqual([]);
  });

  it('are all there when one asks for those that say the same as one', async () => {
    const { hits } = await polyseme.search({ ...query, limit: 1000 });
    for (const hit of hits.filter(({ copies }) => copies > 0)) {
      const same = await polyseme.search({ ...query, sameAs: hit.tokenId as number, limit: 1000 });
      expect(same.hits.map(saying)).toEqual(new Array(hit.copies + 1).fill(saying(hit)));
      expect(same.hits[0]).toEqual({ ...hit, copies: 0 });
      expect(same).toMatchObject({ total: hit.copies + 1, folds: hit.copies + 1 });
    }
  });

  it('are counted among the lines that the filters leave', async () => {
    const filters = { metadata: [{ key: 'half', operator: '=', value: '1' }] } as const;
    const { hits } = await polyseme.search({ ...query, filters, limit: 1000 });
    const every = await polyseme.search({ ...query, filters, limit: 1000, fold: false });
    const [fold] = hits.filter(isFooter);
    expect(fold?.copies).toBe(every.hits.filter(isFooter).length - 1);
    expect(fold?.copies).toBeLessThan(numFooters - 1);
    const same = await polyseme.search({ ...query, filters, sameAs: fold?.tokenId as number });
    expect(same.total).toBe((fold?.copies as number) + 1);
  });

  it('are each a line of `hits`, unless it is asked to fold', async () => {
    expect(await allOf(query)).toHaveLength(total);
    expect(await allOf({ ...query, fold: true })).toHaveLength(folds);
  });
});

describe('lines of any word, and sentences, that say the same', () => {
  const example = footer.replace('customer', '[customer]');

  it.each<Query>([
    { example, anyWord: true },
    { example, anyWord: true, exact: true, minScore: 0.5 },
    { about: footer },
  ])('stand once among the best that are ranked: %o', async (query) => {
    const page = await polyseme.search({ ...query, limit: 10 });
    const every = await polyseme.search({ ...query, limit: 1000, fold: false });
    expect(new Set(page.hits.map(saying)).size).toBe(page.hits.length);
    const [best] = page.hits;
    const copies = every.hits.filter((hit) => saying(hit) === saying(best as Hit)).length - 1;
    expect(best?.copies).toBe(copies);
    expect(copies).toBeGreaterThan(800);
    expect(page.folds).toBe(new Set(every.hits.map(saying)).size);
    expect(page.total).toBe(every.total);
    const sameAs = (best?.tokenId ?? best?.sentenceId) as number;
    const same = await polyseme.search({ ...query, sameAs, limit: 1000 });
    expect(same).toMatchObject({ total: copies + 1, folds: copies + 1 });
    expect(new Set(same.hits.map(saying))).toEqual(new Set([saying(best as Hit)]));
  });

  it('are as many on the last page as are left', async () => {
    const query = { about: footer };
    const { folds: all } = await polyseme.search({ ...query, limit: 10 });
    const last = await polyseme.search({ ...query, offset: all - 3, limit: 10 });
    expect(last.hits).toHaveLength(3);
    expect(last.folds).toBe(all);
  });

  it('are one neighbour', async () => {
    const [line] = (await polyseme.search({ example, anyWord: true, limit: 1 })).hits;
    const near = await polyseme.neighbours(line?.tokenId as number, { limit: 10 });
    expect(near).toHaveLength(10);
    expect(new Set(near.map((hit) => `${saying(hit)} ${hit.form}`)).size).toBe(10);
    expect(near[0]?.copies).toBeGreaterThan(800);
    const every = await polyseme.neighbours(line?.tokenId as number, { limit: 10, fold: false });
    expect(every.map(({ sentence }) => sentence)).toEqual(new Array(10).fill(footer));
  });
});

it('a line that does not exist is named', async () => {
  for (const [query, id] of [
    [{ word: 'message' }, 'tokenId'],
    [{ meaning: 'a letter' }, 'tokenId'],
    [{ about: 'a letter' }, 'sentenceId'],
  ] as const) {
    await expect(polyseme.search({ ...query, sameAs: 99_999_999 })).rejects.toMatchObject({
      code: 'not_found',
      message: 'sameAs: there is no line 99999999 in this collection',
      cure: expect.stringContaining(id),
    });
  }
  const [other] = (await polyseme.search({ word: 'customer', limit: 1 })).hits;
  expect(await polyseme.search({ word: 'message', sameAs: other?.tokenId as number })).toMatchObject({
    hits: [],
    total: 0,
  });
});
