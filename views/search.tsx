// The search page: one form, the filters in force as a sentence, and the results (which htmx asks for alone).

import { partsOfSpeech } from '../src/domain/text.js';
import type { JobStatus } from '../src/polyseme/index-job.js';
import { JobNotice } from './_job.js';
import { Results, type ResultsData } from './_results.js';
import type { SearchState } from './links.js';

export interface SearchPageData extends ResultsData {
  readonly job: JobStatus;
  readonly collections: readonly string[];
  /** False when nothing is indexed yet. */
  readonly hasTexts: boolean;
  /** False on a first visit. */
  readonly isAsked: boolean;
}

export function SearchPage(data: SearchPageData) {
  const { state, job, hasTexts, isAsked } = data;
  return (
    <>
      <h1 class="unseen">Search by meaning</h1>
      <SearchForm {...data} />
      <JobNotice job={job} />
      {!hasTexts && job.state !== 'running' && <NothingIndexed />}
      {isAsked ? (
        <Results {...data} />
      ) : hasTexts || job.state === 'running' ? (
        <FirstVisit state={state} />
      ) : (
        <div id="results" />
      )}
    </>
  );
}

function SearchForm({ state, collections }: SearchPageData) {
  return (
    <form
      id="search"
      class="search"
      action="/"
      role="search"
      hx-get="/"
      hx-target="#results"
      hx-swap="outerHTML"
      hx-push-url="true"
    >
      <div class="fields">
        <div class="field word">
          <label for="word">Word</label>
          <input
            id="word"
            name="word"
            type="search"
            value={state.word}
            placeholder="any word"
            autocomplete="off"
            spellcheck={false}
          />
        </div>
        <div class="field meaning">
          <label for="meaning">Meaning, or an example with the word in [brackets]</label>
          <input
            id="meaning"
            name="meaning"
            type="search"
            value={state.meaning}
            placeholder="land beside a river"
            autocomplete="off"
          />
        </div>
        <button type="submit">Search</button>
      </div>
      <details class="filters">
        <summary>Filters</summary>
        <div class="fields">
          <div class="field">
            <label for="find">Find</label>
            <select id="find" name="find">
              <option value="words" selected={state.find === 'words'}>
                words with this meaning
              </option>
              <option value="sentences" selected={state.find === 'sentences'}>
                sentences about it
              </option>
            </select>
          </div>
          <div class="field">
            <label for="form">Form</label>
            <select id="form" name="form">
              <option value="lemma" selected={state.form === 'lemma'}>
                any form of the word
              </option>
              <option value="exact" selected={state.form === 'exact'}>
                only as written
              </option>
            </select>
          </div>
          <div class="field">
            <label for="pos">Part of speech</label>
            <select id="pos" name="pos">
              <option value="">any</option>
              {partsOfSpeech.map((tag) => (
                <option key={tag} value={tag} selected={state.pos.includes(tag)}>
                  {tag}
                </option>
              ))}
            </select>
          </div>
          <div class="field">
            <label for="doc">Document or file</label>
            <input id="doc" name="doc" value={state.doc[0] ?? ''} placeholder="all" autocomplete="off" />
          </div>
          <div class="field">
            <label for="where">Metadata</label>
            <input
              id="where"
              name="where"
              value={state.where[0] ?? ''}
              placeholder="year>=1900"
              autocomplete="off"
            />
          </div>
          <div class="field">
            <label for="min">Score at least</label>
            <input
              id="min"
              name="min"
              type="number"
              min="-1"
              max="1"
              step="0.01"
              value={state.min}
              placeholder="–1 to 1"
            />
          </div>
          {collections.length > 1 && (
            <div class="field">
              <label for="in">Collection</label>
              <select id="in" name="collection">
                {collections.map((name) => (
                  <option key={name} value={name} selected={name === state.collection}>
                    {name}
                  </option>
                ))}
              </select>
            </div>
          )}
        </div>
      </details>
    </form>
  );
}

const worked: readonly { readonly href: string; readonly word: string; readonly meaning: string }[] = [
  { href: '/?word=bank&meaning=land+beside+a+river', word: 'bank', meaning: 'land beside a river' },
  { href: '/?word=bank&meaning=financial+institution', word: 'bank', meaning: 'financial institution' },
  { href: '/?meaning=side+of+a+river', word: 'any word', meaning: 'side of a river' },
];

function FirstVisit({ state }: { readonly state: SearchState }) {
  const inCollection = state.collection === '' ? '' : `&collection=${encodeURIComponent(state.collection)}`;
  return (
    <section id="results" class="first">
      <p class="lead">
        A text search finds the letters b-a-n-k. This finds the bank you mean: the riverside, not the money.
      </p>
      <p>Try</p>
      <ul>
        {worked.map(({ href, word, meaning }) => (
          <li key={href}>
            <a href={href + inCollection}>
              {word}, as <i>{meaning}</i>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

function NothingIndexed() {
  return (
    <section class="state">
      <h2>Nothing is indexed yet</h2>
      <p>
        <a href="/collection">Add texts to the collection</a>, or in a terminal:{' '}
        <code>polyseme index FOLDER</code>
      </p>
    </section>
  );
}
