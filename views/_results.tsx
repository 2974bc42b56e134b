// Results of a search: what was found, chips of marked lines, the concordance, and what to do when it is empty.
import type { Hit, SearchResult, Suggestion } from '../src/domain/search.js';
import { formatCount, plural } from '../src/format/format.js';
import { wordAddress } from './_senses.js';
import { addressOf, type SearchState } from './links.js';

export interface ResultsData {
  readonly state: SearchState;
  readonly result: SearchResult | null;
  readonly error: { readonly message: string; readonly cure: string } | null;
  /** Best cosine below which nothing is near the meaning that was asked. */
  readonly nearCosine: number;
  /** Document row of each hit's URI, for links. */
  readonly documentRows: ReadonlyMap<string, number>;
  /** A few words of each marked line. */
  readonly markedLines: ReadonlyMap<number, string>;
}

export function Results({ state, result, error, nearCosine, documentRows, markedLines }: ResultsData) {
  if (error) {
    return (
      <section id="results" class="state" role="alert">
        <h2>{error.message}</h2>
        <p>{error.cure}</p>
      </section>
    );
  }
  if (!result) return <section id="results" />;
  const isRanked = result.bestCosine !== null;
  return (
    <section id="results" aria-label="Results">
      <FiltersInForce state={state} />
      <Marked state={state} lines={markedLines} />
      {result.hits.length === 0 ? (
        <NothingFound state={state} result={result} />
      ) : (
        <>
          <Summary state={state} result={result} />
          {isRanked && (result.bestCosine as number) < nearCosine && state.meaning !== '' && (
            <p class="note" role="note">
              No line is near this meaning. The nearest are shown; another description, or an example with the
              word in [brackets], may say it better.
            </p>
          )}
          <Concordance state={state} result={result} documentRows={documentRows} />
          <Pager state={state} result={result} />
        </>
      )}
    </section>
  );
}

function Summary({ state, result }: { readonly state: SearchState; readonly result: SearchResult }) {
  const { total, occurrences, hits, tookMs, isExact, leftOut, lemmas } = result;
  const first = state.from + 1;
  const last = state.from + hits.length;
  const of = occurrences === null || occurrences === total ? '' : ` of ${plural(occurrences, 'occurrence')}`;
  const noun = state.find === 'sentences' ? 'sentence' : 'line';
  return (
    <div class="summary">
      <p aria-live="polite">
        {lemmas.length > 0 && (
          <>
            <b>{lemmas.join(', ')}</b>:{' '}
          </>
        )}
        {plural(total, noun)}
        {of}, {first === last ? `number ${first}` : `${formatCount(first)} to ${formatCount(last)}`} shown ·{' '}
        {formatCount(Math.ceil(tookMs))} ms · {isExact ? 'exact' : 'approximate'}
        {lemmas[0] !== undefined && (
          <>
            {' · '}
            <a href={wordAddress(lemmas[0], { collection: state.collection })}>its senses</a>
          </>
        )}
        {leftOut.length > 0 && (
          <>
            {' · '}without lines of <i>{leftOut.join(', ')}</i>,{' '}
            <a href={addressOf(state, { own: true, from: 0 })}>show them too</a>
          </>
        )}
      </p>
      <p class="export">
        Export: <a href={addressOf(state, {}, '/search.csv')}>CSV</a>{' '}
        <a href={addressOf(state, {}, '/search.json')}>JSON</a>
      </p>
    </div>
  );
}

/** Filters as one quiet sentence, each removable. */
function FiltersInForce({ state }: { readonly state: SearchState }) {
  const filters: { readonly text: string; readonly without: Partial<SearchState> }[] = [
    ...state.doc.map((doc) => ({
      text: `in ${doc}`,
      without: { doc: state.doc.filter((one) => one !== doc) },
    })),
    ...state.pos.map((tag) => ({
      text: `only ${tag}`,
      without: { pos: state.pos.filter((one) => one !== tag) },
    })),
    ...state.where.map((where) => ({
      text: `where ${where}`,
      without: { where: state.where.filter((one) => one !== where) },
    })),
    ...(state.form === 'exact' ? [{ text: 'only this form', without: { form: 'lemma' as const } }] : []),
    ...(state.min === '' ? [] : [{ text: `score at least ${state.min}`, without: { min: '' } }]),
  ];
  if (filters.length === 0) return null;
  return (
    <p class="in-force">
      Showing lines{' '}
      {filters.map(({ text, without }, i) => (
        <span key={text}>
          {i > 0 && ', '}
          {text}{' '}
          <a href={addressOf(state, { ...without, from: 0 })} aria-label={`Drop the filter: ${text}`}>
            drop
          </a>
        </span>
      ))}
    </p>
  );
}

