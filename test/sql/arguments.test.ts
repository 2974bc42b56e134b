// Hidden columns are what domain/ declares, in SQL's spelling.
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { parametersOf } from '#src/domain/parameters.js';
import { queryParameters } from '#src/domain/search.js';
import { nearestParameters } from '#src/domain/vectors.js';
import { type OperationName, operationNamed } from '#src/polyseme/operations/index.js';
import {
  columnsOf,
  hiddenColumns,
  inColumnNames,
  inSnakeCase,
  readOptions,
  readRows,
  sqlExceptions,
  sqlOldNames,
  withoutOldNames,
} from '#src/sql/arguments.js';
import { sqlFunctions } from '#src/sql/functions.js';
import { sqlTables } from '#src/sql/tables.js';

/** The ability of the library behind each table and function; NULL and conversions of vectors are SQL's own. */
const tables: Readonly<Record<string, OperationName>> = {
  ...{ polyseme_search: 'search', polyseme_neighbours: 'neighbours', polyseme_senses: 'senses' },
  ...{ polyseme_tokens: 'tokens', polyseme_nearest: 'nearest' },
};
const functions: Readonly<Record<string, OperationName>> = {
  ...{ polyseme_encode: 'encode', polyseme_similarity: 'similarity', polyseme_sense: 'senseOf' },
  polyseme_vector: 'vectorOf',
};

const declaredBy = (name: OperationName) =>
  parametersOf(operationNamed(name).parameters).map((parameter) => parameter.name);

describe('hidden columns', () => {
  it.each(Object.entries(tables))(
    'of %s are what the library declares, no more and no fewer',
    (name, call) => {
      const parameters = sqlTables[name]?.parameters ?? [];
      const wanted = new Set(declaredBy(call).flatMap(columnsOf));
      expect(parameters.filter((column) => !(column in sqlOldNames)).sort()).toEqual([...wanted].sort());
      expect(new Set(parameters).size).toBe(parameters.length);
    },
  );

  it('never change their positions', () => {
    expect(sqlTables.polyseme_search?.parameters.slice(0, 20)).toEqual([
      ...['word', 'meaning', 'k', 'example', 'about', 'like_ids', 'unlike', 'any_word', 'own_words'],
      ...['exact_form', 'source', 'among', 'filters', 'pos', 'min_score', 'offset', 'exact', 'ef_search'],
      ...['rank', 'collection'],
    ]);
    expect(sqlTables.polyseme_neighbours?.parameters.slice(0, 10)).toEqual([
      ...['token_id_of', 'k', 'source', 'among', 'filters', 'pos', 'min_score', 'exact', 'ef_search'],
      'collection',
    ]);
    expect(sqlTables.polyseme_senses?.parameters).toEqual(['word', 'inventory', 'collection', 'uses_rank']);
    expect(sqlTables.polyseme_tokens?.parameters).toEqual(['row_key', 'source', 'collection']);
    expect(sqlTables.polyseme_nearest?.parameters.slice(0, 7)).toEqual([
      ...['collection', 'vector', 'k', 'filters', 'among', 'exact', 'ef_search'],
    ]);
  });

  it('stand before old names, of which a table has those of its columns', () => {
    expect(
      hiddenColumns(['word', 'ef_search'], parametersOf({ minScore: queryParameters.minScore })),
    ).toEqual([...['word', 'ef_search', 'min_score', 'ef']]);
  });

  it('are the names in snake_case, but for the exceptions, each with its reason', () => {
    expect(columnsOf('minScore')).toEqual(['min_score']);
    expect(columnsOf('limit')).toEqual(['k']);
    expect(columnsOf('usesSubstitutes')).toEqual([]);
    const declared = Object.values(tables).flatMap(declaredBy);
    for (const { option, why } of sqlExceptions) {
      expect(why, option).not.toBe('');
      expect(declared, option).toContain(option);
    }
  });
});

describe('arguments of functions', () => {
  const inSql = (option: string): string[] =>
    columnsOf(option).length === 0 ? [] : [inSnakeCase(`${option}:`).slice(0, -1)];

  it.each(Object.entries(functions))('of %s are what the library declares', (name, call) => {
    expect([...(sqlFunctions[name]?.arguments ?? [])].sort()).toEqual(declaredBy(call).flatMap(inSql).sort());
  });
});

