// The shares of a word's senses as bars: a bar for each group, cut by sense, each piece a link to its lines.
import type { SenseShare, SenseShares } from '../../src/domain/word-views.js';
import { percent, plural } from '../../src/format/figures.js';
import { newSearchAddress } from '../links.js';
import { Chart } from './_chart.js';
import { groupName, senseClass, senseLetter } from './_parts.js';

/** Most groups that a chart has room for. */
export const chartedGroups = 30;
const rowHeight = 56;
const barTop = 22;
const barHeight = 26;
/** A narrower piece has no room for its letter. */
const leastLetterShare = 0.05;

/** A part of a bar; number: of its sense, -1 for none of them. */
interface Piece {
  readonly number: number;
  readonly part: number;
  readonly from: number;
}

function piecesOf({ count, counts, none }: SenseShare): Piece[] {
  let from = 0;
  return [...counts, none].flatMap((part, i) => {
    const start = from;
    from += part / count;
    return part === 0 ? [] : [{ number: i === counts.length ? -1 : i, part, from: start }];
  });
}

export function SharesChart(props: { readonly shares: SenseShares; readonly collection: string }) {
  const { shares, collection } = props;
  const { word, by, groups } = shares;
  const shown = groups.slice(0, chartedGroups);
  return (
    <Chart
      class="bars"
      label={`Shares of the senses of “${word}” by ${by}`}
      marks="bar"
      height={shown.length * rowHeight}
    >
      {shown.map((share, row) => (
        <g key={share.group}>
          <text class="group-name" x="0" y={row * rowHeight + 15}>
            {groupName(share.group, by)} <tspan class="tick">{plural(share.count, 'line')}</tspan>
          </text>
          {piecesOf(share).map((piece) => (
            <Bar key={piece.number} {...{ shares, share, piece, collection }} y={row * rowHeight + barTop} />
          ))}
        </g>
      ))}
    </Chart>
  );
}

function Bar(props: {
  readonly shares: SenseShares;
  readonly share: SenseShare;
  readonly piece: Piece;
  readonly collection: string;
  readonly y: number;
}) {
  const { shares, share, piece, collection, y } = props;
  const { by, senses } = shares;
  const { number, part, from } = piece;
  const { group, count } = share;
  const width = part / count;
  const of = number < 0 ? 'with none of these senses' : `of ${senseLetter(number)} ${senses[number]?.label}`;
  const title = `${plural(part, 'line')} ${of}: ${percent(width)}\n${groupName(group, by)}`;
  const address = linesAddress(shares, group, collection, number);
  const drawn = (
    <>
      <rect x={`${100 * from}%`} y={y} width={`${100 * width}%`} height={barHeight} />
      {width >= leastLetterShare && (
        <text x={`${100 * (from + width / 2)}%`} y={y + 18} text-anchor="middle">
          {number < 0 ? '–' : senseLetter(number)}
        </text>
      )}
      <title>{title}</title>
    </>
  );
  const kind = `mark ${number < 0 ? 'sense-none' : senseClass(number)}`;
  return address !== null ? (
    <a class={kind} href={address} tabIndex={-1}>
      {drawn}
    </a>
  ) : (
    <g class={kind}>{drawn}</g>
  );
}

/**
 * The lines of a group; number: those of this sense only, -1 for none of them. Null for a range, or lines without a
 * value: these are not one filter.
 */
export function linesAddress(
  { word, inventory, by, senses, isBinned }: SenseShares,
  group: string,
  collection: string,
  number?: number,
): string | null {
  if (isBinned || group === '') return null;
  const filter = { word, collection, ...lineFilter(by, group) };
  if (number === undefined) return newSearchAddress(filter);
  const sense = number < 0 ? 'none' : (senses[number]?.id as string);
  return newSearchAddress({ ...filter, inventory, sense });
}

/** The filter of a search that leaves the lines of a group. */
const lineFilter = (by: string, group: string): { documents?: string; where?: string } =>
  by === 'document' || by === 'file' ? { documents: group } : { where: `${by}=${group}` };
