// The list of words, the most frequent first.
import type { Suggestion } from '../../src/domain/search.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { collectionAddress, wordAddress, wordListAddress } from '../links.js';

export const wordsPerPage = 200;

export interface WordListData {
  readonly words: readonly Suggestion[];
  readonly match: string;
  readonly offset: number;
  readonly total: number;
  readonly collection: string;
}

export function WordListPage({ words, match, offset, total, collection }: WordListData) {
  const address = (start: number): string => wordListAddress({ match, collection, offset: start });
  return (
    <>
      <h1>Words</h1>
      <form action={wordListAddress()} class="inline" role="search" aria-label="Find a word">
        <input type="hidden" name="collection" value={collection} />
        <label for="match">Starts with</label>{' '}
        <input id="match" name="match" type="search" value={match} autocomplete="off" />{' '}
        <button type="submit">Find</button>
      </form>
      {words.length === 0 ? (
        <p class="state">
          {match === '' ? (
            <>
              Nothing is indexed yet. <a href={collectionAddress()}>Add texts to the collection</a>.
            </>
          ) : (
            <>
              No word starts with “{match}”. <a href={wordListAddress()}>Show all words</a>.
            </>
          )}
        </p>
      ) : (
        <>
          <p class="muted">
            {plural(total, 'word')}, the most frequent first; {formatCount(offset + 1)} to{' '}
            {formatCount(offset + words.length)} shown
          </p>
          <ol class="word-list" start={offset + 1}>
            {words.map(({ lemma, count }) => (
              <li key={lemma}>
                <a href={wordAddress(lemma, { collection })}>{lemma}</a>{' '}
                <span class="place">{formatCount(count)}</span>
              </li>
            ))}
          </ol>
          <p class="pager">
            {offset > 0 && <a href={address(Math.max(0, offset - wordsPerPage))}>Before</a>}{' '}
            {offset + words.length < total && <a href={address(offset + wordsPerPage)}>Next</a>}
          </p>
        </>
      )}
    </>
  );
}
