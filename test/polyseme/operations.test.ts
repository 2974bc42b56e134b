// Every ability is declared once, and every call checks by its declaration: whole, and whatever a caller without types
// may pass.
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { bare, describeValue } from '#src/domain/check.js';
import { parametersOf, readParameters } from '#src/domain/parameters.js';
import { Polyseme, PolysemeError } from '#src/index.js';
import { OpenDatabase } from '#src/polyseme/database.js';
import { type OperationName, operations } from '#src/polyseme/operations/index.js';
import { ReadableDatabase } from '#src/polyseme/reading.js';
import { SearchedTexts } from '#src/polyseme/searched-texts.js';

/** Methods that are no abilities of their own. */
const apart = ['constructor', 'close', 'uninstall', 'onChange', 'onClose', 'onReplace', 'loadModel', 'file'];

/** Values that every schema takes, by the names of arguments. */
const samples: Readonly<Record<string, unknown>> = {
  paths: ['no-such-file.txt'],
  names: ['a.txt'],
  folders: ['no-such-folder'],
  folder: 'no-such-folder',
  name: 'articles',
  table: 'articles',
  id: 1,
  tokenId: 1,
  text: 'a river',
  one: 'a river',
  other: 'a bank',
  word: 'bank',
  change: { kind: 'adopt' },
  axes: [{ from: 'money', to: 'water' }],
  labels: [{ sense: 'a', tokenId: 1 }],
  collection: 'default',
  items: [],
  ids: [1],
  vector: [1, 0],
  file: 'copy.db',
  value: 'x',
  lines: [],
  match: 'a',
  limit: 1,
  query: { word: 'bank' },
};
const sampleOf = (operation: OperationName, argument: string): unknown =>
  operation === 'compare' && argument !== 'options' ? { word: 'bank' } : samples[argument];

let polyseme: Polyseme;
beforeAll(async () => {
  polyseme = await Polyseme.open({ db: ':memory:' });
});
afterAll(() => polyseme.close());

type Method = (...values: readonly unknown[]) => unknown;

/** What the call throws or rejects with; undefined when it does not. */
async function errorOf(name: string, values: readonly unknown[]): Promise<unknown> {
  try {
    const result = (polyseme as unknown as Record<string, Method>)[name]?.(...values);
    const isStream = typeof (result as AsyncGenerator | undefined)?.next === 'function';
    await (isStream ? (result as AsyncGenerator).next() : result);
    return undefined;
  } catch (cause) {
    return cause;
  }
}

const names = Object.keys(operations) as OperationName[];
const argumentsOf = (name: OperationName): [string, z.ZodType][] => Object.entries(operations[name].takes);

