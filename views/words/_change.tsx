// Forms that change the senses of a word where they are read. What is done to marked lines and senses stands in the bar
// (_bar.tsx).
import type { ComponentChildren } from 'preact';
import type { LostLabel } from '../../src/domain/lost-labels.js';
import { isStep } from '../../src/domain/sense-changes.js';
import type { Sense } from '../../src/domain/senses.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { senseLetter } from './_parts.js';
import type { SensesData } from './_senses.js';

/** Where the person has senses of their own, the dictionary's and the induced ones cannot be changed. */
export const isReadOnly = ({ hasOwn, senses }: Pick<SensesData, 'hasOwn' | 'senses'>): boolean =>
  hasOwn && senses.inventory !== 'mine';

/** A form whose answer takes the place of the senses. fields: what it sends unseen. */
export function SensesForm(props: {
  readonly word: string;
  readonly to: '/senses' | '/undo' | '/divide';
  readonly fields: Readonly<Record<string, string>>;
  readonly id?: string;
  readonly class?: string;
  readonly children: ComponentChildren;
}) {
  const { word, to, fields, children, ...rest } = props;
  const address = wordAddress(word, {}, to);
  return (
    <form {...rest} method="post" action={address} hx-post={address} hx-target="#senses" hx-swap="outerHTML">
      {Object.entries(fields).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      {children}
    </form>
  );
}

/** Of a change: to the senses as they are shown. */
const shownSenses = ({ senses, collection }: Pick<SensesData, 'senses' | 'collection'>) => ({
  inventory: senses.inventory,
  collection,
});

/** The form that the boxes of lines and senses belong to, and the buttons of the bar, by their `form` attribute. */
export function MarksForm(props: SensesData) {
  return (
    <SensesForm id="change" word={props.senses.word} to="/senses" fields={shownSenses(props)}>
      {/* Enter presses a form's first button: on a mark it leads to the name, and there it makes the sense */}
      <button type="submit" name="action" value="create" class="unseen" tabIndex={-1} aria-hidden="true">
        Make
      </button>
    </SensesForm>
  );
}

/** The heading of a sense, which opens to be changed, and its mark for merging. */
export function SenseHead(props: SensesData & { sense: Sense; number: number; isAlone: boolean }) {
  const { sense, number, isAlone } = props;
  const heading = (
    <h2 id={`sense-${number}`}>
      <span class="letter">{senseLetter(number)}</span> <span class="label">{sense.label}</span>
    </h2>
  );
  if (isReadOnly(props)) return heading;
  return (
    <div class="head">
      <details class="change">
        <summary>
          {heading}{' '}
          <span class="hint">
            <span class="when-closed">change</span>
            <span class="when-open">close</span>
          </span>
        </summary>
        <Rename {...props} />
        <SensesForm word={props.senses.word} to="/senses" fields={shownSenses(props)} class="buttons">
          <button type="submit" name="action" value={`split:${sense.id}`}>
            Split in two
          </button>{' '}
          <button type="submit" name="action" value={`delete:${sense.id}`} class="danger">
            Delete
          </button>
        </SensesForm>
      </details>
      {!isAlone && (
        <label class="pick">
          <input type="checkbox" name="senses" value={sense.id} form="change" /> merge
          <span class="unseen"> {sense.label}</span>
        </label>
      )}
    </div>
  );
}

function Rename(props: SensesData & { sense: Sense; number: number }) {
  const { sense, senses, number } = props;
  return (
    <SensesForm word={senses.word} to="/senses" fields={{ ...shownSenses(props), sense: sense.id }}>
      <div class="field">
        <label for={`label-${number}`}>Name</label>
        <input
          id={`label-${number}`}
          class="title"
          name="label"
          value={sense.label}
          maxLength={200}
          autocomplete="off"
          required
        />
      </div>
      <div class="field">
        <label for={`description-${number}`}>Description</label>
        <input
          id={`description-${number}`}
          name="description"
          value={sense.gloss ?? ''}
          maxLength={2000}
          autocomplete="off"
        />
      </div>
      <button type="submit" name="action" value="rename">
        Rename
      </button>
    </SensesForm>
  );
}

/** Divides the lines into as many groups as one wishes, whatever the evidence. */
export function Divide({ senses, collection }: SensesData) {
  return (
    <SensesForm word={senses.word} to="/divide" fields={{ collection }} class="small muted">
      <label for="groups">Divide into</label>{' '}
      <input id="groups" name="groups" type="number" min={2} max={12} value={2} required /> groups{' '}
      <button type="submit">Divide</button>
    </SensesForm>
  );
}

/** Senses without lines. */
export function Unused(props: SensesData & { unused: readonly Sense[] }) {
  const { unused, senses } = props;
  return (
    <details>
      <summary>{plural(unused.length, 'sense')} that no line has</summary>
      <ul>
        {unused.map(({ id, label, gloss }) => (
          <li key={id}>
            <b>{label}</b>
            {gloss && gloss !== label && ` ${gloss}`}
            {senses.inventory === 'mine' && (
              <SensesForm word={senses.word} to="/senses" fields={shownSenses(props)} class="beside">
                <button type="submit" name="action" value={`delete:${id}`} class="danger">
                  Delete<span class="unseen"> {label}</span>
                </button>
              </SensesForm>
            )}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Labels without a line. */
export function Lost({ lost }: { readonly lost: readonly LostLabel[] }) {
  const isOne = lost.length === 1;
  return (
    <details class="lost">
      <summary>
        {isOne ? '1 label has lost its line' : `${formatCount(lost.length)} labels have lost their lines`}
      </summary>
      <p class="muted">
        {isOne ? 'The line is' : 'The lines are'} no longer in the texts, or not as{' '}
        {isOne ? 'it was' : 'they were'}. When the text comes back, so does the sense.
      </p>
      <ul class="lines">
        {lost.map(({ sense, label, form, uri, start, textNow, nowWord, givenAt, change }) => (
          <li key={`${change} ${uri} ${start}`}>
            <b>{label || sense}</b>: {form !== '' && `“${form}” `}at character {formatCount(start)} of {uri},
            change {change} of <time datetime={givenAt}>{givenAt.slice(0, 10)}</time>
            {nowWord !== null && `; now a line of “${nowWord}”`}
            <span class="muted">
              {textNow === null ? '; the document is gone' : `; there now: … ${textNow} …`}
            </span>
          </li>
        ))}
      </ul>
    </details>
  );
}

/** What can be done without a mark: a sense from a description, and taking the senses over. */
export function Tools(props: SensesData) {
  const { senses, collection } = props;
  const { word, inventory, edits } = senses;
  if (isReadOnly(props)) {
    return (
      <p class="note">
        You have <a href={wordAddress(word, { inventory: 'mine', collection })}>senses of your own</a> for
        this word. These here are only shown.
      </p>
    );
  }
  return (
    <details class="tools">
      <summary>Change the senses</summary>
      <p class="muted">
        Mark lines to move them, or senses to merge them; the heading of a sense opens to rename, split or
        delete it.{' '}
        {inventory === 'mine'
          ? 'Every change can be undone.'
          : 'The first change makes the senses that you see your own; other lines keep theirs. Every change can be undone.'}{' '}
        {edits.length > 0 && <a href="#changes">{plural(edits.filter(isStep).length, 'change')} so far</a>}
      </p>
      <NewSense {...props} />
      {inventory !== 'mine' && senses.senses.some(({ count }) => count > 0) && (
        <SensesForm word={word} to="/senses" fields={shownSenses(props)}>
          <button type="submit" name="action" value="adopt">
            Make these my own
          </button>
        </SensesForm>
      )}
    </details>
  );
}

function NewSense(props: SensesData) {
  return (
    <SensesForm word={props.senses.word} to="/senses" fields={shownSenses(props)}>
      <fieldset>
        <legend>A new sense, by a description</legend>
        <div class="fields">
          <div class="field">
            <label for="new-label">Name</label>
            <input id="new-label" name="label" maxLength={200} autocomplete="off" required />
          </div>
          <div class="field">
            <label for="new-description">Description</label>
            <input
              id="new-description"
              name="description"
              maxLength={2000}
              autocomplete="off"
              placeholder="land beside a river"
              required
            />
          </div>
          <button type="submit" name="action" value="create">
            Add
          </button>
        </div>
      </fieldset>
    </SensesForm>
  );
}
