// How long a search takes, on a warm server and for the first time. Every query is another text, so that each
// is encoded. Through HTTP as a browser or program sees it; and through the facade, which is that without the server.
import { Polyseme } from '../../dist/src/index.js';
import { databases, frequentCount, frequentWord } from './databases.mjs';
import { descriptions, percentile } from './measure.mjs';
import { canServe, startServer, waitUntil } from './server.mjs';

export const name = 'search';

// all kinds together stay below the 600 requests a minute that one visitor may make of the server
const warmUps = 20;
const requests = 200;
const goalMs = 20;
const page = 20;

export async function run(report) {
  for (const [which, makeDatabase] of Object.entries(databases)) {
    const db = await makeDatabase(report.progress);
    const goal = which === 'large' ? ['<=', goalMs] : undefined;
    await measure(report, `${which}, facade`, await openFacade(db), undefined);
    if (canServe()) await measure(report, `${which}, HTTP`, await openHttp(db), goal);
  }
  if (!canServe()) report.note('dist/src/cli/main.js is not there: nothing was measured through HTTP');
  report.note(
    `large: "${frequentWord}" has ${frequentCount} occurrences; ${requests} sequential queries each, no two alike`,
  );
}

/** search: takes a query, awaits its answer. */
async function measure(report, where, { search, close }, goal) {
  try {
    // the encoder is awake before the cold query: what is measured is the word that has not been asked for
    await search({ meaning: 'to be awake' });
    const meanings = descriptions(warmUps + requests);
    const cold = await millisecondsOf(() => search({ word: frequentWord, meaning: 'cold' }));
    report.add(`${where}: first query of the word`, cold, { unit: 'ms', digits: 1 });
    const kinds = {
      'word and meaning': (meaning) => search({ word: frequentWord, meaning }),
      'meaning only': (meaning) => search({ meaning }),
    };
    for (const [kind, ask] of Object.entries(kinds)) {
      for (const meaning of meanings.slice(0, warmUps)) await ask(meaning);
      const times = [];
      for (const meaning of meanings.slice(warmUps)) times.push(await millisecondsOf(() => ask(meaning)));
      report.add(`${where}: ${kind}, p50`, percentile(times, 50), { unit: 'ms', digits: 1 });
      report.add(`${where}: ${kind}, p95`, percentile(times, 95), { unit: 'ms', digits: 1, goal });
    }
  } finally {
    await close();
  }
}

async function openFacade(db) {
  const polyseme = await Polyseme.open({ db, mustExist: true });
  await polyseme.loadIndex();
  return { search: (query) => polyseme.search({ ...query, limit: page }), close: () => polyseme.close() };
}

/** The server reads its index after it has started; until then it compares every vector. */
async function openHttp(db) {
  const server = await startServer(db);
  await waitUntil(async () => (await server.search({ meaning: 'to be ready', limit: 1 })).isExact !== true);
  return { search: (query) => server.search({ ...query, limit: page }), close: server.close };
}

async function millisecondsOf(work) {
  const startedAt = performance.now();
  await work();
  return performance.now() - startedAt;
}
