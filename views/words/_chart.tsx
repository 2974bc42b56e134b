// What all charts of a word are drawn with: the shapes of the senses, points, the frame, and the words about what is
// under the pointer or in focus. With script (marks.js) a point is found by the nearest pointer, finger or arrow key and
// said in words; without, each is a link with a title. The table of a chart says the same.
import type { ComponentChildren } from 'preact';
import type { NamedSense, PlacedLine } from '../../src/domain/word-views.js';
import { plural } from '../../src/format/figures.js';
import { lineAddress } from '../links.js';
import type { Label, Point } from './_chart-places.js';
import { beside, senseClass, senseLetter } from './_parts.js';

/** Shapes of about one size, around 0,0. */
const shapes = [
  'M5 0A5 5 0 1 1-5 0A5 5 0 1 1 5 0Z', // circle
  'M0-6L5.6 4.2H-5.6Z', // triangle
  'M-4.5-4.5H4.5V4.5H-4.5Z', // square
  'M0-6.5L6.5 0L0 6.5L-6.5 0Z', // diamond
  'M0-6.5L1.6-2.2L6.2-2L2.6.8L3.8 5.3L0 2.7L-3.8 5.3L-2.6.8L-6.2-2L-1.6-2.2Z', // star
  'M0 6L5.6-4.2H-5.6Z', // triangle, down
  'M-2-6H2V-2H6V2H2V6H-2V2H-6V-2H-2Z', // cross
  'M3-5.2L6 0L3 5.2H-3L-6 0L-3-5.2Z', // hexagon
] as const;
/** For a line with none of the senses. */
const noShape =
  'M-4.5-3.1L-3.1-4.5L0-1.4L3.1-4.5L4.5-3.1L1.4 0L4.5 3.1L3.1 4.5L0 1.4L-3.1 4.5L-4.5 3.1L-1.4 0Z';

/** The ninth sense has the first one's colour, and another shape. */
const shapeOf = (number: number): string =>
  number < 0 ? noShape : (shapes[(number + Math.floor(number / shapes.length)) % shapes.length] as string);
const colourOf = (number: number): string => (number < 0 ? 'sense-none' : senseClass(number));

/** Shapes by name, for `use`; around each as much as a finger needs. */
const Shapes = ({ numbers }: { readonly numbers: readonly number[] }) => (
  <defs>
    {numbers.map((number) => (
      <g key={number} id={`mark-${number}`}>
        <circle r="12" fill="none" pointer-events="all" />
        <path d={shapeOf(number)} />
      </g>
    ))}
  </defs>
);

const Mark = ({ number }: { readonly number: number }) => (
  <svg class={`symbol ${colourOf(number)}`} width="16" height="16" viewBox="-8 -8 16 16" aria-hidden="true">
    <path d={shapeOf(number)} />
  </svg>
);

/** The senses that have lines, with their shapes. */
export const Legend = ({ senses }: { readonly senses: readonly NamedSense[] }) => (
  <ul class="legend" aria-label="Senses">
    {senses.map(({ id, label, count }, i) =>
      count === 0 ? null : (
        <li key={id}>
          <Mark number={i} /> <b>{senseLetter(i)}</b> {label}{' '}
          <span class="muted">{plural(count, 'line')}</span>
        </li>
      ),
    )}
  </ul>
);

/** The frame; label: what the chart is, for readers who do not see it. marks: what one mark is called. */
export function Chart(props: {
  readonly label: string;
  readonly marks: 'line' | 'bar';
  /** In pixels. */
  readonly height: number;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  const { label, marks, height, class: kind = '', children } = props;
  return (
    <figure class="chart-frame">
      <p class="pointed" aria-live="polite">
        <span class="muted">
          Point at a {marks}, touch it, or use the arrow keys: it is said here. Enter or a second touch opens
          it.
        </span>
      </p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: arrow keys step through its marks */}
      <svg class={`chart ${kind}`} role="group" tabIndex={0} aria-label={label} width="100%" height={height}>
        {children}
      </svg>
    </figure>
  );
}

/** Points, each a link to its line. unit: of y. */
export function Points(props: {
  readonly points: readonly Point[];
  readonly unit: '%' | '';
  readonly collection: string;
}) {
  const { points, unit, collection } = props;
  return (
    <>
      <Shapes numbers={[...new Set(points.map(({ number }) => number))]} />
      {points.map(({ line, number, x, y }) => (
        <a
          key={line.tokenId}
          class={`mark ${colourOf(number)}`}
          href={lineAddress(line.tokenId, collection)}
          tabIndex={-1}
          {...formPlace(line)}
        >
          <use href={`#mark-${number}`} x={`${x}%`} y={`${y}${unit}`} />
          <title>{described(line, number)}</title>
        </a>
      ))}
    </>
  );
}

/** Where the form stands in the line of the title. */
const formPlace = (line: PlacedLine) => ({ 'data-form': `${beside(line)[0].length} ${line.form.length}` });

/** The line, and below it its sense and its document. */
function described(line: PlacedLine, number: number): string {
  const sense = number < 0 ? 'none of these' : `${senseLetter(number)} ${line.label}`;
  const [before, after] = beside(line);
  return `${before}${line.form}${after}\n${sense} · ${line.uri.split('/').at(-1)}`;
}

export const Labels = ({ labels }: { readonly labels: readonly Label[] }) => (
  <g class="labels">
    {labels.map(({ number, text, x, y, anchor }) => (
      <text key={number} x={`${x}%`} y={`${y}%`} text-anchor={anchor}>
        <tspan class="letter-of">{senseLetter(number)}</tspan> {text}
      </text>
    ))}
  </g>
);
