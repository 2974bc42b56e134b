// Labels when texts are cut anew: with other lemmas, as one passage, or by the ten thousand. On a real store, without a
// model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { LineAnchor, SenseEdit } from '#src/domain/sense-changes.js';
import { changeSenses } from '#src/senses/change.js';
import { disambiguate } from '#src/senses/disambiguate.js';
import { meantWord } from '#src/senses/inventory.js';
import { labelledLines } from '#src/senses/labelled-lines.js';
import { lostLabels } from '#src/senses/lost-labels.js';
import type { SenseContext } from '#src/senses/sense-context.js';
import { openStore } from '#src/store/open.js';
import type { DocumentWrite, Store } from '#src/store/store.js';
import { documentOf } from '../store/passages.js';
import { storeContext } from './store-context.js';

let folder: string;
let store: Store;
let context: SenseContext;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-labels-'));
  store = await openStore(path.join(folder, 'l.db'));
  context = await storeContext(store);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** A document whose forms have other lemmas than themselves. */
function lemmatised(uri: string, passages: readonly string[], lemmas: Readonly<Record<string, string>>) {
  const document = documentOf(uri, passages);
  for (const written of document.passages) {
    if (written.kind !== 'encoded') continue;
    for (const token of written.passage.sentences.flatMap(({ tokens }) => tokens)) {
      Object.assign(token, { lemma: lemmas[token.folded] ?? token.folded });
    }
  }
  return document;
}

const write = (...documents: readonly DocumentWrite[]) =>
  store.writeDocuments(context.collection.id, documents);
const occurrencesOf = async (word: string) => (await meantWord(context, word, 'mine')).occurrences;
const label = (word: string, name: string, lines: readonly number[]) =>
  changeSenses(context, word, { kind: 'create', label: name, lines }, { inventory: 'mine' });
/** Token ids of the lines that have labels. */
async function labelled(word: string): Promise<number[]> {
  const { occurrences, edits } = await meantWord(context, word, 'mine');
  const { rows } = await labelledLines(context, occurrences, edits);
  return [...rows.values()].map((row) => occurrences.tokenIds[row] as number).sort((a, b) => a - b);
}
const formsOf = async (tokenIds: readonly number[]) =>
  (await store.lines(tokenIds)).map(({ form, passageText, tokenStart }) =>
    `${form} ${passageText.slice((tokenStart as number) + (form as string).length).trim()}`.slice(0, 24),
  );

const autumn = [
  'The leaves of the old oak turned red and then brown that autumn. ',
  'Nobody could say when the leaves of the great book were torn out. ',
];
const farewell = 'They leave at dawn when the ferry comes in from the island.';

describe('when another lemma is counted', () => {
  it('labels follow all lines of a word to their new lemma, and so do later changes', async () => {
    await write(lemmatised('a.txt', autumn, { leaves: 'leave' }));
    const [oak] = (await occurrencesOf('leave')).tokenIds;
    await label('leave', 'foliage', [oak as number]);
    await write(lemmatised('a.txt', autumn, { leaves: 'leaf' }));
    expect(await formsOf(await labelled('leaf'))).toEqual(['leaves of the old oak tu']);
    expect(await lostLabels(context)).toEqual([]);
    const [, book] = (await occurrencesOf('leaf')).tokenIds;
    await label('leaves', 'page', [book as number]);
    expect(await labelled('leaf')).toHaveLength(2);
    expect((await disambiguate(context, { inventory: 'mine' })).words).toBe(1);
  });

  it('a label of some of its lines is listed, with the word that has the line now', async () => {
    await write(lemmatised('a.txt', [...autumn, farewell], { leaves: 'leave' }));
    const [oak] = (await occurrencesOf('leave')).tokenIds;
    await label('leave', 'foliage', [oak as number]);
    await write(lemmatised('a.txt', [...autumn, farewell], { leaves: 'leaf' }));
    expect(await lostLabels(context, 'leave')).toMatchObject([
      { word: 'leave', label: 'foliage', form: 'leaves', nowWord: 'leaf' },
    ]);
    await write(lemmatised('a.txt', [...autumn, farewell], { leaves: 'leave' }));
    expect(await lostLabels(context)).toEqual([]);
  });

  it('labels do not follow to a lemma that has senses of its own; they are listed', async () => {
    await write(lemmatised('a.txt', autumn, { leaves: 'leave' }), documentOf('b.txt', ['A leaf fell.']));
    await label('leave', 'foliage', [...(await occurrencesOf('leave')).tokenIds].slice(0, 1));
    await label('leaf', 'page', [...(await occurrencesOf('leaf')).tokenIds]);
    await write(lemmatised('a.txt', autumn, { leaves: 'leaf' }));
    expect(await formsOf(await labelled('leaf'))).toEqual(['leaf fell.']);
    expect(await lostLabels(context)).toMatchObject([{ word: 'leave', nowWord: 'leaf' }]);
  });
});

