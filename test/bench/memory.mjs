// Peak resident memory of all processes that index about 1,000,000 words.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { cliFile, inTemporaryFolder, novels, novelText, root, scale } from './measure.mjs';

export const name = 'memory';

const goalMb = 1000;
const wantedWords = 1_000_000 * scale;
// looking takes the kernel tens of milliseconds a process: oftener, it slowed what it measured by a quarter
const pollEveryMs = 2000;

export const run = (report) =>
  inTemporaryFolder(async (folder) => {
    const words = writeTexts(folder);
    const db = path.join(folder, 'bench.db');
    const command = existsSync(cliFile)
      ? [cliFile, 'index', folder, '--db', db]
      : [path.join(root, 'test/bench/index-child.mjs'), db, '2', '96', folder];
    report.progress(`indexing ${words} words`);
    const startedAt = performance.now();
    const peakMb = await peakMemoryOf(command);
    const seconds = (performance.now() - startedAt) / 1000;
    report.add('peak resident memory', peakMb, { unit: 'MB', digits: 0, goal: ['<=', goalMb] });
    report.add('rate', words / seconds, { unit: 'words/s', digits: 0 });
    report.note(`${words} words, by ${path.relative(root, command[0])}`);
  });

/** The novels again and again; each paragraph begins with its own number, so that none is like another. */
function writeTexts(folder) {
  let words = 0;
  for (let copy = 1; words < wantedWords; copy++) {
    for (const novel of novels) {
      if (words >= wantedWords) break;
      const paragraphs = novelText(novel, Math.min(1, 4 * scale)).split(/\n{2,}/u);
      const text = paragraphs
        .map((paragraph, i) => `Telling ${copy}, part ${i + 1}. ${paragraph}`)
        .join('\n\n');
      words += text.split(/\s+/u).length;
      writeFileSync(path.join(folder, `${copy}-${novel}`), text);
    }
  }
  return words;
}

/** Runs node with `args`; returns the peak of what all its processes hold, shared pages counted once. */
export function peakMemoryOf(args) {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'ignore', 'inherit'] });
    let peakMb = 0;
    const timer = setInterval(() => {
      const mb = processTree(child.pid).reduce((sum, pid) => sum + memoryMb(pid), 0);
      peakMb = Math.max(peakMb, mb);
    }, pollEveryMs);
    child.once('error', reject);
    child.once('exit', (status) => {
      clearInterval(timer);
      if (status === 0) resolve(peakMb);
      else reject(new Error(`${args.slice(0, 2).join(' ')} ended with status ${status}`));
    });
  });
}

/** A process and all that it started. */
function processTree(pid) {
  const children = readText(`/proc/${pid}/task/${pid}/children`)
    .trim()
    .split(' ')
    .filter(Boolean)
    .map(Number);
  return [pid, ...children.flatMap(processTree)];
}

/** Proportional set size: a page that n processes share counts 1/n for each. */
function memoryMb(pid) {
  const [, kb] = /^Pss:\s+(\d+) kB/mu.exec(readText(`/proc/${pid}/smaps_rollup`)) ?? [];
  return Number(kb ?? 0) / 1000;
}

function readText(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // the process has just ended
  }
}
