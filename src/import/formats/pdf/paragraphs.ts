// The lines of a region to paragraphs. A paragraph ends where the type changes, at a gap, before an indent, and where a
// line ends although the next word would have fitted.
import { isContents, type Line, most } from './lines.js';

/** Lines that are read as one. */
export interface Paragraph {
  readonly kind: 'paragraph' | 'table' | 'note' | 'running';
  readonly lines: readonly Line[];
  /** Of a table: its rows, as text. */
  readonly rows?: readonly string[];
  /** Whether each line but the first is one of its own in the text, too (verse, an address). */
  readonly isBroken: readonly boolean[];
  /** By these it is joined to the text before and after: its first line is indented; its last reaches the right edge. */
  readonly isIndented: boolean;
  readonly isFull: boolean;
  /** Its last line ends well before the right edge. */
  readonly isShort: boolean;
}

/** What is usual in a document. */
export interface Usual {
  /** Size of most of the text. */
  readonly size: number;
  /** Distance of lines, in sizes of their type. */
  readonly pitch: number;
}

/** Where the lines of a stretch begin and end. */
interface Edges {
  readonly start: number;
  readonly end: number;
  /** How much shorter than its measure a line is that could not be filled: more where the lines are ragged. In points. */
  readonly slack: number;
}

const gapRatio = 1.25;
const minIndent = 0.6;
const maxIndent = 7;
/** Of the measure, at most: a line that is longer, and ends no sentence, goes on in the next. */
const brokenLine = 0.7;

/** region: all lines of the region, by which its edges are measured. lines: those of it that are no table. */
export function toParagraphs(lines: readonly Line[], region: readonly Line[], usual: Usual): Paragraph[] {
  return toBlocks(lines, usual).flatMap((block) => splitBlock(block, region));
}

/** Lines of one size without a gap between them. */
function toBlocks(lines: readonly Line[], usual: Usual): Line[][] {
  const blocks: Line[][] = [];
  const pitch = usualPitch(lines, usual);
  for (const line of lines) {
    const before = blocks.at(-1)?.at(-1);
    if (before && !isApart(before, line, pitch)) blocks.at(-1)?.push(line);
    else blocks.push([line]);
  }
  return blocks;
}

function isApart(before: Line, line: Line, pitch: number): boolean {
  const [smaller, larger] = [Math.min(before.size, line.size), Math.max(before.size, line.size)];
  const step = line.y - before.y;
  return (
    larger > 1.08 * smaller ||
    step > gapRatio * pitch * line.size ||
    step < 0 ||
    before.isRightToLeft !== line.isRightToLeft
  );
}

/** Distance of lines in their sizes: the region's own median, unless it is far from what is usual. */
function usualPitch(lines: readonly Line[], usual: Usual): number {
  const own = medianPitch(lines);
  return own !== undefined && lines.length >= 6 && own < 1.5 * usual.pitch ? own : usual.pitch;
}

/** Median of the distances of lines of one size that follow each other, in their sizes. */
export function medianPitch(lines: readonly Line[]): number | undefined {
  const steps = lines.flatMap((line, i) => {
    const before = lines[i - 1];
    if (!before || before.page !== line.page || Math.abs(before.size - line.size) > 0.5) return [];
    const step = (line.y - before.y) / line.size;
    return step > 0.7 && step < 3 ? [step] : [];
  });
  return steps.sort((a, b) => a - b)[steps.length >> 1];
}

function splitBlock(block: readonly Line[], region: readonly Line[]): Paragraph[] {
  const around = edgesOf(region.filter((line) => isAlike(line, block[0] as Line)));
  const own = edgesOf(block);
  const { size } = block[0] as Line;
  const isSet = own.start - around.start > minIndent * size && isFlush(block, own.end, 0.5 * size);
  const edges = {
    start: own.start - around.start < 3 * size ? around.start : own.start,
    // a quotation, or text beside a picture, has a measure of its own
    end: block.length >= 3 && (isSet || isFlush(block, own.end, 0.1 * size)) ? own.end : around.end,
    slack: isFlush(block, own.end, 0.5 * size) ? own.slack : 4 * own.slack,
  };
  const isVerse =
    block.length >= 4 && !block.some(isItem) && countShort(block, edges) > 0.6 * (block.length - 1);
  const groups: { lines: Line[]; isBroken: boolean[] }[] = [];
  block.forEach((line, i) => {
    const group = groups.at(-1);
    const before = block[i - 1];
    const joint = before ? jointOf(before, line, edges, isVerse) : 'apart';
    if (!group || joint === 'apart') groups.push({ lines: [line], isBroken: [] });
    else {
      group.lines.push(line);
      group.isBroken.push(joint === 'broken');
    }
  });
  return groups.map(({ lines, isBroken }) => ({
    kind: 'paragraph',
    lines,
    isBroken,
    isIndented: isIndented(lines[0] as Line, edges),
    isFull: !isShort(lines.at(-1) as Line, undefined, edges),
    isShort: isWellShort(lines.at(-1) as Line, edges),
  }));
}

