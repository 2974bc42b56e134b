// Labels whose line is gone, so that a person sees what no longer holds, and where it was.
import type { LostLabel } from '../domain/lost-labels.js';
import type { LineAnchor } from '../domain/sense-changes.js';
import { attachLabels } from './attach.js';
import { type EditedWord, editsOf, editsOfWord, lemmaNow } from './edits.js';
import { type GivenLabel, givenLabels, labelledLines } from './labelled-lines.js';
import { grouped } from './line-words.js';
import { keyOf } from './own.js';
import { type SenseContext, senseWord } from './sense-context.js';

/**
 * Returns the labels that have no line now, by word and in the order in which they were given: of a word, which need
 * not occur any more, or of all. Throws `not_found` for a word that neither occurs nor has changes.
 */
export async function lostLabels(context: SenseContext, word?: string): Promise<LostLabel[]> {
  const { store, collection } = context;
  if (word !== undefined) {
    const edited = await editsOfWord(context, word);
    const isThere = edited.occurrences !== undefined && edited.occurrences.tokenIds.length > 0;
    return lostLabelsOf(context, isThere ? edited : await keptUnder(context, edited.word));
  }
  const lost: LostLabel[] = [];
  for (const edited of await store.editedWords(collection.id)) {
    lost.push(...(await lostLabelsOf(context, await keptUnder(context, edited))));
  }
  return lost;
}

/** The changes kept under a word. Its lines are those of the lemma that follows them: none where that has its own. */
async function keptUnder(context: SenseContext, word: string): Promise<EditedWord> {
  const { store, collection, words } = context;
  const edits = await store.senseEdits(collection.id, word);
  const isLemma = ((await store.lemma(collection.id, word))?.count ?? 0) > 0;
  const lemma = isLemma ? word : await lemmaNow(context, { word, edits });
  const occurrences = lemma === undefined ? undefined : await words.occurrences(lemma);
  const follows = occurrences && (await editsOf(context, senseWord(occurrences))).word === word;
  return { word, edits, occurrences: follows ? occurrences : undefined };
}

async function lostLabelsOf(
  context: SenseContext,
  { word, edits, occurrences }: EditedWord,
): Promise<LostLabel[]> {
  const labels = givenLabels(edits);
  if (labels.length === 0) return [];
  const lines = occurrences && (await labelledLines(context, occurrences, edits));
  const keys = lines && new Set(lines.lost.map(keyOf));
  const lost = keys ? labels.filter(({ anchor }) => keys.has(keyOf(anchor))) : labels;
  const nowWords = await wordsNow(
    context,
    lost.map(({ anchor }) => anchor),
  );
  return lost.map((label) => toLostLabel(word, label, nowWords.get(keyOf(label.anchor))));
}

function toLostLabel(word: string, { anchor, sense, record }: GivenLabel, nowWord = ''): LostLabel {
  const { uri, start, words } = anchor;
  const { form = '', before = '', after = '' } = words ?? {};
  return {
    ...{ word, sense: sense.id, label: sense.label, uri, start, form, before, after },
    nowWord: nowWord === '' || nowWord === word ? null : nowWord,
    ...{ givenAt: record.madeAt, change: record.id },
  };
}

/** The lemma at the place of each label whose line is there, but counted to another word now. */
async function wordsNow(context: SenseContext, anchors: readonly LineAnchor[]): Promise<Map<string, string>> {
  const words = new Map<string, string>();
  const withForm = anchors.filter((anchor) => anchor.words);
  for (const [form, own] of grouped(withForm, (anchor) => anchor.words?.form ?? '')) {
    const occurrences = await context.words.occurrences(form);
    if (!occurrences) continue;
    const { rows } = await attachLabels(context, occurrences, own);
    for (const [key, row] of rows) {
      const lemma = await context.store.lemmaOfToken(occurrences.tokenIds[row] as number);
      if (lemma !== undefined) words.set(key, lemma);
    }
  }
  return words;
}
