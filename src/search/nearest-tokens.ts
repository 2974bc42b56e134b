// The occurrences, of any word, nearest to a vector:
//
//   few allowed, or exact   every vector compared in the store (sqlite-vec) ─▶ cosine on all components
//   many                    HNSW prefix candidates + tokens it does not know yet ─▶ cosine on all components
import type { Filters } from '../domain/filters.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { dotRows } from '../math/dot-rows.js';
import { dot, quantise } from '../math/vector.js';
import type { Scored, TokenFilter } from '../store/store.js';
import type { Scores } from './lines.js';
import type { CheckedQuery } from './query.js';
import type { SearchContext } from './search-context.js';

/** When filters leave no more tokens than this, each is compared; measured cheaper than the graph. */
const exactBelowTokens = 20_000;
/**
 * Candidates from the graph per wanted hit, and never fewer than efSearch: the prefix decides which are compared, not
 * which win. Measured on the demo, recall@10: 0.984 with 100 candidates, 0.999 with 400.
 */
const overfetch = 8;
const maxCandidates = 6400;
/** The same among tokens that a filter allows, where the graph already returns more. */
const filteredOverfetch = 2;
/** Taken beyond those wanted where an int8 cosine decides, so that the float cosine has the last word. */
export const rescoringMargin = 8;

/** Allows every token. */
export const everyToken: TokenFilter = { documents: undefined, pos: undefined, exceptLemmas: undefined };

/** Best first, ties by id. */
export interface NearestTokens {
  readonly nearest: readonly Scored[];
  /** True when every candidate was compared. */
  readonly isExact: boolean;
}

/** Returns at least `wanted` of the nearest tokens that the filter allows, if there are that many. */
export async function nearestTokens(
  context: Pick<SearchContext, 'store' | 'collection' | 'ann'>,
  vector: Float32Array,
  wanted: number,
  filter: TokenFilter,
  { exact, efSearch }: Pick<CheckedQuery, 'exact' | 'efSearch'>,
): Promise<NearestTokens> {
  const { store, collection, ann } = context;
  const { documents, pos, exceptLemmas } = filter;
  const scan = { collectionId: collection.id, query: quantise(vector).codes, k: wanted + rescoringMargin };
  const compareAll = async (): Promise<NearestTokens> => {
    const ids = (await store.scanTokens({ ...scan, ...filter })).map(({ id }) => id);
    return { nearest: await rescore(context, vector, filter, ids), isExact: true };
  };
  if (exact || (documents && (await store.countTokensIn(documents)) <= exactBelowTokens)) return compareAll();

  const isFiltered = documents !== undefined || pos !== undefined || exceptLemmas !== undefined;
  // each round looks four times as far; a filter that is too narrow for that is searched exactly
  const enough = Math.max(wanted * overfetch, efSearch);
  for (let k = enough; k <= Math.max(enough, maxCandidates); k *= 4) {
    const candidates = await ann.search(vector, k, k);
    if (!candidates) return compareAll();
    const behind = await store.scanTokensAfter({ ...scan, after: candidates.lastTokenId });
    const ids = new Set([...candidates.ids, ...behind.map(({ id }) => id)]);
    const nearest = await rescore(context, vector, filter, [...ids]);
    if (!isFiltered || nearest.length >= wanted * filteredOverfetch) return { nearest, isExact: false };
  }
  return compareAll();
}

/** The candidates that the filter allows, by their cosines on all components. */
async function rescore(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  vector: Float32Array,
  { documents, pos, exceptLemmas }: TokenFilter,
  candidates: readonly number[],
): Promise<Scored[]> {
  const tokens = await store.tokenVectors(candidates, collection.dim);
  const cosines = cosinesOf(vector, tokens.codes);
  const scored = tokens.ids.flatMap((id, i): Scored[] => {
    const isAllowed =
      !exceptLemmas?.has(tokens.lemmaIds[i] as number) &&
      (documents?.has(tokens.documentIds[i] as number) ?? true) &&
      (pos?.has(tokens.pos[i] as number) ?? true);
    return isAllowed ? [{ id, cosine: cosines[i] as number }] : [];
  });
  return scored.sort(byCosine);
}

/** Best first, ties by id. */
export const byCosine = (a: Scored, b: Scored): number => b.cosine - a.cosine || a.id - b.id;

/** Scores by id, in the same order, where the cosine alone ranks. */
export const scoresByCosine = (scored: readonly Scored[]): Map<number, Scores> =>
  new Map(scored.map(({ id, cosine }) => [id, { cosine, score: cosine }]));

/** Which tokens a query's filters allow; exceptLemmas: ids of lemmas to leave out. */
export async function tokenFilter(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  filters: Filters,
  exceptLemmas: ReadonlySet<number> = new Set(),
): Promise<TokenFilter> {
  return {
    documents: await store.allowedDocuments(collection.id, filters),
    pos: posIndices(filters.pos),
    exceptLemmas: exceptLemmas.size > 0 ? exceptLemmas : undefined,
  };
}

/** Parts of speech as they are stored; undefined where all are allowed. */
export const posIndices = (tags: readonly PartOfSpeech[] = []): ReadonlySet<number> | undefined =>
  tags.length === 0 ? undefined : new Set(tags.map((tag) => partsOfSpeech.indexOf(tag)));

/** vector: [dim], length 1. codes: [n × dim] int8 of any scale. Returns [n]. */
export function cosinesOf(vector: Float32Array, codes: Int8Array): Float32Array {
  const dim = vector.length;
  return dotRows(vector, codes).map((product, i) => {
    const row = codes.subarray(i * dim, (i + 1) * dim);
    return product / Math.sqrt(dot(row, row) || 1);
  });
}
