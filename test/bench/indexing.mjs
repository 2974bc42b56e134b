// Files to database: words a second by length of passage, how much of the time is not encoding, one core against two.
// Each run indexes into a new database in a process of its own.
import { execFile, execFileSync } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { openEncoder } from '../../dist/src/encoder/encoder.js';
import { resolveModel } from '../../dist/src/encoder/model-files.js';
import { alternate, inTemporaryFolder, novels, novelText, root, secondsOf } from './measure.mjs';
import { cutPassages, encodeAll } from './passages.mjs';

export const name = 'indexing';

const rounds = 3;
const contextWindows = [48, 96, 160];
const defaultWindow = 96;

export const run = (report) =>
  inTemporaryFolder(async (folder) => {
    const texts = novels.map((novel) => novelText(novel));
    const files = novels.map((novel) => path.join(folder, novel));
    files.forEach((file, i) => {
      writeFileSync(file, texts[i]);
    });
    const db = path.join(folder, 'bench.db');
    await timePassages(report, db, files);
    await timeShare(report, db, files, texts);
    await timeCores(report, db, files);
    report.note(
      `${novels.join(' and ')}; ${rounds} rounds; words/s with starting the workers and writing all`,
    );
  });

async function timePassages(report, db, files) {
  const index = async (contextWindow) => {
    const { words, wallSeconds } = await indexInChild(db, files, { contextWindow });
    return words / wallSeconds;
  };
  const contenders = Object.fromEntries(contextWindows.map((window) => [window, () => index(window)]));
  const rates = await alternate(contenders, rounds);
  for (const window of contextWindows) {
    report.add(`passages of ${window} pieces`, rates[window], { unit: 'words/s', digits: 0 });
  }
}

/** The run itself against encoding the same passages with as many workers; loading the model is in neither. */
async function timeShare(report, db, files, texts) {
  const encoder = await openEncoder(await resolveModel(), { workers: 2 });
  const passages = texts.flatMap((text) => cutPassages(encoder, text, defaultWindow));
  const seconds = await alternate(
    {
      index: async () => (await indexInChild(db, files)).seconds,
      encode: () => secondsOf(() => encodeAll(encoder, passages, defaultWindow)),
    },
    rounds,
  );
  report.add('indexing, model loaded', seconds.index, { unit: 's' });
  report.add('encoding the same passages', seconds.encode, { unit: 's' });
  report.add('share of the time that is not encoding', 100 * (1 - seconds.encode / seconds.index), {
    unit: '%',
  });
}

/** One worker on one core against two on two: pinned, as the text analysis runs beside the workers. */
async function timeCores(report, db, files) {
  const canPin = hasTaskset() && availableParallelism() >= 2;
  const index = async (workers) => {
    const pinnedTo = canPin ? ['0', '0,1'][workers - 1] : undefined;
    const { words, wallSeconds } = await indexInChild(db, files, { workers, pinnedTo });
    return words / wallSeconds;
  };
  const rate = await alternate({ one: () => index(1), two: () => index(2) }, rounds);
  const where = canPin ? 'core' : 'worker (not pinned)';
  report.add(`1 ${where}`, rate.one, { unit: 'words/s', digits: 0 });
  report.add(`2 ${where}s`, rate.two, { unit: 'words/s', digits: 0 });
  report.add('scaling from one to two', rate.two / rate.one, { unit: '×' });
}

/** Returns the report of Polyseme.index, with wallSeconds of the whole call. */
export async function indexInChild(db, paths, { workers = 2, contextWindow = defaultWindow, pinnedTo } = {}) {
  for (const suffix of ['', '-wal', '-shm']) rmSync(db + suffix, { force: true });
  const script = path.join(root, 'test/bench/index-child.mjs');
  const args = [script, db, String(workers), String(contextWindow), ...paths];
  const { stdout } = pinnedTo
    ? await promisify(execFile)('taskset', ['-c', pinnedTo, process.execPath, ...args])
    : await promisify(execFile)(process.execPath, args);
  return JSON.parse(stdout);
}

function hasTaskset() {
  try {
    execFileSync('taskset', ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
