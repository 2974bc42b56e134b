// What an .epub says of itself: the files of its text in reading order, its table of contents, and who wrote it.
import path from 'node:path';
import { PolysemeError } from '../../domain/errors.js';
import type { Metadata } from '../../domain/text.js';
import { isoDate } from './dates.js';
import { clean, joined, present } from './html-metadata.js';
import { decodeXml, elementsNamed, parseXml, type XmlElement } from './xml.js';
import type { Zip } from './zip.js';

export interface EpubPackage {
  readonly metadata: Metadata;
  /** Members with text, in reading order; those beside the line of the book last. */
  readonly files: readonly string[];
  /** Empty where the table of contents is missing or damaged. */
  readonly contents: readonly ContentsEntry[];
  /** Ids of the reading order that no file has. */
  readonly unknown: readonly string[];
}

/** A line of the table of contents, in order. */
export interface ContentsEntry {
  readonly file: string;
  /** Of the element at which it begins; empty for the whole file. */
  readonly id: string;
  readonly label: string;
  /** 1 for the outermost. */
  readonly depth: number;
}

const prefixes = {
  'http://purl.org/dc/elements/1.1/': 'dc',
  'http://www.idpf.org/2007/opf': 'opf',
  'http://www.idpf.org/2007/ops': 'epub',
};

/** Throws `data` for a file that is no .epub, is damaged or encrypted. name: of the file. */
export async function readPackage(zip: Zip, name: string): Promise<EpubPackage> {
  const container = 'META-INF/container.xml';
  if (!zip.has(container)) throw notEpub(name, `it has no ${container}`);
  const xmlOf = async (member: string): Promise<XmlElement> =>
    parseXml(await decodeXml(await zip.readNamed(member)), prefixes, `${name}: ${member}`);
  await refuseProtected(zip, name, xmlOf);
  const [root] = elementsNamed('rootfile', await xmlOf(container));
  const packageName = resolve('', root?.attributes.get('full-path') ?? '').file;
  if (!zip.has(packageName)) throw notEpub(name, `it has no ${packageName || 'package'}`);
  const opf = await xmlOf(packageName);
  const items = new Map([...elementsNamed('opf:item', opf)].map((item) => [item.attributes.get('id'), item]));
  const fileOf = (item: XmlElement | undefined): string =>
    resolve(packageName, item?.attributes.get('href') ?? '').file;
  const spine = [...elementsNamed('opf:itemref', opf)];
  const isAside = (ref: XmlElement): boolean => ref.attributes.get('linear') === 'no';
  const ordered = [...spine.filter((ref) => !isAside(ref)), ...spine.filter(isAside)];
  const inOrder = ordered
    .map((ref) => items.get(ref.attributes.get('idref')))
    .filter((item) => item && !/^(?:image|audio|video)\//u.test(item.attributes.get('media-type') ?? ''));
  // a book without a reading order has that of its list
  const texts = ordered.length > 0 ? inOrder : [...items.values()].filter(isPage);
  const nav = [...items.values()].find((item) => /\bnav\b/u.test(item.attributes.get('properties') ?? ''));
  const ncx = [...items.values()].find(
    (item) => item.attributes.get('media-type') === 'application/x-dtbncx+xml',
  );
  return {
    metadata: metadataOf(opf),
    files: [...new Set(texts.map(fileOf))],
    contents: await contentsOf(zip, [nav, ncx].filter((item) => item !== undefined).map(fileOf), xmlOf),
    unknown: ordered.map((ref) => ref.attributes.get('idref') ?? '').filter((id) => !items.has(id)),
  };
}

const isPage = ({ attributes }: XmlElement): boolean =>
  /^(?:application\/xhtml\+xml|text\/html)$/u.test(attributes.get('media-type') ?? '') &&
  !/\bnav\b/u.test(attributes.get('properties') ?? '');

/** Ways of hiding fonts, which hide no text. */
const fontMasks = ['http://www.idpf.org/2008/embedding', 'http://ns.adobe.com/pdf/enc#RC'];

async function refuseProtected(
  zip: Zip,
  name: string,
  xmlOf: (member: string) => Promise<XmlElement>,
): Promise<void> {
  const member = 'META-INF/encryption.xml';
  if (!zip.has(member)) return;
  const methods = [...elementsNamed('EncryptionMethod', await xmlOf(member))];
  if (methods.every(({ attributes }) => fontMasks.includes(attributes.get('Algorithm') ?? ''))) return;
  throw new PolysemeError('data', `${name} is encrypted, as books with copy protection are`, {
    cure: 'Get a copy without copy protection.',
  });
}

function metadataOf(opf: XmlElement): Metadata {
  const all = (name: string): XmlElement[] => [...elementsNamed(`dc:${name}`, opf)];
  const texts = (name: string): string[] => all(name).map(({ text }) => text);
  const dates = all('date');
  const published = dates.find(({ attributes }) => attributes.get('opf:event') === 'publication') ?? dates[0];
  return present({
    title: clean(texts('title')[0]),
    author: joined(texts('creator')),
    date: isoDate(published?.text),
    language: clean(texts('language')[0]),
    publisher: joined(texts('publisher')),
    subject: joined(texts('subject')),
  });
}

/** The first table of contents that can be read; a book is read without one. */
async function contentsOf(
  zip: Zip,
  files: readonly string[],
  xmlOf: (member: string) => Promise<XmlElement>,
): Promise<ContentsEntry[]> {
  for (const file of files) {
    if (!zip.has(file)) continue;
    try {
      const root = await xmlOf(file);
      const isToc = ({ attributes }: XmlElement): boolean => attributes.get('epub:type') === 'toc';
      const top = [...elementsNamed('nav', root)].find(isToc) ?? [...elementsNamed('navMap', root)][0];
      const entries = top ? [...entriesOf(top, file, 0)] : [];
      if (entries.length > 0) return entries;
    } catch (cause) {
      if (!(cause instanceof PolysemeError)) throw cause;
    }
  }
  return [];
}

/** Links of nested lists (nav), and points within points (ncx). */
function* entriesOf(element: XmlElement, base: string, depth: number): Generator<ContentsEntry> {
  for (const child of element.children) {
    const { name, attributes, text } = child;
    if (name === 'navPoint') {
      const [content] = elementsNamed('content', child);
      const [label] = elementsNamed('text', child);
      const target = resolve(base, content?.attributes.get('src') ?? '');
      yield { ...target, label: clean(label?.text) ?? '', depth: depth + 1 };
      yield* entriesOf(child, base, depth + 1);
    } else if (name === 'a') {
      yield { ...resolve(base, attributes.get('href') ?? ''), label: clean(text) ?? '', depth };
    } else yield* entriesOf(child, base, name === 'ol' ? depth + 1 : depth);
  }
}

/** The member and the id that an address leads to, written in a member. */
function resolve(base: string, href: string): { file: string; id: string } {
  const [file = '', id = ''] = href.split('#', 2).map(decode);
  const joinedPath = file === '' ? base : path.posix.join(path.posix.dirname(base), file);
  return { file: joinedPath.replace(/^(?:\.{0,2}\/)+/u, ''), id };
}

function decode(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return written;
  }
}

const notEpub = (name: string, why: string): PolysemeError =>
  new PolysemeError('data', `${name} is not an .epub: ${why}`, {
    cure: 'Name it as what it is, such as .zip, or fetch it once more.',
  });
