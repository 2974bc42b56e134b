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

/** How sure a sense is: among which, and by what. */
function howSure({ word: { confidence, by, lemma }, senses }: SensePanelData): string {
  if (by === 'mine' && confidence === 1) return 'as you said';
  const among = senses.length > 1 ? ` among the ${senses.length}` : ' among the';
  const follows: Readonly<Record<WordInText['by'], string>> = {
    mine: ' senses of your own, by all its lines',
    assigned: ` senses of ${lemma} in the dictionary, by the last disambiguation`,
    line: ` senses of ${lemma} in the dictionary, by this line alone`,
  };
  return `${percent(confidence)} sure${among}${follows[by]}`;
}

export function SensePanel(panel: SensePanelData) {
  const { word, form, inventory, senses, collection, back } = panel;
  const { lemma, tokenId, sense, by } = word;
  const here = lineAddress(tokenId, collection);
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
        <span class="muted">({howSure(panel)})</span>
      </p>
      {by !== 'mine' && (
        <p class="small muted">
          This is not the percentage in a list of lines: that one is how likely a line has the meaning that
          was searched for.
        </p>
      )}
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
        {back !== here && <a href={here}>This line</a>}
      </p>
    </>
  );
}
