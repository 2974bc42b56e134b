// Words first: for a meaning without a word, the words whose lines have it, each with as many lines as were found. A
// word leads to all its lines with this meaning; with script, some of them open in place.

import type { Hit, SearchResult } from '../src/domain/search.js';
import type { WordsFor } from '../src/domain/words.js';
import { formatCount, plural } from '../src/format/figures.js';
import { DocumentName } from './_document-name.js';
import { foundLinesAddress, placeAddress, type SearchState, searchAddress } from './links.js';
import { Excerpt } from './words/_parts.js';

/** words: null where there is nothing to count. */
export function WordsFirst({
  state,
  words,
}: {
  readonly state: SearchState;
  readonly words: WordsFor | null;
}) {
  if (words === null) return null;
  const { lines, isCapped, total } = words;
  const among = isCapped ? `the ${formatCount(lines)} nearest lines` : plural(lines, 'line');
  return (
    <section class="words-first" aria-label="Words with this meaning">
      <p>
        <span class="muted">
          {total > words.words.length ? `The first of ${plural(total, 'word')}` : plural(total, 'word')} in{' '}
          {among}:
        </span>{' '}
        {words.words.map(({ lemma, lines: numLines, count }) => (
          <span key={lemma} class="found-word">
            <a
              href={searchAddress(state, { word: lemma, offset: 0 })}
              hx-get={foundLinesAddress(state, lemma)}
              hx-target="#found-lines"
              title={`${numLines} of its ${plural(count, 'line')}`}
            >
              {lemma}
            </a>{' '}
            <span class="muted">{formatCount(numLines)}</span>
          </span>
        ))}
      </p>
      <div id="found-lines" aria-live="polite" />
    </section>
  );
}

export interface FoundLinesData {
  readonly state: SearchState;
  readonly result: SearchResult;
}

/** The best lines of one of the words, in place. */
export function FoundLines({ state, result }: FoundLinesData) {
  const { hits, likely, total } = result;
  const { word, collection } = state;
  const all = likely ? `all lines of ${word}, ${formatCount(likely)} of them likely` : `all lines of ${word}`;
  return (
    <>
      <ul class="lines" aria-label={`Lines of ${word}`}>
        {hits.map((hit) => (
          <FoundLine key={hit.sentenceId} hit={hit} word={word} collection={collection} />
        ))}
      </ul>
      {total > 0 && (
        <p>
          <a href={searchAddress(state)}>{all}</a>
        </p>
      )}
    </>
  );
}

const FoundLine = ({
  hit,
  ...place
}: {
  readonly hit: Hit;
  readonly word: string;
  readonly collection: string;
}) => (
  <li>
    <Excerpt {...hit} />{' '}
    <a class="place" href={placeAddress(hit.rowId, hit.start, place)}>
      <DocumentName uri={hit.uri} />
    </a>
  </li>
);
