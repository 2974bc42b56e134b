// Folds a list of which only the best are ranked: those of any word, or whole sentences. Mostly the page holds no two
// lines that say the same, and no more than the page is ranked.
import type { Scored, Store } from '../store/store.js';
import { isBestFirst } from './order.js';
import type { CheckedQuery } from './query.js';
import { maxRankedWithoutWord, type Outcome } from './search-context.js';
import { type Cut, type FoldedPage, foldPage } from './sentence-copies.js';

/** Some of the best lines. */
interface Ranking {
  /** Best first: as many as were wanted, or all there are. */
  readonly lines: readonly Scored[];
}

/** A page of a ranking. */
export interface FoldedRanking<R extends Ranking> extends FoldedPage<Scored> {
  readonly ranking: R;
  /** Lines ranked, of those that the query wants. */
  readonly numRanked: number;
}

/** Returns the number of what each line says, by its id, in the order of the ids. */
type SayingsOf = (store: Store, ids: readonly number[]) => Promise<Uint32Array>;

/** How the lines of a ranking become a page. */
export interface Listing<R extends Ranking> {
  /** Ranks that many lines. */
  readonly rank: (wanted: number) => Promise<R>;
  /** More are never ranked, so that copies are counted, and orders made, among the best `most`. */
  readonly most: number;
  readonly sayingsOf: SayingsOf;
  /** Puts lines that are best first in the order of the query. */
  readonly order: (lines: readonly Scored[]) => Promise<readonly Scored[]>;
}

type Wanted = Cut & Pick<CheckedQuery, 'fold' | 'sameAs' | 'sort'>;

/** Returns the page that a query asks for. */
export async function foldNearest<R extends Ranking>(
  store: Store,
  listing: Listing<R>,
  query: Wanted,
): Promise<FoldedRanking<R>> {
  const { offset, limit, fold, sameAs } = query;
  const { rank, most } = listing;
  if (sameAs !== undefined) return foldSame(store, await rank(most), listing, query, sameAs);
  if (!isBestFirst(query)) return folded(store, await rank(most), listing, query);
  if (!fold) return folded(store, await rank(Math.min(most, offset + limit)), listing, query);
  // one more than the page: if it is no copy, another page follows
  const enough = Math.min(most, offset + limit + 1);
  const first = await folded(store, await rank(enough), listing, query);
  const hasCopies = first.folds < first.numRanked;
  return hasCopies && enough < most ? folded(store, await rank(most), listing, query) : first;
}

/** The counts of a result; count: of all lines that fit the query, ranked or not. */
export function countsOf(
  { numRanked, folds, listed }: Pick<FoldedRanking<Ranking>, 'numRanked' | 'folds' | 'listed'>,
  count: number,
  { thin }: Pick<CheckedQuery, 'thin'>,
): Pick<Outcome, 'total' | 'folds' | 'listed' | 'isCapped'> {
  const total = Math.min(count, maxRankedWithoutWord);
  const left = total - (numRanked - folds);
  return {
    total,
    folds: left,
    listed: thin === undefined ? left : listed,
    isCapped: count > maxRankedWithoutWord,
  };
}

const idOf = ({ id }: Scored): number => id;

async function folded<R extends Ranking>(
  store: Store,
  ranking: R,
  { sayingsOf, order }: Listing<R>,
  query: Wanted,
): Promise<FoldedRanking<R>> {
  const lines = await order(ranking.lines);
  const numRanked = lines.length;
  if (!query.fold) return { ranking, numRanked, ...foldPage(lines, undefined, query, idOf) };
  const sayings = await sayingsOf(store, lines.map(idOf));
  const byId = new Map(lines.map(({ id }, i) => [id, sayings[i] as number]));
  const of = ({ id }: Scored): number => byId.get(id) as number;
  return { ranking, numRanked, ...foldPage(lines, { count: lines.length, of }, query, idOf) };
}

const oneSaying = { count: 1, of: () => 0 };

/** Only the lines that say the same as one. */
async function foldSame<R extends Ranking>(
  store: Store,
  ranking: R,
  { sayingsOf, order }: Listing<R>,
  query: Wanted,
  sameAs: number,
): Promise<FoldedRanking<R>> {
  const sayings = await sayingsOf(store, [...ranking.lines.map(idOf), sameAs]);
  const said = ranking.lines.filter((_, i) => sayings[i] === sayings[ranking.lines.length]);
  const same = await order(said);
  return {
    ranking,
    numRanked: same.length,
    ...foldPage(same, query.fold ? oneSaying : undefined, query, idOf),
  };
}
