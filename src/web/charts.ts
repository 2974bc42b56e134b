// Charts as SVG, drawn on the server by Observable Plot. Colours are the page's own variables, so that dark mode needs
// no second drawing; the page allows no inline styles, so Plot's are removed. Each point is a link to its line; as
// there may be a thousand, the keyboard skips them: the table below a chart has the same links.
import * as Plot from '@observablehq/plot';
import { parseHTML } from 'linkedom';
import { senseLetter } from '../../views/words/_parts.js';
import type { NamedSense, PlacedLine, SenseShares, WordMap, WordOnAxes } from '../domain/word-views.js';
import { plural } from '../format/figures.js';

const { document } = parseHTML('<!doctype html><html><body></body></html>');

const width = 680;
const fontSize = 13;
const symbols = ['circle', 'triangle', 'square', 'diamond2', 'star', 'wye', 'cross', 'hexagon'] as const;
/** For a line with none of the senses. */
const noSymbol = 'times';

const colourOf = (number: number): string =>
  number < 0 ? 'var(--muted)' : `var(--sense-${(number % symbols.length) + 1})`;
/** The ninth sense has the first one's colour, and another shape. */
const symbolOf = (number: number) =>
  number < 0 ? noSymbol : symbols[(number + Math.floor(number / symbols.length)) % symbols.length];

/** Draws and cleans up. label: what the chart is, for readers who do not see it. */
function draw(options: Plot.PlotOptions, label: string): string {
  const svg = Plot.plot({ ...options, document: document as unknown as Document, style: undefined });
  for (const style of [...svg.querySelectorAll('style')]) style.remove();
  for (const element of [svg, ...svg.querySelectorAll('*')]) {
    for (const name of ['style', 'aria-label', 'aria-description']) element.removeAttribute(name);
  }
  for (const link of [...svg.querySelectorAll('a')]) link.setAttribute('tabindex', '-1');
  svg.setAttribute('class', 'chart');
  svg.setAttribute('role', label === '' ? 'none' : 'group');
  if (label === '') svg.setAttribute('aria-hidden', 'true');
  else svg.setAttribute('aria-label', label);
  svg.setAttribute('font-size', String(fontSize));
  return svg.outerHTML;
}

/** The mark of a sense, for a legend. */
export function symbolChart(number: number): string {
  const mark = Plot.dot([0], {
    ...{ x: 8, y: 8, r: 5, fill: colourOf(number), symbol: symbolOf(number), frameAnchor: 'middle' },
  });
  return draw(
    {
      width: 16,
      height: 16,
      axis: null,
      margin: 0,
      x: { domain: [0, 16] },
      y: { domain: [16, 0] },
      marks: [mark],
    },
    '',
  );
}

interface Point extends PlacedLine {
  readonly number: number;
}

function pointsOf(lines: readonly PlacedLine[], senses: readonly NamedSense[]): Point[] {
  const numbers = new Map(senses.map(({ id }, number) => [id, number]));
  return lines.map((line) => ({ ...line, number: numbers.get(line.sense) ?? -1 }));
}

/** Points coloured and shaped by sense, each a link to its line with the line as its name. */
function dots(points: readonly Point[], places: Plot.DotOptions, lineAddress: (tokenId: number) => string) {
  return Plot.dot(points, {
    ...places,
    r: points.length > 300 ? 3 : 4,
    fill: ({ number }: Point) => colourOf(number),
    fillOpacity: 0.8,
    symbol: ({ number }: Point) => symbolOf(number),
    href: ({ tokenId }: Point) => lineAddress(tokenId),
    title: ({ left, form, right, number, label }: Point) =>
      `… ${left.slice(-50)}${form}${right.slice(0, 50)} … (${number < 0 ? 'none of these' : `${senseLetter(number)} ${label}`})`,
  });
}

const literal = { symbol: { type: 'identity' }, color: { type: 'identity' } } as Plot.PlotOptions;

export function mapChart({ word, lines, senses }: WordMap, lineAddress: (tokenId: number) => string): string {
  const points = pointsOf(lines, senses);
  return draw(
    {
      ...literal,
      ...{ width, height: 460, margin: 12, axis: null, x: { domain: [0, 1] }, y: { domain: [0, 1] } },
      marks: [dots(points, { x: 'x', y: 'y' }, lineAddress)],
    },
    `Map of ${plural(points.length, 'line')} of “${word}”; lines that mean alike lie together. The table has the same lines.`,
  );
}

/** Most groups that a chart has room for. */
export const chartedGroups = 30;
const barHeight = 26;

