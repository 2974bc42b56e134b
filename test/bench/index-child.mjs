// Indexes files in a process of its own, so that it can be pinned to processors or its memory measured.
// node index-child.mjs DB WORKERS WINDOW PATH…   prints the report as JSON, with the wall time of the whole call.
import { Polyseme } from '../../dist/src/index.js';

const [db, workers, contextWindow, ...paths] = process.argv.slice(2);
const polyseme = await Polyseme.open({ db, workers: Number(workers) });
const startedAt = performance.now();
const report = await polyseme.index(paths, { contextWindow: Number(contextWindow) });
const wallSeconds = (performance.now() - startedAt) / 1000;
await polyseme.close();
console.log(JSON.stringify({ ...report, wallSeconds }));
