// Words that could replace a word: those whose occurrences lie nearest.

import { evenSample } from '../analysis/sample.js';
import { cosines, rowLengths } from '../analysis/score.js';
import type { SenseWord, Substitute } from '../domain/senses.js';
import { unitRow } from '../math/vector.js';
import { noSuchLine, rounded } from '../search/lines.js';
import { nearestTokens } from '../search/nearest-tokens.js';
import { vectorOfLine } from '../search/query-vectors.js';
import { stemOf } from '../text/lemmas.js';
import type { AssignedWord, SenseContext } from './sense-context.js';

/** Lines of each sense, from its centre outwards, whose nearest words are looked up. */
export const substituteLines = 20;
const neighboursOfLine = 10;
/** Lines that fill the pool, and how many tokens each adds. */
const poolProbes = 3;
const neighboursOfProbe = 120;

/** Returns the words of the nearest occurrences of other words, nearest first. Throws `not_found`. */
export async function substitutes(context: SenseContext, tokenId: number): Promise<Substitute[]> {
  const { store, collection } = context;
  const vector = await vectorOfLine(store, collection, tokenId);
  const lemma = await store.lemmaOfToken(tokenId);
  if (lemma === undefined) throw noSuchLine(tokenId); // removed meanwhile
  const [nearest = []] = await nearestOthers(context, [vector], await alikeWords(context, [lemma]));
  const names = await store.lemmasOfTokens(nearest.map((near) => near.tokenId));
  const byLemma = new Map<string, Substitute>();
  for (const { tokenId: other, cosine } of nearest) {
    const name = names.get(other) ?? '';
    const first = byLemma.get(name) ?? { lemma: name, count: 0, cosine: rounded(cosine), tokenId: other };
    byLemma.set(name, { ...first, count: first.count + 1 });
  }
  return [...byLemma.values()];
}

/**
 * Returns other words whose occurrences lie nearest to the lines at the sense's centre: count is the number of these
 * lines that have one among their ten nearest. Words that share the word's stem are left out.
 */
export async function substitutesOf(
  context: SenseContext,
  { lines }: AssignedWord,
  central: readonly number[],
  alike: AlikeWords,
  limit: number,
): Promise<SenseWord[]> {
  const { codes, dim } = lines;
  const vectors = central.slice(0, substituteLines).map((row) => unitRow(codes, dim, row));
  const nearest = await nearestOthers(context, vectors, alike);
  const names = await context.store.lemmasOfTokens([
    ...new Set(nearest.flat().map(({ tokenId }) => tokenId)),
  ]);
  const counts = new Map<string, number>();
  for (const near of nearest) {
    const lemmas = near.map(({ tokenId }) => names.get(tokenId) ?? '');
    for (const lemma of new Set(lemmas)) counts.set(lemma, (counts.get(lemma) ?? 0) + 1);
  }
  return [...counts]
    .map(([lemma, count]) => ({ lemma, count }))
    .sort((a, b) => b.count - a.count || (a.lemma < b.lemma ? -1 : 1))
    .slice(0, limit);
}

interface NearToken {
  readonly tokenId: number;
  readonly cosine: number;
}

/**
 * Returns, for each vector, the nearest ten of a pool of other words' tokens. A few of the vectors fill the pool, each
 * with about as many of its nearest as the whole needs: where the word's own occurrences lie densely, every search of
 * the graph has to pass all of them.
 */
async function nearestOthers(
  context: SenseContext,
  vectors: readonly Float32Array[],
  alike: AlikeWords,
): Promise<NearToken[][]> {
  const { store, collection } = context;
  const probes = evenSample(vectors.length, poolProbes).map((i) => vectors[i] as Float32Array);
  const tokens = await store.tokenVectors(await poolOf(context, probes, alike), collection.dim);
  const rows = [...tokens.ids.keys()].filter((row) => !alike.lemmaIds.has(tokens.lemmaIds[row] as number));
  const lengths = rowLengths(tokens.codes, collection.dim);
  return vectors.map((vector) => {
    const near = cosines(vector, tokens.codes, lengths);
    return [...rows]
      .sort((a, b) => (near[b] as number) - (near[a] as number) || a - b)
      .slice(0, neighboursOfLine)
      .map((row) => ({ tokenId: tokens.ids[row] as number, cosine: near[row] as number }));
  });
}

async function poolOf(
  context: SenseContext,
  probes: readonly Float32Array[],
  { lemmaIds, tokenIds }: AlikeWords,
): Promise<number[]> {
  const near = await context.ann.neighbours(probes, neighboursOfProbe, neighboursOfProbe, tokenIds);
  if (near) return [...new Set(near.flat())];
  // without the graph a probe is compared with every token of the collection, so one is enough
  const filter = { documents: undefined, pos: undefined, exceptLemmas: lemmaIds };
  const options = { exact: true, efSearch: neighboursOfProbe };
  const [first] = probes;
  if (!first) return [];
  const { nearest } = await nearestTokens(context, first, neighboursOfProbe, filter, options);
  return nearest.map(({ id }) => id);
}

/** The word itself and those that share its stem, which do not count as substitutes. */
export interface AlikeWords {
  readonly lemmaIds: ReadonlySet<number>;
  readonly tokenIds: Float64Array;
}

/** Reads every lemma of the collection once. */
export async function alikeWords(
  { store, collection }: SenseContext,
  lemmas: readonly string[],
): Promise<AlikeWords> {
  const stems = new Set(lemmas.map(stemOf));
  const starts = new Set(lemmas.map((lemma) => lemma.slice(0, 2)));
  const own = new Set(lemmas);
  const alike = (await store.lemmaRows(collection.id)).filter(
    ({ lemma }) => own.has(lemma) || (starts.has(lemma.slice(0, 2)) && stems.has(stemOf(lemma))),
  );
  const lemmaIds = new Set(alike.map(({ id }) => id));
  const tokenIds: number[] = [];
  for (const id of lemmaIds) for (const tokenId of await store.tokenIdsOfLemma(id)) tokenIds.push(tokenId);
  return { lemmaIds, tokenIds: Float64Array.from(tokenIds) };
}
