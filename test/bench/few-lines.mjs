// Ranking of a word with few lines: samples of the labelled lines, a third of them of the sense that is asked for.
// Mean average precision with the ranking steps and by the plain cosine; the vectors are the reference's.

import { occurrenceVectors, rankOccurrences } from '../../dist/src/rank.js';
import { quantise } from '../../dist/src/vector.js';
import { eachSense, labelledWords, referenceVectors } from './labelled.mjs';
import { mean, sample, seededRandom } from './measure.mjs';

export const name = 'few-lines';

const draws = 5;
const sizes = [2, 4, 8, 12, 16, 24, 40];

export async function run(report) {
  const words = labelledWords();
  report.progress('vectors');
  const { reference, vectors } = await referenceVectors(words);
  const queries = [];
  for (const one of eachSense(words)) {
    const query = await reference.query(`${one.word.word} : ${one.description}`);
    queries.push({ ...one, query });
  }
  const random = seededRandom(3);
  for (const size of sizes) {
    const found = { ranked: [], plain: [] };
    for (const { word, sense, query } of queries) {
      const right = word.lines.filter((line) => line.sense === sense);
      const wrong = word.lines.filter((line) => line.sense !== sense);
      for (let draw = 0; draw < draws; draw++) {
        const numRight = Math.ceil(size / 3);
        const lines = [...sample(right, numRight, random), ...sample(wrong, size - numRight, random)];
        const occurrences = vectorsOf(lines, vectors, query.length);
        for (const kind of ['ranked', 'plain']) {
          const order = rankOccurrences(query, occurrences, undefined, kind === 'ranked');
          found[kind].push(averagePrecision(order.map(({ row }) => lines[row].sense === sense)));
        }
      }
    }
    for (const [kind, values] of Object.entries(found)) {
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
