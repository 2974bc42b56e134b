// Progress of long work on standard error: one line redrawn on a terminal, a plain line now and then elsewhere.
import { SingleBar } from 'cli-progress';
import type { DisambiguationProgress } from '../domain/disambiguation.js';
import type { IndexProgress } from '../domain/reports.js';
import type { SensesProgress } from '../domain/senses.js';
import { formatCount, formatSeconds, plural } from '../format/figures.js';

/** Where long work reports its progress. */
export interface ProgressLine {
  /** The adding of texts. */
  index(progress: IndexProgress): void;
  /** The building of the approximate index. */
  ann(progress: { done: number; total: number }): void;
  /** The assigning of senses to every line. */
  disambiguation(progress: DisambiguationProgress): void;
  /** Clears the line; may be called again. */
  stop(): void;
}

const plainEveryMs = 5000;
const clearLine = '\r\u001b[K';

/** Shows progress: a part of a whole, and a note. */
type Show = (done: number, total: number, note: string) => void;

/** A line for a stream: a bar on a terminal, plain lines five seconds apart elsewhere. */
export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  const { show, stop } = stream.isTTY ? redrawn(stream) : plain(stream);
  return {
    index: (progress) => show(progress.bytesDone, progress.bytesTotal, describeIndex(progress)),
    ann: ({ done, total }) =>
      show(done, total, `search index: ${formatCount(done)} of ${formatCount(total)} words`),
    disambiguation: (progress) =>
      show(progress.tokens, progress.tokensTotal, describeDisambiguation(progress)),
    stop,
  };
}

function redrawn(stream: NodeJS.WriteStream): { show: Show; stop: () => void } {
  const bar = new SingleBar({
    stream,
    format: '{bar} {percentage} %  {note}',
    barsize: 24,
    hideCursor: true,
    clearOnComplete: true,
    barCompleteChar: '█',
    barIncompleteChar: '░',
  });
  let isStarted = false;
  const show: Show = (done, total, note) => {
    if (isStarted) bar.setTotal(total);
    else bar.start(total, done, { note });
    isStarted = true;
    bar.update(done, { note });
  };
  const stop = (): void => {
    bar.stop();
    isStarted = false;
  };
  return { show, stop };
}

function plain(stream: NodeJS.WriteStream): { show: Show; stop: () => void } {
  let shownAt = Date.now();
  const show: Show = (done, total, note) => {
    if (Date.now() - shownAt < plainEveryMs) return;
    shownAt = Date.now();
    stream.write(`${Math.floor((100 * done) / Math.max(1, total))} %  ${note}\n`);
  };
  return { show, stop: () => {} };
}

const timeLeft = (seconds: number | null): string =>
  seconds === null ? '' : `, ${formatSeconds(seconds)} left`;

function describeIndex({ words, wordsPerSecond, secondsLeft, filesDone, filesTotal }: IndexProgress): string {
  const rate = `${formatCount(words)} words, ${formatCount(wordsPerSecond)} words/s`;
  return `${filesDone} of ${filesTotal} files, ${rate}${timeLeft(secondsLeft)}`;
}

const describeDisambiguation = ({ wordsDone, wordsTotal, secondsLeft }: DisambiguationProgress): string =>
  `${formatCount(wordsDone)} of ${plural(wordsTotal, 'word')}${timeLeft(secondsLeft)}`;

/** Shows progress on a word's senses: one line on a terminal, nothing elsewhere, as it takes only seconds. */
export function showSensesProgress({ phase, lines, done, total }: SensesProgress): void {
  if (!process.stderr.isTTY) return;
  const what =
    phase === 'assigning'
      ? `assigning ${plural(lines, 'line')} to senses`
      : `describing sense ${done + 1} of ${total}`;
  process.stderr.write(`\r${what} …\u001b[K`);
}

/** Removes that line. */
export function clearSensesProgress(): void {
  if (process.stderr.isTTY) process.stderr.write(clearLine);
}
