// The queue that triggers fill: which rows of tracked tables have changed, and their current values.
import type { Database } from 'better-sqlite3';
import type { RowKey, TrackedTable } from '../../domain/tables.js';
import type { ColumnValue, QueuedRow } from '../rows.js';
import { rowNamer } from './row-names.js';
import { keyExpression, keyMatch, mainTable, quoteName } from './triggers.js';

/** Queue rows read at once. */
const rowsPerPage = 500;

type Tracked = Pick<TrackedTable, 'id' | 'name' | 'key'>;

export function queueQueries(db: Database) {
  const last = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM polyseme_queue').pluck();
  const releaseKeyless = db.prepare<[number, number]>(
    'DELETE FROM polyseme_queue WHERE tracked_id = ? AND row_key IS NULL AND id <= ?',
  );

  return {
    lastQueued: (): number => last.get() as number,

    queuedBytes({ id, table, key, text }: TrackedTable, until: number): number {
      const bytes = text.map((name) => `coalesce(length(CAST(t.${quoteName(name)} AS BLOB)), 0)`);
      return db
        .prepare<[number, number], number>(
          `SELECT coalesce(sum(${bytes.join(' + ')}), 0)
           FROM (SELECT DISTINCT row_key FROM polyseme_queue WHERE tracked_id = ? AND id <= ?) q
           JOIN ${mainTable(table as string)} t ON ${keyMatch('t', 'q.row_key', key)}`,
        )
        .pluck()
        .get(id, until) as number;
    },

    *queuedRows(tracked: TrackedTable, until: number): Generator<readonly QueuedRow[]> {
      const { id, text } = tracked;
      const page = queuedPage(db, tracked, until);
      const nameOf = rowNamer(db, tracked);
      for (let after = 0n; ; ) {
        const rows = page.all(BigInt(id), after, BigInt(until));
        if (rows.length > 0) {
          yield rows.map(([upTo, rowKey, isPresent, ...values]) => ({
            claim: { trackedId: id, rowKey: rowKey as RowKey, upTo: Number(upTo) },
            uri: nameOf(rowKey as RowKey),
            isPresent: isPresent === 1n,
            texts: values.slice(0, text.length),
            metadata: values.slice(text.length),
          }));
        }
        if (rows.length < rowsPerPage) return;
        after = rows.at(-1)?.[0] as bigint;
      }
    },

    releaseKeyless: ({ id }: Pick<TrackedTable, 'id'>, until: number): number =>
      releaseKeyless.run(id, until).changes,
  };
}

/** Entries after a given one, each key at its last entry, with the columns of its row. */
function queuedPage(db: Database, { table, key, text, metadata }: TrackedTable, until: number) {
  const columns = [...text, ...metadata].map((name) => `t.${quoteName(name)}`);
  return db
    .prepare<[bigint, bigint, bigint], ColumnValue[]>(
      `SELECT q.id, q.row_key, t.${quoteName(key[0] as string)} IS NOT NULL, ${columns.join(', ')}
       FROM (SELECT id, row_key FROM polyseme_queue c
             WHERE tracked_id = ? AND id > ? AND id <= ? AND row_key IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM polyseme_queue later WHERE later.tracked_id = c.tracked_id
                               AND later.row_key = c.row_key AND later.id > c.id AND later.id <= ${until})
             ORDER BY id LIMIT ${rowsPerPage}) q
       LEFT JOIN ${mainTable(table as string)} t ON ${keyMatch('t', 'q.row_key', key)}
       ORDER BY q.id`,
    )
    .raw()
    .safeIntegers();
}

/** Fills and empties the queue apart from the triggers. */
export function queueFiller(db: Database) {
  const count = db
    .prepare<[number], number>('SELECT count(DISTINCT row_key) FROM polyseme_queue WHERE tracked_id = ?')
    .pluck();
  const clear = db.prepare('DELETE FROM polyseme_queue WHERE tracked_id = ?');

  return {
    countQueued: (id: number): number => count.get(id) as number,
    clearQueue: (id: number): void => void clear.run(id),

    /** Puts every row into the queue, and every document whose row may be gone. */
    queueAll({ id, name, key }: Tracked, table: string): void {
      db.prepare(
        `INSERT INTO polyseme_queue (tracked_id, row_key) SELECT ${id}, ${keyExpression('t', key)} FROM ${mainTable(table)} t`,
      ).run();
      db.prepare(
        `INSERT INTO polyseme_queue (tracked_id, row_key)
         SELECT ?, row_key FROM polyseme_document WHERE file_uri = ? AND row_key IS NOT NULL`,
      ).run(id, name);
    },

    /** Queues documents whose row is gone. */
    queueStrays({ id, name, key }: Tracked, table: string): void {
      db.prepare(
        `INSERT INTO polyseme_queue (tracked_id, row_key)
         SELECT ?, d.row_key FROM polyseme_document d WHERE ${isStray(table, key)}`,
      ).run(id, name);
    },
  };
}

/** Condition on documents d of a tracked name (a parameter) that no row stands for. */
export const isStray = (table: string, key: readonly string[]): string =>
  `d.file_uri = ? AND d.row_key IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM ${mainTable(table)} t WHERE ${keyMatch('t', 'd.row_key', key)})`;
