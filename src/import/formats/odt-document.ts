// Builds the text of an .odt from the elements of its XML.
import type { Metadata } from '../../domain/text.js';
import { isoDate } from './dates.js';
import { clean, joined, present } from './html-metadata.js';
import { TextWriter, type WrittenText } from './text-writer.js';
import { readXml, type XmlEvents } from './xml.js';

const oasis = 'urn:oasis:names:tc:opendocument:xmlns';
const prefixes = {
  [`${oasis}:office:1.0`]: 'office',
  [`${oasis}:text:1.0`]: 'text',
  [`${oasis}:table:1.0`]: 'table',
  [`${oasis}:drawing:1.0`]: 'draw',
  [`${oasis}:style:1.0`]: 'style',
  [`${oasis}:meta:1.0`]: 'meta',
  [`${oasis}:svg-compatible:1.0`]: 'svg',
  'http://purl.org/dc/elements/1.1/': 'dc',
};

/** Elements whose text is none of the document. */
const skipped = new Set([
  ...['text:tracked-changes', 'office:annotation', 'office:annotation-end', 'text:note-citation'],
  ...['text:table-of-content', 'text:alphabetical-index', 'text:illustration-index', 'text:table-index'],
  ...[
    'text:ruby-text',
    'text:hidden-text',
    'text:script',
    'office:forms',
    'office:binary-data',
    'annotation',
  ],
  ...['svg:title', 'svg:desc', 'draw:image', 'draw:plugin', 'draw:applet'],
]);

type Attributes = ReadonlyMap<string, string>;
/** What is done at the end of an element. */
type Leave = () => void;
const nothing = (): void => {};

export class OdtDocument implements XmlEvents {
  /** Whether there has been a text document, and no table or drawing. */
  hasText = false;
  readonly #writer: TextWriter;
  readonly #leaves: Leave[] = [];
  /** By family and name. */
  readonly #hiddenStyles = new Set<string>();
  readonly #parentStyles = new Map<string, string>();
  readonly #meta = new Map<string, string[]>();
  /** Elements around that hide their text. */
  #numSkipped = 0;
  #isInText = false;
  #styleName = '';
  #styleFamily = '';
  #metaText: string | undefined;

  constructor(name: string) {
    this.#writer = new TextWriter(name);
  }

  /** Reads one XML of the file. place: for messages. */
  read(xml: string, place: string): void {
    readXml(xml, prefixes, this, place);
  }

  open(name: string, attributes: Attributes): void {
    if (this.#isSkipped(name, attributes)) {
      this.#numSkipped++;
      this.#leaves.push(() => this.#numSkipped--);
    } else
      this.#leaves.push(this.#isInText ? this.#enter(name, attributes) : this.#enterHead(name, attributes));
  }

  close(): void {
    this.#leaves.pop()?.();
  }

  text(text: string): void {
    if (this.#metaText !== undefined) this.#metaText += text;
    else if (this.#isInText && this.#numSkipped === 0) this.#writer.write(text);
  }

  finish(): WrittenText & { metadata: Metadata } {
    const first = (name: string): string | undefined => clean(this.#meta.get(name)?.[0]);
    const metadata = present({
      title: first('dc:title'),
      author: joined(this.#meta.get('meta:initial-creator') ?? this.#meta.get('dc:creator') ?? []),
      date: isoDate(first('meta:creation-date')) ?? isoDate(first('dc:date')),
      language: first('dc:language'),
      subject: first('dc:subject'),
      keywords: joined(this.#meta.get('meta:keyword') ?? []),
    });
    return { ...this.#writer.finish(), metadata };
  }

  #isSkipped(name: string, attributes: Attributes): boolean {
    if (skipped.has(name)) return true;
    if (name === 'text:section') return attributes.get('text:display') === 'none';
    const family = name === 'text:span' ? 'text' : 'paragraph';
    return this.#hiddenStyles.has(`${family} ${attributes.get('text:style-name')}`);
  }

  /** Metadata and styles, which stand before the text. */
  #enterHead(name: string, attributes: Attributes): Leave {
    if (name === 'office:text') {
      this.hasText = true;
      this.#isInText = true;
      return () => {
        this.#isInText = false;
      };
    }
    if (name === 'style:style') {
      this.#styleName = attributes.get('style:name') ?? '';
      this.#styleFamily = attributes.get('style:family') ?? '';
      this.#parentStyles.set(this.#styleName, attributes.get('style:parent-style-name') ?? '');
    } else if (name === 'style:text-properties' && attributes.get('text:display') === 'none') {
      this.#hiddenStyles.add(`${this.#styleFamily} ${this.#styleName}`);
    } else if (name.startsWith('dc:') || /^meta:(?:initial-creator|creation-date|keyword)$/u.test(name)) {
      this.#metaText = '';
      return () => {
        this.#meta.set(name, [...(this.#meta.get(name) ?? []), this.#metaText ?? '']);
        this.#metaText = undefined;
      };
    }
    return nothing;
  }

  /** What an element means for the text. */
  #enter(name: string, attributes: Attributes): Leave {
    if (this.#numSkipped > 0) return nothing;
    const writer = this.#writer;
    switch (name) {
      case 'text:h':
        return this.#enterHeading(Number(attributes.get('text:outline-level') ?? 1));
      case 'text:p': {
        const style = attributes.get('text:style-name') ?? '';
        if (style === 'Title' || this.#parentStyles.get(style) === 'Title') return this.#enterHeading(1);
        writer.endParagraph();
        return () => writer.endParagraph();
      }
      case 'text:s':
      case 'text:tab':
        writer.write(' ');
        return nothing;
      case 'text:line-break':
        writer.breakLine();
        return nothing;
      case 'text:list':
        writer.begin('list');
        return () => writer.end('list');
      case 'table:table':
        writer.beginTable();
        return () => writer.endTable();
      case 'table:table-row':
        writer.beginRow();
        return nothing;
      case 'table:table-cell':
      case 'table:covered-table-cell':
        writer.beginCell();
        return () => writer.endCell();
      case 'text:note-body':
        writer.beginNote();
        return () => writer.endApart();
      case 'draw:text-box':
        writer.beginBox();
        return () => writer.endApart();
      default:
        return nothing;
    }
  }

  #enterHeading(level: number): Leave {
    this.#writer.begin('heading', { level: Math.min(6, Math.max(1, level || 1)) });
    return () => this.#writer.end('heading');
  }
}
