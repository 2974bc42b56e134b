// Checks of everything that comes from outside, before it is used: the building blocks of every schema, and the one
// place that puts zod's findings into our words. A message names the argument, the value and the cure.
import { z } from 'zod';
import { type ErrorCode, PolysemeError } from './errors.js';

const maxDescribedChars = 60;

/**
 * A value of any type in a few words, for messages. Never fails, whatever the value: its own methods are not called,
 * and what it holds is not looked at.
 */
export function describeValue(value: unknown): string {
  switch (typeof value) {
    case 'string': {
      const start = value.slice(0, maxDescribedChars);
      return JSON.stringify(value.length > start.length ? `${start}…` : start);
    }
    case 'undefined':
      return 'undefined';
    case 'function':
    case 'symbol':
      return `a ${typeof value}`;
    case 'object':
      if (value === null) return 'null';
      if (Array.isArray(value)) return 'a list';
      return ArrayBuffer.isView(value) ? 'binary data' : 'an object';
    default:
      return String(value); // a number, a bigint, true or false
  }
}

/** An error about a wrong argument. */
export const invalid = (name: string, what: string, cure: string): PolysemeError =>
  new PolysemeError('invalid_input', `${readable(name)}: ${what}`, { cure });

/** A name as it was written; in quotes where it is empty, long, or holds what nobody sees. */
const readable = (name: string): string =>
  name.trim() === '' || name.length > maxDescribedChars || /\p{C}/u.test(name) ? describeValue(name) : name;

/** What is wrong with a value; name and code only where they differ from the field's and `invalid_input`. */
interface Fault {
  readonly what: string;
  readonly cure: string;
  readonly name?: string;
  readonly code?: ErrorCode;
  /** Of an element of a list that is named with its index, what stands behind it: `.id` of `ids[3].id`. */
  readonly behind?: string;
}

/** A fault as zod carries it: in a message. */
export const fault = (
  what: string,
  cure: string,
  more: Pick<Fault, 'name' | 'code' | 'behind'> = {},
): string => JSON.stringify({ what, cure, ...more });

type Issue = { readonly input?: unknown };
type Says = (issue: Issue) => string;

const mostQueryChars = 10_000;

/** A text. most: characters, in UTF-16 code units. */
export function text(most = mostQueryChars) {
  return z
    .string({ error: ({ input }: Issue) => fault(`is ${typeof input}, not text`, 'Give a text.') })
    .max(most, {
      error: (issue) => {
        const { length } = issue.input as string;
        return fault(`it has ${length} characters; the limit is ${most}`, 'Give a shorter text.', {
          code: 'too_large',
        });
      },
    });
}

/** A text to search for: it holds a letter or a digit, or is blank, which counts as left out. */
export const words = () =>
  text().refine((value) => value.trim() === '' || /[\p{L}\p{N}]/u.test(value), {
    error: ({ input }) =>
      fault(`${describeValue((input as string).trim())} holds no word`, 'Give at least one word.'),
  });

/** A name that is not empty: of a collection, a table, a file. */
export const name = (cure = 'Give a name.') => {
  const error: Says = ({ input }) => fault(`${describeValue(input)} is not a name`, cure);
  return z.string({ error }).refine((value) => value.trim() !== '', { error });
};

/** A whole number from least to most. */
export function whole(least: number, most: number) {
  const notWhole: Says = ({ input }) =>
    fault(`${plain(input)} is not a whole number`, `Give one from ${least} to ${most}.`);
  const outside: Says = ({ input }) =>
    fault(`${plain(input)} is out of range`, `Give a number from ${least} to ${most}.`);
  return z
    .number({ error: notWhole })
    .refine((value) => Number.isInteger(value), { error: notWhole, abort: true })
    .min(least, { error: outside })
    .max(most, { error: outside });
}

/** Any number from least to most. */
export function number(least: number, most: number) {
  const error: Says = ({ input }) =>
    fault(`${plain(input)} is out of range`, `Give a number from ${least} to ${most}.`);
  return z.number({ error }).min(least, { error }).max(most, { error });
}

/** A number or text as a person would write it; anything else described. */
const plain = (value: unknown): string =>
  typeof value === 'string' && value.length <= maxDescribedChars ? value : describeValue(value);

/** true or false. */
export const flag = () =>
  z.boolean({
    error: ({ input }) => fault(`is ${typeof input}, not true or false`, 'Give true or false.'),
  });

/** One of a few words. */
export const choice = <const T extends readonly string[]>(values: T, under?: string) =>
  z.enum(values, {
    error: ({ input }) =>
      fault(
        `${describeValue(input)} is not known`,
        `Use one of: ${values.join(', ')}.`,
        under ? { name: under } : {},
      ),
  });

/** A list; example: what its cure says to give. */
export const list = <T extends z.ZodType>(element: T, example = 'a list') =>
  z.array(element, {
    error: ({ input }) => fault(`${describeValue(input)} is not a list`, `Give ${example}.`),
  });

