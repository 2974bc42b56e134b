// The changes to the senses of a word in words, the latest, and the list of all, each with its undo.
import {
  isStep,
  type SenseEdit,
  type SenseEditRecord,
  type SenseSeed,
} from '../../src/domain/sense-changes.js';
import type { WordSenses } from '../../src/domain/senses.js';
import { plural } from '../../src/format/figures.js';
import { SensesForm } from './_change.js';
import type { SensesData } from './_senses.js';

/** A change, and what it did in words. */
interface Described extends SenseEditRecord {
  readonly text: string;
}

/** All changes, oldest first, each naming the senses as they were called then. */
export function describedChanges({ edits, senses }: WordSenses): Described[] {
  // parts of an early split have no name of their own
  const names = new Map(senses.map(({ id, label }) => [id, label]));
  const nameSeeds = (seeds: readonly SenseSeed[]): void => {
    for (const { id, label } of seeds) if (label !== '') names.set(id, label);
  };
  for (const { edit } of edits) {
    if (edit.kind === 'adopt') nameSeeds(edit.senses);
    if (edit.kind === 'split') nameSeeds(edit.into);
    if (edit.kind === 'create') nameSeeds([edit.sense]);
  }
  return edits.filter(isStep).map((record) => {
    const { edit, undoneAt } = record;
    const text = describeChange(edit, (id) => `“${names.get(id) ?? id}”`);
    if (edit.kind === 'rename' && undoneAt === null) names.set(edit.sense, edit.label);
    return { ...record, text };
  });
}

function describeChange(edit: SenseEdit, name: (id: string) => string): string {
  switch (edit.kind) {
    case 'adopt':
      return 'made the senses your own';
    case 'create':
      return `added “${edit.sense.label}”`;
    case 'rename':
      return `renamed ${name(edit.sense)} to “${edit.label}”`;
    case 'merge':
      return `merged ${edit.senses.map(name).join(' and ')}`;
    case 'split':
      return `split ${name(edit.sense)} into ${edit.into.map(({ id }) => name(id)).join(' and ')}`;
    case 'delete':
      return `deleted ${name(edit.sense)}`;
    case 'move':
      return `moved ${plural(edit.lines.length, 'line')} to ${edit.to === 'none' ? 'none of the senses' : name(edit.to)}`;
  }
}

/** The last change that stands, and the one undone last where nothing was changed since. */
export function latestChanges(changes: readonly Described[]) {
  const standing = changes.findLast(({ undoneAt }) => undoneAt === null);
  // undoing goes backwards: of changes undone at the same moment the first is the last
  const undone = changes
    .filter(({ undoneAt }) => undoneAt !== null && undoneAt >= (standing?.madeAt ?? ''))
    .reduce<Described | undefined>(
      (last, one) => (last && (last.undoneAt ?? '') >= (one.undoneAt ?? '') ? last : one),
      undefined,
    );
  return { standing, undone };
}

/** Undoes a change, or makes an undone one again. id: keeps the keyboard on the button when the senses are swapped. */
export function UndoForm(props: {
  readonly word: string;
  readonly collection: string;
  readonly change: Described;
  readonly id?: string;
}) {
  const { word, collection, change, id } = props;
  const isUndone = change.undoneAt !== null;
  const fields = { id: String(change.id), collection, redo: isUndone ? '1' : '' };
  return (
    <SensesForm word={word} to="/undo" fields={fields} class="beside">
      <button type="submit" {...(id === undefined ? {} : { id })}>
        {isUndone ? 'Redo' : 'Undo'}
        <span class="unseen">
          {' '}
          change {change.id}: {change.text}
        </span>
      </button>
    </SensesForm>
  );
}

/** Changes, latest first. */
export function History({ senses, collection }: SensesData) {
  return (
    <div class="history" id="changes">
      <h2>Changes</h2>
      <ol reversed>
        {describedChanges(senses)
          .reverse()
          .map((change) => (
            <li key={change.id} value={change.id}>
              <time datetime={change.madeAt}>{change.madeAt.slice(0, 16).replace('T', ' ')}</time>{' '}
              {change.undoneAt === null ? change.text : <s>{change.text}</s>}{' '}
              <UndoForm word={senses.word} collection={collection} change={change} />
            </li>
          ))}
      </ol>
    </div>
  );
}
