// Turns every error into a page, a fragment or JSON, with the status of its code. Unforeseen errors are logged under a
// reference number, and their details are not shown. A failure while an answer is being sent ends the connection, so
// that half a table does not look complete.
import { randomUUID } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { MulterError } from 'multer';
import { h } from 'preact';
import { emptySearch } from '../../views/_search-form.js';
import { MessageNote, MessagePage } from '../../views/message.js';
import { type ErrorCode, PolysemeError } from '../domain/errors.js';
import { formatBytes } from '../format/figures.js';
import { maxVectorBytes } from './api/vectors.js';
import { sendFragment, sendPage, wantsFragment } from './render.js';
import { isApi } from './security.js';
import type { Site } from './site.js';
import { maxUploadBytes, maxUploadFiles } from './uploads.js';

/** Bytes of a form, or of JSON other than vectors. */
export const maxFormBytes = 64 * 1024;

/** HTTP status of each code. */
export const httpStatusOf: Record<ErrorCode, number> = {
  invalid_input: 400,
  not_found: 404,
  data: 422,
  model: 503,
  conflict: 409,
  busy: 503,
  disk_full: 507,
  read_only: 403,
  too_large: 413,
  too_many: 429,
  forbidden: 403,
  cancelled: 409,
};

const titles: Record<number, string> = {
  400: 'That cannot be searched',
  403: 'Not from here',
  404: 'Not found',
  409: 'That does not fit',
  413: 'Too large',
  422: 'That cannot be read',
  429: 'Too many requests',
  503: 'Not available just now',
  507: 'There is no space left',
};

const unforeseen = {
  message: 'An internal error happened.',
  cure: 'Try again; if it happens again, report it with the reference.',
};

export function explainError({ options: { log }, paths }: Site) {
  return (cause: unknown, request: Request, response: Response, _next: NextFunction): void => {
    const error = asForeseen(cause);
    const isSent = response.headersSent;
    const reference = error ? null : randomUUID().slice(0, 8);
    const { originalUrl: url } = request;
    if (!error) log.error({ err: cause, reference, url }, 'internal error');
    else if (isSent) log.warn({ err: error, url }, 'an answer ended before it was whole');
    if (isSent) return void response.destroy();
    const status = error ? httpStatusOf[error.code] : 500;
    const { message, cure } = paths.shown(error ?? unforeseen, request);
    // headers of an export that has failed: what is sent now is no table
    for (const name of ['Content-Disposition', 'Content-Type']) response.removeHeader(name);
    const retrySeconds = secondsToWait(error?.code, response);
    response.status(status);
    if (isApi(request)) {
      const code = error?.code ?? 'internal';
      response.json({ error: { code, message, cure, ...(reference ? { reference } : {}) } });
      return;
    }
    const isAgain = retrySeconds !== null && request.method === 'GET';
    const data = {
      ...{ title: titles[status] ?? 'Something went wrong here', message, cure, reference },
      retrySeconds: isAgain ? retrySeconds : null,
    };
    if (wantsFragment(request)) return sendFragment(response, h(MessageNote, data));
    if (isAgain) response.set('Refresh', String(retrySeconds));
    const page = { title: `${data.title} – Polyseme`, current: 'none', search: emptySearch } as const;
    sendPage(request, response, page, h(MessagePage, data));
  };
}

/** After so long it may be tried again: as the limit of requests says, or what takes long enough to be over mostly. */
const busySeconds = 5;

/** Says in the answer when to try again; null where that would not help. */
function secondsToWait(code: ErrorCode | undefined, response: Response): number | null {
  if (code !== 'busy' && code !== 'too_many') return null;
  const said = Number(response.getHeader('Retry-After'));
  const seconds = said > 0 ? said : busySeconds;
  response.set('Retry-After', String(seconds));
  return seconds;
}

/** The web framework's errors in our words; undefined for unforeseen ones. */
function asForeseen(cause: unknown): PolysemeError | undefined {
  if (cause instanceof PolysemeError) return cause;
  const { status, message, code, type } = (cause ?? {}) as Record<
    'message' | 'code' | 'type',
    string | undefined
  > & {
    status?: number;
  };
  if (type === 'entity.too.large') {
    const limits = `Send at most ${formatBytes(maxFormBytes)}; texts are uploaded as files`;
    const cure = `${limits}, vectors sent in parts of at most ${formatBytes(maxVectorBytes)}.`;
    return new PolysemeError('too_large', `what was sent is too large: ${message}`, { cure, cause });
  }
  if (status === 413 || code === 'LIMIT_FILE_SIZE' || code === 'LIMIT_FILE_COUNT') {
    const limits = `at most ${maxUploadFiles} files of ${formatBytes(maxUploadBytes)} each`;
    return new PolysemeError('too_large', `what was sent is too large: ${message}`, {
      cure: `Send ${limits}.`,
      cause,
    });
  }
  if ((status !== undefined && status >= 400 && status < 500) || cause instanceof MulterError) {
    return new PolysemeError('invalid_input', `the request cannot be read: ${message}`, {
      cure: code === 'LIMIT_UNEXPECTED_FILE' ? 'Send files in the field "files".' : 'Check it.',
      cause,
    });
  }
  return undefined;
}
