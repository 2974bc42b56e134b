// What the search form takes along of a state besides the fields that a reader sees, so that a filter changes nothing else.
// The server leaves out what a new word or meaning makes void (src/web/pages/search-state.ts).
import { partsOfSpeech } from '../src/domain/text.js';
import { pageSize, type SearchState, searchParameters } from './links.js';

export function Carried({ state }: { readonly state: SearchState }) {
  const carried = searchParameters({ ...state, ...seen, ...furtherValues(state) });
  if (carried.length === 0) return null;
  return (
    <>
      {[...carried, ['before', searchedFor(state)] as const].map(([name, value], i) => (
        <input key={i} form="search" type="hidden" name={name} value={value} />
      ))}
    </>
  );
}

/** What the form has fields for, and what a new search starts with. */
const seen: Partial<SearchState> = {
  ...{ word: '', meaning: '', example: '', about: '', find: 'words', form: 'lemma' },
  ...{ minScore: '', collection: '', offset: 0, limit: pageSize },
};

/** A field shows one value of several. */
function furtherValues({ documents, pos, places, where }: SearchState): Partial<SearchState> {
  const shown = partsOfSpeech.filter((tag) => pos.includes(tag)).at(-1);
  return {
    ...{ documents: documents.slice(1), pos: pos.filter((tag) => tag !== shown) },
    ...{ places: places.slice(1), where: where.slice(1) },
  };
}

/** By which the server sees whether the same is searched for again. */
function searchedFor({ word, meaning, example, about, find, collection }: SearchState): string {
  const fields = { word, meaning: meaning || example || about, find: about === '' ? find : 'sentences' };
  return new URLSearchParams({ ...fields, collection }).toString();
}
