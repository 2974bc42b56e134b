// The text of a mail in HTML: that of any page, in which what mail programs mark as quoted is looked for as in plain text.
import type { TextPart } from '../../domain/parts.js';
import { htmlText } from './html.js';
import { mailSections } from './mail-sections.js';
import type { MailText } from './mail-text.js';

/** Paragraphs put around what is quoted, so that its place in the text is seen whatever reads the page. */
const begins = '[[polyseme quoted begins]]';
const ends = '[[polyseme quoted ends]]';

/** name: of the mail, for messages. Throws `too_large` for elements nested too deep. */
export function mailHtmlText(html: string, name: string): MailText {
  const page = htmlText(markQuoted(html), name, { isWhole: true });
  const { text, parts, quoted } = withoutMarks(page);
  const all = [...parts, ...sectionParts(text, quoted)];
  return { text, parts: all.sort((a, b) => a.start - b.start || b.end - a.end) };
}

/** What a `blockquote` of a mail program says of itself; others are the writer's own way of setting a text off. */
const isCitation = /\btype\s*=\s*["']?cite|\bclass\s*=\s*["'][^"']*quote|\bcite\s*=\s*["']?mid:/iu;

function markQuoted(html: string): string {
  const open: boolean[] = [];
  let depth = 0;
  const marked = html.replaceAll(
    /<(\/?)blockquote\b([^>]*)>/giu,
    (tag, slash: string, attributes: string) => {
      if (slash === '') {
        open.push(isCitation.test(attributes));
        return open.at(-1) && depth++ === 0 ? `<p>${begins}</p>${tag}` : tag;
      }
      return open.pop() && --depth === 0 ? `${tag}<p>${ends}</p>` : tag;
    },
  );
  return depth > 0 ? `${marked}<p>${ends}</p>` : marked;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

/** Takes the marks out again; the parts are moved by them. */
function withoutMarks({ text, parts }: MailText): MailText & { readonly quoted: readonly Range[] } {
  const kept: string[] = [];
  const quoted: Range[] = [];
  /** Marks taken out: where they began, and how much is gone up to their end. */
  const gone: { start: number; length: number }[] = [];
  let [oldStart, newStart, quotedFrom, total] = [0, 0, 0, 0];
  for (const paragraph of text.split('\n\n')) {
    const length = paragraph.length + '\n\n'.length;
    if (paragraph === begins || paragraph === ends) {
      total += length;
      gone.push({ start: oldStart, length: total });
      if (paragraph === begins) quotedFrom = newStart;
      else quoted.push({ start: quotedFrom, end: newStart });
    } else {
      kept.push(paragraph);
      newStart += length;
    }
    oldStart += length;
  }
  const moved = (offset: number): number =>
    offset - (gone.findLast(({ start }) => start < offset)?.length ?? 0);
  const movedParts = parts.map((part) => ({ ...part, start: moved(part.start), end: moved(part.end) }));
  return { text: kept.join('\n\n'), parts: movedParts, quoted };
}

function sectionParts(text: string, quoted: readonly Range[]): TextPart[] {
  let [offset, next] = [0, 0];
  const lines = text.split('\n').map((line) => {
    while (offset >= (quoted[next]?.end ?? Number.POSITIVE_INFINITY)) next++;
    const isQuoted = offset >= (quoted[next]?.start ?? Number.POSITIVE_INFINITY);
    offset += line.length + 1;
    return { depth: isQuoted && line !== '' ? 1 : 0, text: line };
  });
  const parts: TextPart[] = [];
  let start = 0;
  for (const { kind, lines: own } of mailSections(lines)) {
    const section = own.map((line) => line.text).join('\n');
    const blanks = section.length - section.trimStart().length;
    const end = start + section.trimEnd().length;
    if (kind !== 'own' && end > start + blanks) parts.push({ kind, start: start + blanks, end, label: '' });
    start += section.length + 1;
  }
  return parts;
}
