// How values of metadata compare, one rule for documents and for vectors.
//
//   =  !=       what is written: 007 is not 7, 1.10 is not 1.1; a year or month is the beginning of a date; a list has
//               each of its members
//   <  <= > >=  numbers with numbers, dates with dates, other texts with texts; nothing else compares
import { parseJson } from './json.js';

/** A value that is there. */
export type Value = string | number | boolean;

export const operators = ['=', '!=', '<', '<=', '>', '>='] as const;
export type Operator = (typeof operators)[number];

/** A value as it is compared. */
export interface Reading {
  /** As it is written. */
  readonly text: string;
  /** How much it is; undefined for what is no number. Whole numbers beyond 2^53 are exact. */
  readonly number: number | bigint | undefined;
  /** A year, month, day or moment in the order of ISO 8601; undefined for anything else. */
  readonly date: string | undefined;
}

const wholeNumber = /^-?[1-9]\d{0,99}$/u;
/** Also with closing zeros, as sums of money are written: 12.50. */
const decimal = /^-?(?:0|[1-9]\d*)(?:\.\d+)?$/u;
const isoDate = /^\d{4}(?:-(?:0\d|1[0-2])(?:-(?:[0-2]\d|3[01])(?:[T ]\d{2}:\d{2}.*)?)?)?$/su;

/** Returns whether a stored value meets `operator value`. Reads the value once for all stored ones. */
export function condition(operator: Operator, value: Value): (stored: Value) => boolean {
  const wanted = read(value);
  if (operator === '=') return (stored) => isEqual(stored, wanted);
  if (operator === '!=') return (stored) => !isEqual(stored, wanted);
  const holds = ordered[operator];
  return (stored) => {
    const order = orderOf(read(stored), wanted);
    return order !== undefined && holds(order);
  };
}

/** Returns whether a stored value and another can be put in an order. */
export function comparesWith(value: Value): (stored: Value) => boolean {
  const wanted = read(value);
  return (stored) => orderOf(read(stored), wanted) !== undefined;
}

const ordered: Readonly<Record<Exclude<Operator, '=' | '!='>, (order: number) => boolean>> = {
  '<': (order) => order < 0,
  '<=': (order) => order <= 0,
  '>': (order) => order > 0,
  '>=': (order) => order >= 0,
};

/** Reads a value. */
export function read(value: Value): Reading {
  const text = String(value);
  return { text, number: numberOf(text), date: isoDate.test(text) ? text.replace(' ', 'T') : undefined };
}

/** What a text says as a number: only where it is written as one, so that 007, 7e0, +5 and 0x10 stay texts. */
function numberOf(text: string): number | bigint | undefined {
  if (text.length > 15 && wholeNumber.test(text)) return BigInt(text);
  const number = Number(text);
  return Number.isFinite(number) && (decimal.test(text) || String(number) === text) ? number : undefined;
}

function isEqual(stored: Value, wanted: Reading): boolean {
  const { text, date } = read(stored);
  if (text === wanted.text) return true;
  if (date !== undefined && wanted.date !== undefined) return date.startsWith(wanted.date);
  return membersOf(text).some((member) => isEqual(member, wanted));
}

/** The members of a list, which metadata hold as JSON; of anything else none. */
function membersOf(text: string): Value[] {
  if (!text.startsWith('[') || !text.endsWith(']')) return [];
  try {
    const list = parseJson(text) as unknown[];
    return list.flatMap((member): Value[] => {
      if (typeof member === 'bigint') return [String(member)];
      return ['string', 'number', 'boolean'].includes(typeof member) ? [member as Value] : [];
    });
  } catch {
    return []; // a text in square brackets
  }
}

/** Negative, 0 or positive as the stored value comes before, within or after the other; undefined if in no order. */
function orderOf(stored: Reading, wanted: Reading): number | undefined {
  if (stored.number !== undefined && wanted.number !== undefined) {
    return stored.number < wanted.number ? -1 : stored.number > wanted.number ? 1 : 0;
  }
  if (stored.date !== undefined && wanted.date !== undefined) {
    // of a year only the year counts: every day of 1901 is within it
    return compareTexts(stored.date.slice(0, wanted.date.length), wanted.date);
  }
  const isText = [stored, wanted].every(({ number, date }) => number === undefined && date === undefined);
  return isText && membersOf(stored.text).length === 0 ? compareTexts(stored.text, wanted.text) : undefined;
}

/** By code points, as SQLite compares; JavaScript would put U+FF5E behind an emoji. */
function compareTexts(one: string, other: string): number {
  let i = 0;
  while (i < one.length && one[i] === other[i]) i++;
  return (one.codePointAt(i) ?? -1) - (other.codePointAt(i) ?? -1);
}
