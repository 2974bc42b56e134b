// Which lines of all are shown, and the way to those after and before them: further lines come to stand below by htmx,
// and on a page of their own by a plain link.
import { maxLimit, type SearchResult } from '../src/domain/search.js';
import { formatCount } from '../src/format/figures.js';
import { type ConcordanceData, Lines } from './_concordance.js';
import { moreAddress, pageSize, type SearchState, searchAddress } from './links.js';

export interface ShownData {
  readonly state: SearchState;
  readonly result: Pick<SearchResult, 'listed'>;
  /** Lines that stand on the page, from the state's offset on. */
  readonly shown: number;
}

/** Which lines are shown; said again when there are more. */
export function Shown({ state: { offset }, shown }: ShownData) {
  const first = formatCount(offset + 1);
  const last = formatCount(offset + shown);
  return <span id="shown">{shown === 1 ? `number ${first}` : `${first} to ${last}`} shown</span>;
}

/** Lines of a further page: as many as the reader had, unless pages were put together. */
const stepOf = ({ limit }: SearchState): number => Math.min(limit, pageSize);

export function Pager({ state, result: { listed }, shown }: ShownData) {
  const { offset } = state;
  const step = stepOf(state);
  const left = listed - offset - shown;
  if (offset === 0 && left <= 0) return <nav id="pager" class="pager" aria-label="More lines" hidden />;
  const before = Math.min(step, offset);
  return (
    <nav id="pager" class="pager" aria-label="More lines">
      {offset > 0 && (
        <a rel="prev" href={searchAddress(state, { offset: offset - before, limit: step })}>
          Previous {formatCount(before)}
        </a>
      )}
      {left > 0 && <Next state={state} shown={shown} count={Math.min(step, left)} />}
    </nav>
  );
}

function Next(props: { readonly state: SearchState; readonly shown: number; readonly count: number }) {
  const { state, shown, count } = props;
  const step = stepOf(state);
  const all = { ...state, limit: shown + step };
  const inPlace =
    all.limit > maxLimit
      ? {}
      : {
          'hx-get': moreAddress(all, shown),
          ...{ 'hx-select': 'tbody', 'hx-target': '#lines', 'hx-swap': 'beforeend' },
          'hx-select-oob': '#pager,#shown',
        };
  return (
    <a rel="next" href={searchAddress(state, { offset: state.offset + shown, limit: step })} {...inPlace}>
      Next {formatCount(count)}
    </a>
  );
}

/** Further lines, for below those that are shown, with all that changes by them. state: of the page with all of them. */
export function MoreLines(props: ConcordanceData & { readonly shown: number }) {
  return (
    <>
      <table>
        <Lines {...props} />
      </table>
      <p>
        <Shown {...props} />
      </p>
      <Pager {...props} />
    </>
  );
}
