// What all benchmarks share: where things are, how large a run is, and how numbers are taken.
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export { seededRandom } from '../../dist/src/analysis/sample.js';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const outputFolder = path.join(root, 'test/output');
export const demoFolder = path.join(root, 'data/corpora/demo');
export const novels = ['almayers-folly.txt', 'the-lost-world.txt'];
export const cliFile = path.join(root, 'dist/src/cli/main.js');
mkdirSync(outputFolder, { recursive: true });

/** Share of the full size, 0.001 to 1: for a quick look at whether the scripts work. */
export const scale = Number(process.env.POLYSEME_BENCH_SCALE ?? 1);
if (!(scale >= 0.001 && scale <= 1)) throw new Error('POLYSEME_BENCH_SCALE must be from 0.001 to 1');

export const readRegression = () =>
  JSON.parse(readFileSync(path.join(root, 'test/fixtures/regression.json'), 'utf8'));

/** Part of a demo novel, cut at the end of a paragraph. */
export function novelText(name, share = scale) {
  const text = readFileSync(path.join(demoFolder, name), 'utf8');
  const end = share < 1 ? text.indexOf('\n\n', text.length * share) : -1;
  return end < 0 ? text : text.slice(0, end);
}

/** A folder that is gone when `work` has ended. */
export async function inTemporaryFolder(work) {
  const folder = mkdtempSync(path.join(tmpdir(), 'polyseme-bench-'));
  try {
    return await work(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Value at a percentile, by the nearest rank. */
export function percentile(values, percent) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil((percent / 100) * sorted.length) - 1)];
}
export const median = (values) => percentile(values, 50);
export const mean = (values) => values.reduce((sum, value) => sum + value, 0) / values.length;

export async function secondsOf(work) {
  const startedAt = performance.now();
  await work();
  return (performance.now() - startedAt) / 1000;
}

/**
 * Runs contenders by turns (A B A B …), so that a slow minute of the machine hits all of them.
 * contenders: name → async function that returns a number. Returns name → median.
 */
export async function alternate(contenders, rounds) {
  const values = Object.fromEntries(Object.keys(contenders).map((name) => [name, []]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, run] of Object.entries(contenders)) values[name].push(await run());
  }
  return Object.fromEntries(Object.entries(values).map(([name, list]) => [name, median(list)]));
}

/** n values of `list` without repeats. */
export function sample(list, n, random) {
  const rest = [...list];
  return Array.from(
    { length: Math.min(n, rest.length) },
    () => rest.splice(Math.floor(random() * rest.length), 1)[0],
  );
}

/** Up to 475 descriptions of senses, each another text: the glosses as they are, then with other openings. */
export function descriptions(count) {
  const glosses = readRegression().flatMap(({ senses }) => senses.map(({ query }) => query));
  const openings = ['', 'that is, ', 'as in ', 'used for ', 'someone speaks of '];
  return openings.flatMap((opening) => glosses.map((gloss) => opening + gloss)).slice(0, count);
}
