// Builds the text of an .rtf from its tokens. What a control word sets counts to the end of its group.
import { PolysemeError } from '../../domain/errors.js';
import type { Metadata } from '../../domain/text.js';
import type { Codec } from '../codecs.js';
import { isoDate } from './dates.js';
import { clean, present } from './html-metadata.js';
import { maxDepth } from './limits.js';
import { CodePages } from './rtf-code-pages.js';
import type { RtfEvents } from './rtf-tokens.js';
import { characters, ends, headingLevel, isContentsStyle, kept, properties, skipped } from './rtf-words.js';
import { TextWriter, type WrittenText } from './text-writer.js';

/** What a group has set, for the text in it and in groups within. */
interface Group {
  readonly isSkipped: boolean;
  readonly isHidden: boolean;
  readonly isDeleted: boolean;
  readonly font: number;
  /** Characters that stand behind `\u` for programs without Unicode. */
  readonly numFallback: number;
  readonly style: number;
  readonly outline: number | undefined;
  readonly isListItem: boolean;
  readonly isInTable: boolean;
  /** Where the text goes: to the document, or to a table of the file's head. */
  readonly into: Destination;
  /** A note or a box, which ends with the group. */
  readonly isApart: boolean;
}

type Destination = 'text' | 'fonts' | 'styles' | 'date' | `info ${string}`;

/** Where the text stands in a table; each note and each box has its own. */
interface Place {
  hasTable: boolean;
  hasRow: boolean;
  hasCell: boolean;
  /** A row is described that has not ended. */
  isRowSet: boolean;
  heading: boolean;
  isInList: boolean;
  /** Of the paragraph so far, where that may be the sign of a list. */
  sign: string;
  isAtStart: boolean;
}

const newPlace = (): Place => ({
  hasTable: false,
  hasRow: false,
  hasCell: false,
  isRowSet: false,
  heading: false,
  isInList: false,
  sign: '',
  isAtStart: true,
});

const plainParagraph = { style: 0, outline: undefined, isListItem: false, isInTable: false };
const outermost: Group = {
  ...plainParagraph,
  isSkipped: false,
  isHidden: false,
  isDeleted: false,
  font: -1,
  numFallback: 1,
  into: 'text',
  isApart: false,
};

export class RtfDocument implements RtfEvents {
  readonly #name: string;
  readonly #pages: CodePages;
  readonly #writer: TextWriter;
  readonly #groups: Group[] = [];
  #group: Group = outermost;
  readonly #places: Place[] = [newPlace()];
  /** The next control word names a group that may be skipped. */
  #isOptional = false;
  #numToSkip = 0;
  #bytes: number[] = [];
  #defaultFont = -1;
  /** Of the font or style being described. */
  #number = 0;
  #styleName = '';
  readonly #styles = new Map<number, string>();
  readonly #outlines = new Map<number, number>();
  readonly #info = new Map<string, string>();
  readonly #date = new Map<string, number>();

  constructor(name: string, codec: Codec) {
    this.#name = name;
    this.#pages = new CodePages(codec);
    this.#writer = new TextWriter(name);
  }

