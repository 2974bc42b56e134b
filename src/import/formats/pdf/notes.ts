// Footnotes: smaller type at the foot of a column, beginning with a mark.
import type { Line } from './lines.js';

/** A footnote without its mark. */
export interface Note {
  readonly mark: string;
  readonly lines: readonly Line[];
}

/** Of the size of the text, at most. */
const noteSize = 0.94;

/** The lines of a region without its footnotes, and these. */
export function splitNotes(
  lines: readonly Line[],
  bodySize: number,
): { readonly body: readonly Line[]; readonly notes: readonly Note[] } {
  const lastLarge = lines.findLastIndex(({ size }) => size > noteSize * bodySize);
  const start = lines.findIndex((line, i) => i > lastLarge && startOf(line, null) !== null);
  if (start < 0) return { body: lines, notes: [] };
  const notes: { mark: string; lines: Line[] }[] = [];
  for (const line of lines.slice(start)) {
    const begins = startOf(line, notes.at(-1)?.mark ?? null);
    if (begins) notes.push({ mark: begins.mark, lines: [begins.line] });
    else notes.at(-1)?.lines.push(line);
  }
  return { body: lines.slice(0, start), notes };
}

const writtenMark = /^(\d{1,3}|[*∗†‡§¶‖]{1,3})[.)]?\s+(?=\S*\p{L})/u;

/** The mark of a note that begins here, and the line without it. previous: the mark of the note above. */
function startOf(line: Line, previous: string | null): { mark: string; line: Line } | null {
  const written = writtenMark.exec(line.text);
  const mark = line.mark ?? written?.[1];
  if (mark === undefined || line.phrases.length > 2) return null;
  // within a note, a line may begin with any number
  const isNumbered = previous !== null && /^\d/u.test(previous) && /^\d/u.test(mark);
  const follows = !isNumbered || Number(mark) === Number(previous) + 1;
  if (!follows) return null;
  return { mark, line: line.mark === null ? { ...line, text: line.text.slice(written?.[0].length) } : line };
}
