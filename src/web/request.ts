// Reads requests in one way for every route: parameters by the library's schemas, old names mapped to new ones, and
// nothing ignored. The names that only pages have stand here in one list.
import type { NextFunction, Request, RequestHandler, Response } from 'express';
import { choice, describeValue, flag, invalid, list, name, text, whole } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import { readParameters, type Shape, type ValuesOf } from '../domain/parameters.js';
import { maxLimit } from '../domain/search.js';

const themes = ['system', 'light', 'dark'] as const;
const ownNames = list(text()).optional();

/** Parameters that only pages have; all others have the library's names. Files of an upload are no parameter. */
export const pageOnly = {
  /** Of the search page: words with a meaning, or sentences about it. */
  find: choice(['words', 'sentences']).optional(),
  /** Of the search page: lines that stand there, when further ones are asked for. */
  shown: whole(1, maxLimit - 1),
  /** Of a document: the character at which the chosen word starts, and which words show their senses. */
  at: whole(0, Number.MAX_SAFE_INTEGER).optional(),
  senses: choice(['0', '1', 'all']).optional(),
  /** Of the forms for adding, following, removing and untracking. */
  path: text().optional(),
  folder: text().optional(),
  name: text().optional(),
  table: text().optional(),
  /** Of the form of colours: the address to go back to. */
  back: text().optional(),
  theme: choice(themes).optional(),
};

/** Fields of the forms that change the senses of a word: the button, and what it needs. */
export const changeForm = {
  action: text().optional(),
  sense: text().optional(),
  senses: ownNames,
  label: text().optional(),
  description: text().optional(),
  lines: ownNames,
  to: text().optional(),
};

/** Fields of the form that undoes or redoes a change. */
export const undoForm = { id: text().optional(), redo: flag().optional() };

/** What all paged lists take. */
export const offset = whole(0, Number.MAX_SAFE_INTEGER).optional();
/** A part of a name. */
export const match = text().optional();
export const collection = name('Give the name of a collection.').optional();

/** Old names of parameters, each with its new name, or a function to the new name and value (null: it is dropped). */
export type OldNames = Readonly<
  Record<string, string | ((value: string) => readonly [string, string] | null)>
>;

/** Of a paged list. */
export const oldOffset: OldNames = { from: 'offset' };

export const oldSearchNames: OldNames = {
  doc: 'documents',
  not: 'unlike',
  min: 'minScore',
  any: 'anyWord',
  own: 'ownWords',
  from: 'offset',
  size: 'limit',
};

type Texts = Readonly<Record<string, unknown>>;

/** The texts of a query string or a form, trimmed. */
export const trimmed = (texts: Texts): Texts =>
  Object.fromEntries(
    Object.entries(texts).map(([key, value]) => [key, typeof value === 'string' ? value.trim() : value]),
  );

type Answer<S extends Shape> = (values: ValuesOf<S>, request: Request, response: Response) => unknown;

/** A page: takes these parameters and no others; an address with old names redirects to the one with new names. */
export const page =
  <S extends Shape>(parameters: S, answer: Answer<S>, old: OldNames = {}): RequestHandler =>
  async (request, response) => {
    const renamed = renamedAddress(request, old);
    if (renamed !== undefined) return response.redirect(308, renamed);
    await answer(readParameters(parameters, trimmed(request.query), 'this page'), request, response);
  };

/** What a form sends: its fields and no others, in the body. */
export const form =
  <S extends Shape>(fields: S, answer: Answer<S>): RequestHandler =>
  async (request, response) => {
    const { query } = request;
    const [inAddress] = Object.keys(query);
    if (inAddress !== undefined) throw invalid(inAddress, 'it stands in the address', 'Send it in the form.');
    await answer(readParameters(fields, trimmed(request.body as Texts), 'this form'), request, response);
  };

/** The address of a request with new names for old ones; undefined when there are none to change. */
export function renamedAddress(request: Request, old: OldNames): string | undefined {
  const [path, query = ''] = request.originalUrl.split(/\?(.*)/su, 2) as [string, string?];
  const parameters = [...new URLSearchParams(query)];
  if (!parameters.some(([key]) => Object.hasOwn(old, key))) return undefined;
  const renamed = parameters.flatMap(([key, value]) => {
    const to = Object.hasOwn(old, key) ? old[key] : key;
    const written = typeof to === 'function' ? to(value) : ([to as string, value] as const);
    return written === null || written[1] === '' ? [] : [[...written]];
  });
  return ownAddress(`${path}${renamed.length === 0 ? '' : `?${new URLSearchParams(renamed)}`}`);
}

/** Redirects only to a path of this site. */
export function ownAddress(address: string): string {
  return /^\/(?![/\\])/u.test(address) ? address : '/';
}

/** A part of a route's path, such as `:word`. */
export const inPath = (request: Request, part: string): string =>
  (request.params as Readonly<Record<string, string>>)[part] as string;

/** The number of a row or token in the path of a page; no other text names one. what: the kind of thing it names. */
export function rowInPath(request: Request, what: string): number {
  const id = inPath(request, 'id');
  const row = Number(id);
  if (/^\d+$/u.test(id) && Number.isSafeInteger(row)) return row;
  throw new PolysemeError('not_found', `${what}: there is no ${what} ${describeValue(id)}`, {
    cure: 'Check the address.',
  });
}

/** The row of a document, or a name that it goes by. */
export function idOrName(request: Request): number | string {
  const id = inPath(request, 'id');
  return /^\d+$/u.test(id) ? Number(id) : id;
}

/** The same in an address for programs. Throws `invalid_input`. */
export function idInPath(request: Request): number {
  const id = inPath(request, 'id');
  const number = Number(id);
  if (/^\d+$/u.test(id) && Number.isSafeInteger(number)) return number;
  throw invalid('id', `${describeValue(id)} is not a whole number`, 'Correct the address.');
}

/** Ensures that a body is an object: a form, or JSON. */
export function needsObject(request: Request, _response: Response, next: NextFunction): void {
  request.body ??= {}; // nothing was sent, or something that is neither a form nor JSON
  if (Array.isArray(request.body)) {
    throw new PolysemeError('invalid_input', 'what was sent is a list', {
      cure: 'Send an object: {"name": …}.',
    });
  }
  next();
}
