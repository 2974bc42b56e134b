// Query to ranked hits, for every surface.
//
//   word          its block of vectors ─▶ cosine ─▶ centre, smooth ─▶ page of hits        (every occurrence compared)
//   no word       HNSW prefix candidates + tokens it does not know yet ─▶ cosine on all components ─▶ page of hits
//   about         sentence vectors ─▶ cosine ─▶ page of hits                               (every sentence compared)
import { distance } from 'fastest-levenshtein';
import { findFallOff, type Ranked, rankOccurrences, smoothDepth } from '../analysis/rank.js';
import type { AnnIndex } from '../ann/ann-index.js';
import { PolysemeError } from '../domain/errors.js';
import type { Hit, SearchResult, Suggestion } from '../domain/search.js';
import { type PartOfSpeech, partsOfSpeech } from '../domain/text.js';
import { dotRows } from '../math/dot-rows.js';
import { dot, normalise, quantise } from '../math/vector.js';
import type { Collection, Scored, Store, TokenFilter } from '../store/store.js';
import { functionWords, isContentWord } from '../text/function-words.js';
import { foldCase, lemmatise } from '../text/lemmas.js';
import { splitWords } from '../text/words.js';
import { rounded, toHit } from './lines.js';
import type { WordCache, WordOccurrences } from './occurrences.js';
import { type CheckedQuery, defaultEfSearch } from './query.js';
import type { QueryVectors } from './query-vectors.js';

export interface SearchContext {
  readonly store: Store;
  readonly collection: Collection;
  readonly words: WordCache;
  readonly vectors: QueryVectors;
  readonly ann: AnnIndex;
}

/** Filters that leave no more tokens than this are searched by comparing each; measured cheaper than the graph. */
const exactBelowTokens = 20_000;
/**
 * Candidates of the graph for each hit that is wanted, and never fewer than efSearch: the prefix decides who is
 * compared, not who wins. Measured on the demo, recall of the first ten: 0.984 with 100 candidates, 0.999 with 400.
 */
const overfetch = 8;
const maxCandidates = 6400;
/** The same among what a filter allows, where the graph has been asked for more already. */
const filteredOverfetch = 2;
/** Taken beyond what is wanted where an int8 cosine decides, so that the float cosine has the last word. */
const rescoringMargin = 8;
/** Lines that a query without a word can page through. */
const maxRankedWithoutWord = 1000;
const maxSuggestions = 6;

const everything: TokenFilter = { documents: undefined, pos: undefined, exceptLemmas: undefined };

type Outcome = Omit<SearchResult, 'tookMs'>;

const nothing: Outcome = {
  hits: [],
  total: 0,
  occurrences: null,
  lemmas: [],
  leftOut: [],
  fallOff: null,
  bestCosine: null,
  isExact: true,
  nearSpellings: [],
  nearMeanings: [],
};

/** Runs a checked query on one collection. */
export async function search(context: SearchContext, query: CheckedQuery): Promise<SearchResult> {
  const startedAt = performance.now();
  let outcome: Outcome;
  if (query.about !== undefined) outcome = await searchSentences(context, query, query.about);
  else if (query.word !== undefined) outcome = await searchWord(context, query, query.word);
  else outcome = await searchAnyWord(context, query);
  return { ...outcome, tookMs: Math.round((performance.now() - startedAt) * 10) / 10 };
}

async function searchWord(context: SearchContext, query: CheckedQuery, word: string): Promise<Outcome> {
  const { store, collection, words, vectors } = context;
  const occurrences = words.of(word);
  if (!occurrences) return suggest(context, word);
  const vector = await vectors.of(query, collection, normalise(occurrences.vectors.mean.slice()));
  const rows = candidateRows(store, collection.id, occurrences, query);
  const found = { ...nothing, occurrences: occurrences.tokenIds.length, lemmas: occurrences.lemmas };
  const tokenOf = (row: number): number => occurrences.tokenIds[row] as number;
  if (!vector) {
    const all = (rows ?? [...occurrences.tokenIds.keys()]).map(tokenOf);
    const inOrder = store.positions(all).map(({ tokenId }) => tokenId);
    const page = inOrder.slice(query.offset, query.offset + query.limit);
    return {
      ...found,
      total: inOrder.length,
      hits: toHits(store, page, () => ({ cosine: null, score: null })),
    };
  }
  const ranked = rankOccurrences(vector, occurrences.vectors, rows, query.rank);
  const { minScore } = query;
  const kept = minScore === undefined ? ranked : ranked.filter(({ score }) => rounded(score) >= minScore);
  const page = kept.slice(query.offset, query.offset + query.limit);
  const scoreOf = new Map(page.map((one) => [tokenOf(one.row), one]));
  return {
    ...found,
    total: kept.length,
    hits: toHits(store, [...scoreOf.keys()], (id) => scoreOf.get(id) as Ranked),
    fallOff: findFallOff(ranked.slice(0, smoothDepth).map(({ score }) => score)),
    bestCosine: ranked.reduce((best: number | null, { cosine }) => Math.max(best ?? -1, cosine), null),
  };
}

