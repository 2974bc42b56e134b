// The structure of a document's text, as its file has it: pages, chapters, headings, times, messages, and the words that
// an annotated corpus brings along. Offsets are UTF-16 code units of the text, end exclusive.
import type { PartOfSpeech } from './text.js';

/**
 * What a part of a text is. Those of the first row say where a line stands; `quoted` and `signature` are parts of a mail
 * that are not counted; `sentence` and `paragraph` are those of an annotated corpus.
 */
export const partKinds = [
  ...(['page', 'chapter', 'time', 'message', 'heading'] as const),
  ...(['quoted', 'signature'] as const),
  ...(['note', 'list', 'table', 'paragraph', 'sentence'] as const),
] as const;

export type PartKind = (typeof partKinds)[number];

/** A stretch of a document's text. Parts of one kind do not overlap. */
export interface TextPart {
  readonly kind: PartKind;
  /** UTF-16 code units from the start of the text. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
  /**
   * As people say it, without its kind: `12` or `iv` of a page, the title or number of a chapter, `00:14:07` of a time,
   * the number of a message, the words of a heading; empty for the other kinds.
   */
  readonly label: string;
  /** 1 to 6 for a heading. */
  readonly level?: number;
}

/** A word of an annotated corpus. `start` and `end` as in `TextPart`. */
export interface AnnotatedWord {
  readonly start: number;
  readonly end: number;
  readonly lemma: string | null;
  /** In the coarse set of Universal Dependencies; null where the file's tag has no counterpart. */
  readonly pos: PartOfSpeech | 'OTHER' | null;
}
