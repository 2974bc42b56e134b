// Turns a person's change into stored edits. The first change to a word with induced or dictionary senses makes them
// the person's own, as shown; the change is then made to these.

import { describeValue, invalid } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import {
  isStep,
  type LineAnchor,
  type SenseChange,
  type SenseEdit,
  type SenseEditRecord,
  type SenseSeed,
} from '../domain/sense-changes.js';
import { type Inventory, noSense, type Sense, type SensesOptions } from '../domain/senses.js';
import { anchorsOf, encodeVector } from './anchors.js';
import { editsOfWord } from './edits.js';
import { assignWord, meantWord } from './inventory.js';
import { labelledLines } from './labelled-lines.js';
import { labelSenses } from './labels.js';
import { keyOf, nextSenseId, ownSenses } from './own.js';
import type { AssignedWord, SenseContext } from './sense-context.js';
import { type Half, halvesOf } from './split.js';
import { describeAssigned } from './word-senses.js';

const maxAttempts = 5;

/**
 * Changes the senses of a word, and stores the change. Throws `not_found` (word, sense or line), `invalid_input`,
 * `conflict` when the change is to another inventory's senses and the person has senses of their own for the word, or
 * `busy` while others keep changing them.
 */
export async function changeSenses(
  context: SenseContext,
  word: string,
  change: SenseChange,
  options: SensesOptions = {},
): Promise<void> {
  // ids of new senses depend on the edits so far: if another change comes between, this one starts over
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    if (await tryChange(context, word, change, options)) return;
  }
  throw changedByOthers(word);
}

const changedByOthers = (word: string): PolysemeError =>
  new PolysemeError('busy', `senses: "${word}" is being changed by others`, { cure: 'Try again.' });

/** False when the word has newer edits. */
async function tryChange(
  context: SenseContext,
  word: string,
  change: SenseChange,
  options: SensesOptions,
): Promise<boolean> {
  const meant = await meantWord(context, word, options.inventory);
  const { inventory, editedWord } = meant;
  const assigned = await assignWord(context, meant, options);
  // how senses are shown matters only when they are adopted
  const shown =
    inventory === 'mine' ? [] : (await describeAssigned(context, inventory, assigned, options)).senses;
  const edits = await editsFor(context, inventory, assigned, shown, change, options);
  const { store, collection } = context;
  return store.addSenseEdits(collection.id, editedWord, edits, assigned.edits.at(-1)?.id ?? 0);
}

/** Undoes any change to senses, not only the last, or with `redo` redoes it. Throws `not_found`. */
export async function undoSenseChange(
  { store, collection }: SenseContext,
  id: number,
  { redo = false }: { readonly redo?: boolean } = {},
): Promise<void> {
  const isThere =
    Number.isInteger(id) && (await store.setSenseEditUndone(collection.id, id, !redo)) !== 'missing';
  if (isThere) return;
  throw new PolysemeError('not_found', `change: there is no change ${id}`, {
    cure: 'Take the number of one that is listed for the word.',
  });
}

/**
 * Undoes the latest change to a word's senses that holds, or with `redo` makes the one undone last again; returns its
 * number. Of several calls at once each takes a change of its own. Throws `not_found` as `latestEdit` does, or `busy`
 * while others keep undoing.
 */
export async function undoLatestSenseChange(
  context: SenseContext,
  word: string,
  options: { readonly redo?: boolean } = {},
): Promise<number> {
  const { store, collection } = context;
  for (let attempt = 0; attempt < maxAttempts; attempt++) {
    const { id } = await latestEdit(context, word, options);
    if ((await store.setSenseEditUndone(collection.id, id, !options.redo)) === 'changed') return id;
  }
  throw changedByOthers(word);
}

/**
 * Returns the change to a word's senses that an undo without a number means: the latest standing one; with `redo` the
 * one undone last. Throws `not_found` when there is none, or when the word neither occurs nor has changes.
 */
