// Makes joined.tsv: WordNet's senses that a reader would not keep apart, for lemmas and parts of speech that
// everyday.jsonl lacks. Two senses of one lemma and part of speech are joined by how near their glosses and their
// examples lie, in the shipped encoder's vectors, and whether WordNet files them under one topic. The weights are fitted
// on pairs of WordNet's senses that everyday.jsonl has as one or as two, on half of its lemmas; the other half measures.
//
//   npm run build && node data/senses/make-joined.mjs
import { readFileSync, writeFileSync } from 'node:fs';
import { openEncoder } from '../../dist/src/encoder/encoder.js';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { readSenseVectors } from '../../dist/src/lexicon/sense-vectors.js';
import { dictionaryLemmas, dictionarySenses, posOf } from '../../dist/src/lexicon/wordnet.js';
import { normalise } from '../../dist/src/math/vector.js';
import { encodeSenses } from '../../dist/src/search/query-vectors.js';

const textsPerTask = 32;
const files = await resolveModel();
const encoder = await openEncoder(files);
const examples = readSenseVectors(files.folder, 'sense-examples', encoder.dim);
const everyday = readFileSync(new URL('everyday.jsonl', import.meta.url), 'utf8')
  .trimEnd()
  .split('\n')
  .map((line) => JSON.parse(line));

/** WordNet's senses of a lemma by part of speech, where there are several. */
function ambiguous(lemma) {
  const all = dictionarySenses(lemma);
  return ['n', 'v', 'a', 'r'].flatMap((pos) => {
    const senses = all.filter(({ key }) => posOf(key) === pos);
    return senses.length > 1 ? [{ lemma, pos, senses }] : [];
  });
}

/** Gives each sense of some words its vectors. */
async function encode(words) {
  const all = words.flatMap(({ lemma, senses }) => senses.map((sense) => ({ lemma, sense })));
  const chunks = Array.from({ length: Math.ceil(all.length / textsPerTask) }, (_, i) =>
    all.slice(i * textsPerTask, (i + 1) * textsPerTask),
  );
  let next = 0;
  const work = async () => {
    for (let i = next++; i < chunks.length; i = next++) {
      const texts = chunks[i].map(({ lemma, sense }) => ({ word: lemma, description: sense.gloss }));
      (await encodeSenses(encoder, texts)).forEach(({ word }, t) => {
        chunks[i][t].sense.vector = word;
      });
      if (i % 100 === 0) process.stderr.write(`\r${i * textsPerTask} of ${all.length} glosses`);
    }
  };
  await Promise.all([work(), work(), work(), work()]);
  for (const { sense } of all) {
    const codes = examples.vector(sense.key);
    sense.example = codes && normalise(Float32Array.from(codes));
  }
}

const product = (a, b) => a.reduce((sum, value, i) => sum + value * b[i], 0);
const topicOf = (key) => key.split(':')[1];

/**
 * [1, cosine of the glosses, of the examples, examples are lacking, one topic, a synonym in common, a more general word in
 * common]
 */
function features(one, other) {
  one.features ??= new Map();
  if (!one.features.has(other)) one.features.set(other, compared(one, other));
  return one.features.get(other);
}

function compared(one, other) {
  const glosses = product(one.vector, other.vector);
  const both = one.example && other.example;
  const shares = (field) => (one[field].some((word) => other[field].includes(word)) ? 1 : 0);
  return [
    ...[1, glosses, both ? product(one.example, other.example) : 0, both ? 0 : 1],
    ...[topicOf(one.key) === topicOf(other.key) ? 1 : 0, shares('synonyms'), shares('hypernyms')],
  ];
}
const sigmoid = (x) => 1 / (1 + Math.exp(-x));
const probability = (weights, one, other) =>
  sigmoid(features(one, other).reduce((sum, value, i) => sum + value * weights[i], 0));

/** Pairs that everyday.jsonl has as one sense (true) or as two. */
function labelledPairs({ senses, groups }) {
  const groupOf = new Map(groups.flatMap(({ keys }, i) => keys.map((key) => [key, i])));
  const covered = senses.filter(({ key }) => groupOf.has(key));
  return covered.flatMap((one, i) =>
    covered.slice(i + 1).map((other) => ({ one, other, isOne: groupOf.get(one.key) === groupOf.get(other.key) })),
  );
}

