// The headings, chapters, messages or pages of a document as an outline, and what a part of the text is called.
import type { OutlineEntry } from '../../../views/_document-side.js';
import { placesIn, type TextPart } from '../../domain/parts.js';
import type { DocumentText } from '../../domain/text.js';

/** More would hide the text, and cost as many steps by keyboard. */
const mostEntries = 60;

/** Headings where there are any, else chapters, messages or pages; of too many the deeper ones are left out, or most. */
export function outlineOf(parts: readonly TextPart[]): OutlineEntry[] {
  const ofKind = (kind: TextPart['kind']) => parts.filter((part) => part.kind === kind);
  const headings = ofKind('heading').filter(({ label }) => label.trim() !== '');
  for (let deepest = 6; headings.length > 1 && deepest > 0; deepest--) {
    const shown = headings.filter(({ level = 1 }) => level <= deepest);
    if (shown.length > 0 && shown.length <= mostEntries) return shown.map(entryOf);
  }
  const kinds = (['chapter', 'message', 'page'] as const).map(ofKind);
  const places = kinds.find(({ length }) => length > 1) ?? headings;
  const step = Math.ceil(places.length / mostEntries);
  return places.filter((_, i) => i % step === 0).map(entryOf);
}

/** The parts of a document, and the headings of a Markdown file, which is kept as it is written. */
export function partsOf({ document, text, parts }: DocumentText): readonly TextPart[] {
  const isMarkdown = /\.(?:md|markdown)(?:#|$)/iu.test(document.uri);
  if (!isMarkdown || parts.some(({ kind }) => kind === 'heading')) return parts;
  const headings = Array.from(
    text.matchAll(markdownHeading),
    ({ index, 0: all, 1: marks = '', 2: label = '' }): TextPart => ({
      ...{ kind: 'heading', start: index, end: index + all.length, label, level: marks.length },
    }),
  );
  return [...parts, ...headings].sort((a, b) => a.start - b.start);
}

const markdownHeading = /^(#{1,6})[ \t]+(.*?)[ \t#]*$/gmu;
/** The marks before the text of a heading. */
export const headingMarks = /^#{1,6}[ \t]+/u;

const entryOf = ({ kind, label, start, level = 1 }: TextPart): OutlineEntry => ({
  label:
    kind === 'heading'
      ? label
      : (placesIn([{ kind, label, start, end: start + 1 }])(start, start + 1) ?? label),
  start,
  level: kind === 'heading' ? level : 1,
});

/** `pages 12–31`, the headings from the first to the last, or `16–33 % of the text`. */
export function nameOfPart(
  parts: readonly TextPart[],
  { startChar, endChar }: { readonly startChar: number; readonly endChar: number },
  numChars: number,
): string {
  if (startChar === 0 && endChar === numChars) return '';
  const placed = parts.filter(({ kind }) => kind === 'page' || kind === 'chapter' || kind === 'message');
  const place = placed.length > 0 ? placesIn(placed)(startChar, endChar) : null;
  if (place !== null) return place;
  const headings = outlineOf(parts);
  const before = headings.findLast(({ start }) => start <= startChar);
  const within = headings.filter(({ start }) => start > startChar && start < endChar);
  const [first, last] = [before ?? within[0], within.at(-1)];
  const [from, to] = [startChar, endChar].map((at) => Math.round((100 * at) / numChars));
  if (!first) return from === to ? `${from} % of the text` : `${from}–${to} % of the text`;
  return last && last !== first ? `${first.label} – ${last.label}` : first.label;
}
