// Lines that have none of the senses: of one's own, of groups, and by hand; the counts that are offered above the lines,
// and the searches that they lead to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme, type SenseChange } from '#src/index.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

const cellLines = [
  'The prisoner paced up and down in his cell.',
  'The guard locked the cell for the night.',
  'He wrote the letter in a cold cell of the jail.',
  'Every cell of the body holds the same genes.',
  'The cell divides, and its nucleus with it.',
  'Blood carries oxygen to each living cell.',
  'My cell rang in the middle of the concert.',
  'Call me on my cell when the train arrives.',
];

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-outside-'));
let polyseme: Polyseme;

beforeAll(async () => {
  writeFileSync(`${folder}/river.txt`, riverLines.join('\n\n'));
  writeFileSync(`${folder}/money.txt`, moneyLines.join('\n\n'));
  writeFileSync(`${folder}/cell.txt`, cellLines.join('\n\n'));
  polyseme = await Polyseme.open({ db: `${folder}/o.db`, workers: 1 });
  await polyseme.index([folder]);
}, 120_000);

afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const own = { inventory: 'mine', usesSubstitutes: false } as const;
const change = (word: string, made: SenseChange) => polyseme.changeSenses(word, made, own);

afterEach(async () => {
  for (const word of ['bank', 'cell']) {
    const { edits } = await polyseme.senses(word, own);
    const standing = edits.filter(({ undoneAt }) => undoneAt === null);
    for (const { id } of standing.reverse()) await polyseme.undoSenseChange(id);
  }
});

/** Label of each line's own sense, by the first words of its sentence; empty for none. */
async function ownLabels(word: string): Promise<Map<string, string>> {
  const { senses, numberOf } = await polyseme.sensesOfLines(word, own);
  const { hits } = await polyseme.search({ word, limit: 100 });
  return new Map(
    hits.map(({ tokenId, sentence }) => [
      sentence,
      senses[numberOf.get(tokenId as number) ?? -1]?.label ?? '',
    ]),
  );
}

describe('a sense made from a description', () => {
  const prison = { kind: 'create', label: 'prison', description: 'small locked room in a prison' } as const;

  it('takes the lines that a search for it finds likely, and no others', async () => {
    await change('cell', prison);
    const { hits, likely } = await polyseme.search({ word: 'cell', meaning: prison.description });
    const labels = await ownLabels('cell');
    expect(likely).toBe(3);
    expect([...labels].filter(([, label]) => label === 'prison').map(([sentence]) => sentence)).toEqual(
      hits
        .filter(({ isLikely }) => isLikely)
        .map(({ sentence }) => sentence)
        .sort((a, b) => cellLines.indexOf(a) - cellLines.indexOf(b)),
    );
    const { none, senses } = await polyseme.senses('cell', own);
    expect([senses[0]?.count, none]).toEqual([3, 5]);
  });

  it('takes what is near to a line that was given to it', async () => {
    await change('cell', prison);
    const { hits } = await polyseme.search({ word: 'cell', limit: 100 });
    const [gene, blood] = [3, 5].map((i) => hits.find(({ sentence }) => sentence === cellLines[i]));
    await change('cell', { kind: 'create', label: 'living', lines: [gene?.tokenId as number] });
    const labels = await ownLabels('cell');
    expect(labels.get(cellLines[3] as string)).toBe('living');
    expect(labels.get(blood?.sentence as string)).toBe('living');
    expect(labels.get(cellLines[6] as string)).toBe('');
  });
});

describe('a description of more pieces than a search takes', () => {
  it('is kept, and the word stays usable, whatever a version before let in', async () => {
    const description = 'a b c d e f g h '.repeat(124).trim(); // 992 letters, and as many pieces: with the word too many
    await change('bank', { kind: 'create', label: 'letters', description: `${description} i j k l m n o` });
    expect((await polyseme.senses('bank', own)).senses).toHaveLength(1);
    expect((await polyseme.senseCounts('bank')).occurrences).toBe(28);
    await polyseme.undoLatestSenseChange('bank');
  });
});

