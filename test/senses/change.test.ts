// Changes of senses on the store itself: the labels of a split, undoing the latest, two changes at once.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Inventory, Sense } from '#src/domain/senses.js';
import { resolveModel, shippedModel } from '#src/encoder/model-files.js';
import { type Polyseme as Facade, Polyseme } from '#src/index.js';
import { readShippedVectors } from '#src/lexicon/sense-vectors.js';
import { wordCache } from '#src/search/occurrences.js';
import { changeSenses, latestEdit, undoLatestSenseChange, undoSenseChange } from '#src/senses/change.js';
import { type SenseContext, senseCache } from '#src/senses/sense-context.js';
import { senses } from '#src/senses/word-senses.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { moneyLines, riverLines } from '../fixtures/bank-lines.js';

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-change-'));
const options = { usesSubstitutes: false };
let polyseme: Facade;
let store: Store;
let context: SenseContext;

beforeAll(async () => {
  const db = `${folder}/c.db`;
  writeFileSync(`${folder}/river.txt`, riverLines.join('\n\n'));
  writeFileSync(`${folder}/money.txt`, moneyLines.join('\n\n'));
  writeFileSync(`${folder}/few.txt`, 'An otter. An otter.');
  polyseme = await Polyseme.open({ db, workers: 1 });
  await polyseme.index([`${folder}/river.txt`, `${folder}/money.txt`, `${folder}/few.txt`]);
  store = await openStore(db);
  const collection = (await store.collection('default')) as SenseContext['collection'];
  const refuse = (): never => {
    throw new Error('not needed here');
  };
  context = {
    ...{ store, collection, words: wordCache(store, collection), cache: senseCache() },
    phrases: undefined as never,
    // no description and no substitutes are looked at
    shippedVectors: async () => readShippedVectors((await resolveModel(shippedModel)).folder, collection.dim),
    ...{ encoder: refuse, rowsOfSense: refuse, ann: undefined as never, vectors: undefined as never },
  };
}, 120_000);