export function sharesChart({ word, groups, senses, by }: SenseShares): string {
  const shown = groups.slice(0, chartedGroups);
  const parts = shown.flatMap(({ group, count, counts, none }) => {
    let from = 0;
    return [...counts, none].flatMap((part, i) => {
      if (part === 0) return [];
      const number = i === counts.length ? -1 : i;
      const [x1, x2] = [from, from + part / count];
      from = x2;
      return [{ group, number, part, x1, x2 }];
    });
  });
  type Part = (typeof parts)[number];
  const letterOf = (number: number): string => (number < 0 ? '–' : senseLetter(number));
  return draw(
    {
      ...literal,
      ...{ width, height: shown.length * barHeight + 60, marginLeft: 190, marginRight: 80, marginTop: 30 },
      x: {
        axis: 'top',
        label: null,
        domain: [0, 1],
        ticks: 5,
        tickFormat: (share: number) => `${100 * share} %`,
      },
      y: { type: 'band', domain: shown.map(({ group }) => group), label: null, tickFormat: shortened },
      marks: [
        Plot.barX(parts, {
          ...{ x1: 'x1', x2: 'x2', y: 'group', insetTop: 2, insetBottom: 2 },
          fill: ({ number }: Part) => colourOf(number),
          fillOpacity: 0.35,
          title: ({ group, number, part }: Part) =>
            `${group || 'none given'}: ${plural(part, 'line')} ${number < 0 ? 'with none of these' : `of ${senseLetter(number)} ${senses[number]?.label}`}`,
        }),
        // the letters say what the colours say
        Plot.text(
          parts.filter(({ x1, x2 }) => x2 - x1 > 0.05),
          {
            x: ({ x1, x2 }: Part) => (x1 + x2) / 2,
            y: 'group',
            text: ({ number }: Part) => letterOf(number),
            fontWeight: 600,
          },
        ),
        Plot.text(shown, {
          ...{ x: 1, y: 'group', dx: 8, textAnchor: 'start' },
          text: ({ count }: { count: number }) => plural(count, 'line'),
        }),
      ],
    },
    `Shares of the senses of “${word}” by ${by}. The table has the same figures.`,
  );
}

/** The end of an address is more telling than its start. */
function shortened(group: string): string {
  if (group === '') return 'none given';
  const name = group.split('/').at(-1) as string;
  return name.length <= 24 ? name : `${name.slice(0, 23)}…`;
}

export function axisChart(
  { word, axes, sample, senses }: WordOnAxes,
  lineAddress: (tokenId: number) => string,
): string {
  const points = pointsOf(sample, senses);
  const [across, up] = axes as [{ from: string; to: string }, { from: string; to: string } | undefined];
  const between = ({ from, to }: { from: string; to: string }): string => `← ${from}  ·  ${to} →`;
  const x = { label: between(across), labelAnchor: 'center', labelArrow: 'none', ticks: 5 } as const;
  const about = `${plural(points.length, 'line')} of “${word}”`;
  if (up) {
    return draw(
      {
        ...literal,
        ...{ width, height: 480, marginBottom: 48, marginLeft: 84, x, y: { ...x, label: between(up) } },
        marks: [
          Plot.ruleX([0], { strokeOpacity: 0.3 }),
          Plot.ruleY([0], { strokeOpacity: 0.3 }),
          dots(points, { x: 'x', y: 'y' }, lineAddress),
        ],
      },
      `${about} on two axes. The table has the lines.`,
    );
  }
  const numbers = [...new Set(points.map(({ number }) => number))].sort((a, b) => a - b);
  const last = numbers.length - 1;
  // a row for each sense; within it, points are spread so that they do not hide each other
  const spread = points.map((point, i) => ({
    ...point,
    y: last - numbers.indexOf(point.number) + (((i * 0.618034) % 1) - 0.5) * 0.7,
  }));
  return draw(
    {
      ...literal,
      ...{ width, height: numbers.length * 90 + 60, marginBottom: 48, marginLeft: 60, x },
      y: {
        ...{ label: null, domain: [-0.5, last + 0.5], ticks: numbers.map((_, i) => last - i), tickSize: 0 },
        tickFormat: (at: number) => {
          const number = numbers[last - at] as number;
          return number < 0 ? 'none' : senseLetter(number);
        },
      },
      marks: [Plot.ruleX([0], { strokeOpacity: 0.3 }), dots(spread, { x: 'x', y: 'y' }, lineAddress)],
    },
    `${about} on an axis, a row for each sense. The table has the lines.`,
  );
}
