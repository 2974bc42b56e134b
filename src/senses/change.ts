// A change that a person asks for becomes edits that are kept. The first change to a word whose senses were induced
// or the dictionary's makes them the person's own, as they are shown; then the change is made to these.

import { induceInThread } from '../analysis/thread.js';
import { PolysemeError } from '../domain/errors.js';
import type { Inventory, Sense, SenseChange, SenseEdit, SenseSeed } from '../domain/senses.js';
import { selectRows } from '../math/vector.js';
import { checkList } from '../search/query.js';
import { type AssignedWord, anchorOf, encodeVector, type SenseContext } from './inventory.js';
import { nextSenseId, ownSenses } from './own.js';

const maxLabelChars = 200;
const listOfLines = '"lines": [tokenId, …]';
const maxDescriptionChars = 2000;

/**
 * assigned, senses: the word as it is shown to the person, by `inventory`. Returns the edits to keep, in order.
 * Throws `invalid_input` or `not_found`, naming what is wrong.
 */
export async function editsFor(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  senses: readonly Sense[],
  change: SenseChange,
): Promise<SenseEdit[]> {
  const { edits } = assigned;
  const edited: SenseEdit[] = [];
  let newIds = 0;
  const newId = (): string => nextSenseId(edits, newIds++);
  const names = new Map(ownSenses(edits).map(({ id }) => [id, id]));
  if (inventory !== 'mine') {
    if (names.size > 0) {
      throw new PolysemeError('conflict', 'senses: this word has senses of your own already', {
        cure: 'Change your own senses (inventory mine), or delete them first.',
      });
    }
    const seeds = senses
      .filter(({ count }) => count > 0)
      .map((sense) => {
        const seed = toSeed(assigned, sense, newId());
        names.set(sense.id, seed.id);
        return seed;
      });
    edited.push({ kind: 'adopt', from: inventory, senses: seeds });
  }
  const own = (id: string): string => {
    const name = names.get(id);
    if (name) return name;
    throw new PolysemeError('not_found', `sense: "${id}" is none of this word's senses`, {
      cure: `It has ${[...names.keys()].join(', ') || 'none yet'}.`,
    });
  };
  const edit = await toEdit(change, own);
  return edit ? [...edited, edit] : edited;

  async function toEdit(asked: SenseChange, sense: (id: string) => string): Promise<SenseEdit | undefined> {
    switch (asked.kind) {
      case 'adopt':
        if (inventory === 'mine') {
          throw new PolysemeError('invalid_input', 'adopt: these senses are your own already', {
            cure: 'Adopt those of the dictionary, or the induced ones.',
          });
        }
        return undefined;
      case 'create': {
        const { label } = asked;
        const description = asked.description?.trim?.() === '' ? undefined : asked.description;
        const lines = checkList<number>('lines', asked.lines ?? [], listOfLines);
        if (description === undefined && lines.length === 0) {
          throw new PolysemeError('invalid_input', 'sense: it has neither a description nor lines', {
            cure: 'Describe it, or mark lines that have it.',
          });
        }
        const anchors = lines.map((id) => lineOfWord(id));
        const described =
          description === undefined
            ? {}
            : { description: checkText('description', description, maxDescriptionChars) };
        const seed = {
          id: newId(),
          label: checkText('label', label, maxLabelChars),
          ...described,
          lines: anchors,
        };
        return { kind: 'create', sense: seed };
      }
      case 'rename': {
        const described =
          asked.description === undefined
            ? {}
            : { description: checkText('description', asked.description, maxDescriptionChars) };
        return {
          kind: 'rename',
          sense: sense(asked.sense),
          label: checkText('label', asked.label, maxLabelChars),
          ...described,
        };
      }
      case 'merge': {
        const merged = [
          ...new Set(checkList<string>('senses', asked.senses, '"senses": [id, …]').map(sense)),
        ];
        if (merged.length < 2) {
          throw new PolysemeError('invalid_input', 'merge: fewer than two senses are named', {
            cure: 'Name at least two.',
          });
        }
        return { kind: 'merge', senses: merged, into: merged[0] as string };
      }
      case 'split':
        return { kind: 'split', sense: sense(asked.sense), into: await halves(asked.sense) };
      case 'delete':
        return { kind: 'delete', sense: sense(asked.sense) };
      case 'move': {
        const lines = checkList<number>('lines', asked.lines, listOfLines);
        if (lines.length === 0) {
          throw new PolysemeError('invalid_input', 'move: no lines are named', {
            cure: 'Mark at least one.',
          });
        }
        return { kind: 'move', to: sense(asked.to), lines: lines.map((id) => lineOfWord(id)) };
      }
    }
  }

  function lineOfWord(tokenId: number) {
    if (!assigned.occurrences.tokenIds.includes(tokenId)) {
      throw new PolysemeError('not_found', `line: ${tokenId} is no line of this word`, {
        cure: 'Take the tokenId of a line that is shown for the word.',
      });
    }
    return anchorOf(context, tokenId);
  }

  /** The two clusters of a sense's lines, named by their words until someone names them. */
  async function halves(id: string): Promise<SenseSeed[]> {
    const number = assigned.candidates.findIndex((candidate) => candidate.id === id);
    const { senses: assignedTo } = assigned.assignment;
    const rows = [...assignedTo.keys()].filter((row) => assignedTo[row] === number);
    if (rows.length < 2) {
      throw new PolysemeError('invalid_input', `split: sense "${id}" has fewer than two lines`, {
        cure: 'Move lines to it first, or make a new sense from a description.',
      });
    }
    const { codes, dim } = assigned.lines;
    const { centroids } = await induceInThread(selectRows(codes, dim, rows), dim, 2);
    return centroids.map((centroid) => ({ id: newId(), label: '', centroid: encodeVector(centroid) }));
  }
}

function toSeed({ centroids, candidates }: AssignedWord, sense: Sense, id: string): SenseSeed {
  const { label, gloss, origin } = sense;
  if (origin === 'wordnet') return { id, label, key: sense.id, description: gloss ?? label };
  const centroid = centroids[candidates.findIndex((candidate) => candidate.id === sense.id)] as Float32Array;
  return { id, label, centroid: encodeVector(centroid) };
}

function checkText(name: string, text: unknown, limit: number): string {
  const trimmed = typeof text === 'string' ? text.trim() : '';
  if (trimmed !== '' && trimmed.length <= limit) return trimmed;
  const isText = text === undefined || typeof text === 'string';
  const what = !isText
    ? `is no text: ${JSON.stringify(text)}`
    : trimmed === ''
      ? 'is empty'
      : `has ${trimmed.length} characters`;
  throw new PolysemeError('invalid_input', `${name}: it ${what}`, {
    cure: `Write 1 to ${limit} characters.`,
  });
}