afterAll(async () => {
  await store.close();
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

const edits = async () => store.senseEdits(context.collection.id, 'bank');
const first = async (): Promise<string> => (await senses(context, 'bank', options)).senses[0]?.id as string;
const labels = (list: readonly Sense[]): string[] => list.map(({ label }) => label);

beforeEach(async () => {
  for (const { id } of await edits()) await undoSenseChange(context, id);
});

describe('split', () => {
  it('names the halves by what their lines are about', async () => {
    const {
      senses: [first],
    } = await senses(context, 'bank', options);
    await changeSenses(context, 'bank', { kind: 'split', sense: first?.id as string }, options);
    const { senses: after } = await senses(context, 'bank', options);
    expect(after).toHaveLength(3);
    for (const { label } of after) expect(label).not.toMatch(/^sense \d|\d\)$|^$/u);
    expect(labels(after)).not.toContain(first?.label);
    expect(new Set(labels(after)).size).toBe(3);
    // the label is kept: it is the same wherever it is shown
    const split = (await edits()).findLast(({ edit }) => edit.kind === 'split')?.edit;
    expect(split?.kind === 'split' && split.into.every(({ label }) => labels(after).includes(label))).toBe(
      true,
    );
  });

  it('names them apart where the lines have no words, and are alike', async () => {
    await changeSenses(context, 'otter', { kind: 'adopt' }, options);
    await changeSenses(context, 'otter', { kind: 'split', sense: 's1' }, options);
    const [one, other, ...more] = labels((await senses(context, 'otter', options)).senses);
    expect(more).toEqual([]);
    expect(one).not.toBe(other);
    for (const label of [one, other]) expect(label).not.toMatch(/^sense \d|^$/u);
  });
});

describe('latestEdit', () => {
  it('is what an undo without a number means, one after the other', async () => {
    await changeSenses(context, 'bank', { kind: 'adopt' }, options);
    await changeSenses(
      context,
      'bank',
      { kind: 'rename', sense: await first(), label: 'riverside' },
      options,
    );
    const kinds: string[] = [];
    for (let i = 0; i < 2; i++) {
      const { id, edit } = await latestEdit(context, 'banks');
      kinds.push(edit.kind);
      await undoSenseChange(context, id);
    }
    expect(kinds).toEqual(['rename', 'adopt']);
    expect((await latestEdit(context, 'bank', { redo: true })).edit.kind).toBe('adopt');
  });

  it('is one step with the senses that it took over', async () => {
    await changeSenses(context, 'bank', { kind: 'rename', sense: 'i1', label: 'riverside' }, options);
    const last = await undoLatestSenseChange(context, 'bank');
    expect((await senses(context, 'bank', options)).inventory).toBe('induced');
    await expect(latestEdit(context, 'bank')).rejects.toMatchObject({ code: 'not_found' });
    expect(await undoLatestSenseChange(context, 'bank', { redo: true })).toBe(last);
    expect(labels((await senses(context, 'bank', options)).senses)).toContain('riverside');
    // with another change left they stay; the last to go takes them with it, whichever it is
    const [, other] = (await senses(context, 'bank', options)).senses;
    await changeSenses(context, 'bank', { kind: 'delete', sense: other?.id as string }, options);
    await undoSenseChange(context, last);
    expect((await senses(context, 'bank', options)).inventory).toBe('mine');
    await undoLatestSenseChange(context, 'bank');
    expect((await senses(context, 'bank', options)).inventory).toBe('induced');
    await undoSenseChange(context, last, { redo: true });
    expect(labels((await senses(context, 'bank', options)).senses)).toContain('riverside');
  });

  it('says that there is nothing to undo, or no such word', async () => {
    await expect(latestEdit(context, 'bank')).rejects.toMatchObject({
      code: 'not_found',
      message: 'change: "bank" has no change to undo',
    });
    await expect(latestEdit(context, 'river', { redo: true })).rejects.toMatchObject({ code: 'not_found' });
    await expect(latestEdit(context, 'xyzzy')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('undoLatestSenseChange', () => {
  const standing = async () =>
    (await edits()).filter(({ undoneAt }) => undoneAt === null).map(({ id }) => id);

  it('undoes two changes when it is called twice at once, and makes both again', async () => {
    await changeSenses(context, 'bank', { kind: 'adopt' }, options);
    await changeSenses(
      context,
      'bank',
      { kind: 'rename', sense: await first(), label: 'riverside' },
      options,
    );
    const both = await standing();
    expect(both).toHaveLength(2);
    const twice = async (redo: boolean) => {
      const calls = [1, 2].map(() => undoLatestSenseChange(context, 'bank', { redo }));
      return (await Promise.all(calls)).sort((a, b) => a - b);
    };
    expect(await twice(false)).toEqual(both);
    expect(await standing()).toEqual([]);
    expect(await twice(true)).toEqual(both);
    expect(await standing()).toEqual(both);
  });

  it('says so when only one of two had anything to undo', async () => {
    await changeSenses(context, 'bank', { kind: 'adopt' }, options);
    const results = await Promise.allSettled([1, 2].map(() => undoLatestSenseChange(context, 'bank')));
    expect(results.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('by its number a change may be undone twice', async () => {
    await changeSenses(context, 'bank', { kind: 'adopt' }, options);
    const { id } = await latestEdit(context, 'bank');
    await undoSenseChange(context, id);
    await undoSenseChange(context, id);
    await expect(undoSenseChange(context, 9999)).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('changeSenses', () => {
  it('gives two senses that are made at once two ids', async () => {
    const [line] = await store.tokenIdsOfLemma(
      (await store.lemma(context.collection.id, 'bank'))?.id as number,
    );
    const create = (label: string) =>
      changeSenses(
        context,
        'bank',
        { kind: 'create', label, lines: [line as number] },
        { ...options, inventory: 'mine' },
      );
    await Promise.all(['one', 'other', 'third'].map(create));
    const { senses: own } = await senses(context, 'bank', options);
    expect(labels(own).sort()).toEqual(['one', 'other', 'third']);
    expect(new Set(own.map(({ id }) => id)).size).toBe(3);
  });

  it.each(['klingon', '', 'Mine'])('refuses the inventory %j, and stores nothing', async (inventory) => {
    const unknown = { ...options, inventory: inventory as Inventory };
    const before = await edits();
    const refused = { code: 'invalid_input', message: expect.stringMatching(/^inventory: .*is not known$/u) };
    await expect(senses(context, 'bank', unknown)).rejects.toMatchObject(refused);
    const rename = { kind: 'rename', sense: 'i1', label: 'x' } as const;
    await expect(changeSenses(context, 'bank', rename, unknown)).rejects.toMatchObject(refused);
    expect(await edits()).toEqual(before);
  });
});