export async function latestEdit(
  context: SenseContext,
  word: string,
  { redo = false }: { readonly redo?: boolean } = {},
): Promise<SenseEditRecord> {
  const { edits } = await editsOfWord(context, word);
  const steps = edits.filter(isStep);
  const edit = redo ? lastUndone(steps) : steps.findLast(({ undoneAt }) => undoneAt === null);
  if (edit) return edit;
  throw new PolysemeError('not_found', `change: "${word}" has no change to ${redo ? 'redo' : 'undo'}`, {
    cure: redo ? 'Undo one first.' : 'Change its senses first.',
  });
}

/** The last to be undone; of those undone at the same moment the first, since undoing goes backwards. */
function lastUndone(edits: readonly SenseEditRecord[]): SenseEditRecord | undefined {
  const undone = edits.filter(({ undoneAt }) => undoneAt !== null);
  const latest = undone
    .map(({ undoneAt }) => undoneAt)
    .sort()
    .at(-1);
  return undone.find(({ undoneAt }) => undoneAt === latest);
}

/** What a change applies to. */
interface Editing {
  readonly context: SenseContext;
  readonly inventory: Inventory;
  readonly assigned: AssignedWord;
  /** Labels of the word's current senses. */
  readonly labels: readonly string[];
  readonly usesSubstitutes: boolean | undefined;
  /** An id that no sense of the word has ever had. */
  newId(): string;
  /** The id of a shown sense as the person's own. Throws `not_found`. */
  ownId(id: string): string;
}

/**
 * assigned, senses: the word as shown to the person, by `inventory`. Returns the edits to store, in order.
 * Throws `invalid_input` or `not_found`, naming what is wrong.
 */
async function editsFor(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  senses: readonly Sense[],
  change: SenseChange,
  { usesSubstitutes, usesRank = true }: SensesOptions,
): Promise<SenseEdit[]> {
  const own = ownSenses(assigned.edits);
  let newIds = 0;
  const newId = (): string => nextSenseId(assigned.edits, newIds++);
  const names = new Map(own.map(({ id }) => [id, id]));
  const adopted: SenseEdit[] = [];
  if (inventory !== 'mine') {
    if (own.length > 0) {
      throw new PolysemeError('conflict', 'senses: this word has senses of your own already', {
        cure: 'Change your own senses (inventory mine), or delete them first.',
      });
    }
    // in the inventory's order, so that letters stay, and with those without lines, so that all can still be chosen
    const shown = assigned.candidates.flatMap(({ id }) => senses.find((sense) => sense.id === id) ?? []);
    const seeds = shown.map((sense) => {
      const seed = toSeed(assigned, sense, newId());
      names.set(sense.id, seed.id);
      return seed;
    });
    adopted.push({
      ...{ kind: 'adopt', from: inventory, senses: seeds },
      ...(usesRank ? {} : { usesRank }),
      ...(change.kind === 'adopt' ? {} : { byChange: true }),
    });
  }
  const ownId = (id: string): string => {
    const name = names.get(id);
    if (name) return name;
    throw new PolysemeError('not_found', `sense: "${id}" is none of this word's senses`, {
      cure: `It has ${[...names.keys()].join(', ') || 'none yet'}.`,
    });
  };
  const labels = [...own, ...senses].map(({ label }) => label);
  const edit = await editFor({ context, inventory, assigned, labels, usesSubstitutes, newId, ownId }, change);
  return edit ? [...adopted, edit] : adopted;
}

/** The shown sense as the person's own. */
function toSeed({ centroids, candidates }: AssignedWord, sense: Sense, id: string): SenseSeed {
  const { label, gloss, origin } = sense;
  if (origin !== 'induced') return { id, label, key: sense.id, description: gloss ?? label };
  const centroid = centroids[candidates.findIndex((candidate) => candidate.id === sense.id)] as Float32Array;
  return { id, label, centroid: encodeVector(centroid) };
}