describe('lines given to none of the senses', () => {
  it('have none, and with them what is near to them; until that is undone', async () => {
    await change('bank', { kind: 'create', label: 'river', description: 'land beside a river' });
    await change('bank', { kind: 'create', label: 'money', description: 'institution that lends money' });
    const before = await polyseme.senses('bank', own);
    const [line] = before.senses.find(({ label }) => label === 'money')?.lines ?? [];
    await change('bank', { kind: 'move', to: 'none', lines: [line?.tokenId as number] });
    expect((await polyseme.senseOf(line?.tokenId as number, own)).id).toBe('');
    const { hits } = await polyseme.search({ word: 'bank', sense: 'none', limit: 100 });
    expect(hits.map(({ tokenId }) => tokenId)).toContain(line?.tokenId);
    await polyseme.undoLatestSenseChange('bank');
    expect((await polyseme.senseOf(line?.tokenId as number, own)).label).toBe('money');
    expect((await polyseme.senses('bank', own)).none).toBe(before.none);
  });

  it('are adopted with the senses shown, and moved back by hand', async () => {
    const { senses } = await polyseme.senses('bank', { inventory: 'induced', usesSubstitutes: false });
    const line = senses[0]?.lines[0]?.tokenId as number;
    await polyseme.changeSenses(
      'bank',
      { kind: 'move', to: 'none', lines: [line] },
      { inventory: 'induced' },
    );
    expect((await polyseme.senseOf(line, own)).id).toBe('');
    const to = (await polyseme.senses('bank', own)).senses[1]?.id as string;
    await change('bank', { kind: 'move', to, lines: [line] });
    expect((await polyseme.senseOf(line, own)).id).toBe(to);
  });
});

describe('a correction of one line', () => {
  type Named = 'everyday' | 'wordnet' | 'induced' | 'mine';
  /** The label of each line, by its token. */
  const linesBy = async (inventory: Named): Promise<Map<number, string>> => {
    const { senses, numberOf } = await polyseme.sensesOfLines('bank', { inventory, usesSubstitutes: false });
    return new Map([...numberOf].map(([tokenId, number]) => [tokenId, senses[number]?.label ?? '']));
  };
  const sensesBy = async (inventory: Named) =>
    (await polyseme.senses('bank', { inventory, usesSubstitutes: false })).senses;
  const idOf = async (label: string) =>
    (await sensesBy('mine')).find((sense) => sense.label === label)?.id as string;

  it.each(['everyday', 'wordnet', 'induced'] as const)(
    'moves that line alone, and keeps all senses of %s, in one step',
    async (inventory) => {
      const [shown, before] = [await sensesBy(inventory), await linesBy(inventory)];
      const line = shown[0]?.lines[0]?.tokenId as number;
      const to = shown.at(-1) as (typeof shown)[number];
      const moved: SenseChange = { kind: 'move', to: to.id, lines: [line] };
      await polyseme.changeSenses('bank', moved, { inventory, usesSubstitutes: false });
      expect(await linesBy('mine')).toEqual(new Map(before).set(line, to.label));
      expect((await sensesBy('mine')).map(({ label }) => label).sort()).toEqual(
        shown.map(({ label }) => label).sort(),
      );
      await polyseme.undoLatestSenseChange('bank');
      expect(await polyseme.hasOwnSenses('bank')).toBe(false);
    },
  );

  it('and splitting or merging after it leave the lines of other senses where they are', async () => {
    const everyday = { inventory: 'everyday', usesSubstitutes: false } as const;
    const [first, second] = await sensesBy('everyday');
    const renamed: SenseChange = { kind: 'rename', sense: first?.id as string, label: 'one' };
    await polyseme.changeSenses('bank', renamed, everyday);
    const before = await linesBy('mine');
    const labels = (lines: Map<number, string>, of: string) =>
      new Set([...lines].filter(([id]) => before.get(id) === of).map(([, label]) => label));
    await change('bank', { kind: 'split', sense: await idOf('one') });
    const split = await linesBy('mine');
    const halves = [...labels(split, 'one')];
    expect(halves).toHaveLength(2);
    for (const [id, label] of before) if (label !== 'one') expect(split.get(id)).toBe(label);
    const merged = await Promise.all([...halves, second?.label as string].map(idOf));
    await change('bank', { kind: 'merge', senses: merged });
    const after = await linesBy('mine');
    for (const [id, label] of before)
      expect(after.get(id)).toBe(label === 'one' || label === second?.label ? halves[0] : label);
  });
});

