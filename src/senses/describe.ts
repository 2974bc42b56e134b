// What is shown of a word's senses: counts, typical and doubtful lines, indicative words, substitutes, labels.

import { centreOf } from '../analysis/score.js';
import type { Inventory, Sense, SensesOptions, WordSenses } from '../domain/senses.js';
import { frequentOf, indicativeOf, type WordsBeside, wordsBesideSenses } from './beside.js';
import { type LabelSource, labelParts, labelSenses } from './labels.js';
import { byCentrality, hitsOf, rowsBySense } from './lines.js';
import { type AssignedWord, type SenseCandidate, type SenseContext, senseWord } from './sense-context.js';
import { type AlikeWords, alikeWords, substituteLines, substitutesOf } from './substitutes.js';

export const shownLines = 5;
export const shownWords = 10;

export type DescribeOptions = Pick<SensesOptions, 'usesSubstitutes' | 'onProgress'>;

/**
 * Returns the lines of each sense, with the words that tell it apart, largest sense first.
 * usesSubstitutes: false leaves out the substitutes, which take longest.
 */
export async function describeSenses(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  { usesSubstitutes = true, onProgress }: DescribeOptions = {},
): Promise<WordSenses> {
  const { occurrences, candidates, assignment, stability, edits } = assigned;
  const n = occurrences.tokenIds.length;
  const rows = rowsBySense(assigned);
  const shared = {
    beside: await wordsBesideSenses(context, assigned),
    alike: usesSubstitutes ? await alikeWords(context, occurrences.lemmas) : undefined,
  };
  const described: DescribedSense[] = [];
  for (const [sense, candidate] of candidates.entries()) {
    if ((rows[sense] as number[]).length === 0 && candidate.origin === 'induced') continue;
    onProgress?.({ phase: 'describing', lines: n, done: sense, total: candidates.length });
    described.push(await describeSense(context, assigned, sense, rows[sense] as number[], shared));
  }
  const labels = labelSenses(described.map(({ source }) => source));
  const senses = described.map(({ sense }, i) => ({ ...sense, label: labels[i] as string }));
  return {
    word: senseWord(occurrences),
    lemmas: occurrences.lemmas,
    inventory,
    occurrences: n,
    senses: senses.sort((a, b) => b.count - a.count),
    none: assignment.senses.filter((sense) => sense < 0).length,
    stability,
    substitutesFrom: substituteLines,
    edits,
  };
}

interface DescribedSense {
  /** Its label is still empty. */
  readonly sense: Sense;
  readonly source: LabelSource;
}

async function describeSense(
  context: SenseContext,
  assigned: AssignedWord,
  number: number,
  rows: readonly number[],
  { beside, alike }: { readonly beside: WordsBeside; readonly alike: AlikeWords | undefined },
): Promise<DescribedSense> {
  const { assignment, candidates, occurrences } = assigned;
  const candidate = candidates[number] as SenseCandidate;
  const { id, gloss, origin, keys, synonyms, hypernyms, correctedRows } = candidate;
  const central = byCentrality(assigned, rows, centreOf(assigned.lines, rows));
  const words = indicativeOf(beside, number, shownWords);
  const substitutes = alike ? await substitutesOf(context, assigned, central, alike, shownWords) : [];
  const lines = await linesOf(context, assigned, central);
  const n = occurrences.tokenIds.length;
  const sense = {
    ...{ id, gloss, origin, keys, synonyms, hypernyms, label: '', corrected: correctedRows.length },
    count: rows.length,
    share: n === 0 ? 0 : rows.length / n,
    confidence: rows.length === 0 ? null : mean(rows.map((row) => assignment.confidences[row] as number)),
    ...lines,
    words,
    substitutes,
  };
  // a word's only sense is named by the word
  const label = candidate.label || (candidates.length === 1 ? senseWord(occurrences) : '');
  const source = {
    ...{ id, label, sentence: lines.lines[0]?.sentence },
    ...labelParts(substitutes, words, frequentOf(beside, number)),
  };
  return { sense, source };
}

async function linesOf(context: SenseContext, assigned: AssignedWord, central: readonly number[]) {
  const { confidences } = assigned.assignment;
  const confidence = (row: number): number => confidences[row] as number;
  const typical = central.slice(0, shownLines);
  const rest = central.slice(shownLines);
  const step = rest.length / shownLines;
  const fromRest = typical.map((_, i) => rest[Math.floor((i + 0.5) * step)] as number);
  const doubtful = [...central]
    .filter((row) => confidence(row) < 1 && assigned.candidates.length > 1)
    .sort((a, b) => confidence(a) - confidence(b) || a - b)
    .slice(0, shownLines);
  const lists = [typical, rest.length <= shownLines ? rest : fromRest, doubtful];
  const [lines = [], varied = [], borderline = []] = await hitsOf(context, assigned, lists, confidence);
  return { lines, varied, borderline };
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
