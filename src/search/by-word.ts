// Lines of one word, or of several side by side. Every occurrence is compared: the word's vectors ─▶ cosine ─▶ centre,
// smooth ─▶ page of hits.
// A word alone is not ranked: its lines come by document and place.
import type { Probability } from '../analysis/probability.js';
import { type Ranked, rankOccurrences } from '../analysis/rank.js';
import { likelyFrom } from '../domain/calibration.js';
import { normalise } from '../math/vector.js';
import { findOccurrences } from './find-word.js';
import { hitsOf, refuseOtherLine, rounded, type Scores, unscored } from './lines.js';
import { allowedPlaces, posIndices } from './nearest-tokens.js';
import type { WordOccurrences } from './occurrences.js';
import { inOrder, sortOf } from './order.js';
import { calibrated } from './probability.js';
import type { CheckedQuery } from './query.js';
import { nothingFound, type Outcome, type SearchContext } from './search-context.js';
import { foldPage, type Sayings, sayingsOfWord } from './sentence-copies.js';
import { suggest } from './suggest.js';

/** Searches a word, or several; for what does not occur, suggests others. */
export async function searchWord(
  context: SearchContext,
  word: string,
  query: CheckedQuery,
): Promise<Outcome> {
  const occurrences = await findOccurrences(context, word);
  if (!occurrences) return suggest(context, word);
  const average = normalise(occurrences.vectors.mean.slice());
  const vector = await context.vectors.ofQuery(query, context.collection, average);
  const rows = await candidateRows(context, occurrences, query);
  const candidates = { occurrences, rows, ...(await sayingsFor(context, occurrences, query)) };
  const outcome = vector
    ? await rankedPage(context, vector, candidates, {
        ...query,
        probability: await calibrated(context, occurrences, query, vector),
      })
    : await plainPage(context, candidates, query);
  return { ...outcome, occurrences: occurrences.tokenIds.length, lemmas: occurrences.lemmas };
}

/** Which lines of a word a page is made of. */
interface Candidates {
  readonly occurrences: WordOccurrences;
  /** All when undefined. */
  readonly rows: readonly number[] | undefined;
  /** Of rows; undefined where no two lines are folded. */
  readonly sayings: Sayings<number> | undefined;
  /** Whether a row says what the query's `sameAs` says. */
  readonly isWanted: (row: number) => boolean;
}

/** Not ranked: in document order, or another. */
async function plainPage(
  context: SearchContext,
  { occurrences, rows, sayings, isWanted }: Candidates,
  query: CheckedQuery,
): Promise<Outcome> {
  const { tokenIds, stretches } = occurrences;
  const all = (rows ?? [...tokenIds.keys()]).filter(isWanted);
  const rowOf = (row: number): number => row;
  const lines = await inOrder(context, { lines: all, isRanked: false, list: occurrences, rowOf }, query);
  const idOf = (row: number): number => tokenIds[row] as number;
  const { page, ...counts } = foldPage(lines, sayings, query, idOf);
  const copies = new Map(page.map((one) => [idOf(one.line), one.copies]));
  const { contextChars } = query;
  const scoresOf = (id: number): Scores => ({ ...unscored, copies: copies.get(id) as number });
  return {
    ...nothingFound,
    total: lines.length,
    ...counts,
    sort: sortOf(query, false),
    ids: [...copies.keys()],
    read: (ids) => hitsOf(context.store, ids, scoresOf, { stretches, contextChars }),
  };
}

/** A line with the figure that it is sorted by. */
interface Figured extends Ranked {
  /** The probability, or else the ranking score. */
  readonly figure: number;
}

/** By probability, or else by ranking score, best first; or in another order. */
async function rankedPage(
  context: SearchContext,
  vector: Float32Array,
  { occurrences, rows, sayings, isWanted }: Candidates,
  query: CheckedQuery & { readonly probability: Probability | undefined },
): Promise<Outcome> {
  const { rank, minScore = -1, minRanking = -1, probability, contextChars } = query;
  const { tokenIds, stretches } = occurrences;
  const ranked = rankedRows(vector, occurrences, rows, { rank, probability });
  const kept = ranked.filter(
    ({ row, figure, score }) => rounded(figure) >= minScore && rounded(score) >= minRanking && isWanted(row),
  );
  const rowOf = ({ row }: Figured): number => row;
  const lines = await inOrder(context, { lines: kept, isRanked: true, list: occurrences, rowOf }, query);
  const ofRows = sayings && { ...sayings, of: ({ row }: Figured) => sayings.of(row) };
  const { page, ...counts } = foldPage(lines, ofRows, query, ({ row }) => tokenIds[row] as number);
  const scores = new Map(
    page.map(({ line: { row, cosine, score, figure }, copies }): [number, Scores] => [
      tokenIds[row] as number,
      {
        ...{ cosine, score: figure, ranking: score, copies },
        isLikely: probability ? figure >= likelyFrom : null,
      },
    ]),
  );
  return {
    ...nothingFound,
    total: kept.length,
    ...counts,
    sort: sortOf(query, true),
    ids: [...scores.keys()],
    scoreOf: (id) => scores.get(id) as Scores,
    read: (ids) => hitsOf(context.store, ids, (id) => scores.get(id) as Scores, { stretches, contextChars }),
    isCalibrated: probability !== undefined,
    likely: probability ? kept.filter(({ figure }) => figure >= likelyFrom).length : null,
    bestCosine: ranked.reduce((best: number | null, { cosine }) => Math.max(best ?? -1, cosine), null),
  };
}

