// Runs the benchmarks named on the command line, or all; prints a table for each and writes test/output/bench.json.
// POLYSEME_BENCH_SCALE=0.05 makes everything smaller, for a look at whether the scripts work.
import { readFileSync, writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import * as dictionaries from './dictionaries.mjs';
import * as encoder from './encoder.mjs';
import * as fewLines from './few-lines.mjs';
import * as indexing from './indexing.mjs';
import { outputFolder, scale } from './measure.mjs';
import * as memory from './memory.mjs';
import * as recall from './recall.mjs';
import * as regression from './regression.mjs';
import { openReport } from './report.mjs';
import * as search from './search.mjs';
import * as senses from './senses.mjs';
import * as size from './size.mjs';
import * as sql from './sql.mjs';

const benchmarks = [
  encoder,
  indexing,
  search,
  recall,
  size,
  memory,
  regression,
  fewLines,
  senses,
  dictionaries,
  sql,
];
const names = process.argv.slice(2);
const unknown = names.filter((name) => !benchmarks.some((benchmark) => benchmark.name === name));
if (unknown.length > 0) {
  const known = benchmarks.map(({ name }) => name).join(', ');
  console.error(`There is no benchmark ${unknown.join(', ')}. There are: ${known}.`);
  process.exit(2);
}

const jsonFile = path.join(outputFolder, 'bench.json');
for (const { name, run } of benchmarks) {
  if (names.length > 0 && !names.includes(name)) continue;
  const report = openReport(name);
  try {
    await run(report);
  } catch (cause) {
    process.exitCode = 1;
    report.note(`ended by an error: ${cause.message}`);
    console.error(cause);
  }
  report.print();
  save(name, report);
}

/** Each benchmark replaces its own part of the file, with the machine and scale it ran at. */
function save(name, { rows, notes }) {
  const machine = `${cpus()[0].model} × ${cpus().length}, node ${process.version}`;
  const all = { ...readJson(), [name]: { at: new Date().toISOString(), machine, scale, rows, notes } };
  writeFileSync(jsonFile, `${JSON.stringify(all, null, 2)}\n`);
}

function readJson() {
  try {
    return JSON.parse(readFileSync(jsonFile, 'utf8'));
  } catch {
    return {};
  }
}
