// Makes the vectors of the everyday dictionary's senses that are shipped with a model: `everyday.tsv`, ids and numbers of
// texts, and `everyday.i8`, one row each. A sense's vector is the mean of its descriptions' + 0.5 × the mean of its
// glosses' in WordNet + the mean of its examples', each of these means of length 1. Of the weights that were tried on the
// examples, each of them left out of its own sense, these were the best (ARCHITECTURE.md has the figures).
//
//   npm run build && node data/senses/make-vectors.mjs
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { addScaled, normalise, quantise } from '../../dist/src/math/vector.js';
import { wordsWithVectors } from '../../test/bench/calibrate-vectors.mjs';

const glossWeight = 0.5;

/** Of length 1; zero for none. */
function meanOf(vectors, dim) {
  const sum = new Float32Array(dim);
  for (const vector of vectors) addScaled(sum, vector, 1);
  return normalise(sum);
}

const { folder, dim } = await resolveModel();
const words = await wordsWithVectors('everyday', (step) => console.error(step));
const rows = words.flatMap(({ senses, lines }) =>
  senses.map(({ id, described, glossed }, sense) => {
    const examples = lines.filter((line) => line.sense === sense);
    const sum = meanOf(described.map(({ vector }) => vector), dim);
    addScaled(sum, meanOf(glossed.map(({ vector }) => vector), dim), glossWeight);
    addScaled(sum, meanOf(examples.map(({ codes }) => normalise(Float32Array.from(codes))), dim), 1);
    return { id, count: described.length + glossed.length + examples.length, codes: quantise(sum).codes };
  }),
);
const block = new Int8Array(rows.length * dim);
rows.forEach(({ codes }, row) => block.set(codes, row * dim));
writeFileSync(path.join(folder, 'everyday.tsv'), rows.map(({ id, count }) => `${id}\t${count}\n`).join(''));
writeFileSync(path.join(folder, 'everyday.i8'), block);
console.log(rows.length, 'senses');
