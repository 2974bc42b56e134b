// A long document is read in parts, with its headings, pages and what was quoted; the occurrences of a word in it become
// marks, and so do all words whose senses are shown.
import type { Block, Mark, Piece } from '../../../views/_document-text.js';
import type { DocumentPart } from '../../../views/document.js';
import type { TextPart } from '../../domain/parts.js';
import type { DocumentText } from '../../domain/text.js';
import { headingMarks, nameOfPart, outlineOf, partsOf } from './outline.js';

/** A stretch of text in which something is marked. */
export type Marked = Mark & { readonly start: number; readonly end: number };

/** Where the parts of a text begin: cut at paragraphs, else between words. */
function startsOf(text: string, partChars: number): number[] {
  const starts = [0];
  while ((starts.at(-1) as number) + partChars < text.length) {
    const limit = (starts.at(-1) as number) + partChars;
    const breakAt = text.lastIndexOf('\n\n', limit);
    const spaceAt = text.lastIndexOf(' ', limit);
    const cut = [breakAt + 2, spaceAt + 1].find((cutAt) => cutAt > limit - partChars / 2);
    starts.push(cut ?? limit);
  }
  return starts;
}

/** Where the part that holds character `at` begins and ends. */
export function partAt(text: string, at: number, partChars: number): { from: number; to: number } {
  const starts = startsOf(text, partChars);
  const i = Math.max(
    0,
    starts.findLastIndex((start) => start <= at),
  );
  return { from: starts[i] as number, to: starts[i + 1] ?? text.length };
}

/** The part that holds character `at`. marks: in the order of the text. */
export function cutPart(
  document: DocumentText,
  at: number,
  partChars: number,
  marks: readonly Marked[],
): DocumentPart {
  const { text } = document;
  const parts = partsOf(document);
  const starts = startsOf(text, partChars);
  const { from: startChar, to: endChar } = partAt(text, at, partChars);
  const i = starts.indexOf(startChar);
  const here = { startChar, endChar };
  return {
    ...here,
    name: nameOfPart(parts, here, text.length),
    blocks: [...blocksOf(text, parts, here, marks)],
    previous: i > 0 ? (starts[i - 1] as number) : null,
    next: starts[i + 1] ?? null,
  };
}

/** Paragraphs of a stretch, each with what it is. */
function* blocksOf(
  text: string,
  parts: readonly TextPart[],
  { startChar, endChar }: Pick<DocumentPart, 'startChar' | 'endChar'>,
  marks: readonly Marked[],
): Generator<Block> {
  const here = parts.filter(({ start, end }) => start < endChar && end > startChar);
  const anchors = outlineOf(parts).map(({ start }) => start);
  const marksHere = marks.filter(({ start }) => start >= startChar && start < endChar);
  let from = startChar;
  for (const stretch of text.slice(startChar, endChar).split(/(\r?\n[ \t]*\r?\n\s*)/u)) {
    const end = from + stretch.length;
    if (stretch.trim() !== '') {
      const pieces = markPieces(text, from, end, marksHere);
      const kind = kindOf(here, from);
      yield {
        ...kind,
        anchors: anchors.filter((start) => start >= from && start < end),
        pieces: withoutMarks([...withPlaces(pieces, here, from)], kind),
      };
    }
    from = end;
  }
}

/** A heading of Markdown is shown as one. */
function withoutMarks(pieces: readonly Piece[], { kind }: Pick<Block, 'kind'>): readonly Piece[] {
  const [first, ...others] = pieces;
  if (kind !== 'heading' || !first || first.mark) return pieces;
  return [{ ...first, text: first.text.replace(headingMarks, '') }, ...others];
}

/** What the paragraph that begins at an offset is. */
function kindOf(parts: readonly TextPart[], at: number): Pick<Block, 'kind' | 'level'> {
  const around = parts.filter(({ start, end }) => start <= at && end > at);
  const heading = around.find(({ kind }) => kind === 'heading');
  if (heading) return { kind: 'heading', level: heading.level ?? 2 };
  const special = around.find(({ kind }) => ['quoted', 'signature', 'note'].includes(kind));
  return { kind: (special?.kind as 'quoted' | 'signature' | 'note' | undefined) ?? 'paragraph', level: 0 };
}

/** Says where a page begins; a time only before the first piece, as there is one for every few words. */
function* withPlaces(
  pieces: readonly Piece[],
  parts: readonly TextPart[],
  startChar: number,
): Generator<Piece> {
  let from = startChar;
  for (const piece of pieces) {
    const end = from + piece.text.length;
    let at = from;
    for (const { kind, start, label } of parts) {
      const isHere =
        start >= from && start < end && (kind === 'page' || (kind === 'time' && start === startChar));
      if (!isHere) continue;
      if (start > at && !piece.mark) yield { text: piece.text.slice(at - from, start - from) };
      if (!piece.mark) at = start;
      yield { text: '', place: kind === 'page' ? `page ${label}` : label };
    }
    yield at === from ? piece : { text: piece.text.slice(at - from) };
    from = end;
  }
}

function markPieces(text: string, start: number, end: number, marks: readonly Marked[]): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const { start: markStart, end: markEnd, ...mark } of marks) {
    if (markStart < from || markEnd > end) continue;
    pieces.push({ text: text.slice(from, markStart) });
    pieces.push({ text: text.slice(markStart, markEnd), mark });
    from = markEnd;
  }
  pieces.push({ text: text.slice(from, end) });
  return pieces.filter((piece) => piece.text !== '');
}
