// A long document is read in parts; the occurrences of a word in it become marks.
import type { DocumentPart, Piece } from '../../../views/documents.js';
import type { DocumentText } from '../../domain/text.js';

const partChars = 60_000;

/**
 * The part that holds character `at`, cut at paragraphs.
 * chosen: the occurrence that starts there is the one the reader came for.
 */
export function cutPart({ text, marks }: DocumentText, at: number, chosen: number | null): DocumentPart {
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
  const paragraphs: Piece[][] = [];
  let from = startChar;
  for (const part of text.slice(startChar, endChar).split(/(\r?\n[ \t]*\r?\n\s*)/u)) {
    if (part.trim() !== '') paragraphs.push(markPieces(text, from, from + part.length, marks, chosen));
    from += part.length;
  }
  return {
    startChar,
    endChar,
    numChars: text.length,
    paragraphs,
    previous: i > 0 ? (starts[i - 1] as number) : null,
    next: starts[i + 1] ?? null,
  };
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
