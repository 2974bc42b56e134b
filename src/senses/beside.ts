// The words beside a word: for every other lemma, the number of lines of each sense in which it stands.

import { clearZ, indicativeWords, type Keyword } from '../analysis/keyness.js';
import { evenSample } from '../analysis/sample.js';
import type { SenseWord } from '../domain/senses.js';
import type { AssignedWord, SenseContext } from './sense-context.js';

/** Most lines whose neighbouring words are counted: of more, evenly spaced ones. */
export const maxCountedLines = 4000;

/** A word that stands in a single line more may do so by chance. */
const minSurplus = 2;
const maxFrequent = 20;

type Counts = ReadonlyMap<string, number>;

/** Words beside several groups of lines. */
export interface WordsBeside {
  /** [groups] lemma to the number of the group's lines in whose sentence it stands, without the word itself. */
  readonly counts: readonly Counts[];
  /** Occurrences, in the whole collection, of a lemma that stands beside any of the lines. */
  collectionCount(lemma: string): number;
}

/** Counts the words beside the senses of a word: group i is sense i. */
export function wordsBesideSenses(context: SenseContext, assigned: AssignedWord): Promise<WordsBeside> {
  const { senses } = assigned.assignment;
  const counted = evenSample(senses.length, maxCountedLines);
  const groups = assigned.candidates.map((_, sense) => counted.filter((row) => senses[row] === sense));
  return countWords(context, assigned, groups);
}

/** Counts the words beside groups of a word's lines. */
export function wordsBeside(
  context: SenseContext,
  assigned: AssignedWord,
  groups: readonly (readonly number[])[],
): Promise<WordsBeside> {
  const counted = groups.map((rows) =>
    evenSample(rows.length, maxCountedLines).map((i) => rows[i] as number),
  );
  return countWords(context, assigned, counted);
}

async function countWords(
  { store }: SenseContext,
  { occurrences, sentences }: AssignedWord,
  groups: readonly (readonly number[])[],
): Promise<WordsBeside> {
  const byId: Map<number, number>[] = [];
  for (const rows of groups) {
    const spans = rows.map((row) => ({
      firstTokenId: sentences.firstTokenIds[row] as number,
      count: sentences.numTokens[row] as number,
    }));
    const counts = new Map<number, number>();
    for (const lemmaIds of await store.lemmaIdsOfSpans(spans)) {
      for (const id of new Set(lemmaIds)) counts.set(id, (counts.get(id) ?? 0) + 1);
    }
    byId.push(counts);
  }
  const lemmas = await store.lemmasById([...new Set(byId.flatMap((counts) => [...counts.keys()]))]);
  const own = new Set(occurrences.lemmas);
  const inCollection = new Map([...lemmas.values()].map(({ lemma, count }) => [lemma, count]));
  const named = byId.map(
    (counts) =>
      new Map(
        [...counts].flatMap(([id, count]): [string, number][] => {
          const lemma = lemmas.get(id)?.lemma ?? '';
          return lemma === '' || own.has(lemma) ? [] : [[lemma, count]];
        }),
      ),
  );
  return { counts: named, collectionCount: (lemma) => inCollection.get(lemma) ?? 0 };
}

/** Returns words that stand beside one group more than beside the others, most indicative first. */
export function indicativeOf(beside: WordsBeside, group: number, limit: number): SenseWord[] {
  return keywordsOf(beside, group, limit).map(({ lemma, count }) => ({ lemma, count }));
}

/** The same with their figures; minZ: the least that is listed. */
export function keywordsOf(
  { counts, collectionCount }: WordsBeside,
  group: number,
  limit: number,
  minZ = clearZ,
): Keyword[] {
  const inside = counts[group] as Counts;
  return indicativeWords(inside, countsOfOthers(counts, group), collectionCount, limit, minZ);
}

/** Words in at least two lines more of one group than of all others, by that number; ties alphabetically. */
export function frequentOf({ counts }: WordsBeside, group: number): string[] {
  const others = countsOfOthers(counts, group);
  return [...(counts[group] as Counts)]
    .map(([lemma, count]) => ({ lemma, surplus: count - (others.get(lemma) ?? 0) }))
    .filter(({ surplus }) => surplus >= minSurplus)
    .sort((a, b) => b.surplus - a.surplus || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, maxFrequent)
    .map(({ lemma }) => lemma);
}

function countsOfOthers(counts: readonly Counts[], group: number): Counts {
  const sum = new Map<string, number>();
  counts.forEach((one, other) => {
    if (other === group) return;
    for (const [lemma, count] of one) sum.set(lemma, (sum.get(lemma) ?? 0) + count);
  });
  return sum;
}
