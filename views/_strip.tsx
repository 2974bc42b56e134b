// How the lines of a search are spread, as a strip above them: their probabilities, and where in the documents, or along
// a field of the metadata, the likely ones stand. Strokes are links for the pointer; the table behind the strip has the
// same for the keyboard and for those who do not see it.
import type { Dispersion, DispersionRow, ScoreHistogram, Stroke } from '../src/domain/dispersion.js';
import { formatCount, percent, plural } from '../src/format/figures.js';
import { useDocumentName } from './_document-name.js';
import { dispersionAddress, placeAddress, type SearchState } from './links.js';

export interface StripData {
  readonly state: SearchState;
  readonly spread: Dispersion;
}

/** Stands in for the strip, as high as it, until htmx brings it. */
export function StripAhead({ state }: Pick<StripData, 'state'>) {
  const address = dispersionAddress(state);
  return (
    <div id="strip" class="strip" hx-get={address} hx-trigger="load" hx-swap="outerHTML">
      <a href={address}>How these lines are spread</a>
    </div>
  );
}

export function Strip({ state, spread }: StripData) {
  const { histogram } = spread;
  return (
    <div id="strip" class="strip">
      {histogram && <Histogram histogram={histogram} spread={spread} />}
      <Barcode state={state} spread={spread} />
      <a href={dispersionAddress(state)}>as tables</a>
    </div>
  );
}

const barHeight = 30;

/** Bars from the lowest to the highest score, as high as the root of their lines, so that a few are seen beside many. */
export function Histogram({
  histogram,
  spread,
}: {
  readonly histogram: ScoreHistogram;
  readonly spread: Dispersion;
}) {
  const { bins, threshold } = histogram;
  const most = Math.max(1, ...bins.map(({ count }) => count));
  const width = 100 / bins.length;
  return (
    <figure class="histogram">
      <svg width="100%" height={barHeight} role="img" aria-label={histogramInWords(spread)}>
        {bins.map(({ from, count }, i) => {
          const height = barHeight * Math.sqrt(count / most);
          return (
            <rect
              key={from}
              class={threshold !== null && from >= threshold ? 'likely' : 'other'}
              x={`${(i * width).toFixed(1)}%`}
              width={`${(width * 0.8).toFixed(1)}%`}
              y={(barHeight - height).toFixed(1)}
              height={height.toFixed(1)}
            />
          );
        })}
        {threshold !== null && <line class="threshold" x1="50%" x2="50%" y1="0" y2={barHeight} />}
      </svg>
      <figcaption>{captionOf(spread)}</figcaption>
    </figure>
  );
}

const captionOf = ({ likely, lines, isCalibrated }: Dispersion): string =>
  isCalibrated && likely !== null
    ? `${formatCount(likely)} of ${formatCount(lines)} likely`
    : `scores of ${plural(lines, 'line')}`;

function histogramInWords(spread: Dispersion): string {
  const { isCalibrated } = spread;
  const what = isCalibrated ? 'How probable the lines are, from 0 to 100 %' : 'How the scores are spread';
  return `${what}: ${captionOf(spread)}`;
}

/** Documents that a strip has room for. */
const mostSegments = 8;
/** The least share of the width that a document has, so that its strokes can be told apart. */
const leastShare = 0.06;
/** The least share of one that has room for its name. */
const leastNamed = 0.12;

/** Documents side by side, each as wide as it is long, or one axis of values; a stroke for each likely line. */
function Barcode({ state, spread }: StripData) {
  const nameOf = useRowName();
  if (spread.kind !== null) return <Axis state={state} spread={spread} />;
  const segments = segmentsOf(spread);
  if (segments.length === 0) return null;
  const left = spread.numRows - segments.length;
  return (
    <figure class="barcode">
      <svg width="100%" height={barHeight + 18} aria-hidden="true" focusable="false">
        {segments.map(({ row, x, width }) => (
          <svg
            key={row.rowId}
            x={inPercent(x)}
            width={inPercent(width)}
            height={barHeight + 18}
            aria-hidden="true"
          >
            <rect class="axis" width="100%" height={barHeight} />
            <Strokes row={row} state={state} strokes={row.strokes.filter(isShown)} />
            {width >= leastNamed && <text y={barHeight + 14}>{nameOf(row)}</text>}
          </svg>
        ))}
      </svg>
      {left > 0 && <figcaption class="unseen">{plural(left, 'further document')} in the tables</figcaption>}
    </figure>
  );
}

/** One axis of dates or numbers, from the least to the greatest, with the likely lines of all values. */
export function Axis({ state, spread: { rows } }: StripData) {
  const [first, last] = [rows.at(0)?.value, rows.at(-1)?.value];
  return (
    <figure class="barcode">
      <svg width="100%" height={barHeight} aria-hidden="true" focusable="false">
        <rect class="axis" width="100%" height={barHeight} />
        {rows.map((row) => (
          <Strokes key={row.value} row={row} state={state} strokes={row.strokes.filter(isShown)} />
        ))}
      </svg>
      <figcaption>{first === last ? first : `${first} to ${last}`}</figcaption>
    </figure>
  );
}

/** Where scores are probabilities the likely lines, else all. */
const isShown = ({ isLikely }: Stroke): boolean => isLikely !== false;

/** What a row is called: its document, or its value. */
export function useRowName(): (row: DispersionRow) => string {
  const nameOf = useDocumentName();
  return ({ uri, value }) => (uri === null ? (value ?? '') : nameOf(uri));
}

const inPercent = (share: number): string => `${(100 * share).toFixed(2)}%`;

interface Segment {
  readonly row: DispersionRow;
  /** Shares of the whole width. */
  readonly x: number;
  readonly width: number;
}

function segmentsOf({ rows }: Dispersion): Segment[] {
  const shown = rows.filter(({ strokes }) => strokes.some(isShown)).slice(0, mostSegments);
  const all = shown.reduce((sum, { chars }) => sum + (chars ?? 0), 0) || 1;
  const shares = shown.map(({ chars }) => Math.max(leastShare, (chars ?? 0) / all));
  const total = shares.reduce((sum, share) => sum + share, 0);
  let x = 0;
  return shown.map((row, i) => {
    const share = (shares[i] as number) / total;
    const segment = { row, x, width: share - 0.008 };
    x += share;
    return segment;
  });
}

/** A row's strokes on its axis, each a link to the line in its document. */
export function Strokes(props: {
  readonly row: DispersionRow;
  readonly strokes: readonly Stroke[];
  readonly state: SearchState;
}) {
  const { row, strokes, state } = props;
  const name = useRowName()(row);
  return (
    <>
      {strokes.map((stroke) => {
        const { rowId, start, score, isLikely } = stroke;
        const place = { word: state.word, collection: state.collection };
        const at = inPercent((0.99 * (row.percent ?? stroke.percent)) / 100);
        const said = isLikely === null || score === null ? '' : `, ${percent(score)}`;
        return (
          <a key={start} href={placeAddress(rowId, start, place)} tabIndex={-1}>
            <title>{`${name}, at ${Math.floor(stroke.percent)} %${said}`}</title>
            <rect class="touch" x={at} width="5" height={barHeight} />
            <rect class={isLikely === false ? 'other' : 'likely'} x={at} width="2" height={barHeight} />
          </a>
        );
      })}
    </>
  );
}
