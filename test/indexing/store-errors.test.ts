// Errors of the store end an ingest: they are no problem of the file that happens to be read.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PolysemeError } from '#src/domain/errors.js';
import { openReaders } from '#src/import/readers.js';
import { ingest } from '#src/indexing/ingest.js';
import { openSources } from '#src/indexing/sources.js';
import type { Collection, Store } from '#src/store/store.js';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'polyseme-store-errors-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

describe('ingest > a store that fails', () => {
  it.each(['data', 'disk_full', 'busy'] as const)('throws %s while a file is read', async (code) => {
    const file = path.join(folder, 'a.txt');
    writeFileSync(file, 'We sat on the bank.');
    const store = {
      hasEarlierStaged: async () => false,
      readFile: async () => undefined,
      findDocument: async () => {
        throw new PolysemeError(code, 'db: it failed');
      },
    } as unknown as Store;
    const from = { files: [{ path: file, uri: 'a.txt', sizeBytes: 19 }], importOptions: {} };
    const collection = { id: 1, contextWindow: 96 } as Collection;
    const noEncoder = () => Promise.reject(new Error('it is not needed'));
    await expect(
      ingest(store, noEncoder, collection, await openSources(store, from, 1, openReaders())),
    ).rejects.toMatchObject({
      code,
    });
  });
});
