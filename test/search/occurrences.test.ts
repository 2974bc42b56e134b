// A word's block of vectors is read once, however many ask for it, and again when the word has changed.
import { describe, expect, it } from 'vitest';
import { wordCache } from '#src/search/occurrences.js';
import { openStore } from '#src/store/open.js';
import { demoDatabase, demoReady } from '../demo.js';

describe('wordCache', () => {
  it('shares one reading among callers, and keeps it', async () => {
    await demoReady();
    const store = await openStore(demoDatabase, { mustExist: true });
    const collection = await store.collection('default');
    if (!collection) throw new Error('the demo has no collection');
    let readings = 0;
    const counting = {
      ...store,
      lemmaBlocks: (ids: readonly number[], dim: number) => {
        readings++;
        return store.lemmaBlocks(ids, dim);
      },
    };
    const words = wordCache(counting, collection);
    const [one, other] = await Promise.all([words.occurrences('bank'), words.occurrences('Bank')]);
    expect(one?.lemmas).toEqual(['bank']);
    expect(other).toBe(one);
    expect(await words.occurrences('bank')).toBe(one);
    expect(readings).toBe(1);
    expect(await words.occurrences('xyzzy')).toBeUndefined();
    await store.close();
  });
});
