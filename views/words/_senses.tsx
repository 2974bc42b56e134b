// The senses of a word side by side: the part of the word's page that htmx swaps. All actions on them are plain forms
// (see _change.tsx and _bar.tsx).

import type { LostLabel } from '../../src/domain/lost-labels.js';
import type { Hit } from '../../src/domain/search.js';
import type { Inventory, Sense, SensesProgress, WordSenses } from '../../src/domain/senses.js';
import { formatCount, percent, plural } from '../../src/format/figures.js';
import { DocumentName } from '../_document-name.js';
import { disambiguateAddress, newSearchAddress, placeAddress, wordAddress } from '../links.js';
import { Bar } from './_bar.js';
import { Divide, isReadOnly, Lost, MarksForm, SenseHead, Tools, Unused } from './_change.js';
import { History } from './_history.js';
import { Excerpt, Inventories, senseClass, WordList } from './_parts.js';

export interface SensesData {
  readonly senses: WordSenses;
  readonly collection: string;
  /** Whether the person has senses of their own for this word. */
  readonly hasOwn: boolean;
  /** Lines that the person gave a sense and that are no longer in the texts. */
  readonly lost: readonly LostLabel[];
  readonly error: { readonly message: string; readonly cure: string } | null;
}

export function Senses(data: SensesData) {
  const { senses, collection } = data;
  const { word, inventory, occurrences } = senses;
  const shown = senses.senses.filter(({ count }) => count > 0);
  const unused = senses.senses.filter(({ count }) => count === 0);
  return (
    <section id="senses" aria-label={`Senses of ${word}`}>
      <p>
        {plural(occurrences, 'occurrence')} · <a href={newSearchAddress({ word, collection })}>all lines</a> ·{' '}
        <a href={disambiguateAddress({ inventory, collection })}>disambiguate all words</a>
      </p>
      <Inventories word={word} inventory={inventory} parameters={{ collection }} />
      <Introduction {...data} />
      <Tools {...data} />
      {!isReadOnly(data) && <MarksForm {...data} />}
      <div class="senses">
        {shown.map((sense, i) => (
          <SenseColumn key={sense.id} {...data} sense={sense} number={i} isAlone={shown.length === 1} />
        ))}
      </div>
      {senses.none > 0 && <p class="muted">{plural(senses.none, 'occurrence')} with none of these senses.</p>}
      {unused.length > 0 && <Unused {...data} unused={unused} />}
      {data.lost.length > 0 && <Lost lost={data.lost} />}
      {senses.edits.length > 0 && <History {...data} />}
      <Bar {...data} shown={shown} />
    </section>
  );
}

export interface AheadData {
  readonly word: string;
  /** Empty where none is named. */
  readonly inventory: Inventory | '';
  readonly collection: string;
  readonly progress: SensesProgress | null;
}

/** In place of senses still being computed: asks for them again every second. */
export function SensesAhead({ word, inventory, collection, progress }: AheadData) {
  const address = wordAddress(word, { inventory, collection });
  const { phase, lines, done, total } = progress ?? { phase: 'assigning', lines: 0, done: 0, total: 0 };
  return (
    <section
      id="senses"
      aria-label={`Senses of ${word}`}
      hx-get={address}
      hx-trigger="load delay:1s"
      hx-swap="outerHTML"
    >
      <p role="status">
        {phase === 'assigning'
          ? `Telling ${lines === 0 ? 'the lines' : plural(lines, 'line')} apart. Of a word this frequent that takes some seconds.`
          : `Describing the senses: ${done} of ${total} done.`}
      </p>
      <noscript>
        <p>
          This page loads again by itself. <a href={address}>Look now</a>
        </p>
      </noscript>
    </section>
  );
}

function Introduction(data: SensesData) {
  const { senses } = data;
  const { inventory, senses: all } = senses;
  if (inventory === 'induced') {
    return (
      <div class="division">
        <Division senses={senses} />
        {senses.occurrences > 1 && !isReadOnly(data) && <Divide {...data} />}
      </div>
    );
  }
  if (inventory === 'everyday' || inventory === 'wordnet') {
    const dictionary = inventory === 'everyday' ? 'the everyday dictionary' : 'WordNet 3.1';
    return (
      <p class="muted">
        {all.length === 0
          ? 'The dictionary does not have this word. Its senses in these texts can be found without one.'
          : `Senses of ${dictionary}, in the order of how many lines have them.`}
      </p>
    );
  }
  return (
    <p class="muted">
      {all.length === 0
        ? 'You have no senses of your own for this word yet. Change the ones found in these texts or the dictionary’s, and they become your own; or describe one below.'
        : 'Your own senses. A line that you gave a sense keeps it, and teaches it.'}
    </p>
  );
}

