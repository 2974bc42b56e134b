// The occurrences, of any word, nearest to a vector:
//
//   few allowed, or exact   every vector compared in the store (sqlite-vec) ─▶ cosine on all components
//   many                    HNSW prefix candidates + tokens it does not know yet ─▶ cosine on all components
//                           ─▶ copies of the nearest: one of each kind is a candidate
import type { Filters } from '../domain/filters.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { dotRows } from '../math/dot-rows.js';
import { dot, quantise } from '../math/vector.js';
import type { AtPlaces, Scored, TokenFilter } from '../store/store.js';
import type { Scores } from './lines.js';
import type { CheckedQuery } from './query.js';
import type { SearchContext } from './search-context.js';
import type { Folded } from './sentence-copies.js';

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
  const { documents, pos, exceptLemmas, tokens } = filter;
  const scan = { collectionId: collection.id, query: quantise(vector).codes, k: wanted + rescoringMargin };
  const compareAll = async (): Promise<NearestTokens> => {
    const ids = (await store.scanTokens({ ...scan, ...filter })).map(({ id }) => id);
    return { nearest: await rescore(context, vector, filter, ids), isExact: true };
  };
  if (exact || tokens || (documents && (await store.countTokensIn(documents)) <= exactBelowTokens))
    return compareAll();

  const isFiltered = documents !== undefined || pos !== undefined || exceptLemmas !== undefined;
  // each round looks four times as far; a filter that is too narrow for that is searched exactly
  const enough = Math.max(wanted * overfetch, efSearch);
  for (let k = enough; k <= Math.max(enough, maxCandidates); k *= 4) {
    const candidates = await ann.search(vector, k, k);
    if (!candidates) return compareAll();
    const behind = await store.scanTokensAfter({ ...scan, after: candidates.lastTokenId });
    const tokens = [...new Set([...candidates.ids, ...behind.map(({ id }) => id)])];
    const numEnough = isFiltered ? wanted * filteredOverfetch : wanted;
    const nearest = await rescore(context, vector, filter, tokens, candidates.groups, numEnough);
    if (!isFiltered || nearest.length >= numEnough) return { nearest, isExact: false };
  }
  return compareAll();
}

/**
 * The candidates that the filter allows, by their cosines on all components, and their copies as long as these may be
 * among the best `numEnough`: of a line that stands there ten thousand times, only as many are read. groups: each
 * candidate that has copies, and after it they.
 */
async function rescore(
  context: Pick<SearchContext, 'store' | 'collection'>,
  vector: Float32Array,
  filter: TokenFilter,
  candidates: readonly number[],
  groups: ReadonlyMap<number, readonly number[]> = new Map(),
  numEnough = 0,
): Promise<Scored[]> {
  const scored = await score(context, vector, candidates);
  const allow = (some: readonly ScoredToken[]): Scored[] => some.filter((one) => isAllowed(filter, one));
  const nearest = allow(scored).sort(byCosine);
  const cosines = new Map(scored.map(({ id, cosine }) => [id, cosine]));
  // of a candidate that is gone the cosine is not known: its copies are read first
  const cosineOf = (id: number): number => cosines.get(id) ?? 2;
  const copied = [...groups].sort(([a], [b]) => cosineOf(b) - cosineOf(a));
  for (const [first, copies] of copied) {
    let cosine = cosineOf(first);
    for (let at = 1; at < copies.length; at += numEnough) {
      const last = nearest[numEnough - 1];
      if (last && byCosine(last, { id: copies[at] as number, cosine }) < 0) break;
      // one that the graph has just learnt may be among the candidates
      const others = copies.slice(at, at + numEnough).filter((id) => !cosines.has(id));
      const some = await score(context, vector, others);
      cosine = some[0]?.cosine ?? cosine;
      nearest.push(...allow(some));
      nearest.sort(byCosine);
    }
  }
  return nearest;
}

/** A token with its cosine, and what filters look at. */
interface ScoredToken extends Scored {
  readonly documentId: number;
  readonly lemmaId: number;
  readonly pos: number;
}

/** Cosines on all components, in no order; tokens that are gone are left out. */
async function score(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  vector: Float32Array,
  tokenIds: readonly number[],
): Promise<ScoredToken[]> {
  const tokens = await store.tokenVectors(tokenIds, collection.dim);
  const cosines = cosinesOf(vector, tokens.codes);
  return tokens.ids.map((id, i) => ({
    id,
    cosine: cosines[i] as number,
    documentId: tokens.documentIds[i] as number,
    lemmaId: tokens.lemmaIds[i] as number,
    pos: tokens.pos[i] as number,
  }));
}

const isAllowed = ({ documents, pos, exceptLemmas, tokens }: TokenFilter, token: ScoredToken): boolean =>
  (tokens?.has(token.id) ?? true) &&
  !exceptLemmas?.has(token.lemmaId) &&
  (documents?.has(token.documentId) ?? true) &&
  (pos?.has(token.pos) ?? true);

/** Best first, ties by id. */
export const byCosine = (a: Scored, b: Scored): number => b.cosine - a.cosine || a.id - b.id;

/** Scores by id, in the same order, where the cosine alone ranks. */
export const scoresByCosine = (folded: readonly Folded<Scored>[]): Map<number, Scores> =>
  new Map(folded.map(({ line: { id, cosine }, copies }) => [id, { cosine, score: cosine, copies }]));

/** Which tokens a query's filters allow; exceptLemmas: ids of lemmas to leave out. */
export async function tokenFilter(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  filters: Filters,
  exceptLemmas: ReadonlySet<number> = new Set(),
): Promise<TokenFilter> {
  return {
    ...(await allowedPlaces({ store, collection }, filters)),
    pos: posIndices(filters.pos),
    exceptLemmas: exceptLemmas.size > 0 ? exceptLemmas : undefined,
  };
}

/** Documents that filters allow, and what stands at the places that they name; undefined allows all. */
export async function allowedPlaces(
  { store, collection }: Pick<SearchContext, 'store' | 'collection'>,
  filters: Filters,
): Promise<{ readonly documents: ReadonlySet<number> | undefined } & Partial<AtPlaces>> {
  const documents = await store.allowedDocuments(collection.id, filters);
  if (!filters.places?.length) return { documents };
  return { documents, ...(await store.atPlaces(collection.id, filters.places, documents)) };
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
