// Searches while vectors are replaced: a replaced vector is another row, so that those compared may be gone when they
// are looked up.
import { describe, expect, it } from 'vitest';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { addVectors, nearestVectors, type OpenVectors, openVectors } from '#src/vectors/collection.js';

const items = Array.from({ length: 300 }, (_, id) => ({
  id,
  vector: Array.from({ length: 8 }, (_, i) => Math.sin(id * 7.13 + i * 3.7)),
  metadata: { half: id % 2 },
}));
const isOdd = { key: 'half', operator: '=', value: '1' } as const;
const query = items[5]?.vector as number[];

/** The store, which does something else before each call of one method. */
function before(store: Store, method: keyof Store, act: () => Promise<void>): Store {
  return new Proxy(store, {
    get(target, key) {
      const value = Reflect.get(target, key, target);
      if (typeof value !== 'function') return value;
      if (key !== method) return value.bind(target);
      return async (...args: unknown[]) => {
        await act();
        return value.apply(target, args);
      };
    },
  });
}

/** A collection whose vectors are all replaced before some calls of a method, and how often it was called. */
async function opened(
  storage: 'int8' | 'float32',
  method: keyof Store,
  times: number,
): Promise<{ readonly vectors: OpenVectors; calls(): number }> {
  const store = await openStore(':memory:');
  await addVectors(store, 'mine', items, { storage });
  const collection = await store.vectorCollection('mine');
  if (!collection) throw new Error('there is no collection');
  let calls = 0;
  const changing = before(store, method, async () => {
    if (calls++ < times) await addVectors(store, 'mine', items);
  });
  return { vectors: openVectors(changing, collection), calls: () => calls };
}

describe.each(['int8', 'float32'] as const)('the nearest of %s while all are replaced', (storage) => {
  it.each([
    ['they are looked up', 'vectorItems', {}],
    ['those of a filter are read', 'vectorsWhere', { filters: [isOdd] }],
    ['those of a list are read', 'vectorsNamed', { among: items.map(({ id }) => id) }],
  ] as const)('are as many as asked for when %s', async (_, method, options) => {
    const { vectors } = await opened(storage, method, 2);
    const hits = await nearestVectors(vectors, query, { k: 10, ...options });
    expect(hits).toHaveLength(10);
    expect(hits[0]?.id).toBe(5);
    await vectors.store.close();
  });

  it('are fewer when that has no end', async () => {
    const { vectors, calls } = await opened(storage, 'vectorItems', 1000);
    expect((await nearestVectors(vectors, query, { k: 10 })).length).toBeLessThan(10);
    expect(calls()).toBeLessThan(20);
    await vectors.store.close();
  });
});

it('a search is not made again when nothing was written', async () => {
  const { vectors, calls } = await opened('int8', 'vectorsWhere', 0);
  expect(await nearestVectors(vectors, query, { k: 200, filters: [isOdd] })).toHaveLength(150);
  expect(calls()).toBe(1);
  await vectors.store.close();
});
