// What the search page shows before anything is searched for.
import { collectionAddress, newSearchAddress, type SearchState } from './links.js';

const worked = [
  { word: 'bank', meaning: 'land beside a river' },
  { word: 'bank', meaning: 'financial institution' },
  { word: '', meaning: 'side of a river' },
];

export function FirstVisit({ state: { collection } }: { readonly state: SearchState }) {
  return (
    <section id="results" class="first">
      <p class="lead">
        A text search finds the letters b-a-n-k. This finds the bank you mean: the riverside, not the money.
      </p>
      <p>Try</p>
      <ul>
        {worked.map(({ word, meaning }) => (
          <li key={word + meaning}>
            <a href={newSearchAddress({ word, meaning, collection })}>
              {word || 'any word'}, as <i>{meaning}</i>
            </a>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function NothingIndexed() {
  return (
    <section class="state">
      <h2>Nothing is indexed yet</h2>
      <p>
        <a href={collectionAddress()}>Add texts to the collection</a>, or in a terminal:{' '}
        <code>polyseme index FOLDER</code>
      </p>
    </section>
  );
}
