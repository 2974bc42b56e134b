// Occurrences of several words side by side, in the shape of one word's, so that they are ranked and filtered alike.
//
//   phrase ─▶ the block of each content word ─▶ consecutive token ids ─▶ the text between them ─▶ block of mean vectors
//
// Blocks leave few candidates, so that only these are read: of the two words of `New York` in a large collection, the
// pairs that follow each other.
import { setImmediate } from 'node:timers/promises';
import { occurrenceVectors } from '../analysis/rank.js';
import { addScaled, quantise } from '../math/vector.js';
import type { Collection, Store } from '../store/store.js';
import { type Stretch, sizeOf, type WordCache, type WordOccurrences } from './occurrences.js';
import { findPhrase, type Phrase } from './query-words.js';
import { revisionCache } from './revision-cache.js';

/** Memory for all phrases: about 100,000 occurrences of 384 components. */
const maxCachedBytes = 50 * 1024 * 1024;
/** Sentences read by one call. */
const spansPerRead = 500;
/** For a phrase the form of a row only says whether each word is spelt as in the query. */
const [inflected, asSpelt] = [0, 1];

export interface PhraseCache {
  /**
   * Returns the occurrences of a phrase by token id, a row being the last content word's with the mean vector of all
   * content words; undefined when there are none. Returns the same object as long as nothing in it has changed.
   */
  occurrences(phrase: Phrase): Promise<WordOccurrences | undefined>;
}

/** The phrases of one collection. */
export function phraseCache(store: Store, collection: Collection, words: WordCache): PhraseCache {
  const cached = revisionCache<WordOccurrences>(maxCachedBytes, sizeOf);

  async function find(phrase: Phrase): Promise<WordOccurrences> {
    const blocks = await Promise.all(phrase.content.map((word) => words.occurrences(word)));
    const isWhole = (all: typeof blocks): all is WordOccurrences[] => !all.includes(undefined);
    const candidates = isWhole(blocks) ? consecutive(blocks) : [];
    return joined(
      phrase,
      blocks as WordOccurrences[],
      await sideBySide(store, phrase, candidates),
      collection,
    );
  }

  return {
    async occurrences(phrase) {
      const revisions = await Promise.all(phrase.content.map((word) => words.revisions(word)));
      if (revisions.includes(undefined)) return undefined;
      const occurrences = await cached(phrase.key, revisions.join(' | '), () => find(phrase));
      return occurrences.tokenIds.length > 0 ? occurrences : undefined;
    },
  };
}

/** Tokens that follow each other. */
interface Candidate {
  readonly firstTokenId: number;
  /** Row of each in its word's block. */
  readonly rows: number[];
}

/** Rows whose token ids are consecutive, one of each block, by token id. The smallest block leads. */
function consecutive(blocks: readonly WordOccurrences[]): Candidate[] {
  const sizeAt = (k: number): number => blocks[k]?.tokenIds.length as number;
  const smallestFirst = [...blocks.keys()].sort((a, b) => sizeAt(a) - sizeAt(b));
  let candidates: Map<number, Candidate> | undefined;
  for (const k of smallestFirst) {
    const kept = new Map<number, Candidate>();
    (blocks[k] as WordOccurrences).tokenIds.forEach((id, row) => {
      const firstTokenId = id - k;
      const candidate = candidates ? candidates.get(firstTokenId) : { firstTokenId, rows: [] };
      if (!candidate) return;
      candidate.rows[k] = row;
      kept.set(firstTokenId, candidate);
    });
    candidates = kept;
  }
  return [...(candidates?.values() ?? [])].sort((a, b) => a.firstTokenId - b.firstTokenId);
}

interface Occurrence extends Candidate {
  readonly stretch: Stretch;
}

/** The candidates that stand in one sentence with nothing else between them. */
async function sideBySide(
  store: Store,
  phrase: Phrase,
  candidates: readonly Candidate[],
): Promise<Occurrence[]> {
  const occurrences: Occurrence[] = [];
  const count = phrase.content.length;
  for (let from = 0; from < candidates.length; from += spansPerRead) {
    if (from > 0) await setImmediate(); // others get a turn
    const batch = candidates.slice(from, from + spansPerRead);
    const spans = await store.sentencesOfSpans(batch.map(({ firstTokenId }) => ({ firstTokenId, count })));
    batch.forEach((candidate, i) => {
      const span = spans[i];
      const place = span && findPhrase(phrase, span);
      if (!place) return;
      const start = span.tokens.at(-1)?.startChar as number;
      const stretch = { before: start - place.startChar, after: place.endChar - start };
      occurrences.push({ ...candidate, stretch });
    });
  }
  return occurrences;
}

function joined(
  { name, content }: Phrase,
  blocks: readonly WordOccurrences[],
  occurrences: readonly Occurrence[],
  { dim }: Collection,
): WordOccurrences {
  const last = content.length - 1;
  const head = blocks[last] as WordOccurrences;
  const headRows = occurrences.map(({ rows }) => rows[last] as number);
  const tokenIds = Float64Array.from(headRows, (row) => head.tokenIds[row] as number);
  const codes = new Int8Array(occurrences.length * dim);
  occurrences.forEach(({ rows }, i) => {
    codes.set(meanCodes(blocks, rows, dim), i * dim);
  });
  const isSpelt = ({ rows }: Occurrence): boolean =>
    blocks.every(({ formIds, exactFormIds }, k) => exactFormIds.has(formIds[rows[k] as number] as number));
  return {
    lemmas: [name],
    tokenIds,
    documentIds: Float64Array.from(headRows, (row) => head.documentIds[row] as number),
    formIds: Float64Array.from(occurrences, (one) => (isSpelt(one) ? asSpelt : inflected)),
    pos: Uint8Array.from(headRows, (row) => head.pos[row] as number),
    vectors: occurrenceVectors(codes, dim),
    exactFormIds: new Set([asSpelt]),
    stretches: {
      name,
      byToken: new Map(occurrences.map(({ stretch }, i) => [tokenIds[i] as number, stretch])),
    },
  };
}

/** Mean of one row of each block, each scaled to length 1, as int8 codes. */
function meanCodes(blocks: readonly WordOccurrences[], rows: readonly number[], dim: number): Int8Array {
  const sum = new Float32Array(dim);
  blocks.forEach(({ vectors: { codes, norms } }, k) => {
    const row = rows[k] as number;
    addScaled(sum, codes.subarray(row * dim, (row + 1) * dim), 1 / (norms[row] as number));
  });
  return quantise(sum).codes;
}
