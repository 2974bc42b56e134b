// Makes the demo database once for all tests that only read it: test/output/demo.db.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demoFolder, Polyseme } from '#src/index.js';

export const demoDatabase = fileURLToPath(new URL('./output/demo.db', import.meta.url));

export default async function setup(): Promise<void> {
  const folder = fileURLToPath(new URL('./output', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.startsWith('demo.db')) rmSync(`${folder}/${name}`);
  const polyseme = Polyseme.open({ db: demoDatabase });
  try {
    await polyseme.index([demoFolder]);
    await polyseme.syncIndex();
  } finally {
    await polyseme.close();
  }
}
