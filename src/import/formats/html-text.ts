// The text of a page or of a part of it: blocks to paragraphs, with headings, lists, tables and notes as parts. What no
// reader of the page sees is left out, and its navigation too.
import { type Leave, walk } from './html-page.js';
import { TextWriter, type WrittenText } from './text-writer.js';

export interface PageText extends WrittenText {
  /** Characters of running text, as against links, labels and buttons. */
  readonly substance: number;
  /** Whether things stand around the text: footers, comments, teasers, many links. */
  readonly isFurnished: boolean;
  /** Elements one inside another. */
  readonly depth: number;
  /** Where elements with an id begin in the text, as far as they were wanted. */
  readonly places: ReadonlyMap<string, number>;
}

/** What is left out. Text of a frame or a picture is no text of the page. */
const off = words(
  'script style title meta link base template noscript iframe frame frameset object embed applet canvas svg audio video',
  'nav button select textarea input option datalist dialog rt rp annotation annotation-xml',
);
const offRoles = words('navigation search doc-toc doc-pagelist doc-backlink doc-pagebreak');
const blocks = words(
  'address article aside blockquote body caption center dd details div dt fieldset figcaption figure footer form',
  'header hgroup hr html legend li main p pre section summary listing xmp plaintext optgroup',
);
const lists = words('ul ol dl menu dir');
const furnitureRoles = words('complementary contentinfo banner');
const furniture =
  /(?:^|[\s_-])(?:comments?|disqus|related|sidebar|cookies?|newsletter|promo|share|social|breadcrumbs?|menu)(?:$|[\s_-])/iu;

/** Shorter blocks are labels as often as text. */
const leastRunningChars = 40;
const mostLinkedShare = 0.3;

function words(...lines: string[]): ReadonlySet<string> {
  return new Set(lines.join(' ').split(' '));
}

/**
 * The text within a node, whose notes `markNotes` has marked. name: of the file, for messages. wanted: ids whose places
 * in the text are returned.
 */
export function textWithin(root: Node, name: string, wanted: ReadonlySet<string> = new Set()): PageText {
  const reading = new Reading(name, wanted);
  const depth = walk(
    root,
    (element) => reading.enter(element),
    (text) => reading.text(text),
  );
  return { ...reading.finish(), depth };
}

class Reading {
  readonly #writer: TextWriter;
  readonly #wanted: ReadonlySet<string>;
  readonly #places = new Map<string, number>();
  #depth = { pre: 0, link: 0, furniture: 0, table: 0 };
  /** Of the block being read. */
  #block = { chars: 0, linked: 0 };
  #page = { chars: 0, linked: 0, substance: 0, hasFurniture: false };

  constructor(name: string, wanted: ReadonlySet<string>) {
    this.#writer = new TextWriter(name);
    this.#wanted = wanted;
  }

