// What is shown of a word's senses: counts, typical and doubtful lines, indicative words, substitutes, names.

import { indicativeWords } from '../analysis/keyness.js';
import { evenSample } from '../analysis/sample.js';
import { centreOf, cosines, type LineVectors } from '../analysis/score.js';
import type { Hit } from '../domain/search.js';
import type { Inventory, Sense, SensesProgress, SenseWord, WordSenses } from '../domain/senses.js';
import { toHit } from '../search/lines.js';
import { type AssignedWord, type SenseCandidate, type SenseContext, senseWord } from './inventory.js';
import { alikeWords, substituteLines, substitutesOf } from './substitutes.js';

export const shownLines = 5;
export const shownWords = 10;
/** Lines of a word whose neighbouring words are counted: of a more frequent one, every so many-th. */
export const maxCountedLines = 4000;

export interface DescribeOptions {
  /** Default true. */
  readonly usesSubstitutes?: boolean;
  readonly onProgress?: ((progress: SensesProgress) => void) | undefined;
}

/** Lines of each sense, with the words that tell it apart. usesSubstitutes: false leaves out what takes longest. */
export async function describeSenses(
  context: SenseContext,
  inventory: Inventory,
  assigned: AssignedWord,
  { usesSubstitutes = true, onProgress }: DescribeOptions = {},
): Promise<WordSenses> {
  const { occurrences, candidates, assignment, stability, edits } = assigned;
  const n = occurrences.tokenIds.length;
  const rowsOf = candidates.map((_, sense) =>
    [...assignment.senses.keys()].filter((row) => assignment.senses[row] === sense),
  );
  const words = countWords(context, assigned);
  const alike = usesSubstitutes ? alikeWords(context, occurrences.lemmas) : undefined;
  const collectionCount = (lemma: string): number =>
    context.store.lemma(context.collection.id, lemma)?.count ?? 0;
  const senses: Sense[] = [];
  for (const [sense, candidate] of candidates.entries()) {
    const rows = rowsOf[sense] as number[];
    if (rows.length === 0 && candidate.origin === 'induced') continue;
    onProgress?.({ phase: 'describing', lines: n, done: sense, total: candidates.length });
    const central = byCentrality(assigned, rows, centreOf(assigned.lines, rows));
    const indicative = indicativeWords(words.of(sense), words.except(sense), collectionCount, shownWords);
    const substitutes = alike ? await substitutesOf(context, assigned, central, alike, shownWords) : [];
    senses.push({
      ...describe(candidate, candidates.length === 1 ? senseWord(occurrences) : '', indicative, substitutes),
      count: rows.length,
      share: n === 0 ? 0 : rows.length / n,
      confidence: rows.length === 0 ? null : mean(rows.map((row) => assignment.confidences[row] as number)),
      ...linesOf(context, assigned, central),
      words: indicative.map(({ lemma, count }) => ({ lemma, count })),
      substitutes,
    });
  }
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

function describe(
  { id, label, gloss, origin, synonyms, hypernyms, correctedRows }: SenseCandidate,
  otherwise: string,
  indicative: readonly SenseWord[],
  substitutes: readonly SenseWord[],
) {
  const names = [...substitutes.slice(0, 2), ...indicative.slice(0, 3)].map(({ lemma }) => lemma);
  const named = [...new Set(names)].slice(0, 3).join(', ');
  return {
    ...{ id, gloss, origin, synonyms, hypernyms },
    label: label || otherwise || named || `sense ${id.slice(1)}`,
    corrected: correctedRows.length,
  };
}

/** Rows from a centre to the edge, each sentence once. */
export function byCentrality(
  { lines, sentences }: AssignedWord,
  rows: readonly number[],
  centre: Float32Array,
): number[] {
  const seen = new Set<number>();
  return nearestFirst(lines, rows, centre).filter((row) => {
    const sentence = sentences.firstTokenIds[row] as number;
    if (seen.has(sentence)) return false;
    seen.add(sentence);
    return true;
  });
}

/** Rows by their cosine with a unit vector, highest first. */
export function nearestFirst(
  { codes, norms }: LineVectors,
  rows: readonly number[],
  vector: Float32Array,
): number[] {
  const near = cosines(vector, codes, norms);
  return [...rows].sort((a, b) => (near[b] as number) - (near[a] as number) || a - b);
}

/** Lines of a word; one whose document was removed meanwhile is left out. */
export function hitsOf(
  { store }: SenseContext,
  { occurrences }: AssignedWord,
  rows: readonly number[],
  scoreOf: (row: number) => number | null = () => null,
): Hit[] {
  return rows.flatMap((row) => {
    const found = store.occurrence(occurrences.tokenIds[row] as number);
    return found ? [toHit(store, found, { cosine: null, score: scoreOf(row) })] : [];
  });
}

function linesOf(context: SenseContext, assigned: AssignedWord, central: readonly number[]) {
  const { assignment, candidates } = assigned;
  const toHits = (rows: readonly number[]): Hit[] =>
    hitsOf(context, assigned, rows, (row) => assignment.confidences[row] as number);
  const typical = central.slice(0, shownLines);
  const rest = central.slice(shownLines);
  const step = rest.length / shownLines;
  const varied =
    rest.length <= shownLines ? rest : typical.map((_, i) => rest[Math.floor((i + 0.5) * step)] as number);
  const doubtful = [...central]
    .filter((row) => (assignment.confidences[row] as number) < 1 && candidates.length > 1)
    .sort((a, b) => (assignment.confidences[a] as number) - (assignment.confidences[b] as number) || a - b)
    .slice(0, shownLines);
  return { lines: toHits(typical), varied: toHits(varied), borderline: toHits(doubtful) };
}

/** How many lines of each sense have each lemma in their sentence, the word itself left out. */
function countWords(context: SenseContext, assigned: AssignedWord) {
  const { assignment, candidates } = assigned;
  const counted = evenSample(assignment.senses.length, maxCountedLines);
  const all = candidates.map((_, sense) =>
    wordsBeside(
      context,
      assigned,
      counted.filter((row) => assignment.senses[row] === sense),
    ),
  );
  return {
    of: (sense: number): ReadonlyMap<string, number> => all[sense] as Map<string, number>,
    except(sense: number): ReadonlyMap<string, number> {
      const rest = new Map<string, number>();
      all.forEach((one, other) => {
        if (other === sense) return;
        for (const [lemma, count] of one) rest.set(lemma, (rest.get(lemma) ?? 0) + count);
      });
      return rest;
    },
  };
}

/** In how many of the rows' sentences each other lemma stands. */
export function wordsBeside(
  { store }: SenseContext,
  { occurrences, sentences }: AssignedWord,
  rows: readonly number[],
): Map<string, number> {
  const byId = new Map<number, number>();
  for (const row of rows) {
    const lemmaIds = store.lemmaIdsBetween(
      sentences.firstTokenIds[row] as number,
      sentences.numTokens[row] as number,
    );
    for (const id of new Set(lemmaIds)) byId.set(id, (byId.get(id) ?? 0) + 1);
  }
  const own = new Set(occurrences.lemmas);
  const byName = new Map<string, number>();
  for (const [id, count] of byId) {
    const lemma = store.lemmaById(id) ?? '';
    if (lemma !== '' && !own.has(lemma)) byName.set(lemma, count);
  }
  return byName;
}

const mean = (values: readonly number[]): number =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
