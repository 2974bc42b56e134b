// This checkout beside another one of the same project, such as the commit before: indexing the demo, and searching it.
//
//   node test/bench/beside.mjs FOLDER [ROUNDS]      FOLDER: the other checkout, built (npm ci)
//
// Each figure is taken in a process of its own, by turns (A B A B …), so that a slow minute of the machine hits both.
// Printed are medians and their ratio: below 1 this checkout is faster.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { alternate, inTemporaryFolder, median, root } from './measure.mjs';

const run = promisify(execFile);
const child = path.join(root, 'test/bench/beside-child.mjs');
const [other, rounds = '5'] = process.argv.slice(2);
if (other === undefined) {
  console.error('Usage: node test/bench/beside.mjs FOLDER [ROUNDS]');
  process.exit(2);
}
const checkouts = { here: root, there: path.resolve(other) };

/** What the child prints for one task on one checkout. */
async function figure(checkout, task, db) {
  const { stdout } = await run(process.execPath, [child, checkout, task, db], { maxBuffer: 1 << 26 });
  return JSON.parse(stdout.trim().split('\n').at(-1));
}

const all = await inTemporaryFolder(async (folder) => {
  const rows = [];
  const compare = async (task, unit) => {
    const contenders = Object.fromEntries(
      Object.entries(checkouts).map(([name, checkout]) => [
        name,
        () => figure(checkout, task, path.join(folder, `${name}.db`)),
      ]),
    );
    const medians = await alternate(contenders, Number(rounds));
    rows.push({ task, ...medians, unit, ratio: (medians.here / medians.there).toFixed(3) });
    console.error(rows.at(-1));
  };
  await compare('index', 's'); // leaves the demo in both databases
  await compare('by word', 'ms');
  await compare('by word, page of 50', 'ms');
  await compare('all lines of a word', 'ms');
  await compare('without a word', 'ms');
  await compare('about', 'ms');
  return rows;
});
console.table(all);
console.log(`median of all ratios: ${median(all.map(({ ratio }) => Number(ratio)))}`);