const isAlike = (line: Line, other: Line): boolean =>
  line.isRightToLeft === other.isRightToLeft && Math.abs(line.size - other.size) < 0.1 * other.size;

/** The start that several lines share, leftmost; the end of the longest. */
function edgesOf(lines: readonly Line[]): Edges {
  const slack = 0.3 * (lines[0] as Line).size;
  const starts = lines.map((line) => line.start).sort((a, b) => a - b);
  const shared = starts.find((start, i) => (starts[i + 1] ?? Number.POSITIVE_INFINITY) - start < 1);
  return { start: shared ?? (starts[0] as number), end: most(lines.map((line) => line.end)), slack };
}

/** Most lines end at the same place, or so many points from it. */
const isFlush = (lines: readonly Line[], end: number, within: number): boolean =>
  lines.filter((line) => end - line.end < within).length >= 0.6 * (lines.length - 1);

const countShort = (block: readonly Line[], edges: Edges): number =>
  block.filter((line, i) => i + 1 < block.length && isShort(line, block[i + 1], edges)).length;

const bullet = /^[•‣▪◦●○■□❖➢·\uf0a7\uf0b7\uf0d8](?:\s|$)/u;
const numbered = /^(?:\(?(?:\d{1,3}|[a-zA-Z]|[ivx]{1,5})[.)]|\[[^\]\s]{1,12}\])\s/u;
/** The first line of an item in a list. */
const isItem = ({ text }: Line): boolean => bullet.test(text) || numbered.test(text);

const endsSentence = /[.!?…:][)\]"'”’»]*$/u;

/** How a line goes on from the one above it: as the same line, as a line of its own, or not at all. */
function jointOf(before: Line, line: Line, edges: Edges, isVerse: boolean): 'same' | 'broken' | 'apart' {
  const isEnd = isShort(before, line, edges);
  const mayEnd = isEnd || endsSentence.test(before.text);
  if (bullet.test(line.text)) return 'apart';
  if (numbered.test(line.text) && (mayEnd || line.start < before.start - 0.5 * line.size)) return 'apart';
  // an item hangs from its mark
  if (isItem(before) && line.start - before.start > 0.5 * minIndent * line.size) return 'same';
  if (isContents(before)) return 'broken';
  if (isVerse) return isEnd || !isWide(before, edges) ? 'broken' : 'same';
  if (isIndented(line, edges) && line.start - before.start > 0.5 * minIndent * line.size && mayEnd)
    return 'apart';
  if (isIndented(line, edges) && isIndented(before, edges) && isEnd) return 'apart';
  if (!isEnd) return 'same';
  if (endsSentence.test(before.text) || line.font !== before.font || bullet.test(before.text)) return 'apart';
  return isWellShort(before, edges) ? 'broken' : 'same';
}

function isIndented(line: Line, { start }: Edges): boolean {
  const indent = (line.start - start) / line.size;
  return indent > minIndent && indent < maxIndent;
}

/** True where the first word of the next line, or any of some letters, would have fitted on the line. */
function isShort(line: Line, next: Line | undefined, { end, slack }: Edges): boolean {
  if (/[-\u00ad]$/u.test(line.text)) return false;
  const word = next ? firstWordWidth(next) : 3 * line.size;
  return line.end + 0.2 * line.size + word < end - slack;
}

/** It goes almost to the right edge. */
const isWide = (line: Line, { start, end }: Edges): boolean => line.end - start > 0.9 * (end - start);

const isWellShort = (line: Line, { start, end }: Edges): boolean =>
  line.end - start < brokenLine * (end - start);

function firstWordWidth({ text, start, end }: Line): number {
  const word = /^(?:[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}]|\S+)/u.exec(text)?.[0] ?? '';
  return ((end - start) * word.length) / text.length;
}

/** The signs of a list that are no text. */
export const withoutBullet = (text: string): string => text.replace(bullet, '').trimStart();

/**
 * True where a paragraph goes on in the next region. hasIndents: in this document, a paragraph without an indent is the
 * rest of one.
 */
export function goesOn(before: Paragraph, after: Paragraph, hasIndents: boolean): boolean {
  const [last, first] = [before.lines.at(-1) as Line, after.lines[0] as Line];
  if (before.kind !== 'paragraph' || after.kind !== 'paragraph' || !isAlike(first, last)) return false;
  if (/\p{L}[-\u00ad]$/u.test(last.text)) return true;
  const isEnd = endsSentence.test(last.text);
  if (bullet.test(first.text) || (isEnd && numbered.test(first.text))) return false;
  if (!isEnd && !before.isShort && /^[\p{Ll}\p{Lo}]/u.test(first.text)) return true;
  if (!before.isFull || (after.isIndented && hasIndents)) return false;
  return isEnd ? hasIndents && !/:$/u.test(last.text) : !isLabel(after);
}

/** Few words that begin with a capital: more likely a heading than the rest of a sentence. */
const isLabel = ({ lines }: Paragraph): boolean =>
  /^\p{Lu}.{0,60}$/u.test(lines.map((line) => line.text).join(' '));
