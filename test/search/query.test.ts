import { describe, expect, it } from 'vitest';
import { check } from '#src/domain/check.js';
import { maxLimit, type Query, querySchema } from '#src/domain/search.js';
import { type CheckedQuery, parseExample, parseText, readQuery } from '#src/search/query.js';

/** As every call does. */
const checkQuery = (query: Query): CheckedQuery => readQuery(check(querySchema, query, 'query'));

/** What a caller without types may pass. */
function untyped(query: unknown): Query {
  return query as Query;
}

function errorOf(query: unknown): unknown {
  try {
    checkQuery(untyped(query));
  } catch (error) {
    return error;
  }
  return 'no error';
}

describe('checkQuery', () => {
  it('fills in defaults', () => {
    expect(checkQuery({ word: ' bank ' })).toEqual({
      word: 'bank',
      meaning: undefined,
      example: undefined,
      ownWords: false,
      like: [],
      unlike: [],
      about: undefined,
      form: 'lemma',
      filters: {},
      limit: 20,
      offset: 0,
      minScore: undefined,
      exact: false,
      efSearch: 400,
      rank: true,
      fold: true,
      sameAs: undefined,
      seed: 1,
      contextChars: 120,
    });
  });

  it('keeps what is given', () => {
    const filters = {
      documents: ['a.txt'],
      pos: ['NOUN', 'X'],
      metadata: [{ key: 'year', operator: '>=', value: '1900' }],
    } as const;
    const given = {
      word: 'bank',
      meaning: 'side of a river',
      ownWords: true,
      like: [1, 2],
      unlike: [3],
      form: 'exact',
      filters,
      limit: 5,
      offset: 7,
      minScore: -0.5,
      exact: true,
      efSearch: 10,
      rank: false,
      fold: true,
      sameAs: 7,
      ...{ thin: 50, seed: 3, contextChars: 200 },
    } as const;
    const sort = ['best', '-metadata:year'];
    expect(checkQuery({ ...given, sort, collection: 'default' })).toEqual({
      ...given,
      sort: [
        { text: 'best', isReversed: false, by: 'best' },
        { text: '-metadata:year', isReversed: true, by: 'metadata', field: 'year' },
      ],
      example: undefined,
      about: undefined,
    });
  });

  it('takes the marked word of an example for the word', () => {
    expect(checkQuery({ example: 'We sat on the [bank].' })).toMatchObject({
      word: 'bank',
      example: { text: 'We sat on the bank.', startChar: 14, endChar: 18 },
    });
  });

  it('keeps the word that is given beside an example', () => {
    expect(checkQuery({ word: 'shore', example: 'We sat on the [bank].' }).word).toBe('shore');
  });

  it('looks for any word with an example where that is asked', () => {
    const { word, example } = checkQuery({ example: 'We sat on the [bank].', anyWord: true });
    expect(word).toBeUndefined();
    expect(example).toBeDefined();
  });

  it('takes a meaning with a word in brackets for an example', () => {
    const { meaning, example, word } = checkQuery({ meaning: 'We sat on the [bank].' });
    expect(meaning).toBeUndefined();
    expect(example?.text).toBe('We sat on the bank.');
    expect(word).toBe('bank');
  });

  it('keeps a meaning beside an example', () => {
    expect(checkQuery({ meaning: 'side of a river', example: 'We sat on the [bank].' })).toMatchObject({
      meaning: 'side of a river',
      example: { startChar: 14 },
    });
  });

  it.each([
    { word: 'bank' },
    { meaning: 'side of a river' },
    { example: 'on the [bank]' },
    { like: [1] },
    { about: 'a flood' },
    { word: '银行' },
    { word: 'cafe\u0301' },
    { word: '1895' },
  ])('is content with one of the ways to ask: %j', (query) => {
    expect(() => checkQuery(query)).not.toThrow();
  });

  it('takes texts of white space for not given', () => {
    expect(checkQuery({ word: 'bank', meaning: '  ', example: '\n', about: '' })).toMatchObject({
      word: 'bank',
      meaning: undefined,
      example: undefined,
      about: undefined,
    });
  });

  it('is content with the ends of each range', () => {
    expect(checkQuery({ word: 'a', limit: 1, offset: 0, minScore: -1, efSearch: 10 })).toMatchObject({
      limit: 1,
    });
    const largest = { limit: maxLimit, offset: 1_000_000, minScore: 1, efSearch: 10_000 };
    expect(checkQuery({ word: 'a', ...largest })).toMatchObject(largest);
    expect(checkQuery({ word: 'a'.repeat(10_000) }).word).toHaveLength(10_000);
    expect(checkQuery({ like: new Array(100).fill(1) }).like).toHaveLength(100);
  });

  const nothing = 'Give a word, a meaning, an example or a text to be about.';
  const oneOrOther = 'Ask for one or the other.';
  const markIt = 'Mark the one word that is meant: We sat on the [bank] of the river.';
  const about = 'about: cannot be combined with a word, a meaning or examples';
  const keys =
    'Known are: word, meaning, example, anyWord, ownWords, like, unlike, about, form, collection, filters, ' +
    'limit, offset, minScore, exact, efSearch, minRanking, rank, fold, sameAs, sense, inventory, sort, thin, seed, ' +
    'contextChars.';
  const operators = 'Use one of: =, !=, <, <=, >, >=.';
  const ids = 'Give one from 1 to 9007199254740991.';

  it.each<[unknown, string, string]>([
    [{}, 'query: asks for nothing', nothing],
    [{ word: ' ', meaning: '' }, 'query: asks for nothing', nothing],
    [{ like: [], unlike: [4] }, 'query: asks for nothing', nothing],
    [{ filters: { pos: ['NOUN'] } }, 'query: asks for nothing', nothing],
    [{ wrod: 'bank' }, 'wrod: is not part of a query', keys],
    [{ word: 5 }, 'word: is number, not text', 'Give a text.'],
    [{ word: null }, 'word: is object, not text', 'Give a text.'],
    [{ meaning: ['a'] }, 'meaning: is object, not text', 'Give a text.'],
    [{ example: true }, 'example: is boolean, not text', 'Give a text.'],
    [{ about: {} }, 'about: is object, not text', 'Give a text.'],
    [{ word: ' … ' }, 'word: "…" holds no word', 'Give at least one word.'],
    [{ word: '🏦' }, 'word: "🏦" holds no word', 'Give at least one word.'],
    [{ meaning: '[]' }, 'meaning: "[]" holds no word', 'Give at least one word.'],
    [{ word: 'bank', about: 'a flood' }, about, oneOrOther],
    [{ meaning: 'side of a river', about: 'a flood' }, about, oneOrOther],
    [{ example: 'the [bank]', about: 'a flood' }, about, oneOrOther],
    [{ like: [1], about: 'a flood' }, about, oneOrOther],
    [{ unlike: [1], about: 'a flood' }, about, oneOrOther],
    [{ example: 'on the bank' }, 'example: has no word in [brackets]', markIt],
    [{ meaning: 'on the [] bank' }, 'example: has no word in [brackets]', markIt],
    [{ meaning: 'the [bank] and [shore]' }, 'example: has more than one word in [brackets]', markIt],
    [{ word: 'a', form: 'stem' }, 'form: "stem" is not known', 'Use one of: lemma, exact.'],
    [{ word: 'a', limit: 0 }, 'limit: 0 is out of range', 'Give a number from 1 to 1000.'],
    [{ word: 'a', limit: 1001 }, 'limit: 1001 is out of range', 'Give a number from 1 to 1000.'],
    [{ word: 'a', limit: 2.5 }, 'limit: 2.5 is not a whole number', 'Give one from 1 to 1000.'],
    [{ word: 'a', limit: '5' }, 'limit: 5 is not a whole number', 'Give one from 1 to 1000.'],
    [{ word: 'a', limit: Number.NaN }, 'limit: NaN is not a whole number', 'Give one from 1 to 1000.'],
    [{ word: 'a', offset: -1 }, 'offset: -1 is out of range', 'Give a number from 0 to 1000000.'],
    [{ word: 'a', offset: 1e7 }, 'offset: 10000000 is out of range', 'Give a number from 0 to 1000000.'],
    [{ word: 'a', minScore: 1.1 }, 'minScore: 1.1 is out of range', 'Give a number from -1 to 1.'],
    [{ word: 'a', minScore: Number.NaN }, 'minScore: NaN is out of range', 'Give a number from -1 to 1.'],
    [{ word: 'a', minScore: '0.5' }, 'minScore: 0.5 is out of range', 'Give a number from -1 to 1.'],
    [{ word: 'a', efSearch: 9 }, 'efSearch: 9 is out of range', 'Give a number from 10 to 10000.'],
    [{ word: 'a', efSearch: 1e5 }, 'efSearch: 100000 is out of range', 'Give a number from 10 to 10000.'],
    [{ like: [0] }, 'like: 0 is out of range', 'Give a number from 1 to 9007199254740991.'],
    [{ like: [1.5] }, 'like: 1.5 is not a whole number', ids],
    [{ like: ['7'] }, 'like: 7 is not a whole number', ids],
    [{ word: 'a', unlike: [-1] }, 'unlike: -1 is out of range', 'Give a number from 1 to 9007199254740991.'],
    [
      { word: 'a', filters: { pos: ['noun'] } },
      'pos: "noun" is not known',
      'Use one of: NOUN, PROPN, VERB, ADJ, ADV, INTJ, X.',
    ],
    [
      { word: 'a', filters: { metadata: [{ key: '', operator: '=', value: 'x' }] } },
      'filters.metadata: names no field',
      'Give a key.',
    ],
    [
      { word: 'a', filters: { metadata: [{ key: 'year', operator: '~', value: 'x' }] } },
      'filters.metadata: "~" is not known',
      operators,
    ],
  ])('rejects %j', (query, message, cure) => {
    expect(errorOf(query)).toMatchObject({ name: 'PolysemeError', code: 'invalid_input', message, cure });
  });

  it.each(['word', 'meaning', 'example', 'about'])('rejects more than 10,000 characters of %s', (name) => {
    expect(errorOf({ [name]: 'a'.repeat(10_001) })).toMatchObject({
      code: 'too_large',
      message: `${name}: it has 10001 characters; the limit is 10000`,
      cure: 'Give a shorter text.',
    });
  });

  it.each(['like', 'unlike'])('rejects more than 100 lines of %s', (name) => {
    expect(errorOf({ word: 'a', [name]: new Array(101).fill(1) })).toMatchObject({
      code: 'invalid_input',
      message: `${name}: names 101 lines`,
      cure: 'Name at most 100.',
    });
  });

  // callers without types get a TypeError ("internal error") or are believed
  it.each([
    null,
    { like: 5 },
    { like: 'abc' },
    { word: 'a', rank: 'false' },
    { word: 'a', exact: 1 },
    { word: 'a', filters: [] },
    { word: 'a', filters: { document: ['a.txt'] } },
    { word: 'a', filters: { documents: 'a.txt' } },
    { word: 'a', filters: { metadata: 5 } },
    { word: 'a', filters: { metadata: [{ key: 'year', operator: '=', value: {} }] } },
  ])('rejects what has the wrong type: %j', (query) => {
    expect(errorOf(query)).toMatchObject({ name: 'PolysemeError', code: 'invalid_input' });
  });
});