/** Marked lines as chips, each removable. */
function Marked(props: { readonly state: SearchState; readonly lines: ReadonlyMap<number, string> }) {
  const { state, lines } = props;
  if (state.like.length + state.not.length === 0) return null;
  const chip = (id: number, kind: 'like' | 'not') => (
    <a
      key={id}
      class={`chip ${kind}`}
      href={addressOf(state, { [kind]: state[kind].filter((one) => one !== id), from: 0 })}
    >
      <span class="unseen">Remove the mark: {kind === 'like' ? 'like' : 'not like'} </span>
      {lines.get(id) ?? `line ${id}`} <span aria-hidden="true">×</span>
    </a>
  );
  return (
    <p class="marked">
      {state.like.length > 0 && <>like {state.like.map((id) => chip(id, 'like'))} </>}
      {state.not.length > 0 && <>not {state.not.map((id) => chip(id, 'not'))}</>}
    </p>
  );
}

function Concordance(props: {
  readonly state: SearchState;
  readonly result: SearchResult;
  readonly documentRows: ReadonlyMap<string, number>;
}) {
  const { state, result, documentRows } = props;
  const { hits, fallOff } = result;
  const rule = fallOff === null ? null : fallOff - state.from;
  return (
    <table class="kwic">
      <caption class="unseen">Lines, best first</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="unseen">Number</span>
          </th>
          <th scope="col">
            <span class="unseen">Left context</span>
          </th>
          <th scope="col">
            <span class="unseen">Word</span>
          </th>
          <th scope="col">
            <span class="unseen">Right context</span>
          </th>
          <th scope="col">
            <span class="unseen">Cosine</span>
          </th>
          <th scope="col">
            <span class="unseen">Document</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {hits.map((hit, i) => (
          <>
            {rule === i && i > 0 && (
              <tr key="fall-off" class="fall-off">
                <td colSpan={6}>less likely below</td>
              </tr>
            )}
            <Line
              key={hit.tokenId ?? hit.sentenceId}
              hit={hit}
              number={state.from + i + 1}
              state={state}
              documentRow={documentRows.get(hit.uri)}
            />
          </>
        ))}
      </tbody>
    </table>
  );
}

function Line(props: {
  readonly hit: Hit;
  readonly number: number;
  readonly state: SearchState;
  readonly documentRow: number | undefined;
}) {
  const { hit, number, state, documentRow } = props;
  const name = hit.uri.split('/').at(-1) as string;
  const inDocument = documentRow === undefined ? undefined : documentAddress(documentRow, hit, state);
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
      <td class="score">{hit.cosine !== null && <Bar cosine={hit.cosine} />}</td>
      <td class="document">
        {inDocument ? <a href={inDocument}>{name}</a> : name}{' '}
        <span class="place">{formatCount(hit.start)}</span>
        <Actions hit={hit} state={state} inDocument={inDocument} />
      </td>
    </tr>
  );
}

function documentAddress(row: number, hit: Hit, state: SearchState): string {
  const parameters = new URLSearchParams({ at: String(hit.start) });
  if (hit.lemma !== null) parameters.set('word', hit.lemma);
  if (state.collection !== '') parameters.set('collection', state.collection);
  return `/documents/${row}?${parameters}#at`;
}

function Bar({ cosine }: { readonly cosine: number }) {
  return (
    <span class="bar" title={`cosine ${cosine.toFixed(3)}`}>
      <svg width="48" height="8" aria-hidden="true" focusable="false">
        <rect class="whole" width="48" height="8" />
        <rect class="part" width={Math.max(0, 48 * cosine)} height="8" />
      </svg>
      <span class="figure">{cosine.toFixed(2)}</span>
    </span>
  );
}

