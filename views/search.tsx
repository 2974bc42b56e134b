// The search page: the filters of the header's form, and the results (which htmx requests alone).

import { defaultCollection } from '../src/domain/defaults.js';
import type { JobStatus } from '../src/domain/reports.js';
import { partsOfSpeech } from '../src/domain/text.js';
import { FileNames } from './_document-name.js';
import { FirstVisit, type FirstVisitData, NothingIndexed } from './_first-visit.js';
import { JobNotice } from './_job.js';
import { Results, type ResultsData } from './_results.js';

export interface SearchPageData extends ResultsData {
  readonly job: JobStatus;
  readonly collections: readonly string[];
  /** On a first visit: what is indexed, or null where nothing is; undefined where something is searched for. */
  readonly holdings: Omit<FirstVisitData, 'collection'> | null | undefined;
  readonly maxUploadBytes: number;
}

export function SearchPage(data: SearchPageData) {
  const { state, job, holdings, collections, maxUploadBytes } = data;
  const { collection } = state;
  return (
    <>
      <h1 class="unseen">Search by meaning</h1>
      {holdings !== null && <Filters state={state} collections={collections} />}
      <JobNotice job={job} />
      {holdings === undefined ? (
        <Results {...data} />
      ) : holdings !== null ? (
        <FirstVisit collection={collection} {...holdings} />
      ) : (
        <div id="results">
          {job.state !== 'running' && (
            <NothingIndexed
              collection={collection}
              collections={collections}
              maxUploadBytes={maxUploadBytes}
            />
          )}
        </div>
      )}
    </>
  );
}

function Filters({ state, collections }: Pick<SearchPageData, 'state' | 'collections'>) {
  const isAbout = state.find === 'sentences' || state.about !== '';
  return (
    <details class="filters">
      <summary>Filters</summary>
      <div class="fields">
        <div class="field">
          <label for="find">Find</label>
          <select form="search" id="find" name="find">
            <option value="words" selected={!isAbout}>
              words with this meaning
            </option>
            <option value="sentences" selected={isAbout}>
              sentences about it
            </option>
          </select>
        </div>
        <div class="field">
          <label for="form">Form</label>
          <select form="search" id="form" name="form">
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
          <select form="search" id="pos" name="pos">
            <option value="">any</option>
            {partsOfSpeech.map((tag) => (
              <option key={tag} value={tag} selected={state.pos.includes(tag)}>
                {tag}
              </option>
            ))}
          </select>
        </div>
        <WhereFilters state={state} collections={collections} />
      </div>
    </details>
  );
}

/** A filter that is typed; the page takes one value, an address several. */
function TypedFilter(props: {
  readonly name: 'documents' | 'places' | 'where';
  readonly label: string;
  readonly state: SearchPageData['state'];
  readonly placeholder: string;
}) {
  const { name, label, state, placeholder } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <input
        form="search"
        id={name}
        name={name}
        value={state[name][0] ?? ''}
        placeholder={placeholder}
        autocomplete="off"
        list={name === 'documents' ? 'file-names' : undefined}
      />
      {name === 'documents' && <FileNames field="documents" collection={state.collection} />}
    </div>
  );
}

function WhereFilters({ state, collections }: Pick<SearchPageData, 'state' | 'collections'>) {
  return (
    <>
      <TypedFilter name="documents" label="Document or file" state={state} placeholder="all" />
      <TypedFilter name="places" label="Place" state={state} placeholder="page 12" />
      <TypedFilter name="where" label="Metadata" state={state} placeholder="year>=1900" />
      <div class="field">
        <label for="min-score">Score at least</label>
        <input
          form="search"
          id="min-score"
          name="minScore"
          type="number"
          min="-1"
          max="1"
          step="0.01"
          value={state.minScore}
          placeholder="–1 to 1"
        />
      </div>
      {collections.length < 2 && state.collection !== '' && (
        <input form="search" id="in" type="hidden" name="collection" value={state.collection} />
      )}
      {collections.length > 1 && (
        <div class="field">
          <label for="in">Collection</label>
          <select form="search" id="in" name="collection">
            {collections.map((name) => (
              <option key={name} value={name} selected={name === (state.collection || defaultCollection)}>
                {name}
              </option>
            ))}
          </select>
        </div>
      )}
    </>
  );
}
