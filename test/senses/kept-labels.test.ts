// Senses that a person gave to lines stay with them while their text is edited; what cannot be is listed. On a real
// database, with the real model.
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-kept-'));
const db = `${folder}/k.db`;
const options = { usesSubstitutes: false };
let polyseme: Polyseme;
beforeAll(async () => {
  polyseme = await Polyseme.open({ db, workers: 1 });
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

/** A collection of one file, a word in it, and labels of its lines. */
function edited(collection: string, word = 'table') {
  mkdirSync(`${folder}/${collection}`);
  let file = `${folder}/${collection}/a.txt`;
  let text = '';
  const lines = async () => {
    const { hits } = await polyseme.search({ word, limit: 1000, fold: false, collection });
    return [...hits].sort((a, b) => a.start - b.start);
  };
  return {
    lines,
    async write(to: string) {
      text = to;
      writeFileSync(file, text);
      return polyseme.index([`${folder}/${collection}`], { collection, removeMissing: true });
    },
    move(name: string) {
      const to = `${folder}/${collection}/${name}`;
      renameSync(file, to);
      file = to;
    },
    /** places: which of the lines, in the order of the text. */
    async label(label: string, ...places: readonly number[]) {
      const all = await lines();
      const chosen = places.map((place) => all[place]?.tokenId as number);
      await polyseme.changeSenses(word, { kind: 'create', label, lines: chosen }, { collection, ...options });
    },
    /** What the file has from each labelled line on, with the label. */
    async held(chars = 8): Promise<string[]> {
      await polyseme.disambiguate({ words: [word], inventory: 'mine', collection });
      const held: string[] = [];
      const choice = { words: [word], inventory: 'mine' as const, collection };
      for await (const { start, label, confidence } of polyseme.assignments(choice)) {
        if (confidence === 1) held.push(`${text.slice(start, start + chars)}: ${label}`);
      }
      const { senses } = await polyseme.senses(word, { collection, inventory: 'mine', ...options });
      expect(senses.reduce((sum, { corrected }) => sum + corrected, 0)).toBe(held.length);
      return held;
    },
    lost: () => polyseme.lostLabels(word, { collection }),
  };
}

const table = [
  'The surgeon set the table by the window of the room, and said, "Nobody is to touch it."',
  "She drew the table of figures on the doctor's board, line after line, before the class could copy any of it down.",
  'The table in the kitchen was scrubbed every evening by the younger of the two maids who lived there.',
];
const whole = (paragraphs: readonly string[]): string => `${paragraphs.join('\n\n')}\n`;
const changed = (number: number, from: string | RegExp, to: string): string =>
  whole(table.map((paragraph, i) => (i === number ? paragraph.replace(from, to) : paragraph)));
const preface = 'A long preface came first, with many remarks about the family, its houses and its debts.';
const kept = ['table by: furniture', 'table of: grid', 'table in: furniture'];

/** Kinds of edits that leave each line what it was. */
const edits: readonly [kind: string, text: string][] = [
  ['a paragraph in front', whole([preface, ...table])],
  ['other line ends', whole(table).replaceAll('\n', '\r\n')],
  ['lines wrapped anew', whole(table.map((one) => one.replaceAll(/(.{20,40}) /gu, '$1\n')))],
  ['a word hyphenated at a line end', changed(1, 'figures', 'fig-\nures')],
  ['a word next to it hyphenated with an indent', changed(2, 'kitchen', 'kit-\n   chen')],
  ['soft hyphens', changed(1, 'figures', 'fig\u00adures')],
  ['typographic quotes', whole(table).replaceAll(/ "/gu, ' “').replaceAll('"', '”').replaceAll("'", '’')],
  ['other dashes and spaces', whole(table).replaceAll(', ', ' –\u00a0')],
  ['another sentence of the passage changed', changed(0, 'surgeon', 'old surgeon')],
  ['a letter mended far from the word', changed(1, 'copy any of it', 'copy all of it')],
  ['a letter mended next to the word', changed(1, 'table of figures', 'table of figure')],
  ['a sentence before the line', changed(2, /^/u, 'The maids rose early. ')],
  ['a sentence after the line', changed(1, /$/u, ' Then the bell rang for all of them.')],
  [
    'a sentence before, and a letter mended',
    changed(1, /any of it/u, 'all of it').replace('She', 'It rained. She'),
  ],
  ['paragraphs joined to one', `${table.join(' ')}\n`],
  ['the case of a word changed', changed(0, 'surgeon', 'Surgeon').replace('window', 'WINDOW')],
  ['the form of the word itself changed', changed(2, 'The table', 'The tables')],
];

describe('labels stay with their lines', () => {
  const text = edited('kinds');
  beforeAll(async () => {
    await text.write(whole(table));
    await text.label('furniture', 0, 2);
    await text.label('grid', 1);
  });

  it.each(edits)('through %s', async (_, after) => {
    await text.write(whole(table));
    await text.write(after);
    const held = (await text.held()).map((line) => line.replace('tables i', 'table in'));
    expect(held).toEqual(kept);
    expect(await text.lost()).toEqual([]);
  });

  it('through all of these one after the other, with no look at them between', async () => {
    for (const [, after] of edits.slice(0, 8)) await text.write(after);
    expect(await text.held()).toEqual(kept);
  });

  it('on one of two where a sentence is doubled: the nearer', async () => {
    await text.write(whole([table[0], table[1], table[1], table[2]] as string[]));
    const { length } = await text.lines();
    expect(length).toBe(4);
    expect(await text.held()).toEqual(kept);
    const [, first] = await text.lines();
    const sense = await polyseme.senseOf(first?.tokenId as number, { collection: 'kinds', ...options });
    expect(sense).toMatchObject({ label: 'grid', confidence: 1 });
    await text.write(whole(table));
    expect(await text.held()).toEqual(kept);
  });

  it('from composed to decomposed letters and back', async () => {
    const french = edited('nfd');
    const lines = [
      'The naïve café keeper set the table near the élite of Orléans, who had come for the crème brûlée.',
      'A table of all the café prices, from crème to purée, hung there beside the façade of the hôtel.',
    ];
    await french.write(whole(lines));
    await french.label('furniture', 0);
    await french.label('grid', 1);
    await french.write(whole(lines).normalize('NFD'));
    expect(await french.held()).toEqual(['table ne: furniture', 'table of: grid']);
    await french.write(whole(lines));
    expect(await french.held()).toEqual(['table ne: furniture', 'table of: grid']);
  });

  it('when the file is renamed and edited at once', async () => {
    const moved = edited('moved');
    await moved.write(whole(table));
    await moved.label('furniture', 0, 2);
    await moved.label('grid', 1);
    moved.move('b.txt');
    await moved.write(
      whole([preface, ...table])
        .replace('copy any', 'copy all')
        .replace('class', 'school'),
    );
    expect(await moved.held()).toEqual(kept);
    // and again, since they are known by the new name now
    await moved.write(whole(table).replace('surgeon', 'doctor'));
    expect(await moved.held()).toEqual(kept);
  });

  it('when the file is renamed first and edited later', async () => {
    const renamed = edited('renamed');
    await renamed.write(whole(table));
    await renamed.label('furniture', 0, 2);
    await renamed.label('grid', 1);
    renamed.move('b.txt');
    await renamed.write(whole(table));
    await renamed.write(changed(1, 'copy any', 'copy all'));
    expect(await renamed.held()).toEqual(kept);
  });

  it('also those of a line that was given another sense after an edit', async () => {
    const given = edited('given');
    await given.write(whole(table));
    await given.label('furniture', 0, 1);
    await given.label('grid', 2);
    await given.write(changed(1, 'copy any', 'copy all'));
    const [, line] = await given.lines();
    const { senses } = await polyseme.senses('table', { collection: 'given', ...options });
    const grid = senses.find(({ label }) => label === 'grid')?.id as string;
    const move = { kind: 'move', to: grid, lines: [line?.tokenId as number] } as const;
    await polyseme.changeSenses('table', move, { collection: 'given', ...options });
    const after = ['table by: furniture', 'table of: grid', 'table in: grid'];
    expect(await given.held()).toEqual(after);
    await given.write(whole([preface, ...table]));
    expect(await given.held()).toEqual(after);
    expect(await given.lost()).toEqual([]);
    await polyseme.undoLatestSenseChange('table', { collection: 'given' });
    expect(await given.held()).toEqual(after.with(1, 'table of: furniture'));
  });
});

describe('labels that have lost their lines', () => {
  it('are listed while the line is gone, and hold again when it comes back', async () => {
    const text = edited('gone');
    await text.write(whole(table));
    await text.label('furniture', 0, 2);
    await text.label('grid', 1);
    await text.write(whole([table[0], table[2]] as string[]));
    expect(await text.held()).toEqual(['table by: furniture', 'table in: furniture']);
    const [lost, ...more] = await text.lost();
    expect(more).toEqual([]);
    expect(lost).toMatchObject({
      ...{ word: 'table', label: 'grid', uri: 'gone/a.txt', form: 'table', nowWord: null },
      // what stands there now, and nothing of what stood there
      textNow:
        'the room, and said, "Nobody is to touch it." The table in the kitchen was scrubbed every evening by the younger of',
      ...{ start: whole(table).indexOf('table of'), change: expect.any(Number) },
      givenAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT/u),
    });
    expect(await polyseme.lostLabels(undefined, { collection: 'gone' })).toEqual([lost]);
    await text.write(whole(table));
    expect(await text.held()).toEqual(kept);
    expect(await text.lost()).toEqual([]);
  });

  it('are listed and undone when nothing of the word is left', async () => {
    const text = edited('nothing', 'zither');
    await text.write('The zither lay on the table by the window of the old room.\n');
    await text.label('instrument', 0);
    await text.write('Nothing lay there any more.\n');
    const [lost] = await text.lost();
    expect(lost).toMatchObject({ word: 'zither', label: 'instrument', form: 'zither' });
    expect(await polyseme.lostLabels(undefined, { collection: 'nothing' })).toEqual([lost]);
    await polyseme.undoSenseChange(lost?.change as number, { collection: 'nothing' });
    expect(await text.lost()).toEqual([]);
    await polyseme.undoLatestSenseChange('zither', { collection: 'nothing', redo: true });
    expect(await text.lost()).toEqual([lost]);
    await text.write('The zither lay on the table by the window of the old room.\n');
    expect(await text.lost()).toEqual([]);
    await expect(polyseme.lostLabels('xyzzy', { collection: 'nothing' })).rejects.toMatchObject({
      code: 'not_found',
    });
  });

  it('leave no byte of the text they stood in once it is removed', async () => {
    const removed = edited('removed', 'sextant');
    const text =
      'Quixotezyx glittered while a lonely dromedary carried the sextant across the dunes by moonlight.';
    await removed.write(`${text}\n`);
    await removed.label('instrument', 0);
    await removed.lost();
    const holds = (bytes: string): boolean =>
      [db, `${db}-wal`].some((file) => existsSync(file) && readFileSync(file).includes(bytes));
    const words = text
      .toLowerCase()
      .match(/[a-z]{7,}/gu)
      ?.filter((one) => one !== 'sextant') as string[];
    expect(holds('dromedary carried')).toBe(true);
    await polyseme.remove(['removed/a.txt'], 'removed');
    const [lost] = await removed.lost();
    expect(lost).toMatchObject({ form: 'sextant', uri: 'removed/a.txt', textNow: null });
    await polyseme.close();
    for (const word of ['Quixotezyx', ...words]) expect([word, holds(word)]).toEqual([word, false]);
    expect(holds('"form":"sextant"')).toBe(true);
    polyseme = await Polyseme.open({ db, workers: 1 });
    expect(await removed.lost()).toEqual([lost]);
    // and the label is back with the text
    await removed.write(`${text}\n`);
    expect(await removed.lost()).toEqual([]);
  });

  it('never pass to a line that was there beside them, however similar', async () => {
    const text = edited('similar');
    const one = 'The table below shows the prices of wheat in the northern counties during the year 1901.';
    const other = 'The table below shows the prices of barley in the northern counties during the year 1902.';
    const between = 'Between them stood a remark on the harvest, which had been poor in both of these years.';
    await text.write(whole([one, between, other]));
    await text.label('grid', 0);
    await text.write(whole([between, other]));
    const { senses } = await polyseme.senses('table', { collection: 'similar', ...options });
    expect(senses.map(({ corrected }) => corrected)).toEqual([0, 0]);
    expect(await text.lost()).toHaveLength(1);
    await text.write(whole([one, between, other]));
    await text.write(whole([one.replace('wheat', 'rye'), between, other]));
    expect(await text.held(40)).toEqual(['table below shows the prices of rye in t: grid']);
  });

  it('keep their order among lines that are the same', async () => {
    const text = edited('same');
    const refrain = 'The old table stood in the middle of the long dark hall, and nobody ever sat at it.';
    const refrains = [refrain, refrain, refrain, refrain, refrain];
    await text.write(whole(refrains));
    await text.label('furniture', 2);
    const place = async () => (await text.lines()).map(({ start }) => start);
    const labelled = async () => {
      await polyseme.disambiguate({ words: ['table'], inventory: 'mine', collection: 'same' });
      const { senses } = await polyseme.senses('table', { collection: 'same', ...options });
      expect(senses.map(({ corrected }) => corrected).sort()).toEqual([0, 1]);
      const found: number[] = [];
      for await (const { start, label, confidence } of polyseme.assignments({
        ...{ words: ['table'], inventory: 'mine', collection: 'same' },
      })) {
        if (label === 'furniture' && confidence === 1) found.push(start);
      }
      return found;
    };
    await text.write(whole(refrains).replaceAll('\n', '\r\n'));
    expect(await labelled()).toContain((await place())[2]);
    await text.write(whole([preface, preface, ...refrains]));
    expect(await labelled()).toContain((await place())[2]);
  });
});
