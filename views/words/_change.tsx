// Forms that change the senses of a word, and the list of changes, each with its undo.
import type { LostLabel } from '../../src/domain/lost-labels.js';
import type { SenseEdit } from '../../src/domain/sense-changes.js';
import type { Inventory, Sense } from '../../src/domain/senses.js';
import { formatCount, plural } from '../../src/format/figures.js';
import { wordAddress } from '../links.js';
import { senseLetter } from './_parts.js';
import type { SensesData } from './_senses.js';

/** Where the person has senses of their own, the dictionary's and the induced ones cannot be changed. */
export const isReadOnly = ({ hasOwn, senses }: Pick<SensesData, 'hasOwn' | 'senses'>): boolean =>
  hasOwn && senses.inventory !== 'mine';

/** The form that the boxes and buttons of all senses belong to. */
export function ChangeForm(props: {
  readonly word: string;
  readonly inventory: Inventory;
  readonly collection: string;
}) {
  const address = wordAddress(props.word, {}, '/senses');
  return (
    <form
      id="change"
      method="post"
      action={address}
      hx-post={address}
      hx-target="#senses"
      hx-swap="outerHTML"
    >
      <input type="hidden" name="inventory" value={props.inventory} />
      <input type="hidden" name="collection" value={props.collection} />
    </form>
  );
}

/** Actions on one sense. */
export function ChangeSense(props: SensesData & { sense: Sense; number: number }) {
  const { id, label } = props.sense;
  return (
    <>
      <details class="change">
        <summary>Change</summary>
        <Rename {...props} />
        <p class="buttons">
          <button type="submit" form="change" name="action" value={`split:${id}`}>
            Split in two
          </button>{' '}
          <button type="submit" form="change" name="action" value={`delete:${id}`} class="danger">
            Delete
          </button>
        </p>
      </details>
      <label class="pick">
        <input type="checkbox" name="senses" value={id} form="change" /> mark for merging
        <span class="unseen"> {label}</span>
      </label>
    </>
  );
}

function Rename({ sense, senses, collection, number }: SensesData & { sense: Sense; number: number }) {
  const address = wordAddress(senses.word, {}, '/senses');
  return (
    <form method="post" action={address} hx-post={address} hx-target="#senses" hx-swap="outerHTML">
      <input type="hidden" name="inventory" value={senses.inventory} />
      <input type="hidden" name="collection" value={collection} />
      <input type="hidden" name="sense" value={sense.id} />
      <div class="field">
        <label for={`label-${number}`}>Name</label>
        <input id={`label-${number}`} name="label" value={sense.label} autocomplete="off" required />
      </div>
      <div class="field">
        <label for={`description-${number}`}>Description</label>
        <input id={`description-${number}`} name="description" value={sense.gloss ?? ''} autocomplete="off" />
      </div>
      <button type="submit" name="action" value="rename">
        Rename
      </button>
    </form>
  );
}

/** Senses without lines. */
export function Unused({ unused, inventory }: { unused: readonly Sense[]; inventory: Inventory }) {
  return (
    <details>
      <summary>{plural(unused.length, 'sense')} that no line has</summary>
      <ul>
        {unused.map(({ id, label, gloss }) => (
          <li key={id}>
            <b>{label}</b>
            {gloss && gloss !== label && ` ${gloss}`}
            {inventory === 'mine' && (
              <>
                {' '}
                <button type="submit" form="change" name="action" value={`delete:${id}`} class="danger">
                  Delete<span class="unseen"> {label}</span>
                </button>
              </>
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

/** Actions on marked senses and lines, and a new sense. */
export function Tools({ senses, shown, collection, hasOwn }: SensesData & { shown: readonly Sense[] }) {
  const { word, inventory } = senses;
  if (isReadOnly({ senses, hasOwn })) {
    return (
      <p class="note">
        You have <a href={wordAddress(word, { inventory: 'mine', collection })}>senses of your own</a> for
        this word. These here are only shown.
      </p>
    );
  }
  return (
    <div class="tools">
      <h2>Change the senses</h2>
      <p class="muted">
        {inventory === 'mine'
          ? 'Every change can be undone.'
          : 'The first change makes the senses that you see your own. Every change can be undone.'}
      </p>
      {shown.length > 1 && (
        <p>
          <button type="submit" form="change" name="action" value="merge">
            Merge the marked senses
          </button>
        </p>
      )}
      {shown.length > 0 && (
        <p class="inline">
          <label for="to">Marked lines mean</label>{' '}
          <select id="to" name="to" form="change">
            {shown.map(({ id, label }, i) => (
              <option key={id} value={id}>
                {senseLetter(i)} {label}
              </option>
            ))}
          </select>{' '}
          <button type="submit" form="change" name="action" value="move">
            Move
          </button>
        </p>
      )}
      <NewSense />
      {inventory !== 'mine' && shown.length > 0 && (
        <p>
          <button type="submit" form="change" name="action" value="adopt">
            Make these my own
          </button>
        </p>
      )}
    </div>
  );
}

function NewSense() {
  return (
    <fieldset>
      <legend>A new sense</legend>
      <div class="fields">
        <div class="field">
          <label for="new-label">Name</label>
          <input id="new-label" name="label" form="change" autocomplete="off" />
        </div>
        <div class="field">
          <label for="new-description">Description (or mark lines that have it)</label>
          <input
            id="new-description"
            name="description"
            form="change"
            autocomplete="off"
            placeholder="land beside a river"
          />
        </div>
        <button type="submit" form="change" name="action" value="create">
          Add
        </button>
      </div>
    </fieldset>
  );
}

const changeNames: Readonly<Record<SenseEdit['kind'], string>> = {
  adopt: 'made the senses your own',
  create: 'added a sense',
  rename: 'renamed a sense',
  merge: 'merged senses',
  split: 'split a sense',
  delete: 'deleted a sense',
  move: 'moved lines',
};

function describeChange(edit: SenseEdit): string {
  const detail =
    edit.kind === 'create'
      ? `: ${edit.sense.label}`
      : edit.kind === 'rename'
        ? `: ${edit.label}`
        : edit.kind === 'move'
          ? `: ${plural(edit.lines.length, 'line')}`
          : '';
  return changeNames[edit.kind] + detail;
}

/** Changes, latest first. */
export function History({ senses, collection }: SensesData) {
  const address = wordAddress(senses.word, {}, '/undo');
  return (
    <div class="history">
      <h2>Changes</h2>
      <ol reversed>
        {[...senses.edits].reverse().map(({ id, edit, madeAt, undoneAt }) => (
          <li key={id} value={id}>
            <form method="post" action={address} hx-post={address} hx-target="#senses" hx-swap="outerHTML">
              <input type="hidden" name="id" value={String(id)} />
              <input type="hidden" name="collection" value={collection} />
              <input type="hidden" name="redo" value={undoneAt === null ? '' : '1'} />
              <time datetime={madeAt}>{madeAt.slice(0, 16).replace('T', ' ')}</time>{' '}
              {undoneAt === null ? describeChange(edit) : <s>{describeChange(edit)}</s>}{' '}
              <button type="submit">
                {undoneAt === null ? 'Undo' : 'Redo'}
                <span class="unseen">
                  {' '}
                  change {id}: {describeChange(edit)}
                </span>
              </button>
            </form>
          </li>
        ))}
      </ol>
    </div>
  );
}
