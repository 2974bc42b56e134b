// The approximate index against comparing every vector: share of the true first ten that are found, by efSearch.
import { Polyseme } from '../../dist/src/index.js';
import { databases } from './databases.mjs';
import { descriptions, mean, median, scale } from './measure.mjs';

export const name = 'recall';

const efSearches = [100, 200, 400, 800];
const defaultEfSearch = 400;
const k = 10;
const goal = ['>=', 0.99];
const queries = Math.max(10, Math.round(100 * Math.min(1, scale * 2)));

export async function run(report) {
  for (const [which, makeDatabase] of Object.entries(databases)) {
    const db = await makeDatabase(report.progress);
    const polyseme = await Polyseme.open({ db, mustExist: true });
    try {
      await polyseme.loadIndex();
      const trueIds = new Map();
      report.progress(`${which}: exact search of ${queries} descriptions`);
      for (const meaning of descriptions(queries)) {
        // also encodes the description, so that the times below are those of the search alone
        trueIds.set(meaning, await find(polyseme, { meaning, exact: true }));
      }
      report.add(`${which}, exact: p50`, median([...trueIds.values()].map(({ tookMs }) => tookMs)), {
        unit: 'ms',
      });
      for (const efSearch of efSearches) {
        const answers = [];
        for (const [meaning, exact] of trueIds) {
          const { ids, tookMs, isExact } = await find(polyseme, { meaning, efSearch });
          if (isExact) throw new Error(`${db} has no approximate index`);
          const shared = [...ids].filter((id) => exact.ids.has(id)).length;
          answers.push({ recall: shared / exact.ids.size, tookMs });
        }
        const recall = mean(answers.map(({ recall }) => recall));
        const isDefault = efSearch === defaultEfSearch;
        report.add(`${which}, efSearch ${efSearch}: recall@${k}`, recall, {
          digits: 4,
          ...(isDefault ? { goal } : {}),
        });
        report.add(`${which}, efSearch ${efSearch}: p50`, median(answers.map(({ tookMs }) => tookMs)), {
          unit: 'ms',
        });
      }
    } finally {
      await polyseme.close();
    }
  }
  report.note(
    `${queries} descriptions; the goal is for the default, efSearch ${defaultEfSearch}; times without encoding`,
  );
}

async function find(polyseme, query) {
  const { hits, tookMs, isExact } = await polyseme.search({
    ...query,
    ownWords: true,
    limit: k,
    fold: false,
  });
  return { ids: new Set(hits.map(({ tokenId }) => tokenId)), tookMs, isExact };
}
