// What stands between a request and the routes: headers, access, where forms may come from, and rate limits.
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Express, NextFunction, Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { describeValue, invalid } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import { ownAddress } from './request.js';

export interface SecurityOptions {
  readonly host: string;
  /** What a visitor must present; none on loopback. */
  readonly token: string | undefined;
  /** Requests per minute from one address: default 600. */
  readonly requestsPerMinute?: number;
}

export const tokenCookie = 'polyseme_token';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

export function secure(app: Express, { host, token, requestsPerMinute = 600 }: SecurityOptions): void {
  app.disable('x-powered-by');
  app.use(takeToken);
  app.use(
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          'default-src': ["'none'"],
          'script-src': ["'self'"],
          'style-src': ["'self'"],
          'img-src': ["'self'"],
          'connect-src': ["'self'"],
          'form-action': ["'self'"],
          'base-uri': ["'none'"],
          'frame-ancestors': ["'none'"],
        },
      },
      strictTransportSecurity: false, // plain http on the user's own machine
      referrerPolicy: { policy: 'same-origin' },
    }),
  );
  app.use(knownHost(host));
  app.use(
    rateLimit({
      windowMs: 60_000,
      limit: requestsPerMinute,
      standardHeaders: 'draft-8',
      legacyHeaders: false,
      handler: () => {
        throw new PolysemeError('too_many', `more than ${requestsPerMinute} requests in a minute`, {
          cure: 'Wait a minute, then go on.',
        });
      },
    }),
  );
  app.use(sameOrigin);
  app.use(withToken(token));
}

/** On loopback answers only its own names, so that nobody can point another name here. */
function knownHost(host: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const name = request.hostname as string | undefined;
    if (!name) throw invalid('host', 'it is missing', 'Send a Host header.');
    if (isLoopback(host) && !isLoopback(name.replace(/^\[|\]$/gu, ''))) {
      throw new PolysemeError('forbidden', `host: ${describeValue(name)} is not this machine`, {
        cure: 'Open http://127.0.0.1 with the port that was printed.',
      });
    }
    next();
  };
}

/** True for an address for programs, however it is written: routes heed no capitals, and more may be decoded. */
export function isApi({ path }: Pick<Request, 'path'>): boolean {
  return /^\/+api(?:\/|$)/iu.test(decoded(path) ?? path);
}

/**
 * Keeps other sites' forms from changing anything here, and from causing work through the API, which no link leads to:
 * browsers say where a request comes from. Pages may be linked to, but not loaded as a part of another site's page.
 */
function sameOrigin(request: Request, _response: Response, next: NextFunction): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  const isLink = (request.headers['sec-fetch-mode'] ?? 'navigate') === 'navigate';
  if (isRead && isLink && !isApi(request)) return next();
  const { origin } = request.headers;
  const site = request.headers['sec-fetch-site'];
  const isForeign = site !== undefined && site !== 'same-origin' && site !== 'none';
  const isOtherOrigin = origin !== undefined && !sameHost(origin, request.headers.host);
  if (isForeign || isOtherOrigin) {
    throw new PolysemeError('forbidden', 'this was sent from another site', {
      cure: 'Open the page itself and send it from there.',
    });
  }
  next();
}

function sameHost(origin: string, host: string | undefined): boolean {
  try {
    return new URL(origin).host === host;
  } catch {
    return false;
  }
}

/** The token that was removed from a request's address. */
const tokensInAddress = new WeakMap<Request, readonly string[]>();

/** Removes the token from the address before anything else sees it: no page, log or link may hold it. */
function takeToken(request: Request, _response: Response, next: NextFunction): void {
  const [path, query] = request.url.split(/\?(.*)/su, 2) as [string, string?];
  const parameters = (query ?? '').split('&');
  const isToken = (parameter: string): boolean => new URLSearchParams(parameter).has('token');
  const taken = parameters.filter(isToken);
  if (taken.length > 0) {
    const rest = parameters.filter((parameter) => !isToken(parameter)).join('&');
    request.url = rest === '' ? path : `${path}?${rest}`;
    request.originalUrl = request.url;
    tokensInAddress.set(
      request,
      taken.map((parameter) => new URLSearchParams(parameter).get('token') as string),
    );
  }
  next();
}

/**
 * Checks the token: presented once in the address, then kept in a cookie; programs send it as a bearer token. A page
 * opened with it redirects to the address without it. token: undefined when none is needed.
 */
function withToken(token: string | undefined) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const presented = tokensInAddress.get(request) ?? [];
    if (presented.length > 1) throw invalid('token', 'it is given twice', 'Give it once.');
    const [inAddress] = presented;
    const bearer = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1];
    const isRight = (value: string | undefined): boolean =>
      token === undefined || (value !== undefined && equal(value, token));
    if (token !== undefined && inAddress !== undefined && isRight(inAddress)) {
      const name = request.secure ? '; Secure' : '';
      const value = encodeURIComponent(token);
      response.append('Set-Cookie', `${tokenCookie}=${value}; Path=/; HttpOnly; SameSite=Strict${name}`);
    }
    if (![inAddress, bearer, cookie(request, tokenCookie)].some(isRight)) {
      throw new PolysemeError('forbidden', 'this server asks for its token', {
        cure: 'Open it with ?token=… at the end of the address, as it was printed when the server started.',
      });
    }
    const isPage = request.method === 'GET' && !isApi(request);
    if (inAddress === undefined || !isPage) return next();
    response.set('Cache-Control', 'no-store').redirect(302, ownAddress(request.originalUrl));
  };
}

export function cookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return decoded(value);
  }
  return undefined;
}

/** undefined for what is malformed: such a cookie counts as none, as it may come from anything else on this host. */
function decoded(value: string): string | undefined {
  try {
    return decodeURIComponent(value);
  } catch {
    return undefined;
  }
}

function equal(a: string, b: string): boolean {
  const hash = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(a), hash(b));
}

/** The address as written in a URL. */
export function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
