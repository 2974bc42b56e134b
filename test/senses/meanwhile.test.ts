// Texts removed, and runs cancelled, while senses are worked out: on a real store, without a model.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { disambiguate } from '#src/senses/disambiguate.js';
import { evaluate } from '#src/senses/evaluate.js';
import type { SenseContext } from '#src/senses/sense-context.js';
import { substitutes } from '#src/senses/substitutes.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { documentOf } from '../store/passages.js';
import { storeContext } from './store-context.js';

let folder: string;
let store: Store;
let context: SenseContext;
let tokenId: number;

beforeEach(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-meanwhile-'));
  store = await openStore(path.join(folder, 'm.db'));
  context = await storeContext(store);
  const { collection } = context;
  await store.writeDocuments(collection.id, [documentOf('a.txt', ['A bank.'])]);
  [tokenId] = (await store.tokenIdsOfLemma((await store.lemma(collection.id, 'bank'))?.id as number)) as [
    number,
  ];
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

/** The same context; `first` runs before each call of one of the store's methods. */
const before = (name: keyof Store, first: () => Promise<unknown>): SenseContext => {
  const method = store[name] as (...values: unknown[]) => Promise<unknown>;
  return {
    ...context,
    store: {
      ...store,
      [name]: async (...values: unknown[]) => {
        await first();
        return method(...values);
      },
    },
  };
};

const removeAll = async () => {
  const { id } = context.collection;
  await store.removeDocuments(id, await store.documentsNamed(id, 'a.txt'));
};

it('substitutes of a line that is removed say that there is no such line', async () => {
  const removed = { code: 'not_found', message: expect.stringContaining(`there is no line ${tokenId}`) };
  await expect(substitutes(before('lemmaOfToken', removeAll), tokenId)).rejects.toMatchObject(removed);
});

it('so does an evaluation', async () => {
  const label = { tokenId, document: '', start: 0, sense: 'money' };
  const removed = { code: 'not_found', message: expect.stringContaining(`there is no line ${tokenId}`) };
  await expect(evaluate(before('lemmasOfTokens', removeAll), [label])).rejects.toMatchObject(removed);
});

it('a run that is cancelled ends only when nothing of it uses the store any more', async () => {
  let open = (): void => {};
  const gate = new Promise<void>((resolve) => {
    open = resolve;
  });
  let calls = 0;
  const held = before('assignedWord', () => {
    calls++;
    return gate;
  });
  let isSettled = false;
  const run = disambiguate(held, { signal: AbortSignal.abort() }).finally(() => {
    isSettled = true;
  });
  run.catch(() => {});
  while (calls === 0) await new Promise(setImmediate);
  await new Promise(setImmediate);
  expect(isSettled).toBe(false);
  open();
  await expect(run).rejects.toMatchObject({ code: 'cancelled' });
});
