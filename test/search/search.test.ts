// Queries of every kind on the demo texts, against a naive oracle that compares every vector; and what happens to a
// search when its index file is missing, stale or damaged.
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Filters } from '#src/domain/filters.js';
import { partsOfSpeech } from '#src/domain/text.js';
import { openEncoder } from '#src/encoder/encoder.js';
import { resolveModel } from '#src/encoder/model-files.js';
import { type Hit, Polyseme, type Query } from '#src/index.js';
import { splitWords } from '#src/text/words.js';
import { demoDatabase, demoReady } from '../demo.js';

interface OracleToken {
  readonly id: number;
  readonly lemma: string;
  readonly pos: string;
  readonly uri: string;
  readonly fileUri: string;
  readonly metadata: Record<string, string>;
  /** Of length 1. */
  readonly vector: Float32Array;
}

let polyseme: Polyseme;
let oracle: OracleToken[];
beforeAll(async () => {
  await demoReady();
  polyseme = await Polyseme.open({ db: demoDatabase, mustExist: true });
  await polyseme.loadIndex();
  oracle = readOracle(demoDatabase);
});
afterAll(() => polyseme.close());

function readOracle(db: string): OracleToken[] {
  const connection = new Database(db, { readonly: true });
  const documents = new Map(
    (
      connection.prepare('SELECT id, uri, file_uri AS fileUri, metadata FROM polyseme_document').all() as {
        id: number;
        uri: string;
        fileUri: string;
        metadata: string;
      }[]
    ).map(({ id, metadata, ...rest }) => [
      id,
      { ...rest, metadata: JSON.parse(metadata) as Record<string, string> },
    ]),
  );
  const rows = connection
    .prepare(
      'SELECT t.id, l.lemma, t.pos, t.document_id, t.vector FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id',
    )
    .raw()
    .all() as [number, string, number, number, Buffer][];
  connection.close();
  return rows.map(([id, lemma, pos, documentId, blob]) => {
    const codes = new Int8Array(blob.buffer, blob.byteOffset, blob.byteLength);
    const vector = Float32Array.from(codes);
    const length = Math.sqrt(dot(vector, vector));
    for (let i = 0; i < vector.length; i++) vector[i] = (vector[i] as number) / length;
    const document = documents.get(documentId) as Pick<OracleToken, 'uri' | 'fileUri' | 'metadata'>;
    return { id, lemma, pos: partsOfSpeech[pos] as string, ...document, vector };
  });
}

function dot(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number);
  return sum;
}

/** The vector of a description: the mean of all its words. */
async function vectorOf(text: string): Promise<Float32Array> {
  const encoder = await openEncoder(await resolveModel(), { workers: 1 });
  const { words, dim } = await encoder.encode(text, splitWords(text), [
    { startChar: 0, endChar: text.length },
  ]);
  const sum = new Float32Array(dim);
  words.forEach((value, i) => {
    sum[i % dim] = (sum[i % dim] as number) + value;
  });
  const length = Math.sqrt(dot(sum, sum));
  return sum.map((value) => value / length);
}

/** All that are allowed, nearest first. */
function nearest(
  vector: Float32Array,
  isAllowed: (token: OracleToken) => boolean = () => true,
): { id: number; cosine: number }[] {
  return oracle
    .filter(isAllowed)
    .map((token) => ({ id: token.id, cosine: dot(vector, token.vector) }))
    .sort((a, b) => b.cosine - a.cosine || a.id - b.id);
}

const idsOf = (hits: readonly Hit[]): (number | null)[] => hits.map(({ tokenId }) => tokenId);

async function hitsOf(query: Query): Promise<readonly Hit[]> {
  return (await polyseme.search(query)).hits;
}

function expectSorted(hits: readonly Hit[]): void {
  const scores = hits.map(({ score }) => score as number);
  expect(scores).toEqual([...scores].sort((a, b) => b - a));
}

const total = async (query: Query): Promise<number> => (await polyseme.search(query)).total;

