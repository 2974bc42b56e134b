// The bar at the bottom of the window: what can be done with the marked lines and senses (senses.css shows it while there
// are any), or else the last change, with its undo; and what was wrong with a change.
import type { Sense } from '../../src/domain/senses.js';
import { isReadOnly } from './_change.js';
import { describedChanges, latestChanges, UndoForm } from './_history.js';
import { senseLetter } from './_parts.js';
import type { SensesData } from './_senses.js';

export function Bar(props: SensesData & { readonly shown: readonly Sense[] }) {
  const { error, senses } = props;
  return (
    <div class="marks-bar">
      {error && (
        <p class="note" role="alert" id="refused" tabIndex={-1}>
          {error.message}. {error.cure}
        </p>
      )}
      {!isReadOnly(props) && props.shown.length > 0 && <MarkedLines senses={senses.senses} />}
      {!isReadOnly(props) && props.shown.length > 1 && <MarkedSenses />}
      {senses.edits.length > 0 && <LastChange {...props} />}
    </div>
  );
}

/** Fields are required for one button only, so the others do without. */
const pressed = { type: 'submit', form: 'change', name: 'action', formNoValidate: true } as const;

function MarkedLines({ senses }: { readonly senses: readonly Sense[] }) {
  return (
    <div class="of-lines" role="group" aria-label="Marked lines">
      <span class="what">
        <span data-marked="lines" /> marked lines
      </span>
      <span class="pair">
        <label for="to">move to</label>
        <select id="to" name="to" form="change">
          {senses.map(({ id, label }, i) => (
            <option key={id} value={id}>
              {senseLetter(i)} {label}
            </option>
          ))}
        </select>
        <button {...pressed} value="move">
          Move
        </button>
      </span>
      <span class="pair">
        <label for="made">new sense</label>
        <input id="made" name="label" form="change" maxLength={200} autocomplete="off" required />
        <button {...pressed} formNoValidate={false} value="create">
          Make
        </button>
      </span>
      <span class="pair">
        <button {...pressed} value="move:none">
          None of these senses
        </button>
        <Unmark />
      </span>
    </div>
  );
}

function MarkedSenses() {
  return (
    <div class="of-senses" role="group" aria-label="Marked senses">
      <button {...pressed} value="merge">
        Merge the <span data-marked="senses" /> marked senses
      </button>
      <span class="muted when-one">Mark another one too.</span>
      <span class="muted when-two">The first of them gives the name.</span>
      <Unmark />
    </div>
  );
}

const Unmark = () => (
  <button type="reset" form="change" class="quiet">
    Unmark all
  </button>
);

function LastChange({ senses, collection }: SensesData) {
  const { standing, undone } = latestChanges(describedChanges(senses));
  const { word } = senses;
  return (
    <div class="last-change" id="last-change" tabIndex={-1} role="group" aria-label="Last change">
      {standing && (
        <span class="pair">
          <span class="what">
            <span class="muted">Last change:</span> {standing.text}
          </span>
          <UndoForm word={word} collection={collection} change={standing} id="undo" />
        </span>
      )}
      {undone && (
        <span class="pair">
          <span class="what">
            <span class="muted">Undone:</span> {undone.text}
          </span>
          <UndoForm word={word} collection={collection} change={undone} id="redo" />
        </span>
      )}
    </div>
  );
}
