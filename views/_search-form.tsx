// The search form, which stands in the header of every page. On the search page its filters stand below it, and belong to
// it by `form="search"`.
import type { SenseCounts } from '../src/domain/senses.js';
import { MeaningOptions } from './_offered.js';
import { homeAddress, meaningsAddress, type SearchState } from './links.js';

export interface SearchFormData {
  readonly state: Pick<SearchState, 'word' | 'meaning' | 'example' | 'about' | 'collection'>;
  /** The word's senses, suggested as meanings; undefined while they are not counted. */
  readonly offered?: SenseCounts | null | undefined;
  /** True on the search page, where htmx puts the results in place, and the filters name the collection. */
  readonly isSearchPage: boolean;
}

/** Where an address is wrong, nothing of it goes on. */
export const emptySearch: SearchFormData = {
  state: { word: '', meaning: '', example: '', about: '', collection: '' },
  isSearchPage: false,
};

export function SearchForm({ state, offered, isSearchPage }: SearchFormData) {
  const inPlace = isSearchPage
    ? {
        'hx-get': homeAddress,
        'hx-target': '#results',
        'hx-swap': 'outerHTML',
        'hx-push-url': 'true',
      }
    : {};
  return (
    <form id="search" class="search" action={homeAddress} role="search" {...inPlace}>
      <div class="box word">
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
      <div class="box meaning">
        <label for="meaning">
          Meaning<span class="unseen">, or an example with the word in [brackets]</span>
        </label>
        <input
          id="meaning"
          name="meaning"
          type="search"
          value={state.meaning || state.example || state.about}
          placeholder="or an example of the [word]"
          autocomplete="off"
          list="meanings"
        />
        <datalist
          id="meanings"
          hx-get={meaningsAddress}
          hx-trigger="change from:#word"
          hx-include="#word, #in"
          hx-swap="innerHTML"
          hx-target="this"
          hx-push-url="false"
        >
          <MeaningOptions counts={offered} />
        </datalist>
      </div>
      {!isSearchPage && state.collection !== '' && (
        <input id="in" type="hidden" name="collection" value={state.collection} />
      )}
      <button type="submit">Search</button>
    </form>
  );
}