function Actions(props: {
  readonly hit: Hit;
  readonly state: SearchState;
  readonly inDocument: string | undefined;
}) {
  const { hit, state, inDocument } = props;
  if (hit.tokenId === null) return null;
  const id = hit.tokenId;
  const swap = { 'hx-target': '#results', 'hx-swap': 'outerHTML', 'hx-push-url': 'true' };
  const mark = (kind: 'like' | 'not'): string => {
    const other = kind === 'like' ? 'not' : 'like';
    const marks = {
      [kind]: [...new Set([...state[kind], id])],
      [other]: state[other].filter((one) => one !== id),
    };
    return addressOf(state, { ...marks, from: 0 });
  };
  const context = `/lines/${id}${state.collection === '' ? '' : `?collection=${encodeURIComponent(state.collection)}`}`;
  return (
    <span class="actions">
      <a class="like" href={mark('like')} hx-get={mark('like')} {...swap}>
        more like this
      </a>
      <a class="not" href={mark('not')} hx-get={mark('not')} {...swap}>
        not like this
      </a>
      <a class="context" href={context} hx-get={context} hx-target="closest tr" hx-swap="afterend">
        context
      </a>
      {inDocument && (
        <a class="in-document" href={inDocument}>
          in document
        </a>
      )}
    </span>
  );
}

function Pager({ state, result }: { readonly state: SearchState; readonly result: SearchResult }) {
  const { from, size } = state;
  const hasNext = from + result.hits.length < result.total;
  if (from === 0 && !hasNext) return null;
  return (
    <nav class="pager" aria-label="More lines">
      {from > 0 && (
        <a rel="prev" href={addressOf(state, { from: Math.max(0, from - size) })}>
          Previous {formatCount(Math.min(size, from))}
        </a>
      )}
      {hasNext && (
        <a rel="next" href={addressOf(state, { from: from + size })}>
          Next {formatCount(Math.min(size, result.total - from - result.hits.length))}
        </a>
      )}
    </nav>
  );
}

function NothingFound({ state, result }: { readonly state: SearchState; readonly result: SearchResult }) {
  if (state.word !== '' && result.occurrences === 0) {
    return (
      <div class="state">
        <h2>“{state.word}” does not occur in this collection</h2>
        <Suggestions title="Spelt like it" list={result.nearSpellings} state={state} />
        <Suggestions title="Near in meaning" list={result.nearMeanings} state={state} />
        <p>
          Or{' '}
          <a href={addressOf(state, { word: '', meaning: state.meaning || state.word, from: 0 })}>
            search any word
          </a>{' '}
          that means <i>{state.meaning || state.word}</i>.
        </p>
      </div>
    );
  }
  if (state.from > 0 && result.total > 0) {
    return (
      <div class="state">
        <h2>There are only {plural(result.total, 'line')}</h2>
        <p>
          <a href={addressOf(state, { from: 0 })}>Back to the first</a>
        </p>
      </div>
    );
  }
  return (
    <div class="state">
      <h2>The filters leave nothing</h2>
      <p>
        <a href={addressOf(state, { doc: [], pos: [], where: [], min: '', form: 'lemma', from: 0 })}>
          Drop all filters
        </a>
        {result.occurrences !== null && ` and see ${plural(result.occurrences, 'occurrence')}`}
      </p>
    </div>
  );
}

function Suggestions(props: {
  readonly title: string;
  readonly list: readonly Suggestion[];
  readonly state: SearchState;
}) {
  if (props.list.length === 0) return null;
  return (
    <p>
      {props.title}:{' '}
      {props.list.map(({ lemma, count }, i) => (
        <span key={lemma}>
          {i > 0 && ', '}
          <a href={addressOf(props.state, { word: lemma, from: 0, like: [], not: [] })}>{lemma}</a>{' '}
          <span class="muted">{formatCount(count)}</span>
        </span>
      ))}
    </p>
  );
}
