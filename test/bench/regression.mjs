// Ranking of labelled lines, by the product and by the reference: the two must agree within 0.02.
// Also: how well the place where the scores fall off separates right lines from wrong ones, and what two liked and
// two unliked lines add. The encoder was trained on these lines: no figure here says how good it is.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Polyseme } from '../../dist/src/index.js';
import { drawExamples, eachSense, labelledWords, meanPrecision, referenceVectors } from './labelled.mjs';
import { cliFile, inTemporaryFolder, mean } from './measure.mjs';
import { feedback, rankLines } from './reference.mjs';

export const name = 'regression';

const maxDifference = 0.02;
const digits = 4;
const wholeWord = 1000;

export const run = (report) =>
  inTemporaryFolder(async (folder) => {
    const words = labelledWords();
    const senses = [...eachSense(words)];
    report.progress('reference');
    const expected = await ofReference(words, senses);
    report.progress('product');
    const actual = await ofProduct(report, folder, words, senses);
    for (const kind of Object.keys(expected)) {
      const [product, reference] = [meanPrecision(actual[kind]), meanPrecision(expected[kind])];
      report.add(`P@10, ${kind}: product`, product, { digits });
      report.add(`P@10, ${kind}: reference`, reference, { digits });
      report.add(`P@10, ${kind}: difference`, Math.abs(product - reference), {
        digits,
        goal: ['<=', maxDifference],
      });
    }
    reportCut(report, actual.cuts);
    report.note(
      `${words.length} words, ${senses.length} senses, ${words.flatMap(({ lines }) => lines).length} lines`,
    );
    report.note(
      'with feedback, the four example lines are taken out of the list; "without" is the same list unaided',
    );
  });

/** Kind of ranking → for each sense, its word's lines in order. */
async function ofReference(words, senses) {
  const { reference, vectors } = await referenceVectors(words);
  const lists = {};
  const add = (kind, sense, lines) => (lists[kind] ??= []).push({ sense, lines });
  for (const one of senses) {
    const { word, sense, description } = one;
    const query = await reference.query(`${word.word} : ${description}`);
    const rank = (by, options) =>
      rankLines(
        by,
        word.lines.map(({ id }) => vectors.get(id)),
        options,
      ).map((i) => word.lines[i]);
    const { liked, unliked } = drawExamples(one);
    const rest = (lines) => lines.filter((line) => !liked.includes(line) && !unliked.includes(line));
    const vectorsOf = (lines) => lines.map(({ id }) => vectors.get(id));
    add('cosine alone', sense, rank(query, { steps: false }));
    add('ranked', sense, rank(query));
    add('ranked, without feedback', sense, rest(rank(query)));
    add('ranked, with feedback', sense, rest(rank(feedback(query, vectorsOf(liked), vectorsOf(unliked)))));
  }
  return lists;
}

