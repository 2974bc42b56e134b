// The senses that are told for the labelled lines of regression.json, through the library: by each word's
// descriptions, by clusters, and after a person has corrected five lines of each sense.
// The encoder has seen these lines: they guard the pipeline, and say nothing of quality.
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { Polyseme } from '../../dist/src/index.js';
import { labelledWords } from './labelled.mjs';
import { sample, seededRandom } from './measure.mjs';

export const correctedPerSense = 5;

/** Indexes labelled lines, or some of them, into `folder`; returns the open database and the label of each line. */
export async function openLabelled(folder, words = labelledWords()) {
  for (const { word, lines } of words) {
    const records = lines.map(({ id, text }) => `${JSON.stringify({ id, text })}\n`).join('');
    writeFileSync(path.join(folder, `${word}.jsonl`), records);
  }
  const polyseme = await Polyseme.open({ db: path.join(folder, 'labelled.db') });
  await polyseme.index([folder]);
  const labels = new Map();
  for (const { word, lines } of words) {
    const { hits } = await polyseme.search({ word, limit: 1000, fold: false });
    const own = hits.flatMap((hit) => {
      const line = lines.find(({ id, start }) => id === hit.documentId && start === hit.start);
      return line
        ? [{ tokenId: hit.tokenId, sense: String(line.sense), document: hit.uri, start: hit.start }]
        : [];
    });
    labels.set(word, own);
  }
  return { polyseme, words, labels };
}

/** Clusters: rows of the evaluation over all words. */
export async function inducedFigures({ polyseme, labels }) {
  const { rows } = await polyseme.evaluate([...labels.values()].flat(), { inventory: 'induced' });
  return { told: rows[0], oneSense: rows[1] };
}

/** Makes each word's own senses of its descriptions; returns the row of the evaluation over all lines. */
export async function toldByDescriptions({ polyseme, words, labels }) {
  for (const { word, descriptions } of words) {
    for (const [sense, description] of descriptions.entries()) {
      // a word may have other senses already, when the same database is measured twice
      await polyseme.changeSenses(
        word,
        { kind: 'create', label: String(sense), description },
        { inventory: 'mine' },
      );
    }
  }
  return (await polyseme.evaluate([...labels.values()].flat(), { inventory: 'mine' })).rows[0];
}

/**
 * Tells lines by descriptions; then gives each sense five lines at random and evaluates the rest, before and after.
 */
export async function describedFigures(labelled) {
  const { polyseme, words, labels } = labelled;
  const all = await toldByDescriptions(labelled);
  const rest = [];
  const moves = [];
  for (const { word, descriptions } of words) {
    const random = seededRandom(word.length * 1000 + labels.get(word).length);
    const { senses } = await polyseme.senses(word, { inventory: 'mine', usesSubstitutes: false });
    const corrected = descriptions.flatMap((_, sense) => {
      const lines = labels.get(word).filter((line) => line.sense === String(sense));
      const chosen = sample(lines, correctedPerSense, random);
      const { id } = senses.find(({ label }) => label === String(sense));
      moves.push({ word, to: id, lines: chosen.map(({ tokenId }) => tokenId) });
      return chosen;
    });
    rest.push(...labels.get(word).filter((line) => !corrected.includes(line)));
  }
  const evaluate = async (of) => (await polyseme.evaluate(of, { inventory: 'mine' })).rows[0];
  const before = await evaluate(rest);
  for (const { word, ...move } of moves) {
    await polyseme.changeSenses(word, { kind: 'move', ...move }, { inventory: 'mine' });
  }
  return { all, before, after: await evaluate(rest) };
}
