// A value of metadata as a point on an axis: a number, or a moment in time.
import { read, type Value } from '../domain/values.js';

export type PointKind = 'number' | 'date';

/** A value that is a number, a date, or both: 1901. */
export interface Point {
  /** date for what is a date and no number. */
  readonly kind: PointKind;
  /** As it is written. */
  readonly text: string;
  readonly number: number | undefined;
  /** Milliseconds since 1970; of a year or month, its beginning. */
  readonly date: number | undefined;
}

/** A time of no zone is the same everywhere. */
const withoutZone = /T[\d:.]+$/u;

/** Undefined for a value that is neither. */
export function pointOf(value: Value): Point | undefined {
  const { text, number, date } = read(value);
  const milliseconds =
    date === undefined ? Number.NaN : Date.parse(withoutZone.test(date) ? `${date}Z` : date);
  const isDate = !Number.isNaN(milliseconds);
  if (number === undefined && !isDate) return undefined;
  return {
    kind: number === undefined ? 'date' : 'number',
    text,
    number: number === undefined ? undefined : Number(number),
    date: isDate ? milliseconds : undefined,
  };
}
