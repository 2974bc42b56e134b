// The labelled lines of test/fixtures/regression.json, as both sides of the regression benchmark see them.
// They catch changes of the pipeline; the encoder was trained on them, so they say nothing about its quality.
import path from 'node:path';
import { mean, readRegression, root, sample, seededRandom } from './measure.mjs';
import { openReference, precisionAt10 } from './reference.mjs';

/** Words with their senses' descriptions and their lines: `{ id, sense, text, start, form }`. */
export function labelledWords() {
  return readRegression().map(({ word, senses }) => ({
    word,
    descriptions: senses.map(({ query }) => query),
    lines: senses.flatMap(({ lines }, sense) =>
      lines.map((line, i) => ({ ...line, sense, id: `${word}/${sense}/${i}` })),
    ),
  }));
}

/** Every description of every word, with its lines in the order that `rank` gives them. */
export function* eachSense(words) {
  for (const word of words) {
    for (const sense of word.descriptions.keys())
      yield { word, sense, description: word.descriptions[sense] };
  }
}

/** Two lines that have the sense and two that have not: the same ones for every system. draw: another two and two. */
export function drawExamples({ word, sense }, draw = 0) {
  const random = seededRandom(draw * 100_000 + word.word.length * 1000 + word.lines.length * 10 + sense);
  const isRight = (line) => line.sense === sense;
  return {
    liked: sample(word.lines.filter(isRight), 2, random),
    unliked: sample(
      word.lines.filter((line) => !isRight(line)),
      2,
      random,
    ),
  };
}

/** Mean precision in the first ten of lists of lines, each for its sense. */
export const meanPrecision = (lists) =>
  mean(lists.map(({ sense, lines }) => precisionAt10(lines.map((line) => line.sense === sense))));

/** Reference vectors of all lines, by id. */
export async function referenceVectors(words) {
  const reference = await openReference(path.join(root, 'data/models/sense-minilm'));
  const vectors = new Map();
  for (const { lines } of words) {
    for (const { id, text, start, form } of lines) {
      vectors.set(id, await reference.occurrence(text, start, start + form.length));
    }
  }
  return { reference, vectors };
}
