// Filters on metadata: one rule for documents and for vectors, whatever reads as a number.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { explainFilters, type MetadataFilter, metadataTest } from '#src/domain/filters.js';
import type { Metadata } from '#src/domain/text.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { documentOf, ensureDefault } from './passages.js';

/** Values of a field n, by name. */
const values: Record<string, Metadata> = {
  five: { n: 5 },
  'five as text': { n: '5' },
  'five in spaces': { n: ' 5 ' },
  'a shelf mark': { n: '007' },
  'a power': { n: '7e0' },
  signed: { n: '+5' },
  half: { n: 0.5 },
  price: { n: '12.50' },
  minus: { n: -3 },
  sixteen: { n: 16 },
  hex: { n: '0x10' },
  infinite: { n: 'Infinity' },
  apples: { n: '5 apples' },
  yes: { n: true },
  no: { n: false },
  one: { n: 1 },
  empty: { n: '' },
  space: { n: ' ' },
  null: { n: null },
  missing: { other: 5 },
  wide: { n: 'ｚ' },
  emoji: { n: '😀' },
  post: { n: '1436278513418522698' },
  'next post': { n: '1436278513418522699' },
  'beyond 64 bits': { n: '36893488147419103233' },
  year: { n: 1901 },
  month: { n: '1901-05' },
  day: { n: '1901-05-03' },
  moment: { n: '1901-05-03 10:00' },
  later: { n: '1902-01-01' },
  tags: { n: '["garden","letters",7,1436278513418522699,["deep"]]' },
  'no tags': { n: '[]' },
  bracket: { n: '[sic]' },
};
const absent = ['null', 'missing'];
const all = Object.keys(values).filter((name) => !absent.includes(name));
const except = (names: readonly string[], ...left: string[]) => names.filter((name) => !left.includes(name));
const fives = ['five', 'five as text'];
const posts = ['post', 'next post', 'beyond 64 bits'];
const dates = ['month', 'day', 'moment', 'later'];

/** What each filter allows. */
const cases: [MetadataFilter['operator'], string, string[]][] = [
  // what is written
  ['=', '5', fives],
  ['=', ' 5 ', ['five in spaces']],
  ['=', '5.0', []],
  ['=', '+5', ['signed']],
  ['=', '007', ['a shelf mark']],
  ['=', '7', ['tags']],
  ['=', '7e0', ['a power']],
  ['=', '12.50', ['price']],
  ['=', '12.5', []],
  ['=', '0x10', ['hex']],
  ['=', '16', ['sixteen']],
  ['=', 'Infinity', ['infinite']],
  ['=', '5 apples', ['apples']],
  ['=', 'true', ['yes']],
  ['=', '1', ['one']],
  ['=', 'false', ['no']],
  ['=', '0', []],
  ['=', '', ['empty']],
  ['!=', '5', except(all, ...fives)],
  ['!=', '007', except(all, 'a shelf mark')],
  ['!=', '0x10', except(all, 'hex')],
  ['!=', 'true', except(all, 'yes')],
  ['!=', '', except(all, 'empty')],
  // numbers
  ['<', '5', ['half', 'one', 'minus']],
  ['<=', '5', [...fives, 'half', 'one', 'minus']],
  ['>', '5', ['sixteen', 'price', 'year', ...posts]],
  ['>=', '5', [...fives, 'sixteen', 'price', 'year', ...posts]],
  ['>=', '12.5', ['sixteen', 'price', 'year', ...posts]],
  ['<', '12.50', [...fives, 'half', 'one', 'minus']],
  // whole numbers beyond 2^53
  ['=', '1436278513418522698', ['post']],
  ['=', '1436278513418522699', ['next post', 'tags']],
  ['=', '36893488147419103233', ['beyond 64 bits']],
  ['=', '36893488147419103232', []],
  ['!=', '1436278513418522698', except(all, 'post')],
  ['>', '1436278513418522698', ['next post', 'beyond 64 bits']],
  ['<=', '1436278513418522698', [...fives, 'sixteen', 'price', 'half', 'one', 'minus', 'year', 'post']],
  ['>', '36893488147419103232', ['beyond 64 bits']],
  // years, months and days
  ['=', '1901', ['year', 'month', 'day', 'moment']],
  ['!=', '1901', except(all, 'year', 'month', 'day', 'moment')],
  ['=', '1901-05', ['month', 'day', 'moment']],
  ['=', '1901-05-03', ['day', 'moment']],
  ['=', '1901-05-03T10:00', ['moment']],
  ['=', '1901-06', []],
  ['>=', '1901', ['year', ...dates, ...posts]],
  ['>', '1901', ['later', ...posts]],
  ['<=', '1901', [...fives, 'sixteen', 'price', 'half', 'one', 'minus', 'year', ...except(dates, 'later')]],
  ['<', '1902', [...fives, 'sixteen', 'price', 'half', 'one', 'minus', 'year', ...except(dates, 'later')]],
  ['>=', '1901-05', dates],
  ['<', '1901-05', ['year']],
  ['<=', '1901-05', ['year', 'month', 'day', 'moment']],
  ['>', '1901-05-03', ['later']],
  ['>=', '1901-05-03T09:00', ['moment', 'later']],
  // members of a list
  ['=', 'letters', ['tags']],
  ['!=', 'letters', except(all, 'tags')],
  ['=', 'deep', []],
  ['=', '[]', ['no tags']],
  ['=', '[sic]', ['bracket']],
  // other texts
  ['<', '5 apples', ['empty', 'space', 'five in spaces', 'signed', 'a shelf mark', 'hex']],
  ['>=', 'true', ['yes', 'wide', 'emoji']],
  ['>', 'ｚ', ['emoji']],
];

