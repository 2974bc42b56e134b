// Folders of the server are nobody's business who reaches it from elsewhere: what is said over HTTP names files relative
// to the database's folder, or by their last part alone. A path that the request itself names is said as it is.
import { existsSync, realpathSync } from 'node:fs';
import path from 'node:path';
import type { Request } from 'express';
import type { PolysemeError } from '../domain/errors.js';
import type { BackgroundJob, Problem } from '../domain/reports.js';

type Explained = Pick<PolysemeError, 'message' | 'cure'>;

export interface ServerPaths {
  /** A text without the server's folders. named: what the request said, whose paths stay. */
  hide(text: string, named?: string): string;
  /** What is said of an error in answer to a request. */
  shown(error: Explained, request: Pick<Request, 'originalUrl' | 'query' | 'body'>): Explained;
  /** The same for a problem; its own path is said as it is, below the database's folder relative to it. */
  hideInProblem<P extends Problem>(problem: P): P;
  /** The same for the error and the problems of a job. */
  hideInJob<S extends BackgroundJob>(status: S): S;
}

/** What may be an absolute path, up to a mark that ends it in a sentence. */
const absolute = /(?<![\w.:/\\-])\/[^\s"'`()<>,;:]+/gu;

/** What a request says in its address and its body, as one text. */
const saidBy = ({ originalUrl, query, body }: Pick<Request, 'originalUrl' | 'query' | 'body'>): string =>
  [originalUrl, ...[query, body].flatMap((fields) => Object.values((fields ?? {}) as object).flat())]
    .filter((one) => typeof one === 'string')
    .join('\n');

/** file: the database. */
export function serverPaths(file: string): ServerPaths {
  const bases = basesOf(file);

  function hide(text: string, named = ''): string {
    let shown = text;
    for (const base of bases) if (!named.includes(base)) shown = shown.replaceAll(`${base}${path.sep}`, '');
    return shown.replaceAll(absolute, (place) =>
      isOfDisk(place) && !named.includes(place) ? lastPart(place) : place,
    );
  }

  const hideInProblem = <P extends Problem>({ uri, message, cure, ...rest }: P): P =>
    ({
      ...rest,
      uri: bases.reduce((shown, base) => shown.replace(`${base}${path.sep}`, ''), uri),
      message: hide(message, uri),
      cure: hide(cure, uri),
    }) as P;

  return {
    hide,
    hideInProblem,
    shown({ message, cure }, request) {
      const named = saidBy(request);
      return { message: hide(message, named), cure: hide(cure, named) };
    },
    hideInJob(status) {
      const { error } = status;
      const { report } = status as { report?: { problems?: readonly Problem[] } | null };
      return {
        ...status,
        error: error && { message: hide(error.message), cure: hide(error.cure) },
        ...(report?.problems && { report: { ...report, problems: report.problems.map(hideInProblem) } }),
      };
    },
  };
}

/** The folder of the database, as it was named and as it is. */
function basesOf(file: string): string[] {
  if (file === ':memory:') return [];
  const named = path.dirname(path.resolve(file));
  const bases = existsSync(named) ? [named, realpathSync(named)] : [named];
  return [...new Set(bases)].filter((base) => base !== path.parse(base).root);
}

/** Addresses of pages look like paths too. */
const isOfDisk = (place: string): boolean => existsSync(`/${place.split('/')[1]}`) && place.length > 1;

const lastPart = (place: string): string => path.basename(place) || '…';
