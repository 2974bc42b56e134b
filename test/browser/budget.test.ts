/// <reference lib="dom" />
// What a page of results costs a reader: bytes, scripts, how much of it moves while it loads. The figures are printed.
import { gzipSync } from 'node:zlib';
import { expect, it } from 'vitest';
import { demoSite } from './demo-site.js';

const pages = ['/?word=bank&meaning=riverside', '/?word=bank'];

const site = demoSite('budget');

const print = (line: string) => process.stdout.write(`budget: ${line}\n`);

it('a page of 50 lines is at most 40 kB compressed, and has no scripts but three', async () => {
  for (const address of pages) {
    const html = await (await fetch(site.server.address + address)).text();
    expect(html.match(/<tr id="t\d+"/gu)).toHaveLength(50);
    const kilobytes = gzipSync(html).length / 1000;
    const waits: number[] = [];
    for (let i = 0; i < 5; i++) {
      const start = performance.now();
      await fetch(site.server.address + address);
      waits.push(performance.now() - start);
    }
    const firstByte = waits.sort((a, b) => a - b)[2] as number;
    print(`${address}: ${kilobytes.toFixed(1)} kB compressed, first byte after ${firstByte.toFixed(0)} ms`);
    expect(kilobytes).toBeLessThan(40);
    const scripts = [...html.matchAll(/<script [^>]*src="\/assets\/([^?"]+)/gu)].map(([, name]) => name);
    print(`${address}: scripts ${scripts.join(', ')}`);
    expect(scripts).toEqual(['htmx.min.js', 'states.js', 'keys.js']);
  }
});

it.each([
  ['1280', { width: 1280, height: 900 }],
  ['360', { width: 360, height: 740 }],
])('a page moves less than 0.02 of itself while it loads, %s px wide', async (width, viewport) => {
  const page = await site.browser.newPage({ viewport });
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(globalThis, { seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries()) seen.shift += (entry as unknown as { value: number }).value;
    }).observe({ type: 'layout-shift', buffered: true });
  });
  for (const address of pages) {
    await page.goto(site.server.address + address, { waitUntil: 'networkidle' });
    const shift = await page.evaluate(
      () => (globalThis as unknown as { seen: { shift: number } }).seen.shift,
    );
    print(`${address} at ${width} px: layout shift ${shift.toFixed(4)}`);
    expect(shift).toBeLessThan(0.02);
  }
  await page.close();
});
