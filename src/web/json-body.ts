// JSON bodies with every digit of their whole numbers, which the web framework's own parser would round.
import express, { type NextFunction, type Request, type RequestHandler, type Response } from 'express';
import { PolysemeError } from '../domain/errors.js';
import { parseJson } from '../domain/json.js';

/** Reads a JSON body of at most so many bytes; whole numbers beyond 2^53 are bigints. Other bodies are left alone. */
export const jsonBody = (limit: number): RequestHandler[] => [
  express.text({ type: 'application/json', limit }),
  parseBody,
];

function parseBody(request: Request, _response: Response, next: NextFunction): void {
  if (typeof request.body === 'string') request.body = parse(request.body);
  next();
}

/** Nothing counts as an empty object. Throws `invalid_input`. */
function parse(body: string): object {
  let value: unknown;
  try {
    value = body === '' ? {} : parseJson(body);
  } catch (cause) {
    const what = cause instanceof RangeError ? 'its values are nested too deeply' : (cause as Error).message;
    throw unreadable(what, cause);
  }
  if (typeof value !== 'object' || value === null) throw unreadable('it is neither an object nor a list');
  return value;
}

const unreadable = (what: string, cause?: unknown): PolysemeError =>
  new PolysemeError('invalid_input', `the request cannot be read: ${what}`, {
    cure: 'Check its JSON.',
    cause,
  });