/** A list that holds something. */
export const someOf = <T extends z.ZodType>(element: T, example: string) =>
  list(element, example).min(1, { error: fault('none is given', `Give ${example}.`) });

/** Token ids of lines: 100 at most. */
export const lineIds = () =>
  list(whole(1, Number.MAX_SAFE_INTEGER)).max(100, {
    error: ({ input }) => fault(`names ${(input as unknown[]).length} lines`, 'Name at most 100.'),
  });

/** The signal that stops a call. */
export const signal = () =>
  z
    .custom<AbortSignal>((value) => value instanceof AbortSignal, {
      error: ({ input }) =>
        fault(`${describeValue(input)} is not an AbortSignal`, 'Give the signal of an AbortController.'),
    })
    .meta({ code: true });

/** A function that a call reports to. */
export const callback = <T extends (...values: never[]) => void>() =>
  z
    .custom<T>((value) => typeof value === 'function', {
      error: ({ input }) => fault(`${describeValue(input)} is not a function`, 'Give a function.'),
    })
    .meta({ code: true });

/** A value that only a predicate can check. what (% is the value) and cure make the message, under its subject. */
export const custom = <T>(test: (value: unknown) => boolean, what: string, cure: string, under?: string) =>
  z.custom<T>(test, {
    error: ({ input }) =>
      fault(
        what.replace('%', () => describeValue(input)),
        cure,
        under ? { name: under } : {},
      ),
  });

/** A schema with exactly the fields of T, so that what is documented and what is checked cannot differ. */
export const fields =
  <T>() =>
  <S extends { readonly [K in keyof Required<T>]: z.ZodType<T[K]> }>(
    shape: S & { readonly [K in Exclude<keyof S, keyof T>]: never },
  ) =>
    z.strictObject(shape as S);

/**
 * Returns the value with defaults filled in. Throws `invalid_input` (or `too_large`) for the first fault.
 * name: what the value as a whole is called. thing: what its fields are called, such as an option of a call.
 */
export function check<T>(schema: z.ZodType<T>, value: unknown, name: string, thing = `part of a ${name}`): T {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const { issues } = result.error;
  // a misspelt name explains what is missing
  const misspelt = issues.find(({ code, path }) => code === 'unrecognized_keys' && path.length === 0);
  throw toError(misspelt ?? (issues[0] as z.core.$ZodIssue), schema, name, thing);
}

function toError(issue: z.core.$ZodIssue, schema: z.ZodType, name: string, thing: string): PolysemeError {
  const path = issue.path.filter((part) => typeof part === 'string').join('.');
  if (issue.code === 'unrecognized_keys') {
    const names = fieldNames(schema, issue.path);
    const unknown = issue.keys.join('", "');
    if (path === '' && thing.startsWith('option of')) {
      return invalid(
        name,
        `there is no option "${unknown}"`,
        names ? `There are: ${names}.` : 'Leave it out.',
      );
    }
    const kind = path === '' ? thing : `part of a ${path.replace(/^.*\.|s$/gu, '')}`;
    return invalid(
      issue.keys[0] as string,
      `is not ${kind}`,
      names ? `Known are: ${names}.` : 'Leave it out.',
    );
  }
  if (issue.code === 'invalid_type' && !issue.message.startsWith('{')) {
    const names = fieldNames(schema, issue.path) || 'its fields';
    return invalid(path || name, 'is not an object', `Give one with any of: ${names}.`);
  }
  const { what, cure, code = 'invalid_input', name: other, behind } = parseFault(issue.message);
  const index = behind === undefined ? '' : `[${String(issue.path.at(-1))}]${behind}`;
  return new PolysemeError(code, `${other ?? (path || name)}${index}: ${what}`, { cure });
}

function parseFault(message: string): Fault {
  return message.startsWith('{') ? (JSON.parse(message) as Fault) : { what: message, cure: 'Correct it.' };
}

/** Names of the fields of an object at a path, as a list; empty where it may be one of several objects. */
function fieldNames(schema: z.ZodType, path: readonly PropertyKey[]): string {
  const inner = fieldAt(schema, path);
  return inner instanceof z.ZodObject ? Object.keys(inner.shape).join(', ') : '';
}

/** The schema at a path; optional and default wrappers are looked through. */
function fieldAt(schema: z.ZodType, path: readonly PropertyKey[]): z.ZodType | undefined {
  let at: z.ZodType | undefined = schema;
  for (const part of path) {
    at = at && bare(at);
    if (at instanceof z.ZodArray) at = at.element as z.ZodType;
    else if (at instanceof z.ZodObject) at = at.shape[part as string] as z.ZodType | undefined;
    else return undefined;
  }
  return at && bare(at);
}

/** A schema without its optional and default wrappers. */
export function bare(schema: z.ZodType): z.ZodType {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault)
    return bare(schema.unwrap() as z.ZodType);
  return schema;
}

/** The values without those that are undefined. */
export function present<T extends object>(values: { readonly [K in keyof T]: T[K] | undefined }): T {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as T;
}
