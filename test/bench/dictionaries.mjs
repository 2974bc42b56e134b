// The senses that the two dictionaries give the labelled lines of regression.json, through the library: accuracy and
// macro-F1, with and without the dictionaries' order of senses. The lines are labelled by glosses of WordNet; a gloss
// names a sense key, and the key an everyday sense. The encoder has seen the lines: these figures guard the pipeline.
import { everydaySenses } from '../../dist/src/lexicon/everyday.js';
import { dictionarySenses } from '../../dist/src/lexicon/wordnet.js';
import { inTemporaryFolder } from './measure.mjs';
import { openLabelled } from './senses-labelled.mjs';

export const name = 'dictionaries';

const digits = 3;
/** Glosses of two versions of WordNet may differ in their ends. */
const glossStart = 30;

export const run = (report) =>
  inTemporaryFolder(async (folder) => {
    report.progress('labelled lines');
    const labelled = await openLabelled(folder);
    for (const inventory of ['everyday', 'wordnet']) {
      report.progress(inventory);
      const lines = labelsFrom(inventory, labelled);
      await addFigures(report, labelled.polyseme, inventory, lines);
    }
    await labelled.polyseme.close();
  });

async function addFigures(report, polyseme, inventory, lines) {
  for (const usesRank of [true, false]) {
    const [told, ...baselines] = (await polyseme.evaluate(lines, { inventory, usesRank })).rows;
    const what = `${inventory}${usesRank ? '' : ', without the order of senses'}`;
    const frequent = baselines.find(({ system }) => system === 'most frequent sense');
    report.add(`${what}: accuracy`, told.accuracy, { digits });
    report.add(`${what}: macro-F1`, told.macroF1, { digits, goal: ['>=', frequent.macroF1] });
    if (usesRank) report.add(`${inventory}, most frequent label: accuracy`, frequent.accuracy, { digits });
  }
  report.note(`${inventory}: ${lines.length} lines whose sense it has`);
}

/** The lines whose sense the dictionary has, labelled by its ids. */
function labelsFrom(inventory, { words, labels }) {
  return words.flatMap(({ word, descriptions }) => {
    const ids = descriptions.map((gloss) => idIn(inventory, word, gloss));
    return labels.get(word).flatMap((line) => {
      const sense = ids[Number(line.sense)];
      return sense === undefined ? [] : [{ ...line, sense }];
    });
  });
}

function idIn(inventory, word, gloss) {
  const senses = dictionarySenses(word);
  const { key } =
    senses.find((sense) => sense.gloss === gloss) ??
    senses.find((sense) => sense.gloss.startsWith(gloss.slice(0, glossStart))) ??
    {};
  if (inventory === 'wordnet' || key === undefined) return key;
  return everydaySenses(word).find(({ keys }) => keys.includes(key))?.id;
}