describe('parseExample', () => {
  it('takes the brackets out and tells where the word stands', () => {
    expect(parseExample('We sat on the [bank] of the river')).toEqual({
      text: 'We sat on the bank of the river',
      startChar: 14,
      endChar: 18,
    });
  });

  it.each([
    ['[bank]', 'bank', 'bank'],
    ['[Bank] of England', 'Bank of England', 'Bank'],
    ['on the [ bank ]', 'on the bank', 'bank'],
    ['🏦 the [cafe\u0301]\r\n', '🏦 the cafe\u0301\r\n', 'cafe\u0301'],
    ['他去[银行]取钱', '他去银行取钱', '银行'],
    ['on the [river bank]', 'on the river bank', 'river bank'],
  ])('finds the word of %j at its place', (example, text, word) => {
    const marked = parseExample(example);
    expect(marked.text).toBe(text);
    expect(marked.text.slice(marked.startChar, marked.endChar)).toBe(word);
  });

  it.each(['', 'on the bank', 'on the []', 'on the [ ]', 'on the [123]', 'on the [bank', 'on the bank]'])(
    'rejects %j, which marks no word',
    (example) => {
      expect(() => parseExample(example)).toThrow(
        expect.objectContaining({
          code: 'invalid_input',
          message: 'example: has no word in [brackets]',
          cure: 'Mark the one word that is meant: We sat on the [bank] of the river.',
        }),
      );
    },
  );

  it('rejects more than one marked word', () => {
    expect(() => parseExample('the [bank] and the [shore]')).toThrow(
      expect.objectContaining({
        code: 'invalid_input',
        message: 'example: has more than one word in [brackets]',
        cure: 'Mark the one word that is meant: We sat on the [bank] of the river.',
      }),
    );
  });

  // the outer brackets stay in the text
  it('rejects brackets within brackets', () => {
    expect(() => parseExample('on the [[bank]]')).toThrow();
  });
});

describe('parseText', () => {
  it('is the marked word, or all of the text', () => {
    expect(parseText(' a flood ')).toBe('a flood');
    expect(parseText('on the [bank]')).toEqual({ text: 'on the bank', startChar: 7, endChar: 11 });
  });

  it.each([
    ['', 'text: it is empty'],
    [' ', 'text: it is empty'],
    ['…', 'text: "…" holds no word'],
  ])('rejects %j', (text, message) => {
    expect(() => parseText(text)).toThrow(expect.objectContaining({ code: 'invalid_input', message }));
  });
});
