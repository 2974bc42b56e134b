// HTML: of a page with an article among navigation and teasers the article, of any other page all of its text.
import { Readability } from '@mozilla/readability';
import { PolysemeError } from '../../domain/errors.js';
import type { Metadata } from '../../domain/text.js';
import { readBytes } from '../bytes.js';
import { loadCodec } from '../codecs.js';
import { decodeFile } from '../decode.js';
import { recogniseText, replacements, type TextFile } from '../encoding.js';
import { pageMetadata } from './html-metadata.js';
import { parsePage } from './html-page.js';
import { markNotes, type PageText, textWithin } from './html-text.js';
import { maxDepth } from './limits.js';
import type { ReaderInput, ReaderItem } from './reader.js';
import { refuseLargeFile } from './whole-file.js';

/** Reads a saved page. Throws `data` for what is no text, and `too_large` over a limit. */
export async function* readHtml(input: ReaderInput): AsyncGenerator<ReaderItem> {
  await refuseLargeFile(input);
  const { file, unknown } = await recognisePage(input);
  let html = '';
  for await (const chunk of decodeFile(file)) html += chunk;
  const { text, parts, metadata } = htmlText(html, input.name);
  yield { document: { id: null, text, metadata, parts } };
  const replaced = replacements(file);
  if (replaced) yield { problem: { ...replaced, message: `${input.name}: ${replaced.message}` } };
  if (unknown !== undefined) {
    const message = `${input.name} names an encoding that is not known, ${unknown}; it was read as ${file.encoding}`;
    yield { problem: { message, cure: 'Save it in UTF-8.' } };
  }
}

/**
 * The text of HTML. name: of the file, for messages. isWhole: all of its text, not the article alone (mails, chapters).
 * wanted: ids whose places in the text are returned. Throws `too_large` over a limit.
 */
export function htmlText(
  html: string,
  name: string,
  { isWhole = false, wanted = new Set<string>() }: { isWhole?: boolean; wanted?: ReadonlySet<string> } = {},
): PageText & { readonly metadata: Metadata } {
  const document = parsePage(html, name);
  const metadata = pageMetadata(document);
  markNotes(document);
  const page = textWithin(document, name, wanted);
  if (isWhole || !page.isFurnished || page.depth > maxDepth || !document.querySelector('body')) {
    return { ...page, metadata };
  }
  const article = articleIn(document, name);
  const isMain = article?.substance && article.substance >= page.substance * leastShareOfArticle;
  return { ...(isMain ? article : page), metadata };
}

/**
 * Of the running text of the page. Below it, what is called an article is but a part of the text: a chapter, a teaser,
 * one answer of many.
 */
const leastShareOfArticle = 0.8;

/** Beyond it the search for an article takes longer than it is worth. */
const mostElements = 100_000;

/** The text of the article, with the page's title, which is taken for a part of the page's frame. */
function articleIn(document: Document, name: string): PageText | undefined {
  if (document.querySelectorAll('*').length > mostElements) return undefined;
  const titles = [...document.querySelectorAll('h1')].map((title) => textWithin(title, name).text);
  const serializer = (node: Node): Node => node;
  const result = new Readability(document, { keepClasses: true, disableJSONLD: true, serializer }).parse();
  if (!result?.content) return undefined;
  const article = textWithin(result.content, name);
  const [title] = titles;
  const isThere = article.parts.some(({ kind, label }) => kind === 'heading' && label === title);
  return titles.length === 1 && title && !isThere ? behindTitle(title, article) : article;
}

function behindTitle(title: string, article: PageText): PageText {
  const offset = title.length + 2;
  const heading = { kind: 'heading', start: 0, end: title.length, label: title, level: 1 } as const;
  const parts = article.parts.map((part) => ({
    ...part,
    start: part.start + offset,
    end: part.end + offset,
  }));
  return { ...article, text: `${title}\n\n${article.text}`, parts: [heading, ...parts] };
}

interface RecognisedPage {
  readonly file: TextFile;
  /** The encoding that the page names, where it is not known or does not fit. */
  readonly unknown?: string;
}

/** Bytes of a page's beginning in which it names its encoding. */
const headBytes = 4096;

/** The encoding: by a mark, as the page names it, or as it is recognised. */
async function recognisePage({ name, path }: ReaderInput): Promise<RecognisedPage> {
  const head = await headOf(path);
  try {
    const hasMark = /^(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)/u.test(head);
    const written = hasMark ? undefined : namedEncoding(head);
    if (written === undefined) return { file: await recogniseText(path) };
    const encoding = byBrowsers[written] ?? written;
    if (!(await loadCodec()).has(encoding)) return { file: await recogniseText(path), unknown: written };
    return { file: await recogniseText(path, encoding).catch(() => recogniseText(path)) };
  } catch (cause) {
    if (!(cause instanceof PolysemeError)) throw cause;
    throw new PolysemeError(cause.code, cause.message.replaceAll(path, name), { cure: cause.cure, cause });
  }
}

/** The beginning of a file, one character a byte. */
async function headOf(path: string): Promise<string> {
  for await (const bytes of readBytes(path)) return bytes.toString('latin1', 0, headBytes);
  return '';
}

/** What browsers take these names for. */
const byBrowsers: Readonly<Record<string, string>> = {
  ...{
    'iso-8859-1': 'windows-1252',
    latin1: 'windows-1252',
    'us-ascii': 'windows-1252',
    ascii: 'windows-1252',
  },
  ...{ 'iso-8859-9': 'windows-1254', 'tis-620': 'windows-874', 'iso-8859-11': 'windows-874' },
  ...{ gb2312: 'gb18030', gbk: 'gb18030', 'x-gbk': 'gb18030', 'x-sjis': 'shift_jis', sjis: 'shift_jis' },
  ...{ 'windows-31j': 'shift_jis', 'x-euc-jp': 'euc-jp', 'x-mac-roman': 'macintosh', 'utf-16': 'utf-8' },
  ...{
    'utf-16le': 'utf-8',
    'utf-16be': 'utf-8',
    unicode: 'utf-8',
    'ks_c_5601-1987': 'cp949',
    'euc-kr': 'cp949',
  },
};

/** The encoding that a page names in its tags, or in the declaration of XML. */
function namedEncoding(head: string): string | undefined {
  const inTag = /<meta\s[^>]{0,300}?charset\s*=\s*["']?\s*([\w.:-]+)/iu.exec(head);
  const inXml = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/u.exec(head);
  return (inTag ?? inXml)?.[1]?.toLowerCase();
}
