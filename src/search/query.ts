// A query as it was asked becomes a query that can be run: checked, defaults filled in, the marked word found.

import { PolysemeError } from '../domain/errors.js';
import type { Filters, MetadataFilter } from '../domain/filters.js';
import type { Query } from '../domain/search.js';
import { partsOfSpeech } from '../domain/text.js';

export const maxLimit = 1000;
const maxQueryChars = 10_000;
const maxExamples = 100;

/** A sentence with a marked stretch. */
export interface MarkedText {
  readonly text: string;
  readonly startChar: number;
  readonly endChar: number;
}

export interface CheckedQuery {
  /** As written, trimmed; undefined when any word may be found. */
  readonly word: string | undefined;
  readonly meaning: string | undefined;
  readonly example: MarkedText | undefined;
  readonly ownWords: boolean;
  readonly like: readonly number[];
  readonly unlike: readonly number[];
  readonly about: string | undefined;
  readonly form: 'lemma' | 'exact';
  readonly filters: Filters;
  readonly limit: number;
  readonly offset: number;
  readonly minScore: number | undefined;
  readonly exact: boolean;
  readonly efSearch: number;
  readonly rank: boolean;
}

/** Breadth of the approximate search where none is asked for. */
export const defaultEfSearch = 400;

const knownKeys: ReadonlySet<string> = new Set(
  `word meaning example anyWord ownWords like unlike about form collection filters
   limit offset minScore exact efSearch rank`.split(/\s+/u),
);

/** Checks a query and fills in defaults. Throws `invalid_input`. */
export function checkQuery(query: Query): CheckedQuery {
  checkKeys('query', query, knownKeys);
  const word = text('word', query.word);
  const about = text('about', query.about);
  const given = text('meaning', query.meaning);
  const marked = text('example', query.example) ?? (given && /\[[^\]]*\]/u.test(given) ? given : undefined);
  const meaning = marked === given ? undefined : given;
  const example = marked === undefined ? undefined : parseExample(marked);
  const like = ids('like', query.like);
  const unlike = ids('unlike', query.unlike);
  const asked = word ?? meaning ?? example ?? (like.length > 0 ? like : undefined);
  if (about !== undefined && (asked !== undefined || unlike.length > 0)) {
    throw invalid(
      'about',
      'cannot be combined with a word, a meaning or examples',
      'Ask for one or the other.',
    );
  }
  if (about === undefined && asked === undefined) {
    throw invalid('query', 'asks for nothing', 'Give a word, a meaning, an example or a text to be about.');
  }
  const markedWord =
    example && !checkFlag('anyWord', query.anyWord, false)
      ? example.text.slice(example.startChar, example.endChar)
      : undefined;
  return {
    word: word ?? markedWord,
    meaning,
    example,
    ownWords: checkFlag('ownWords', query.ownWords, false),
    like,
    unlike,
    about,
    form: oneOf('form', query.form ?? 'lemma', ['lemma', 'exact']),
    filters: checkFilters(query.filters ?? {}),
    limit: checkWhole('limit', query.limit ?? 20, 1, maxLimit),
    offset: checkWhole('offset', query.offset ?? 0, 0, 1_000_000),
    minScore: query.minScore === undefined ? undefined : number('minScore', query.minScore, -1, 1),
    exact: checkFlag('exact', query.exact, false),
    efSearch: checkWhole('efSearch', query.efSearch ?? defaultEfSearch, 10, 10_000),
    rank: checkFlag('rank', query.rank, true),
  };
}

/** What a text to be encoded asks for: the word in its brackets, or all of it. Throws `invalid_input` or `too_large`. */
export function parseText(value: string): MarkedText | string {
  const checked = text('text', value);
  if (checked === undefined) throw invalid('text', 'it is empty', 'Give at least one word.');
  return /\[[^\]]*\]/u.test(checked) ? parseExample(checked) : checked;
}

/** `We sat on the [bank] of the river` → the text without brackets and where the word stands. */
export function parseExample(example: string): MarkedText {
  const marks = [...example.matchAll(/\[([^[\]]*)\]/gu)];
  const mark = marks[0];
  const inner = mark?.[1]?.trim() ?? '';
  if (!mark || marks.length > 1 || !/\p{L}/u.test(inner)) {
    throw invalid(
      'example',
      marks.length > 1 ? 'has more than one word in [brackets]' : 'has no word in [brackets]',
      'Mark the one word that is meant: We sat on the [bank] of the river.',
    );
  }
  const before = example.slice(0, mark.index);
  const startChar = before.length;
  const text = before + inner + example.slice(mark.index + mark[0].length);
  if (/[[\]]/u.test(text)) {
    throw invalid(
      'example',
      'has brackets beside those of its word',
      'Mark one word with one pair of [brackets].',
    );
  }
  return { text, startChar, endChar: startChar + inner.length };
}

