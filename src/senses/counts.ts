// How many lines of a word have each sense, and which: what is offered above its lines, and what a search for a sense finds.
import { invalid } from '../domain/check.js';
import { PolysemeError } from '../domain/errors.js';
import {
  defaultDictionary,
  type Inventory,
  noSense,
  type SenseCount,
  type SenseCounts,
  type SenseCountsOptions,
} from '../domain/senses.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { editsOf } from './edits.js';
import { assignWord, type MeantWord, meantWord } from './inventory.js';
import { ownSenses } from './own.js';
import { type SenseCandidate, type SenseContext, senseWord } from './sense-context.js';
import { describeAssigned } from './word-senses.js';

/**
 * Counts a word's lines by sense. Throws `not_found` for a word that does not occur, `invalid_input` for several words,
 * or `model`.
 */
export async function senseCounts(
  context: SenseContext,
  word: string,
  { inventory }: SenseCountsOptions,
): Promise<SenseCounts> {
  const meant = await offeredWord(context, word, inventory);
  const assigned = await assignWord(context, meant);
  const { candidates, assignment, occurrences } = assigned;
  const counts = candidates.map(() => 0);
  for (const sense of assignment.senses) if (sense >= 0) (counts[sense] as number) += 1;
  const labels = await labelsOf(context, meant.inventory, assigned);
  const senses = candidates.map((candidate, i): SenseCount => {
    const { id, gloss } = candidate;
    const label = labels[i] as string;
    return { id, label, gloss, count: counts[i] as number, meaning: meaningOf(candidate, label) };
  });
  const numWithSense = counts.reduce((sum, count) => sum + count, 0);
  return {
    word: senseWord(occurrences),
    inventory: meant.inventory,
    occurrences: occurrences.tokenIds.length,
    senses: senses.sort((a, b) => b.count - a.count),
    none: occurrences.tokenIds.length - numWithSense,
  };
}

/** Groups of lines that nothing describes are named by their words. */
function meaningOf({ origin, gloss, synonyms, label: name }: SenseCandidate, label: string): string | null {
  if (origin === 'everyday' && synonyms.length === 0) return label;
  return gloss?.replace(/[[\]]/gu, '') ?? (origin === 'mine' || name === '' ? null : label);
}

/** Where no inventory is named: the user's own senses where there are any, else the dictionary's. */
async function offeredWord(context: SenseContext, word: string, inventory?: Inventory): Promise<MeantWord> {
  const meant = await meantWord(context, word, inventory);
  const isOpen = inventory === undefined && meant.inventory !== 'mine';
  return isOpen ? { ...meant, inventory: defaultDictionary } : meant;
}

/** Groups without a name are named by their words, which takes longer. */
async function labelsOf(
  context: SenseContext,
  inventory: Inventory,
  assigned: Awaited<ReturnType<typeof assignWord>>,
): Promise<string[]> {
  const { candidates } = assigned;
  if (candidates.every(({ label }) => label !== '')) return candidates.map(({ label }) => label);
  const { senses } = await describeAssigned(context, inventory, assigned, { usesSubstitutes: false });
  return candidates.map(({ id }) => senses.find((sense) => sense.id === id)?.label ?? id);
}

/** Returns whether each row has the sense, or none of them. Throws as `senseCounts`, or `not_found` for an unknown sense. */
export async function rowsOfSense(
  context: SenseContext,
  occurrences: WordOccurrences,
  sense: string,
  inventory: Inventory | undefined,
): Promise<(row: number) => boolean> {
  const word = senseWord(occurrences);
  if (occurrences.stretches)
    throw invalid('sense', `“${word}” is several words`, 'Senses are those of one word.');
  const { edits, word: editedWord } = await editsOf(context, word);
  const chosen = inventory ?? (ownSenses(edits).length > 0 ? 'mine' : defaultDictionary);
  const meant = { occurrences, edits, editedWord, inventory: chosen };
  const { candidates, assignment } = await assignWord(context, meant);
  const number = candidates.findIndex(({ id }) => id === sense);
  if (number < 0 && sense !== noSense) {
    const ids = [...candidates.map(({ id }) => id), noSense].join(', ');
    throw new PolysemeError('not_found', `sense: "${sense}" is no sense of "${word}" (${meant.inventory})`, {
      cure: `It has ${ids}; or name another inventory.`,
    });
  }
  return (row) => assignment.senses[row] === number;
}