/** The same by the product; also how many lines of each list are likely. */
async function ofProduct(report, folder, words, senses) {
  const db = path.join(folder, 'regression.db');
  const files = words.map(({ word }) => path.join(folder, `${word}.jsonl`));
  words.forEach(({ lines }, i) => {
    writeFileSync(files[i], lines.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join(''));
  });
  const polyseme = await Polyseme.open({ db });
  const lists = { cuts: [] };
  const add = (kind, sense, lines) => (lists[kind] ??= []).push({ sense, lines });
  try {
    const { problems } = await polyseme.index(files);
    if (problems.length > 0) throw new Error(`lines that were not indexed: ${JSON.stringify(problems)}`);
    let missing = 0;
    for (const one of senses) {
      const { word, sense, description } = one;
      const search = async (more = {}) => {
        // a word also stands in the lines of others: only its own file is searched
        const filters = { documents: [`${word.word}.jsonl`] };
        const query = {
          word: word.word,
          meaning: description,
          filters,
          limit: wholeWord,
          fold: false,
          ...more,
        };
        const { hits, likely } = await polyseme.search(query);
        const labelled = hits.flatMap((hit, rank) => {
          const line = lineOfHit(word, hit);
          return line ? [{ line, rank, tokenId: hit.tokenId }] : [];
        });
        return { labelled, lines: labelled.map(({ line }) => line), likely };
      };
      const ranked = await search();
      missing += sense === 0 ? word.lines.length - ranked.lines.length : 0;
      const { liked, unliked } = drawExamples(one);
      const rest = (lines) => lines.filter((line) => !liked.includes(line) && !unliked.includes(line));
      const tokensOf = (lines) =>
        ranked.labelled.flatMap(({ line, tokenId }) => (lines.includes(line) ? [tokenId] : []));
      const taught = await search({ like: tokensOf(liked), unlike: tokensOf(unliked) });
      add('cosine alone', sense, (await search({ rank: false })).lines);
      add('ranked', sense, ranked.lines);
      add('ranked, without feedback', sense, rest(ranked.lines));
      add('ranked, with feedback', sense, rest(taught.lines));
      lists.cuts.push({ sense, ...ranked });
    }
    if (missing > 0)
      report.note(`${missing} labelled occurrences are not found under their word by the product`);
    await compareWithCommandLine(report, db, polyseme, senses[0]);
  } finally {
    await polyseme.close();
  }
  return lists;
}

/** The labelled line of a hit; undefined for another occurrence of the word in that line. */
const lineOfHit = ({ lines }, hit) =>
  lines.find(({ id, start }) => id === hit.documentId && start === hit.start);

/** The lines that are likely as a cut: they are taken to have the sense. */
function reportCut(report, cuts) {
  const scores = (list) =>
    list.map(({ sense, labelled, likely }) => {
      const above = labelled
        .filter(({ rank }) => rank < likely)
        .filter(({ line }) => line.sense === sense).length;
      const taken = labelled.filter(({ rank }) => rank < likely).length;
      const right = labelled.filter(({ line }) => line.sense === sense).length;
      return { P: taken ? above / taken : 0, R: above / right, F1: (2 * above) / (taken + right) };
    });
  const meanOf = (kind, list) => mean(list.map((one) => one[kind]));
  const cut = scores(cuts.filter(({ likely }) => likely > 0));
  for (const kind of ['P', 'R', 'F1'])
    report.add(`likely lines as a cut: ${kind}`, meanOf(kind, cut), { digits });
  const everything = scores(cuts.map((one) => ({ ...one, likely: wholeWord })));
  report.add('no cut, all lines taken: F1', meanOf('F1', everything), { digits });
  const best = cuts.map((one) => {
    const cuts = one.labelled.map(({ rank }) => rank + 1);
    return Math.max(...scores(cuts.map((likely) => ({ ...one, likely }))).map(({ F1 }) => F1));
  });
  report.add('best possible cut of each list: F1', mean(best), { digits });
  report.add('lists without a likely line', cuts.length - cut.length, {
    unit: `of ${cuts.length}`,
    digits: 0,
  });
}

/** One search through the command line gives what the facade gives. */
async function compareWithCommandLine(report, db, polyseme, { word, description }) {
  if (!existsSync(cliFile)) return;
  const query = { word: word.word, meaning: description, limit: 10 };
  const { hits } = await polyseme.search(query);
  const args = [
    cliFile,
    'search',
    query.word,
    '--meaning',
    description,
    '--db',
    db,
    '--limit',
    '10',
    '--json',
  ];
  const printed = JSON.parse(execFileSync(process.execPath, args, { encoding: 'utf8' }));
  const same =
    JSON.stringify(printed.map(({ tokenId }) => tokenId)) ===
    JSON.stringify(hits.map(({ tokenId }) => tokenId));
  report.add('command line and facade give the same ten', same ? 1 : 0, { digits: 0, goal: ['>=', 1] });
}
