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

/** All tokens, by place, with the vector of each. */
async function tokensOf(one: Polyseme) {
  const tokens: [place: string, vector: Float32Array, id: number][] = [];
  for (const { fileUri } of await one.files()) {
    for await (const { uri, start, end, form, lemma, tokenId } of one.tokens(fileUri)) {
      const place = [uri, start, end, form, lemma].join('|');
      tokens.push([place, await one.vectorOf(tokenId), tokenId]);
    }
  }
  return tokens.sort(([a], [b]) => (a < b ? -1 : 1));
}

const dot = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, i) => sum + value * (b[i] as number), 0);

/** The sense that each token was assigned. */
async function assignedSenses(): Promise<string[]> {
  const senses: string[] = [];
  for await (const { uri, start, label } of polyseme.assignments({ inventory: 'wordnet' })) {
    senses.push([uri, start, label].join('|'));
  }
  return senses.sort();
}

async function expectSameLines(): Promise<void> {
  for (const query of queries) {
    const [now, wanted] = await Promise.all(
      [polyseme, fresh].map(async (one) => {
        const { hits } = await one.search({ ...query, limit: 1000, fold: false });
        return hits.map(place);
      }),
    );
    const byPlace = (a: ReturnType<typeof place>, b: ReturnType<typeof place>) =>
      a.uri.localeCompare(b.uri) || a.start - b.start;
    expect(now?.sort(byPlace), JSON.stringify(query)).toEqual(wanted?.sort(byPlace));
    expect(wanted?.length, JSON.stringify(query)).toBeGreaterThan(0);
  }
}

async function expectLabels(): Promise<void> {
  const labels = (await polyseme.senses('bank')).senses.map(({ label }) => label);
  expect(labels).toEqual(expect.arrayContaining(['riverside', 'lender']));
  const { hits } = await polyseme.search({ word: 'bank', limit: 100, fold: false });
  const senseOf = new Map<string, string>();
  for (const { uri, tokenId } of hits) senseOf.set(uri, (await polyseme.senseOf(tokenId as number)).label);
  const row = (number: number): string => `texts/letters.csv#${number}`;
  for (const number of [2, 3, 6]) expect(senseOf.get(row(number))).toBe('riverside');
  for (const number of [1, 5]) expect(senseOf.get(row(number))).toBe('lender');
}

describe('a database of an earlier version', () => {
  it('is sound, and says how many of its documents an earlier version has cut', async () => {
    expect(await polyseme.verify()).toMatchObject({ isSound: true });
    expect(await polyseme.stats()).toMatchObject({ documents: 11, earlierDocuments: 11 });
  });

  it('keeps the senses that people gave to lines', expectLabels);

  it('is cut again when asked: stopped, it goes on; what is read as before is not encoded', async () => {
    const before = new Map((await tokensOf(polyseme)).map(([where, , id]) => [where, id]));
    const assigned = await assignedSenses();
    const stop = new AbortController();
    stop.abort();
    await expect(polyseme.recut({ signal: stop.signal })).rejects.toMatchObject({ code: 'cancelled' });
    const report = await polyseme.recut();
    expect(report).toMatchObject({
      added: 0,
      changed: 0,
      removed: 0,
      recut: 11,
      unchanged: 11,
      problems: [],
    });
    expect(report.passagesEncoded).toBeLessThan(report.passagesReused / 3);
    expect(await polyseme.stats()).toMatchObject({ documents: 11, earlierDocuments: 0 });
    expect(await polyseme.recut()).toMatchObject({ recut: 0, unchanged: 0 });
    expect(await polyseme.verify()).toMatchObject({ isSound: true });
    const kept = (await tokensOf(polyseme)).filter(([where, , id]) => before.get(where) === id);
    expect(kept.length).toBeGreaterThan(before.size * 0.8);
    expect(assigned.length).toBeGreaterThan(0);
    expect(await assignedSenses()).toEqual(assigned);
  });

  it('still has the senses that people gave to lines', expectLabels);

  it('takes up the run that was stopped, and then is what a fresh index of the files is, whole', async () => {
    const report = await polyseme.index([path.join(base, 'old', 'texts')]);
    expect(report).toMatchObject({ added: 1, changed: 0, removed: 0, recut: 0, problems: [] });
    expect(report.passagesReused).toBeGreaterThanOrEqual(20);
    await expectSameLines();
    const [now, wanted] = await Promise.all([polyseme, fresh].map(tokensOf));
    expect(now?.map(([where]) => where)).toEqual(wanted?.map(([where]) => where));
    now?.forEach(([where, vector], i) => {
      expect(dot(vector, wanted?.[i]?.[1] as Float32Array), where).toBeGreaterThan(0.999);
    });
  });

  it('is cut again as well when its files are indexed again, and that run does not wait', async () => {
    const db = path.join(base, 'old', 'again.db');
    writeFileSync(db, gunzipSync(readFileSync(path.join(fixture, 'before.db.gz'))));
    const again = await Polyseme.open({ db, mustExist: true });
    const report = await again.index([path.join(base, 'old', 'texts')]);
    expect(report).toMatchObject({
      added: 1,
      changed: 0,
      unchanged: 11,
      recut: 11,
      removed: 0,
      problems: [],
    });
    const [now, wanted] = await Promise.all([again, fresh].map(tokensOf));
    expect(now?.map(([where]) => where)).toEqual(wanted?.map(([where]) => where));
    await again.close();
  });
});
