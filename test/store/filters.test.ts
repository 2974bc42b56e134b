// Filters on metadata: one rule for documents and for vectors, whatever reads as a number.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { asNumber, type MetadataFilter, meetsFilter, readsAsNumber } from '#src/domain/filters.js';
import type { Metadata } from '#src/domain/text.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { documentOf, ensureDefault } from './passages.js';

describe('a text reads as a number', () => {
  it.each([
    ['5', 5],
    [' 5 ', 5],
    ['\t-5\n', -5],
    ['+5', 5],
    ['.5', 0.5],
    ['5.', 5],
    ['1e3', 1000],
    ['-1.5E-2', -0.015],
    ['007', 7],
  ])('%j', (text, number) => {
    expect(asNumber(text)).toBe(number);
    expect(readsAsNumber(text)).toBe(true);
  });
});

describe('a text does not read as a number', () => {
  it.each([
    ...[
      '',
      ' ',
      '0x10',
      '0b1',
      '0o7',
      '1_000',
      '1,5',
      'Infinity',
      '-Infinity',
      'NaN',
      '1e999',
      '.',
      'e5',
      '5e',
    ],
    ...['5 apples', '--5', '1.2.3', '5e1.5', 'true', '- 5'],
  ])('%j', (text) => {
    expect(asNumber(text)).toBeUndefined();
    expect(readsAsNumber(text)).toBe(false);
  });
});

/** Values of a field n, by name. */
const values: Record<string, Metadata> = {
  five: { n: 5 },
  'five as text': { n: '5' },
  'five in spaces': { n: ' 5 ' },
  half: { n: 0.5 },
  thousand: { n: '1e3' },
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
};
const numbers = ['five', 'five as text', 'five in spaces', 'half', 'thousand', 'sixteen', 'one'];
const absent = ['null', 'missing'];
const texts = Object.keys(values).filter((name) => !numbers.includes(name) && !absent.includes(name));
const all = [...numbers, ...texts];
const except = (names: readonly string[], ...left: string[]) => names.filter((name) => !left.includes(name));
const fives = ['five', 'five as text', 'five in spaces'];

/** What each filter allows. */
const cases: [MetadataFilter['operator'], string, string[]][] = [
  ['=', '5', fives],
  ['=', ' 5.0 ', fives],
  ['!=', '5', except(all, ...fives)],
  ['<', '5', ['half', 'one']],
  ['<=', '5', [...fives, 'half', 'one']],
  ['>', '5', ['thousand', 'sixteen']],
  ['>=', '5', [...fives, 'thousand', 'sixteen']],
  ['=', '1000', ['thousand']],
  ['=', '16', ['sixteen']],
  ['=', '0x10', ['hex']],
  ['!=', '0x10', except(all, 'hex')],
  ['=', 'Infinity', ['infinite']],
  ['=', '5 apples', ['apples']],
  ['=', 'true', ['yes']],
  ['!=', 'true', except(all, 'yes')],
  ['=', '1', ['one']],
  ['=', 'false', ['no']],
  ['=', '0', []],
  ['=', '', ['empty']],
  ['!=', '', except(all, 'empty')],
  ['<', '5 apples', ['empty', 'space', 'hex']],
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
    const plain = Object.entries(values).flatMap(([name, one]) => (meetsFilter(one, filter) ? [name] : []));
    expect(plain.sort()).toEqual([...wanted].sort());
    expect((await documentsWhere([filter])).sort()).toEqual([...wanted].sort());
    expect((await vectorsWhere(filter)).sort()).toEqual([...wanted].sort());
  });

  it('all hold together', async () => {
    const filters = [
      { key: 'n', operator: '>', value: '0.5' },
      { key: 'n', operator: '!=', value: '5' },
    ] as const;
    expect((await documentsWhere(filters)).sort()).toEqual(['one', 'sixteen', 'thousand']);
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
      DELETE FROM polyseme_vector_attribute WHERE value = ''`);
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
