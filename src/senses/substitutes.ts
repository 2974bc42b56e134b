// Other words that could stand in a word's place: those whose occurrences lie nearest.

import { evenSample } from '../analysis/sample.js';
import { cosines, rowLengths } from '../analysis/score.js';
import type { SenseWord, Substitute } from '../domain/senses.js';
import { unitRow } from '../math/vector.js';
import { rounded } from '../search/lines.js';
import { vectorOfLine } from '../search/query-vectors.js';
import { nearestTokens } from '../search/search.js';
import { stemOf } from '../text/lemmas.js';
import type { AssignedWord, SenseContext } from './inventory.js';

/** Lines of each sense, from its centre out, whose nearest words are looked up. */
export const substituteLines = 20;
const neighboursOfLine = 10;
/** Lines that choose the pool, and how many tokens each puts into it. */
const poolProbes = 3;
const neighboursOfProbe = 120;

/** For one occurrence: the words of the nearest occurrences of others, nearest first. Throws `not_found`. */
export async function substitutesOfLine(context: SenseContext, tokenId: number): Promise<Substitute[]> {
  const { store, collection } = context;
  const vector = vectorOfLine(store, collection, tokenId);
  const lemma = store.lemmaOfToken(tokenId) as string;
  const [nearest = []] = await nearestOthers(context, [vector], alikeWords(context, [lemma]));
  const found = new Map<string, Substitute>();
  for (const { tokenId: other, cosine: near } of nearest) {
    const name = store.lemmaOfToken(other) ?? '';
    const cosine = rounded(near);
    const known = found.get(name);
    found.set(
      name,
      known ? { ...known, count: known.count + 1 } : { lemma: name, count: 1, cosine, tokenId: other },
    );
  }
  return [...found.values()];
}

/**
 * Other words whose occurrences lie nearest to the lines at the sense's centre: count is the number of these lines
 * that have one among their ten nearest. Words that share the word's stem are left out.
 */
export async function substitutesOf(
  context: SenseContext,
  { lines }: AssignedWord,
  central: readonly number[],
  alike: AlikeWords,
  limit: number,
): Promise<SenseWord[]> {
  const { store } = context;
  const { codes, dim } = lines;
  const looked = central.slice(0, substituteLines);
  const vectors = looked.map((row) => unitRow(codes, dim, row));
  const counts = new Map<string, number>();
  for (const near of await nearestOthers(context, vectors, alike)) {
    const lemmas = near.map(({ tokenId }) => store.lemmaOfToken(tokenId) ?? '');
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
 * For each vector the nearest ten of a pool of tokens of other words. A few of the vectors fill the pool, each with
 * about as many of its nearest as the whole needs: where the word's own occurrences lie thick, every search of the
 * graph has to pass all of them.
 */
async function nearestOthers(
  context: SenseContext,
  vectors: readonly Float32Array[],
  alike: AlikeWords,
): Promise<NearToken[][]> {
  const { store, collection } = context;
  const probes = evenSample(vectors.length, poolProbes).map((i) => vectors[i] as Float32Array);
  const tokens = store.tokenVectors(await poolOf(context, probes, alike), collection.dim);
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
  const found = await context.ann.neighbours(probes, neighboursOfProbe, neighboursOfProbe, tokenIds);
  if (found) return [...new Set(found.flat())];
  // without the graph a probe is compared with every token of the collection: one is enough
  const filter = { documents: undefined, pos: undefined, exceptLemmas: lemmaIds };
  const options = { exact: true, efSearch: neighboursOfProbe };
  const [first] = probes;
  if (!first) return [];
  const { nearest } = await nearestTokens(context, first, neighboursOfProbe, filter, options);
  return nearest.map(({ id }) => id);
}

/** The word itself and those that share a stem with it, which do not stand in for it. */
export interface AlikeWords {
  readonly lemmaIds: ReadonlySet<number>;
  readonly tokenIds: Float64Array;
}

export function alikeWords({ store, collection }: SenseContext, lemmas: readonly string[]): AlikeWords {
  const stems = new Set(lemmas.map(stemOf));
  const starts = new Set(lemmas.map((lemma) => lemma.slice(0, 2)));
  const alike = store
    .lemmaRows(collection.id)
    .filter(({ lemma }) => starts.has(lemma.slice(0, 2)) && stems.has(stemOf(lemma)));
  const own = lemmas.flatMap((lemma) => store.lemma(collection.id, lemma)?.id ?? []);
  const lemmaIds = new Set([...own, ...alike.map(({ id }) => id)]);
  return { lemmaIds, tokenIds: Float64Array.from([...lemmaIds].flatMap((id) => store.tokenIdsOfLemma(id))) };
}
