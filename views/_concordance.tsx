// The concordance: a table with a row for each line, what can be done with it, and the way to lines folded into it. In
// columns where there is room, else as whole sentences. With script the arrow keys go through it (assets/keys.js).
import type { Hit, SearchResult } from '../src/domain/search.js';
import { piecesOf, sentenceAround } from '../src/format/context.js';
import { formatCount, percent } from '../src/format/figures.js';
import { placeOf } from '../src/format/place.js';
import { lineAddress, placeAddress, type SearchState, searchAddress } from './links.js';

/** What a row needs to know besides its line. */
interface Page {
  readonly state: SearchState;
  readonly result: SearchResult;
}

export interface ConcordanceData extends Page {
  /** Offset of the first line; by default that of the state. */
  readonly from?: number;
  /** Whether the line before the first is known to be a likely one; by default it is not. */
  readonly isAfterLikely?: boolean;
}

/** With what is the same for every action: htmx puts other results in place of these. */
const swap = {
  'hx-target:inherited': '#results',
  'hx-swap:inherited': 'outerHTML',
  'hx-push-url:inherited': 'true',
};

export function Concordance(data: ConcordanceData) {
  const { state, result } = data;
  const figure = result.isCalibrated ? 'Probability' : 'Cosine';
  const columns = ['Number', 'Left context', 'Word and right context', 'Sentence', figure, 'Document'];
  return (
    <table id="lines" class={isWide(state) ? 'kwic wide' : 'kwic'} {...swap}>
      <caption class="unseen">Lines</caption>
      <thead>
        <tr>
          {columns.map((name) => (
            <th key={name} scope="col" class={name.split(' ')[0]?.toLowerCase()}>
              <span class="unseen">{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <Lines {...data} />
    </table>
  );
}

/** Rows of a page of lines, which can stand below those of another. */
export function Lines({ state, result, from = state.offset, isAfterLikely = false }: ConcordanceData) {
  const { hits, sort } = result;
  const firstUnlikely = hits.findIndex(({ isLikely }) => isLikely === false);
  const isRuled = sort[0] === 'best' && (firstUnlikely > 0 || isAfterLikely);
  return (
    <tbody>
      {hits.map((hit, i) => (
        <>
          {isRuled && firstUnlikely === i && (
            <tr key="less-likely" class="fall-off">
              <td colSpan={6}>less likely below</td>
            </tr>
          )}
          <Line key={hit.tokenId ?? hit.sentenceId} hit={hit} number={from + i + 1} state={state} />
          {hit.copies > 0 && <Copies hit={hit} number={from + i + 1} state={state} />}
        </>
      ))}
    </tbody>
  );
}

/** Wide contexts take several lines each, instead of being cut to the column. */
const isWide = ({ contextChars }: SearchState): boolean => Number(contextChars) > wideFrom;
const wideFrom = 120;

interface LineData {
  readonly hit: Hit;
  readonly number: number;
  readonly state: SearchState;
}

function Line({ hit, number, state }: LineData) {
  const place = { word: hit.lemma ?? '', collection: state.collection };
  const inDocument = placeAddress(hit.rowId, hit.start, place);
  return (
    <tr id={hit.tokenId === null ? `s${hit.sentenceId}` : `t${hit.tokenId}`} tabIndex={-1}>
      <td class="number">
        <a href={hit.tokenId === null ? inDocument : lineAddress(hit.tokenId, state.collection)}>
          <span class="unseen">line </span>
          {number}
        </a>
      </td>
      {hit.tokenId === null ? (
        <td class="about" colSpan={3}>
          {hit.sentence}
        </td>
      ) : (
        <Texts hit={hit} isWide={isWide(state)} />
      )}
      <td class="score">
        <Figure hit={hit} />
      </td>
      <td class="document">
        <span class="where">
          <a href={inDocument} tabIndex={-1} title={hit.uri}>
            {hit.uri.split('/').at(-1)}
          </a>{' '}
          <span class="place">{placeOf(hit)}</span>
        </span>
        {hit.oppositeOf !== null && <span class="opposite">opposite of {hit.oppositeOf}</span>}
        <Actions hit={hit} state={state} inDocument={inDocument} />
      </td>
    </tr>
  );
}

/** The columns, and what stands in their place where there is no room for them. */
function Texts({ hit, isWide }: { readonly hit: Hit; readonly isWide: boolean }) {
  const { left, form, right } = hit;
  const [before, after] = sentenceAround(hit);
  const onLeft = isWide ? [left] : piecesOf(left, 'left');
  const onRight = isWide ? [right] : piecesOf(right, 'right', form.length + 1);
  return (
    <>
      <td class="left">
        <div>
          <Left pieces={onLeft} isCut={hit.isCutBefore} />
        </div>
      </td>
      <td class="right">
        <div>
          <b class="form">{form}</b>
          <Right pieces={onRight} isCut={hit.isCutAfter} />
        </div>
      </td>
      <td class="sentence">
        {before}
        <b>{form}</b>
        {after}
      </td>
    </>
  );
}

interface Pieces {
  /** From the form outwards: each is shown as an ellipsis, with all beyond it, where it does not fit. */
  readonly pieces: readonly string[];
  /** Whether the document goes on beyond them. */
  readonly isCut: boolean;
  readonly step?: number;
}

function Left({ pieces: [near = '', ...beyond], isCut, step = 0 }: Pieces) {
  return (
    <>
      {beyond.length > 0 ? (
        <span class={`c${step}`}>
          <Left pieces={beyond} isCut={isCut} step={step + 1} />
        </span>
      ) : (
        isCut && '… '
      )}
      {near}
    </>
  );
}

function Right({ pieces: [near = '', ...beyond], isCut, step = 0 }: Pieces) {
  return (
    <>
      {near}
      {beyond.length > 0 ? (
        <span class={`c${step}`}>
          <Right pieces={beyond} isCut={isCut} step={step + 1} />
        </span>
      ) : (
        isCut && ' …'
      )}
    </>
  );
}

/** Opens the lines that are folded into one. */
function Copies({ hit, number, state }: LineData) {
  const { copies, tokenId, sentenceId } = hit;
  return (
    <tr class="copies">
      <td colSpan={6}>
        <a href={searchAddress(state, { sameAs: String(tokenId ?? sentenceId), offset: 0 })}>
          and {formatCount(copies)} more that {copies === 1 ? 'says' : 'say'} the same
          <span class="unseen"> as number {number}</span>
        </a>
      </td>
    </tr>
  );
}

/** The probability of a line, or else its cosine. */
function Figure({ hit: { score, cosine, ranking, isLikely } }: { readonly hit: Hit }) {
  if (score === null || cosine === null) return null;
  if (isLikely === null) {
    return <Bar share={cosine} figure={cosine.toFixed(2)} title={`cosine ${cosine.toFixed(3)}`} />;
  }
  const title = `probability ${score.toFixed(2)}, ranking score ${ranking?.toFixed(3)}, cosine ${cosine.toFixed(3)}`;
  return <Bar share={score} figure={percent(score)} title={title} />;
}

function Bar(props: { readonly share: number; readonly figure: string; readonly title: string }) {
  const { share, figure, title } = props;
  return (
    <span class="bar" title={title}>
      <svg width="48" height="8" aria-hidden="true" focusable="false">
        <rect class="whole" width="48" height="8" />
        <rect class="part" width={Math.max(0, Math.round(48 * share))} height="8" />
      </svg>
      <span class="figure">{figure}</span>
    </span>
  );
}

/** Seen on the row in focus or under the pointer, and only there a tab stop. */
function Actions(props: { readonly hit: Hit; readonly state: SearchState; readonly inDocument: string }) {
  const { hit, state, inDocument } = props;
  const open = (
    <a class="in-document" href={inDocument}>
      in document
    </a>
  );
  if (hit.tokenId === null) return <span class="actions">{open}</span>;
  const id = hit.tokenId;
  const mark = (kind: 'like' | 'unlike'): string => {
    const other = kind === 'like' ? 'unlike' : 'like';
    const marks = {
      [kind]: [...new Set([...state[kind], id])],
      [other]: state[other].filter((one) => one !== id),
    };
    return searchAddress(state, { ...marks, offset: 0 });
  };
  const context = lineAddress(id, state.collection);
  const below = { 'hx-target': 'closest tr', 'hx-swap': 'afterend', 'hx-push-url': 'false' };
  return (
    <span class="actions">
      <a class="like" href={mark('like')} hx-get={mark('like')}>
        more like this
      </a>
      <a class="not" href={mark('unlike')} hx-get={mark('unlike')}>
        not like this
      </a>
      <a class="context" href={context} hx-get={context} {...below}>
        context
      </a>
      {open}
    </span>
  );
}
