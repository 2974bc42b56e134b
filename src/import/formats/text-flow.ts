// A text as it grows from pieces of running text: white space becomes one blank, and parts begin with their first letter
// and end with their last, wherever the tags stand that make them.

import { PolysemeError } from '../../domain/errors.js';
import type { AnnotatedWord, TextPart } from '../../domain/parts.js';
import { maxTextChars } from './limits.js';

/** A part or word that has begun; its start is set by the first letter in it. */
export interface OpenPart {
  start?: number;
}

export class TextFlow {
  readonly parts: TextPart[] = [];
  readonly words: AnnotatedWord[] = [];
  text = '';
  /** What stands between the text and what is written next. */
  #joint: '' | ' ' | '\n' | '\n\n' = '';
  #open: OpenPart[] = [];

  write(piece: string): void {
    const words = piece.replaceAll(/\s+/gu, ' ');
    if (words.startsWith(' ')) this.breakWith(' ');
    const letters = words.trim();
    if (letters === '') return;
    if (this.text !== '') this.text += this.#joint;
    this.#joint = words.endsWith(' ') ? ' ' : '';
    for (const part of this.#open) part.start = this.text.length;
    this.#open = [];
    this.text += letters;
    if (this.text.length <= maxTextChars) return;
    throw new PolysemeError('too_large', `a document has more than ${maxTextChars} characters`, {
      cure: 'Split it into several documents.',
    });
  }

  /** A break stands over a smaller one. */
  breakWith(joint: ' ' | '\n' | '\n\n'): void {
    if (joint.length > this.#joint.length || this.#joint === ' ') this.#joint = joint;
  }

  /** Takes back a blank, and with it a hyphen: what follows goes on with the same word. */
  glue(hyphen?: RegExp): void {
    if (this.#joint === ' ') this.#joint = '';
    if (hyphen && this.#joint === '') this.text = this.text.replace(hyphen, '');
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
    if (start === undefined || start >= this.text.length) return;
    this.parts.push({ kind, start, end: this.text.length, label, ...(level === undefined ? {} : { level }) });
  }

  closeWord(part: OpenPart, word: Pick<AnnotatedWord, 'lemma' | 'pos'>): void {
    this.#forget(part);
    if (part.start !== undefined) this.words.push({ start: part.start, end: this.text.length, ...word });
  }

  /** Adds another text as paragraphs of its own. */
  append({ text, parts, words }: TextFlow): void {
    if (text === '') return;
    this.breakWith('\n\n');
    if (this.text !== '') this.text += '\n\n';
    const start = this.text.length;
    for (const part of this.#open) part.start = start;
    this.#open = [];
    this.text += text;
    this.#joint = '\n\n';
    const moved = <T extends { start: number; end: number }>(one: T): T => ({
      ...one,
      start: one.start + start,
      end: one.end + start,
    });
    this.parts.push(...parts.map(moved));
    this.words.push(...words.map(moved));
  }

  #forget(part: OpenPart): void {
    if (part.start === undefined) this.#open = this.#open.filter((one) => one !== part);
  }
}
