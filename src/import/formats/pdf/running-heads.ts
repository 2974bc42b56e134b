// Running heads, feet and page numbers: rows at a page's edge, apart from its text, that stand in the same place on other
// pages with the same words but for numbers; left and right pages may differ.
import { type Line, type Phrase, toLines } from './lines.js';

/** A page before its text is put in order. */
export interface Page {
  /** From 1. */
  readonly number: number;
  readonly label: string;
  readonly phrases: readonly Phrase[];
}

/** A row at the edge of a page. */
interface EdgeRow {
  readonly line: Line;
  readonly page: Page;
  readonly edge: 'top' | 'bottom';
  /** Words without their numbers. */
  readonly key: string;
  readonly isApart: boolean;
  readonly isAlone: boolean;
}

/** Most rows of a running head. */
const maxRows = 3;
/** Points within which rows of several pages stand in the same place, at any edge of a page. */
const samePlace = 4;

/** The phrases of all running heads. bodySize: of most of the text; a larger row is a heading. */
export function findRunningHeads(pages: readonly Page[], bodySize: number): Set<Phrase> {
  const rowsOfPages = pages.map((page) => ({ page, lines: linesOf(page) }));
  const edges = rowsOfPages.flatMap(({ page, lines }) => edgesOf(page, lines, bodySize));
  const byKey = new Map<string, EdgeRow[]>();
  for (const row of edges.flat()) {
    const alike = byKey.get(row.key);
    if (alike) alike.push(row);
    else byKey.set(row.key, [row]);
  }
  const isRepeated = (row: EdgeRow): boolean =>
    (byKey.get(row.key) ?? []).some((other) => other.page !== row.page && isInPlaceOf(row, other)) &&
    !row.isAlone;
  const heads = edges.flatMap((rows) => runningRows(rows, (row) => isRepeated(row) || isPageNumber(row)));
  const places = new Map(heads.map((row) => [placeOf(row), row]));
  // a head that changes with its chapter stands where those of other pages stand, in their type
  const others = edges
    .flatMap((rows) => rows.slice(0, 1))
    .filter((row) => row.isApart && places.has(placeOf(row)));
  const running = keepText([...heads, ...others], rowsOfPages);
  return new Set([...running.flatMap(({ line }) => line.phrases), ...repeatedAsides(pages)]);
}

/** Rows that would leave a page without text, or the whole with less than half, are text: only page numbers go. */
function keepText(
  running: readonly EdgeRow[],
  pages: readonly { readonly page: Page; readonly lines: readonly Line[] }[],
): EdgeRow[] {
  const byPage = new Map<Page, Set<Line>>();
  for (const { page, line } of running) byPage.set(page, (byPage.get(page) ?? new Set()).add(line));
  const lettersOf = (lines: Iterable<Line>): number =>
    [...lines].reduce((sum, { text }) => sum + text.length, 0);
  const all = pages.reduce((sum, { lines }) => sum + lettersOf(lines), 0);
  const taken = [...byPage.values()].reduce((sum, lines) => sum + lettersOf(lines), 0);
  const emptied = new Set(
    pages.flatMap(({ page, lines }) => ((byPage.get(page)?.size ?? 0) === lines.length ? [page] : [])),
  );
  return running.filter((row) => isPageNumber(row) || (taken <= all / 2 && !emptied.has(row.page)));
}

/** Text across or along the page, as a watermark is, with the same words on another page. */
function repeatedAsides(pages: readonly Page[]): Phrase[] {
  const asides = pages.flatMap((page) => asidesOf(page));
  const keyOfAside = ({ runs }: Phrase): string =>
    runs.map((run) => `${run.angle} ${keyOf(run.text)}`).join();
  const pagesOf = new Map<string, Set<number>>();
  for (const phrase of asides) {
    const key = keyOfAside(phrase);
    pagesOf.set(key, (pagesOf.get(key) ?? new Set()).add(phrase.page));
  }
  return asides.filter((phrase) => (pagesOf.get(keyOfAside(phrase))?.size ?? 0) > 1);
}