describe('search > every kind of query', () => {
  it('a word and a meaning rank all occurrences of the word', async () => {
    const result = await polyseme.search({ word: 'bank', meaning: 'land beside a river', limit: 1000 });
    const expected = oracle.filter(({ lemma }) => lemma === 'bank');
    expect(result).toMatchObject({
      ...{ total: expected.length, occurrences: expected.length, lemmas: ['bank'], isExact: true },
    });
    expect(new Set(idsOf(result.hits))).toEqual(new Set(expected.map(({ id }) => id)));
    expectSorted(result.hits);
    const vector = await vectorOf('bank : land beside a river');
    const cosines = new Map(
      nearest(vector, ({ lemma }) => lemma === 'bank').map(({ id, cosine }) => [id, cosine]),
    );
    for (const { tokenId, cosine } of result.hits) {
      expect(cosine).toBeCloseTo(cosines.get(tokenId as number) as number, 3);
    }
    expect(result.bestCosine).toBeCloseTo(Math.max(...cosines.values()), 3);
  });

  it('without ranking steps a ranking score is the cosine', async () => {
    const hits = await hitsOf({ word: 'bank', meaning: 'land beside a river', rank: false, limit: 1000 });
    const vector = await vectorOf('bank : land beside a river');
    for (const { ranking, cosine } of hits) expect(ranking).toBe(cosine);
    const cosines = new Map(hits.map(({ tokenId, cosine }) => [tokenId, cosine as number]));
    const wanted = nearest(vector, ({ lemma }) => lemma === 'bank').map(
      ({ id }) => cosines.get(id) as number,
    );
    expect(wanted).toEqual([...wanted].sort((a, b) => b - a));
  });

  it('an example finds lines of its marked word that mean the same', async () => {
    for (const query of [
      { example: 'We sat on the [bank] of the river and fished.' },
      { meaning: 'We sat on the [bank] of the river and fished.' },
    ]) {
      const hits = await hitsOf({ ...query, limit: 10 });
      expect(hits.every(({ lemma }) => lemma === 'bank')).toBe(true);
      expect(hits.filter(({ uri }) => !/money/u.test(uri)).length).toBeGreaterThanOrEqual(9);
    }
  });

  it('an example for any word finds other words too', async () => {
    const hits = await hitsOf({
      example: 'We sat on the [bank] of the river and fished.',
      anyWord: true,
      limit: 100,
    });
    const lemmas = new Set(hits.map(({ lemma }) => lemma));
    expect(lemmas.has('bank')).toBe(true);
    expect(lemmas.size).toBeGreaterThan(1);
  });

  it('lines of a first search, liked and unliked, change the order', async () => {
    const first = await hitsOf({ word: 'bank', meaning: 'financial institution', limit: 2 });
    const river = await hitsOf({ word: 'bank', meaning: 'land beside a river', limit: 2 });
    const like = idsOf(first) as number[];
    const unlike = idsOf(river) as number[];
    const hits = await hitsOf({ word: 'bank', like, unlike, limit: 20 });
    expect(hits.every(({ uri }) => /money|sentences/u.test(uri))).toBe(true);
    const back = await hitsOf({ word: 'bank', like: unlike, unlike: like, limit: 20 });
    expect(back.some(({ uri }) => /money-and-banking/u.test(uri))).toBe(false);
    const anyWord = await hitsOf({ like, limit: 20 });
    expect(idsOf(anyWord)).toEqual(expect.arrayContaining(like));
  });

  // 0.15 × the unlike lines is too little against the word's mean, which is mostly of the sense that is not wanted
  it('a word and unlike lines alone put other senses first', async () => {
    const unlike = idsOf(
      await hitsOf({ word: 'bank', meaning: 'financial institution', limit: 2 }),
    ) as number[];
    const hits = await hitsOf({ word: 'bank', unlike, limit: 20 });
    expect(hits.filter(({ uri }) => /money-and-banking/u.test(uri)).length).toBeLessThan(10);
  });

  it('a meaning without a word leaves out its own words, unless they are asked for', async () => {
    const query = { meaning: 'the side of a river', limit: 30 };
    const result = await polyseme.search(query);
    expect([...result.leftOut].sort()).toEqual(['river', 'side']);
    expect(result.hits.some(({ lemma }) => lemma === 'river' || lemma === 'side')).toBe(false);
    const own = await polyseme.search({ ...query, ownWords: true });
    expect(own.leftOut).toEqual([]);
    expect(own.hits.some(({ lemma }) => lemma === 'river')).toBe(true);
    for (const { score, cosine } of own.hits) expect(score).toBe(cosine);
  });

  it('about finds whole sentences', async () => {
    const result = await polyseme.search({ about: 'the atmosphere of the giant planets', limit: 10 });
    expect(result.hits).toHaveLength(10);
    expect(result.hits.filter(({ uri }) => /stars\.md/u.test(uri)).length).toBeGreaterThanOrEqual(8);
    for (const hit of result.hits) {
      expect(hit).toMatchObject({ tokenId: null, lemma: null, form: hit.sentence });
    }
    expectSorted(result.hits);
  });

  it('a word alone gives its lines in the order of documents and places, without scores', async () => {
    const result = await polyseme.search({ word: 'bank', limit: 1000 });
    expect(result.hits).toHaveLength(result.total);
    expect(result.hits.every(({ score, cosine }) => score === null && cosine === null)).toBe(true);
    for (let i = 1; i < result.hits.length; i++) {
      const [a, b] = [result.hits[i - 1] as Hit, result.hits[i] as Hit];
      expect(a.uri < b.uri || (a.uri === b.uri && a.start < b.start)).toBe(true);
    }
  });

  it('hits cut their form out of the document', async () => {
    for (const { rowId, start, end, form, left, right } of await hitsOf({ word: 'house', limit: 50 })) {
      const { text } = await polyseme.document(rowId);
      expect(text.slice(start, end)).toBe(form);
      const flat = (part: string): string => part.replaceAll(/\s+/gu, ' ');
      expect(flat(text.slice(Math.max(0, start - 200), start)).endsWith(left.trimStart().slice(-20))).toBe(
        true,
      );
      expect(flat(text.slice(end, end + 200)).startsWith(right.trimEnd().slice(0, 20))).toBe(true);
    }
  });
});

