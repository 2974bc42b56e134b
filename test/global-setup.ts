// Makes the demo database once for all tests that only read it: test/output/demo.db.
import { mkdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demoFolder, Polyseme } from '#src/index.js';

export const demoDatabase = fileURLToPath(new URL('./output/demo.db', import.meta.url));

export default async function setup(): Promise<void> {
  const folder = fileURLToPath(new URL('./output', import.meta.url));
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const polyseme = Polyseme.open({ db: demoDatabase });
  try {
    await polyseme.index([demoFolder]);
    await polyseme.syncIndex();
  } finally {
    await polyseme.close();
  }
}
