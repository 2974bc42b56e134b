// Results of a search: what was found, chips of marked lines, the concordance, and what to do when it is empty.
import type { SearchResult, Suggestion } from '../src/domain/search.js';
import type { SenseCounts } from '../src/domain/senses.js';
import type { WordsFor } from '../src/domain/words.js';
import type { BriefLine } from '../src/format/context.js';
import { formatCount, plural } from '../src/format/figures.js';
import { nothingReason } from '../src/format/nothing.js';
import { Arrange, ContextWidth } from './_arrange.js';
import { Carried } from './_carried.js';
import { Concordance } from './_concordance.js';
import { FiltersInForce, Marked, withoutFilters } from './_in-force.js';
import { Offered } from './_offered.js';
import { Pager, Shown } from './_pages.js';
import { Pattern } from './_pattern.js';
import { StripAhead } from './_strip.js';
import { WordsFirst } from './_words-first.js';
import { helpAddress, type SearchState, searchAddress, wordAddress } from './links.js';

export interface ResultsData {
  readonly state: SearchState;
  readonly result: SearchResult | null;
  readonly error: { readonly message: string; readonly cure: string } | null;
  /** Best cosine below which nothing is near the meaning. */
  readonly nearCosine: number;
  /** A few words of each marked line. */
  readonly markedLines: ReadonlyMap<number, BriefLine>;
  /** The word's senses with their counts: undefined while these are made, null where none are offered. */
  readonly offered: SenseCounts | null | undefined;
  /** Words whose lines fit the meaning; null for a search that has a word, or another page than the first. */
  readonly wordsFirst: WordsFor | null;
}

export function Results({ state, result, error, nearCosine, markedLines, offered, wordsFirst }: ResultsData) {
  if (error) {
    return (
      <section id="results" class="state" role="alert">
        <h2>{error.message}</h2>
        <p>{error.cure}</p>
        {state.collection !== '' && (
          <p>
            <a href={searchAddress(state, { collection: '', offset: 0 })}>Search the default collection</a>
          </p>
        )}
      </section>
    );
  }
  if (!result) return <section id="results" />;
  return (
    <section id="results" class="found" aria-label="Results">
      <Carried state={state} />
      <Offered state={state} counts={offered} />
      <FiltersInForce state={state} offered={offered} named={result.documentsNamed} />
      <Marked state={state} lines={markedLines} />
      <Pattern state={state} />
      {result.hits.length === 0 ? (
        <NothingFound state={state} result={result} />
      ) : (
        <>
          <WordsFirst state={state} words={wordsFirst} />
          <Summary state={state} result={result} offered={offered} />
          {result.likely === 0 && (
            <p class="note" role="note">
              No line seems to have this meaning. The nearest are shown; another description, or an example
              with the word in [brackets], may say it better.
            </p>
          )}
          {!result.isCalibrated && isFar(result, nearCosine) && state.meaning !== '' && (
            <p class="note" role="note">
              No line is near this meaning. The nearest are shown; another description, or an example with the
              word in [brackets], may say it better.
            </p>
          )}
          {result.total >= leastSpread && <StripAhead state={{ ...state, offset: 0 }} />}
          <Concordance state={state} result={result} />
          <Pager state={state} result={result} shown={result.hits.length} />
        </>
      )}
    </section>
  );
}

/** Fewer lines than this are seen at a glance. */
const leastSpread = 10;

interface PageOfLines {
  readonly state: SearchState;
  readonly result: SearchResult;
}

const isFar = ({ bestCosine }: SearchResult, nearCosine: number): boolean =>
  bestCosine !== null && bestCosine < nearCosine;

