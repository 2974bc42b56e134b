// The concordance: a table with a row for each line, what can be done with it, and the way to lines folded into it. In
// columns where there is room, else as whole sentences. With script the arrow keys go through it (assets/keys.js).
import type { ComponentChildren } from 'preact';
import type { Hit, SearchResult } from '../src/domain/search.js';
import { piecesOf, sentenceAround, widthOf } from '../src/format/context.js';
import { formatCount, percent } from '../src/format/figures.js';
import { placeOf } from '../src/format/place.js';
import { useDocumentName } from './_document-name.js';
import { lineAddress, lineSenseAddress, placeAddress, type SearchState, searchAddress } from './links.js';

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

/** The columns before the score. */
const columns = [
  ['number', 'Number'],
  ['left', 'Left context'],
  ['right', 'Word and right context'],
  ['sentence', 'Sentence'],
] as const;

export function Concordance(data: ConcordanceData) {
  const { result } = data;
  const isScored = result.hits.some(({ score }) => score !== null);
  const figure = result.isCalibrated ? 'Probability' : 'Score';
  return (
    <table id="lines" class="kwic" {...swap}>
      <caption class="unseen">Lines</caption>
      <thead>
        <tr>
          {columns.map(([column, name]) => (
            <th key={column} scope="col" class={column}>
              <span class="unseen">{name}</span>
            </th>
          ))}
          <th scope="col" class="score">
            <span class={isScored ? 'heading' : 'unseen'}>{figure}</span>
          </th>
          <th scope="col" class="document">
            <span class="unseen">Document</span>
          </th>
        </tr>
      </thead>
      <Lines {...data} />
    </table>
  );
}

/** Rows of a page of lines, which can stand below those of another. */
export function Lines({ state, result, from = state.offset, isAfterLikely = false }: ConcordanceData) {
  const { hits, sort } = result;
  const nameOf = useDocumentName();
  const firstUnlikely = hits.findIndex(({ isLikely }) => isLikely === false);
  const isRuled = sort[0] === 'best' && (firstUnlikely > 0 || isAfterLikely);
  return (
    <tbody>
      {hits.map((hit, i) => (
        <>
          {isRuled && firstUnlikely === i && (
            <tr key="less-likely" class="fall-off">
              <td colSpan={5}>less likely below</td>
            </tr>
          )}
          <Line
            key={hit.tokenId ?? hit.sentenceId}
            hit={hit}
            number={from + i + 1}
            state={state}
            name={nameOf(hit.uri)}
          />
          {hit.copies > 0 && <Copies hit={hit} number={from + i + 1} state={state} />}
        </>
      ))}
    </tbody>
  );
}

/** Wide contexts are running text of several lines, instead of being cut to columns. */
const isWide = ({ contextChars }: SearchState): boolean => Number(contextChars) > wideFrom;
const wideFrom = 120;

interface LineData {
  readonly hit: Hit;
  readonly number: number;
  readonly state: SearchState;
}

/** name: what its document is called. */
function Line({ hit, number, state, name }: LineData & { readonly name: string }) {
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
        <td class="passage" colSpan={2}>
          {hit.sentence}
        </td>
      ) : isWide(state) ? (
        <Passage hit={hit} />
      ) : (
        <Texts hit={hit} />
      )}
      <td class="score">
        <Figure hit={hit} />
      </td>
      <td class="document">
        <span class="where">
          <a href={inDocument} tabIndex={-1} title={hit.uri}>
            {name}
          </a>{' '}
          <span class="place">{placeOf(hit)}</span>
        </span>
        {hit.oppositeOf !== null && <span class="opposite">opposite of {hit.oppositeOf}</span>}
        <Actions hit={hit} state={state} inDocument={inDocument} />
      </td>
    </tr>
  );
}

/** A wide context, as running text. */
function Passage({ hit: { left, form, right, isCutBefore, isCutAfter } }: { readonly hit: Hit }) {
  return (
    <td class="passage" colSpan={2}>
      {isCutBefore && '… '}
      {left}
      <b class="form">{form}</b>
      {right}
      {isCutAfter && ' …'}
    </td>
  );
}

/** The columns, and what stands in their place where there is no room for them. */
function Texts({ hit }: { readonly hit: Hit }) {
  const { left, form, right } = hit;
  const [before, after] = sentenceAround(hit);
  const onLeft = piecesOf(left, 'left');
  // bold letters are wider
  const onRight = piecesOf(right, 'right', 1.1 * widthOf(form));
  return (
    <>
      <td class="left">
        <div>{withinEachOther('left', onLeft, hit.isCutBefore)}</div>
      </td>
      <td class="right">
        <div>
          <b class="form">{form}</b>
          {withinEachOther('right', onRight, hit.isCutAfter)}
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

/**
 * The pieces of a context within each other, the nearest outermost: each is shown as an ellipsis, with all beyond it,
 * where it does not fit. isCut: whether the document goes on beyond them.
 */
function withinEachOther(
  side: 'left' | 'right',
  pieces: readonly string[],
  isCut: boolean,
): ComponentChildren {
  const join = (near: string | undefined, beyond: ComponentChildren) =>
    side === 'left' ? [beyond, near] : [near, beyond];
  let beyond: ComponentChildren = isCut ? (side === 'left' ? '… ' : ' …') : null;
  for (let i = pieces.length - 1; i > 0; i--) {
    beyond = <span class={`c${i - 1}`}>{join(pieces[i], beyond)}</span>;
  }
  return join(pieces[0], beyond);
}

/** Opens the lines that are folded into one. */
function Copies({ hit, number, state }: LineData) {
  const { copies, tokenId, sentenceId } = hit;
  return (
    <tr class="copies">
      <td colSpan={5}>
        <a href={searchAddress(state, { sameAs: String(tokenId ?? sentenceId), offset: 0 })}>
          and {formatCount(copies)} more that {copies === 1 ? 'says' : 'say'} the same
          <span class="unseen"> as number {number}</span>
        </a>
      </td>
    </tr>
  );
}

/** What the best lines have the most of: the probability, or else the ranking score, or else the cosine. */
function Figure({ hit: { score, cosine, ranking, isLikely } }: { readonly hit: Hit }) {
  if (score === null || cosine === null) return null;
  const rest = `${ranking === null ? '' : `ranking score ${ranking.toFixed(3)}, `}cosine ${cosine.toFixed(3)}`;
  if (isLikely === null) return <Bar share={score} figure={score.toFixed(2)} title={rest} />;
  const title = `probability ${score.toFixed(2)}, ${rest}`;
  return <Bar share={score} figure={percent(score)} title={title} />;
}

function Bar(props: { readonly share: number; readonly figure: string; readonly title: string }) {
  const { share, figure, title } = props;
  return (
    <span class="bar" title={title}>
      <svg width="32" height="8" aria-hidden="true" focusable="false">
        <rect class="whole" width="32" height="8" />
        <rect class="part" width={Math.max(0, Math.round(32 * share))} height="8" />
      </svg>
      <span class="figure">{figure}</span>
    </span>
  );
}

/**
 * Seen on the row in focus or under the pointer, and only there a tab stop. In columns the document's name stands for
 * `in document`, which is seen there only while it has the focus.
 */
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
        <span class="longer">more </span>like this
      </a>
      <a class="not" href={mark('unlike')} hx-get={mark('unlike')}>
        not like this
      </a>
      <a class="context" href={context} hx-get={context} {...below}>
        context
      </a>
      <a class="its-sense" href={lineSenseAddress(id, state.collection)}>
        its sense
      </a>
      {open}
    </span>
  );
}
