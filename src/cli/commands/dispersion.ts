// The dispersion command: how scores are spread, and where in the documents the lines stand, as a small picture.
import stringWidth from 'string-width';
import {
  type Dispersion,
  type DispersionQuery,
  type DispersionRow,
  defaultStrokes,
  dispersionParameters,
} from '../../domain/dispersion.js';
import { queryOf } from '../../domain/search.js';
import { withoutControls } from '../../format/controls.js';
import { formatCount, plural } from '../../format/figures.js';
import { dispersionColumns, dispersionRows } from '../../format/tables.js';
import { declareCommand } from '../command.js';
import {
  formatOf,
  foundStatus,
  nothingStatus,
  printJson,
  printRows,
  printText,
  terminalOf,
  withPolyseme,
} from '../run.js';

/** A picture takes room for no more than this. */
const strokesDrawn = 1000;

export const dispersionCommand = declareCommand({
  name: 'dispersion',
  description: 'show how the lines of a query are spread',
  examples: [
    'polyseme dispersion bank --meaning "land beside a river"',
    'polyseme dispersion bank --by year --csv',
  ],
  parameters: dispersionParameters,
  arguments: { word: '[word]' },
  help: {
    strokes: `lines that each row names (default: ${defaultStrokes}, or ${strokesDrawn} in the picture)`,
  },
  run: (values, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const format = formatOf(options);
      const strokes = values.strokes ?? (format === 'text' ? strokesDrawn : defaultStrokes);
      const query = { ...queryOf(values), strokes } as DispersionQuery;
      if (query.word === undefined && query.about === undefined) await polyseme.loadIndex(query.collection);
      const spread = await polyseme.dispersion(query);
      if (format === 'csv' || format === 'tsv')
        return printRows(dispersionRows(spread), dispersionColumns, options);
      if (format === 'json') await printJson(spread);
      else await printText(drawn(spread, terminalOf(process.stdout, options).columns));
      return spread.lines > 0 ? foundStatus : nothingStatus;
    }),
});

/** The picture: a summary, the histogram where there is one, a line for each row. */
export function drawn(spread: Dispersion, columns: number): string {
  const { lines, isCapped, likely, histogram, rows, numRows, linesLeftOut, linesWithoutValue, by } = spread;
  const all = `${isCapped ? 'the best ' : ''}${plural(lines, 'line')}`;
  const parts = [likely === null ? all : `${all}, ${formatCount(likely)} likely`];
  if (linesWithoutValue > 0)
    parts.push(`${formatCount(linesWithoutValue)} without a number or date in ${by}`);
  const rest = numRows - rows.length;
  const what = by === 'document' ? 'document' : 'value';
  const more = rest > 0 ? [`and ${plural(rest, what)} more with ${plural(linesLeftOut, 'line')}`] : [];
  const notDrawn = rows.reduce((sum, { strokesLeftOut }) => sum + strokesLeftOut, 0);
  if (notDrawn > 0) more.push(`${plural(notDrawn, 'line')} of these rows not drawn`);
  return [
    parts.join('; '),
    ...(histogram ? [histogramLine(histogram.bins, spread.isCalibrated)] : []),
    ...rowLines(spread, columns),
    ...more,
  ]
    .map((line) => `${withoutControls(line)}\n`)
    .join('');
}

function histogramLine(bins: NonNullable<Dispersion['histogram']>['bins'], isCalibrated: boolean): string {
  const counts = bins.map(({ count }) => count);
  const bars = barsOf(counts, Math.max(...counts));
  // a mark in the middle, where a line becomes likely
  const middle = counts.length / 2;
  const shown = isCalibrated ? `${bars.slice(0, middle)}|${bars.slice(middle)}` : bars;
  const [from, to] = [bins[0]?.from ?? 0, bins.at(-1)?.to ?? 0];
  return `${isCalibrated ? 'probability' : 'score'} ${from} ${shown} ${to}`;
}

const mostNameColumns = 28;

/** Name, lines, and bars from the start of the document to its end, or along the values. */
function rowLines({ rows, isCalibrated, by }: Dispersion, columns: number): string[] {
  const nameOf = ({ uri, value }: DispersionRow): string => value ?? uri?.split('/').at(-1) ?? '';
  const countOf = ({ lines, likely }: DispersionRow): string =>
    likely === null ? formatCount(lines) : `${formatCount(likely)} of ${formatCount(lines)}`;
  const nameWidth = Math.min(mostNameColumns, Math.max(0, ...rows.map((row) => stringWidth(nameOf(row)))));
  const countWidth = Math.max(0, ...rows.map((row) => stringWidth(countOf(row))));
  const room = Math.max(10, columns - nameWidth - countWidth - 4);
  const most = Math.max(1, ...rows.map(({ lines, likely }) => likely ?? lines));
  const cells = rows.map(({ strokes }) => {
    const counts = new Array<number>(room).fill(0);
    for (const { percent, isLikely } of strokes) {
      if (isCalibrated && !isLikely) continue;
      (counts[Math.min(room - 1, Math.floor((percent / 100) * room))] as number)++;
    }
    return counts;
  });
  const highest = Math.max(1, ...cells.flat());
  return rows.map((row, i) => {
    const name = nameOf(row).slice(0, nameWidth).padEnd(nameWidth);
    const count = countOf(row).padStart(countWidth);
    const bars =
      by === 'document'
        ? barsOf(cells[i] as number[], highest)
        : '█'.repeat(Math.round((room * (row.likely ?? row.lines)) / most));
    return `${name}  ${count}  ${bars}`.trimEnd();
  });
}

const heights = [...'▁▂▃▄▅▆▇█'];

/** Nothing is drawn for none, and the lowest bar for one. */
const barsOf = (counts: readonly number[], most: number): string =>
  counts
    .map((count) => (count === 0 ? ' ' : (heights[Math.ceil((count / most) * heights.length) - 1] as string)))
    .join('');
