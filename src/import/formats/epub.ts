// .epub: its chapters in reading order, labelled by the table of contents. Pictures and fonts are not looked at.
import { PolysemeError } from '../../domain/errors.js';
import type { TextPart } from '../../domain/parts.js';
import { type ContentsEntry, readPackage } from './epub-package.js';
import { htmlText } from './html.js';
import type { PageText } from './html-text.js';
import type { ReaderInput, ReaderItem, ReadProblem } from './reader.js';
import { refuseLongText } from './text-writer.js';
import { refuseLargeFile } from './whole-file.js';
import { decodeXml } from './xml.js';
import { openZip } from './zip.js';

/**
 * Reads a book. A chapter that cannot be read is a problem, and the others are read. Throws `data` for a book that is
 * damaged, encrypted or none, and `too_large` over a limit.
 */
export async function* readEpub(input: ReaderInput): AsyncGenerator<ReaderItem> {
  await refuseLargeFile(input);
  const zip = await openZip(input);
  try {
    const { metadata, files, contents, unknown } = await readPackage(zip, input.name);
    const book = new Book(input.name, contents);
    const problems: ReadProblem[] = [];
    for (const file of files) {
      try {
        const html = withoutEmptyTags(await decodeXml(await zip.readNamed(file)));
        book.add(file, htmlText(html, `${input.name}: ${file}`, { isWhole: true, wanted: book.idsIn(file) }));
      } catch (cause) {
        if (!(cause instanceof PolysemeError)) throw cause;
        problems.push(cause);
      }
    }
    yield { document: { id: null, ...book.finish(), metadata } };
    for (const { message, cure } of problems) yield { problem: { message, cure } };
    for (const id of unknown) {
      const message = `its reading order names "${id}", which no file of the book has`;
      yield { problem: { message, cure: 'Get the book again, or mend it with a program for e-books.' } };
    }
  } finally {
    zip.close();
  }
}

/** `<title/>` of XHTML would begin a title in HTML, and the text would be in it. */
const withoutEmptyTags = (xhtml: string): string =>
  xhtml.replaceAll(/<([a-z][\w:.-]*)((?:\s[^<>]*)?)\/>/giu, (tag, name: string, attributes: string) =>
    /^(?:area|base|br|col|embed|hr|img|input|link|meta|wbr)$/iu.test(name)
      ? tag
      : `<${name}${attributes}></${name}>`,
  );

/** The text of the files read so far, and its chapters. */
class Book {
  readonly #name: string;
  readonly #contents: readonly ContentsEntry[];
  readonly #chapters: { label: string; start: number; end: number }[] = [];
  readonly #parts: TextPart[] = [];
  #text = '';

  constructor(name: string, contents: readonly ContentsEntry[]) {
    this.#name = name;
    this.#contents = contents;
  }

  /** Elements at which a line of the table of contents begins. */
  idsIn(file: string): Set<string> {
    return new Set(this.#contents.filter((entry) => entry.file === file).map(({ id }) => id));
  }

  add(file: string, page: PageText): void {
    if (page.text === '') return;
    const offset = this.#text === '' ? 0 : this.#text.length + 2;
    const end = offset + page.text.length;
    refuseLongText(this.#name, end);
    this.#text += this.#text === '' ? page.text : `\n\n${page.text}`;
    for (const { label, start } of this.#beginnings(file, page)) {
      const previous = this.#chapters.at(-1);
      if (previous) previous.end = endBefore(this.#text, offset + start);
      this.#chapters.push({ label, start: offset + start, end });
    }
    const last = this.#chapters.at(-1);
    if (last) last.end = end;
    for (const part of page.parts) {
      this.#parts.push({ ...part, start: part.start + offset, end: part.end + offset });
    }
  }

  finish(): { text: string; parts: TextPart[] } {
    const chapters = this.#chapters.map((chapter) => ({ kind: 'chapter', ...chapter }) as const);
    const parts = [...chapters, ...this.#parts].toSorted((a, b) => a.start - b.start || b.end - a.end);
    return { text: this.#text, parts };
  }

  /**
   * Chapters that begin in a file: by the lines of the table of contents that are as deep as its first; else one with
   * its first heading, or a number. A file without either goes on with the chapter before it.
   */
  #beginnings(file: string, { text, parts, places }: PageText): { label: string; start: number }[] {
    const entries = this.#contents.filter((entry) => entry.file === file && entry.label !== '');
    const placed = entries
      .filter(({ depth }) => depth === entries[0]?.depth)
      .map(({ label, id }) => ({ label, start: places.get(id) ?? 0 }))
      .filter(({ start }) => start < text.length)
      .toSorted((a, b) => a.start - b.start)
      .filter(({ start }, i, all) => start !== all[i - 1]?.start);
    const [first] = placed;
    if (first) {
      const isFirst = this.#chapters.length === 0;
      return isFirst ? [{ ...first, start: 0 }, ...placed.slice(1)] : placed;
    }
    const heading = parts.find(({ kind }) => kind === 'heading')?.label;
    if (heading === undefined && this.#contents.length > 0 && this.#chapters.length > 0) return [];
    return [{ label: heading ?? String(this.#chapters.length + 1), start: 0 }];
  }
}

/** Where the paragraph ends that stands before a place. */
const endBefore = (text: string, place: number): number =>
  text.startsWith('\n\n', place - 2) ? place - 2 : place;
