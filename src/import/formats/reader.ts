// What a reader of one format is: it turns the bytes of a file into documents of plain text with their structure. A
// reader runs in a process of its own, which has limits on time and memory; what it unpacks it bounds by itself.
import type { AnnotatedWord, TextPart } from '../../domain/parts.js';
import type { Metadata } from '../../domain/text.js';

/** A file to read: on the disk, or unpacked from another. */
export interface ReaderInput {
  /** As people know it, for messages and to tell `.srt` from `.txt`: the last part of its path. */
  readonly name: string;
  /** Where it lies on the disk. */
  readonly path: string;
}

export interface ReaderOptions {
  /** Keeps running heads and page numbers of a PDF. */
  readonly keepRunningHeads?: boolean | undefined;
}

/** A document of a file. */
export interface ReadDocument {
  /**
   * What tells it from others of the same file: a message's number, the path inside an archive; null where the file is
   * one document.
   */
  readonly id: string | null;
  /**
   * Paragraphs, with a blank line between them; a paragraph has no line end but those that the text means (verse). A row
   * of a table is a line `| cell | cell |`, with `\|` for a bar in a cell, and a blank line before and after the table.
   */
  readonly text: string;
  /** title, author, date (ISO 8601 where it can be read), language, and what else the file says of itself. */
  readonly metadata: Metadata;
  /** By start, and an outer part before those within. */
  readonly parts: readonly TextPart[];
  /** Of an annotated corpus: all its words, in order. */
  readonly words?: readonly AnnotatedWord[];
}

/** What is wrong with a file, or with a part of it that is left out while the rest is read. */
export interface ReadProblem {
  /** Names the place, where the problem is not of the whole file: `page 3`, `message 7`. */
  readonly message: string;
  readonly cure: string;
}

/** A file within a file: an attachment, or a member of an archive. It is read as a file of its own. */
export interface ReadMember {
  /** Unique in its file: `letters/1851.pdf`, `message 3/photo.png`. */
  readonly name: string;
  readonly bytes: Uint8Array;
  /** Goes to each document of the member, below what the member says of itself. */
  readonly metadata: Metadata;
}

export type ReaderItem =
  | { readonly document: ReadDocument }
  | { readonly problem: ReadProblem }
  /** A file in it that is not for reading, by its kind: a hidden file, a link. */
  | { readonly notRead: string }
  | { readonly member: ReadMember };

/**
 * Reads a file. Throws `data` for a file that is damaged, encrypted or not of this format, `too_large` for one over a
 * limit, and errors of reading files; messages name the cure.
 */
export type Reader = (input: ReaderInput, options: ReaderOptions) => AsyncIterable<ReaderItem>;
