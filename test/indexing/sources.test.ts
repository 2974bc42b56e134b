import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PolysemeError } from '#src/domain/errors.js';
import { openReaders } from '#src/import/readers.js';
import { type IngestFrom, openSources } from '#src/indexing/sources.js';
import type { Store } from '#src/store/store.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-sources-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const noStore = {} as Store;
const filesOf = (...names: string[]): IngestFrom => ({
  files: names.map((name) => ({ path: path.join(folder, name), uri: `u/${name}`, sizeBytes: 10 })),
  importOptions: {},
});

async function readAll(from: IngestFrom, store = noStore): Promise<unknown[]> {
  const items: unknown[] = [];
  for (const source of await openSources(store, from, 1, openReaders())) {
    for await (const item of source.read()) items.push(item);
  }
  return items;
}

describe('openSources', () => {
  it('has one whole source for each file, in order', async () => {
    expect(await openSources(noStore, filesOf('a.txt', 'b.csv'), 1, openReaders())).toMatchObject([
      { uri: 'u/a.txt', sizeBytes: 10, isWhole: true },
      { uri: 'u/b.csv', sizeBytes: 10, isWhole: true },
    ]);
    expect(await openSources(noStore, filesOf(), 1, openReaders())).toEqual([]);
  });

  it('yields what keeps a file from being read as a problem, and goes on with the next', async () => {
    writeFileSync(path.join(folder, 'bad.txt'), Buffer.from('%PDF-1.4'));
    writeFileSync(path.join(folder, 'good.txt'), 'We sat on the bank.');
    expect(await readAll(filesOf('vanished.txt', 'bad.txt', 'good.txt'))).toMatchObject([
      { problem: { uri: 'u/vanished.txt', message: expect.stringContaining('ENOENT') } },
      { problem: { uri: 'u/bad.txt', message: expect.stringMatching(/^bad\.txt is damaged/u) } },
      { record: { uri: 'u/good.txt' } },
    ]);
  });

  it('has none for a table that is not tracked any more', async () => {
    const store = { trackedTable: async () => undefined } as unknown as Store;
    expect(await openSources(store, { trackedId: 1 }, 1, openReaders())).toEqual([]);
  });

  it('throws what the store throws while rows are read', async () => {
    const store = {
      trackedTable: async () => ({ id: 1, name: 'notes', text: ['body'], metadata: [] }),
      lastQueued: async () => 3,
      queuedBytes: async () => 100,
      queuedRows: async function* () {
        const claim = { trackedId: 1, rowKey: 5, upTo: 1 };
        yield [{ claim, uri: 'notes#5', isPresent: false, texts: [], metadata: [] }];
        throw new PolysemeError('data', 'db: x.db is damaged');
      },
    } as unknown as Store;
    const [source] = await openSources(store, { trackedId: 1 }, 1, openReaders());
    expect(source).toMatchObject({ uri: 'notes', sizeBytes: 100, isWhole: false });
    await expect(readAll({ trackedId: 1 }, store)).rejects.toMatchObject({ code: 'data' });
  });
});
