// The lines of a word between two descriptions: on one axis in a row for each sense, on two in a square.
import type { AxisEnds, WordOnAxes } from '../../src/domain/word-views.js';
import { plural } from '../../src/format/figures.js';
import { Chart, Points } from './_chart.js';
import { axisChart } from './_chart-places.js';
import { senseLetter } from './_parts.js';

export function AxisChart({ view, collection }: { readonly view: WordOnAxes; readonly collection: string }) {
  const { word, axes, sample, senses } = view;
  const { points, rows, ticks, zero, height } = axisChart(view);
  const [across, up] = axes as [AxisEnds, AxisEnds | undefined];
  const bottom = height - 28;
  const between = axes.map(({ from, to }) => `between ${from} and ${to}`).join(' and ');
  return (
    <>
      <Chart label={`${plural(sample.length, 'line')} of “${word}” ${between}`} marks="line" height={height}>
        <g class="rules">
          <line x1={`${zero.x}%`} x2={`${zero.x}%`} y1="0" y2={bottom} />
          {zero.y !== null && <line x1="0" x2="100%" y1={zero.y} y2={zero.y} />}
        </g>
        {ticks.map(({ x, text }) => (
          <text key={text} class="tick" x={`${x}%`} y={height - 8} text-anchor="middle">
            {text}
          </text>
        ))}
        <Points points={points} unit="" collection={collection} />
        <g class="labels">
          {rows.map(({ number, y }) => (
            <text key={number} x="0" y={y}>
              {number < 0 ? (
                'none of these'
              ) : (
                <>
                  <tspan class="letter-of">{senseLetter(number)}</tspan> {senses[number]?.label}
                </>
              )}
            </text>
          ))}
          {up && (
            <>
              <text x={`${zero.x}%`} dx="8" y="16">
                ↑ {up.to}
              </text>
              <text x={`${zero.x}%`} dx="8" y={bottom - 4}>
                ↓ {up.from}
              </text>
            </>
          )}
        </g>
      </Chart>
      <p class="ends">
        <span>← {across.from}</span> <span>{across.to} →</span>
      </p>
    </>
  );
}
