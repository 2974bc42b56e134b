// A word's page, and the list of words.
import type { Suggestion } from '../src/domain/search.js';
import type { Inventory } from '../src/domain/senses.js';
import { formatCount, plural } from '../src/format/format.js';
import { type AheadData, Senses, SensesAhead, type SensesData, wordAddress } from './_senses.js';

/** Ways to look at a word: the end of the address, and its name. */
const views = [
  ['', 'Senses'],
  ['/map', 'Map'],
  ['/shares', 'Shares'],
  ['/axis', 'Axis'],
  ['/compare', 'Compare'],
] as const;
export type WordView = (typeof views)[number][0];

/** What all views of a word have above them. exportQuery: what the address of the exported table holds. */
export function WordHead(props: {
  readonly word: string;
  /** Empty for the one that the word has by itself. */
  readonly inventory: Inventory | '';
  readonly collection: string;
  readonly view: WordView;
  readonly exportQuery: Readonly<Record<string, string>> | null;
}) {
  const { word, inventory, collection, view, exportQuery } = props;
  return (
    <>
      <div class="summary">
        <h1>{word}</h1>
        {exportQuery && (
          <p class="export">
            Export: <a href={wordAddress(word, exportQuery, `${view}.csv`)}>CSV</a>{' '}
            <a href={wordAddress(word, exportQuery, `${view}.json`)}>JSON</a>
          </p>
        )}
      </div>
      <nav class="tabs" aria-label={`Views of ${word}`}>
        {views.map(([page, name]) => (
          <a
            key={page}
            href={wordAddress(word, { inventory, collection }, page)}
            aria-current={page === view ? 'page' : undefined}
          >
            {name}
          </a>
        ))}
      </nav>
    </>
  );
}

export function WordPage(data: SensesData) {
  const { senses, collection } = data;
  const { word, occurrences, inventory } = senses;
  const inCollection = collection === '' ? '' : `&collection=${encodeURIComponent(collection)}`;
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="" exportQuery={{ inventory, collection }} />
      <p>
        {plural(occurrences, 'occurrence')} ·{' '}
        <a href={`/?word=${encodeURIComponent(word)}${inCollection}`}>all lines</a> ·{' '}
        <a href={`/disambiguate?inventory=${inventory}${inCollection}`}>tell the senses of all words</a>
      </p>
      <Senses {...data} />
    </>
  );
}

/** The same while its senses are still being told. */
export function WordPageAhead(data: AheadData) {
  return (
    <>
      <WordHead {...data} view="" exportQuery={null} />
      <SensesAhead {...data} />
    </>
  );
}

export const wordsPerPage = 200;

export interface WordListData {
  readonly words: readonly Suggestion[];
  readonly match: string;
  readonly from: number;
  readonly total: number;
  readonly collection: string;
}

export function WordListPage({ words, match, from, total, collection }: WordListData) {
  const address = (start: number): string => {
    const parameters = Object.entries({ match, collection, from: start > 0 ? String(start) : '' });
    const query = new URLSearchParams(parameters.filter(([, value]) => value !== '')).toString();
    return query === '' ? '/words' : `/words?${query}`;
  };
  return (
    <>
      <h1>Words</h1>
      <form action="/words" class="inline" role="search" aria-label="Find a word">
        <input type="hidden" name="collection" value={collection} />
        <label for="match">Starts with</label>{' '}
        <input id="match" name="match" type="search" value={match} autocomplete="off" />{' '}
        <button type="submit">Find</button>
      </form>
      {words.length === 0 ? (
        <p class="state">
          {match === '' ? (
            <>
              Nothing is indexed yet. <a href="/collection">Add texts to the collection</a>.
            </>
          ) : (
            <>
              No word starts with “{match}”. <a href="/words">Show all words</a>.
            </>
          )}
        </p>
      ) : (
        <>
          <p class="muted">
            {plural(total, 'word')}, the most frequent first; {formatCount(from + 1)} to{' '}
            {formatCount(from + words.length)} shown
          </p>
          <ol class="word-list" start={from + 1}>
            {words.map(({ lemma, count }) => (
              <li key={lemma}>
                <a href={wordAddress(lemma, { collection })}>{lemma}</a>{' '}
                <span class="place">{formatCount(count)}</span>
              </li>
            ))}
          </ol>
          <p class="pager">
            {from > 0 && <a href={address(Math.max(0, from - wordsPerPage))}>Before</a>}{' '}
            {from + words.length < total && <a href={address(from + wordsPerPage)}>Next</a>}
          </p>
        </>
      )}
    </>
  );
}
