// Not part of `npm run bench`: tries other query templates and other weights for liked and unliked lines, with the
// reference alone. Run by hand: node test/bench/variants.mjs
import { drawExamples, eachSense, labelledWords, meanPrecision, referenceVectors } from './labelled.mjs';
import { feedback, rankLines } from './reference.mjs';
import { openReport } from './report.mjs';

const draws = [0, 1, 2];
const likes = [0.25, 0.5, 0.75, 1, 1.5, 2];
const unlikes = [0, 0.15, 0.3, 0.5];
const templates = {
  'word : description, mean of words': ['words', (word, description) => `${word} : ${description}`],
  'word : description, mean of pieces': ['pieces', (word, description) => `${word} : ${description}`],
  'word : description, head word': ['head', (word, description) => `${word} : ${description}`],
  'description alone, mean of words': ['words', (_, description) => description],
  'word (description), mean of words': ['words', (word, description) => `${word} (${description})`],
  'word means description, mean of words': ['words', (word, description) => `${word} means ${description}`],
  'word, description, mean of words': ['words', (word, description) => `${word}, ${description}`],
};

const words = labelledWords();
const senses = [...eachSense(words)];
const { reference, vectors } = await referenceVectors(words);
const vectorsOf = (lines) => lines.map(({ id }) => vectors.get(id));

/** Precision over all senses. queryOf: sense → query vector; left out: lines that may not be counted. */
function precision(queryOf, { steps = true, leftOut = () => [] } = {}) {
  const lists = senses.map((one) => {
    const { lines } = one.word;
    const order = rankLines(queryOf(one), vectorsOf(lines), { steps }).map((i) => lines[i]);
    return { sense: one.sense, lines: order.filter((line) => !leftOut(one).includes(line)) };
  });
  return meanPrecision(lists);
}

const templateReport = openReport('query templates, P@10');
let queries;
for (const [name, [pooling, write]] of Object.entries(templates)) {
  const made = new Map();
  for (const one of senses)
    made.set(one, await reference.query(write(one.word.word, one.description), pooling));
  queries ??= made;
  for (const steps of [false, true]) {
    const value = precision((one) => made.get(one), { steps });
    templateReport.add(`${name}, ${steps ? 'ranked' : 'cosine'}`, value, { digits: 4 });
  }
}
templateReport.print();

const feedbackReport = openReport('weights of liked and unliked lines, P@10 of the rest, ranked');
const examples = new Map(senses.map((one) => [one, draws.map((draw) => drawExamples(one, draw))]));
const averageOf = (queryOf) => {
  const perDraw = draws.map((draw) => {
    const leftOut = (one) => [...examples.get(one)[draw].liked, ...examples.get(one)[draw].unliked];
    return precision((one) => queryOf(one, examples.get(one)[draw]), { leftOut });
  });
  return perDraw.reduce((sum, value) => sum + value, 0) / draws.length;
};
feedbackReport.add(
  'no feedback',
  averageOf((one) => queries.get(one)),
  { digits: 4 },
);
for (const like of likes) {
  for (const unlike of unlikes) {
    const value = averageOf((one, { liked, unliked }) =>
      feedback(queries.get(one), vectorsOf(liked), vectorsOf(unliked), like, unlike),
    );
    feedbackReport.add(`like ${like}, unlike ${unlike}`, value, { digits: 4 });
  }
}
feedbackReport.note(`mean of ${draws.length} draws of two liked and two unliked lines`);
feedbackReport.print();
