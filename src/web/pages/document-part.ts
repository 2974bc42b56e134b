// A long document is read in parts, with its headings, pages and what was quoted; the occurrences of a word in it become
// marks.
import type { Block, DocumentPart, ListedMark, Piece } from '../../../views/document.js';
import { type PlaceOf, placesIn, type TextPart } from '../../domain/parts.js';
import type { DocumentText } from '../../domain/text.js';

const partChars = 60_000;
/** Occurrences listed beside the text, from the chosen one or the part on, and what is shown around each. */
const marksListed = 100;
const contextChars = 30;

/**
 * The part that holds character `at`, cut at paragraphs.
 * chosen: the occurrence that starts there is the one the reader came for.
 */
export function cutPart(document: DocumentText, at: number, chosen: number | null): DocumentPart {
  const { text, parts } = document;
  const starts = [0];
  while ((starts.at(-1) as number) + partChars < text.length) {
    const limit = (starts.at(-1) as number) + partChars;
    const breakAt = text.lastIndexOf('\n\n', limit);
    const spaceAt = text.lastIndexOf(' ', limit);
    const cut = [breakAt + 2, spaceAt + 1].find((cutAt) => cutAt > limit - partChars / 2);
    starts.push(cut ?? limit);
  }
  const i = Math.max(
    0,
    starts.findLastIndex((start) => start <= at),
  );
  const startChar = starts[i] as number;
  const endChar = starts[i + 1] ?? text.length;
  return {
    startChar,
    endChar,
    numChars: text.length,
    blocks: [...blocksOf(document, startChar, endChar, chosen)],
    listed: listedMarks(document, chosen ?? startChar, placesIn(parts)),
    previous: i > 0 ? (starts[i - 1] as number) : null,
    next: starts[i + 1] ?? null,
  };
}

/** Paragraphs of a stretch, each with what it is. */
function* blocksOf(
  { text, parts, marks }: DocumentText,
  startChar: number,
  endChar: number,
  chosen: number | null,
): Generator<Block> {
  const here = parts.filter(({ start, end }) => start < endChar && end > startChar);
  const marksHere = marks.filter(({ start }) => start >= startChar && start < endChar);
  let from = startChar;
  for (const stretch of text.slice(startChar, endChar).split(/(\r?\n[ \t]*\r?\n\s*)/u)) {
    const end = from + stretch.length;
    if (stretch.trim() !== '') {
      const pieces = markPieces(text, from, end, marksHere, chosen);
      yield { ...kindOf(here, from), pieces: [...withPlaces(pieces, here, from)] };
    }
    from = end;
  }
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

function listedMarks({ text, marks }: DocumentText, from: number, placeOf: PlaceOf): ListedMark[] {
  const first = marks.findIndex(({ start }) => start >= from);
  const shown = marks.slice(Math.max(0, Math.min(first, marks.length - marksListed)));
  return shown.slice(0, marksListed).map(({ start, end }) => ({
    start,
    place: placeOf(start, end) ?? `${Math.round((100 * start) / text.length)} %`,
    left: text.slice(Math.max(0, start - contextChars), start).replace(/^\S*\s/u, ''),
    form: text.slice(start, end),
    right: text.slice(end, end + contextChars).replace(/\s\S*$/u, ''),
  }));
}

function markPieces(
  text: string,
  start: number,
  end: number,
  marks: DocumentText['marks'],
  chosen: number | null,
): Piece[] {
  const pieces: Piece[] = [];
  let from = start;
  for (const mark of marks) {
    if (mark.start < from || mark.end > end) continue;
    pieces.push({ text: text.slice(from, mark.start) });
    const { tokenId } = mark;
    pieces.push({
      text: text.slice(mark.start, mark.end),
      mark: { tokenId, isChosen: mark.start === chosen },
    });
    from = mark.end;
  }
  pieces.push({ text: text.slice(from, end) });
  return pieces.filter((piece) => piece.text !== '');
}