describe('filters on metadata', () => {
  let folder: string;
  let store: Store;
  let collectionId: number;
  let vectorsId: number;
  beforeAll(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'polyseme-filters-'));
    store = await openStore(path.join(folder, 'f.db'));
    ({ id: collectionId } = await ensureDefault(store));
    const writes = Object.entries(values).map(([name, metadata]) => documentOf(name, ['A bank.'], metadata));
    await store.writeDocuments(collectionId, writes);
    ({ id: vectorsId } = await store.ensureVectorCollection({
      ...{ name: 'v', dim: 1, metric: 'cosine', storage: 'int8', model: '' },
    }));
    await store.writeVectors(vectorsId, rowsOf(values));
  });
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });

  const rowsOf = (metadata: Record<string, Metadata>) =>
    Object.entries(metadata).map(([id, one]) => ({ id, vector: Uint8Array.of(1), scale: 1, metadata: one }));

  const documentsWhere = async (filters: readonly MetadataFilter[]): Promise<string[]> => {
    const ids = (await store.allowedDocuments(collectionId, { metadata: filters })) as Set<number>;
    return Promise.all([...ids].map(async (id) => (await store.document(id))?.uri as string));
  };
  const vectorsWhere = async (filter: MetadataFilter, from = store, id = vectorsId): Promise<string[]> => {
    const items = await from.vectorItems(await from.vectorsWhere(id, filter));
    return [...items.values()].map((item) => item.id as string);
  };

  it.each(cases)('n %s %j', async (operator, value, wanted) => {
    const filter = { key: 'n', operator, value };
    const plain = Object.entries(values).flatMap(([name, one]) =>
      metadataTest([filter])(one) ? [name] : [],
    );
    expect(plain.sort()).toEqual([...wanted].sort());
    expect((await documentsWhere([filter])).sort()).toEqual([...wanted].sort());
    expect((await vectorsWhere(filter)).sort()).toEqual([...wanted].sort());
  });

  it('all hold together', async () => {
    const filters = [
      { key: 'n', operator: '>', value: '0.5' },
      { key: 'n', operator: '!=', value: '5' },
    ] as const;
    expect((await documentsWhere(filters)).sort()).toEqual([
      'beyond 64 bits',
      'next post',
      'one',
      'post',
      'price',
      'sixteen',
      'year',
    ]);
  });

  it('names every field, whatever it is called', async () => {
    const odd = { 'a"b': 1, 'a\\b': 1, 'a.b': 1, '': 1, __proto__x: 1 };
    await store.writeDocuments(collectionId, [documentOf('odd', ['A bank.'], odd)]);
    for (const key of Object.keys(odd)) {
      expect(await documentsWhere([{ key, operator: '=', value: '1' }])).toEqual(['odd']);
    }
    expect(await documentsWhere([{ key: 'toString', operator: '!=', value: '1' }])).toEqual([]);
  });

  it('reads attributes again that an earlier version has stored by another rule', async () => {
    const file = path.join(folder, 'old.db');
    const made = await openStore(file);
    const { id } = await made.ensureVectorCollection({
      ...{ name: 'v', dim: 1, metric: 'cosine', storage: 'int8', model: '' },
    });
    await made.writeVectors(id, rowsOf(values));
    await made.close();
    const db = new Database(file);
    db.exec(`DELETE FROM polyseme_migration WHERE name = '0007_attributes.sql';
      UPDATE polyseme_vector_attribute SET value = 16.0 WHERE value = '0x10';
      DELETE FROM polyseme_vector_attribute WHERE value = '';
      UPDATE polyseme_vector_attribute SET value = CAST(value AS REAL) WHERE typeof(value) = 'integer';
      UPDATE polyseme_vector_attribute SET value = CAST(value AS REAL)
      WHERE value IN ('007', '7e0', '+5', ' 5 ', '12.50', '36893488147419103233')`);
    db.close();
    const upgraded = await openStore(file);
    for (const [operator, value, wanted] of cases) {
      const names = await vectorsWhere({ key: 'n', operator, value }, upgraded, id);
      expect(names.sort()).toEqual([...wanted].sort());
    }
    expect(await upgraded.removeVectors(id, Object.keys(values))).toBe(Object.keys(values).length);
    expect(await upgraded.contradictions()).toEqual([]);
    await upgraded.close();
    const left = new Database(file, { readonly: true });
    expect(left.prepare('SELECT count(*) FROM polyseme_vector_attribute').pluck().get()).toBe(0);
    left.close();
  });
});

