// Labels whose line is gone, so that a person sees what no longer holds, and where it was.
import { grouped } from '../domain/groups.js';
import type { LostLabel } from '../domain/lost-labels.js';
import type { LineAnchor } from '../domain/sense-changes.js';
import { gaps } from '../search/context-cut.js';
import type { WordOccurrences } from '../search/occurrences.js';
import { attachLabels } from './attach.js';
import { WordLines } from './document-lines.js';
import { type EditedWord, editsOf, editsOfWord, lemmaNow } from './edits.js';
import { givenLabels, labelledLines } from './labelled-lines.js';
import { keyOf } from './own.js';
import { type SenseContext, senseWord } from './sense-context.js';
import { readWordDigests } from './word-digests.js';

/** Characters shown on each side of where a line stood. */
const charsBeside = 60;

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
  const anchors = lost.map(({ anchor }) => anchor);
  const nowWords = await wordsNow(context, anchors, occurrences);
  const textsNow = await textsAround(context, anchors);
  return lost.map((label) => {
    const { record, sense, anchor } = label;
    const { uri, start, words } = anchor;
    const nowWord = nowWords.get(anchor) ?? word;
    return {
      ...{ word, sense: sense.id, label: sense.label, uri, start, form: words?.form ?? '' },
      textNow: textsNow.get(anchor) ?? null,
      nowWord: nowWord === word ? null : nowWord,
      ...{ givenAt: record.madeAt, change: record.id },
    };
  });
}

/** The lemma at the place of each label whose line is there, but counted to another word now. */
async function wordsNow(
  context: SenseContext,
  anchors: readonly LineAnchor[],
  own: WordOccurrences | undefined,
): Promise<Map<LineAnchor, string>> {
  const { store } = context;
  const words = new Map<LineAnchor, string>();
  const withForm = anchors.filter((anchor) => anchor.words);
  const digests = withForm.length > 0 ? await readWordDigests(store) : undefined;
  if (!digests) return words;
  for (const [form, ofForm] of grouped(withForm, (anchor) => anchor.words?.form ?? '')) {
    const occurrences = await context.words.occurrences(form);
    // among the word's own lines they were looked for already
    if (!occurrences || occurrences === own) continue;
    const lines = new WordLines(store, occurrences, digests);
    const { rows } = await attachLabels(context, occurrences, ofForm, lines);
    for (const anchor of ofForm) {
      const row = rows.get(keyOf(anchor));
      const lemma =
        row === undefined ? undefined : await store.lemmaOfToken(occurrences.tokenIds[row] as number);
      if (lemma !== undefined) words.set(anchor, lemma);
    }
  }
  return words;
}

/** What now stands where the lines of labels stood, where their documents are still there. */
async function textsAround(
  { store, collection }: SenseContext,
  anchors: readonly LineAnchor[],
): Promise<Map<LineAnchor, string>> {
  const texts = new Map<LineAnchor, string>();
  for (const [uri, own] of grouped(anchors, (anchor) => anchor.uri)) {
    const document = await store.findDocument(collection.id, uri);
    const text = document && (await store.documentText(document.id));
    if (text === undefined) continue;
    for (const anchor of own) texts.set(anchor, textAround(text, Math.min(anchor.start, text.length)));
  }
  return texts;
}

/** On one line; a word that is cut is left out. */
function textAround(text: string, offset: number): string {
  const [from, to] = [offset - charsBeside, offset + charsBeside];
  const before = text.slice(Math.max(0, from), offset);
  const after = text.slice(offset, to);
  const whole =
    (from > 0 ? before.replace(/^\S*(?=\s)/u, '') : before) +
    (to < text.length ? after.replace(/\s\S*$/u, '') : after);
  return whole.replace(gaps, ' ').trim().toWellFormed();
}
