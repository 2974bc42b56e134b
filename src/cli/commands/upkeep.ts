// Commands about the database as a whole: compact, copy, check, and its approximate index.

import { name } from '../../domain/check.js';
import {
  backupSchema,
  compactSchema,
  type Recall,
  rebuildSchema,
  recallSchema,
  recutSchema,
} from '../../domain/reports.js';
import { formatBytes, formatCount } from '../../format/figures.js';
import { declareCommand } from '../command.js';
import { progressLine } from '../progress.js';
import {
  complain,
  formatOf,
  foundStatus,
  interruptSignal,
  nothingStatus,
  printJson,
  printRows,
  printText,
  problemStatus,
  withPolyseme,
} from '../run.js';
import { printRun } from './texts.js';

export const compactCommand = declareCommand({
  name: 'compact',
  description: 'free space; afterwards no file holds anything that was deleted',
  examples: ['polyseme compact'],
  parameters: compactSchema.shape,
  run: (_, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const line = progressLine(process.stderr);
      const compaction = await polyseme
        .compact({ signal: interruptSignal(), onProgress: line.ann })
        .finally(line.stop);
      const { bytesBefore, bytesAfter } = compaction;
      if (formatOf(options) === 'json') await printText(`${JSON.stringify(compaction)}\n`);
      else await printText(`${formatBytes(bytesBefore)} before, ${formatBytes(bytesAfter)} now\n`);
      return foundStatus;
    }),
});

export const backupCommand = declareCommand({
  name: 'backup',
  description: 'copy the database while it is in use',
  examples: ['polyseme backup copy.db'],
  parameters: {
    file: name('Name a new file.').describe('a file that does not exist yet'),
    ...backupSchema.shape,
  },
  arguments: { file: '<file>' },
  run: ({ file }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      await polyseme.backup(file, { signal: interruptSignal() });
      await printText(`Copied to ${file}.\n`);
      return foundStatus;
    }),
});

export const verifyCommand = declareCommand({
  name: 'verify',
  description: 'check that the database is sound',
  examples: ['polyseme verify', 'polyseme verify --json'],
  parameters: {},
  run: (_, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const verification = await polyseme.verify({ signal: interruptSignal() });
      if (formatOf(options) === 'json') await printJson(verification);
      else if (verification.isSound) await printText('Everything is as it must be.\n');
      else for (const problem of verification.problems) complain(problem);
      for (const note of verification.notes ?? []) complain(note);
      return verification.isSound ? foundStatus : problemStatus;
    }),
});

export const rebuildCommand = declareCommand({
  name: 'rebuild',
  description: 'rebuild the search index of a collection, or of all, from the database',
  examples: ['polyseme rebuild', 'polyseme rebuild --collection letters'],
  parameters: rebuildSchema.shape,
  run: (values, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const line = progressLine(process.stderr);
      const names = await polyseme
        .rebuild({ ...values, signal: interruptSignal(), onProgress: line.ann })
        .finally(line.stop);
      if (formatOf(options) === 'json') await printJson(names);
      else if (names.length === 0) await printText('There is no collection yet.\n');
      else {
        const quoted = names.map((one) => `"${one}"`).join(', ');
        await printText(`Rebuilt the search index of ${quoted}.\n`);
      }
      return names.length > 0 ? foundStatus : nothingStatus;
    }),
});

export const recutCommand = declareCommand({
  name: 'recut',
  description: 'cut documents again that an earlier version has cut into words',
  examples: ['polyseme recut', 'polyseme recut --collection letters'],
  parameters: { collection: recutSchema.shape.collection },
  run: (values, options) =>
    withPolyseme(options, true, (polyseme) =>
      printRun(
        polyseme,
        (watched) => polyseme.recut({ ...values, ...watched }),
        () => polyseme.collections(),
        options,
      ),
    ),
});

export const recallCommand = declareCommand({
  name: 'recall',
  description: 'measure the recall of the search index',
  examples: ['polyseme recall --queries 200', 'polyseme recall --k 100 --ef-search 800 --json'],
  parameters: recallSchema.shape,
  run: (values, options) =>
    withPolyseme(options, true, async (polyseme) => {
      const measured = await polyseme.measureRecall({ ...values, signal: interruptSignal() });
      const format = formatOf(options);
      if (format === 'json') await printJson(measured);
      else if (format !== 'text') await printRows([measured], Object.keys(measured), options);
      else await printText(describeRecall(measured));
      return foundStatus;
    }),
});

function describeRecall({ recall, queries, k, efSearch, annState }: Recall): string {
  const setting = `of the ${k} nearest, ${formatCount(queries)} queries, efSearch ${efSearch}`;
  return `recall ${recall ?? 'unknown'} (${setting}; index ${annState})\n`;
}