  open(): void {
    this.#flush();
    this.#numToSkip = 0;
    if (this.#groups.push(this.#group) > maxDepth) throw tooDeep(this.#name);
    this.#group = { ...this.#group, isApart: false };
  }

  close(): void {
    this.#flush();
    this.#numToSkip = 0;
    if (this.#group.isApart) {
      this.#leaveTable();
      this.#places.pop();
      this.#writer.endApart();
    }
    if (this.#group.into === 'styles' && this.#styleName !== '') this.#endStyle();
    this.#group = this.#groups.pop() ?? outermost;
  }

  text(bytes: Uint8Array): void {
    if (this.#group.isSkipped && this.#group.into === 'text') return;
    for (const value of bytes) this.byte(value);
  }

  byte(value: number): void {
    this.#isOptional = false;
    if (this.#numToSkip > 0) this.#numToSkip--;
    else if (!this.#group.isSkipped || this.#group.into !== 'text') this.#bytes.push(value);
  }

  symbol(character: string): void {
    if (character === '*') this.#isOptional = true;
    else this.word(character, undefined);
  }

  word(name: string, value: number | undefined): void {
    const isOptional = this.#isOptional;
    this.#isOptional = false;
    const character = characters[name];
    if (character !== undefined && this.#numToSkip > 0) {
      this.#numToSkip--;
      return;
    }
    this.#flush();
    if (this.#setDestination(name, isOptional)) return;
    if (this.#group.into !== 'text') this.#describe(name, value);
    if (character !== undefined) this.#write(character, name === 'tab');
    else if (name === 'u') this.#writeUnicode(value ?? 0);
    else if (!this.#setFormat(name, value) && !this.#group.isSkipped) this.#structure(name);
  }

  finish(): WrittenText & { metadata: Metadata } {
    this.#flush();
    while (this.#places.length > 1) {
      this.#leaveTable();
      this.#places.pop();
      this.#writer.endApart();
    }
    this.#leaveTable();
    const values = Object.fromEntries([...this.#info].map(([key, value]) => [key, clean(value)]));
    const [year, month, day] = ['yr', 'mo', 'dy'].map((part) => this.#date.get(part));
    const two = (number: number | undefined): string => String(number ?? 0).padStart(2, '0');
    const time = `T${two(this.#date.get('hr'))}:${two(this.#date.get('min'))}`;
    const date = isoDate(`${year}-${two(month)}-${two(day)}${this.#date.has('hr') ? time : ''}`);
    return { ...this.#writer.finish(), metadata: present({ ...values, date }) };
  }

  get #place(): Place {
    return this.#places.at(-1) as Place;
  }

  #set(changes: Partial<Group>): true {
    this.#group = { ...this.#group, ...changes };
    return true;
  }

  /** Whether a control word says what the text of its group is for. */
  #setDestination(name: string, isOptional: boolean): boolean {
    const property = properties[name];
    if (name === 'fonttbl') return this.#set({ isSkipped: true, into: 'fonts' });
    if (name === 'stylesheet') return this.#set({ isSkipped: true, into: 'styles' });
    if (name === 'creatim') return this.#set({ isSkipped: true, into: 'date' });
    if (name === 'info') return this.#set({ isSkipped: true, into: 'info ' });
    if (property && this.#group.into.startsWith('info')) {
      // the second author is who changed it last
      return this.#set({ into: this.#info.has(property) ? 'info ' : `info ${property}` });
    }
    if (name === 'ud') return this.#set({ isSkipped: this.#group.into !== 'text' });
    if ((name === 'footnote' || name === 'shptxt') && !this.#group.isSkipped) {
      if (name === 'footnote') this.#writer.beginNote();
      else this.#writer.beginBox();
      this.#places.push(newPlace());
      return this.#set({ ...plainParagraph, isApart: true, isHidden: false });
    }
    if (skipped.has(name) || (isOptional && !kept.has(name)))
      return this.#set({ isSkipped: true, into: 'text' });
    return false;
  }

  /** Fonts, styles and the date of the file's head. */
  #describe(name: string, value = 0): void {
    const { into } = this.#group;
    if (into === 'date') this.#date.set(name, value);
    else if (into === 'fonts') {
      if (name === 'f') this.#number = value;
      else if (name === 'fcharset') this.#pages.setCharset(this.#number, value);
      else if (name === 'cpg') this.#pages.setPage(this.#number, value);
    } else if (into === 'styles') {
      if (name === 's') this.#number = value;
      else if (name === 'outlinelevel') this.#outlines.set(this.#number, value);
    }
  }

  #endStyle(): void {
    this.#styles.set(this.#number, this.#styleName.replace(/;\s*$/u, ''));
    this.#styleName = '';
    this.#number = 0;
  }

  /** Whether a control word sets what counts to the end of the group. */
  #setFormat(name: string, value: number | undefined): boolean {
    const isOn = value !== 0;
    if (name === 'pard') return this.#set(plainParagraph);
    if (name === 'plain') return this.#set({ isHidden: false, isDeleted: false, font: this.#defaultFont });
    if (name === 'v') return this.#set({ isHidden: isOn });
    if (name === 'deleted') return this.#set({ isDeleted: isOn });
    if (name === 'f' || name === 'af') return name === 'af' || this.#set({ font: value ?? 0 });
    if (name === 'uc') return this.#set({ numFallback: value ?? 1 });
    if (name === 's') return this.#set({ style: value ?? 0 });
    if (name === 'outlinelevel') return this.#set({ outline: value });
    if (name === 'ls') return this.#set({ isListItem: isOn });
    if (name === 'intbl') return this.#set({ isInTable: isOn });
    if (name === 'deff') this.#defaultFont = value ?? 0;
    else if (name === 'ansicpg') this.#pages.file = value ?? this.#pages.file;
    else if (name === 'mac') this.#pages.file = 10000;
    else if (name === 'pc') this.#pages.file = 437;
    else if (name === 'pca') this.#pages.file = 850;
    return false;
  }

  /** Paragraphs, lines, rows and cells. */
  #structure(name: string): void {
    const place = this.#place;
    if (name === 'trowd') place.isRowSet = true;
    else if (name === 'line' || name === 'softline' || name === 'lbr') this.#writer.breakLine();
    else if (name === 'cell') {
      this.#enterCell();
      this.#endParagraph();
      this.#leaveCell();
    } else if (name === 'row') {
      this.#leaveCell();
      Object.assign(place, { hasRow: false, isRowSet: false });
    } else if (ends.has(name)) this.#endParagraph();
  }

  #writeUnicode(value: number): void {
    this.#numToSkip = this.#group.numFallback;
    const unit = value & 0xffff;
    // symbols of fonts, which have no meaning without them
    if (unit >= 0xe000 && unit <= 0xf8ff) return;
    this.#write(String.fromCharCode(unit));
  }

  /** Decodes the bytes since the last control word, which belong together where a character has two. */
  #flush(): void {
    if (this.#bytes.length === 0) return;
    const bytes = Uint8Array.from(this.#bytes);
    this.#bytes = [];
    const font = this.#group.font < 0 ? this.#defaultFont : this.#group.font;
    if (this.#group.into === 'text' && this.#pages.isSymbols(font)) return;
    this.#write(this.#pages.decode(bytes, font));
  }

  #write(text: string, isTab = false): void {
    const { into, isSkipped, isHidden, isDeleted, style } = this.#group;
    if (into === 'styles') this.#styleName += text;
    else if (into.startsWith('info ') && into !== 'info ') {
      const key = into.slice('info '.length);
      this.#info.set(key, (this.#info.get(key) ?? '') + text);
    }
    if (into !== 'text' || isSkipped || isHidden || isDeleted) return;
    if (isContentsStyle(this.#styles.get(style) ?? '')) return;
    const place = this.#place;
    if (place.isAtStart && (place.sign + text).trim() === '') return;
    if (place.isAtStart && !isTab && listSigns.test(place.sign + text)) {
      place.sign += text;
      return;
    }
    if (place.isAtStart) this.#beginParagraph(isTab && place.sign !== '');
    if (!isTab || place.sign === '') this.#writer.write(place.sign + text);
    place.sign = '';
  }

  /** Enters what the paragraph belongs to: a cell, a list, a heading. */
  #beginParagraph(hasSign: boolean): void {
    const place = this.#place;
    const { style, outline, isInTable } = this.#group;
    place.isAtStart = false;
    if (isInTable || place.isRowSet) this.#enterCell();
    else if (place.hasTable) this.#leaveTable();
    const level = outline ?? this.#outlines.get(style);
    const heading =
      level === undefined || level > 8 ? headingLevel(this.#styles.get(style) ?? '') : level + 1;
    const isListItem = (hasSign || this.#group.isListItem) && heading === undefined;
    if (isListItem !== place.isInList && !place.hasCell) {
      if (isListItem) this.#writer.begin('list');
      else this.#writer.end('list');
      place.isInList = isListItem;
    }
    if (heading === undefined) return;
    this.#writer.begin('heading', { level: Math.min(6, heading) });
    place.heading = true;
  }

  #endParagraph(): void {
    const place = this.#place;
    if (place.sign !== '') this.#writer.write(place.sign);
    place.sign = '';
    if (place.heading) this.#writer.end('heading');
    else this.#writer.endParagraph();
    Object.assign(place, { heading: false, isAtStart: true });
  }

  #enterCell(): void {
    const place = this.#place;
    if (place.isInList) this.#writer.end('list');
    place.isInList = false;
    if (!place.hasTable) this.#writer.beginTable();
    if (!place.hasRow) this.#writer.beginRow();
    if (!place.hasCell) this.#writer.beginCell();
    Object.assign(place, { hasTable: true, hasRow: true, hasCell: true });
  }

  #leaveCell(): void {
    const place = this.#place;
    if (place.hasCell) {
      this.#endParagraph();
      this.#writer.endCell();
    }
    place.hasCell = false;
  }

  #leaveTable(): void {
    const place = this.#place;
    const { isAtStart } = place;
    this.#leaveCell();
    if (place.hasTable) this.#writer.endTable();
    else if (!isAtStart) this.#endParagraph();
    if (place.isInList) this.#writer.end('list');
    Object.assign(place, { hasTable: false, hasRow: false, isInList: false });
  }
}

/** Signs that programs write as text before the items of a list. */
const listSigns = /^\s*[•·▪◦–-]\s*$/u;

const tooDeep = (name: string): PolysemeError =>
  new PolysemeError('too_large', `${name} has more than ${maxDepth} groups one inside another`, {
    cure: 'Open it in Word or LibreOffice, and save it again.',
  });
