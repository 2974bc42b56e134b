// A person's changes to the senses of a word. They are kept under its lemma; where that has no lines any more, because
// its forms are counted to another lemma now, they hold for that one.
import type { SenseEditRecord } from '../domain/sense-changes.js';
import { findOneWord, occurrencesOfWord } from '../search/find-word.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { foldCase } from '../text/fold-case.js';
import { lemmasOf } from '../text/lemmas.js';
import { linesGivenBy } from './own.js';
import { type SenseContext, senseWord } from './sense-context.js';

type Stored = Pick<SenseContext, 'store' | 'collection'>;

/** Changes, undone ones included, oldest first, and the word they are kept under. */
export interface WordEdits {
  readonly word: string;
  readonly edits: readonly SenseEditRecord[];
}

/** The changes to a lemma's senses. */
export async function editsOf(context: Stored, lemma: string): Promise<WordEdits> {
  const { store, collection } = context;
  const edits = await store.senseEdits(collection.id, lemma);
  if (edits.length > 0) return { word: lemma, edits };
  for (const former of await formerLemmas(context)) {
    if ((await lemmaNow(context, former)) === lemma) return former;
  }
  return { word: lemma, edits };
}

/** Changes kept under lemmas that have no lines now. */
async function formerLemmas({ store, collection }: Stored): Promise<WordEdits[]> {
  const words = await store.editedWordsWithoutLines(collection.id);
  return Promise.all(
    words.map(async (word) => ({ word, edits: await store.senseEdits(collection.id, word) })),
  );
}

/** The same with the word's lines, if it has any. */
export interface EditedWord extends WordEdits {
  readonly occurrences: WordOccurrences | undefined;
}

/**
 * What a word stands for: the changes that `senses` follows for it, or, where it does not occur any more, those kept
 * under it. Throws `not_found` for a word that neither occurs nor has changes.
 */
export async function editsOfWord(
  context: Stored & Pick<SenseContext, 'words'>,
  word: string,
): Promise<EditedWord> {
  const occurrences = await findOneWord(context, word);
  if (occurrences) return { occurrences, ...(await editsOf(context, senseWord(occurrences))) };
  for (const lemma of new Set([foldCase(word), ...lemmasOf(word)])) {
    const edits = await context.store.senseEdits(context.collection.id, lemma);
    if (edits.length > 0) return { word: lemma, edits, occurrences };
  }
  return { word, edits: [], occurrences: await occurrencesOfWord(context, word) };
}

/** Lemmas with a standing change. */
export async function editedLemmas(context: Stored): Promise<Set<string>> {
  const edited = new Set(await context.store.editedWords(context.collection.id));
  for (const former of await formerLemmas(context)) {
    const lemma = edited.has(former.word) ? await lemmaNow(context, former) : undefined;
    if (lemma !== undefined) edited.add(lemma);
  }
  return edited;
}

/**
 * The lemma that most of what is spelt like a former lemma belongs to, or else of what is spelt like its labelled
 * lines; undefined where nothing is.
 */
export async function lemmaNow(context: Stored, { word, edits }: WordEdits): Promise<string | undefined> {
  const labelled = edits.flatMap(({ edit }) =>
    linesGivenBy(edit).map(({ words }) => foldCase(words?.form ?? '')),
  );
  return (await lemmaSpelt(context, [foldCase(word)])) ?? (await lemmaSpelt(context, new Set(labelled)));
}

/** The lemma with the most occurrences spelt as one of these. */
async function lemmaSpelt(
  { store, collection }: Stored,
  spellings: Iterable<string>,
): Promise<string | undefined> {
  const counts = new Map<string, number>();
  for (const folded of spellings) {
    const { own, forms } = await store.formsAndLemma(collection.id, folded);
    if (own && own.count > 0) counts.set(folded, own.count);
    for (const { lemma, formCount } of forms) {
      if (formCount > 0) counts.set(lemma, Math.max(counts.get(lemma) ?? 0, formCount));
    }
  }
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0];
}