describe('search > forms', () => {
  it.each([
    ['banks', 'bank'],
    ['Bank', 'bank'],
    ['mice', 'mouse'],
    ['went', 'go'],
    ['houses', 'house'],
  ])('%s finds all occurrences of %s', async (form, lemma) => {
    const expected = oracle.filter((token) => token.lemma === lemma).length;
    expect(expected).toBeGreaterThan(0);
    const result = await polyseme.search({ word: form });
    expect(result.lemmas).toEqual([lemma]);
    expect(result.total).toBe(expected);
    expect(await total({ word: lemma })).toBe(expected);
  });

  it('exact finds the form as written only, upper and lower case apart', async () => {
    const forms = ['bank', 'banks', 'Bank', 'Banks', 'banked'];
    const all = await hitsOf({ word: 'bank', limit: 1000 });
    for (const form of forms) {
      const hits = await hitsOf({ word: form, form: 'exact', limit: 1000 });
      // "apart" as in domain.ts: the case makes no difference, the ending does
      expect(hits.length).toBeGreaterThan(0);
      expect(hits.map((hit) => hit.form.toLowerCase())).toEqual(hits.map(() => form.toLowerCase()));
      expect(hits.length).toBe(all.filter((hit) => hit.form.toLowerCase() === form.toLowerCase()).length);
    }
  });

  it('a misspelt word finds nothing and is told what is spelt like it', async () => {
    for (const [wrong, right] of [
      ['rivr', 'river'],
      ['moneyy', 'money'],
      ['housse', 'house'],
    ] as const) {
      const result = await polyseme.search({ word: wrong, meaning: 'anything' });
      expect(result).toMatchObject({ hits: [], total: 0, occurrences: 0 });
      expect(result.nearSpellings.map(({ lemma }) => lemma)).toContain(right);
      const count = oracle.filter(({ lemma }) => lemma === right).length;
      expect(result.nearSpellings.find(({ lemma }) => lemma === right)?.count).toBe(count);
      expect(result.nearMeanings.length).toBeGreaterThan(0);
    }
  });
});

describe('search > two letters swapped', () => {
  // a swap counts as two edits, and a word of five letters is allowed one
  it.each([
    ['hosue', 'house'],
    ['bnak', 'bank'],
    ['moeny', 'money'],
  ])('%s is told of %s', async (wrong, right) => {
    const { nearSpellings } = await polyseme.search({ word: wrong });
    expect(nearSpellings.map(({ lemma }) => lemma)).toContain(right);
  });
});

