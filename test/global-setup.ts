// Makes once what several test files use: test/output/demo.db, which is only read, and a browser.
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { demoFolder, Polyseme } from '#src/index.js';
import { findChromium } from './browser/chromium.js';

export const demoDatabase = fileURLToPath(new URL('./output/demo.db', import.meta.url));

export default async function setup(): Promise<void> {
  const folder = fileURLToPath(new URL('./output', import.meta.url));
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) if (name.startsWith('demo.db')) rmSync(`${folder}/${name}`);
  const polyseme = Polyseme.open({ db: demoDatabase });
  try {
    await Promise.all([polyseme.index([demoFolder]), findChromium()]);
    await polyseme.syncIndex();
  } finally {
    await polyseme.close();
  }
}
