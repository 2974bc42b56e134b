// What a page says of itself: in its meta tags, in the data it holds for search engines, and in what a browser notes when
// it saves a page.
import type { Metadata } from '../../domain/text.js';
import { isoDate } from './dates.js';

/** title, author, date, language, publisher, subject, keywords and address, as far as the page names them. */
export function pageMetadata(document: Document): Metadata {
  const named = metaTags(document);
  const first = (...names: string[]): string | undefined => names.flatMap((name) => named.get(name) ?? [])[0];
  const data = linkedData(document);
  const authors = ['citation_author', 'dc.creator', 'dcterms.creator', 'author', 'article:author'].map(
    (name) => (named.get(name) ?? []).filter((author) => !isAddress(author)),
  );
  const dates = [
    'article:published_time',
    'citation_publication_date',
    'citation_date',
    'dc.date',
    'dcterms.date',
  ];
  const moreDates = ['dc.date.issued', 'dcterms.created', 'datepublished', 'date', 'pubdate', 'created'];
  return present({
    title: first('citation_title', 'og:title') ?? clean(document.querySelector('title')?.textContent),
    author: joined(authors.find(({ length }) => length > 0) ?? data.authors) ?? byline(document),
    date:
      [...dates, ...moreDates].map((name) => isoDate(first(name))).find((date) => date !== undefined) ??
      isoDate(data.date) ??
      timeOf(document),
    language: languageOf(document) ?? first('content-language', 'dc.language', 'dcterms.language'),
    publisher: first('dc.publisher', 'dcterms.publisher', 'citation_publisher', 'og:site_name'),
    subject: first('dc.subject', 'dcterms.subject'),
    keywords: first('keywords', 'news_keywords'),
    address: addressOf(document, first('og:url')),
  });
}

/** Values without those that are missing. */
export const present = (values: Readonly<Record<string, string | undefined>>): Metadata =>
  Object.fromEntries(Object.entries(values).filter(([, value]) => value)) as Metadata;

/** Several values as one; undefined for none. */
export function joined(values: readonly string[]): string | undefined {
  const all = [...new Set(values.map((value) => clean(value)).filter((value) => value !== undefined))];
  return all.length === 0 ? undefined : all.join('; ');
}

/** A value on one line; undefined for a blank one. */
export const clean = (value: string | null | undefined): string | undefined =>
  value?.replaceAll(/[\s\u00a0]+/gu, ' ').trim() || undefined;

const isAddress = (value: string): boolean => /^https?:\/\//u.test(value);

/** Contents of meta tags, by name in lower case. */
function metaTags(document: Document): Map<string, string[]> {
  const named = new Map<string, string[]>();
  for (const meta of document.querySelectorAll('meta[content]')) {
    const content = clean(meta.getAttribute('content'));
    const names = ['name', 'property', 'itemprop', 'http-equiv'].map((name) => meta.getAttribute(name));
    const name = names.find((one) => one)?.toLowerCase();
    if (name && content) named.set(name, [...(named.get(name) ?? []), content]);
  }
  return named;
}

const mostDataChars = 1024 * 1024;

/** Author and date of the first article in JSON-LD. */
function linkedData(document: Document): { authors: string[]; date: string | undefined } {
  for (const script of document.querySelectorAll('script[type="application/ld+json"]')) {
    for (const one of objectsIn(script.textContent ?? '')) {
      const date = typeof one.datePublished === 'string' ? one.datePublished : undefined;
      const authors = [one.author ?? []].flat().flatMap((author: unknown) => {
        const name = typeof author === 'string' ? author : (author as { name?: unknown } | null)?.name;
        return typeof name === 'string' && !isAddress(name) ? [name] : [];
      });
      if (date !== undefined || authors.length > 0) return { authors, date };
    }
  }
  return { authors: [], date: undefined };
}

function objectsIn(json: string): Record<string, unknown>[] {
  if (json.length > mostDataChars) return [];
  try {
    const objects = [JSON.parse(json) as unknown].flat() as (Record<string, unknown> | null)[];
    const inner = objects.flatMap((one) => (Array.isArray(one?.['@graph']) ? one['@graph'] : []));
    return [...objects, ...inner].filter((one) => typeof one === 'object' && one !== null);
  } catch {
    return []; // the page's text is read without it
  }
}

function byline(document: Document): string | undefined {
  const names = [...document.querySelectorAll('a[rel="author"], [itemprop="author"] [itemprop="name"]')];
  return joined(names.map(({ textContent }) => textContent ?? ''));
}

/** The date of the article, by its first time that is marked as one. */
function timeOf(document: Document): string | undefined {
  const time = document.querySelector(
    'time[pubdate], [itemprop="datePublished"], article time[datetime], main time[datetime], header time[datetime]',
  );
  return isoDate(time?.getAttribute('datetime') ?? time?.getAttribute('content') ?? time?.textContent);
}

function languageOf(document: Document): string | undefined {
  const html = document.querySelector('html');
  return clean(html?.getAttribute('lang')) ?? clean(html?.getAttribute('xml:lang'));
}

function addressOf(document: Document, openGraph: string | undefined): string | undefined {
  const canonical = document.querySelector('link[rel="canonical"]')?.getAttribute('href');
  const base = document.querySelector('base[href]')?.getAttribute('href');
  return [canonical, openGraph, savedFrom(document), base]
    .map(clean)
    .find((value) => value && isAddress(value));
}

/** Browsers note `saved from url=(0022)http://example.org/` before the page. */
function savedFrom(document: Document): string | undefined {
  const comments = [...document.childNodes].filter(({ nodeType }) => nodeType === document.COMMENT_NODE);
  const saved = comments.map(({ textContent }) =>
    /saved from url=(?:\(\d+\))?(\S+)/u.exec(textContent ?? ''),
  );
  return saved.find((match) => match)?.[1];
}
