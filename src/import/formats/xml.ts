// XML by saxes, as events or as a tree. Entities of a document type are not expanded, nothing is fetched, and the depth
// is limited. Names are as written, but with the prefix that a reader knows the namespace by.
import { SaxesParser, type SaxesTagNS } from 'saxes';
import { PolysemeError } from '../../domain/errors.js';
import { loadCodec } from '../codecs.js';
import { maxDepth } from './limits.js';

export interface XmlEvents {
  /** attributes: by name as elements have them. */
  open(name: string, attributes: ReadonlyMap<string, string>): void;
  close(name: string): void;
  text(text: string): void;
}

export interface XmlElement {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  /** Elements within, in order. */
  readonly children: readonly XmlElement[];
  /** Its own text and that of all within, in order. */
  readonly text: string;
}

/** The prefix by which a reader knows a namespace; names of other namespaces have none. */
export type Prefixes = Readonly<Record<string, string>>;

/** Reads XML as events. place: of the XML, for messages. Throws `data` for damage, `too_large` for too deep nesting. */
export function readXml(xml: string, prefixes: Prefixes, events: XmlEvents, place: string): void {
  const parser = new SaxesParser({ xmlns: true, position: true });
  const nameOf = ({ uri, local }: { uri: string; local: string }): string =>
    prefixes[uri] === undefined ? local : `${prefixes[uri]}:${local}`;
  let depth = 0;
  parser.on('error', (cause) => {
    // what the document type declares is not known: of an entity the name stands in the text
    if (!/undefined entity|unbound namespace prefix/u.test(cause.message)) throw damagedXml(place, cause);
  });
  parser.on('opentag', (tag: SaxesTagNS) => {
    if (++depth > maxDepth) throw tooDeep(place);
    events.open(nameOf(tag), new Map(Object.values(tag.attributes).map((one) => [nameOf(one), one.value])));
  });
  parser.on('closetag', (tag: SaxesTagNS) => {
    depth--;
    events.close(nameOf(tag));
  });
  parser.on('text', (text) => events.text(text));
  parser.on('cdata', (text) => events.text(text));
  parser.write(xml).close();
}

/** Reads XML as a tree. Throws as `readXml` does. */
export function parseXml(xml: string, prefixes: Prefixes, place: string): XmlElement {
  const root: Growing = { name: '', attributes: new Map(), children: [], text: '' };
  const stack: Growing[] = [root];
  const events: XmlEvents = {
    open(name, attributes) {
      const element: Growing = { name, attributes, children: [], text: '' };
      stack.at(-1)?.children.push(element);
      stack.push(element);
    },
    close() {
      const { text } = stack.pop() as Growing;
      (stack.at(-1) as Growing).text += text;
    },
    text(text) {
      (stack.at(-1) as Growing).text += text;
    },
  };
  readXml(xml, prefixes, events, place);
  return root.children[0] as XmlElement;
}

/** All elements of this name within an element, in order. */
export function* elementsNamed(name: string, within: XmlElement): Generator<XmlElement> {
  for (const child of within.children) {
    if (child.name === name) yield child;
    yield* elementsNamed(name, child);
  }
}

/** The text of XML, in the encoding of its mark or its declaration, else in UTF-8. */
export async function decodeXml(bytes: Buffer): Promise<string> {
  const mark = marks.find(([start]) => bytes.subarray(0, start.length).equals(start));
  const codec = await loadCodec();
  if (mark) return codec.decode(bytes.subarray(mark[0].length), mark[1]);
  const declaration = /^\s*<\?xml\s[^>]{0,200}?encoding\s*=\s*["']([\w.:-]+)["']/u.exec(
    bytes.toString('latin1', 0, 300),
  );
  const declared = declaration?.[1] ?? 'UTF-8';
  return codec.decode(bytes, codec.has(declared) ? declared : 'UTF-8');
}

type Growing = { -readonly [K in keyof XmlElement]: XmlElement[K] } & { children: Growing[] };

const marks = [
  [Buffer.from([0xef, 0xbb, 0xbf]), 'UTF-8'],
  [Buffer.from([0xff, 0xfe]), 'UTF-16LE'],
  [Buffer.from([0xfe, 0xff]), 'UTF-16BE'],
] as const;

const damagedXml = (place: string, cause: Error): PolysemeError =>
  new PolysemeError('data', `${place} is damaged: ${cause.message}`, {
    cure: 'Fetch or save the file once more.',
    cause,
  });

const tooDeep = (place: string): PolysemeError =>
  new PolysemeError('too_large', `${place} has more than ${maxDepth} elements one inside another`, {
    cure: 'Save it again with another program, which nests less.',
  });
