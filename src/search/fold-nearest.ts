// Folds a list of which only the best are ranked: those of any word, or whole sentences. Mostly the page holds no two
// lines that say the same, and no more than the page is ranked.
import type { Scored, Store } from '../store/store.js';
import type { CheckedQuery } from './query.js';
import { maxRankedWithoutWord, type Outcome } from './search-context.js';
import { type FoldedPage, foldPage } from './sentence-copies.js';

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

/**
 * Returns the page that a query asks for. rank: ranks that many lines. most: more are never ranked, so that copies are
 * counted among the best `most`.
 */
export async function foldNearest<R extends Ranking>(
  store: Store,
  rank: (wanted: number) => Promise<R>,
  most: number,
  sayingsOf: SayingsOf,
  query: Pick<CheckedQuery, 'offset' | 'limit' | 'fold' | 'sameAs'>,
): Promise<FoldedRanking<R>> {
  const { offset, limit, fold, sameAs } = query;
  if (sameAs !== undefined) return foldSame(store, await rank(most), sayingsOf, query, sameAs);
  if (!fold) {
    const ranking = await rank(Math.min(most, offset + limit));
    return { ranking, numRanked: ranking.lines.length, ...foldPage(ranking.lines, undefined, query) };
  }
  // one more than the page: if it is no copy, another page follows
  const enough = Math.min(most, offset + limit + 1);
  const first = await folded(store, await rank(enough), sayingsOf, query);
  const hasCopies = first.folds < first.numRanked;
  return hasCopies && enough < most ? folded(store, await rank(most), sayingsOf, query) : first;
}

/** The counts of a result; count: of all lines that fit the query, ranked or not. */
export function countsOf(
  { numRanked, folds }: Pick<FoldedRanking<Ranking>, 'numRanked' | 'folds'>,
  count: number,
): Pick<Outcome, 'total' | 'folds' | 'listed' | 'isCapped'> {
  const total = Math.min(count, maxRankedWithoutWord);
  const left = total - (numRanked - folds);
  return { total, folds: left, listed: left, isCapped: count > maxRankedWithoutWord };
}

async function folded<R extends Ranking>(
  store: Store,
  ranking: R,
  sayingsOf: SayingsOf,
  query: Pick<CheckedQuery, 'offset' | 'limit'>,
): Promise<FoldedRanking<R>> {
  const { lines } = ranking;
  const sayings = await sayingsOf(
    store,
    lines.map(({ id }) => id),
  );
  const byId = new Map(lines.map(({ id }, i) => [id, sayings[i] as number]));
  const of = ({ id }: Scored): number => byId.get(id) as number;
  const page = foldPage(lines, { count: lines.length, of }, query);
  return { ranking, numRanked: lines.length, ...page };
}

const oneSaying = { count: 1, of: () => 0 };

/** Only the lines that say the same as one. */
async function foldSame<R extends Ranking>(
  store: Store,
  ranking: R,
  sayingsOf: SayingsOf,
  query: Pick<CheckedQuery, 'offset' | 'limit' | 'fold'>,
  sameAs: number,
): Promise<FoldedRanking<R>> {
  const { lines } = ranking;
  const sayings = await sayingsOf(store, [...lines.map(({ id }) => id), sameAs]);
  const same = lines.filter((_, i) => sayings[i] === sayings[lines.length]);
  return { ranking, numRanked: same.length, ...foldPage(same, query.fold ? oneSaying : undefined, query) };
}
