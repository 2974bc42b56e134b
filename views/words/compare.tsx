// Two words, or two senses, side by side.

import type { Hit } from '../../src/domain/search.js';
import type { Inventory } from '../../src/domain/senses.js';
import type { ComparedSide, Comparison, NamedSense } from '../../src/domain/word-views.js';
import { percent, plural } from '../../src/format/figures.js';
import { DocumentName } from '../_document-name.js';
import { lineAddress, wordAddress } from '../links.js';
import { Excerpt, Field, senseLetter, WordHead, WordList } from './_parts.js';

export interface CompareForm {
  readonly sense: string;
  readonly other: string;
  readonly otherSense: string;
}

export function ComparePage(props: {
  readonly word: string;
  readonly inventory: Inventory;
  readonly collection: string;
  readonly senses: readonly NamedSense[];
  /** Of the other word. */
  readonly otherSenses: readonly NamedSense[];
  readonly form: CompareForm;
  readonly comparison: Comparison | null;
  readonly error: { readonly message: string; readonly cure: string } | null;
}) {
  const { word, inventory, collection, senses, otherSenses, form, comparison, error } = props;
  return (
    <>
      <WordHead
        {...{ word, inventory, collection }}
        view="/compare"
        exportQuery={comparison && { ...form, inventory, collection }}
      />
      <p>
        Two senses of this word, or this word and another one, by their lines. To compare texts, see its{' '}
        <a href={wordAddress(word, { inventory, collection }, '/shares')}>shares by file</a>.
      </p>
      <form action={wordAddress(word, {}, '/compare')}>
        <input type="hidden" name="inventory" value={inventory} />
        <input type="hidden" name="collection" value={collection} />
        <div class="fields">
          <ChosenSense name="sense" label={`“${word}” meaning`} senses={senses} chosen={form.sense} />
          <Field name="other" label="with the word" value={form.other} placeholder={word} />
          <ChosenSense name="otherSense" label="meaning" senses={otherSenses} chosen={form.otherSense} />
          <button type="submit">Compare</button>
        </div>
      </form>
      {error && (
        <p class="note" role="alert">
          {error.message}. {error.cure}
        </p>
      )}
      {comparison && <Compared comparison={comparison} collection={collection} />}
    </>
  );
}

function ChosenSense(props: {
  readonly name: string;
  readonly label: string;
  readonly senses: readonly NamedSense[];
  readonly chosen: string;
}) {
  const { name, label, senses, chosen } = props;
  return (
    <div class="field">
      <label for={name}>{label}</label>
      <select id={name} name={name}>
        <option value="">anything</option>
        {senses.map(({ id, label: sense, count }, i) => (
          <option key={id} value={id} selected={id === chosen} disabled={count === 0}>
            {senseLetter(i)} {sense}
          </option>
        ))}
      </select>
    </div>
  );
}

function Compared({ comparison, collection }: { comparison: Comparison; collection: string }) {
  const { sides, cosine, apart, sharedWords } = comparison;
  const [one, other] = sides;
  return (
    <>
      <p>
        The centres of their lines have cosine {cosine.toFixed(2)} (1 is the same). Of the lines,{' '}
        {percent(apart)} lie nearer to their own centre than to the other’s; 50 % would be chance.
      </p>
      <WordList title="collocates of both" words={sharedWords} collection={collection} />
      <div class="senses">
        <SideColumn side={one} other={other} collection={collection} number={0} />
        <SideColumn side={other} other={one} collection={collection} number={1} />
      </div>
    </>
  );
}

function SideColumn(props: {
  readonly side: ComparedSide;
  readonly other: ComparedSide;
  readonly collection: string;
  readonly number: number;
}) {
  const { side, other, collection, number } = props;
  const name = side.sense === null ? `“${side.word}”` : side.label;
  const otherName = other.sense === null ? `“${other.word}”` : other.label;
  return (
    <article class={`sense sense-${number + 1}`} aria-labelledby={`side-${number}`}>
      <h2 id={`side-${number}`}>{name}</h2>
      <p class="muted">
        {side.sense !== null && `“${side.word}”, `}
        {plural(side.count, 'line')}
      </p>
      <WordList
        title="collocates of this one, less of the other"
        words={side.words}
        collection={collection}
      />
      <h3>Typical lines</h3>
      <LineList lines={side.lines} collection={collection} />
      <h3>Lines most like {otherName}</h3>
      <LineList lines={side.towardsOther} collection={collection} />
    </article>
  );
}

const LineList = ({ lines, collection }: { readonly lines: readonly Hit[]; readonly collection: string }) => (
  <ul class="lines">
    {lines.map((hit) => (
      <li key={hit.tokenId}>
        <Excerpt {...hit} />{' '}
        <a class="place" href={lineAddress(hit.tokenId as number, collection)}>
          <DocumentName uri={hit.uri} />
        </a>
      </li>
    ))}
  </ul>
);
