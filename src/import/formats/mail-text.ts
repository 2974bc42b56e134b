// The text of a mail in plain text: lines that were only broken to fit become paragraphs, and what is quoted or a
// signature becomes a part.
//
// A line end is kept where its writer meant it. It was meant when the first word of the next line had still fitted into
// the width to which the mail is broken, which is the length of its longest line of up to 80 characters; and in a mail
// that is broken to less than 55, as verse is, or has more than a few longer lines, and so is not broken at all.
import type { TextPart } from '../../domain/parts.js';
import { type MailLine, type MailSection, mailSections, signatureMark } from './mail-sections.js';

/** Text as `ReadDocument` has it, and its parts. */
export interface MailText {
  readonly text: string;
  readonly parts: readonly TextPart[];
}

/** isFlowed: a blank at the end of a line says that it goes on in the next (RFC 3676). */
export function plainMailText(body: string, isFlowed: boolean): MailText {
  const lines = body.split(/\r\n|\r|\n/u).map(toLine);
  const parts: TextPart[] = [];
  let text = '';
  for (const section of mailSections(isFlowed ? unfold(lines) : lines)) {
    const paragraphs = toParagraphs(section, isFlowed);
    if (paragraphs.length === 0) continue;
    if (text !== '') text += '\n\n';
    const start = text.length;
    text += paragraphs.join('\n\n');
    if (section.kind !== 'own') parts.push({ kind: section.kind, start, end: text.length, label: '' });
  }
  return { text, parts };
}

/** `>> text` and `> > text` are both quoted twice. A blank before the text belongs to the marks. */
function toLine(line: string): MailLine {
  const [marks] = /^(?:>[ \t]?)*/u.exec(line) as unknown as [string];
  return { depth: marks.replaceAll(/[^>]/gu, '').length, text: line.slice(marks.length) };
}

/** Joins lines that end in a blank with the next one, if that is quoted as often. */
function unfold(lines: readonly MailLine[]): MailLine[] {
  const unfolded: { depth: number; text: string }[] = [];
  let goesOn = false;
  for (const { depth, text } of lines) {
    const last = unfolded.at(-1);
    const plain = depth === 0 ? text.replace(/^ /u, '') : text; // stuffed, so that it does not begin like a mark
    if (goesOn && last?.depth === depth && plain !== '-- ') last.text += plain;
    else unfolded.push({ depth, text: plain });
    goesOn = plain.endsWith(' ') && plain !== '-- ';
  }
  return unfolded;
}

function toParagraphs({ kind, lines }: MailSection, isFlowed: boolean): string[] {
  const isMark = ({ text }: MailLine): boolean => kind === 'signature' && signatureMark.test(text);
  const kept = lines.filter((line) => !isMark(line));
  const width = isFlowed || kind === 'signature' ? undefined : brokenTo(kept.map(({ text }) => text));
  const paragraphs: string[] = [];
  let last: MailLine | undefined;
  for (const line of kept) {
    const text = line.text.replaceAll(/\s+/gu, ' ').trim();
    const goesOn =
      last !== undefined && last.text.trim() !== '' && last.depth === line.depth && !isListItem(line.text);
    if (text !== '' && goesOn) {
      const joint = width !== undefined && isFull(last as MailLine, text, width) ? ' ' : '\n';
      paragraphs.push(`${paragraphs.pop()}${joint}${text}`);
    } else if (text !== '') paragraphs.push(text);
    last = line;
  }
  return paragraphs;
}

const isListItem = (line: string): boolean => /^\s*(?:[-*+•–]|\(?(?:\d{1,3}|[a-z])[.)])\s+\S/u.test(line);

const mostWidth = 80;
const leastWidth = 55;
/** Share of lines over the width, addresses left aside, with which a mail is not broken to a width. */
const mostLongLines = 0.1;

/** Width to which lines are broken; undefined when they are not. */
function brokenTo(lines: readonly string[]): number | undefined {
  const lengths = lines.filter((line) => line.trim().includes(' ')).map((line) => line.trimEnd().length);
  const fitting = lengths.filter((length) => length <= mostWidth);
  if (lengths.length - fitting.length > lengths.length * mostLongLines) return undefined;
  const width = fitting.reduce((most, length) => Math.max(most, length), 0);
  return width < leastWidth ? undefined : width;
}

/** Whether the next line's first word had not fitted into a line. */
function isFull({ text }: MailLine, next: string, width: number): boolean {
  const [word] = next.split(' ', 1) as [string];
  return text.trimEnd().length + 1 + word.length > width;
}