describe('old names', () => {
  beforeEach(() => {
    vi.spyOn(process, 'emitWarning').mockImplementation(() => {});
  });
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it('become the new ones, and say so once', () => {
    const first = withoutOldNames({ word: 'bank', skip: 2, ef: undefined });
    expect(first).toMatchObject({ word: 'bank', offset: 2 });
    withoutOldNames({ skip: 3 });
    expect(vi.mocked(process.emitWarning).mock.calls).toEqual([
      ['the SQL column skip is now offset', 'DeprecationWarning'],
    ]);
  });

  it('refuse to stand beside the new ones', () => {
    expect(() => withoutOldNames({ ef: 50, ef_search: 60 })).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: 'ef: is now ef_search, and both are given. Give ef_search alone.',
      }),
    );
  });
});

describe('values', () => {
  const read = (given: Parameters<typeof readOptions>[0]) =>
    readOptions(given, parametersOf(queryParameters));

  it('are read by the type that is declared', () => {
    expect(
      read({
        ...{ word: 'bank', k: 5, exact: 1, own_words: 0, exact_form: 1, min_score: 0.5 },
        ...{ like_ids: '[3, 4]', unlike: 5, filters: 'year>1900', pos: '["NOUN","VERB"]' },
      }),
    ).toEqual({
      ...{ word: 'bank', limit: 5, exact: true, ownWords: false, form: 'exact', minScore: 0.5 },
      ...{ like: [3, 4], unlike: [5], where: ['year>1900'], pos: ['NOUN', 'VERB'] },
    });
    expect(read({ exact_form: 0 })).toEqual({ form: 'lemma' });
    expect(read({})).toEqual({});
    const nearest = { k: 3, among: '[1, 9007199254740993]' };
    expect(readOptions(nearest, parametersOf(nearestParameters))).toEqual({
      k: 3,
      among: [1, 9007199254740993n],
    });
    expect(readOptions({ among: '["a", null, 2]' }, parametersOf(nearestParameters))).toEqual({
      among: ['a', 2],
    });
  });

  it('of another type are refused by the name of the column', () => {
    const nested = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const wrong: [Parameters<typeof readOptions>[0], RegExp][] = [
      [{ word: Buffer.from('x') }, /^word: is a BLOB, not text/u],
      [{ word: 3 }, /^word: is 3, not text/u],
      [{ word: null }, /^word: is NULL, not text/u],
      [{ k: 'ten' }, /^k: is ten, not a number/u],
      [{ like_ids: 9223372036854775807n }, /^like_ids: is 9223372036854775807, not a whole number/u],
      [{ exact: 2 }, /^exact: is 2, not true or false/u],
      [{ exact_form: 'exact' }, /^exact_form: is exact, not true or false/u],
      [{ like_ids: '["x"]' }, /^like_ids: is x, not a whole number/u],
      [{ unlike: 1e300 }, /^unlike: is 1e\+300, not a whole number/u],
      [{ like_ids: nested }, /^like_ids: is a list, not a whole number/u],
      [{ filters: '[{"year":1}]' }, /^filters: holds an object, not text/u],
      [{ filters: nested }, /^filters: holds a list, not text/u],
      [{ pos: '[1' }, /^pos: is not a JSON array/u],
    ];
    for (const [given, message] of wrong) {
      expect(() => read(given), Object.keys(given)[0]).toThrow(
        expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }),
      );
    }
    expect(() => readRows({ source: undefined, among: nested })).toThrow(/^among: holds a list/u);
    expect(() => read({ k: 'x'.repeat(1_000_000) })).toThrow(/^k: is "x{60}…", not a number/u);
  });

  it('name rows by their keys; NULL is no row’s key', () => {
    expect(readRows({ source: 'articles', among: '[1, null, "b", ["x", 2]]' })).toEqual({
      source: 'articles',
      keys: ['1', 'b', '["x",2]'],
    });
    expect(readRows({ among: 7 })).toEqual({ source: undefined, keys: ['7'] });
    expect(readRows({})).toEqual({ source: undefined, keys: undefined });
  });
});

describe('messages of the library', () => {
  it('speak of the column', () => {
    expect(inColumnNames('limit: 0 is out of range')).toBe('k: 0 is out of range');
    expect(inColumnNames('efSearch: 5 is out of range')).toBe('ef_search: 5 is out of range');
    expect(inColumnNames('filters.metadata: names no field')).toBe('filters: names no field');
    expect(inColumnNames('there is none')).toBe('there is none');
    expect(inSnakeCase('tokenId: 0 is out of range')).toBe('token_id: 0 is out of range');
  });
});
