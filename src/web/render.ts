// Views to HTML, with the frame or, for htmx, without.
import type { Request, Response } from 'express';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { type Frame, Layout, type Theme } from '../../views/layout.js';
import type { TableFormat } from '../format/format.js';
import { assetsVersion } from './assets.js';
import { cookie } from './security.js';

export type Page = Omit<Frame, 'theme' | 'address' | 'version' | 'children'>;

export const themeCookie = 'polyseme_theme';

/** True when htmx asks for the fragment alone; going back in history asks for the page. */
export function wantsFragment(request: Request): boolean {
  return request.get('HX-Request') === 'true' && request.get('HX-History-Restore-Request') !== 'true';
}

export function sendPage<P>(request: Request, response: Response, page: Page, body: VNode<P>): void {
  const frame: Frame = {
    ...page,
    theme: themeOf(request),
    address: request.originalUrl,
    version: assetsVersion,
    children: body as VNode,
  };
  response
    .vary('HX-Request')
    .vary('Cookie')
    .type('html')
    .send(`<!doctype html>${renderToString(h(Layout, frame))}`);
}

/** title: what the browser's tab says from now on; as before when left out. */
export function sendFragment<P>(response: Response, body: VNode<P>, title?: string): void {
  response
    .vary('HX-Request')
    .type('html')
    .send((title ? renderToString(h('title', null, title)) : '') + renderToString(body as VNode));
}

/** A table to keep; a byte order mark tells spreadsheets that a .csv is UTF-8. */
export function sendTable(response: Response, format: TableFormat, name: string, table: string): void {
  const file = `${name.replace(/[^\p{L}\p{N}-]+/gu, '-')}.${format}`;
  response
    .type(format)
    .attachment(file)
    .send(format === 'csv' ? `\ufeff${table}` : table);
}

function themeOf(request: Request): Theme {
  const theme = cookie(request, themeCookie);
  return theme === 'light' || theme === 'dark' ? theme : 'system';
}
