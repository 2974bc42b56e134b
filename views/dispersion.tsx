// How the lines of a search are spread, as a page: the strip's pictures with the tables behind them.
import type { DispersionRow } from '../src/domain/dispersion.js';
import { formatCount, percent, plural } from '../src/format/figures.js';
import { Axis, Histogram, type StripData, Strokes, useRowName } from './_strip.js';
import { dispersionAddress, documentAddress, placeAddress, searchAddress } from './links.js';

export interface DispersionData extends StripData {
  /** Fields of the metadata that hold numbers or dates. */
  readonly fields: readonly string[];
}

export function DispersionPage({ state, spread, fields }: DispersionData) {
  const { histogram, rows, numRows, by, linesWithoutValue } = spread;
  const what = [state.word, state.meaning || state.example || state.about].filter(Boolean).join(': ');
  const shown = state.offset + rows.length;
  return (
    <>
      <h1>How the lines of {what} are spread</h1>
      <p>
        <a href={searchAddress(state, { offset: 0 })}>Back to the lines</a>
      </p>
      {histogram && (
        <section>
          <h2>{spread.isCalibrated ? 'Over probabilities' : 'Over scores'}</h2>
          <Histogram histogram={histogram} spread={spread} />
          <Bins spread={spread} />
        </section>
      )}
      <section>
        <h2>{by === 'document' ? 'Over documents' : `Along ${by}`}</h2>
        <Ways state={state} by={by} fields={fields} />
        {spread.kind !== null && rows.length > 0 && <Axis state={state} spread={spread} />}
        <table class="list spread">
          <thead>
            <tr>
              <th scope="col">{by === 'document' ? 'Document' : by}</th>
              <th scope="col">Lines</th>
              {spread.likely !== null && <th scope="col">Likely</th>}
              <th scope="col">{spread.isCalibrated ? 'Where, and how probable' : 'Where'}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map((row) => (
              <Row key={row.rowId ?? row.value} row={row} state={state} spread={spread} />
            ))}
          </tbody>
        </table>
        {linesWithoutValue > 0 && (
          <p class="muted">
            {plural(linesWithoutValue, 'line')} have no {by}.
          </p>
        )}
        {shown < numRows && (
          <p>
            <a rel="next" href={dispersionAddress({ ...state, offset: shown }, by)}>
              Next {formatCount(Math.min(rows.length, numRows - shown))} of {formatCount(numRows)}
            </a>
          </p>
        )}
      </section>
    </>
  );
}

function Ways({ state, by, fields }: Pick<DispersionData, 'state' | 'fields'> & { readonly by: string }) {
  if (fields.length === 0 && by === 'document') return null;
  return (
    <p class="ways">
      By{' '}
      {[...new Set(['document', ...fields, by])].map((field) => (
        <>
          <a
            key={field}
            href={dispersionAddress({ ...state, offset: 0 }, field)}
            aria-current={field === by ? 'true' : undefined}
          >
            {field}
          </a>{' '}
        </>
      ))}
    </p>
  );
}

function Bins({ spread: { histogram, isCalibrated } }: Pick<StripData, 'spread'>) {
  const bound = (value: number): string => (isCalibrated ? `${Math.round(100 * value)}` : value.toFixed(3));
  return (
    <details>
      <summary>The same as a table</summary>
      <table class="list">
        <thead>
          <tr>
            <th scope="col">{isCalibrated ? 'Probability, %' : 'Score'}</th>
            <th scope="col">Lines</th>
          </tr>
        </thead>
        <tbody>
          {histogram?.bins.map(({ from, to, count }) => (
            <tr key={from}>
              <td>
                {bound(from)} to {bound(to)}
              </td>
              <td>{formatCount(count)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
}

/** Lines of a row that are named beside its picture. */
const mostNamed = 6;

function Row({ row, state, spread }: StripData & { readonly row: DispersionRow }) {
  const name = useRowName()(row);
  const place = { word: state.word, collection: state.collection };
  const isLikelyFirst = [...row.strokes].sort((a, b) => (b.score ?? 0) - (a.score ?? 0));
  const named = isLikelyFirst.slice(0, mostNamed);
  return (
    <tr>
      <th scope="row">
        {row.rowId === null ? row.value : <a href={documentAddress(row.rowId, place)}>{name}</a>}
      </th>
      <td>{formatCount(row.lines)}</td>
      {spread.likely !== null && <td>{formatCount(row.likely ?? 0)}</td>}
      <td class="where-in">
        {row.rowId !== null && (
          <svg width="100%" height="30" aria-hidden="true" focusable="false">
            <rect class="axis" width="100%" height="30" />
            <Strokes row={row} strokes={row.strokes} state={state} />
          </svg>
        )}
        {named.map(({ rowId, start, percent: at, score, isLikely }) => (
          <>
            <a key={start} href={placeAddress(rowId, start, place)}>
              at {Math.floor(at)} %{isLikely === null || score === null ? '' : ` (${percent(score)})`}
            </a>{' '}
          </>
        ))}
        {row.lines > named.length && (
          <span class="muted">and {formatCount(row.lines - named.length)} more</span>
        )}
      </td>
    </tr>
  );
}
