// What stands between a request and the routes: headers, who may come in, from where a form may be sent, how often.
import { createHash, timingSafeEqual } from 'node:crypto';
import { isIP } from 'node:net';
import type { Express, NextFunction, Request, Response } from 'express';
import { rateLimit } from 'express-rate-limit';
import helmet from 'helmet';
import { PolysemeError } from '../domain/errors.js';

export interface SecurityOptions {
  readonly host: string;
  /** What a visitor must present; none on loopback. */
  readonly token: string | undefined;
  /** Requests a minute from one address: default 600. */
  readonly requestsPerMinute?: number;
}

export const tokenCookie = 'polyseme_token';

export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127\.\d+\.\d+\.\d+$/u.test(host);
}

export function secure(app: Express, { host, token, requestsPerMinute = 600 }: SecurityOptions): void {
  app.disable('x-powered-by');
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
      strictTransportSecurity: false, // plain http on one's own machine
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
  if (token !== undefined) app.use(withToken(token));
}

/** On loopback only its own names are answered, so that a name of someone else's cannot be pointed here. */
function knownHost(host: string) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const name = request.hostname;
    if (isLoopback(host) && !isLoopback(name.replace(/^\[|\]$/gu, ''))) {
      throw new PolysemeError('forbidden', `host: "${name}" is not this machine`, {
        cure: 'Open http://127.0.0.1 with the port that was printed.',
      });
    }
    next();
  };
}

/**
 * A form of another site cannot change anything here, nor make work through the API, which no link leads to: browsers
 * say where a request comes from.
 */
function sameOrigin(request: Request, _response: Response, next: NextFunction): void {
  const isRead = request.method === 'GET' || request.method === 'HEAD';
  if (isRead && !request.path.startsWith('/api/')) return next();
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

/** Presented once in the address, then kept in a cookie; programs send it as a bearer token. */
function withToken(token: string) {
  return (request: Request, response: Response, next: NextFunction): void => {
    const bearer = /^Bearer (.+)$/u.exec(request.headers.authorization ?? '')?.[1];
    const inAddress = typeof request.query.token === 'string' ? request.query.token : undefined;
    const inCookie = cookie(request, tokenCookie);
    if (inAddress !== undefined && equal(inAddress, token)) {
      const name = request.secure ? '; Secure' : '';
      response.append(
        'Set-Cookie',
        `${tokenCookie}=${encodeURIComponent(token)}; Path=/; HttpOnly; SameSite=Strict${name}`,
      );
      return next();
    }
    if ([bearer, inCookie].some((given) => given !== undefined && equal(given, token))) return next();
    throw new PolysemeError('forbidden', 'this server asks for its token', {
      cure: 'Open it with ?token=… at the end of the address, as it was printed when the server started.',
    });
  };
}

export function cookie(request: Request, name: string): string | undefined {
  for (const part of (request.headers.cookie ?? '').split(';')) {
    const [key, value] = part.trim().split('=', 2);
    if (key === name && value !== undefined) return decoded(value);
  }
  return undefined;
}

/** A cookie that is not well formed is none: it may come from anything else on this host. */
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

/** The address as it is written in a URL. */
export function urlHost(host: string): string {
  return isIP(host) === 6 ? `[${host}]` : host;
}
