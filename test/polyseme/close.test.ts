// Closing: at once, twice, and while all kinds of work are under way.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Polyseme, type VectorItem } from '#src/index.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-close-'));
  writeFileSync(path.join(folder, 'a.txt'), 'We sat on the bank of the river.');
});
afterAll(() => rmSync(folder, { recursive: true }));

const vectors = (count: number): VectorItem[] =>
  Array.from({ length: count }, (_, i) => ({ id: i, vector: [Math.sin(i), Math.cos(i), 1, i % 7] }));

async function openWithVectors(count = 300): Promise<Polyseme> {
  const polyseme = await Polyseme.open({ db: ':memory:' });
  await polyseme.addVectors('v', vectors(count));
  await polyseme.syncIndex({ collection: 'v' });
  return polyseme;
}

const closedError = { code: 'invalid_input', message: 'polyseme: it was closed' };

describe('close', () => {
  it('lets searches under way come to their end', async () => {
    const polyseme = await openWithVectors();
    const searches = Array.from({ length: 20 }, (_, i) => polyseme.nearest('v', [1, 0, 1, i % 7], { k: 5 }));
    await polyseme.close();
    for (const hits of await Promise.all(searches)) expect(hits).toHaveLength(5);
  });

  it('refuses what begins afterwards, and while it closes', async () => {
    const polyseme = await openWithVectors();
    const closing = polyseme.close();
    await expect(polyseme.stats()).rejects.toMatchObject(closedError);
    await expect(polyseme.nearest('v', [1, 0, 1, 0])).rejects.toMatchObject(closedError);
    expect(() => polyseme.watch()).toThrow('polyseme: it was closed');
    await closing;
    await expect(polyseme.addVectors('v', vectors(1))).rejects.toMatchObject(closedError);
  });

  it('stops the building of an index', async () => {
    const polyseme = await Polyseme.open({ db: path.join(folder, 'build.db') });
    await polyseme.addVectors('v', vectors(20_000));
    const rebuilt = polyseme.rebuild().catch((cause: unknown) => cause);
    await polyseme.close();
    expect(await rebuilt).toMatchObject({ code: 'cancelled' });
  });

  it('stops indexing, and what was committed stays', async () => {
    const db = path.join(folder, 'index.db');
    const polyseme = await Polyseme.open({ db });
    const indexed = polyseme.index([path.join(folder, 'a.txt')]).catch((cause: unknown) => cause);
    await polyseme.close();
    expect(await indexed).toMatchObject({ code: 'cancelled' });
    const again = await Polyseme.open({ db });
    expect((await again.index([path.join(folder, 'a.txt')])).added).toBe(1);
    await again.close();
  });

  it('does not wait for a stream of vectors that has paused', async () => {
    const polyseme = await Polyseme.open({ db: ':memory:' });
    let resume = (): void => {};
    async function* paused(): AsyncGenerator<VectorItem> {
      yield { id: 1, vector: [1, 0] };
      await new Promise<void>((resolve) => {
        resume = resolve;
      });
      yield { id: 2, vector: [0, 1] };
    }
    const added = polyseme.addVectors('v', paused()).catch((cause: unknown) => cause);
    await polyseme.close();
    resume();
    expect(await added).toMatchObject({ code: expect.stringMatching(/^(?:cancelled|invalid_input)$/u) });
  });

  it('and uninstall at once end both, whichever comes first', async () => {
    const db = path.join(folder, 'uninstalled.db');
    const polyseme = await Polyseme.open({ db });
    await polyseme.index([path.join(folder, 'a.txt')]);
    await Promise.all([polyseme.uninstall(), polyseme.close()]);
    const empty = await Polyseme.open({ db });
    expect(await empty.collections()).toEqual([]);
    const [closing, uninstalling] = [empty.close(), empty.uninstall()];
    await expect(uninstalling).rejects.toMatchObject(closedError);
    await closing;
  });
});

describe('a collection that is dropped meanwhile', () => {
  it('stops neither verify nor what lists or rebuilds the others', async () => {
    const polyseme = await openWithVectors();
    await polyseme.addVectors('w', vectors(300));
    const [verified, listed, rebuilt] = await Promise.all([
      polyseme.verify(),
      polyseme.vectorCollections(),
      polyseme.rebuild(),
      polyseme.dropVectors('w'),
    ]);
    expect(verified.isSound).toBe(true);
    expect(listed.map(({ name }) => name)).toContain('v');
    expect(rebuilt).toContain('v');
    await polyseme.close();
  });
});
