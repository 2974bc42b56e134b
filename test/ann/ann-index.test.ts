// An index that is closed or dropped while it is searched, loaded or built: nothing fails, hangs or is left behind.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AnnIndex } from '#src/ann/ann-index.js';
import type { AnnSource } from '#src/ann/source.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-ann-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const dim = 8;
const vectorOf = (id: number): Float32Array =>
  Float32Array.from({ length: dim }, (_, i) => Math.sin(id * 7.13 + i * 3.7));

/** Points 1 to count, none of them deleted. */
function source(count: number, changes: Partial<AnnSource> = {}): AnnSource {
  const ids = Array.from({ length: count }, (_, i) => i + 1);
  const write = { id: 1, mark: 'first' };
  return {
    graphFile: undefined,
    dim,
    metric: 'cosine',
    searchesHere: false,
    async after(id, limit) {
      const some = ids.filter((one) => one > id).slice(0, limit);
      return { ids: some, rows: Float32Array.from(some.flatMap((one) => [...vectorOf(one)])) };
    },
    countAfter: async (id) => count - id,
    idsUpTo: async (id) => ids.filter((one) => one <= id),
    deletionsAfter: async () => [],
    deletionBounds: async () => ({ first: 0, last: 0 }),
    databaseId: async () => 'database',
    ensureDatabaseId: async () => 'database',
    lastWrite: async () => write,
    hasWrite: async ({ id, mark }) => id === write.id && mark === write.mark,
    ...changes,
  };
}

describe('an index that is closed', () => {
  it('answers the searches under way, or says that there is nothing to search', async () => {
    for (const ticks of [0, 1, 2, 3, 5, 8, 12, 20]) {
      const index = new AnnIndex(source(300));
      await index.sync();
      const started: Promise<unknown>[] = [];
      const search = (): void => {
        started.push(
          index.search(vectorOf(5), 3, 10).then((answer) => answer?.ids.length),
          index.neighbours([vectorOf(5)], 3, 10, new Float64Array([5])).then((near) => near?.[0]?.length),
          index.faults().then((faults) => (faults.length === 0 ? undefined : faults)),
        );
      };
      for (let i = 0; i < 5; i++) search();
      for (let i = 0; i < ticks; i++) await undefined;
      const closed = index.close();
      for (let i = 0; i < 30; i++) {
        search();
        await undefined;
      }
      await closed;
      search();
      const answers = await Promise.race([Promise.all(started), setTimeout(5000, ['no answer'])]);
      expect(answers.filter((answer) => answer !== 3 && answer !== undefined)).toEqual([]);
      expect(await index.search(vectorOf(5), 3, 10)).toBeUndefined();
    }
  });

  it('is not loaded again', async () => {
    for (const searchesHere of [false, true]) {
      const graphFile = path.join(folder, `closed-${searchesHere}.hnsw`);
      const index = new AnnIndex(source(300, { graphFile, searchesHere }));
      await index.sync();
      expect(index.isClosed).toBe(false);
      await index.close();
      expect(index.isClosed).toBe(true);
      await index.load();
      expect(await index.state()).toBe('missing');
      rmSync(`${graphFile}.json`); // as if another process had saved or removed it
      expect(await index.search(vectorOf(5), 3, 10)).toBeUndefined();
      await expect(index.sync()).rejects.toMatchObject({ code: 'cancelled' });
    }
  });

  it('is not loaded by a search that begins while it is closed', async () => {
    const graphFile = path.join(folder, 'other.hnsw');
    const saved = source(300, { graphFile });
    const other = new AnnIndex(saved);
    await other.sync();
    const index = new AnnIndex(saved);
    const closed = index.close();
    expect(await index.search(vectorOf(5), 3, 10)).toBeUndefined();
    await closed;
    expect(await index.state()).toBe('missing');
    await other.close();
  });
});

describe('an index that is dropped', () => {
  it('leaves no file, even if a rebuild waits for a run that ends well', async () => {
    const graphFile = path.join(folder, 'dropped.hnsw');
    let dropped: Promise<void> | undefined;
    const points = source(300);
    const index: AnnIndex = new AnnIndex(
      source(300, {
        graphFile,
        // the points go with their collection
        after: async (id, limit) => (dropped ? points.after(300, limit) : points.after(id, limit)),
        async ensureDatabaseId() {
          dropped ??= index.drop(); // the run saves, and does not look at anything else
          return 'database';
        },
      }),
    );
    const first = index.sync();
    const waiting = index.sync({ rebuild: true }).then(
      () => 'built',
      ({ code }) => code,
    );
    await first;
    await dropped;
    expect(await waiting).toBe('cancelled');
    expect(readdirSync(folder).filter((name) => name.startsWith('dropped'))).toEqual([]);
  });
});

describe('a write that was interrupted', () => {
  it('leaves files that the next load removes, unless the process still runs', async () => {
    const graphFile = path.join(folder, 'interrupted.hnsw');
    const { pid } = spawnSync('true');
    const ended = [`${graphFile}.${pid}.new`, `${graphFile}.${pid}.new.json`];
    const running = `${graphFile}.${process.ppid}.new`;
    for (const file of [...ended, running]) writeFileSync(file, 'half');
    const index = new AnnIndex(source(10, { graphFile }));
    await index.load();
    await index.close();
    expect(readdirSync(folder).filter((name) => name.startsWith('interrupted'))).toEqual([
      path.basename(running),
    ]);
  });
});

describe('a saved index that nothing can be made of', () => {
  it.each([
    ['a header that is none', '.json', 'nothing'],
    ['a header that says nothing', '.json', 'null'],
    ['a graph that is none', '', 'nothing'],
  ])('is reported, not loaded, and built again: %s', async (_, end, content) => {
    const graphFile = path.join(folder, 'broken.hnsw');
    const saved = new AnnIndex(source(50, { graphFile }));
    await saved.sync({ rebuild: true });
    await saved.close();
    writeFileSync(`${graphFile}${end}`, content);
    const index = new AnnIndex(source(50, { graphFile }));
    await index.load();
    expect(await index.state()).toBe('missing');
    expect(await index.faults()).toEqual([expect.stringContaining('is damaged')]);
    await index.sync();
    expect(await index.state()).toBe('fresh');
    expect(await index.faults()).toEqual([]);
    await index.close();
  });
});