/** How firm the division of the lines into groups is, in words; in figures on demand. */
function Division({ senses: { senses, stability } }: Pick<SensesData, 'senses'>) {
  const numGroups = senses.length;
  if (numGroups < 2) return <p class="muted">The lines give no evidence of more than one sense.</p>;
  if (stability === null) return <p class="muted">The lines fall into {numGroups} groups.</p>;
  const firmness = stability >= 0.8 ? 'firm' : stability >= 0.5 ? 'fair' : 'loose';
  return (
    <details class="muted">
      <summary>
        The lines fall into {numGroups} groups; the division is {firmness}.
      </summary>
      <p>
        Groups made from half of the lines agree with these by {stability.toFixed(2)} (adjusted Rand index: 1
        is the same, 0 is chance). From 0.8 a division is called firm, from 0.5 fair, below that loose.
      </p>
    </details>
  );
}

function SenseColumn(props: SensesData & { sense: Sense; number: number; isAlone: boolean }) {
  const { sense, number, senses, collection, isAlone } = props;
  const { label, gloss, synonyms, hypernyms, count, confidence } = sense;
  return (
    <article class={`sense ${senseClass(number)}`} aria-labelledby={`sense-${number}`}>
      <SenseHead {...props} />
      <Share sense={sense} />
      {gloss && gloss !== label && <p>{gloss}</p>}
      {synonyms.length > 0 && (
        <WordList title="also" words={synonyms.map((lemma) => ({ lemma, count: 0 }))} />
      )}
      {hypernyms.length > 0 && <p class="muted">a kind of {hypernyms.slice(0, 3).join(', ')}</p>}
      <WordList title="collocates (lines)" words={sense.words} collection={collection} hasCounts />
      <WordList
        title="substitutes"
        words={sense.substitutes}
        collection={collection}
        hint={(one) => `near to ${one} of the ${Math.min(count, senses.substitutesFrom)} lines at the centre`}
      />
      <Lines {...props} lines={sense.lines} title="Typical lines" />
      <MoreLines {...props} lines={sense.varied} title="Varied examples" />
      {!isAlone && <MoreLines {...props} lines={sense.borderline} title="Doubtful lines" />}
      {confidence !== null && !isAlone && <p class="muted">Mean confidence {confidence.toFixed(2)} of 1</p>}
    </article>
  );
}

/** How many lines have a sense, as a bar and in figures. */
function Share({ sense: { share, count, corrected } }: { readonly sense: Sense }) {
  return (
    <p class="share">
      <svg width="100%" height="6" aria-hidden="true" focusable="false">
        <rect class="whole" width="100%" height="6" />
        <rect class="part" width={`${100 * share}%`} height="6" />
      </svg>
      {plural(count, 'line')}, {percent(share)}
      {corrected > 0 && `, ${formatCount(corrected)} of them by you`}
    </p>
  );
}

/** Lines shown on demand. */
function MoreLines(props: SensesData & { lines: readonly Hit[]; title: string }) {
  if (props.lines.length === 0) return null;
  return (
    <details>
      <summary>{props.title}</summary>
      <Lines {...props} />
    </details>
  );
}

function Lines(props: SensesData & { lines: readonly Hit[]; title: string }) {
  const { lines, title, senses, collection } = props;
  const place = { word: senses.word, collection };
  return (
    <ul class="lines" aria-label={title}>
      {lines.map((hit) => (
        <li key={hit.tokenId}>
          {isReadOnly(props) ? (
            <span>
              <Excerpt {...hit} />
            </span>
          ) : (
            <label>
              <input type="checkbox" name="lines" value={String(hit.tokenId)} form="change" />
              <span class="unseen">mark this line: </span>
              <span>
                <Excerpt {...hit} />
              </span>
            </label>
          )}{' '}
          <a class="place" href={placeAddress(hit.rowId, hit.start, place)}>
            <DocumentName uri={hit.uri} />
          </a>
        </li>
      ))}
    </ul>
  );
}