describe('counts by sense', () => {
  it('are those of the lines that a search for the sense finds, filters aside', async () => {
    for (const word of ['bank', 'cell']) {
      const { senses, none, occurrences } = await polyseme.senseCounts(word);
      expect(senses.reduce((sum, { count }) => sum + count, none)).toBe(occurrences);
      for (const { id, count, meaning } of [...senses, { id: 'none', count: none, meaning: null }]) {
        const described = meaning === null ? {} : { meaning };
        const { total, hits } = await polyseme.search({ word, sense: id, ...described, fold: false });
        expect([id, total, hits.length]).toEqual([id, count, Math.min(count, 20)]);
      }
    }
  });

  it('are of the own senses where there are any, and of another inventory where one is named', async () => {
    await change('bank', { kind: 'create', label: 'river', description: 'land beside a river' });
    const counts = await polyseme.senseCounts('bank');
    expect([counts.inventory, counts.senses.map(({ meaning }) => meaning)]).toEqual([
      'mine',
      ['land beside a river'],
    ]);
    expect((await polyseme.senseCounts('bank', { inventory: 'everyday' })).senses.length).toBeGreaterThan(2);
    const { total } = await polyseme.search({ word: 'bank', sense: counts.senses[0]?.id as string });
    expect(total).toBe(counts.senses[0]?.count);
  });

  it('name groups by the dictionary where most of their lines have a sense of it', async () => {
    const { senses } = await polyseme.senseCounts('bank', { inventory: 'induced' });
    expect(senses.map(({ label, count }) => [label, count])).toEqual([
      ['financial institution', 14],
      ['land beside a river', 14],
    ]);
  });
});

describe('a search for a sense', () => {
  it.each([
    [{ word: 'bank', sense: 'bank.n.99' }, 'sense: "bank.n.99" is no sense of "bank" (everyday)'],
    [{ meaning: 'riverside', sense: 'none' }, 'sense: it is of a word, and none is given'],
  ])('refuses %j', async (query, message) => {
    await expect(polyseme.search(query)).rejects.toMatchObject({ message });
  });
});

describe('induced senses', () => {
  it('are the same under every spelling, and assigned again after they were divided', async () => {
    const induced = { inventory: 'induced' } as const;
    const numSenses = async () => (await polyseme.senseCounts('banks', induced)).senses.length;
    const assign = () => polyseme.disambiguate({ words: ['bank'], ...induced });
    expect([await numSenses(), (await assign()).tokens]).toEqual([2, 28]);
    await polyseme.forgetInduced('bank', { groups: 5 });
    expect([await numSenses(), (await assign()).tokens]).toEqual([5, 28]);
    expect((await assign()).wordsUnchanged).toBe(1);
    await polyseme.forgetInduced('bank');
  });

  it('are as many as are wished, until they are induced anew', async () => {
    await polyseme.forgetInduced('bank', { groups: 4 });
    const counts = async () => (await polyseme.senseCounts('bank', { inventory: 'induced' })).senses.length;
    expect(await counts()).toBe(4);
    await polyseme.forgetInduced('bank');
    expect(await counts()).toBe(2);
    await expect(polyseme.forgetInduced('cell', { groups: 12 })).rejects.toMatchObject({
      message: 'groups: 12 of 8 lines cannot be made',
    });
    await expect(polyseme.forgetInduced('bank', { groups: 1 })).rejects.toMatchObject({
      code: 'invalid_input',
    });
  });
});