/** `year>=1900` → key, operator, value. Throws `invalid_input`. */
export function parseMetadataFilter(text: string): MetadataFilter {
  const match = /^\s*(\S.*?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/su.exec(text);
  // nothing is smaller or larger than no value
  const isIncomplete = match?.[3] === '' && /[<>]/u.test(match[2] as string);
  if (!match || isIncomplete || /^[=<>]/u.test(match[3] as string)) {
    throw invalid(
      'where',
      `"${text}" is not of the form field=value`,
      'Write, for example, year>=1900 or author=Conrad.',
    );
  }
  return {
    key: match[1] as string,
    operator: match[2] as MetadataFilter['operator'],
    value: match[3] as string,
  };
}

const filterKeys: ReadonlySet<string> = new Set(['documents', 'pos', 'metadata']);

/** Throws `invalid_input`. */
export function checkFilters(filters: Filters): Filters {
  checkKeys('filters', filters, filterKeys);
  for (const document of list('filters.documents', filters.documents)) {
    if (typeof document !== 'string')
      throw invalid('filters.documents', `holds ${typeof document}`, 'Name URIs or ids.');
  }
  for (const pos of list('filters.pos', filters.pos)) oneOf('pos', pos, partsOfSpeech);
  for (const filter of list('filters.metadata', filters.metadata)) {
    const { key, operator, value } = (filter ?? {}) as Partial<MetadataFilter>;
    if (typeof key !== 'string' || key === '')
      throw invalid('filters.metadata', 'names no field', 'Give a key.');
    if (typeof value !== 'string')
      throw invalid(
        'filters.metadata',
        value === undefined ? `${key} has no value` : `the value of ${key} is a ${typeof value}: ${value}`,
        `Give it as text: { key: "${key}", operator: "=", value: "${value ?? 1930}" }.`,
      );
    oneOf('filters.metadata', operator as MetadataFilter['operator'], ['=', '!=', '<', '<=', '>', '>=']);
  }
  return filters;
}

/** What comes from a program without types is checked like what a person typed. */
function checkKeys(name: string, value: unknown, known: ReadonlySet<string>): void {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalid(name, 'is not an object', `Give one with any of: ${[...known].join(', ')}.`);
  }
  for (const key of Object.keys(value)) {
    if (!known.has(key))
      throw invalid(
        key,
        `is not part of a ${name.replace(/s$/u, '')}`,
        `Known are: ${[...known].join(', ')}.`,
      );
  }
}

/** A list; example: what its cure says to give. Throws `invalid_input`. */
export function checkList<T>(name: string, value: unknown, example: string): readonly T[] {
  if (Array.isArray(value)) return value;
  throw invalid(name, 'it is not a list', `Give ${example}.`);
}

function list<T>(name: string, value: readonly T[] | undefined): readonly T[] {
  return value === undefined ? [] : checkList(name, value, 'a list');
}

/** true or false. Throws `invalid_input`. */
export function checkFlag(name: string, value: boolean | undefined, otherwise: boolean): boolean {
  if (value === undefined || typeof value === 'boolean') return value ?? otherwise;
  throw invalid(name, `is ${typeof value}, not true or false`, 'Give true or false.');
}

function text(name: string, value: string | undefined): string | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'string') throw invalid(name, `is ${typeof value}, not text`, 'Give a text.');
  if (value.length > maxQueryChars) {
    throw new PolysemeError(
      'too_large',
      `${name}: it has ${value.length} characters; the limit is ${maxQueryChars}`,
      {
        cure: 'Give a shorter text.',
      },
    );
  }
  const trimmed = value.trim();
  if (trimmed === '') return undefined;
  if (!/[\p{L}\p{N}]/u.test(trimmed)) {
    throw invalid(name, `"${trimmed}" holds no word`, 'Give at least one word.');
  }
  return trimmed;
}

function ids(name: string, values: readonly number[] | undefined): readonly number[] {
  const given = list(name, values);
  if (given.length > maxExamples) {
    throw invalid(name, `names ${given.length} lines`, `Name at most ${maxExamples}.`);
  }
  return given.map((value) => checkWhole(name, value, 1, Number.MAX_SAFE_INTEGER));
}

/** A whole number from min to max. Throws `invalid_input`. */
export function checkWhole(name: string, value: number, min: number, max: number): number {
  if (!Number.isInteger(value))
    throw invalid(name, `${value} is not a whole number`, `Give one from ${min} to ${max}.`);
  return number(name, value, min, max);
}

function number(name: string, value: number, min: number, max: number): number {
  if (Number.isFinite(value) && value >= min && value <= max) return value;
  throw invalid(name, `${value} is out of range`, `Give a number from ${min} to ${max}.`);
}

function oneOf<T extends string>(name: string, value: T, known: readonly T[]): T {
  if (known.includes(value)) return value;
  throw invalid(name, `"${value}" is not known`, `Use one of: ${known.join(', ')}.`);
}

function invalid(name: string, what: string, cure: string): PolysemeError {
  return new PolysemeError('invalid_input', `${name}: ${what}`, { cure });
}