/** Phrases that do not stand as most of the page does. */
export function asidesOf(page: Page): Phrase[] {
  const angle = mainAngle(page);
  return page.phrases.filter(({ runs }) => runs[0]?.angle !== angle);
}

/** The lines that stand as most of the page does, from its top. */
function linesOf(page: Page): Line[] {
  const angle = mainAngle(page);
  return toLines(page.phrases.filter(({ runs }) => runs[0]?.angle === angle));
}

function edgesOf(page: Page, lines: readonly Line[], bodySize: number): EdgeRow[][] {
  const pitch = smallPitch(lines);
  const rowsFrom = (edge: 'top' | 'bottom', ordered: readonly Line[]): EdgeRow[] => {
    const firstLarge = ordered.slice(0, maxRows).findIndex(({ size }) => size > 1.1 * bodySize);
    return ordered.slice(0, firstLarge < 0 ? maxRows : firstLarge).map((line, i) => {
      const next = ordered[i + 1];
      // what stands alone on its page is a head only when it is the page's number
      const isApart = next ? isApartFrom(line, next, pitch) : ordered.length === 1;
      return { line, page, edge, key: keyOf(line.text), isApart, isAlone: !next && i === 0 };
    });
  };
  return [rowsFrom('top', lines), rowsFrom('bottom', [...lines].reverse())];
}

/** The angle of most letters. */
function mainAngle({ phrases }: Page): number | undefined {
  const letters = new Map<number, number>();
  for (const { angle, text } of phrases.flatMap(({ runs }) => runs)) {
    letters.set(angle, (letters.get(angle) ?? 0) + text.length);
  }
  return [...letters].sort((a, b) => b[1] - a[1])[0]?.[0];
}

/** By a gap, or in type of another size. */
const isApartFrom = (line: Line, next: Line, pitch: number): boolean =>
  Math.abs(next.y - line.y) > 1.15 * Math.max(pitch, line.size) ||
  Math.abs(next.size - line.size) > 0.1 * line.size;

/** The lower quartile: on a page of few lines, most distances are gaps. */
function smallPitch(lines: readonly Line[]): number {
  const gaps = lines.flatMap((line, i) => (i === 0 ? [] : [line.y - (lines[i - 1] as Line).y]));
  return gaps.sort((a, b) => a - b)[gaps.length >> 2] ?? 0;
}

/** The outermost rows that all run, up to the innermost that is apart from the text. */
function runningRows(rows: readonly EdgeRow[], isRunning: (row: EdgeRow) => boolean): EdgeRow[] {
  const firstOther = rows.findIndex((row) => !isRunning(row));
  const running = firstOther < 0 ? rows : rows.slice(0, firstOther);
  return running.slice(0, running.findLastIndex((row) => row.isApart) + 1);
}

const isInPlaceOf = (row: EdgeRow, other: EdgeRow): boolean =>
  row.edge === other.edge && Math.abs(row.line.y - other.line.y) < samePlace;

const placeOf = ({ edge, line }: EdgeRow): string =>
  [edge, Math.round(line.y), line.font, line.size.toFixed(1)].join(' ');

const roman = /^[ivxlcdm]+$|^[IVXLCDM]+$/u;

function keyOf(text: string): string {
  const words = text.replace(/\d+/gu, '#').split(/[\s·|]+/u);
  return words
    .map((word, i) => ((i === 0 || i === words.length - 1) && roman.test(word) ? '#' : word))
    .join('')
    .toLowerCase();
}

/** A number by itself that is the page's own: needs no other page. */
function isPageNumber({ line, page, isApart }: EdgeRow): boolean {
  const number = line.text.replace(/^[-–—\s[(]+|[-–—\s\])]+$/gu, '');
  return isApart && (number === page.label || number === String(page.number));
}
