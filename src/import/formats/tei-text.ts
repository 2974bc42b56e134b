// The running text of a TEI text: front, body and back. Corrected, regular and expanded forms are read, what is deleted is
// not, and notes stand behind the chapter that they belong to, or behind the text.
import type { AnnotatedWord, TextPart } from '../../domain/parts.js';
import { coarseTag } from './tag-sets.js';
import { type OpenPart, TextFlow } from './text-flow.js';

type Attributes = Readonly<Record<string, string>>;

const set = (names: string): ReadonlySet<string> => new Set(names.split(' '));

/** Elements that are not text, or text that its editor took out, or that the page repeats. */
const leftOut = set(
  'del surplus fw gap figDesc facsimile standOff sourceDoc rdg certainty interpGrp spanGrp linkGrp timeline binaryObject metamark teiHeader index',
);
/** In a choice, what an editor put another form beside. */
const unedited = set('sic orig abbr');
const blocks = set(
  'p ab lg sp speaker head item label list byline dateline salute signed opener closer trailer epigraph argument docTitle titlePart docAuthor docImprint docDate titlePage castList castItem castGroup role set prologue epilogue div div1 div2 div3 div4 div5 div6 div7 body front back text group u entry floatingText table figure postscript imprimatur',
);
/** Within these, stage directions and quotations are a part of the line. */
const inlines = set('p ab l s head item note seg q');
const sections = set('text body front back group div div1 div2 div3 div4 div5 div6 div7 lg');
const isDivision = (name: string): boolean => /^div\d?$/u.test(name);

const isBlockIn = (name: string, parent: string): boolean =>
  blocks.has(name) || (/^(?:stage|quote|cit)$/u.test(name) && !inlines.has(parent));

/** An element that is open. */
interface Element {
  readonly name: string;
  /** Called when it is closed. */
  readonly close?: (() => void) | undefined;
  /** In a choice: whether a form was read. */
  isChosen?: boolean;
}

interface Division {
  readonly part: OpenPart;
  readonly isChapter: boolean;
  label: string;
  /** Whether a division in it is a chapter. */
  hasChapter: boolean;
}

export class TeiText {
  readonly #elements: Element[] = [];
  readonly #file: string;
  readonly #main: TextFlow;
  /** Notes and cells that are open, the innermost last. */
  readonly #flows: TextFlow[] = [];
  readonly #divisions: Division[] = [];
  #notes: TextFlow[] = [];
  #page: { part: OpenPart; label: string } | undefined;
  #language: string | undefined;
  /** Elements open within one that is left out. */
  #skipped = 0;
  #hasWords = false;
  /** A row is one line, whatever its cells hold. */
  #isInCell = false;

  /** file: its name, for messages. */
  constructor(file: string, language: string | undefined) {
    this.#file = file;
    this.#main = new TextFlow(file);
    this.#language = language;
  }

