// Views to HTML, with the frame or, for htmx, without; and tables to download, whole or as a stream.
import { pipeline } from 'node:stream/promises';
import { setImmediate } from 'node:timers/promises';
import type { Request, Response } from 'express';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { CollectionFolder } from '../../views/_document-name.js';
import type { SearchFormData } from '../../views/_search-form.js';
import { type Frame, Layout, type Theme } from '../../views/layout.js';
import { streamTable, type TableFormat } from '../format/tables.js';
import { assetsVersion } from './assets.js';
import { cookie } from './security.js';

export type Page = Omit<Frame, 'theme' | 'address' | 'version' | 'search' | 'children'> & {
  /** What stands in the search form; when left out, the word and the collection that the address names. */
  readonly search?: SearchFormData;
};

export const themeCookie = 'polyseme_theme';

/** True when htmx requests only the fragment; going back in history requests the page. */
export function wantsFragment(request: Request): boolean {
  return request.get('HX-Request') === 'true' && request.get('HX-History-Restore-Request') !== 'true';
}

export function sendPage<P>(request: Request, response: Response, page: Page, body: VNode<P>): void {
  const frame: Frame = {
    ...page,
    search: page.search ?? searchOf(request),
    theme: themeOf(request),
    address: request.originalUrl,
    version: assetsVersion,
    children: inFolder(response, body),
  };
  response
    .vary('HX-Request')
    .vary('Cookie')
    .type('html')
    .send(`<!doctype html>${renderToString(h(Layout, frame))}`);
}

/** Documents are called by their names within the folder of the collection, which `collectionFolder` has found. */
const inFolder = <P>(response: Response, body: VNode<P>): VNode =>
  h(CollectionFolder.Provider, {
    value: (response.locals as { folder?: string }).folder ?? '',
    children: body as VNode,
  }) as VNode;
/** The search form on a page about a word: a search goes on from there. */
function searchOf({ params, query }: Request): SearchFormData {
  const text = (value: unknown): string => (typeof value === 'string' ? value : '');
  const state = { word: text(params.word ?? query.word), collection: text(query.collection) };
  return { state: { ...state, meaning: '', example: '', about: '' }, isSearchPage: false };
}

/** title: the new title of the browser's tab; unchanged when left out. */
export function sendFragment<P>(response: Response, body: VNode<P>, title?: string): void {
  response
    .vary('HX-Request')
    .type('html')
    .send((title ? renderToString(h('title', null, title)) : '') + renderToString(inFolder(response, body)));
}

const contentTypes: Record<TableFormat, string> = {
  csv: 'text/csv',
  tsv: 'text/tab-separated-values',
  json: 'application/json',
  jsonl: 'application/x-ndjson',
};

/** A byte order mark tells spreadsheets that a .csv is UTF-8. */
const opening = (format: TableFormat): string => (format === 'csv' ? '\ufeff' : '');

function asDownload(response: Response, format: TableFormat, name: string): Response {
  const file = `${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}.${format}`;
  return response.attachment(file).type(contentTypes[format]);
}

/** Sends a table to download, as one text. */
export function sendTable(response: Response, format: TableFormat, name: string, table: string): void {
  asDownload(response, format, name).send(opening(format) + table);
}

/**
 * The same at any length, sent as fast as it is read; a client that leaves ends it. A failure before the first row is
 * thrown while an error page can still be sent. A later one is thrown too: the answer must then not end as if it were
 * complete.
 */
export async function sendRows<T extends object>(
  response: Response,
  format: TableFormat,
  name: string,
  rows: Iterable<T> | AsyncIterable<T>,
  columns: readonly string[],
): Promise<void> {
  const pieces = streamTable(rows, columns, format);
  const first = await pieces.next();
  asDownload(response, format, name);
  let failure: unknown;
  async function* all(): AsyncGenerator<string> {
    yield opening(format) + (first.done ? '' : first.value);
    try {
      for await (const piece of pieces) {
        yield piece;
        await setImmediate(); // others get a turn
      }
    } catch (cause) {
      if (response.destroyed) return; // nobody waits for the rest
      failure = cause;
      // HTTP/1.0 knows the end of an answer only by the connection's
      if (response.req.httpVersion === '1.0') response.socket?.resetAndDestroy();
      throw cause;
    }
  }
  try {
    await pipeline(all, response);
  } catch (cause) {
    if (failure !== undefined) throw failure;
    if ((cause as NodeJS.ErrnoException).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw cause;
  }
}

function themeOf(request: Request): Theme {
  const theme = cookie(request, themeCookie);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
