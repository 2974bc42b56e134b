// A text as it grows from pieces of running text: white space becomes one blank, and parts begin with their first letter
// and end with their last, wherever the tags stand that make them.

import type { AnnotatedWord, TextPart } from '../../domain/parts.js';
import { refuseLongDocument } from './text-file.js';

/** A part or word that has begun; its start is set by the first letter in it. */
export interface OpenPart {
  start?: number;
  /** Of the first piece of text in it. */
  piece?: number;
}

export class TextFlow {
  readonly #file: string;
  readonly parts: TextPart[] = [];
  readonly words: AnnotatedWord[] = [];
  /** Joined at the end: to look into a text that still grows takes the time of copying it. */
  readonly #pieces: string[] = [];
  #length = 0;
  /** What stands between the text and what is written next. */
  #joint: '' | ' ' | '\n' | '\n\n' = '';
  #open: OpenPart[] = [];

  /** file: its name, for messages. */
  constructor(file: string) {
    this.#file = file;
  }

  get text(): string {
    return this.#pieces.join('');
  }

  write(piece: string): void {
    const words = piece.replaceAll(/\s+/gu, ' ');
    if (words.startsWith(' ')) this.breakWith(' ');
    const letters = words.trim();
    if (letters === '') return;
    if (this.#length > 0) this.#add(this.#joint);
    this.#joint = words.endsWith(' ') ? ' ' : '';
    this.#start();
    this.#add(letters);
    refuseLongDocument(this.#file, this.#length);
  }

  /** A break stands over a smaller one. */
  breakWith(joint: ' ' | '\n' | '\n\n'): void {
    if (joint.length > this.#joint.length || this.#joint === ' ') this.#joint = joint;
  }

  /** Takes back a blank, and with it a hyphen: what follows goes on with the same word. */
  glue(hyphen?: RegExp): void {
    if (this.#joint === ' ') this.#joint = '';
    const last = this.#pieces.at(-1);
    if (!hyphen || this.#joint !== '' || last === undefined) return;
    const plain = last.replace(hyphen, '');
    this.#length -= last.length - plain.length;
    this.#pieces[this.#pieces.length - 1] = plain;
  }

  /** The text of a part up to here. */
  textOf({ piece }: OpenPart): string {
    return piece === undefined ? '' : this.#pieces.slice(piece).join('');
  }

  open(): OpenPart {
    const part: OpenPart = {};
    this.#open.push(part);
    return part;
  }

  /** Adds the part, if there is text in it. */
  close(part: OpenPart, kind: TextPart['kind'], label: string, level?: number): void {
    const { start } = part;
    this.#forget(part);
    if (start === undefined || start >= this.#length) return;
    this.parts.push({ kind, start, end: this.#length, label, ...(level === undefined ? {} : { level }) });
  }

  closeWord(part: OpenPart, word: Pick<AnnotatedWord, 'lemma' | 'pos'>): void {
    this.#forget(part);
    if (part.start !== undefined) this.words.push({ start: part.start, end: this.#length, ...word });
  }

  /** Adds another text as paragraphs of its own. */
  append({ text, parts, words }: TextFlow): void {
    if (text === '') return;
    this.breakWith('\n\n');
    if (this.#length > 0) this.#add('\n\n');
    const start = this.#length;
    this.#start();
    this.#add(text);
    this.#joint = '\n\n';
    const moved = <T extends { start: number; end: number }>(one: T): T => ({
      ...one,
      start: one.start + start,
      end: one.end + start,
    });
    this.parts.push(...parts.map(moved));
    this.words.push(...words.map(moved));
  }

  #add(text: string): void {
    this.#pieces.push(text);
    this.#length += text.length;
  }

  /** Parts that have begun start here. */
  #start(): void {
    for (const part of this.#open) {
      part.start = this.#length;
      part.piece = this.#pieces.length;
    }
    this.#open = [];
  }

  #forget(part: OpenPart): void {
    if (part.start === undefined) this.#open = this.#open.filter((one) => one !== part);
  }
}
