// The concordance: a table with a row for each line, what can be done with it, and the way to lines folded into it.
import type { Hit, SearchResult } from '../src/domain/search.js';
import { formatCount, percent } from '../src/format/figures.js';
import { lineAddress, placeAddress, type SearchState, searchAddress } from './links.js';

export function Concordance({
  state,
  result,
}: {
  readonly state: SearchState;
  readonly result: SearchResult;
}) {
  const { hits, isCalibrated } = result;
  const rule = hits.findIndex(({ isLikely }) => isLikely === false);
  const figure = isCalibrated ? 'Probability' : 'Cosine';
  return (
    <table class="kwic">
      <caption class="unseen">Lines, best first</caption>
      <thead>
        <tr>
          {['Number', 'Left context', 'Word', 'Right context', figure, 'Document'].map((name) => (
            <th key={name} scope="col">
              <span class="unseen">{name}</span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {hits.map((hit, i) => (
          <>
            {rule === i && i > 0 && (
              <tr key="less-likely" class="fall-off">
                <td colSpan={6}>less likely below</td>
              </tr>
            )}
            <Line key={hit.tokenId ?? hit.sentenceId} hit={hit} number={state.offset + i + 1} state={state} />
            {hit.copies > 0 && <Copies hit={hit} number={state.offset + i + 1} state={state} />}
          </>
        ))}
      </tbody>
    </table>
  );
}

function Line(props: { readonly hit: Hit; readonly number: number; readonly state: SearchState }) {
  const { hit, number, state } = props;
  const place = { word: hit.lemma ?? '', collection: state.collection };
  const inDocument = placeAddress(hit.rowId, hit.start, place);
  return (
    <tr id={hit.tokenId === null ? undefined : `t${hit.tokenId}`}>
      <td class="number">{number}</td>
      {hit.tokenId === null ? (
        <td class="sentence" colSpan={3}>
          {hit.sentence}
        </td>
      ) : (
        <>
          <td class="left">
            <bdi>{hit.left}</bdi>
          </td>
          <td class="form">
            <b>{hit.form}</b>
          </td>
          <td class="right">
            <bdi>{hit.right}</bdi>
          </td>
        </>
      )}
      <td class="score">
        <Figure hit={hit} />
      </td>
      <td class="document">
        <a href={inDocument}>{hit.uri.split('/').at(-1)}</a>{' '}
        <span class="place">{hit.place ?? formatCount(hit.start)}</span>
        {hit.oppositeOf !== null && <span class="opposite place"> opposite of {hit.oppositeOf}</span>}
        <Actions hit={hit} state={state} inDocument={inDocument} />
      </td>
    </tr>
  );
}

/** Opens the lines that are folded into one. */
function Copies(props: { readonly hit: Hit; readonly number: number; readonly state: SearchState }) {
  const { hit, number, state } = props;
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
        <rect class="part" width={Math.max(0, 48 * share)} height="8" />
      </svg>
      <span class="figure">{figure}</span>
    </span>
  );
}

function Actions(props: { readonly hit: Hit; readonly state: SearchState; readonly inDocument: string }) {
  const { hit, state, inDocument } = props;
  if (hit.tokenId === null) return null;
  const id = hit.tokenId;
  const swap = { 'hx-target': '#results', 'hx-swap': 'outerHTML', 'hx-push-url': 'true' };
  const mark = (kind: 'like' | 'unlike'): string => {
    const other = kind === 'like' ? 'unlike' : 'like';
    const marks = {
      [kind]: [...new Set([...state[kind], id])],
      [other]: state[other].filter((one) => one !== id),
    };
    return searchAddress(state, { ...marks, offset: 0 });
  };
  const context = lineAddress(id, state.collection);
  return (
    <span class="actions">
      <a class="like" href={mark('like')} hx-get={mark('like')} {...swap}>
        more like this
      </a>
      <a class="not" href={mark('unlike')} hx-get={mark('unlike')} {...swap}>
        not like this
      </a>
      <a class="context" href={context} hx-get={context} hx-target="closest tr" hx-swap="afterend">
        context
      </a>
      <a class="in-document" href={inDocument}>
        in document
      </a>
    </span>
  );
}
