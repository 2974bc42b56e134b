// Words with few lines, as samples of the labelled lines.
// Ranking, where a third of the lines have the sense that is asked for: mean average precision with the ranking steps
// and by the plain cosine; the vectors are the reference's.
// Senses, where half of the lines have each of a word's first two: how many are told right by their descriptions.
import { occurrenceVectors, rankOccurrences } from '../../dist/src/analysis/rank.js';
import { quantise } from '../../dist/src/math/vector.js';
import { eachSense, labelledWords, referenceVectors } from './labelled.mjs';
import { inTemporaryFolder, mean, sample, seededRandom } from './measure.mjs';
import { openLabelled, toldByDescriptions } from './senses-labelled.mjs';

export const name = 'few-lines';

const draws = 5;
const sizes = [2, 4, 8, 12, 16, 24, 40];

export async function run(report) {
  const words = labelledWords();
  await ranking(report, words);
  for (const size of [2, 4, 8, 16]) {
    const { accuracy } = await inTemporaryFolder((folder) => telling(folder, words, size));
    report.add(`accuracy of senses by description, ${size} lines`, accuracy, { digits: 3 });
  }
}

async function telling(folder, words, size) {
  const random = seededRandom(5);
  const some = words.map((word) => ({
    ...word,
    descriptions: word.descriptions.slice(0, 2),
    lines: [0, 1].flatMap((sense) =>
      sample(
        word.lines.filter((line) => line.sense === sense),
        size / 2,
        random,
      ),
    ),
  }));
  const labelled = await openLabelled(folder, some);
  try {
    return await toldByDescriptions(labelled);
  } finally {
    await labelled.polyseme.close();
  }
}

async function ranking(report, words) {
  report.progress('vectors');
  const { reference, vectors } = await referenceVectors(words);
  const queries = [];
  for (const one of eachSense(words)) {
    const query = await reference.query(`${one.word.word} : ${one.description}`);
    queries.push({ ...one, query });
  }
  const random = seededRandom(3);
  for (const size of sizes) {
    const precisions = { ranked: [], plain: [] };
    for (const { word, sense, query } of queries) {
      const right = word.lines.filter((line) => line.sense === sense);
      const wrong = word.lines.filter((line) => line.sense !== sense);
      for (let draw = 0; draw < draws; draw++) {
        const numRight = Math.ceil(size / 3);
        const lines = [...sample(right, numRight, random), ...sample(wrong, size - numRight, random)];
        const occurrences = vectorsOf(lines, vectors, query.length);
        for (const kind of ['ranked', 'plain']) {
          const order = rankOccurrences(query, occurrences, undefined, kind === 'ranked');
          precisions[kind].push(averagePrecision(order.map(({ row }) => lines[row].sense === sense)));
        }
      }
    }
    for (const [kind, values] of Object.entries(precisions)) {
      report.add(`mean average precision, ${size} lines, ${kind}`, mean(values), { digits: 3 });
    }
  }
}

function vectorsOf(lines, vectors, dim) {
  const codes = new Int8Array(lines.length * dim);
  lines.forEach(({ id }, row) => {
    codes.set(quantise(vectors.get(id)).codes, row * dim);
  });
  return occurrenceVectors(codes, dim);
}

function averagePrecision(order) {
  let right = 0;
  const precisions = order.flatMap((isRight, i) => (isRight ? [++right / (i + 1)] : []));
  return mean(precisions);
}
