// What the views of a word share: its senses as charts need them, and its lines with their positions.
import type { NamedSense, PlacedLine, ViewOfWord } from '../../domain/word-views.js';
import { rounded, toTokenLine } from '../../search/lines.js';
import { type DescribedWord, senseNumbers } from '../word-senses.js';

/** Most points that a chart can show and a person can read; UMAP takes about two seconds for them. */
export const maxPoints = 1000;

/** The position of a row. */
export interface Place {
  readonly row: number;
  readonly x: number;
  /** Null on a single axis. */
  readonly y: number | null;
}

/** The word and its senses, largest first. */
export function viewOf({ described }: DescribedWord): ViewOfWord {
  const { word, inventory, occurrences, senses } = described;
  return { word, inventory, occurrences, senses: senses.map(named) };
}

const named = ({ id, label, count }: NamedSense): NamedSense => ({ id, label, count });

/**
 * Reads lines with their positions by one statement: [lists] in the order of the places, without those whose document
 * was removed meanwhile.
 */
export async function placedLines(
  word: DescribedWord,
  lists: readonly (readonly Place[])[],
): Promise<PlacedLine[][]> {
  const { context, assigned, described } = word;
  const { tokenIds } = assigned.occurrences;
  const numbers = senseNumbers(word);
  const wanted = new Set(lists.flat().map(({ row }) => tokenIds[row] as number));
  const lines = new Map((await context.store.lines([...wanted])).map((line) => [line.tokenId, line]));
  return lists.map((places) =>
    places.flatMap(({ row, x, y }): PlacedLine[] => {
      const line = lines.get(tokenIds[row] as number);
      if (!line) return [];
      const sense = described.senses[numbers[row] as number];
      return [
        {
          ...toTokenLine(line),
          ...{ sense: sense?.id ?? '', label: sense?.label ?? '' },
          ...{ x: rounded(x), y: y === null ? null : rounded(y) },
        },
      ];
    }),
  );
}