/** Rows that form and filters allow; undefined when that is all of them. */
function candidateRows(
  store: Store,
  collectionId: number,
  occurrences: WordOccurrences,
  { filters, form }: CheckedQuery,
): number[] | undefined {
  const documents = store.allowedDocuments(collectionId, filters);
  const pos = filters.pos?.length ? positionsOf(filters.pos) : undefined;
  if (!documents && !pos && form === 'lemma') return undefined;
  return [...occurrences.tokenIds.keys()].filter(
    (row) =>
      (!documents || documents.has(occurrences.documentIds[row] as number)) &&
      (!pos || pos.has(occurrences.pos[row] as number)) &&
      (form === 'lemma' || occurrences.exactFormIds.has(occurrences.formIds[row] as number)),
  );
}

const positionsOf = (tags: readonly PartOfSpeech[]): Set<number> =>
  new Set(tags.map((tag) => partsOfSpeech.indexOf(tag)));

async function searchAnyWord(context: SearchContext, query: CheckedQuery): Promise<Outcome> {
  const { store, collection, vectors } = context;
  const vector = await vectors.of(query, collection);
  if (!vector)
    throw new PolysemeError('invalid_input', 'unlike: nothing to compare with', { cure: 'Add a meaning.' });
  const leftOut = wordsOfDescription(context, query);
  const documents = store.allowedDocuments(collection.id, query.filters);
  const filter: TokenFilter = {
    documents,
    pos: query.filters.pos?.length ? positionsOf(query.filters.pos) : undefined,
    exceptLemmas: leftOut.size > 0 ? new Set(leftOut.values()) : undefined,
  };
  const wanted =
    query.minScore === undefined
      ? Math.min(maxRankedWithoutWord, query.offset + query.limit)
      : maxRankedWithoutWord;
  const { nearest, isExact } = await nearestTokens(context, vector, wanted, filter, query);
  const scored = nearest.filter(
    ({ cosine }) => query.minScore === undefined || rounded(cosine) >= query.minScore,
  );
  const page = scored.slice(query.offset, Math.min(wanted, query.offset + query.limit));
  const cosines = new Map(page.map(({ id, cosine }) => [id, { cosine, score: cosine }]));
  const allowed = documents
    ? store.countTokensIn(documents)
    : store.countTokensUpTo(collection.id, maxRankedWithoutWord);
  const isCounted = query.minScore !== undefined || scored.length < wanted;
  return {
    ...nothing,
    total: Math.min(isCounted ? scored.length : allowed, maxRankedWithoutWord),
    isExact,
    leftOut: [...leftOut.keys()],
    bestCosine: scored[0]?.cosine ?? null,
    hits: toHits(
      store,
      page.map(({ id }) => id),
      (id) => cosines.get(id) as Ranked,
    ),
  };
}

/** Lemma to id of the words of a description that are not to be found themselves: none when it is one word. */
function wordsOfDescription({ store, collection }: SearchContext, query: CheckedQuery): Map<string, number> {
  const { meaning, ownWords } = query;
  const words = meaning === undefined || ownWords ? [] : splitWords(meaning);
  const content = words.filter(({ form }) => isContentWord(form));
  if (content.length < 2) return new Map();
  const lemmas = lemmatise(meaning as string, content).map(({ lemma }) => lemma);
  const found = lemmas.flatMap((lemma): [string, number][] => {
    const row = store.lemma(collection.id, lemma);
    return row ? [[lemma, row.id]] : [];
  });
  return new Map(found);
}

/** At least `wanted` of the nearest tokens that the filter allows, if there are so many; best first, ties by id. */
export async function nearestTokens(
  context: SearchContext,
  vector: Float32Array,
  wanted: number,
  filter: TokenFilter,
  { exact, efSearch }: Pick<CheckedQuery, 'exact' | 'efSearch'>,
): Promise<{ nearest: Scored[]; isExact: boolean }> {
  const { store, collection, ann } = context;
  const { documents, pos, exceptLemmas } = filter;
  const scan = { collectionId: collection.id, query: quantise(vector).codes };
  const rescore = (ids: readonly number[]): Scored[] => {
    const tokens = store.tokenVectors(ids, collection.dim);
    const cosines = cosinesOf(vector, tokens.codes);
    const scored = tokens.ids.flatMap((id, i): Scored[] => {
      const isAllowed =
        !exceptLemmas?.has(tokens.lemmaIds[i] as number) &&
        (documents?.has(tokens.documentIds[i] as number) ?? true) &&
        (pos?.has(tokens.pos[i] as number) ?? true);
      return isAllowed ? [{ id, cosine: cosines[i] as number }] : [];
    });
    return scored.sort((a, b) => b.cosine - a.cosine || a.id - b.id);
  };
  const compareAll = (): { nearest: Scored[]; isExact: boolean } => {
    const found = store.scanTokens({ ...scan, ...filter, k: wanted + rescoringMargin });
    return { nearest: rescore(found.map(({ id }) => id)), isExact: true };
  };
  if (exact || (documents && store.countTokensIn(documents) <= exactBelowTokens)) return compareAll();

  const isFiltered = documents !== undefined || pos !== undefined || exceptLemmas !== undefined;
  // each round looks four times as far; a filter that is too narrow for that is searched exactly
  const enough = Math.max(wanted * overfetch, efSearch);
  for (let k = enough; k <= Math.max(enough, maxCandidates); k *= 4) {
    const found = await ann.search(vector, k, k);
    if (!found) return compareAll();
    const behind = store.scanTokensAfter({ ...scan, after: found.lastTokenId, k: wanted + rescoringMargin });
    const nearest = rescore([...new Set([...found.ids, ...behind.map(({ id }) => id)])]);
    if (!isFiltered || nearest.length >= wanted * filteredOverfetch) return { nearest, isExact: false };
  }
  return compareAll();
}

