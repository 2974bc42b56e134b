// Text as readers give it, written from the events of a markup: running text, line ends, paragraphs, tables, notes, and
// parts around them. White space is that of the markup's lines and counts as one blank.
import { PolysemeError } from '../../domain/errors.js';
import type { PartKind, TextPart } from '../../domain/parts.js';
import { maxTextChars } from './limits.js';

export interface WrittenText {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

/** A part that has begun; it has a start when its first paragraph has ended. */
interface OpenPart {
  readonly kind: PartKind;
  readonly label: string;
  readonly level: number | undefined;
  start: number | undefined;
  end: number | undefined;
}

/** Text that is written apart: the document, a cell of a table, a note. */
interface Flow {
  text: string;
  /** The paragraph being written. */
  paragraph: string;
  /** Its last character; to look for it in the paragraph would copy a long one at every word. */
  last: string;
  /** In the order in which they began. */
  readonly parts: OpenPart[];
  /** Those that begin with the next paragraph. */
  pending: OpenPart[];
  readonly tables: Table[];
  /** Texts in boxes, to stand behind the paragraph being written. */
  boxes: Flow[];
}

interface Table {
  readonly rows: Flow[][];
}

const newFlow = (): Flow => ({
  text: '',
  paragraph: '',
  last: '',
  parts: [],
  pending: [],
  tables: [],
  boxes: [],
});

/** White space of markup, no-break spaces with it: a doubled blank would be read as layout. */
const blanks = /[\p{Zs}\t\n\r\f\v\u2028\u2029]+/gu;
/** What only allows or forbids a line to be divided, and control characters. */
const unseen = /[\u00ad\u200b\u2060\ufeff]|(?!\s)\p{Cc}/gu;

export class TextWriter {
  readonly #name: string;
  /** The document, and what is being written apart within it; the last is written to. */
  readonly #flows: Flow[] = [newFlow()];
  readonly #notes: Flow[] = [];
  #length = 0;

  /** name: of the file, for the message when the text is over the limit. */
  constructor(name: string) {
    this.#name = name;
  }

