// Commands for the database as a whole, and for tables of a program's own that are kept indexed.
import type { TrackOptions } from '../../domain/tables.js';
import { formatBytes, formatCount, formatRows, plural } from '../../format/format.js';
import type { RecallOptions } from '../../polyseme/polyseme.js';
import type { CommonOptions } from '../program.js';
import { progressLine } from '../progress.js';
import { abortOnInterrupt, complain, formatOf, found, print, printReport, withPolyseme } from './texts.js';

const unsound = 3;

export async function trackCommand(
  table: string,
  options: CommonOptions & Required<Pick<TrackOptions, 'id' | 'text' | 'metadata'>>,
): Promise<number> {
  return withPolyseme({ ...options, besideOthers: true }, true, async (polyseme) => {
    const { id, text, metadata, collection } = options;
    const tracked = polyseme.track(table, { id, text, metadata, collection });
    if (formatOf(options) === 'json') print(`${JSON.stringify(tracked, null, 2)}\n`);
    else print(`${plural(tracked.pending, 'row')} of ${table} to be indexed by: polyseme sync\n`);
    return found;
  });
}

export async function untrackCommand(table: string, options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    polyseme.untrack(table);
    print(`${table} is not tracked any more, and what was indexed of it is removed.\n`);
    return found;
  });
}

export async function syncCommand(
  options: CommonOptions & { readonly everything?: boolean },
): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const stop = abortOnInterrupt();
    const line = progressLine(process.stderr);
    try {
      const report = await polyseme.sync({
        everything: options.everything ?? false,
        signal: stop.signal,
        onProgress: line.index,
      });
      for (const collection of polyseme.collections()) {
        await polyseme.syncIndex({ collection, signal: stop.signal, onProgress: line.ann });
      }
      line.stop();
      return printReport(report, options);
    } finally {
      line.stop();
    }
  });
}

export async function compactCommand(options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const line = progressLine(process.stderr);
    const compaction = await polyseme.compact({ signal: abortOnInterrupt().signal, onProgress: line.ann });
    line.stop();
    const { bytesBefore, bytesAfter } = compaction;
    if (formatOf(options) === 'json') print(`${JSON.stringify(compaction)}\n`);
    else print(`${formatBytes(bytesBefore)} before, ${formatBytes(bytesAfter)} now\n`);
    return found;
  });
}

export async function backupCommand(file: string, options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    await polyseme.backup(file, { signal: abortOnInterrupt().signal });
    print(`Copied to ${file}.\n`);
    return found;
  });
}

export async function verifyCommand(options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const verification = await polyseme.verify({ signal: abortOnInterrupt().signal });
    if (formatOf(options) === 'json') print(`${JSON.stringify(verification, null, 2)}\n`);
    else if (verification.isSound) print('Everything is as it must be.\n');
    else for (const problem of verification.problems) complain(problem, '');
    return verification.isSound ? found : unsound;
  });
}

export async function rebuildCommand(options: CommonOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const line = progressLine(process.stderr);
    const { collection } = options;
    await polyseme.rebuild({ collection, signal: abortOnInterrupt().signal, onProgress: line.ann });
    line.stop();
    print(`The search index of "${collection}" is built anew.\n`);
    return found;
  });
}

export async function recallCommand(options: CommonOptions & RecallOptions): Promise<number> {
  return withPolyseme(options, true, async (polyseme) => {
    const { collection, queries, k, efSearch } = options;
    const { signal } = abortOnInterrupt();
    const measured = await polyseme.measureRecall({
      ...{ collection, signal },
      ...(queries === undefined ? {} : { queries }),
      ...(k === undefined ? {} : { k }),
      ...(efSearch === undefined ? {} : { efSearch }),
    });
    const format = formatOf(options);
    if (format === 'json') print(`${JSON.stringify(measured, null, 2)}\n`);
    else if (format !== 'text') print(formatRows([{ ...measured }], Object.keys(measured), format));
    else {
      const of = `of the ${measured.k} nearest, ${formatCount(measured.queries)} queries, efSearch ${measured.efSearch}`;
      print(`recall ${measured.recall ?? 'unknown'} (${of}; index ${measured.annState})\n`);
    }
    return found;
  });
}
