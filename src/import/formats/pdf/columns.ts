// The phrases of a page to regions in reading order: a region is what is read from its top to its bottom. Where the page
// has columns, phrases that cross the gutter (a title over both columns) divide it into bands, and each band is read
// column by column.
import { least, most, type Phrase } from './lines.js';

/** A gutter: nothing of either column crosses it. Points from the left. */
interface Gutter {
  readonly left: number;
  readonly right: number;
  /** Lines in the column that has fewer. */
  readonly numLines: number;
}

/** Least lines of a column, letters of its lines in the mean, and its distance from the next in sizes of its type. */
const minLines = 3;
const minLetters = 14;
const minGutter = 0.9;
/** Edges looked at on a page. */
const maxEdges = 24;

/** Text at another angle (along a margin) is a region of its own, behind the rest. */
export function toRegions(phrases: readonly Phrase[]): Phrase[][] {
  const byAngle = new Map<number, Phrase[]>();
  for (const phrase of phrases) {
    const angle = phrase.runs[0]?.angle ?? 0;
    const some = byAngle.get(angle);
    if (some) some.push(phrase);
    else byAngle.set(angle, [phrase]);
  }
  return [...byAngle.values()]
    .sort((a, b) => lettersIn(b) - lettersIn(a))
    .flatMap((some) => divide([...some].sort((a, b) => a.y - b.y)));
}

/** phrases: from the top down. */
function divide(phrases: readonly Phrase[]): Phrase[][] {
  const gutter = findGutter(phrases);
  if (!gutter) return phrases.length === 0 ? [] : [[...phrases]];
  return bandsOf(phrases, gutter).flatMap((band) => {
    if (band.isCrossed) return [band.phrases];
    const [left, right] = sidesOf(band.phrases, gutter);
    return [...divide(left), ...divide(right)];
  });
}

interface Band {
  readonly isCrossed: boolean;
  readonly phrases: Phrase[];
}

const crosses = ({ x0, x1 }: Phrase, { left, right }: Pick<Gutter, 'left' | 'right'>): boolean =>
  x0 < right - 1 && x1 > left + 1;

/** Phrases that cross the gutter, rows of tables over both columns, and what stands between such. */
function bandsOf(phrases: readonly Phrase[], gutter: Pick<Gutter, 'left' | 'right'>): Band[] {
  const bands: Band[] = [];
  const rows = rowsOf(phrases);
  const [from, to] = extentOf(phrases);
  const widths = [gutter.left - from, to - gutter.right] as const;
  const tabular = rows.map((row) => isTabular(row, gutter, widths));
  rows.forEach((row, i) => {
    const isInTable = tabular[i] && (tabular[i - 1] || tabular[i + 1]);
    const isCrossed = isInTable || row.some((phrase) => crosses(phrase, gutter));
    const band = bands.at(-1);
    if (band && band.isCrossed === isCrossed) band.phrases.push(...row);
    else bands.push({ isCrossed: isCrossed === true, phrases: [...row] });
  });
  return bands;
}

/** Both columns have parts of the row, one of them several, and none is a line of its column. widths: of the columns. */
function isTabular(
  row: readonly Phrase[],
  gutter: Pick<Gutter, 'left' | 'right'>,
  widths: readonly [number, number],
): boolean {
  const sides = sidesOf(row, gutter);
  return (
    sides.every((side) => side.length > 0) &&
    sides.some((side) => isParted(side, 1.2)) &&
    sides.every((side, i) => side.every(({ x0, x1 }) => x1 - x0 < 0.6 * (widths[i] as number)))
  );
}

function sidesOf(
  phrases: readonly Phrase[],
  { left, right }: Pick<Gutter, 'left' | 'right'>,
): [Phrase[], Phrase[]] {
  const middle = (left + right) / 2;
  const isLeft = ({ x0, x1 }: Phrase): boolean => (x0 + x1) / 2 < middle;
  return [phrases.filter(isLeft), phrases.filter((phrase) => !isLeft(phrase))];
}

/** The gutter between the columns with most lines, or undefined. Columns of a table are none: their cells are short. */
function findGutter(phrases: readonly Phrase[]): Gutter | undefined {
  let best: Gutter | undefined;
  for (const right of leftEdges(phrases)) {
    const gutter = gutterBefore(right, phrases);
    if (gutter && (!best || gutter.numLines > best.numLines)) best = gutter;
  }
  return best;
}

/** Places at which several phrases begin; of many, those at which most do. */
function leftEdges(phrases: readonly Phrase[]): number[] {
  const edges: { x: number; count: number }[] = [];
  for (const x of phrases.map(({ x0 }) => x0).sort((a, b) => a - b)) {
    const edge = edges.at(-1);
    if (edge && x - edge.x < 1.5) edge.count++;
    else edges.push({ x, count: 1 });
  }
  return edges
    .filter(({ count }) => count >= minLines)
    .sort((a, b) => b.count - a.count)
    .slice(0, maxEdges)
    .map(({ x }) => x);
}

function gutterBefore(right: number, phrases: readonly Phrase[]): Gutter | undefined {
  const size = medianSize(phrases);
  const narrow = { left: right - minGutter * size, right };
  const bands = bandsOf(phrases, narrow).filter((band) => !band.isCrossed);
  const sides = bands
    .map((band) => sidesOf(band.phrases, narrow))
    .filter(([one, other]) => one.length > 0 && other.length > 0);
  const [one, other] = [sides.flatMap(([side]) => side), sides.flatMap(([, side]) => side)];
  if (!isProse(one) || !isProse(other)) return undefined;
  const [, left] = extentOf(one);
  return { left, right, numLines: Math.min(rowsOf(one).length, rowsOf(other).length) };
}

const medianSize = (phrases: readonly Phrase[]): number =>
  phrases.map(({ size }) => size).sort((a, b) => a - b)[phrases.length >> 1] ?? 10;

/** Lines that are long, fill their column for the most part, and are seldom parted by more than justification does. */
function isProse(phrases: readonly Phrase[]): boolean {
  const rows = rowsOf(phrases);
  if (rows.length < minLines || lettersIn(phrases) < minLetters * rows.length) return false;
  const [x0, x1] = extentOf(phrases);
  const full = rows.filter((row) => {
    const [from, to] = extentOf(row);
    return to - from > 0.65 * (x1 - x0);
  });
  return (
    full.length >= 0.5 * rows.length && rows.filter((row) => isParted(row, 2)).length <= 0.3 * rows.length
  );
}

/** True where phrases are further apart than so many sizes. */
function isParted(row: readonly Phrase[], sizes: number): boolean {
  const ordered = [...row].sort((a, b) => a.x0 - b.x0);
  return ordered.some(
    (phrase, i) => i > 0 && phrase.x0 - (ordered[i - 1] as Phrase).x1 > sizes * phrase.size,
  );
}

const extentOf = (phrases: readonly Phrase[]): [number, number] => [
  least(phrases.map((one) => one.x0)),
  most(phrases.map((one) => one.x1)),
];

function rowsOf(phrases: readonly Phrase[]): Phrase[][] {
  const rows: Phrase[][] = [];
  for (const phrase of [...phrases].sort((a, b) => a.y - b.y)) {
    const row = rows.at(-1);
    if (row && phrase.y - (row[0] as Phrase).y < 0.5 * phrase.size) row.push(phrase);
    else rows.push([phrase]);
  }
  return rows;
}

const lettersIn = (phrases: readonly Phrase[]): number =>
  phrases.reduce((sum, { runs }) => sum + runs.reduce((letters, run) => letters + run.text.length, 0), 0);
