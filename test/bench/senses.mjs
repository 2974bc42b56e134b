// Senses: how well labelled lines are told apart, how fast a collection is, and how long a word's page takes.
// The encoder has seen the labelled lines: those figures guard the pipeline, and say nothing of quality.
import path from 'node:path';
import { Polyseme } from '../../dist/src/index.js';
import { databases, frequentWord } from './databases.mjs';
import { indexInChild } from './indexing.mjs';
import { cliFile, demoFolder, inTemporaryFolder, root, secondsOf } from './measure.mjs';
import { peakMemoryOf } from './memory.mjs';
import { correctedPerSense, describedFigures, inducedFigures, openLabelled } from './senses-labelled.mjs';

export const name = 'senses';

const digits = 3;

export async function run(report) {
  await inTemporaryFolder((folder) => quality(report, folder));
  await inTemporaryFolder((folder) => collection(report, folder));
  await page(report, 'large', '10,000 occurrences', 2000, 100);
  await page(report, 'frequent', '100,000 occurrences', 10_000, 100);
}

async function quality(report, folder) {
  report.progress('labelled lines');
  const labelled = await openLabelled(folder);
  const { told, oneSense } = await inducedFigures(labelled);
  report.add('induced: B-cubed F1', told.bCubedF1, { digits, goal: ['>=', oneSense.bCubedF1] });
  report.add('one sense for all: B-cubed F1', oneSense.bCubedF1, { digits });
  report.add('induced: adjusted Rand', told.adjustedRand, { digits, goal: ['>=', oneSense.adjustedRand] });
  report.add('one sense for all: adjusted Rand', oneSense.adjustedRand, { digits });
  const { all, before, after } = await describedFigures(labelled);
  report.add('by descriptions: macro-F1', all.macroF1, { digits });
  report.add('by descriptions: accuracy', all.accuracy, { digits });
  report.add('the lines that are not corrected: macro-F1', before.macroF1, { digits });
  report.add(`the same, ${correctedPerSense} others of each sense corrected`, after.macroF1, {
    digits,
    goal: ['>=', before.macroF1],
  });
  await labelled.polyseme.close();
}

/** The demo: indexed, then every word by the dictionary, glosses encoded for the first time. */
async function collection(report, folder) {
  const db = path.join(folder, 'demo.db');
  report.progress('indexing the demo');
  const indexed = await indexInChild(db, [demoFolder]);
  const indexing = indexed.words / indexed.wallSeconds;
  report.progress('disambiguating the demo');
  let peakMb = 0;
  const command = [cliFile, 'disambiguate', '--all', '--csv', '--db', db];
  const seconds = await secondsOf(async () => {
    peakMb = await peakMemoryOf(command);
  });
  const rate = indexed.words / seconds;
  report.add('indexing the demo', indexing, { unit: 'words/s', digits: 0 });
  report.add('disambiguate --all, first time', rate, { unit: 'words/s', digits: 0 });
  report.add('of the rate of indexing', rate / indexing, { unit: '×', digits: 2, goal: ['>=', 0.5] });
  report.add('peak memory', peakMb, { unit: 'MB', digits: 0 });
  const again = await secondsOf(() => peakMemoryOf(command));
  report.add('the same again, nothing new', indexed.words / again, { unit: 'words/s', digits: 0 });
  report.note(`${path.relative(root, cliFile)}; the table is written too`);
}

/** A word's senses as the page asks for them; each inventory the first time, then again. */
async function page(report, database, what, firstGoalMs, againGoalMs) {
  const file = await databases[database](report.progress);
  const polyseme = await Polyseme.open({ db: file });
  await polyseme.loadIndex();
  await polyseme.loadModel();
  for (const inventory of ['induced', 'everyday', 'wordnet']) {
    await polyseme.forgetInduced(frequentWord);
    const ask = async () => 1000 * (await secondsOf(() => polyseme.senses(frequentWord, { inventory })));
    report.add(`${what}, ${inventory}: first`, await ask(), {
      unit: 'ms',
      digits: 0,
      goal: ['<=', firstGoalMs],
    });
    report.add(`${what}, ${inventory}: again`, await ask(), {
      unit: 'ms',
      digits: 1,
      goal: ['<=', againGoalMs],
    });
  }
  await polyseme.close();
}
