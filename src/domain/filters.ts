// Which occurrences and vectors a search may find: conditions on documents, parts of speech and metadata.
import { z } from 'zod';
import { choice, custom, describeValue, fields, invalid, list } from './check.js';
import { type Metadata, type PartOfSpeech, partsOfSpeech } from './text.js';

/** Keep only occurrences that satisfy all of these. */
export interface Filters {
  /** URIs or document ids; a file's URI stands for all its records. */
  readonly documents?: readonly string[];
  /**
   * Any of these; an empty list allows all. Sentences found by `about` have none and are not filtered by it.
   */
  readonly pos?: readonly PartOfSpeech[];
  /** All must hold. */
  readonly metadata?: readonly MetadataFilter[];
}

/**
 * A condition on one field, decided by one rule for documents and vectors. Every value is a number or a text: a text
 * that reads as a number (`5`, ` -1.5e3 `; not `0x10`, `Infinity` or nothing) is that number, true and false are the
 * texts `true` and `false`. A number never equals a text: `!=` holds for every value present that is not equal, of
 * either kind. `<`, `<=`, `>` and `>=` hold only between values of the same kind. A missing field or null meets no
 * condition.
 */
export interface MetadataFilter {
  /** Name of the field. */
  readonly key: string;
  /** Texts are compared by code points: upper and lower case count. */
  readonly operator: '=' | '!=' | '<' | '<=' | '>' | '>=';
  /** A number when it reads as one, otherwise a text. */
  readonly value: string;
}

export const operators = ['=', '!=', '<', '<=', '>', '>='] as const;

export const metadataFilterSchema = fields<MetadataFilter>()({
  key: custom<string>(
    (key) => typeof key === 'string' && key !== '',
    'names no field',
    'Give a key.',
    'filters.metadata',
  ),
  operator: choice(operators, 'filters.metadata'),
  value: custom<string>(
    (value) => typeof value === 'string',
    'the value is %, not text',
    'Give it as text: { key: "year", operator: "=", value: "1930" }.',
    'filters.metadata',
  ),
});

/** As Filters, checked. */
export const filtersSchema = fields<Filters>()({
  documents: list(
    custom<string>((value) => typeof value === 'string', 'holds %', 'Name URIs or ids.', 'filters.documents'),
    'a list of URIs or ids',
  ).optional(),
  pos: list(choice(partsOfSpeech, 'pos')).optional(),
  metadata: list(metadataFilterSchema).optional(),
});

/** A condition as a person writes it: `year>=1900`. */
export const conditions = () => list(z.string()).describe('only where metadata match (= != < <= > >=)');

/** `year>=1900` → key, operator, value. Throws `invalid_input`. */
export function parseMetadataFilter(text: string): MetadataFilter {
  const match = /^\s*(\S.*?)\s*(!=|<=|>=|=|<|>)\s*(.*?)\s*$/su.exec(text);
  // nothing is smaller or larger than no value
  const isIncomplete = match?.[3] === '' && /[<>]/u.test(match[2] as string);
  if (!match || isIncomplete || /^[=<>]/u.test(match[3] as string)) {
    throw invalid(
      'where',
      `${describeValue(text)} is not of the form field=value`,
      'Write, for example, year>=1900 or author=Conrad.',
    );
  }
  return {
    key: match[1] as string,
    operator: match[2] as MetadataFilter['operator'],
    value: match[3] as string,
  };
}

/** An optional sign, digits with at most one point, an optional exponent; white space around them does not count. */
const numeral = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/iu;

/** Returns the number a text reads as; undefined for any other text, and for a number too large for a double. */
export function asNumber(text: string): number | undefined {
  const number = numeral.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(number) ? number : undefined;
}

/** Whether a text is compared as a number. */
export const readsAsNumber = (text: string): boolean => asNumber(text) !== undefined;

/** A value of metadata, or of a filter, as it is compared: a number or a text. */
export function comparable(value: string | number | boolean): number | string {
  if (typeof value === 'number') return value;
  return typeof value === 'string' ? (asNumber(value) ?? value) : String(value);
}

/** Whether metadata meet a condition; see MetadataFilter. */
export function meetsFilter(metadata: Metadata, { key, operator, value }: MetadataFilter): boolean {
  const stored = Object.hasOwn(metadata, key) ? metadata[key] : null;
  if (stored === null || stored === undefined) return false;
  const [left, right] = [comparable(stored), comparable(value)];
  if (operator === '=') return left === right;
  if (operator === '!=') return left !== right;
  if (typeof left !== typeof right) return false;
  const order = typeof left === 'number' ? left - (right as number) : compareTexts(left, right as string);
  if (operator === '<') return order < 0;
  if (operator === '<=') return order <= 0;
  return operator === '>' ? order > 0 : order >= 0;
}

/** By code points, as SQLite compares; JavaScript would put U+FF5E behind an emoji. */
function compareTexts(one: string, other: string): number {
  let i = 0;
  while (i < one.length && one[i] === other[i]) i++;
  return (one.codePointAt(i) ?? -1) - (other.codePointAt(i) ?? -1);
}
