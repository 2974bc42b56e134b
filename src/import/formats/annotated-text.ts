// The text of an annotated corpus, put together from its words.

import type { AnnotatedWord, TextPart } from '../../domain/parts.js';
import { refuseLongDocument } from './text-file.js';

/** What a corpus says of a word. */
export type Annotation = Pick<AnnotatedWord, 'lemma' | 'pos'>;

/** Text, parts and words grow with each call; sentences and paragraphs without words leave nothing. */
export class AnnotatedText {
  readonly #file: string;
  readonly #parts: TextPart[] = [];
  readonly #words: AnnotatedWord[] = [];
  #text = '';
  #sentence: number | undefined;
  #paragraph: number | undefined;
  #isNewParagraph = false;

  /** file: its name, for messages. */
  constructor(file: string) {
    this.#file = file;
  }

  get isEmpty(): boolean {
    return this.#text === '';
  }

  /** Appends a word. annotations: several where it is more than one word by their own forms, which follow each other. */
  add(form: string, annotations: readonly (Annotation & { form: string })[], hasSpaceBefore: boolean): void {
    if (this.#text !== '') this.#text += this.#isNewParagraph ? '\n\n' : hasSpaceBefore ? ' ' : '';
    this.#isNewParagraph = false;
    this.#paragraph ??= this.#text.length;
    this.#sentence ??= this.#text.length;
    let start = this.#text.length;
    this.#text += form;
    refuseLongDocument(this.#file, this.#text.length);
    for (const { form: own, lemma, pos } of annotations) {
      this.#words.push({ start, end: start + own.length, lemma, pos });
      start += own.length;
    }
  }

  endSentence(): void {
    if (this.#sentence !== undefined) this.#push('sentence', this.#sentence);
    this.#sentence = undefined;
  }

  endParagraph(): void {
    this.endSentence();
    if (this.#paragraph === undefined) return;
    this.#push('paragraph', this.#paragraph);
    this.#paragraph = undefined;
    this.#isNewParagraph = true;
  }

  /** All of it; call once. */
  finish(): { text: string; parts: TextPart[]; words: AnnotatedWord[] } {
    this.endParagraph();
    const parts = this.#parts.toSorted((a, b) => a.start - b.start || b.end - a.end || rank(a) - rank(b));
    return { text: this.#text, parts, words: this.#words };
  }

  #push(kind: 'sentence' | 'paragraph', start: number): void {
    this.#parts.push({ kind, start, end: this.#text.length, label: '' });
  }
}

const rank = ({ kind }: TextPart): number => (kind === 'paragraph' ? 0 : 1);

/** Words as they are written in a file, in one line. */
export const oneLine = (form: string): string => form.replaceAll(/\s+/gu, ' ').trim();
