// What one word of a text may mean, what it is taken to mean and how surely, and the form that corrects it.
import type { Inventory, Sense, WordInText } from '../src/domain/senses.js';
import { noSense } from '../src/domain/senses.js';
import { percent } from '../src/format/figures.js';
import { lineAddress, newSearchAddress, wordAddress } from './links.js';
import { senseClass, senseLetter } from './words/_parts.js';

export interface SensePanelData {
  readonly word: WordInText;
  readonly form: string;
  readonly inventory: Inventory;
  readonly senses: readonly Pick<Sense, 'id' | 'label' | 'gloss'>[];
  readonly collection: string;
  /** Where the correction leads back to. */
  readonly back: string;
}

const follows: Readonly<Record<WordInText['by'], string>> = {
  mine: 'by your own senses, in the light of all its lines',
  assigned: 'as the last disambiguation has it',
  line: 'as the dictionary fits this line alone',
};

/** How sure a sense is, and where that comes from. */
export function howSure({ confidence, by }: WordInText): string {
  if (by === 'mine' && confidence === 1) return 'as you said';
  return `${percent(confidence)} sure, ${follows[by]}`;
}

export function SensePanel({ word, form, inventory, senses, collection, back }: SensePanelData) {
  const { lemma, tokenId, sense } = word;
  const chosen = senses[sense];
  return (
    <>
      <h2>{form}</h2>
      <p class={chosen ? senseClass(sense) : undefined}>
        {chosen ? (
          <>
            <b class="letter">{senseLetter(sense)}</b> {chosen.label}
          </>
        ) : (
          'none of its senses'
        )}{' '}
        <span class="muted">({howSure(word)})</span>
      </p>
      <form method="post" action={wordAddress(lemma, {}, '/senses')}>
        <input type="hidden" name="lines" value={tokenId} />
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <input type="hidden" name="back" value={back} />
        <fieldset>
          <legend>It means here</legend>
          {senses.map(({ id, label, gloss }, i) => (
            <label key={id} class={senseClass(i)}>
              <input type="radio" name="to" value={id} checked={i === sense} />{' '}
              <span>
                <b class="letter">{senseLetter(i)}</b> {label}
                {gloss && <span class="muted"> {gloss}</span>}
              </span>
            </label>
          ))}
          <label>
            <input type="radio" name="to" value={noSense} checked={sense < 0} /> <span>none of these</span>
          </label>
        </fieldset>
        <button type="submit" name="action" value="move">
          Save this sense
        </button>
      </form>
      <p class="links">
        <a href={wordAddress(lemma, { collection })}>All senses of {lemma}</a>{' '}
        {chosen && (
          <a href={newSearchAddress({ word: lemma, sense: chosen.id, inventory, collection })}>
            Lines with this sense
          </a>
        )}{' '}
        <a href={lineAddress(tokenId, collection)}>This line</a>
      </p>
    </>
  );
}