describe('when the document of a label is gone', () => {
  it('its line is looked for in the one of many that has the rare words beside it', async () => {
    const text =
      'On a grey morning in late March an old heron stood on the muddy bank of the Wharfe while anglers packed their rods and went home.';
    await write(documentOf('a.txt', [text]));
    await label('bank', 'riverside', [...(await occurrencesOf('bank')).tokenIds]);
    const [gone] = await store.documentsNamed(context.collection.id, 'a.txt');
    await store.removeDocuments(context.collection.id, [gone as number]);
    const others = Array.from({ length: 12 }, (_, i) =>
      documentOf(`o${i}.txt`, [
        `The clerk of the bank went home while others packed, and it was ${'so '.repeat(i)}late.`,
      ]),
    );
    await write(...others, documentOf('z.txt', [text.replace('grey', 'cold')]));
    expect(await formsOf(await labelled('bank'))).toEqual(['bank of the Wharfe while']);
  });
});

describe('labels of an earlier version', () => {
  /** As they were kept before. */
  const former = ({ words: _, ...anchor }: LineAnchor): LineAnchor => anchor;
  const asFormer = (edit: SenseEdit): SenseEdit =>
    edit.kind === 'create'
      ? { ...edit, sense: { ...edit.sense, lines: (edit.sense.lines ?? []).map(former) } }
      : edit;
  const stored = () => store.senseEdits(context.collection.id, 'leaves');

  it('are found when the text is cut otherwise, and can then be found by their words', async () => {
    await write(documentOf('a.txt', autumn));
    const [, book] = (await occurrencesOf('leaves')).tokenIds;
    await label('leaves', 'page', [book as number]);
    const before = (await stored()).map(({ id, edit }) => ({ id, edit, renewed: asFormer(edit) }));
    await store.renewSenseEdits(before);
    expect(JSON.stringify(await stored())).not.toContain('others');
    // one passage, one sentence
    await write(documentOf('a.txt', [autumn.join('')]));
    expect(await formsOf(await labelled('leaves'))).toEqual(['leaves of the great book']);
    await write(documentOf('a.txt', ['A preface. ', autumn.join('\n').replace('torn', 'cut')]));
    expect(await formsOf(await labelled('leaves'))).toEqual(['leaves of the great book']);
  });
});

describe('many labels', () => {
  /** A word of letters for each number. */
  const wordOf = (number: number): string =>
    `w${[...String(number)].map((d) => 'abcdefghij'[Number(d)]).join('')}`;
  const count = 5000;
  const perPassage = 250;
  const textOf = (between: string): string[] =>
    Array.from({ length: count / perPassage }, (_, passage) =>
      Array.from(
        { length: perPassage },
        (_, i) => `${wordOf(passage * perPassage + i)}${between}bank. `,
      ).join(''),
    );

  it('of a frequent word are all found, each on its line', async () => {
    await write(documentOf('a.txt', textOf(' ')));
    const { tokenIds } = await occurrencesOf('bank');
    expect(tokenIds).toHaveLength(count);
    await label(
      'bank',
      'one',
      [...tokenIds].filter((_, row) => row % 25 === 7),
    );
    await write(documentOf('a.txt', textOf('\n')));
    const now = [...(await occurrencesOf('bank')).tokenIds];
    expect(await labelled('bank')).toEqual(now.filter((_, row) => row % 25 === 7));
    expect(await lostLabels(context)).toEqual([]);
  });
});
