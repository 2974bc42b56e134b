// Bytes on disk for each occurrence: the database with its text, and the index cache beside it.
import { Polyseme } from '../../dist/src/index.js';
import { databases, sizeOf } from './databases.mjs';

export const name = 'size';

export async function run(report) {
  for (const [which, makeDatabase] of Object.entries(databases)) {
    const db = await makeDatabase(report.progress);
    const polyseme = await Polyseme.open({ db, mustExist: true });
    const { tokens, annBytes, words } = await polyseme.stats();
    await polyseme.close();
    report.add(`${which}: database`, sizeOf(db) / tokens, {
      unit: 'B/occurrence',
      digits: 0,
      goal: ['<=', 600],
    });
    report.add(`${which}: index cache`, annBytes / tokens, {
      unit: 'B/occurrence',
      digits: 0,
      goal: ['<=', 700],
    });
    report.note(`${which}: ${tokens} occurrences, ${words} words`);
  }
}