  get #flow(): TextFlow {
    return this.#flows.at(-1) ?? this.#main;
  }

  open(name: string, attributes: Attributes): void {
    if (this.#skipped > 0 || leftOut.has(name) || this.#isUnchosen(name)) {
      this.#skipped++;
      return;
    }
    const parent = this.#elements.at(-1)?.name ?? '';
    if (name === 'text') this.#language = attributes['xml:lang'] ?? attributes.lang ?? this.#language;
    const isBlock = !this.#isInCell && isBlockIn(name, parent);
    if (isBlock) this.#flow.breakWith('\n\n');
    else if (this.#isInCell && isBlockIn(name, parent)) this.#flow.breakWith(' ');
    const close = this.#begin(name, attributes, parent);
    this.#elements.push({
      name,
      close: isBlock
        ? () => {
            close?.();
            this.#flow.breakWith('\n\n');
          }
        : close,
    });
  }

  text(text: string): void {
    if (this.#skipped > 0) return;
    // files with a word a line have line ends before marks
    if (this.#elements.at(-1)?.name === 'pc' && closingMark.test(text.trim())) this.#flow.glue();
    this.#flow.write(this.#isInCell ? text.replaceAll('|', '\\|') : text);
  }

  close(): void {
    if (this.#skipped > 0) this.#skipped--;
    else this.#elements.pop()?.close?.();
  }

  finish(): {
    text: string;
    parts: TextPart[];
    words: AnnotatedWord[] | undefined;
    language: string | undefined;
  } {
    this.#appendNotes();
    this.#closePage();
    const { text, words } = this.#main;
    const parts = this.#main.parts.toSorted(
      (a, b) => a.start - b.start || b.end - a.end || order.indexOf(a.kind) - order.indexOf(b.kind),
    );
    return { text, parts, words: this.#hasWords ? words : undefined, language: this.#language };
  }

  /** One form of a choice is read. */
  #isUnchosen(name: string): boolean {
    const parent = this.#elements.at(-1);
    if (parent?.name !== 'choice') return false;
    if (unedited.has(name) || parent.isChosen) return true;
    parent.isChosen = true;
    return false;
  }

  /** What an element begins; returns what is to be done at its end. */
  #begin(name: string, attributes: Attributes, parent: string): (() => void) | undefined {
    if (isDivision(name)) return this.#beginDivision(attributes);
    switch (name) {
      case 'head':
        return sections.has(parent) ? this.#beginHeading(parent) : undefined;
      case 'l':
        return this.#beginLine();
      case 's':
        return this.#beginPart('sentence');
      case 'w':
        return this.#beginWord(attributes);
      case 'note':
        return this.#beginNote();
      case 'cell':
        return this.#beginCell();
      case 'list':
      case 'table':
        return this.#elements.some((element) => element.name === name) ? undefined : this.#beginPart(name);
      case 'row':
        return this.#beginRow();
      case 'lb':
      case 'pb':
      case 'cb':
        return this.#breakPage(name, attributes);
      default:
        return undefined;
    }
  }

  /** A division that says so is a chapter, or an outermost one with a heading that holds no such division. */
  #beginDivision({ type, n }: Attributes): () => void {
    const flow = this.#flow;
    const isInChapter = this.#divisions.some(({ isChapter }) => isChapter);
    const isChapter = !isInChapter && /^chap/iu.test(type ?? '');
    if (isChapter) for (const outer of this.#divisions) outer.hasChapter = true;
    const division = { part: flow.open(), isChapter, label: '', hasChapter: false };
    this.#divisions.push(division);
    return () => {
      this.#divisions.pop();
      const isOutermost = this.#divisions.length === 0;
      if (isChapter || isOutermost) this.#appendNotes();
      const isHeaded = isOutermost && !division.hasChapter && division.label !== '';
      if (isChapter || isHeaded) flow.close(division.part, 'chapter', division.label || (n ?? ''));
    };
  }

  #beginHeading(parent: string): () => void {
    const flow = this.#flow;
    const part = flow.open();
    return () => {
      const label = flow.textOf(part).replaceAll(/\s+/gu, ' ');
      const level =
        Math.max(1, this.#divisions.length) + (parent === 'lg' && this.#divisions.length > 0 ? 1 : 0);
      flow.close(part, 'heading', label, Math.min(level, 6));
      const division = this.#divisions.at(-1);
      if (division && isDivision(parent)) division.label ||= label;
    };
  }

  /** Lines of verse stay lines. */
  #beginLine(): () => void {
    const flow = this.#flow;
    const joint = this.#isInCell ? ' ' : '\n';
    flow.breakWith(joint);
    return () => flow.breakWith(joint);
  }

  #beginPart(kind: TextPart['kind']): () => void {
    const flow = this.#flow;
    const part = flow.open();
    return () => flow.close(part, kind, '');
  }

  #beginWord(attributes: Attributes): () => void {
    const flow = this.#flow;
    const part = flow.open();
    const lemma = attributes.lemma ?? attributes.hw ?? null;
    const pos = posOf(attributes);
    this.#hasWords = true;
    return () => flow.closeWord(part, { lemma, pos });
  }

  #beginNote(): () => void {
    const flow = new TextFlow(this.#file);
    const part = flow.open();
    this.#flows.push(flow);
    return () => {
      flow.close(part, 'note', '');
      this.#flows.pop();
      this.#notes.push(flow);
    };
  }

  #appendNotes(): void {
    for (const note of this.#notes) this.#flow.append(note);
    this.#notes = [];
  }

  /** The cells of a row are a line, parted by bars. */
  #beginRow(): () => void {
    const flow = this.#flow;
    flow.breakWith('\n');
    return () => {
      flow.write(' |');
      flow.breakWith('\n');
    };
  }

  #beginCell(): () => void {
    this.#flow.write(' | ');
    this.#isInCell = true;
    return () => {
      this.#isInCell = false;
    };
  }

  #breakPage(name: string, attributes: Attributes): undefined {
    const flow = this.#flow;
    if (attributes.break === 'no') flow.glue(/[-\u00ad\u2010]$/u);
    else flow.breakWith(' ');
    if (name !== 'pb' || flow !== this.#main) return undefined;
    this.#closePage();
    if (attributes.n) this.#page = { part: flow.open(), label: attributes.n };
    return undefined;
  }

  #closePage(): void {
    if (this.#page) this.#main.close(this.#page.part, 'page', this.#page.label);
    this.#page = undefined;
  }
}

/** By `pos`, or where other projects have it: `c5` of the BNC, `msd` of parliaments, `ana` with a link. */
function posOf({ pos, c5, msd, ana }: Attributes): AnnotatedWord['pos'] {
  const tags = [pos, c5, /UPosTag=(\w+)/u.exec(msd ?? '')?.[1], ana?.replace(/^#/u, '')];
  return tags.map((tag) => (tag === undefined ? null : coarseTag(tag))).find((one) => one !== null) ?? null;
}

const closingMark = /^[.,;:!?…)\]}%’”»]+$/u;

/** Of parts with one range, the outer ones first. */
const order: readonly string[] = ['page', 'chapter', 'heading', 'note', 'list', 'table', 'sentence'];
