// Progress of long work on standard error: one line redrawn on a terminal, a plain line now and then elsewhere.
import { SingleBar } from 'cli-progress';
import type { IndexProgress } from '../domain/reports.js';
import { formatCount, formatSeconds } from '../format/format.js';

export interface ProgressLine {
  index(progress: IndexProgress): void;
  /** The building of the approximate index. */
  ann(progress: { done: number; total: number }): void;
  stop(): void;
}

const plainEveryMs = 5000;

export function progressLine(stream: NodeJS.WriteStream): ProgressLine {
  return stream.isTTY ? redrawn(stream) : plain(stream);
}

function redrawn(stream: NodeJS.WriteStream): ProgressLine {
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
  const show = (done: number, total: number, note: string): void => {
    if (isStarted) bar.setTotal(total);
    else bar.start(total, done, { note });
    isStarted = true;
    bar.update(done, { note });
  };
  return {
    index: (progress) => show(progress.bytesDone, progress.bytesTotal, describe(progress)),
    ann: ({ done, total }) =>
      show(done, total, `search index: ${formatCount(done)} of ${formatCount(total)} words`),
    stop: () => bar.stop(),
  };
}

function plain(stream: NodeJS.WriteStream): ProgressLine {
  let saidAt = Date.now();
  const say = (percent: number, note: string): void => {
    if (Date.now() - saidAt < plainEveryMs) return;
    saidAt = Date.now();
    stream.write(`${Math.floor(percent)} %  ${note}\n`);
  };
  return {
    index: (progress) =>
      say((100 * progress.bytesDone) / Math.max(1, progress.bytesTotal), describe(progress)),
    ann: ({ done, total }) =>
      say((100 * done) / total, `search index: ${formatCount(done)} of ${formatCount(total)} words`),
    stop: () => {},
  };
}

function describe({ words, wordsPerSecond, secondsLeft, filesDone, filesTotal }: IndexProgress): string {
  const left = secondsLeft === null ? '' : `, ${formatSeconds(secondsLeft)} left`;
  return `${filesDone} of ${filesTotal} files, ${formatCount(words)} words, ${formatCount(wordsPerSecond)} words/s${left}`;
}
