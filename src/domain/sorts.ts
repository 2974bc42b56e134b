// Orders of a concordance: by what its lines are sorted, two keys at the most.
import { describeValue, fault, list, text, whole } from './check.js';

/** What a key of a sort compares. */
export type SortKey = {
  /** As the caller wrote it: `-1R`. */
  readonly text: string;
  /** Turned round, so that the last come first. What a line lacks stays last. */
  readonly isReversed: boolean;
} & (
  | { readonly by: 'best' | 'document' | 'form' | 'random' }
  /** distance: 1 for the word next to the form. */
  | { readonly by: 'word'; readonly side: 'left' | 'right'; readonly distance: number }
  /** field: of the metadata. */
  | { readonly by: 'metadata'; readonly field: string }
);

/** Every key but those of metadata, in the order in which people are offered them. */
export const sortNames = [
  ...(['best', 'document', 'form', '1L', '2L', '3L', '1R', '2R', '3R', 'random'] as const),
];
/** Words beside the form that a sort can look at, on each side. */
export const wordsBeside = 3;
/** Seed of `random` and `thin` where none is named. */
export const defaultSeed = 1;
/** Most keys of one sort. */
const mostKeys = 2;

const metadataPrefix = 'metadata:';
const names = `${sortNames.join(', ')} or metadata:KEY, with - in front to turn it round`;

/** Reads a key; undefined for one that there is not. */
function readKey(text: string): SortKey | undefined {
  const isReversed = text.startsWith('-');
  const name = isReversed ? text.slice(1) : text;
  if (name.startsWith(metadataPrefix) && name.length > metadataPrefix.length)
    return { text, isReversed, by: 'metadata', field: name.slice(metadataPrefix.length) };
  const [, distance, letter] = /^([1-9])([LR])$/iu.exec(name) ?? [];
  if (distance !== undefined && Number(distance) <= wordsBeside) {
    const side = letter?.toUpperCase() === 'L' ? 'left' : 'right';
    return { text, isReversed, by: 'word', side, distance: Number(distance) };
  }
  const by = (['best', 'document', 'form', 'random'] as const).find((one) => one === name);
  return by && { text, isReversed, by };
}

/** Keys of a sort that is checked. */
export const readSort = (sort: readonly string[]): SortKey[] =>
  sort.flatMap((text) => readKey(text.trim()) ?? []);

/** By which fields the lines are compared, without direction, to notice a key that is there twice. */
const fieldOf = (text: string): string => text.trim().replace(/^-/u, '').toLowerCase();

/** At most two keys, as Query.sort. */
export const sortSchema = () =>
  list(
    text().refine((one) => readKey(one.trim()) !== undefined, {
      error: ({ input }) =>
        fault(`there is no order ${describeValue(input)}`, `Use ${names}.`, { name: 'sort' }),
    }),
  )
    .max(mostKeys, {
      error: ({ input }) => fault(`has ${(input as unknown[]).length} keys`, `Give at most ${mostKeys}.`),
    })
    .refine((keys) => new Set(keys.map(fieldOf)).size === keys.length, {
      error: ({ input }) =>
        fault(`has ${describeValue((input as string[])[0])} twice`, 'Give each key once.'),
    });

/** How many lines a random sample keeps. */
export const thinSchema = () => whole(1, 1_000_000);
/** A seed of `random` and `thin`. */
export const seedSchema = () => whole(0, 2 ** 31 - 1);
