// The server's start and end, apart from what it serves.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Polyseme } from '#src/index.js';
import { serve } from '#src/web/serve.js';

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-serve-'));
let polyseme: Polyseme;
beforeAll(async () => {
  polyseme = await Polyseme.open({ db: path.join(folder, 's.db'), workers: 1 });
});
afterAll(async () => {
  await polyseme.close();
  rmSync(folder, { recursive: true });
});

it('ends, and serves no longer, when its address cannot be printed', async () => {
  let address = '';
  const print = async (text: string): Promise<void> => {
    address = /http:\S+/u.exec(text)?.[0] ?? '';
    throw new Error('nobody reads');
  };
  const progress = { index: () => {}, stop: () => {} };
  const { signal } = new AbortController();
  const options = { host: '127.0.0.1', port: 0, token: undefined, allow: [], demo: false };
  await expect(serve(polyseme, { ...options, signal, progress, print })).rejects.toThrow('nobody reads');
  expect(address).not.toBe('');
  await expect(fetch(address)).rejects.toThrow();
});
