// What a call costs through SQL, beside the same call of the library, in turns on the same database: medians.
import Database from 'better-sqlite3';
import { polyseme } from '../../dist/src/index.js';
import { databases } from './databases.mjs';
import { median, seededRandom } from './measure.mjs';

export const name = 'sql';

const rounds = 100;
const words = ['bank', 'spring', 'light', 'interest', 'company', 'mind', 'line', 'point'];

export async function run(report) {
  const db = new Database(await databases.demo(report.progress));
  const p = await polyseme(db);
  const random = seededRandom(4);
  const vectors = Array.from({ length: 2000 }, () =>
    Float32Array.from({ length: 384 }, () => random() - 0.5),
  );
  try {
    await p.addVectors(
      'bench',
      vectors.map((vector, id) => ({ id, vector })),
    );
    const search = db.prepare('SELECT id FROM polyseme_search(?, ?, 10)');
    const nearest = db.prepare("SELECT id FROM polyseme_nearest('bench', ?, 10)");
    const encode = db.prepare('SELECT polyseme_encode(?)');
    await compare(report, 'a word with a meaning that was asked before', (i) => {
      const word = words[i % words.length];
      return [
        () => p.search({ word, meaning: 'a part of something', limit: 10, fold: false }),
        () => search.all(word, 'a part of something'),
      ];
    });
    await compare(report, 'nearest of 2,000 vectors', (i) => [
      () => p.nearest('bench', vectors[i]),
      () => nearest.all(Buffer.from(vectors[i].buffer)),
    ]);
    await compare(report, 'a text that was encoded before', () => [
      () => p.encode('side of a river'),
      () => encode.get('side of a river'),
    ]);
  } finally {
    await p.dropVectors('bench');
    await p.close();
    db.close();
  }
}

async function compare(report, what, callsOf) {
  const times = [[], []];
  for (let i = -10; i < rounds; i++) {
    for (const [which, call] of callsOf(Math.abs(i)).entries()) {
      const startedAt = performance.now();
      await call();
      if (i >= 0) times[which].push(performance.now() - startedAt);
    }
  }
  const [library, sql] = times.map(median);
  report.add(`${what}: library`, library, { unit: 'ms', digits: 2 });
  report.add(`${what}: SQL`, sql, { unit: 'ms', digits: 2 });
}
