// A route for programs: an operation of the library under an address. Its parameters are the library's, by the schemas
// of domain; old names are accepted too, and the answer gives the new ones.
import type { Express, Request, RequestHandler, Response } from 'express';
import { invalid } from '../../domain/check.js';
import { readParameters, type Shape, type ValuesOf } from '../../domain/parameters.js';
import type { OperationName } from '../../polyseme/operations/index.js';
import { type OldNames, trimmed } from '../request.js';

type Texts = Readonly<Record<string, unknown>>;
type Method = 'get' | 'post' | 'delete';

export interface ApiRoute {
  readonly method: Method;
  readonly path: string;
  /** The library's method; null for background jobs, which have none. */
  readonly call: OperationName | null;
  /** Names in the query string. */
  readonly parameters: readonly string[];
  /** Names in the path or the body instead. */
  readonly elsewhere: readonly string[];
  readonly handlers: readonly RequestHandler[];
}

interface More {
  readonly old?: OldNames;
  /** Parts of the path that are parameters of the call, under the call's names. */
  readonly inPath?: readonly string[];
  /** Names in the body, which the answer checks; without any, the body must be empty. */
  readonly inBody?: readonly string[];
  /** What the body goes through first. */
  readonly first?: readonly RequestHandler[];
}

type Answer<S extends Shape> = (values: ValuesOf<S>, request: Request, response: Response) => unknown;

/** answer: what it returns is sent as JSON; undefined when it has sent something itself. */
export function route<S extends Shape>(
  method: Method,
  path: string,
  call: OperationName | null,
  parameters: S,
  answer: Answer<S>,
  { old = {}, inPath = [], inBody, first = [] }: More = {},
): ApiRoute {
  const handler: RequestHandler = async (request, response) => {
    const texts = withNewNames(request.query, old, response);
    const values = readParameters(parameters, trimmed(texts), path);
    if (method !== 'get' && !inBody) readParameters({}, request.body as Texts, `the body of ${path}`);
    const said = await answer(values, request, response);
    if (said !== undefined) response.json(said);
  };
  return {
    ...{ method, path, call, parameters: Object.keys(parameters) },
    elsewhere: [...inPath, ...(inBody ?? [])],
    handlers: [...first, handler],
  };
}

/** Makes the routes part of the app. */
export function mount(app: Express, routes: readonly ApiRoute[]): void {
  for (const { method, path, handlers } of routes) app[method](path, ...handlers);
}

/** Parameters of a form, or of JSON in that shape; values: those in the query string, which must not be repeated. */
export function fieldsOf<S extends Shape>(
  request: Request,
  fields: S,
  values: Partial<ValuesOf<S>>,
): ValuesOf<S> {
  const sent = readParameters(fields, trimmed(request.body as Texts), `the body of ${request.path}`);
  const twice = Object.keys(values).find((name) => Object.hasOwn(sent, name));
  if (twice !== undefined) throw invalid(twice, 'it is given twice', 'Give it once.');
  return { ...values, ...sent };
}

/** The body, which may hold only these names; the library checks their values. */
export function inBody<T extends object>(request: Request, names: readonly (keyof T & string)[]): T {
  const unknown = Object.keys(request.body).find((name) => !names.includes(name as keyof T & string));
  if (unknown === undefined) return request.body as T;
  throw invalid(unknown, 'it is not known here', `Send ${names.join(', ')}.`);
}

/** The parameters under their new names; the answer reports the old ones. */
function withNewNames(query: Texts, old: OldNames, response: Response): Texts {
  const texts: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(query)) {
    const renamed = Object.hasOwn(old, name) ? (old[name] as string) : name;
    if (renamed !== name) {
      response.set('Deprecation', 'true').append('Warning', `299 - "${name} is now ${renamed}"`);
    }
    texts[renamed] = texts[renamed] === undefined ? value : [texts[renamed], value].flat();
  }
  return texts;
}