async function searchSentences(context: SearchContext, query: CheckedQuery, about: string): Promise<Outcome> {
  const { store, collection, vectors } = context;
  const vector = await vectors.ofSentence(about);
  const documents = store.allowedDocuments(collection.id, query.filters);
  const wanted = Math.min(maxRankedWithoutWord, query.offset + query.limit);
  const found = store.scanSentences({
    collectionId: collection.id,
    query: quantise(vector).codes,
    k: maxRankedWithoutWord,
    documents,
  });
  const scored = found
    .slice(0, query.minScore === undefined ? wanted + rescoringMargin : found.length)
    .map(({ id }) => ({ id, cosine: cosinesOf(vector, store.sentenceCodes(id) as Int8Array)[0] as number }))
    .sort((a, b) => b.cosine - a.cosine || a.id - b.id)
    .filter(({ cosine }) => query.minScore === undefined || rounded(cosine) >= query.minScore);
  const page = scored.slice(query.offset, query.offset + query.limit);
  return {
    ...nothing,
    total: query.minScore === undefined ? found.length : scored.length,
    bestCosine: scored[0]?.cosine ?? null,
    hits: page.flatMap(({ id, cosine }) => {
      const row = store.sentenceOccurrence(id);
      return row ? [toHit(store, row, { cosine, score: cosine })] : [];
    }),
  };
}

/** For a word that does not occur: words that are spelt like it, and words that mean something like it. */
async function suggest(context: SearchContext, word: string): Promise<Outcome> {
  const folded = foldCase(word);
  if (functionWords.has(folded)) {
    throw new PolysemeError(
      'invalid_input',
      `word: "${word}" is a function word, and these have no vectors`,
      {
        cure: 'Search a word with a meaning of its own (a noun, verb, adjective or adverb).',
      },
    );
  }
  const { store, collection } = context;
  const lemmas = store.lemmas(collection.id);
  const counts = new Map(lemmas.map(({ lemma, count }) => [lemma, count]));
  const nearSpellings = lemmas
    .map((one) => ({ ...one, edits: editsBetween(folded, one.lemma) }))
    .filter(({ edits }) => edits <= Math.max(1, Math.floor(folded.length / 3)))
    .sort((a, b) => a.edits - b.edits || b.count - a.count || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, maxSuggestions)
    .map(({ lemma, count }) => ({ lemma, count }));
  return {
    ...nothing,
    occurrences: 0,
    nearSpellings,
    nearMeanings: await nearMeanings(context, word, counts),
  };
}

/** Levenshtein's distance, but two letters that changed places are one edit: bnak, bank. */
function editsBetween(a: string, b: string): number {
  const edits = distance(a, b);
  const letters = (word: string): string => [...word].sort().join('');
  return edits === 2 && a.length === b.length && letters(a) === letters(b) ? 1 : edits;
}

async function nearMeanings(
  context: SearchContext,
  word: string,
  counts: ReadonlyMap<string, number>,
): Promise<Suggestion[]> {
  const vector = await context.vectors.ofDescription(word);
  const { nearest } = await nearestTokens(context, vector, 100, everything, {
    exact: false,
    efSearch: defaultEfSearch,
  });
  const lemmas = new Set(nearest.flatMap(({ id }) => context.store.lemmaOfToken(id) ?? []));
  return [...lemmas].slice(0, maxSuggestions).map((lemma) => ({ lemma, count: counts.get(lemma) ?? 0 }));
}

function toHits(
  store: Store,
  tokenIds: readonly number[],
  scores: (tokenId: number) => { cosine: number | null; score: number | null },
): Hit[] {
  return tokenIds.flatMap((id) => {
    const row = store.occurrence(id);
    return row ? [toHit(store, row, scores(id))] : [];
  });
}

/** vector: [dim], length 1. codes: [n × dim] int8 of any scale. Returns [n]. */
function cosinesOf(vector: Float32Array, codes: Int8Array): Float32Array {
  const dim = vector.length;
  return dotRows(vector, codes).map((product, i) => {
    const row = codes.subarray(i * dim, (i + 1) * dim);
    return product / Math.sqrt(dot(row, row) || 1);
  });
}
