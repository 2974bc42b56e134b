// The list of words: sorted by a click on a column's head, filtered, page by page, exported whole. The address holds it
// all.
import { type PartOfSpeech, partsOfSpeech } from '../../src/domain/text.js';
import type { ListedWord, WordSort, WordsOptions } from '../../src/domain/words.js';
import { formatCount, plural } from '../../src/format/figures.js';
import {
  collectionAddress,
  newSearchAddress,
  type WordListState,
  wordAddress,
  wordListAddress,
} from '../links.js';

export const wordsPerPage = 50;

export interface WordListData {
  readonly words: readonly ListedWord[];
  readonly state: WordListState;
  readonly total: number;
}

const names: Readonly<Record<PartOfSpeech, string>> = {
  NOUN: 'nouns',
  PROPN: 'names',
  VERB: 'verbs',
  ADJ: 'adjectives',
  ADV: 'adverbs',
  INTJ: 'interjections',
  X: 'others',
};

const columns: readonly (readonly [WordSort, string])[] = [
  ['word', 'Word'],
  ['count', 'Lines'],
  ['documents', 'Documents'],
  ['senses', 'Senses'],
];

export function WordListPage(data: WordListData) {
  const { words, state, total } = data;
  const isFiltered = [state.match, state.pos, state.minCount].some((value) => value !== '');
  const { collection } = state;
  return (
    <>
      <div class="summary">
        <h1>Words</h1>
        {words.length > 0 && (
          <p class="export">
            Export: <a href={wordListAddress(state, '/words.csv')}>CSV</a>{' '}
            <a href={wordListAddress(state, '/words.json')}>JSON</a>
          </p>
        )}
      </div>
      <Filters state={state} />
      {words.length > 0 ? (
        <WordTable {...data} />
      ) : (
        <p class="state">
          {isFiltered || state.offset > 0 ? (
            <>
              No word fits. <a href={wordListAddress({ collection })}>Show all words</a>.
            </>
          ) : (
            <>
              Nothing is indexed yet. <a href={collectionAddress()}>Add texts to the collection</a>.
            </>
          )}
        </p>
      )}
      {words.length > 0 && <Pager state={state} shown={words.length} total={total} />}
    </>
  );
}

function Filters({ state: { match, pos, minCount, sort, collection } }: Pick<WordListData, 'state'>) {
  return (
    <form action={wordListAddress()} class="word-filters" role="search" aria-label="Find words">
      <input type="hidden" name="collection" value={collection} />
      <input type="hidden" name="sort" value={sort} />
      <div class="fields">
        <div class="field">
          <label for="match">Starts with, or with * for any letters</label>
          <input id="match" name="match" type="search" value={match} placeholder="*ness" autocomplete="off" />
        </div>
        <div class="field">
          <label for="pos">Part of speech</label>
          <select id="pos" name="pos">
            <option value="">all</option>
            {partsOfSpeech.map((tag) => (
              <option key={tag} value={tag} selected={tag === pos}>
                {names[tag]}
              </option>
            ))}
          </select>
        </div>
        <div class="field">
          <label for="minCount">Lines, at least</label>
          <input id="minCount" name="minCount" type="number" min={1} value={minCount} placeholder="1" />
        </div>
        <button type="submit">Show</button>
      </div>
    </form>
  );
}

function WordTable({ words, state, total }: WordListData) {
  const { pos, collection } = state;
  return (
    <>
      <Pager state={state} shown={words.length} total={total} isFirst />
      <div class="wide">
        <table class="word-list">
          <thead>
            <tr>
              {columns.map(([sort, name]) => (
                <ColumnHead key={sort} state={state} sort={sort} name={name} />
              ))}
            </tr>
          </thead>
          <tbody>
            {words.map(({ lemma, count, documents, senses }) => (
              <tr key={lemma}>
                <th scope="row">
                  <a href={wordAddress(lemma, { collection })}>{lemma}</a>
                </th>
                <td class="number">
                  <a href={newSearchAddress({ word: lemma, pos, collection })}>{formatCount(count)}</a>
                </td>
                <td class="number">{formatCount(documents)}</td>
                <td class="number">{senses ?? ''}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** The head of a column sorts by it; where the list is sorted so, it turns the order round. */
function ColumnHead(props: {
  readonly state: WordListState;
  readonly sort: WordSort;
  readonly name: string;
}) {
  const { state, sort, name } = props;
  const current = state.sort || 'count';
  const isCurrent = current === sort;
  const isTurned = current === `-${sort}`;
  const isDown = sort === 'word' ? isTurned : isCurrent;
  const next: WordsOptions['sort'] = isCurrent ? `-${sort}` : sort;
  const order = isCurrent || isTurned ? (isDown ? 'descending' : 'ascending') : undefined;
  return (
    <th scope="col" class={sort === 'word' ? undefined : 'number'} aria-sort={order}>
      <a href={wordListAddress({ ...state, sort: next, offset: 0 })}>{name}</a>
      <span aria-hidden="true">{order === undefined ? '' : isDown ? ' ↓' : ' ↑'}</span>
    </th>
  );
}

function Pager(props: {
  readonly state: WordListState;
  readonly shown: number;
  readonly total: number;
  readonly isFirst?: boolean;
}) {
  const { state, shown, total, isFirst } = props;
  const { offset } = state;
  const address = (start: number): string => wordListAddress({ ...state, offset: start });
  return (
    <nav class="pager" aria-label={isFirst ? 'Pages of words' : 'Pages of words, below'}>
      <span class="muted">
        {plural(total, 'word')}, {formatCount(offset + 1)} to {formatCount(offset + shown)} shown
        {isFirst && '; senses as the everyday dictionary has them'}
      </span>{' '}
      {offset > 0 && <a href={address(Math.max(0, offset - wordsPerPage))}>Before</a>}{' '}
      {offset + shown < total && <a href={address(offset + wordsPerPage)}>Next</a>}
    </nav>
  );
}
