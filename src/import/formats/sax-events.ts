// XML as events, by saxes: names without their prefixes, elements nested to a limit. What a document type declares is
// not read, so that no entity is expanded but the five of XML and those by number; others are counted and left as written.
import { SaxesParser } from 'saxes';
import { maxDepth } from './limits.js';

export interface XmlEvents {
  open(name: string, attributes: Readonly<Record<string, string>>): void;
  text(text: string): void;
  close(name: string): void;
}

/** What cannot be read as XML, with its line. */
export class XmlError extends Error {}

/** Takes a document in pieces. Throws XmlError from `write` and `end`. */
export class XmlReader {
  /** Names of entities that are not expanded. */
  readonly entities = new Set<string>();
  readonly #parser = new SaxesParser({ xmlns: false });
  #depth = 0;

  constructor(events: XmlEvents) {
    const parser = this.#parser;
    parser.ENTITIES = new Proxy(parser.ENTITIES, { get: (own, name) => this.#entity(own, String(name)) });
    parser.on('error', ({ message }) => {
      throw new XmlError(`line ${parser.line}: ${message.replace(/^[\d:]+:\s*/u, '')}`);
    });
    parser.on('opentag', ({ name, attributes }) => {
      if (++this.#depth > maxDepth) {
        throw new XmlError(`line ${parser.line}: more than ${maxDepth} elements one inside another`);
      }
      events.open(localName(name), attributes as Record<string, string>);
    });
    parser.on('closetag', ({ name }) => {
      this.#depth--;
      events.close(localName(name));
    });
    parser.on('text', (text) => events.text(text));
    parser.on('cdata', (text) => events.text(text));
  }

  write(chunk: string): void {
    this.#parser.write(chunk);
  }

  end(): void {
    this.#parser.close();
  }

  #entity(own: Readonly<Record<string, string>>, name: string): string {
    const text: unknown = own[name];
    if (typeof text === 'string') return text;
    this.entities.add(name);
    return `&${name};`;
  }
}

const localName = (name: string): string => name.slice(name.indexOf(':') + 1);
