// Screenshots of every page of the demo in six forms: three widths, light and dark; below 1280 px by touch.
// node test/browser/screenshots.mjs [NAME …] writes NAME-WIDTH-COLOURS.png into test/output/screenshots/. It needs a build,
// and the demo database, which the tests make.
import { spawn } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

const here = path.dirname(fileURLToPath(import.meta.url));
const output = path.join(here, '../output');
const pages = JSON.parse(readFileSync(path.join(here, 'pages.json'), 'utf8'));
const asked = process.argv.slice(2);
const names = Object.keys(pages).filter((name) => asked.length === 0 || asked.includes(name));

const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-screenshots-'));
for (const end of ['', '.1.hnsw', '.1.hnsw.json']) {
  copyFileSync(`${output}/demo.db${end}`, `${folder}/demo.db${end}`);
}
const cli = path.join(here, '../../dist/src/cli/main.js');
const server = spawn(process.execPath, [cli, 'serve', '--port', '0', '--db', `${folder}/demo.db`]);
const address = await new Promise((resolve) => {
  server.stdout.on('data', (text) => resolve(/http:\/\/[\d.:]+/u.exec(text)[0]));
});

const places = ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'];
const executablePath =
  process.env.POLYSEME_CHROMIUM ?? places.map((name) => `/usr/bin/${name}`).find((one) => existsSync(one));
const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
mkdirSync(`${output}/screenshots`, { recursive: true });
for (const width of [1280, 768, 360]) {
  const touch = { hasTouch: width < 1280, isMobile: width < 1280 };
  const context = await browser.newContext({ viewport: { width, height: 900 }, ...touch });
  const page = await context.newPage();
  for (const name of names) {
    await page.goto(address + pages[name]);
    await page.waitForFunction(() => !document.querySelector('[hx-trigger="load"]'));
    for (const colorScheme of ['light', 'dark']) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({ path: `${output}/screenshots/${name}-${width}-${colorScheme}.png` });
    }
  }
  await context.close();
}
await browser.close();
server.kill();
rmSync(folder, { recursive: true, force: true });
console.log(`${names.length} pages in six forms: ${output}/screenshots`);
