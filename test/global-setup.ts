// Makes once what several test files use: the demo database and a browser.
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { demoFolder, Polyseme } from '#src/index.js';
import { findChromium } from './browser/chromium.js';
import { demoDatabase, demoReadyFile } from './demo.js';

/** Returns when the texts are indexed; the index cache, one thread's work, is built while tests run. */
export default async function setup(): Promise<() => Promise<void>> {
  const folder = path.dirname(demoDatabase);
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(folder)) {
    if (name.startsWith(path.basename(demoDatabase))) rmSync(path.join(folder, name));
  }
  const polyseme = await Polyseme.open({ db: demoDatabase });
  try {
    await Promise.all([polyseme.index([demoFolder]), findChromium()]);
  } catch (cause) {
    await polyseme.close();
    throw cause;
  }
  const cached = polyseme
    .syncIndex()
    .finally(() => polyseme.close())
    .then(() => writeFileSync(demoReadyFile, ''));
  cached.catch(() => {}); // thrown at the end; whoever waits for it runs into its time limit
  return () => cached;
}
