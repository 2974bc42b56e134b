// Collections dropped while all indexes are rebuilt, compacted or checked: the others are done all the same.
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AnnIndex } from '#src/ann/ann-index.js';
import { Polyseme, type VectorItem } from '#src/index.js';
import { openStore } from '#src/store/open.js';
import type { Store } from '#src/store/store.js';
import { compactDatabase } from '#src/upkeep/compact.js';
import { rebuildIndexes, withEachIndex } from '#src/upkeep/rebuild.js';
import { verifyDatabase } from '#src/upkeep/verify.js';
import { addVectors } from '#src/vectors/collection.js';
import { vectorSource } from '#src/vectors/source.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-dropped-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** More than are handed to the graph at once. */
const items = (first: number): VectorItem[] =>
  Array.from({ length: 600 }, (_, i) => ({ id: first + i, vector: [Math.sin(i), Math.cos(i), 1] }));

let count = 0;
let file: string;
let p: Polyseme;
beforeEach(async () => {
  file = path.join(folder, `${count++}.db`);
  p = await Polyseme.open({ db: file, workers: 1 });
  for (const name of ['a', 'b', 'c']) {
    await p.addVectors(name, items(0));
    await p.syncIndex({ collection: name });
    await p.addVectors(name, items(1000));
  }
});
afterEach(() => p.close());

/** Drops the collection whose index is being built, and one whose turn has not come. */
function dropping(): { readonly onProgress: () => void; readonly ended: () => Promise<unknown> } {
  let dropped: Promise<unknown> | undefined;
  return {
    onProgress() {
      dropped ??= Promise.all([p.dropVectors('a'), p.dropVectors('c')]);
    },
    ended: async () => dropped,
  };
}

const graphs = (): string[] =>
  readdirSync(folder)
    .filter((name) => name.startsWith(`${path.basename(file)}.`) && name.endsWith('.hnsw'))
    .sort();

describe('a collection that is dropped meanwhile', () => {
  it('does not keep the others from being rebuilt', async () => {
    const { onProgress, ended } = dropping();
    const [, ofB] = graphs();
    expect(await p.rebuild({ onProgress })).toEqual(['b']);
    await ended();
    expect(graphs()).toEqual([ofB]);
    expect(await p.verify()).toEqual({ isSound: true, problems: [] });
  });

  it('does not keep the others from being compacted', async () => {
    const { onProgress, ended } = dropping();
    const [, ofB] = graphs();
    await p.compact({ onProgress });
    await ended();
    expect(graphs()).toEqual([ofB]);
    expect(await p.vectorCollections()).toMatchObject([{ name: 'b', vectors: 1200, annState: 'fresh' }]);
  });

  it('does not hide that the caller has stopped', async () => {
    const stop = new AbortController();
    const { onProgress, ended } = dropping();
    const stopped = p.rebuild({
      signal: stop.signal,
      onProgress() {
        onProgress();
        stop.abort();
      },
    });
    await expect(stopped).rejects.toMatchObject({ code: 'cancelled' });
    await ended();
  });
});

describe('an index that is dropped while it is read', () => {
  let store: Store;
  let ann: AnnIndex;
  let isDropping = false;
  beforeEach(async () => {
    isDropping = false;
    store = await openStore(':memory:');
    await addVectors(store, 'mine', items(0));
    const collection = await store.vectorCollection('mine');
    if (!collection) throw new Error('there is no collection');
    const source = vectorSource(store, collection);
    ann = new AnnIndex({
      ...source,
      async after(last, limit) {
        if (isDropping) ann.drop().catch(() => {});
        return source.after(last, limit);
      },
      async idsUpTo() {
        await ann.drop();
        throw new Error('the collection is gone');
      },
    });
    await ann.sync();
    await addVectors(store, 'mine', items(1000));
    isDropping = true;
  });
  afterEach(() => store.close());

  it('is left out of a rebuild', async () => {
    expect(await rebuildIndexes([['mine', ann]], {})).toEqual([]);
    expect(ann.isClosed).toBe(true);
  });

  it('is left out of a compaction', async () => {
    expect((await compactDatabase(store, [['mine', ann]])).bytesAfter).toBeGreaterThan(0);
    expect(ann.isClosed).toBe(true);
  });

  it('is left out of a check', async () => {
    const sound = { isSound: true, problems: [] };
    expect(await verifyDatabase(store, [['mine', ann]])).toEqual(sound);
    expect(ann.isClosed).toBe(true);
    expect(await verifyDatabase(store, [['mine', ann]])).toEqual(sound);
  });

  it('stops the run when all is closed', async () => {
    const signal = AbortSignal.abort();
    await expect(rebuildIndexes([['mine', ann]], { signal })).rejects.toMatchObject({ code: 'cancelled' });
    const closing = new AbortController();
    const named = [['mine', ann]] as const;
    const work = async (): Promise<void> => {
      closing.abort();
      await ann.close();
    };
    await expect(withEachIndex(named, closing.signal, work)).rejects.toMatchObject({ code: 'cancelled' });
  });
});
