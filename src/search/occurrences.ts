// A word's occurrences as one block, kept in memory between searches while nothing in it changes.
//
//   word ─▶ its lemmas, each with a revision ─▶ the block in memory with the same revisions, or else read ─▶ block
import { type OccurrenceVectors, occurrenceVectors } from '../analysis/rank.js';
import { selectRows } from '../math/vector.js';
import type { Collection, FormOfLemma, LemmaBlock, Store } from '../store/store.js';
import { formsCountedElsewhere } from '../text/english.js';
import { foldCase } from '../text/fold-case.js';
import { lemmasOf } from '../text/lemmas.js';
import { revisionCache } from './revision-cache.js';

/** Memory for blocks: about 500,000 occurrences of 384 components. */
const maxCachedBytes = 200 * 1024 * 1024;
/** Bytes of an occurrence beside its vector: ids, part of speech, length; once it was sorted place, ranks and scores. */
const bytesBesideVector = 190;

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
  /** For several words that stand side by side; a row is then their last content word's. */
  readonly stretches?: Stretches;
}

/** Where several words stand side by side. */
export interface Stretches {
  /** The words as they were looked up, with single spaces. */
  readonly name: string;
  readonly byToken: ReadonlyMap<number, Stretch>;
}

/** Characters of a stretch, counted from the start of its token. */
export interface Stretch {
  /** Before the token's start. */
  readonly before: number;
  /** From the token's start to the end of the stretch. */
  readonly after: number;
}

export interface WordCache {
  /**
   * Returns a word's occurrences in any form, by lemma and token id; undefined when there are none. Returns the same
   * object as long as nothing in it has changed.
   */
  occurrences(word: string): Promise<WordOccurrences | undefined>;
  /** Changes whenever a word's occurrences do; undefined when there are none. Reads no vectors. */
  revisions(word: string): Promise<string | undefined>;
  /** True when a lemma, or a form, is spelt like this. */
  isStored(word: string): Promise<boolean>;
}

/** What to search: a whole lemma, or only some of its forms. */
interface Part {
  readonly lemmaId: number;
  readonly lemma: string;
  readonly revision: number;
  readonly formIds: ReadonlySet<number> | undefined;
}

/** The words of one collection. */
export function wordCache(store: Store, collection: Collection): WordCache {
  const cached = revisionCache<WordOccurrences>(maxCachedBytes, sizeOf);

  async function read({ parts, exact }: Parts): Promise<WordOccurrences> {
    const ids = parts.map(({ lemmaId }) => lemmaId);
    const blocks = await store.lemmaBlocks(ids, collection.dim);
    const block = joinBlocks(
      parts.map(({ formIds }, i) => {
        const whole = blocks[i] as LemmaBlock;
        return formIds ? onlyForms(whole, formIds, collection.dim) : whole;
      }),
    );
    const { codes, ...columns } = block;
    return {
      ...columns,
      lemmas: [...new Set(parts.map(({ lemma }) => lemma))],
      vectors: occurrenceVectors(codes, collection.dim),
      exactFormIds: new Set(exact.map(({ formId }) => formId)),
    };
  }

  return {
    async occurrences(word) {
      const folded = foldCase(word);
      const parts = await findParts(store, collection, word, folded);
      if (parts.parts.length === 0) return undefined;
      return cached(folded, revisionsOf(parts), () => read(parts));
    },
    async revisions(word) {
      const parts = await findParts(store, collection, word, foldCase(word));
      return parts.parts.length === 0 ? undefined : revisionsOf(parts);
    },
    async isStored(word) {
      const { own, forms } = await store.formsAndLemma(collection.id, foldCase(word));
      return own !== undefined || forms.length > 0;
    },
  };
}

const revisionsOf = ({ parts }: Parts): string =>
  parts.map(({ lemmaId, revision }) => `${lemmaId}:${revision}`).join(' ');

/** Bytes in memory. */
export const sizeOf = ({ vectors, tokenIds }: WordOccurrences): number =>
  vectors.codes.length + tokenIds.length * bytesBesideVector + 1;

interface Parts {
  readonly parts: readonly Part[];
  /** Forms spelt as the word is. */
  readonly exact: readonly FormOfLemma[];
}

/**
 * A word that is a lemma stands for that lemma, and for everything else spelt like it (`saw`: the tool, and each `saw`
 * taken for a form of see). A word that is only or mostly a form stands for its lemmas (`banks` → bank and the name
 * Banks, `leaves` → leaf, leave, `lay` → lay, lie). A base stands for forms that are counted to another (`axis` → axes).
 */
async function findParts(store: Store, { id }: Collection, word: string, folded: string): Promise<Parts> {
  const { own, forms: exact } = await store.formsAndLemma(id, folded);
  const others = exact.filter(({ lemmaId }) => lemmaId !== own?.id);
  const withElsewhere = async (parts: readonly Part[]): Promise<Part[]> => {
    const forms = await Promise.all(
      formsCountedElsewhere(folded).map(async (form) => (await store.formsAndLemma(id, form)).forms),
    );
    const taken = new Set(parts.map(({ lemmaId }) => lemmaId));
    return [...parts, ...formsByLemma(forms.flat().filter(({ lemmaId }) => !taken.has(lemmaId)))];
  };
  const whole: Part[] = own
    ? [{ lemmaId: own.id, lemma: folded, revision: own.revision, formIds: undefined }]
    : [];
  if (own && own.count >= others.reduce((sum, { formCount }) => sum + formCount, 0)) {
    return { parts: await withElsewhere([...whole, ...formsByLemma(others)]), exact };
  }
  if (exact.length > 0) {
    const lemmas = formsByLemma(others).map((part) => ({ ...part, formIds: undefined }));
    return { parts: await withElsewhere([...lemmas, ...whole]), exact };
  }
  const parts = await Promise.all(
    lemmasOf(word).map(async (lemma): Promise<Part[]> => {
      const row = await store.lemma(id, lemma);
      return row ? [{ lemmaId: row.id, lemma, revision: row.revision, formIds: undefined }] : [];
    }),
  );
  return { parts: await withElsewhere(parts.flat()), exact };
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