/** Undefined when the change only adopts senses. */
async function editFor(editing: Editing, change: SenseChange): Promise<SenseEdit | undefined> {
  const { inventory, ownId } = editing;
  switch (change.kind) {
    case 'adopt':
      if (inventory !== 'mine') return undefined;
      throw invalid(
        'adopt',
        'these senses are your own already',
        'Adopt those of the dictionary, or the induced ones.',
      );
    case 'create':
      return { kind: 'create', sense: await createdSense(editing, change) };
    case 'rename':
      return {
        ...{ kind: 'rename', sense: ownId(change.sense), label: change.label },
        ...(change.description === undefined ? {} : { description: change.description }),
      };
    case 'merge': {
      const merged = [...new Set(change.senses.map(ownId))];
      if (merged.length < 2) throw invalid('merge', 'fewer than two senses are named', 'Name at least two.');
      return { kind: 'merge', senses: merged, into: merged[0] as string };
    }
    case 'split':
      return { kind: 'split', sense: ownId(change.sense), into: await splitInTwo(editing, change.sense) };
    case 'delete':
      return { kind: 'delete', sense: ownId(change.sense) };
    case 'move': {
      const lines = await anchorsInWord(editing, change.lines);
      if (lines.length === 0) throw invalid('move', 'no lines are named', 'Mark at least one.');
      return { kind: 'move', to: change.to === noSense ? noSense : ownId(change.to), lines };
    }
    default:
      throw unknownChange(change);
  }
}

const unknownChange = (change: never): PolysemeError =>
  invalid(
    'kind',
    `${describeValue((change as { kind?: unknown }).kind)} is not a change`,
    'Use adopt, create, rename, merge, split, delete or move.',
  );

async function createdSense(
  editing: Editing,
  change: Extract<SenseChange, { kind: 'create' }>,
): Promise<SenseSeed> {
  const description = change.description?.trim?.() === '' ? undefined : change.description;
  const lines = await anchorsInWord(editing, change.lines ?? []);
  if (description === undefined && lines.length === 0) {
    throw invalid(
      'sense',
      'it has neither a description nor lines',
      'Describe it, or mark lines that have it.',
    );
  }
  const described = description === undefined ? {} : { description };
  return { id: editing.newId(), label: change.label, ...described, lines };
}

/** Anchors of the word's lines. Throws `not_found` for another line. */
async function anchorsInWord(
  { context, assigned }: Editing,
  tokenIds: readonly number[],
): Promise<LineAnchor[]> {
  const stranger = tokenIds.find((id) => !assigned.occurrences.tokenIds.includes(id));
  if (stranger === undefined) return namedAsBefore(context, assigned, tokenIds);
  throw new PolysemeError('not_found', `line: ${stranger} is no line of this word`, {
    cure: 'Take the tokenId of a line that is shown for the word.',
  });
}

/** Anchors with the key of the label that their line has already, since it leaves that sense, and of no other label. */
async function namedAsBefore(
  context: SenseContext,
  { occurrences, edits }: AssignedWord,
  tokenIds: readonly number[],
): Promise<LineAnchor[]> {
  const { rows, lost } = await labelledLines(context, occurrences, edits);
  const keyOfToken = new Map([...rows].map(([key, row]) => [occurrences.tokenIds[row], key]));
  const taken = new Set([...rows.keys(), ...lost.map(keyOf)]);
  const anchors = await anchorsOf(context, occurrences, tokenIds);
  return anchors.map((anchor) => {
    const own = keyOf(anchor);
    const key = keyOfToken.get(anchor.tokenId) ?? (taken.has(own) ? `${own} ${anchor.tokenId}` : own);
    return key === own ? anchor : { ...anchor, key };
  });
}

/** The halves of a sense, labelled as no other sense of the word is. */
async function splitInTwo(
  { context, assigned, labels, usesSubstitutes, newId }: Editing,
  id: string,
): Promise<SenseSeed[]> {
  const halves = await halvesOf(context, assigned, id, { usesSubstitutes });
  const sources = halves.map(({ source }) => ({ ...source, id: newId() }));
  const names = labelSenses(sources, labels);
  return sources.map((source, i) => ({
    id: source.id,
    label: names[i] as string,
    centroid: encodeVector((halves[i] as Half).centroid),
  }));
}
