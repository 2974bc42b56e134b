// The demo database, made once by global-setup.ts for all tests that only read it.
import { copyFileSync, existsSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';

export const demoDatabase = fileURLToPath(new URL('./output/demo.db', import.meta.url));

/** Lies beside it when it is complete and closed, its index cache included. */
export const demoReadyFile = `${demoDatabase}.ready`;

/** The cache is built while the first test files run, which do without. */
export async function demoReady(): Promise<void> {
  while (!existsSync(demoReadyFile)) await setTimeout(200);
}

/** A copy with its index cache. */
export async function copyDemo(to: string): Promise<void> {
  await demoReady();
  for (const suffix of ['', '.1.hnsw', '.1.hnsw.json']) copyFileSync(demoDatabase + suffix, to + suffix);
}
