// A word's occurrences as one block, kept in memory between searches while nothing in it changes.
//
//   word ─▶ its lemmas, each with a revision ─▶ the block in memory with the same revisions, or else read ─▶ block
import { LRUCache } from 'lru-cache';
import { type OccurrenceVectors, occurrenceVectors } from '../analysis/rank.js';
import { selectRows } from '../math/vector.js';
import type { Collection, FormOfLemma, LemmaBlock, Store } from '../store/store.js';
import { foldCase, lemmasOf } from '../text/lemmas.js';

/** Memory for blocks: about 500,000 occurrences of 384 components. */
const maxCachedBytes = 200 * 1024 * 1024;
/** Bytes of an occurrence beside its vector: ids, part of speech, length. */
const bytesBesideVector = 40;

export interface WordOccurrences {
  /** Lemmas whose occurrences these are. */
  readonly lemmas: readonly string[];
  readonly tokenIds: Float64Array;
  readonly documentIds: Float64Array;
  readonly formIds: Float64Array;
  readonly pos: Uint8Array;
  readonly vectors: OccurrenceVectors;
  /** Forms spelt as the word was written, ignoring case. */
  readonly exactFormIds: ReadonlySet<number>;
}

export interface WordCache {
  /**
   * Returns a word's occurrences in any form, by lemma and token id; undefined when there are none. Returns the same
   * object as long as nothing in it has changed.
   */
  occurrences(word: string): Promise<WordOccurrences | undefined>;
}

/** What to search: a whole lemma, or only some of its forms. */
interface Part {
  readonly lemmaId: number;
  readonly lemma: string;
  readonly revision: number;
  readonly formIds: ReadonlySet<number> | undefined;
}

/** A block with the revisions of its lemmas. */
interface Entry {
  readonly revisions: string;
  readonly occurrences: WordOccurrences;
}

/** The words of one collection. */
export function wordCache(store: Store, collection: Collection): WordCache {
  const cache = new LRUCache<string, Entry>({
    maxSize: maxCachedBytes,
    // one larger than all this memory is kept too, alone
    sizeCalculation: ({ occurrences }) => Math.min(maxCachedBytes, sizeOf(occurrences)),
  });
  /** Reads under way, by word and revisions: callers share them. */
  const reading = new Map<string, Promise<WordOccurrences>>();

  async function read(word: string, revisions: string, { parts, exact }: Parts): Promise<WordOccurrences> {
    const ids = parts.map(({ lemmaId }) => lemmaId);
    const blocks = await store.lemmaBlocks(ids, collection.dim);
    const block = joinBlocks(
      parts.map(({ formIds }, i) => {
        const whole = blocks[i] as LemmaBlock;
        return formIds ? onlyForms(whole, formIds, collection.dim) : whole;
      }),
    );
    const { codes, ...columns } = block;
    const occurrences: WordOccurrences = {
      ...columns,
      lemmas: [...new Set(parts.map(({ lemma }) => lemma))],
      vectors: occurrenceVectors(codes, collection.dim),
      exactFormIds: new Set(exact.map(({ formId }) => formId)),
    };
    cache.set(word, { revisions, occurrences });
    return occurrences;
  }

  return {
    async occurrences(word) {
      const folded = foldCase(word);
      const parts = await findParts(store, collection, word, folded);
      if (parts.parts.length === 0) return undefined;
      const revisions = parts.parts.map(({ lemmaId, revision }) => `${lemmaId}:${revision}`).join(' ');
      const entry = cache.get(folded);
      if (entry?.revisions === revisions) return entry.occurrences;
      const key = `${folded} ${revisions}`;
      let running = reading.get(key);
      if (!running) {
        running = read(folded, revisions, parts).finally(() => reading.delete(key));
        reading.set(key, running);
      }
      return running;
    },
  };
}

const sizeOf = ({ vectors, tokenIds }: WordOccurrences): number =>
  vectors.codes.length + tokenIds.length * bytesBesideVector + 1;

interface Parts {
  readonly parts: readonly Part[];
  /** Forms spelt as the word is. */
  readonly exact: readonly FormOfLemma[];
}

/**
 * A word that is a lemma stands for that lemma, and for everything else spelt like it (`saw`: the tool, and each `saw`
 * taken for a form of see). A word that is only or mostly a form stands for its lemmas (`banks` → bank and the name
 * Banks, `leaves` → leaf, leave).
 */
async function findParts(store: Store, { id }: Collection, word: string, folded: string): Promise<Parts> {
  const { own, forms: exact } = await store.formsAndLemma(id, folded);
  const others = exact.filter(({ lemmaId }) => lemmaId !== own?.id);
  if (own && own.count >= others.reduce((sum, { formCount }) => sum + formCount, 0)) {
    const whole = { lemmaId: own.id, lemma: folded, revision: own.revision, formIds: undefined };
    return { parts: [whole, ...formsByLemma(others)], exact };
  }
  if (exact.length > 0) {
    return { parts: formsByLemma(exact).map((part) => ({ ...part, formIds: undefined })), exact };
  }
  const parts = await Promise.all(
    lemmasOf(word).map(async (lemma): Promise<Part[]> => {
      const row = await store.lemma(id, lemma);
      return row ? [{ lemmaId: row.id, lemma, revision: row.revision, formIds: undefined }] : [];
    }),
  );
  return { parts: parts.flat(), exact };
}

/** Each lemma once, with its forms that are meant. */
function formsByLemma(forms: readonly FormOfLemma[]): Part[] {
  return [...new Set(forms.map(({ lemmaId }) => lemmaId))].map((lemmaId): Part => {
    const ofLemma = forms.filter((form) => form.lemmaId === lemmaId);
    const { lemma, revision } = ofLemma[0] as FormOfLemma;
    return { lemmaId, lemma, revision, formIds: new Set(ofLemma.map(({ formId }) => formId)) };
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
  return {
    tokenIds: joined(
      Float64Array,
      blocks.map(({ tokenIds }) => tokenIds),
    ),
    documentIds: joined(
      Float64Array,
      blocks.map(({ documentIds }) => documentIds),
    ),
    formIds: joined(
      Float64Array,
      blocks.map(({ formIds }) => formIds),
    ),
    pos: joined(
      Uint8Array,
      blocks.map(({ pos }) => pos),
    ),
    codes: joined(
      Int8Array,
      blocks.map(({ codes }) => codes),
    ),
  };
}

function joined<T extends Float64Array | Uint8Array | Int8Array>(
  Column: new (length: number) => T,
  parts: readonly T[],
): T {
  const all = new Column(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const values of parts) {
    all.set(values, at);
    at += values.length;
  }
  return all;
}