  text(text: string): void {
    if (this.#depth.pre > 0) this.#writer.writeLines(text);
    else this.#writer.write(text);
    const chars = text.trim().length;
    this.#block.chars += chars;
    if (this.#depth.link > 0) this.#block.linked += chars;
  }

  enter(element: Element): Leave {
    const tag = element.localName.toLowerCase();
    if (isOff(element, tag)) return null;
    const leaves = [this.#enterTag(element, tag)];
    if (isFurniture(element, tag)) {
      this.#settle();
      this.#page.hasFurniture = true;
      leaves.push(this.#deeper('furniture'));
    }
    const id = element.id || (tag === 'a' && element.getAttribute('name')) || '';
    if (this.#wanted.has(id) && !this.#places.has(id)) this.#places.set(id, this.#writer.nextStart);
    if (element.hasAttribute(noteMark)) {
      this.#writer.beginNote();
      leaves.push(() => this.#writer.endApart());
    }
    return () => {
      for (const leave of leaves.toReversed()) leave();
    };
  }

  finish(): Omit<PageText, 'depth'> {
    this.#settle();
    const { chars, linked, substance, hasFurniture } = this.#page;
    const isFurnished = hasFurniture || linked > chars * mostLinkedShare;
    return { ...this.#writer.finish(), substance, isFurnished, places: this.#places };
  }

  /** What a tag means for the text. */
  #enterTag(element: Element, tag: string): () => void {
    const writer = this.#writer;
    if (tag === 'br') writer.breakLine();
    else if (tag === 'q') return this.#quote();
    else if (tag === 'a') return element.hasAttribute('href') ? this.#deeper('link') : nothing;
    else if (/^h[1-6]$/u.test(tag)) {
      this.#settle();
      writer.begin('heading', { level: Number(tag[1]) });
      return () => writer.end('heading');
    } else if (lists.has(tag)) {
      this.#settle();
      writer.begin('list');
      return () => writer.end('list');
    } else if (tag === 'table') return this.#enterTable();
    else if (tag === 'tr' && this.#depth.table > 0) writer.beginRow();
    else if ((tag === 'td' || tag === 'th') && this.#depth.table > 0) {
      writer.beginCell();
      return () => writer.endCell();
    } else if (blocks.has(tag) || tag === 'tr' || tag === 'td' || tag === 'th') {
      this.#settle();
      writer.endParagraph();
      const shallower = tag === 'pre' ? this.#deeper('pre') : nothing;
      return () => {
        this.#settle();
        writer.endParagraph();
        shallower();
      };
    }
    return nothing;
  }

  #enterTable(): () => void {
    this.#settle();
    this.#writer.beginTable();
    const shallower = this.#deeper('table');
    return () => {
      this.#settle();
      shallower();
      this.#writer.endTable();
    };
  }

  #quote(): () => void {
    this.#writer.write('“');
    return () => this.#writer.write('”');
  }

  #deeper(what: 'pre' | 'link' | 'furniture' | 'table'): () => void {
    this.#depth[what]++;
    return () => {
      if (what === 'furniture') this.#settle();
      this.#depth[what]--;
    };
  }

  /** Counts the block that ends here. */
  #settle(): void {
    const { chars, linked } = this.#block;
    this.#block = { chars: 0, linked: 0 };
    this.#page.chars += chars;
    this.#page.linked += linked;
    const isRunning = chars >= leastRunningChars && linked * 2 < chars && this.#depth.furniture === 0;
    if (isRunning) this.#page.substance += chars;
  }
}

const nothing = (): void => {};

function isOff(element: Element, tag: string): boolean {
  if (off.has(tag) || element.hasAttribute('hidden')) return true;
  const role = element.getAttribute('role');
  if (role && offRoles.has(role)) return true;
  if (element.getAttribute('aria-hidden') === 'true') return true;
  return /display\s*:\s*none|visibility\s*:\s*hidden/iu.test(element.getAttribute('style') ?? '');
}

function isFurniture(element: Element, tag: string): boolean {
  if (tag === 'body' || tag === 'html' || tag === 'main' || tag === 'article') return false;
  if (tag === 'footer' || furnitureRoles.has(element.getAttribute('role') ?? '')) return true;
  return furniture.test(element.className) || furniture.test(element.id);
}

const noteMark = 'data-is-note';
const referenceRoles = /\b(?:doc-noteref|noteref)\b/u;
const referenceClasses =
  /(?:^|\s)(?:footnote-ref|footnoteref|footnote-reference|sdfootnoteanc|sdendnoteanc|noteref|fnanchor)(?:$|\s)/iu;
const backClasses =
  /(?:^|\s)(?:footnote-back|footnote-backref|sdfootnotesym|sdendnotesym|reversefootnote)(?:$|\s)/iu;
/** `1`, `[12]`, `(iv)`, `*`, `†`. */
const mark = /^[[(]?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,3})[\])]?[.:]?$/iu;
const backMark = /^[[(]?(?:\d{1,4}|[a-z]|[ivxlc]{1,6}|[*†‡§¶]{1,3}|[↑↩⏎^]\ufe0e?)[\])]?[.:]?$/iu;
const noteTypes = /\b(?:footnote|endnote|rearnote|doc-footnote|doc-endnote)\b(?!s)/u;
const noteBlocks = words('li p div aside dd td section blockquote');

/**
 * Marks footnotes and endnotes, and takes the marks that refer to them out of the running text, and those that lead
 * back out of the notes.
 */
export function markNotes(document: Document): void {
  const targets = new Map<string, Element>();
  for (const element of document.querySelectorAll('[id], a[name]')) {
    targets.set(element.id || (element.getAttribute('name') as string), element);
  }
  for (const element of document.querySelectorAll('aside, [role="doc-footnote"], [role="doc-endnote"]')) {
    if (noteTypes.test(typeOf(element))) element.setAttribute(noteMark, '');
  }
  const links = [...document.querySelectorAll('a[href]')];
  const isBackLink = (link: Element): boolean => backClasses.test(link.className) && isBackMark(link);
  for (const link of links) {
    if (isBackLink(link) || !isReference(link)) continue;
    const note = noteAround(targets.get(idIn(link)));
    if (
      note &&
      !note.hasAttribute(noteMark) &&
      !note.contains(link) &&
      !note.querySelector('h1, h2, h3, h4, h5, h6')
    ) {
      note.setAttribute(noteMark, '');
      for (const back of note.querySelectorAll('a[href*="#"]')) if (isBackMark(back)) back.remove();
    }
    const sup = link.parentElement?.localName === 'sup' ? link.parentElement : link;
    (sup.textContent?.trim() === link.textContent?.trim() ? sup : link).remove();
  }
  for (const link of links) if (isBackLink(link)) link.remove();
}

const typeOf = (element: Element): string =>
  `${element.getAttribute('role') ?? ''} ${element.getAttribute('epub:type') ?? ''}`;

const isBackMark = (link: Element): boolean => backMark.test((link.textContent ?? '').trim());

function isReference(link: Element): boolean {
  if (!mark.test((link.textContent ?? '').trim())) return false;
  if (referenceRoles.test(typeOf(link)) || referenceClasses.test(link.className)) return true;
  const isRaised = link.parentElement?.localName === 'sup' || link.firstElementChild?.localName === 'sup';
  return isRaised && (link.getAttribute('href') ?? '').includes('#');
}

/** The block that is a note, or holds the place that a reference leads to. */
function noteAround(target: Element | undefined): Element | undefined {
  let element: Element | null | undefined = target;
  while (element && !noteBlocks.has(element.localName)) element = element.parentElement;
  return element ?? undefined;
}

/** The id that a link leads to on the same page; empty for another page's. */
function idIn(link: Element): string {
  const href = link.getAttribute('href') ?? '';
  if (!href.startsWith('#')) return '';
  try {
    return decodeURIComponent(href.slice(1));
  } catch {
    return href.slice(1);
  }
}