  /** Running text. */
  write(text: string): void {
    const flow = this.#flow;
    const clean = text.replaceAll(unseen, '').replaceAll(blanks, ' ');
    const added = flow.last.trim() === '' ? clean.trimStart() : clean;
    if (added === '') return;
    flow.paragraph += added;
    flow.last = added.slice(-1);
    this.#length += added.length;
    refuseLongText(this.#name, this.#length);
  }

  /** Running text whose line ends count; an empty line ends the paragraph. */
  writeLines(text: string): void {
    for (const [i, line] of text.split(/\r\n?|\n/u).entries()) {
      if (i > 0) this.breakLine();
      this.write(line);
    }
  }

  /** A line end that the text means; the second in a row ends the paragraph. */
  breakLine(): void {
    const flow = this.#flow;
    if (flow.last === '\n') this.endParagraph();
    if (flow.last === '') return;
    if (flow.last === ' ') flow.paragraph = flow.paragraph.slice(0, -1);
    flow.paragraph += '\n';
    flow.last = '\n';
  }

  endParagraph(): void {
    const flow = this.#flow;
    const paragraph = flow.paragraph.trim();
    flow.paragraph = '';
    flow.last = '';
    if (paragraph !== '') append(flow, { text: paragraph, parts: [] });
    const { boxes } = flow;
    flow.boxes = [];
    for (const box of boxes) append(flow, box);
  }

  /**
   * Where the next paragraph of the document will begin, once the one being written has ended; in a heading, where that
   * begins.
   */
  get nextStart(): number {
    const { text, paragraph, pending } = this.#flows[0] as Flow;
    const start = text === '' ? 0 : text.length + 2;
    const isAtStart = paragraph === '' || pending.some(({ kind }) => kind === 'heading');
    return isAtStart ? start : start + paragraph.trimEnd().length + 2;
  }

  /** Begins a part with the next paragraph; within another of its kind it is none. */
  begin(kind: PartKind, { label = '', level }: { label?: string; level?: number } = {}): void {
    this.endParagraph();
    const part = { kind, label, level, start: undefined, end: undefined };
    this.#flow.parts.push(part);
    this.#flow.pending.push(part);
  }

  /** Ends the part of this kind that began last. */
  end(kind: PartKind): void {
    this.endParagraph();
    const { text, parts } = this.#flow;
    const part = parts.findLast((one) => one.kind === kind && one.end === undefined);
    if (part) part.end = text.length;
  }

  beginTable(): void {
    this.endParagraph();
    this.#flow.tables.push({ rows: [] });
  }

  beginRow(): void {
    this.#flow.tables.at(-1)?.rows.push([]);
  }

  /** What follows is of the cell, until `endCell`. */
  beginCell(): void {
    const cell = newFlow();
    const rows = this.#flow.tables.at(-1)?.rows;
    if (rows?.length === 0) rows.push([]);
    rows?.at(-1)?.push(cell);
    this.#flows.push(cell);
  }

  endCell(): void {
    this.endParagraph();
    if (this.#flows.length > 1) this.#flows.pop();
  }

  /**
   * Writes the table as rows of cells. One that only lays out a page is written as what its cells hold: it has no row of
   * two cells with text, or headings or another table within.
   */
  endTable(): void {
    const flow = this.#flow;
    const table = flow.tables.pop();
    if (!table) return;
    const cells = table.rows.flat();
    const isTable = table.rows.some((row) => row.filter(({ text }) => text !== '').length > 1);
    const hasBlocks = cells.some(({ parts }) =>
      parts.some(({ kind, end }) => (kind === 'heading' || kind === 'table') && end !== undefined),
    );
    if (!isTable || hasBlocks) {
      for (const cell of cells) append(flow, cell);
      return;
    }
    const rows = table.rows.filter((row) => row.some(({ text }) => text !== ''));
    const text = rows.map((row) => `|${row.map(asCell).join('|')}|`).join('\n');
    append(flow, { text, parts: [{ ...tablePart, start: 0, end: text.length }] });
  }

  /** What follows is of a box, until `endApart`; it stands behind the paragraph around it. */
  beginBox(): void {
    const box = newFlow();
    this.#flow.boxes.push(box);
    this.#flows.push(box);
  }

  /** What follows is of a note, until `endApart`; it stands behind the text. */
  beginNote(): void {
    const note = newFlow();
    this.#notes.push(note);
    this.#flows.push(note);
  }

  /** Ends the note or the box that began last. */
  endApart(): void {
    this.endCell();
  }

  /** Puts the notes so far behind what is written, at the end of a chapter. */
  placeNotes(): void {
    this.endParagraph();
    for (const { text, parts } of this.#notes.splice(0)) {
      const inner = parts.filter(({ kind }) => kind !== 'note');
      append(this.#flow, { text, parts: [{ ...notePart, start: 0, end: text.length }, ...inner] });
    }
  }

  /** Puts a text that was written elsewhere behind what is written. */
  append({ text, parts }: WrittenText): void {
    this.endParagraph();
    this.#length += text.length;
    refuseLongText(this.#name, this.#length);
    append(this.#flow, { text, parts: parts.map((part) => ({ level: undefined, ...part })) });
  }

  /** The text with its notes, and its parts; what has not ended ends here. */
  finish(): WrittenText {
    while (this.#flows.length > 1) this.endCell();
    this.placeNotes();
    const { text, parts } = this.#flow;
    const whole = parts.filter(({ start, end = text.length }) => start !== undefined && start < end);
    return { text, parts: withoutInner(whole.map((part) => toPart(part, text))) };
  }

  get #flow(): Flow {
    return this.#flows.at(-1) as Flow;
  }
}

const tablePart = { kind: 'table', label: '', level: undefined } as const;
const notePart = { kind: 'note', label: '', level: undefined } as const;

/** Puts paragraphs behind those of a flow; parts that have begun there start with them. */
function append(flow: Flow, { text, parts }: { text: string; parts: readonly OpenPart[] }): void {
  if (text === '') return;
  const start = flow.text === '' ? 0 : flow.text.length + 2;
  flow.text += flow.text === '' ? text : `\n\n${text}`;
  for (const part of flow.pending) if (part.end === undefined) part.start = start;
  flow.pending = [];
  for (const part of parts) {
    if (part.start === undefined) continue;
    const end = start + (part.end ?? text.length);
    flow.parts.push({ ...part, start: start + part.start, end });
  }
}

/** With a blank on each side, and one in all for an empty cell. */
const asCell = ({ text }: Flow): string =>
  text === '' ? ' ' : ` ${text.replaceAll(/\n+/gu, ' ').replaceAll('|', '\\|')} `;

function toPart({ kind, label, level, start = 0, end }: OpenPart, text: string): TextPart {
  const stop = end ?? text.length;
  const words = kind === 'heading' ? text.slice(start, stop).replaceAll(/\n+/gu, ' ') : label;
  return { kind, start, end: stop, label: words, ...(level === undefined ? {} : { level }) };
}

/** By start, outer parts first; of a kind only the outermost. */
function withoutInner(parts: TextPart[]): TextPart[] {
  const ends = new Map<PartKind, number>();
  return parts
    .toSorted((a, b) => a.start - b.start || b.end - a.end)
    .filter(({ kind, start, end }) => {
      if (start < (ends.get(kind) ?? 0)) return false;
      ends.set(kind, end);
      return true;
    });
}

/** Throws `too_large` for a text over the limit. name: of the file. */
export function refuseLongText(name: string, length: number): void {
  if (length <= maxTextChars) return;
  throw new PolysemeError('too_large', `${name} has a text of more than ${maxTextChars} characters`, {
    cure: 'Split the file.',
  });
}
