// One figure of one checkout: node beside-child.mjs CHECKOUT TASK DB   prints a number: seconds, or milliseconds a query.
import { rmSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { mean } from './measure.mjs';

const [checkout, task, db] = process.argv.slice(2);
const { Polyseme, demoFolder } = await import(pathToFileURL(path.join(checkout, 'dist/src/index.js')).href);

const words = ['bank', 'line', 'head', 'light', 'point', 'side', 'house', 'time', 'hand', 'water'];
const meanings = ['land beside a river', 'a row of things', 'part of the body', 'not heavy', 'an idea'];
const queries = {
  'by word': words.flatMap((word) => meanings.map((meaning) => ({ word, meaning }))),
  'by word, page of 50': words.flatMap((word) => meanings.map((meaning) => ({ word, meaning, limit: 50 }))),
  'all lines of a word': words.map((word) => ({ word, limit: 200 })),
  'without a word': meanings.map((meaning) => ({ meaning })),
  about: meanings.map((about) => ({ about })),
}[task];

/** The first time the text is encoded and the word's block is read: neither is what is compared. */
const warmUps = 2;
const measured = 40;

if (task === 'index')
  for (const end of ['', '-wal', '-shm', '.1.hnsw', '.1.hnsw.json']) rmSync(db + end, { force: true });
const polyseme = await Polyseme.open({ db });
if (task === 'index') {
  const startedAt = performance.now();
  await polyseme.index([demoFolder]);
  console.log((performance.now() - startedAt) / 1000);
  await polyseme.syncIndex();
} else {
  await polyseme.loadIndexes();
  // of each query the best time: what is slower was disturbed by something else on the machine
  const best = queries.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < warmUps + measured; round++) {
    for (const [i, query] of queries.entries()) {
      const startedAt = performance.now();
      await polyseme.search(query);
      if (round >= warmUps) best[i] = Math.min(best[i], performance.now() - startedAt);
    }
  }
  console.log(mean(best));
}
await polyseme.close();
