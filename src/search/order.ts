// Puts all lines that a query finds in the order that it asks for, and thins them; the page is cut afterwards.
import { invalid } from '../domain/check.js';
import type { SortKey } from '../domain/sorts.js';
import type { LinePlaces, Scored } from '../store/store.js';
import type { CheckedQuery } from './query.js';
import { randomRank } from './random-order.js';
import type { SearchContext } from './search-context.js';
import { fieldRanks, type LineList, noWord, placesOf, uriRanks, wordRanksOf } from './sort-keys.js';

/** Lines to be put in order. */
export interface Unordered<T> {
  /** Best first where they are ranked. */
  readonly lines: readonly T[];
  readonly isRanked: boolean;
  /** What they are taken from. */
  readonly list: LineList;
  /** Row of a line in the list. */
  readonly rowOf: (line: T) => number;
}

/** A key as numbers, by position of the line; NaN where the line has none. */
interface Column {
  readonly values: Float64Array;
  readonly isReversed: boolean;
}

const [best, byDocument] = (['best', 'document'] as const).map(
  (by): SortKey => ({ text: by, isReversed: false, by }),
) as [SortKey, SortKey];

/** The keys that lines are sorted by. */
export const keysOf = ({ sort }: Pick<CheckedQuery, 'sort'>, isRanked: boolean): readonly SortKey[] =>
  sort ?? [isRanked ? best : byDocument];

/** Names of these keys, as the caller wrote them. */
export const sortOf = (query: Pick<CheckedQuery, 'sort'>, isRanked: boolean): string[] =>
  keysOf(query, isRanked).map(({ text }) => text);

/** True when lines that come best first are as they are wanted. */
export const isBestFirst = ({ sort, thin }: Pick<CheckedQuery, 'sort' | 'thin'>): boolean =>
  thin === undefined && (!sort || (sort[0]?.by === 'best' && !sort[0].isReversed));

/** Returns the lines in the order of the query. Throws `invalid_input` for a field that no document has. */
export async function inOrder<T>(
  context: Pick<SearchContext, 'store' | 'collection'>,
  unordered: Unordered<T>,
  query: Pick<CheckedQuery, 'sort' | 'seed'>,
): Promise<readonly T[]> {
  const { lines, isRanked } = unordered;
  const keys = keysOf(query, isRanked);
  const [first] = keys;
  if (first?.by === 'best' && !first.isReversed) return lines;
  const isTotal = keys.some(({ by }) => by === 'best' || by === 'document');
  const columns = await Promise.all(
    (isTotal ? keys : [...keys, byDocument]).map(async (key): Promise<Column> => {
      return { values: await valuesOf(context, unordered, key, query.seed), isReversed: key.isReversed };
    }),
  );
  return [...lines.keys()].sort((a, b) => compare(columns, a, b)).map((position) => lines[position] as T);
}

/** The same for lines of any word, or for sentences as a whole, that come best first. */
export function orderScored(
  context: Pick<SearchContext, 'store' | 'collection'>,
  lines: readonly Scored[],
  query: Pick<CheckedQuery, 'sort' | 'seed'>,
  more: Pick<LineList, 'areSentences'> = {},
): Promise<readonly Scored[]> {
  const list = { tokenIds: lines.map(({ id }) => id), ...more };
  const rows = new Map(lines.map(({ id }, row) => [id, row]));
  const rowOf = ({ id }: Scored): number => rows.get(id) as number;
  return inOrder(context, { lines, isRanked: true, list, rowOf }, query);
}

/** What a line lacks comes last, whichever way round. */
function compare(columns: readonly Column[], a: number, b: number): number {
  for (const { values, isReversed } of columns) {
    const [one, other] = [values[a] as number, values[b] as number];
    if (one === other) continue;
    if (Number.isNaN(one) || Number.isNaN(other)) {
      if (Number.isNaN(one) && Number.isNaN(other)) continue;
      return Number.isNaN(one) ? 1 : -1;
    }
    return isReversed ? other - one : one - other;
  }
  return a - b;
}

/** One number for document and place in it: more documents, or longer texts, there are not. */
const charsOfDocument = 2 ** 30;

async function valuesOf<T>(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  { lines, list, rowOf }: Unordered<T>,
  key: SortKey,
  seed: number,
): Promise<Float64Array> {
  const values = (of: (row: number, position: number) => number): Float64Array =>
    Float64Array.from(lines, (line, position) => of(rowOf(line), position));
  const documentsOf = ({ documentIds }: LinePlaces): Set<number> =>
    new Set(lines.map((line) => documentIds[rowOf(line)] as number).filter((id) => !Number.isNaN(id)));
  switch (key.by) {
    case 'best':
      return values((_, position) => position);
    case 'random':
      return values((row) => randomRank(list.tokenIds[row] as number, seed));
    case 'document': {
      const places = await placesOf(store, list);
      const ranks = await uriRanks(store, documentsOf(places));
      return values((row) => {
        const rank = ranks.get(places.documentIds[row] as number) ?? Number.NaN;
        return rank * charsOfDocument + (places.starts[row] as number);
      });
    }
    case 'metadata': {
      const { documentIds } = await placesOf(store, list);
      const ranks = await fieldRanks(store, documentsOf({ documentIds, starts: documentIds }), key.field);
      if (ranks.size === 0) {
        const test = { key: key.field, operator: '!=' as const, value: '' };
        const problem = lines.length > 0 ? await store.explainFilters(collection.id, [test]) : null;
        if (problem) throw invalid('sort', `${key.text}: ${problem}`, 'Sort by a field that there is.');
      }
      return values((row) => ranks.get(documentIds[row] as number) ?? Number.NaN);
    }
    case 'form':
      return ofWords(values, (await wordRanksOf(store, list)).form);
    case 'word': {
      const ranks = await wordRanksOf(store, list);
      return ofWords(values, ranks[key.side][key.distance - 1] as Uint32Array);
    }
  }
}

const ofWords = (values: (of: (row: number) => number) => Float64Array, ranks: Uint32Array): Float64Array =>
  values((row) => (ranks[row] === noWord ? Number.NaN : (ranks[row] as number)));