it('the migration changes nothing but attributes', () => {
  const sql = readFileSync(new URL('../../migrations/0007_attributes.sql', import.meta.url), 'utf8');
  expect(
    [...sql.matchAll(/^(?:INSERT.*INTO|DELETE FROM|UPDATE|CREATE|DROP|ALTER)\s+(\w+)/gmu)].map((m) => m[1]),
  ).toEqual(['polyseme_vector_attribute', 'polyseme_vector_attribute']);
});

describe('filters that leave nothing', () => {
  const why = (text: string, ...metadata: Metadata[]) => {
    const [, key, operator, value] = /^(\w+)(\W+)(.*)$/u.exec(text) as unknown as [
      string,
      string,
      '=',
      string,
    ];
    return explainFilters(metadata, [{ key, operator, value }]);
  };

  it('say that no document has the field, and which there are', () => {
    expect(why('yaer>=1901', { year: 1901, author: 'Conrad' }, { place: null })).toBe(
      'no document has a field "yaer"; there are "year", "author"',
    );
    expect(why('year=1901')).toBe('no document has a field "year"; there are none');
  });

  it('say that the field holds nothing to compare with', () => {
    expect(why('date>=1901', { date: 'May 1901' }, { date: 'n.d.' })).toBe(
      'date holds nothing that >= can compare with 1901: it has, for example, "May 1901"',
    );
    expect(why('page<x', { page: 9 })).toContain('it has, for example, 9');
  });

  it('say nothing more where another value would do', () => {
    expect(why('date>=1901', { date: '1899-12-31' })).toBeNull();
    expect(why('author=James', { author: 'Conrad' })).toBeNull();
  });
});
