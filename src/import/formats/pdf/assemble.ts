// Paragraphs to the text of a document and its parts. Where a paragraph goes on over the end of a page, the parts of the two
// pages meet within it.
import type { TextPart } from '../../../domain/parts.js';
import type { JoinsLines } from './hyphens.js';
import type { Line } from './lines.js';
import { type Paragraph, withoutBullet } from './paragraphs.js';

interface Stretch {
  readonly page: number;
  readonly start: number;
  end: number;
}

/** labels: of the pages, by their numbers from 1. levels: of the headings. */
export function assemble(
  paragraphs: readonly Paragraph[],
  levels: ReadonlyMap<Paragraph, number>,
  labels: (page: number) => string,
  joinLines: JoinsLines,
): { readonly text: string; readonly parts: TextPart[] } {
  const texts: string[] = [];
  const parts: TextPart[] = [];
  const pages: Stretch[] = [];
  let length = 0;
  for (const paragraph of paragraphs) {
    const { text, starts } = write(paragraph, joinLines);
    if (text === '') continue;
    const start = length === 0 ? 0 : length + 2;
    starts.forEach((from, i) => {
      const page = (paragraph.lines[i] as Line).page;
      const end = start + (starts[i + 1] ?? text.length);
      const last = pages.at(-1);
      if (last?.page === page) last.end = end;
      else pages.push({ page, start: start + from, end });
    });
    length = start + text.length;
    texts.push(text);
    const level = levels.get(paragraph);
    if (level !== undefined) parts.push({ kind: 'heading', start, end: length, label: text, level });
    if (paragraph.kind === 'note' || paragraph.kind === 'table') {
      parts.push({ kind: paragraph.kind, start, end: length, label: '' });
    }
  }
  const pageParts = pages.map(
    ({ page, start, end }): TextPart => ({ kind: 'page', start, end, label: labels(page) }),
  );
  return {
    text: texts.join('\n\n'),
    parts: [...pageParts, ...parts].sort((a, b) => a.start - b.start || b.end - a.end),
  };
}

/** The text of a paragraph, and where in it each of its lines begins. */
function write(
  { rows, lines, isBroken }: Paragraph,
  joinLines: JoinsLines,
): { text: string; starts: number[] } {
  if (rows) return { text: rows.join('\n'), starts: [0] };
  let text = '';
  const starts: number[] = [];
  lines.forEach((line, i) => {
    const own = i === 0 ? withoutBullet(line.text) : line.text;
    if (i > 0 && isBroken[i - 1]) text += '\n';
    else if (text !== '') {
      const { isCut, between } = joinLines(text.slice(-80), own);
      text = (isCut ? text.slice(0, -1) : text) + between;
    }
    starts.push(text.length);
    text += own;
  });
  return { text, starts };
}