/** How lines are ranked. */
interface Ranking {
  readonly rank: boolean;
  readonly probability: Probability | undefined;
}

/** The rows that are allowed, or all, best first. */
function rankedRows(
  vector: Float32Array,
  occurrences: WordOccurrences,
  rows: readonly number[] | undefined,
  ranking: Ranking,
): readonly Figured[] {
  // a probability is of the word's whole set of lines, whatever the filters leave of them
  if (ranking.probability) return among(rows, rankedWhole(vector, occurrences, ranking));
  if (!rows) return rankedWhole(vector, occurrences, ranking);
  return rankOccurrences(vector, occurrences.vectors, rows, ranking.rank).map(byScore);
}

/** The last ranking of each word: its other pages, orders and its dispersion are mostly wanted next. */
const lastRankings = new WeakMap<
  WordOccurrences,
  { readonly key: Buffer; readonly lines: readonly Figured[] }
>();

function rankedWhole(
  vector: Float32Array,
  occurrences: WordOccurrences,
  { rank, probability }: Ranking,
): readonly Figured[] {
  const flags = Uint8Array.of(Number(rank), Number(probability !== undefined));
  const key = Buffer.concat([flags, new Uint8Array(vector.slice().buffer)]);
  const last = lastRankings.get(occurrences);
  if (last?.key.equals(key)) return last.lines;
  const ranked = rankOccurrences(vector, occurrences.vectors, undefined, rank);
  const lines = probability ? withProbabilities(ranked, probability) : ranked.map(byScore);
  lastRankings.set(occurrences, { key, lines });
  return lines;
}

const byScore = (one: Ranked): Figured => ({ ...one, figure: one.score });

const among = (rows: readonly number[] | undefined, ranked: readonly Figured[]): readonly Figured[] => {
  const allowed = rows && new Set(rows);
  return allowed ? ranked.filter(({ row }) => allowed.has(row)) : ranked;
};

/** Sorted by them; of equal ones the better ranked first. */
const withProbabilities = (ranked: readonly Ranked[], probability: Probability): Figured[] =>
  ranked
    .map((one) => ({ ...one, figure: probability(one.row, one.score) }))
    .sort((a, b) => b.figure - a.figure || b.score - a.score || a.row - b.row);

/** What the rows say, read if the query needs it. Throws `not_found` for a line that does not exist. */
async function sayingsFor(
  { store, collection }: SearchContext,
  occurrences: WordOccurrences,
  { fold, sameAs }: CheckedQuery,
): Promise<Pick<Candidates, 'sayings' | 'isWanted'>> {
  await refuseOtherLine(store, collection, sameAs);
  if (!fold && sameAs === undefined) return { sayings: undefined, isWanted: () => true };
  const numbers = await sayingsOfWord(store, occurrences);
  const of = (row: number): number => numbers?.[row] ?? row;
  const wanted = sameAs === undefined ? undefined : of(occurrences.tokenIds.indexOf(sameAs));
  return {
    sayings: fold && numbers ? { count: numbers.length, of } : undefined,
    isWanted: (row) => wanted === undefined || of(row) === wanted,
  };
}

/** Rows that form, sense and filters allow; undefined when they allow all. */
async function candidateRows(
  { store, collection, rowsOfSense }: SearchContext,
  occurrences: WordOccurrences,
  { filters, form, sense, inventory }: CheckedQuery,
): Promise<number[] | undefined> {
  const hasSense = sense === undefined ? undefined : await rowsOfSense(occurrences, sense, inventory);
  const { documents, tokens } = await allowedPlaces({ store, collection }, filters);
  const pos = posIndices(filters.pos);
  if (!documents && !tokens && !pos && !hasSense && form === 'lemma') return undefined;
  return [...occurrences.tokenIds.keys()].filter(
    (row) =>
      (!hasSense || hasSense(row)) &&
      (!tokens || tokens.has(occurrences.tokenIds[row] as number)) &&
      (!documents || documents.has(occurrences.documentIds[row] as number)) &&
      (!pos || pos.has(occurrences.pos[row] as number)) &&
      (form === 'lemma' || occurrences.exactFormIds.has(occurrences.formIds[row] as number)),
  );
}