describe('operations', () => {
  it('are exactly the methods of the library', () => {
    const methods = [Polyseme, SearchedTexts, ReadableDatabase, OpenDatabase]
      .map(({ prototype }) => prototype)
      .flatMap((prototype) => Object.getOwnPropertyNames(prototype));
    expect([...new Set(methods)].filter((name) => !apart.includes(name)).sort()).toEqual([...names].sort());
    for (const name of names) expect(operations[name].name).toBe(name);
  });

  it('say in one line what they do, and what each of their parameters is', () => {
    for (const name of names) {
      expect(operations[name].does, name).toMatch(/^[A-Z].*\.$/u);
      for (const { name: parameter, description } of parametersOf(operations[name].parameters)) {
        const isPlain = ['setting', 'setSetting', 'countNamed'].includes(name);
        if (!isPlain) expect(description, `${name}: ${parameter}`).not.toBe('');
      }
    }
  });

  const withOptions = names.filter((name) => 'options' in operations[name].takes);
  it.each(withOptions)('%s refuses a misspelt option, and names those that there are', async (name) => {
    const values = argumentsOf(name).map(([argument]) =>
      argument === 'options' ? { colection: 'default' } : sampleOf(name, argument),
    );
    const error = await errorOf(name, values);
    expect(error, name).toMatchObject({
      code: 'invalid_input',
      message: `${name}: there is no option "colection"`,
      cure: expect.stringMatching(/^There are: .+\.$/u),
    });
  });

  it('refuse what is no object for options', async () => {
    for (const name of withOptions) {
      const values = argumentsOf(name).map(([argument]) =>
        argument === 'options' ? 'default' : sampleOf(name, argument),
      );
      expect(await errorOf(name, values), name).toMatchObject({ code: 'invalid_input' });
    }
  });

  it('refuse a single text where a list belongs, and the other way round', async () => {
    for (const name of names) {
      for (const [i, [argument, schema]] of argumentsOf(name).entries()) {
        if (argument === 'options') continue;
        const isList = bare(schema) instanceof z.ZodArray;
        const values = argumentsOf(name).map(([one]) => (one === 'options' ? {} : sampleOf(name, one)));
        const wrong = isList ? '/' : ['/'];
        if (['items', 'vector', 'id', 'value'].includes(argument)) continue; // lists, or looked up
        const error = await errorOf(name, values.with(i, wrong));
        expect(error, `${name}: ${argument}`).toMatchObject({
          code: 'invalid_input',
          message: expect.stringContaining(argument),
        });
      }
    }
  });

  it.each<[string, OperationName, readonly unknown[]]>([
    ['paths', 'index', ['letters/']],
    ['paths', 'index', ['/']],
    ['paths', 'index', [[]]],
    ['names', 'remove', ['a.txt']],
    ['words', 'disambiguate', [{ words: 'bank' }]],
    ['match', 'documents', [{ match: ['a'] }]],
    ['documents', 'assignments', [{ documents: 'a.txt' }]],
    ['inventory', 'senses', ['bank', { inventory: 'wordnett' }]],
    ['inventory', 'changeSenses', ['bank', { kind: 'adopt' }, { inventory: 'own' }]],
    ['inventory', 'evaluate', [[], { inventory: 'own' }]],
    ['inventory', 'compare', [{ word: 'bank', inventory: 'own' }, { word: 'shore' }]],
    ['kind', 'changeSenses', ['bank', { kind: 'destroy' }]],
    ['limit', 'neighbours', [1, { limit: 1001 }]],
    ['limit', 'neighbours', [1, { limit: -1 }]],
    ['limit', 'neighbours', [1, { limit: 0 }]],
    ['limit', 'neighbours', [1, { limit: 2.5 }]],
    ['limit', 'documents', [{ limit: -1 }]],
    ['offset', 'documents', [{ offset: 0.5 }]],
    ['limit', 'search', [{ word: 'bank', limit: 1e300 }]],
    ['k', 'nearest', ['pictures', [1], { k: 0 }]],
    ['everyMs', 'watch', [{ everyMs: 1e22 }]],
    ['signal', 'sync', [{ signal: 'stop' }]],
    ['onProgress', 'syncIndex', [{ onProgress: 5 }]],
    ['db', 'open' as OperationName, []],
  ])('refuse a wrong %s: %s%j', async (argument, name, values) => {
    const error =
      (name as string) === 'open'
        ? await Polyseme.open({ db: '' }).catch((cause: unknown) => cause)
        : await errorOf(name, values);
    expect(error).toBeInstanceOf(PolysemeError);
    expect(error).toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(new RegExp(`^${argument}:`, 'u')),
    });
    expect((error as PolysemeError).cure).not.toBe('');
  });

  it('refuse misspelt options of open', async () => {
    await expect(Polyseme.open({ db: ':memory:', mustExsit: true } as never)).rejects.toMatchObject({
      code: 'invalid_input',
      message: 'open: there is no option "mustExsit"',
    });
  });

  it('name an index of 1,000 lines as the limit of neighbours, not of 1,001', async () => {
    expect(await errorOf('neighbours', [1, { limit: 2000 }])).toMatchObject({
      message: 'limit: 2000 is out of range',
      cure: 'Give a number from 1 to 1000.',
    });
  });

  it('describe any wrong value without failing on it', async () => {
    const hostile = {
      toString() {
        throw new Error('no');
      },
    };
    let nested: unknown = [];
    for (let i = 0; i < 20_000; i++) nested = [nested];
    const circular: Record<string, unknown> = {};
    circular.self = circular;
    for (const value of [
      hostile,
      nested,
      circular,
      1e300,
      1e22,
      10n,
      Symbol('s'),
      () => {},
      null,
      Number.NaN,
    ]) {
      for (const [name, values] of [
        ['index', [value]],
        ['index', [[value]]],
        ['search', [{ word: value }]],
        ['search', [{ word: 'bank', limit: value }]],
        ['search', [{ word: 'bank', like: [value] }]],
        ['search', [{ word: 'bank', filters: { metadata: [{ key: 'year', operator: '=', value }] } }]],
        ['search', [value]],
        ['senses', ['bank', { inventory: value }]],
        ['changeSenses', ['bank', { kind: value }]],
        ['changeSenses', ['bank', { kind: 'create', label: value }]],
        ['track', ['t', { id: value, text: 'body' }]],
        ['evaluate', [[value]]],
      ] as const) {
        const error = await errorOf(name, values);
        expect(error, `${name} ${describeValue(value)}`).toBeInstanceOf(PolysemeError);
        expect((error as PolysemeError).message.length).toBeLessThan(200);
      }
    }
  });
});

describe('describeValue', () => {
  it.each<[unknown, string]>([
    ['bank', '"bank"'],
    ['a'.repeat(100), `"${'a'.repeat(60)}…"`],
    [1e300, '1e+300'],
    [10n ** 20n, '100000000000000000000'],
    [undefined, 'undefined'],
    [null, 'null'],
    [[1], 'a list'],
    [{}, 'an object'],
    [Buffer.from('a'), 'binary data'],
    [true, 'true'],
  ])('says %o as %s', (value, text) => expect(describeValue(value)).toBe(text));
});

describe('close', () => {
  it('may be called twice at once, and again', async () => {
    const other = await Polyseme.open({ db: ':memory:' });
    await Promise.all([other.close(), other.close()]);
    await other.close();
    await expect(other.stats()).rejects.toMatchObject({ message: 'polyseme: it was closed' });
  });
});

describe('readParameters', () => {
  const shape = operations.search.parameters as never;
  it('reads texts by the schemas', () => {
    const texts = {
      word: 'bank',
      limit: '5',
      minScore: '-0.5',
      like: ['1,2', '3'],
      exact: '1',
      rank: 'false',
      pos: 'noun',
    };
    expect(readParameters(shape, texts, 'search')).toEqual({
      ...{ word: 'bank', limit: 5, minScore: -0.5, like: [1, 2, 3], exact: true, rank: false, pos: ['NOUN'] },
    });
  });
  it.each([
    [{ limt: '5' }, 'limt: it is not a parameter of search'],
    [{ limit: ['5', '6'] }, 'limit: it is given twice'],
    [{ limit: '0x10' }, 'limit: 0x10 is not a whole number'],
    [{ limit: '1e22' }, 'limit: 1e+22 is out of range'],
    [{ limit: { a: '1' } }, 'limit: it is not a text'],
    [{ exact: 'yes' }, 'exact: "yes" is not true or false'],
  ])('refuses %j', (texts, message) => {
    expect(() => readParameters(shape, texts as never, 'search')).toThrow(
      expect.objectContaining({ code: 'invalid_input', message }),
    );
  });
});
