// The caller's own tables whose rows are kept indexed.
import { name } from '../../domain/check.js';
import { defaultCollection } from '../../domain/defaults.js';
import { refuseUnclear } from '../../domain/document-names.js';
import { PolysemeError } from '../../domain/errors.js';
import { collectionName } from '../../domain/search.js';
import {
  syncSchema,
  type TrackedTable,
  tableName,
  trackSchema,
  type Watcher,
  watchSchema,
} from '../../domain/tables.js';
import { syncTables } from '../../indexing/sync.js';
import { watchTables } from '../../indexing/watch.js';
import { call, operation, untilClosed } from './operation.js';

export const track = operation({
  name: 'track',
  does: 'Keep the rows of a table of your own database indexed.',
  takes: { table: tableName, options: trackSchema },
  async run({ store }, { table, options }) {
    const tracking = (await store.trackedTables()).find((one) => one.table === table);
    const collection = options.collection ?? tracking?.collection ?? defaultCollection;
    return store.track(table, { ...options, collection });
  },
});

export const tracked = operation({
  name: 'tracked',
  does: 'List the tables whose rows are kept indexed.',
  takes: {},
  run: ({ store }) => store.trackedTables(),
});

export const trackedTable = operation({
  name: 'trackedTable',
  does: 'Look up a tracked table.',
  takes: { name: tableName },
  run: ({ store }, { name: table }) => store.trackedTables().then((tables) => tableNamed(tables, table)),
});

export const untrack = operation({
  name: 'untrack',
  does: 'Stop tracking a table and remove its documents.',
  takes: { table: tableName },
  async run(session, { table }) {
    const { store } = session;
    await store.refuseTransaction();
    const tracking = tableNamed(await store.trackedTables(), table);
    await store.untrack(tracking);
    session.changed();
    return tracking;
  },
});

export const sourceName = operation({
  name: 'sourceName',
  does: 'Return the name that documents of a table, or of a file, begin with.',
  takes: { name: name().describe('a table or a file'), collection: collectionName().optional() },
  async run(session, { name: source, collection }) {
    const tracking = byTableName(await session.store.trackedNames(), source);
    if (tracking) return tracking.name;
    const { store, collection: of } = await session.textsOf(collection);
    const { named } = await store.findDocumentsNamed(of.id, source);
    refuseUnclear(named, await store.commonFolder(of.id));
    return named.uris[0] as string;
  },
});

export const sync = operation({
  name: 'sync',
  does: 'Index what has changed in the tracked tables.',
  takes: { options: syncSchema },
  run(session, { options }) {
    const run = session.syncing.then(() => session.alone('sync', () => syncTables(session.ingest, options)));
    session.syncing = run.catch(() => {});
    return run;
  },
});

export const watch = operation({
  name: 'watch',
  does: 'Sync whenever rows have changed, until it is stopped.',
  takes: { options: watchSchema },
  run(session, { options }): Watcher {
    const watcher = watchTables(
      {
        store: () => session.current().store,
        isIngesting: () => session.latest.isIngesting,
        sync: (signal) => call(sync, session, { signal }),
      },
      options,
    );
    return untilClosed(session, watcher);
  },
});

/** The tracked table with that current name, or else the one tracked under it. */
const byTableName = <T extends Pick<TrackedTable, 'name' | 'table'>>(
  tables: readonly T[],
  table: string,
): T | undefined => tables.find((one) => one.table === table) ?? tables.find((one) => one.name === table);

function tableNamed(tables: readonly TrackedTable[], table: string): TrackedTable {
  const tracking = byTableName(tables, table);
  if (tracking) return tracking;
  throw new PolysemeError('not_found', `table: "${table}" is not tracked`, {
    cure:
      tables.length === 0 ? 'Track it first.' : `Tracked are: ${tables.map((one) => one.name).join(', ')}.`,
  });
}