describe('search > filters never cost results', () => {
  const description = 'a feeling of great fear';

  /** Runs a filter on a query without a word and compares with filtering the whole list by brute force. */
  async function expectAsFiltered(
    filters: Filters,
    isAllowed: (token: OracleToken) => boolean,
    { limit = 20, isAlways = true } = {},
  ): Promise<number> {
    const vector = await vectorOf(description);
    const expected = nearest(vector, isAllowed);
    for (const exact of [true, false]) {
      const query = { meaning: description, ownWords: true, filters, limit, exact };
      const result = await polyseme.search(query);
      const wanted = expected.slice(0, limit).map(({ id }) => id);
      expect(result.hits).toHaveLength(wanted.length);
      const allowed = new Set(expected.map(({ id }) => id));
      expect(idsOf(result.hits).every((id) => allowed.has(id as number))).toBe(true);
      const found = new Set(idsOf(result.hits));
      const recall = wanted.filter((id) => found.has(id)).length / wanted.length;
      if (exact || isAlways) expect(recall).toBe(1);
      else expect(recall).toBeGreaterThanOrEqual(0.9);
      expectSorted(result.hits);
    }
    return expected.length / oracle.length;
  }

  it('on documents that hold one in a hundred occurrences', async () => {
    const some = [...new Set(oracle.filter(({ uri }) => /sentences\.csv#/u.test(uri)).map(({ uri }) => uri))]
      .filter((_, i) => i % 30 === 0)
      .slice(0, 215);
    const documents = new Set(some);
    const share = await expectAsFiltered({ documents: some }, ({ uri }) => documents.has(uri));
    expect(share).toBeLessThan(0.02);
    expect(share).toBeGreaterThan(0.002);
  });

  it('on the URI of a file, which stands for all its records', async () => {
    const file = oracle.find(({ fileUri }) => /sentences\.csv$/u.test(fileUri))?.fileUri as string;
    await expectAsFiltered({ documents: [file] }, ({ fileUri }) => fileUri === file, { isAlways: false });
    const novel = oracle.find(({ uri }) => /almayers/u.test(uri))?.uri as string;
    await expectAsFiltered({ documents: [novel] }, ({ uri }) => uri === novel, { isAlways: false });
  });

  it.each(partsOfSpeech.map((pos) => [pos]))('on the part of speech %s', async (pos) => {
    await expectAsFiltered({ pos: [pos] }, (token) => token.pos === pos, { isAlways: false });
  });

  it('on metadata', async () => {
    const counted = new Map<string, number>();
    for (const { metadata } of oracle) {
      if (metadata.source) counted.set(metadata.source, (counted.get(metadata.source) ?? 0) + 1);
    }
    expect(counted.size).toBeGreaterThan(1);
    for (const value of counted.keys()) {
      await expectAsFiltered(
        { metadata: [{ key: 'source', operator: '=', value }] },
        ({ metadata }) => metadata.source === value,
        { isAlways: false },
      );
    }
  });

  it('on all three at once, and a page of the largest size', async () => {
    const file = oracle.find(({ fileUri }) => /sentences\.csv$/u.test(fileUri))?.fileUri as string;
    await expectAsFiltered(
      { documents: [file], pos: ['ADJ'], metadata: [{ key: 'source', operator: '!=', value: 'tatoeba' }] },
      ({ fileUri, pos, metadata }) => fileUri === file && pos === 'ADJ' && metadata.source !== 'tatoeba',
      { limit: 1000 },
    );
  });

  it('with a word they are the list without filters, filtered', async () => {
    const all = await hitsOf({ word: 'time', meaning: 'an occasion', limit: 1000 });
    const novel = oracle.find(({ uri }) => /almayers/u.test(uri))?.uri as string;
    const filtered = await hitsOf({
      word: 'time',
      meaning: 'an occasion',
      filters: { documents: [novel] },
      limit: 1000,
    });
    expect(new Set(idsOf(filtered))).toEqual(new Set(idsOf(all.filter(({ uri }) => uri === novel))));
    expect(filtered.length).toBeGreaterThan(20);
    const alone = { word: 'time', limit: 1000 };
    expect(idsOf(await hitsOf({ ...alone, filters: { documents: [novel] } }))).toEqual(
      idsOf((await hitsOf(alone)).filter(({ uri }) => uri === novel)),
    );
  });

  it('that nothing passes leave nothing', async () => {
    for (const query of [{ word: 'bank' }, { meaning: 'fear' }, { about: 'fear' }]) {
      expect(await polyseme.search({ ...query, filters: { documents: ['none.txt'] } })).toMatchObject({
        ...{ hits: [], total: 0 },
      });
    }
  });
});

describe('search > pages', () => {
  it.each<[string, Query]>([
    ['a word and a meaning', { word: 'bank', meaning: 'land beside a river' }],
    ['a word', { word: 'house' }],
    ['a meaning, compared with every vector', { meaning: 'a feeling of great fear', exact: true }],
    ['a sentence', { about: 'a boat on the river at night' }],
  ])('of %s join to the whole list', async (_, query) => {
    const whole = await hitsOf({ ...query, limit: 90 });
    const pages: Hit[] = [];
    for (let offset = 0; offset < 90; offset += 30)
      pages.push(...(await hitsOf({ ...query, limit: 30, offset })));
    expect(pages).toEqual(whole);
    expect(new Set(pages.map(({ tokenId, sentenceId }) => tokenId ?? sentenceId)).size).toBe(90);
  });

  it('of a meaning by the index join to nearly the whole list, without repeats', async () => {
    const query = { meaning: 'a feeling of great fear' };
    const whole = idsOf(await hitsOf({ ...query, limit: 90 }));
    const pages: (number | null)[] = [];
    for (let offset = 0; offset < 90; offset += 30)
      pages.push(...idsOf(await hitsOf({ ...query, limit: 30, offset })));
    const known = new Set(whole);
    expect(pages.filter((id) => known.has(id)).length).toBeGreaterThanOrEqual(87);
  });

  it('beyond the end are empty, and the total stays', async () => {
    const first = await polyseme.search({ word: 'bank' });
    expect(await polyseme.search({ word: 'bank', offset: 100_000 })).toMatchObject({
      hits: [],
      total: first.total,
    });
  });

  it('minScore leaves out what is lower, and total counts the rest', async () => {
    for (const query of [
      { word: 'bank', meaning: 'land beside a river' },
      { meaning: 'a feeling of great fear', exact: true },
      { about: 'a boat on the river at night' },
    ]) {
      const whole = await hitsOf({ ...query, limit: 1000 });
      const at = whole.findIndex(({ score }, i) => i >= 15 && score !== whole[i + 1]?.score);
      const minScore = ((whole[at]?.score as number) + (whole[at + 1]?.score as number)) / 2;
      const kept = await polyseme.search({ ...query, minScore, limit: 1000 });
      const expected = whole.filter(({ score }) => (score as number) >= minScore);
      expect(kept.total).toBe(expected.length);
      expect(kept.hits).toEqual(expected);
    }
  });
});

describe('search > totals', () => {
  const meaning = 'a feeling of great fear';

  it.each([true, false])('without a word heeds the part of speech (exact: %s)', async (exact) => {
    const expected = oracle.filter(({ pos }) => pos === 'INTJ').length;
    expect(expected).toBeGreaterThan(20);
    expect(expected).toBeLessThan(1000);
    const query = { meaning, ownWords: true, filters: { pos: ['INTJ'] }, exact } as const;
    const first = await polyseme.search(query);
    expect(first).toMatchObject({ total: expected, isCapped: false });
    expect((await hitsOf({ ...query, limit: 1000 })).length).toBe(expected);
  });

  it('without a word leave out the words of the description', async () => {
    const novel = oracle.find(({ uri }) => /almayers/u.test(uri))?.uri as string;
    const filters = { documents: [novel], pos: ['ADV'] } as const;
    const query = { meaning: 'very slowly and never quickly', filters };
    const { leftOut, total } = await polyseme.search({ ...query, limit: 1 });
    expect(leftOut).toContain('slowly');
    const allowed = oracle.filter(
      ({ uri, pos, lemma }) => uri === novel && pos === 'ADV' && !leftOut.includes(lemma),
    );
    expect(total).toBe(Math.min(1000, allowed.length));
  });

  it('are never a cap without saying so', async () => {
    for (const query of [{ meaning }, { meaning, filters: { pos: ['NOUN'] } as const }, { about: meaning }]) {
      expect(await polyseme.search(query)).toMatchObject({ total: 1000, isCapped: true });
      const scored = await polyseme.search({ ...query, minScore: 0.99 });
      expect(scored).toMatchObject({ isCapped: false });
    }
    expect(await polyseme.search({ word: 'time' })).toMatchObject({ isCapped: false });
    expect(await polyseme.search({ about: meaning, filters: { documents: ['none.txt'] } })).toMatchObject({
      ...{ total: 0, isCapped: false },
    });
  });

  it('end where pages end', async () => {
    for (const asked of [{ meaning }, { about: meaning }]) {
      const query = { ...asked, fold: false };
      expect(await hitsOf({ ...query, offset: 995, limit: 20 })).toHaveLength(5);
      expect(await hitsOf({ ...query, offset: 1000 })).toEqual([]);
    }
  });
});

describe('search > neighbours', () => {
  it('are as many as asked for, up to 1,000, without the line itself', async () => {
    const [hit] = await hitsOf({ word: 'bank', limit: 1 });
    const tokenId = hit?.tokenId as number;
    const vector = oracle.find(({ id }) => id === tokenId)?.vector as Float32Array;
    const wanted = nearest(vector).filter(({ id }) => id !== tokenId);
    for (const limit of [1, 20, 1000]) {
      const hits = await polyseme.neighbours(tokenId, { limit, exact: true });
      expect(idsOf(hits)).toHaveLength(limit);
      const found = new Set(idsOf(hits));
      expect(wanted.slice(0, limit).filter(({ id }) => !found.has(id)).length).toBeLessThanOrEqual(
        limit / 100,
      );
      expectSorted(hits);
    }
  });

  it.each([-1, 0, 2.5, 1001])('refuse a limit of %d by that number', async (limit) => {
    await expect(polyseme.neighbours(1, { limit })).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining(`limit: ${limit} is `),
    });
  });
});

describe('search > lines', () => {
  it('name the row of their document, whatever the kind of query', async () => {
    for (const query of [{ word: 'bank' }, { meaning: 'a flood' }, { about: 'a flood' }]) {
      const hits = await hitsOf(query);
      expect(hits).toHaveLength(20);
      for (const { rowId, uri } of hits) {
        expect((await polyseme.document(rowId)).document.uri).toBe(uri);
      }
    }
  });

  it('show as much context as the document has, up to 120 characters', async () => {
    for (const { rowId, start, end, left, right } of await hitsOf({ word: 'river', limit: 40 })) {
      const { text } = await polyseme.document(rowId);
      const flat = (part: string): string => part.replaceAll(/\s+/gu, ' ');
      const [before, after] = [flat(text.slice(0, start)).trimStart(), flat(text.slice(end)).trimEnd()];
      expect(before.endsWith(left)).toBe(true);
      expect(after.startsWith(right)).toBe(true);
      if (before.length <= 120) expect(left).toBe(before);
      else expect(left.length).toBeGreaterThan(90);
      if (after.length <= 120) expect(right).toBe(after);
      else expect(right.length).toBeGreaterThan(90);
    }
  });

  it('are the same one after another as in one page', async () => {
    for (const query of [
      { word: 'time', meaning: 'an occasion' },
      { word: 'house' },
      { meaning: 'a feeling of great fear', exact: true },
      { about: 'a boat on the river at night' },
    ]) {
      const page = await polyseme.search({ ...query, offset: 3, limit: 1000, fold: false });
      const hits: Hit[] = [];
      for await (const hit of polyseme.hits({ ...query, offset: 3 })) hits.push(hit);
      expect(hits).toEqual(page.hits);
      expect(hits.length).toBeGreaterThan(200);
    }
  });
});

describe('search > minScore', () => {
  // scores are rounded to four digits for the hit, and minScore is compared before that
  it('that is the score of a hit keeps that hit', async () => {
    const query = { word: 'bank', meaning: 'land beside a river', limit: 40 };
    for (const { score, tokenId } of await hitsOf(query)) {
      expect(idsOf(await hitsOf({ ...query, minScore: score as number }))).toContain(tokenId);
    }
  });
});

const descriptions = [
  'a small boat',
  'sudden anger',
  'to speak quietly',
  'money that is owed',
  'light from the sky',
  'a person who rules',
  'moving very fast',
  'a wild animal',
  'to die',
  'the parts of a house',
  'hot and dry weather',
  'to be in love',
  'an amount that can be counted',
  'a journey over land',
  'very old',
  'to refuse',
  'food and drink',
  'a loud noise',
  'a thought or plan',
  'without any sound',
];

describe('search > the approximate index', () => {
  it('finds 97 of 100 of the ten nearest, over twenty descriptions', async () => {
    let found = 0;
    for (const meaning of descriptions) {
      const result = await polyseme.search({ meaning, ownWords: true, limit: 10 });
      expect(result.isExact).toBe(false);
      const wanted = nearest(await vectorOf(meaning)).slice(0, 10);
      const ids = new Set(idsOf(result.hits));
      found += wanted.filter(({ id }) => ids.has(id)).length;
    }
    expect(found / (10 * descriptions.length)).toBeGreaterThanOrEqual(0.97);
  });

  it('is not used when exact is asked for, and then every one is found', async () => {
    for (const meaning of descriptions.slice(0, 5)) {
      const result = await polyseme.search({ meaning, ownWords: true, limit: 10, exact: true });
      expect(result.isExact).toBe(true);
      const wanted = nearest(await vectorOf(meaning)).slice(0, 10);
      expect(new Set(idsOf(result.hits))).toEqual(new Set(wanted.map(({ id }) => id)));
    }
  });
});

describe('search > lines that a person has judged', () => {
  const { lines } = JSON.parse(
    readFileSync(new URL('../fixtures/bank-judged.json', import.meta.url), 'utf8'),
  ) as {
    lines: Record<string, { sense: 'river' | 'money' | 'other' }>;
  };
  it.each([
    ['land beside a river', 'river'],
    ['financial institution', 'money'],
  ])('bank, "%s": at least nine of the first ten are %s', async (meaning, sense) => {
    const hits = await hitsOf({ word: 'bank', meaning, limit: 10 });
    const keys = hits.map(({ uri, start }) => `${uri.split('/').at(-1)}:${start}`);
    const unread = hits.filter((_, i) => lines[keys[i] as string] === undefined);
    expect(
      unread.map(({ uri, start, left, form, right }) => `${uri}:${start} ${left}[${form}]${right}`),
    ).toEqual([]);
    const right = keys.filter((key) => lines[key]?.sense === sense);
    expect(right.length).toBeGreaterThanOrEqual(9);
  });
});

describe('search > an index file that cannot be trusted', () => {
  const animals = [
    'otter',
    'heron',
    'badger',
    'salmon',
    'beetle',
    'sparrow',
    'lizard',
    'falcon',
    'hamster',
    'tortoise',
    'weasel',
    'donkey',
  ];
  const places = [
    'on the bank of the river',
    'under the old bridge',
    'in the harbour',
    'near the bank in town',
    'behind a wall',
    'between two fields of wheat',
    'beside the railway station',
    'in a deep cave',
  ];
  const sentencesOf = (verb: string): string =>
    `id,text\n${animals
      .flatMap((animal) => places.map((place, i) => `${animal}-${i},The ${animal} ${verb} ${place}.`))
      .join('\n')}\n`;
  let base: string;
  let made: string;
  beforeAll(async () => {
    base = mkdtempSync(path.join(tmpdir(), 'polyseme-search-'));
    made = await make('made', 'slept');
  });
  afterAll(() => rmSync(base, { recursive: true }));

  async function make(name: string, verb: string): Promise<string> {
    const folder = path.join(base, name);
    mkdirSync(folder);
    writeFileSync(path.join(folder, 'animals.csv'), sentencesOf(verb));
    const db = path.join(folder, 'x.db');
    await opened(db, async (one) => {
      await one.index([path.join(folder, 'animals.csv')]);
      await one.syncIndex();
      expect((await one.stats()).annState).toBe('fresh');
    });
    return db;
  }

  async function opened<T>(db: string, work: (one: Polyseme) => Promise<T>): Promise<T> {
    const one = await Polyseme.open({ db });
    try {
      return await work(one);
    } finally {
      await one.close();
    }
  }

  function copy(from: string, name: string): string {
    mkdirSync(path.join(base, name));
    const to = path.join(base, name, 'x.db');
    for (const ending of ['', '.1.hnsw', '.1.hnsw.json']) copyFileSync(from + ending, to + ending);
    return to;
  }

  const query = { meaning: 'a bird', limit: 10 };

  const damages: [string, 'missing' | 'fresh', (graph: string) => void | Promise<void>][] = [
    ['whole', 'fresh', () => {}],
    ['missing', 'missing', (graph) => rmSync(graph)],
    ['without its header', 'missing', (graph) => rmSync(`${graph}.json`)],
    ['with a header cut short', 'missing', (graph) => truncateSync(`${graph}.json`, 40)],
    ['cut short', 'missing', (graph) => truncateSync(graph, 5000)],
    ['empty', 'missing', (graph) => truncateSync(graph, 0)],
    [
      'with one bit flipped',
      'missing',
      (graph) => {
        const bytes = readFileSync(graph);
        bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] as number) ^ 1;
        writeFileSync(graph, bytes);
      },
    ],
    [
      'of another database',
      'missing',
      async (graph) => {
        const other = await make('other', 'sang');
        for (const ending of ['.1.hnsw', '.1.hnsw.json'])
          copyFileSync(other + ending, graph.replace('.1.hnsw', ending));
      },
    ],
  ];

  it.each(damages)('%s: the search is right, and syncIndex makes it good', async (name, state, damage) => {
    const expected = await opened(made, (one) => one.search({ ...query, exact: true }));
    const db = copy(made, `damaged ${name}`);
    await damage(`${db}.1.hnsw`);
    await opened(db, async (one) => {
      await one.loadIndex();
      expect((await one.stats()).annState).toBe(state);
      const before = await one.search(query);
      expect(before.isExact).toBe(state === 'missing');
      expect(idsOf(before.hits)).toEqual(idsOf(expected.hits));
      await one.syncIndex();
      expect((await one.stats()).annState).toBe('fresh');
      expect(idsOf((await one.search(query)).hits)).toEqual(idsOf(expected.hits));
    });
    await opened(db, async (one) => {
      await one.loadIndex();
      const after = await one.search(query);
      expect(after.isExact).toBe(false);
      expect(idsOf(after.hits)).toEqual(idsOf(expected.hits));
    });
  });

  it('stale, after texts came and went: new ones are found, removed ones are not', async () => {
    const db = copy(made, 'stale');
    const fresh = path.join(path.dirname(db), 'fresh.txt');
    writeFileSync(fresh, 'A kingfisher and a robin sang in the tree while an eagle circled above.');
    await opened(db, async (one) => {
      await one.index([fresh]);
      await one.remove(['heron-0']);
    });
    await opened(db, async (one) => {
      await one.loadIndex();
      expect((await one.stats()).annState).toBe('stale');
      const isRight = async (): Promise<void> => {
        const { hits, isExact } = await one.search(query);
        expect(isExact).toBe(false);
        const words = hits.map(({ lemma }) => lemma);
        expect(words).toEqual(expect.arrayContaining(['robin', 'eagle']));
        expect(hits.some(({ documentId }) => documentId === 'heron-0')).toBe(false);
        const exact = await one.search({ ...query, exact: true });
        expect(idsOf(hits)).toEqual(idsOf(exact.hits));
      };
      await isRight();
      await one.syncIndex();
      expect((await one.stats()).annState).toBe('fresh');
      await isRight();
    });
  });

  // the header knows the database by an id that a backup shares, and token ids are given again after a restore: the
  // graph then holds vectors of other words under the ids of new ones, and calls itself fresh
  it('newer than a database that was restored from a backup: nothing is lost', async () => {
    const db = copy(made, 'restored');
    const backup = readFileSync(db);
    const add = (name: string, text: string): string => {
      const file = path.join(path.dirname(db), name);
      writeFileSync(file, text);
      return file;
    };
    await opened(db, async (one) => {
      await one.index([add('lost.txt', 'The clerk signed a long contract about taxes and insurance fees.')]);
      await one.syncIndex();
    });
    for (const ending of ['-wal', '-shm']) rmSync(db + ending, { force: true });
    writeFileSync(db, backup);
    await opened(db, async (one) => {
      await one.index([add('new.txt', 'An eagle, a robin and a kingfisher sang in the tree.')]);
      await one.loadIndex();
      expect((await one.stats()).annState).not.toBe('fresh');
      const exact = await one.search({ ...query, exact: true });
      expect(exact.hits.map(({ lemma }) => lemma)).toContain('eagle');
      expect(idsOf((await one.search(query)).hits)).toEqual(idsOf(exact.hits));
      await one.syncIndex();
      expect(idsOf((await one.search(query)).hits)).toEqual(idsOf(exact.hits));
    });
  });

  it('of a copy of a database, which went another way since: nothing is lost', async () => {
    const db = copy(made, 'one way');
    const twin = copy(made, 'another way');
    const add = async (to: string, text: string): Promise<void> => {
      const file = path.join(path.dirname(to), 'new.txt');
      writeFileSync(file, text);
      await opened(to, async (one) => {
        await one.index([file]);
        await one.syncIndex();
      });
    };
    await add(db, 'The clerk signed a long contract about taxes and insurance fees.');
    await add(twin, 'A robin and an eagle sang in the tree.');
    for (const ending of ['.1.hnsw', '.1.hnsw.json']) copyFileSync(db + ending, twin + ending);
    await opened(twin, async (one) => {
      await one.loadIndex();
      expect((await one.stats()).annState).not.toBe('fresh');
      const exact = await one.search({ ...query, exact: true });
      expect(exact.hits.map(({ lemma }) => lemma)).toContain('eagle');
      expect(idsOf((await one.search(query)).hits)).toEqual(idsOf(exact.hits));
    });
  });
});
