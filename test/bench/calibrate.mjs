// From a line's score to the probability that it has the meaning asked for: fits logistic functions on the everyday
// dictionary's examples, half of the words, tests them on the other half and on the regression lines, and writes
// calibration.json beside the model. `node test/bench/calibrate.mjs`, after `npm run build`; encoding takes five to
// fifteen minutes the first time, the rest two to four.
import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { figuresOf, fitLogistic } from './calibrate-fit.mjs';
import {
  dictionaryOptions,
  leastSmoothed,
  ownLists,
  pooledLists,
  prepare,
  scoredList,
} from './calibrate-sets.mjs';
import { wordsWithVectors } from './calibrate-vectors.mjs';
import { seededRandom } from './measure.mjs';

/** One list without right lines to so many with them, in what is fitted: some queries have no answer. */
const presentPerTaken = 7;

const ways = {
  description: { of: 'pooled' },
  'description, few lines': { of: 'few' },
  'description, unranked': { of: 'pooled', ranks: false },
  'two like': { of: 'pooled', kind: 'like' },
  'two like, two unlike': { of: 'pooled', kind: 'like and unlike' },
  'description, two like': { of: 'pooled', kind: 'both' },
  'two like, unranked': { of: 'pooled', kind: 'like', ranks: false },
};

const words = prepare(await wordsWithVectors('everyday', progress));
const guard = prepare(await wordsWithVectors('guard', progress));
const dictionary = new Map(words.map((word) => [word.word, word]));
const halves = [0, 1].map((half) => words.filter(({ word }) => halfOf(word) === half));
const [fitted, tested] = halves.map(setsOf);
tested.guard = ownLists(guard);

const columns = ['lists', 'ece', 'eceMass', 'brier', 'f1', 'falseNone', 'toldNone'];
const coefficients = {};
for (const [way, options] of Object.entries(ways)) {
  for (const usesDictionary of [false, true]) {
    progress(`${way}${usesDictionary ? ', with the dictionary' : ''}`);
    measure(way, options, usesDictionary);
  }
}
const { name, folder, fingerprint } = await resolveModel();
const file = path.join(folder, 'calibration.json');
writeFileSync(
  file,
  `${JSON.stringify({ model: name, fingerprint, ...described(), ways: coefficients }, null, 2)}\n`,
);
progress(`written to ${file}`);
process.exit(0); // the encoders would keep it running

function measure(way, options, usesDictionary) {
  const scored = (lists, isGuard) => scoredLists(lists, options, usesDictionary, isGuard);
  const training = scored(fitted[options.of]);
  const few = training.taken.slice(0, Math.floor(training.present.length / presentPerTaken));
  const weights = fitLogistic([...training.present, ...few]);
  const one = { lists: training.present.length + few.length, weights: weights.map(rounded) };
  coefficients[way] ??= {};
  coefficients[way][usesDictionary ? 'withDictionary' : 'score'] = one;
  const title = `${way}, ${usesDictionary ? 'score and dictionary' : 'score alone'}`;
  console.log(`\n${title}: ${one.weights.join(' ')}`);
  console.log(['', ...columns].map((cell, i) => (i ? cell.padStart(10) : cell.padEnd(24))).join(''));
  const test = scored(tested[options.of]);
  one.heldOut = print(`${options.of}, held out`, weights, test);
  for (const pos of ['n', 'v', 'a']) print(`  ${pos}`, weights, onlyPos(test, pos));
  if (options.of !== 'pooled') return;
  if (options.kind === undefined) print('small, held out', weights, scored(tested.small));
  const guarded = scored(tested.guard, true);
  one.guard = print('guard', weights, guarded);
  if (way === 'description' && !usesDictionary) {
    print('guard, by 5 and 13', [-5, 13], guarded);
    print('pooled, by 5 and 13', [-5, 13], test);
  }
}

function print(title, weights, { present, taken }) {
  const figures = figuresOf(weights, present, taken);
  const cells = columns.map((column) =>
    String(column === 'lists' ? figures.lists : figures[column].toFixed(3)),
  );
  console.log([title.padEnd(24), ...cells.map((cell) => cell.padStart(10))].join(''));
  return Object.fromEntries(Object.entries(figures).map(([key, value]) => [key, rounded(value)]));
}

/** The sets of half of the words. Every fourth query of their own lines is enough. */
function setsOf(some, half) {
  const own = ownLists(some, 4);
  const only = (isWanted) => ({
    present: own.present.filter(isWanted),
    taken: own.taken.filter((list) => isWanted({ n: list.word.lines.length })),
  });
  return {
    few: only(({ n }) => n < leastSmoothed),
    small: only(({ n }) => n >= leastSmoothed),
    pooled: pooledLists(some, seededRandom(7 + half)),
  };
}

function scoredLists({ present, taken }, { kind, ranks }, usesDictionary, isGuard) {
  const random = seededRandom(11);
  const score = (list, ofKind) =>
    scoredList(
      list,
      { kind: ofKind, ranks, isGuard, dictionary: usesDictionary && dictionary.get(list.word.word) },
      random,
    );
  return {
    present: present.map((list) => score(list, kind)).filter((list) => list?.right.includes(1)),
    // nobody has examples of what is not there
    taken: kind === undefined ? taken.map((list) => score(list)) : [],
  };
}

function onlyPos({ present, taken }, pos) {
  const only = (lists) => lists.filter((list) => list.pos === pos);
  return { present: only(present), taken: only(taken) };
}

/** Words are halved by their hash: no sense of a word that is tested was seen. */
function halfOf(word) {
  return createHash('sha256').update(word).digest()[0] % 2;
}

function described() {
  return {
    date: new Date().toISOString().slice(0, 10),
    fittedOn: 'data/senses/everyday.jsonl, half of the lemmas',
    lemmas: halves[0].length,
    guard: 'test/fixtures/regression.json, 35 nouns',
    ...dictionaryOptions,
    fewerLines: leastSmoothed,
  };
}

function rounded(value) {
  return Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null;
}

function progress(text) {
  process.stderr.write(`  calibrate: ${text}\n`);
}