function Summary({ state, result, offered }: Pick<ResultsData, 'offered'> & PageOfLines) {
  const { total, isCapped, occurrences, hits, isExact, leftOut, lemmas } = result;
  const all = occurrences === null || occurrences === total ? '' : ` of ${plural(occurrences, 'occurrence')}`;
  const noun = isAbout(state) ? 'sentence' : 'line';
  return (
    <div class="summary">
      <p aria-live="polite">
        {lemmas.length > 0 && (
          <>
            <b>{lemmas.join(', ')}</b>:{' '}
          </>
        )}
        {isCapped && 'more than '}
        {plural(total, noun)}
        {all}
        <Folding state={state} result={result} />
        {state.thin !== '' &&
          result.listed < result.folds &&
          `, a random ${formatCount(result.listed)} of them listed`}
        {result.likely !== null && result.likely > 0 && (
          <>
            , {formatCount(result.likely)}{' '}
            <a href={helpAddress('scores', state.collection)} title="What likely means">
              likely
            </a>
          </>
        )}
        , <Shown state={state} result={result} shown={hits.length} /> · {duration(result)} ·{' '}
        {isExact ? 'exact' : 'approximate'}
        {offered === null && lemmas[0] !== undefined && !lemmas[0].includes(' ') && (
          <>
            {' · '}
            <a href={wordAddress(lemmas[0], { collection: state.collection })}>its senses</a>
          </>
        )}
        {leftOut.length > 0 && (
          <>
            {' · '}without lines of <i>{leftOut.join(', ')}</i>,{' '}
            <a href={searchAddress(state, { ownWords: true, offset: 0 })}>show them too</a>
          </>
        )}
        <span class="tap-hint"> · tap a line to use it</span>
      </p>
      <div class="arranging">
        <Arrange state={state} result={result} />
        <ContextWidth state={state} />
        <p class="export">
          Export: <a href={searchAddress(state, {}, '/search.csv')}>CSV</a>{' '}
          <a href={searchAddress(state, {}, '/search.json')}>JSON</a>
        </p>
      </div>
    </div>
  );
}

/** How many lines differ, and the way to every one of them and back. */
function Folding({ state, result }: PageOfLines) {
  const { folds, total } = result;
  if (!state.fold) {
    return (
      <>
        {' '}
        (<a href={searchAddress(state, { fold: true, offset: 0 })}>show those that say the same once</a>)
      </>
    );
  }
  if (folds === total) return null;
  return (
    <>
      , {formatCount(folds)} different (
      <a href={searchAddress(state, { fold: false, offset: 0 })}>show every line</a>)
    </>
  );
}

/** Loading the model, which the first search may wait for, is not part of the search. */
function duration({ tookMs, loadMs }: SearchResult): string {
  const took = `${formatCount(Math.ceil(tookMs))} ms`;
  return loadMs > 0 ? `found in ${took}; loading the model took ${formatCount(Math.ceil(loadMs))} ms` : took;
}

const isAbout = ({ find, about }: SearchState): boolean => find === 'sentences' || about !== '';

function NothingFound({ state, result }: PageOfLines) {
  const reason = nothingReason(state.word, result);
  if (reason) {
    const { query, hasVectors, why, occurring } = reason;
    return (
      <div class="state">
        <h2>
          “{query}” {hasVectors ? 'does not occur in this collection' : 'cannot be searched for'}
        </h2>
        {why && occurring.length === 0 && <p>{why}.</p>}
        <Suggestions title={why} list={occurring} state={state} />
        <Suggestions title="Spelt like it" list={result.nearSpellings} state={state} />
        {result.nearSpellings.length === 0 && (
          <Suggestions title="Near in meaning" list={result.nearMeanings} state={state} />
        )}
        {hasVectors && <AnyWord state={state} query={query} />}
      </div>
    );
  }
  if (state.offset > 0 && result.total > 0) {
    return (
      <div class="state">
        <h2>
          {result.isCapped ? 'Only the best' : 'There are only'} {plural(result.listed, 'line')}
          {result.isCapped && ' are listed'}
        </h2>
        <p>
          <a href={searchAddress(state, { offset: 0 })}>Back to the first</a>
        </p>
      </div>
    );
  }
  return (
    <div class="state">
      <h2>The filters leave nothing</h2>
      {result.filterProblem !== null && <p>{result.filterProblem}.</p>}
      <p>
        <a href={searchAddress(state, { ...withoutFilters, offset: 0 })}>Drop all filters</a>
        {result.occurrences !== null && ` and see ${plural(result.occurrences, 'occurrence')}`}
      </p>
    </div>
  );
}

/** Offers the same search without its word; the word of an example is marked in it. */
function AnyWord({ state, query }: { readonly state: SearchState; readonly query: string }) {
  const meaning = state.meaning || query;
  const isMarked = state.word === '';
  const change = isMarked ? { anyWord: true } : { word: '', meaning };
  return (
    <p>
      Or <a href={searchAddress(state, { ...change, offset: 0 })}>search any word</a> that means{' '}
      {isMarked ? 'the same' : <i>{meaning}</i>}.
    </p>
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
          <a href={searchAddress(props.state, { word: lemma, offset: 0, like: [], unlike: [] })}>{lemma}</a>{' '}
          <span class="muted">{formatCount(count)}</span>
        </span>
      ))}
    </p>
  );
}
