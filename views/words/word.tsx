// A word's page: its senses, or their progress.
import { plural } from '../../src/format/figures.js';
import { disambiguateAddress, newSearchAddress } from '../links.js';
import { WordHead } from './_parts.js';
import { type AheadData, Senses, SensesAhead, type SensesData } from './_senses.js';

export function WordPage(data: SensesData) {
  const { senses, collection } = data;
  const { word, occurrences, inventory } = senses;
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="" exportQuery={{ inventory, collection }} />
      <p>
        {plural(occurrences, 'occurrence')} · <a href={newSearchAddress({ word, collection })}>all lines</a> ·{' '}
        <a href={disambiguateAddress({ inventory, collection })}>disambiguate all words</a>
      </p>
      <Senses {...data} />
    </>
  );
}

/** The same while its senses are still being computed. */
export function WordPageAhead(data: AheadData) {
  return (
    <>
      <WordHead {...data} view="" exportQuery={null} />
      <SensesAhead {...data} />
    </>
  );
}