/** Logistic regression by gradient ascent. */
function fit(pairs) {
  const rows = pairs.map(({ one, other, isOne }) => ({ x: features(one, other), y: isOne ? 1 : 0 }));
  const weights = rows[0].x.map(() => 0);
  for (let step = 0; step < 3000; step++) {
    const gradient = weights.map(() => 0);
    for (const { x, y } of rows) {
      const error = y - sigmoid(x.reduce((sum, value, i) => sum + value * weights[i], 0));
      x.forEach((value, i) => {
        gradient[i] += error * value;
      });
    }
    for (const i of weights.keys()) weights[i] += (8 * gradient[i]) / rows.length;
  }
  return weights;
}

/** Groups of senses: the two groups whose pairs are likeliest one, on average, are joined while that is the threshold. */
function group(senses, weights, threshold) {
  // [n × n] sums over the pairs of two groups
  const sums = senses.map((one, i) =>
    senses.map((other, j) => (i === j ? 0 : probability(weights, senses[Math.min(i, j)], senses[Math.max(i, j)]))),
  );
  const groups = senses.map((sense) => [sense]);
  for (;;) {
    let best = { value: threshold };
    for (let i = 0; i < groups.length; i++) {
      for (let j = i + 1; j < groups.length; j++) {
        const value = sums[i][j] / (groups[i].length * groups[j].length);
        if (value >= best.value) best = { value, i, j };
      }
    }
    const { i, j } = best;
    if (i === undefined) return groups;
    groups[i].push(...groups.splice(j, 1)[0]);
    const [gone] = sums.splice(j, 1);
    for (const row of sums) row.splice(j, 1);
    gone.splice(j, 1);
    gone.forEach((value, k) => {
      if (k === i) return;
      sums[i][k] += value;
      sums[k][i] += value;
    });
  }
}

/**
 * F0.5 of pairs that are one, over words. Precision counts most: a reader can join two senses, but cannot part what the
 * dictionary has joined.
 */
function pairFigures(words, weights, threshold) {
  let [right, said, true_] = [0, 0, 0];
  for (const word of words) {
    const groups = group(word.senses, weights, threshold);
    const groupOf = new Map(groups.flatMap((some, i) => some.map(({ key }) => [key, i])));
    for (const { one, other, isOne } of labelledPairs(word)) {
      const isSaid = groupOf.get(one.key) === groupOf.get(other.key);
      right += isOne && isSaid ? 1 : 0;
      said += isSaid ? 1 : 0;
      true_ += isOne ? 1 : 0;
    }
  }
  const [precision, recall] = [right / said, right / true_];
  return { f: (1.25 * precision * recall) / (0.25 * precision + recall), precision, recall };
}

const labelled = everyday.flatMap(({ lemma, pos, senses: groups }) =>
  ambiguous(lemma)
    .filter((one) => one.pos === pos)
    .map((one) => ({ ...one, groups })),
);
await encode(labelled);
const half = (word) => (word.lemma.length + word.lemma.charCodeAt(0) + word.lemma.charCodeAt(1)) % 2;
const [fitted, measured] = [0, 1].map((n) => labelled.filter((word) => half(word) === n));
const weights = fit(fitted.flatMap(labelledPairs));
const thresholds = Array.from({ length: 15 }, (_, i) => 0.2 + 0.05 * i);
const threshold = thresholds.reduce((best, next) =>
  pairFigures(fitted, weights, next).f > pairFigures(fitted, weights, best).f ? next : best,
);
const rounded = (values) => Object.fromEntries(Object.entries(values).map(([name, value]) => [name, Number(value.toFixed(3))]));
console.log('weights', weights.map((one) => Number(one.toFixed(2))));
console.log('threshold', threshold.toFixed(2));
console.log('pairs, lemmas that were fitted', rounded(pairFigures(fitted, weights, threshold)));
console.log('pairs, other lemmas', rounded(pairFigures(measured, weights, threshold)));
const all = measured.flatMap(labelledPairs);
console.log('of', all.length, 'pairs', (all.filter(({ isOne }) => isOne).length / all.length).toFixed(3), 'are one');

const covered = new Set(everyday.map(({ lemma, pos }) => `${lemma} ${pos}`));
const rest = [...dictionaryLemmas()].flatMap(ambiguous).filter(({ lemma, pos }) => !covered.has(`${lemma} ${pos}`));
await encode(rest);
const joined = rest.flatMap(({ senses }) => group(senses, weights, threshold)).filter(({ length }) => length > 1);
const inOrder = joined.map((some) => some.sort((a, b) => a.rank - b.rank).map(({ key }) => key).join('\t'));
writeFileSync(new URL('joined.tsv', import.meta.url), `${inOrder.sort().join('\n')}\n`);
console.log(rest.length, 'lemmas,', rest.flatMap(({ senses }) => senses).length, 'senses,', joined.flat().length, 'of them in', joined.length, 'groups');
process.exit(0); // encoders live as long as the process
