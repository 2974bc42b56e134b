// A word's senses for callers outside the room: all of them, those of its lines, that of one line.

import { throwIfCancelled } from '../domain/cancel.js';
import type { Inventory, SensesOfLines, SensesOptions, TokenSense, WordSenses } from '../domain/senses.js';
import { noSuchLine, rounded } from '../search/lines.js';
import { type DescribeOptions, describeSenses } from './describe.js';
import { assignWord, type MeantWord, meantWord } from './inventory.js';
import type { AssignedWord, SenseContext } from './sense-context.js';

/** A word with the sense of each line, and the senses in the order shown. */
export interface DescribedWord {
  readonly context: SenseContext;
  readonly assigned: AssignedWord;
  readonly described: WordSenses;
}

/** Throws `not_found` for a word that does not occur, `cancelled` or `model`. */
export async function describedWord(
  context: SenseContext,
  word: string,
  options: SensesOptions = {},
): Promise<DescribedWord> {
  const meant = await meantWord(context, word, options.inventory);
  throwIfCancelled(options.signal);
  const assigned = await assignWord(context, meant, options);
  throwIfCancelled(options.signal);
  const described = await describeAssigned(context, meant.inventory, assigned, options);
  return { context, assigned, described };
}

/** `describeSenses`, cached as long as the assignment, and while the approximate index is unchanged. */
export async function describeAssigned(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  { usesSubstitutes = true, onProgress }: DescribeOptions,
): Promise<WordSenses> {
  const cache = context.cache.described;
  const key = `${usesSubstitutes && (await context.ann.state())}`;
  let described = cache.get(assigned);
  if (described?.key !== key) {
    const senses = describeSenses(context, inventory, assigned, { usesSubstitutes, onProgress });
    senses.catch(() => cache.delete(assigned));
    described = { key, senses };
    cache.set(assigned, described);
  }
  return described.senses;
}

/** Returns the senses of a word, largest first. Throws as `describedWord` does. */
export async function senses(
  context: SenseContext,
  word: string,
  options?: SensesOptions,
): Promise<WordSenses> {
  return (await describedWord(context, word, options)).described;
}

/** Index of each row's sense in the order shown; -1 for none of them. */
export function senseNumbers({ assigned, described }: DescribedWord): Int16Array {
  const shown = assigned.candidates.map(({ id }) => described.senses.findIndex((sense) => sense.id === id));
  return assigned.assignment.senses.map((sense) => (sense < 0 ? -1 : (shown[sense] as number)));
}

/** Returns the sense of each occurrence of a word. Throws as `describedWord` does. */
export async function sensesOfLines(
  context: SenseContext,
  word: string,
  options?: SensesOptions,
): Promise<SensesOfLines> {
  const described = await describedWord(context, word, options);
  const numbers = senseNumbers(described);
  const numberOf = new Map<number, number>();
  described.assigned.occurrences.tokenIds.forEach((tokenId, row) => {
    const number = numbers[row] as number;
    if (number >= 0) numberOf.set(tokenId, number);
  });
  return { senses: described.described.senses, numberOf };
}

/** Returns the sense of one occurrence. Throws `not_found` or `model`. */
export async function senseOf(
  context: SenseContext,
  tokenId: number,
  options: SensesOptions = {},
): Promise<TokenSense> {
  const { store, collection } = context;
  const isHere = (await store.collectionOfToken(tokenId)) === collection.id;
  const [line] = isHere ? await store.lines([tokenId]) : [];
  if (!line) throw noSuchLine(tokenId);
  // a lemma that is mostly a form of others stands for those; its own occurrences are then found by form
  const names = [line.lemma as string, line.form as string];
  const words = await Promise.all(names.map((word) => meantWord(context, word, options.inventory)));
  const hasLine = ({ occurrences }: MeantWord): boolean => occurrences.tokenIds.includes(tokenId);
  const word = words.find(hasLine) ?? (words[0] as MeantWord);
  const { inventory } = word;
  const assigned = await assignWord(context, word, options);
  const row = assigned.occurrences.tokenIds.indexOf(tokenId);
  const confidence = rounded(assigned.assignment.confidences[row] ?? 0);
  const candidate = assigned.candidates[assigned.assignment.senses[row] ?? -1];
  if (!candidate) return { inventory, id: '', label: '', gloss: null, confidence };
  const shown = await describeAssigned(context, inventory, assigned, { ...options, usesSubstitutes: false });
  const { id, label, gloss } = shown.senses.find((sense) => sense.id === candidate.id) ?? candidate;
  return { inventory, id, label, gloss, confidence };
}
