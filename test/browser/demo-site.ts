// The demo database behind a server, and a browser to look at it with, for the time of one test file.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import { copyDemo } from '../demo.js';
import { openBrowser, type Server, startServer } from './chromium.js';

/** Filled in before the first test. */
export interface DemoSite {
  /** Holds `demo.db`. */
  folder: string;
  server: Server;
  browser: Browser;
}

/** name: of its folder. */
export function demoSite(name: string): DemoSite {
  const site = {} as DemoSite;
  beforeAll(async () => {
    site.folder = mkdtempSync(path.join(tmpdir(), `polyseme-${name}-`));
    await copyDemo(`${site.folder}/demo.db`);
    [site.server, site.browser] = await Promise.all([
      startServer(['--db', `${site.folder}/demo.db`]),
      openBrowser(),
    ]);
  });
  afterAll(async () => {
    await site.browser?.close();
    await site.server?.stop();
    rmSync(site.folder, { recursive: true, force: true });
  });
  return site;
}
