// A word's page: its senses, or their progress.
import { WordHead } from './_parts.js';
import { type AheadData, Senses, SensesAhead, type SensesData } from './_senses.js';

export function WordPage(data: SensesData) {
  const { senses, collection } = data;
  const { word, inventory } = senses;
  return (
    <>
      <WordHead {...{ word, inventory, collection }} view="" exportQuery={{ inventory, collection }} />
      <Senses {...data} />
    </>
  );
}

/** The same while its senses are still being computed. */
export function WordPageAhead(data: AheadData) {
  const { inventory, collection } = data;
  return (
    <>
      <WordHead {...data} view="" exportQuery={{ inventory, collection }} />
      <SensesAhead {...data} />
    </>
  );
}
