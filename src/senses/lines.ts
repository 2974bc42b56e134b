// A word's lines, ordered and as shown.
import { cosines, type LineVectors } from '../analysis/score.js';
import type { Hit } from '../domain/search.js';
import { toHit } from '../search/lines.js';
import { placesInText } from '../search/text-places.js';
import type { AssignedWord, SenseContext } from './sense-context.js';

/** [candidates] rows with each sense, ascending. */
export function rowsBySense({ candidates, assignment }: AssignedWord): number[][] {
  const rows = candidates.map((): number[] => []);
  assignment.senses.forEach((sense, row) => {
    if (sense >= 0) (rows[sense] as number[]).push(row);
  });
  return rows;
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

/**
 * Reads a word's lines by one statement: [lists] in the order of the rows, without those whose document was removed
 * meanwhile.
 */
export async function hitsOf(
  { store }: SenseContext,
  { occurrences }: AssignedWord,
  lists: readonly (readonly number[])[],
  scoreOf: (row: number) => number | null = () => null,
): Promise<Hit[][]> {
  const tokenOf = (row: number): number => occurrences.tokenIds[row] as number;
  const lines = await store.lines([...new Set(lists.flat().map(tokenOf))]);
  const placeOf = await placesInText(store, lines);
  const byToken = new Map(lines.map((line) => [line.tokenId, line]));
  return lists.map((rows) =>
    rows.flatMap((row) => {
      const line = byToken.get(tokenOf(row));
      return line ? [toHit(line, { cosine: null, score: scoreOf(row) }, { placeOf })] : [];
    }),
  );
}
