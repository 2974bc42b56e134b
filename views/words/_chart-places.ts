// Where things stand on the charts of a word: across in per cent of the width, so that a chart fills a phone as it fills
// a screen and its marks and letters keep their size; down in pixels, or in per cent of a height that is fixed. Nothing
// is drawn here: see _chart.tsx.
import type { NamedSense, PlacedLine, WordMap, WordOnAxes } from '../../src/domain/word-views.js';

/** A line as a mark; -1: none of the senses. */
export interface Point {
  readonly line: PlacedLine;
  readonly number: number;
  /** 0 to 100. */
  readonly x: number;
  /** From the top, in the chart's unit. */
  readonly y: number;
}

/** The name of a sense among its points. */
export interface Label {
  readonly number: number;
  readonly text: string;
  readonly x: number;
  readonly y: number;
  readonly anchor: 'start' | 'middle' | 'end';
}

export interface Tick {
  readonly x: number;
  readonly text: string;
}

/** Room between the marks and the edge, in per cent. */
const margin = 3;
/** What a label takes on the smallest screen: it is then in nobody's way on a larger one. */
const narrow = { width: 320, height: 420, letter: 8.5, line: 22 };
const maxLabelChars = 22;

const within = (share: number): number => rounded(margin + (100 - 2 * margin) * share);
const rounded = (value: number): number => Math.round(100 * value) / 100;

function pointsOf(
  lines: readonly PlacedLine[],
  senses: readonly NamedSense[],
  place: (line: PlacedLine, number: number, i: number) => readonly [number, number],
): Point[] {
  const numbers = new Map(senses.map(({ id }, number) => [id, number]));
  return lines.map((line, i) => {
    const number = numbers.get(line.sense) ?? -1;
    const [x, y] = place(line, number, i);
    return { line, number, x, y: rounded(y) };
  });
}

export interface MapChart {
  readonly points: readonly Point[];
  readonly labels: readonly Label[];
}

/** x and y in per cent. */
export function mapChart({ lines, senses }: Pick<WordMap, 'lines' | 'senses'>): MapChart {
  const points = pointsOf(lines, senses, ({ x, y }) => [within(x), within(1 - (y ?? 0))]);
  return { points, labels: labelsOf(points, senses) };
}

/** Names at the middle of their points, moved down or up until none covers another on any screen. */
function labelsOf(points: readonly Point[], senses: readonly NamedSense[]): Label[] {
  const wanted = senses.flatMap(({ label }, number) => {
    const own = points.filter((point) => point.number === number);
    if (own.length === 0) return [];
    const x = median(own.map((point) => point.x));
    const anchor = x < 35 ? 'start' : x > 65 ? 'end' : 'middle';
    return [{ number, text: shortened(label), x, y: median(own.map((point) => point.y)), anchor } as const];
  });
  const placed: Label[] = [];
  for (const label of wanted.sort((a, b) => a.y - b.y)) {
    placed.push({ ...label, y: freeHeight(label, placed) });
  }
  return placed;
}

/** The height nearest to its own at which a label covers none of those placed. */
function freeHeight(label: Label, placed: readonly Label[]): number {
  const step = (100 * narrow.line) / narrow.height;
  const [from, to] = extentOf(label);
  const beside = placed.filter((other) => {
    const [otherFrom, otherTo] = extentOf(other);
    return from < otherTo && otherFrom < to;
  });
  const steps = Array.from({ length: Math.floor(100 / step) }, (_, i) => i + 1);
  const heights = [label.y, ...steps.flatMap((i) => [label.y + (i * step) / 2, label.y - (i * step) / 2])];
  const free = heights.find(
    (y) => y >= step && y <= 100 - step / 2 && beside.every((other) => Math.abs(other.y - y) >= step),
  );
  return rounded(free ?? label.y);
}

function extentOf({ text, x, anchor }: Label): [number, number] {
  const width = (text.length + 3) * narrow.letter;
  const at = (x / 100) * narrow.width;
  const from = anchor === 'start' ? at : anchor === 'end' ? at - width : at - width / 2;
  return [from, from + width];
}

const shortened = (text: string): string =>
  text.length <= maxLabelChars ? text : `${text.slice(0, maxLabelChars - 1).trimEnd()}…`;

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] as number;
}

export interface AxisRow {
  readonly number: number;
  /** Of its name, in pixels. */
  readonly y: number;
}

export interface AxisChart {
  readonly points: readonly Point[];
  /** A row for each sense; none on two axes. */
  readonly rows: readonly AxisRow[];
  readonly ticks: readonly Tick[];
  /** Where both ends are equally near. */
  readonly zero: { readonly x: number; readonly y: number | null };
  /** In pixels. */
  readonly height: number;
}

const rowHeight = 96;
/** Of the name above a row's points. */
const nameHeight = 28;
const foot = 28;
const squareHeight = 520;

/** y in pixels. */
export const axisChart = ({
  axes,
  sample,
  senses,
}: Pick<WordOnAxes, 'axes' | 'sample' | 'senses'>): AxisChart =>
  axes.length > 1 ? square(sample, senses) : rowsOfSenses(sample, senses);

function rowsOfSenses(sample: readonly PlacedLine[], senses: readonly NamedSense[]): AxisChart {
  const across = scaleOf(sample.map(({ x }) => x));
  const used = new Set(pointsOf(sample, senses, () => [0, 0]).map(({ number }) => number));
  const numbers = [...senses.keys(), -1].filter((number) => used.has(number));
  const topOf = (number: number): number => numbers.indexOf(number) * rowHeight;
  // within a row, points are spread so that they do not hide each other
  const points = pointsOf(sample, senses, ({ x }, number, i) => [
    across.at(x),
    topOf(number) + nameHeight + ((i * 0.618034) % 1) * (rowHeight - nameHeight - 12) + 6,
  ]);
  return {
    points,
    rows: numbers.map((number) => ({ number, y: topOf(number) + 18 })),
    ticks: across.ticks,
    zero: { x: across.at(0), y: null },
    height: numbers.length * rowHeight + foot,
  };
}

function square(sample: readonly PlacedLine[], senses: readonly NamedSense[]): AxisChart {
  const across = scaleOf(sample.map(({ x }) => x));
  const up = scaleOf(sample.map(({ y }) => y ?? 0));
  const height = (share: number): number => rounded(squareHeight * (1 - share / 100));
  const points = pointsOf(sample, senses, ({ x, y }) => [across.at(x), height(up.at(y ?? 0))]);
  return {
    points,
    rows: [],
    ticks: across.ticks,
    zero: { x: across.at(0), y: height(up.at(0)) },
    height: squareHeight + foot,
  };
}

const mostTicks = 8;

/** Values to per cent; 0 is always on it. */
function scaleOf(values: readonly number[]) {
  const low = Math.min(0, ...values);
  const high = Math.max(0, ...values);
  const span = high - low || 1;
  const at = (value: number): number => within((value - low) / span);
  const step = [0.02, 0.05, 0.1, 0.2, 0.5, 1].find((one) => span / one <= mostTicks) ?? 1;
  const first = Math.ceil(low / step);
  const ticks = Array.from({ length: Math.floor(high / step) - first + 1 }, (_, i): Tick => {
    const value = (first + i) * step;
    return { x: at(value), text: value.toFixed(2).replace(/0$/u, '').replace('-', '−') };
  });
  return { at, ticks };
}
