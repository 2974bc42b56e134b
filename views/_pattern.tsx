// For a word with `*`: a search takes words as they are; the list of words takes patterns.
import { patternIn } from '../src/format/nothing.js';
import { type SearchState, wordListAddress } from './links.js';

export function Pattern({ state: { word, collection } }: { readonly state: SearchState }) {
  const match = patternIn(word);
  if (match === undefined) return null;
  return (
    <p class="note" role="note">
      A search reads no <b>*</b>; the list of words does:{' '}
      <a href={wordListAddress({ match, collection })}>words like {match}</a>.
    </p>
  );
}
