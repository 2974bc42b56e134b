// Tables by position: rows whose cells stand below each other, with gaps between them that are aligned over the rows.
import { learnJoints } from './hyphens.js';
import { hasLeader, type Line, type Phrase, textOf } from './lines.js';

/** Lines that are no table, or the rows of one. */
export type Stretch =
  | { readonly lines: readonly Line[] }
  | { readonly rows: readonly string[]; readonly lines: readonly Line[] };

interface Column {
  x0: number;
  x1: number;
}

/** Letters of a cell in the mean, at most, in the column with the shortest: more is prose in columns. */
const maxCellLetters = 24;

export function splitTables(lines: readonly Line[]): Stretch[] {
  const stretches: Stretch[] = [];
  let plain: Line[] = [];
  for (let i = 0; i < lines.length; ) {
    const table = tableAt(lines, i);
    if (!table) {
      plain.push(lines[i++] as Line);
      continue;
    }
    if (plain.length > 0) stretches.push({ lines: plain });
    plain = [];
    const covered = lines.slice(i, i + table.numLines);
    stretches.push({ rows: table.rows, lines: covered });
    i += table.numLines;
  }
  if (plain.length > 0) stretches.push({ lines: plain });
  return stretches;
}

/** The table that begins with a line, where one does. */
function tableAt(lines: readonly Line[], start: number): { rows: string[]; numLines: number } | undefined {
  const columns: Column[] = [];
  const rows: Line[][] = [];
  let end = start;
  for (let i = start; i < lines.length; i++) {
    const line = lines[i] as Line;
    const before = lines[i - 1];
    if (i > start && before && line.y - before.y > 3 * line.size) break;
    if (hasLeader(line)) break;
    const isWrapped = line.phrases.length === 1;
    if (
      isWrapped &&
      (i === start || !isWithin(line, columns) || !before || line.y - before.y > 1.5 * line.size)
    )
      break;
    if (!takeIn(line, columns)) break;
    if (isWrapped) rows.at(-1)?.push(line);
    else rows.push([line]);
    // below the last row, a line may belong to its first cell or be the next paragraph
    if (!isWrapped || isBehindFirst(line, columns)) end = i + 1;
  }
  const whole = rows.map((row) => row.filter((line) => lines.indexOf(line) < end));
  const ordered = [...columns].sort((a, b) => a.x0 - b.x0);
  if (!isTable(whole, ordered) || isList(whole) || shortestCells(whole, ordered) > maxCellLetters)
    return undefined;
  if (lines[start]?.isRightToLeft) ordered.reverse();
  return { rows: whole.map((row) => rowText(row, ordered)), numLines: end - start };
}

/** Three rows, or two of at least three columns, which are then further apart. columns: from left to right. */
function isTable(rows: readonly (readonly Line[])[], columns: readonly Column[]): boolean {
  const size = rows[0]?.[0]?.size ?? 0;
  const gaps = columns.slice(1).map(({ x0 }, i) => (x0 - (columns[i] as Column).x1) / size);
  const isSure = rows.length >= 3 || columns.length >= 3;
  return gaps.length > 0 && rows.length >= 2 && isSure && Math.min(...gaps) > (rows.length >= 3 ? 0.3 : 1);
}

const overlaps = (phrase: Phrase, column: Column): boolean => phrase.x0 < column.x1 && phrase.x1 > column.x0;

/** A wrapped cell stays in its column. */
const isWithin = (line: Line, columns: readonly Column[]): boolean =>
  line.phrases.every((phrase) => columns.filter((column) => overlaps(phrase, column)).length === 1);

function isBehindFirst(line: Line, columns: readonly Column[]): boolean {
  const first = columns.reduce((a, b) => (a.x0 < b.x0 === !line.isRightToLeft ? a : b));
  return line.phrases.every((phrase) => !overlaps(phrase, first));
}

/** Adds the cells of a line to the columns; false, with nothing changed, where one would stand in two. */
function takeIn(line: Line, columns: Column[]): boolean {
  const places = line.phrases.map((phrase) => columns.filter((column) => overlaps(phrase, column)));
  const used = places.flat();
  if (places.some((place) => place.length > 1) || new Set(used).size < used.length) return false;
  line.phrases.forEach(({ x0, x1 }, i) => {
    const column = places[i]?.[0];
    if (!column) columns.push({ x0, x1 });
    else [column.x0, column.x1] = [Math.min(column.x0, x0), Math.max(column.x1, x1)];
  });
  return true;
}

const listMark = /^(?:[•‣▪◦·∙–—*-]|\(?(?:\d{1,3}|[a-z]|[ivx]+)[.)]|\d+(?:\.\d+)*)$/u;

/** The marks of a list stand apart from its items. */
const isList = (rows: readonly (readonly Line[])[]): boolean =>
  rows.every(([line]) => line?.phrases.length === 2 && listMark.test(textOf(line.phrases[0] as Phrase)));

function shortestCells(rows: readonly (readonly Line[])[], columns: readonly Column[]): number {
  const cells = rows.flat().flatMap((line) => line.phrases);
  const means = columns.map((column) => {
    const own = cells.filter((cell) => overlaps(cell, column));
    return own.reduce((sum, cell) => sum + textOf(cell).length, 0) / own.length;
  });
  return Math.min(...means);
}

function rowText(row: readonly Line[], columns: readonly Column[]): string {
  const cells = columns.map((column) =>
    row
      .flatMap((line) => line.phrases)
      .filter((phrase) => overlaps(phrase, column))
      .map((phrase) => textOf(phrase).replaceAll('|', '\\|'))
      .reduce(joinWrapped, ''),
  );
  return `| ${cells.join(' | ')} |`.replace(/ {2,}/gu, ' ');
}

const joinByRule = learnJoints([]);

function joinWrapped(before: string, after: string): string {
  if (before === '') return after;
  const { isCut, between } = joinByRule(before, after);
  return (isCut ? before.slice(0, -1) : before) + between + after;
}
