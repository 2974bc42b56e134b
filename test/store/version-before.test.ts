// A database that an earlier version made: it opens, searches the same, and keeps what people did with it.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Hit, Polyseme, type Query } from '#src/index.js';

const fixture = fileURLToPath(new URL('../fixtures/version-7', import.meta.url));

let base: string;
let polyseme: Polyseme;
let fresh: Polyseme;

beforeAll(async () => {
  base = mkdtempSync(path.join(tmpdir(), 'polyseme-version-'));
  for (const name of ['old', 'fresh'])
    cpSync(path.join(fixture, 'texts'), path.join(base, name, 'texts'), { recursive: true });
  const db = path.join(base, 'old', 'before.db');
  writeFileSync(db, gunzipSync(readFileSync(path.join(fixture, 'before.db.gz'))));
  polyseme = await Polyseme.open({ db, mustExist: true });
  fresh = await Polyseme.open({ db: path.join(base, 'fresh', 'x.db') });
  await fresh.index([path.join(base, 'fresh', 'texts')]);
});
afterAll(async () => {
  await polyseme.close();
  await fresh.close();
  rmSync(base, { recursive: true });
});

const place = ({ uri, start, end, form, lemma, cosine }: Hit) => ({ uri, start, end, form, lemma, cosine });

/** Lines of words, and of meanings among any words. */
const queries: Query[] = [
  ...['bank', 'gardener', 'light', 'embankment', 'lay', 'leaf', 'harbour', 'office'].map((word) => ({
    word,
  })),
  { word: 'bank', meaning: 'land beside a river' },
  { meaning: 'a boat on the water', exact: true },
  { about: 'money is lent' },
];

describe('a database of an earlier version', () => {
  it('is sound', async () => {
    expect(await polyseme.verify()).toMatchObject({ isSound: true });
  });

  it('keeps the senses that people gave to lines', async () => {
    const labels = (await polyseme.senses('bank')).senses.map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(['riverside', 'lender']));
    const { hits } = await polyseme.search({ word: 'bank', limit: 100, fold: false });
    const senseOf = new Map<string, string>();
    for (const { uri, tokenId } of hits) senseOf.set(uri, (await polyseme.senseOf(tokenId as number)).label);
    const row = (number: number): string => `texts/letters.csv#${number}`;
    for (const number of [2, 3, 6]) expect(senseOf.get(row(number))).toBe('riverside');
    for (const number of [1, 5]) expect(senseOf.get(row(number))).toBe('lender');
  });

  it('takes up the run that was stopped, and then has the lines of a fresh index', async () => {
    const report = await polyseme.index([path.join(base, 'old', 'texts')]);
    expect(report).toMatchObject({ added: 1, changed: 0, removed: 0, problems: [] });
    expect(report.passagesReused).toBeGreaterThanOrEqual(23);
    for (const query of queries) {
      const [now, wanted] = await Promise.all(
        [polyseme, fresh].map(async (one) =>
          (await one.search({ ...query, limit: 1000, fold: false })).hits.map(place),
        ),
      );
      const byPlace = (a: ReturnType<typeof place>, b: ReturnType<typeof place>) =>
        a.uri.localeCompare(b.uri) || a.start - b.start;
      expect(now?.sort(byPlace), JSON.stringify(query)).toEqual(wanted?.sort(byPlace));
      expect(wanted?.length, JSON.stringify(query)).toBeGreaterThan(0);
    }
  });
});
