// Occurrences of a word as one block, kept in memory between searches while nothing in it has changed.

import { type OccurrenceVectors, occurrenceVectors } from '../analysis/rank.js';
import { selectRows } from '../math/vector.js';
import type { Collection, FormOfLemma, LemmaBlock, Store } from '../store/store.js';
import { foldCase, lemmasOf } from '../text/lemmas.js';

/** Memory for blocks: about 500,000 occurrences of 384 components. */
const maxCachedBytes = 200 * 1024 * 1024;

export interface WordOccurrences {
  /** Lemmas whose occurrences these are. */
  readonly lemmas: readonly string[];
  readonly tokenIds: Float64Array;
  readonly documentIds: Float64Array;
  readonly formIds: Float64Array;
  readonly pos: Uint8Array;
  readonly vectors: OccurrenceVectors;
  /** Forms that are spelt as the word was written, upper and lower case apart. */
  readonly exactFormIds: ReadonlySet<number>;
}

export interface WordCache {
  /** Occurrences of a word in any form; undefined when there are none. */
  of(word: string): WordOccurrences | undefined;
}

/** What is searched: a whole lemma, or only some of its forms. */
interface Part {
  readonly lemmaId: number;
  readonly lemma: string;
  readonly revision: number;
  readonly formIds: ReadonlySet<number> | undefined;
}

export function wordCacheOf(store: Store, collection: Collection): WordCache {
  const cache = new Map<string, { key: string; occurrences: WordOccurrences; bytes: number }>();
  let bytes = 0;

  function remember(word: string, key: string, occurrences: WordOccurrences): void {
    forget(word);
    const size = occurrences.vectors.codes.length + occurrences.tokenIds.length * 40;
    cache.set(word, { key, occurrences, bytes: size });
    bytes += size;
    for (const oldest of cache.keys()) {
      if (bytes <= maxCachedBytes || oldest === word) break;
      forget(oldest);
    }
  }

  function forget(word: string): void {
    bytes -= cache.get(word)?.bytes ?? 0;
    cache.delete(word);
  }

  return {
    of(word) {
      const folded = foldCase(word);
      const exact = store.formsLike(collection.id, folded);
      const parts = findParts(store, collection, word, folded, exact);
      if (parts.length === 0) return undefined;
      const key = parts.map(({ lemmaId, revision }) => `${lemmaId}:${revision}`).join(' ');
      const known = cache.get(folded);
      if (known?.key === key) {
        cache.delete(folded);
        cache.set(folded, known); // the most recently used is last
        return known.occurrences;
      }
      const block = joinBlocks(
        parts.map((part) => {
          const whole = store.lemmaBlock(part.lemmaId, collection.dim);
          return part.formIds ? onlyForms(whole, part.formIds, collection.dim) : whole;
        }),
      );
      const occurrences: WordOccurrences = {
        ...block,
        lemmas: [...new Set(parts.map(({ lemma }) => lemma))],
        vectors: occurrenceVectors(block.codes, collection.dim),
        exactFormIds: new Set(exact.map(({ formId }) => formId)),
      };
      remember(folded, key, occurrences);
      return occurrences;
    },
  };
}

/**
 * A word that is a lemma means that lemma, and whatever else is spelt like it (`saw`: the tool, and each `saw` that
 * was taken for a form of see). A word that is only or mostly a form means its lemmas (`banks` → bank and the name
 * Banks, `leaves` → leaf, leave).
 */
function findParts(
  store: Store,
  collection: Collection,
  word: string,
  folded: string,
  exact: readonly FormOfLemma[],
): Part[] {
  const own = store.lemma(collection.id, folded);
  const others = exact.filter(({ lemmaId }) => lemmaId !== own?.id);
  if (own && own.count >= others.reduce((sum, { formCount }) => sum + formCount, 0)) {
    const otherParts = [...new Set(others.map(({ lemmaId }) => lemmaId))].map((lemmaId): Part => {
      const forms = others.filter((form) => form.lemmaId === lemmaId);
      const { lemma, revision } = forms[0] as FormOfLemma;
      return { lemmaId, lemma, revision, formIds: new Set(forms.map(({ formId }) => formId)) };
    });
    return [{ lemmaId: own.id, lemma: folded, revision: own.revision, formIds: undefined }, ...otherParts];
  }
  const lemmas = exact.length > 0 ? exact.map(({ lemma }) => lemma) : lemmasOf(word);
  return [...new Set(lemmas)].flatMap((lemma): Part[] => {
    const row = store.lemma(collection.id, lemma);
    return row ? [{ lemmaId: row.id, lemma, revision: row.revision, formIds: undefined }] : [];
  });
}

function onlyForms(block: LemmaBlock, formIds: ReadonlySet<number>, dim: number): LemmaBlock {
  const rows = [...block.formIds.keys()].filter((row) => formIds.has(block.formIds[row] as number));
  return {
    tokenIds: Float64Array.from(rows, (row) => block.tokenIds[row] as number),
    documentIds: Float64Array.from(rows, (row) => block.documentIds[row] as number),
    formIds: Float64Array.from(rows, (row) => block.formIds[row] as number),
    pos: Uint8Array.from(rows, (row) => block.pos[row] as number),
    codes: selectRows(block.codes, dim, rows),
  };
}

function joinBlocks(blocks: readonly LemmaBlock[]): LemmaBlock {
  if (blocks.length === 1) return blocks[0] as LemmaBlock;
  const joined = <T extends Float64Array | Uint8Array | Int8Array>(
    make: (length: number) => T,
    part: (block: LemmaBlock) => T,
  ): T => {
    const parts = blocks.map(part);
    const all = make(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const values of parts) {
      all.set(values, at);
      at += values.length;
    }
    return all;
  };
  return {
    tokenIds: joined(
      (n) => new Float64Array(n),
      (block) => block.tokenIds,
    ),
    documentIds: joined(
      (n) => new Float64Array(n),
      (block) => block.documentIds,
    ),
    formIds: joined(
      (n) => new Float64Array(n),
      (block) => block.formIds,
    ),
    pos: joined(
      (n) => new Uint8Array(n),
      (block) => block.pos,
    ),
    codes: joined(
      (n) => new Int8Array(n),
      (block) => block.codes,
    ),
  };
}
