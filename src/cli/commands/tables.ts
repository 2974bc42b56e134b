// Commands about tables of another program's database whose rows are kept indexed.
import { syncSchema, tableName, trackSchema } from '../../domain/tables.js';
import { plural } from '../../format/figures.js';
import { declareCommand } from '../command.js';
import { asTyped, formatOf, foundStatus, printJson, printText, withPolyseme } from '../run.js';
import { printRun } from './texts.js';

export const trackCommand = declareCommand({
  name: 'track',
  description: 'keep the rows of a table of your own database indexed',
  examples: ['polyseme track articles --id id --text title --text body --metadata year --db shop.db'],
  parameters: { table: tableName, ...trackSchema.shape },
  arguments: { table: '<table>' },
  run: ({ table, ...columns }, options) =>
    withPolyseme({ ...options, besideOthers: true }, true, async (polyseme) => {
      const tracked = await polyseme.track(table, columns);
      const { pending } = tracked;
      if (formatOf(options) === 'json') await printJson(tracked);
      else {
        const sync = asTyped(['sync'], { db: options.db });
        await printText(`${plural(pending, 'row')} of ${table} to be indexed by: ${sync}\n`);
      }
      return foundStatus;
    }),
});

export const untrackCommand = declareCommand({
  name: 'untrack',
  description: 'stop tracking a table and remove its documents',
  examples: ['polyseme untrack articles --db shop.db'],
  parameters: { table: tableName },
  arguments: { table: '<table>' },
  help: { table: 'a tracked table' },
  run: ({ table }, options) =>
    withPolyseme(options, true, async (polyseme) => {
      await polyseme.untrack(table);
      await printText(`${table} is not tracked any more, and what was indexed of it is removed.\n`);
      return foundStatus;
    }),
});

export const syncCommand = declareCommand({
  name: 'sync',
  description: 'index what has changed in the tracked tables',
  examples: ['polyseme sync --db shop.db', 'polyseme sync --everything --db shop.db'],
  parameters: syncSchema.shape,
  run: (values, options) =>
    withPolyseme(options, true, (polyseme) =>
      printRun(
        polyseme,
        (watched) => polyseme.sync({ ...values, ...watched }),
        () => polyseme.collections(),
        options,
      ),
    ),
});
