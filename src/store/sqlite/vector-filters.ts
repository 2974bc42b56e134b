// Which vectors a condition on metadata allows. Attributes, which are metadata once more by field and value, propose
// candidates in a few ranges of the index; domain/values decides on each.
//
//   stored as   what it is
//   INTEGER     a whole number of 64 bits, which is read as it was written
//   REAL        any other number; or, from an earlier version, a text that reads as a number: the metadata decide
//   TEXT        everything else
import type { Database } from 'better-sqlite3';
import type { MetadataFilter } from '../../domain/filters.js';
import type { Metadata } from '../../domain/text.js';
import { condition, read, type Value } from '../../domain/values.js';

/** A value as its attribute is stored. */
export type Attribute = string | number | bigint;

/** Metadata as attributes; null is left out. */
export const attributesOf = (metadata: Metadata): { name: string; value: Attribute; earlier: Attribute }[] =>
  Object.entries(metadata).flatMap(([name, value]) =>
    value === null ? [] : [{ name, value: attributeOf(value), earlier: earlierAttributeOf(value) }],
  );

function attributeOf(value: Value): Attribute {
  const text = String(value);
  if (/^(?:0|-?[1-9]\d{0,18})$/u.test(text) && BigInt.asIntN(64, BigInt(text)) === BigInt(text)) {
    return BigInt(text);
  }
  const number = Number(text);
  return Number.isFinite(number) && String(number) === text ? number : text;
}

/** As earlier versions have stored it: a text that reads as a decimal number as that number, however it is written. */
function earlierAttributeOf(value: Value): Attribute {
  const text = String(value);
  const isNumber = /^\s*[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?\s*$/iu.test(text);
  return isNumber && Number.isFinite(Number(text)) ? Number(text) : text;
}

/** A range of the values of a field, and what its bounds are. */
type Range = readonly [sql: string, ...bounds: Attribute[]];

/** Texts that begin with a digit or a sign: dates, and numbers that are stored as text. */
const likeNumbers: Range = ["value >= '-' AND value < ':'"];
const lists: Range = ["value >= '[' AND value < '\\'"];

/** Ranges, no two with a value in common, that hold every value that may meet a condition. Numbers stand before texts. */
function rangesFor({ operator, value }: MetadataFilter): readonly Range[] {
  if (operator === '!=') return [['1']];
  const attribute = attributeOf(value);
  const { number, date } = read(value);
  if (operator === '=') {
    if (value.startsWith('[')) return [lists];
    const day = value.slice(0, 10); // before a time, which is written in two ways
    const within: Range = ['value >= ? AND value < ?', day, `${day}\u{10ffff}`];
    const same: Range = ['value IN (?, ?)', attribute, earlierAttributeOf(value)];
    if (date === undefined) return [same, lists];
    return number === undefined ? [within, lists] : [same, within, lists];
  }
  if (number !== undefined) {
    // a REAL from an earlier version may be rounded, and so is then the bound that it is compared with
    const exact = typeof attribute === 'string' ? Number(value) : attribute;
    const widest = operator.startsWith('<') ? '<= max(?, ?)' : '>= min(?, ?)';
    return [[`value ${widest} AND value < ''`, exact, Number(value)], likeNumbers];
  }
  if (date !== undefined) return [['value >= 0 AND value < 10000'], likeNumbers]; // years, and longer dates
  return [[`value ${operator} ? AND value >= ''`, value], ["value < '' AND typeof(value) = 'real'"]];
}

/** Finds the numbers of the vectors that a condition allows. */
export function vectorsWhere(db: Database) {
  const metadataOf = db
    .prepare<[string], [number, string]>(
      `SELECT number, metadata FROM polyseme_vector WHERE number IN (SELECT value FROM json_each(?))`,
    )
    .raw();

  return (collectionId: number, filter: MetadataFilter): number[] => {
    const isMet = condition(filter.operator, filter.value);
    const rows = rangesFor(filter).flatMap((range) => vectorsByValue(db, collectionId, filter.key, range));
    const unsure: number[] = [];
    const allowed: number[][] = [];
    for (const [attribute, json] of rows) {
      const numbers = JSON.parse(json) as number[];
      if (typeof attribute === 'number') for (const number of numbers) unsure.push(number);
      else if (isMet(String(attribute))) allowed.push(numbers);
    }
    for (const [number, json] of metadataOf.all(JSON.stringify(unsure))) {
      if (isMet((JSON.parse(json) as Metadata)[filter.key] as Value)) allowed.push([number]);
    }
    return allowed.flat();
  };
}

/** Values in a range, each with the numbers of its vectors as JSON. */
function vectorsByValue(
  db: Database,
  collectionId: number,
  name: string,
  [sql, ...bounds]: Range,
): [Attribute, string][] {
  return db
    .prepare<Attribute[], [Attribute, string]>(
      `SELECT value, json_group_array(number) FROM polyseme_vector_attribute
       WHERE collection_id = ? AND name = ? AND ${sql} GROUP BY value`,
    )
    .raw()
    .safeIntegers()
    .all(collectionId, name, ...bounds);
}
