// Tables of the caller's that are kept indexed: triggers that only write the queue, and what of the queue is to be done.
import type { Database } from 'better-sqlite3';
import type { Claim, RowKey, TrackedTable, TrackOptions } from '../../domain.js';
import { PolysemeError } from '../../errors.js';

/** A row that has changed, as it is now. */
export interface QueuedRow {
  readonly claim: Claim;
  /** False when the table has no such row any more. */
  readonly isPresent: boolean;
  /** In the order of the tracked columns. */
  readonly texts: readonly ColumnValue[];
  readonly metadata: readonly ColumnValue[];
}

export type ColumnValue = string | number | bigint | Buffer | null;

interface TrackedRow {
  readonly id: number;
  readonly name: string;
  readonly collection: string;
  readonly keyColumns: string;
  readonly textColumns: string;
  readonly metadataColumns: string;
}

interface ColumnInfo {
  readonly name: string;
  readonly pk: number;
}

/** Rows of the queue that are read at once. */
const rowsPerPage = 500;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

export function trackingQueries(db: Database) {
  const selectTracked = `SELECT id, name, collection, key_columns AS keyColumns, text_columns AS textColumns,
    metadata_columns AS metadataColumns FROM polyseme_tracked`;
  const byName = db.prepare<[string], TrackedRow>(`${selectTracked} WHERE name = ?`);
  const byId = db.prepare<[number], TrackedRow>(`${selectTracked} WHERE id = ?`);
  const all = db.prepare<[], TrackedRow>(`${selectTracked} ORDER BY name`);
  const countQueued = db
    .prepare<[number], number>('SELECT count(*) FROM polyseme_queue WHERE tracked_id = ?')
    .pluck();
  const lastQueued = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM polyseme_queue').pluck();
  /** Triggers follow a table that is renamed, and go with one that is dropped. */
  const tableOfTrigger = db
    .prepare<[string], string>("SELECT tbl_name FROM sqlite_master WHERE type = 'trigger' AND name = ?")
    .pluck();
  const typeOf = db
    .prepare<[string], string>("SELECT type FROM sqlite_master WHERE name = ? AND type IN ('table', 'view')")
    .pluck();
  const sqlOf = db
    .prepare<[string], string>("SELECT sql FROM sqlite_master WHERE name = ? AND type = 'table'")
    .pluck();
  const insertTracked = db.prepare(
    `INSERT INTO polyseme_tracked (name, collection, key_columns, text_columns, metadata_columns)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET key_columns = excluded.key_columns, text_columns = excluded.text_columns,
       metadata_columns = excluded.metadata_columns`,
  );
  const deleteTracked = db.prepare('DELETE FROM polyseme_tracked WHERE id = ?');
  const clearQueue = db.prepare('DELETE FROM polyseme_queue WHERE tracked_id = ?');
  const releaseKeyless = db.prepare<[number, number]>(
    'DELETE FROM polyseme_queue WHERE tracked_id = ? AND row_key IS NULL AND id <= ?',
  );

  const triggerName = (id: number, event: string): string => `polyseme_tracked_${id}_${event}`;

  function tableOf({ id, name }: TrackedRow): string | null {
    const table = tableOfTrigger.get(triggerName(id, 'insert'));
    if (table !== undefined) return table;
    return typeOf.get(name) === 'table' ? name : null;
  }

  const parse = (row: TrackedRow): TrackedTable => ({
    id: row.id,
    name: row.name,
    table: tableOf(row),
    collection: row.collection,
    key: JSON.parse(row.keyColumns) as string[],
    text: JSON.parse(row.textColumns) as string[],
    metadata: JSON.parse(row.metadataColumns) as string[],
    pending: countQueued.get(row.id) as number,
  });

  const columnsOf = (table: string): ColumnInfo[] =>
    db.prepare<[string], ColumnInfo>('SELECT name, pk FROM pragma_table_xinfo(?)').all(table);

  /** Columns of each unique index, those of a primary key too; an index over an expression is left out. */
  function uniqueColumns(table: string): string[][] {
    const primary = columnsOf(table).filter(({ pk }) => pk > 0);
    const indexes = db
      .prepare<[string], string>('SELECT name FROM pragma_index_list(?) WHERE "unique" = 1')
      .pluck()
      .all(table);
    const columnsOfIndex = db
      .prepare<[string], string | null>('SELECT name FROM pragma_index_info(?)')
      .pluck();
    const found = indexes.map((index) => columnsOfIndex.all(index));
    return [
      ...(primary.length > 0 ? [primary.map(({ name }) => name)] : []),
      ...found.filter((columns): columns is string[] => columns.every((name) => name !== null)),
    ];
  }

  function checkTable(table: string): void {
    const type = typeOf.get(table);
    if (type === undefined) {
      throw new PolysemeError('not_found', `table: there is no table "${table}" in the database`, {
        cure: 'Name a table of the main database as it was created; upper and lower case count.',
      });
    }
    if (table.startsWith('polyseme_') || table.startsWith('sqlite_')) {
      throw new PolysemeError('invalid_input', `table: "${table}" is not one of your tables`, {
        cure: 'Name one of your own.',
      });
    }
    if (type === 'view' || /^\s*CREATE\s+VIRTUAL\b/iu.test(sqlOf.get(table) ?? '')) {
      throw new PolysemeError(
        'invalid_input',
        `table: "${table}" is a ${type === 'view' ? 'view' : 'virtual table'}, which tells nobody what changes`,
        { cure: 'Track the table that holds its rows.' },
      );
    }
  }

  function checkColumns(table: string, name: string, columns: readonly string[]): void {
    const known = columnsOf(table).map((column) => column.name);
    for (const column of columns) {
      if (known.includes(column)) continue;
      throw new PolysemeError('invalid_input', `${name}: table "${table}" has no column "${column}"`, {
        cure: `It has: ${known.join(', ')}.`,
      });
    }
  }

  function checkKey(table: string, key: readonly string[]): void {
    const wanted = [...key].sort().join('\0');
    const unique = uniqueColumns(table);
    if (unique.some((columns) => [...columns].sort().join('\0') === wanted)) return;
    throw new PolysemeError(
      'invalid_input',
      `id: ${key.join(', ')} may be the same in several rows of "${table}"`,
      {
        cure:
          unique.length > 0
            ? `Use ${unique.map((columns) => columns.join(' and ')).join(', or ')}.`
            : `Give the table a primary key: a rowid of its own changes when the database is vacuumed.`,
      },
    );
  }

  function dropTriggers(id: number): void {
    for (const event of ['insert', 'update', 'delete', 'before_insert', 'before_update']) {
      db.exec(`DROP TRIGGER IF EXISTS ${triggerName(id, event)}`);
    }
  }

  function makeTriggers({ id, key, text, metadata }: Omit<TrackedTable, 'table'>, table: string): void {
    dropTriggers(id);
    const on = quoteName(table);
    const queue = (row: string): string =>
      `INSERT INTO polyseme_queue (tracked_id, row_key) VALUES (${id}, ${keyExpression(row, key)});`;
    const columns = [...new Set([...key, ...text, ...metadata])].map(quoteName);
    const differs = columns.map((name) => `OLD.${name} IS NOT NEW.${name} COLLATE BINARY`).join(' OR ');
    const moves = key.map((name) => `OLD.${quoteName(name)} IS NOT NEW.${quoteName(name)} COLLATE BINARY`);
    const make = (event: string, when: string, body: string): void =>
      void db.exec(`CREATE TRIGGER ${triggerName(id, event)} ${when} BEGIN ${body} END`);
    make('insert', `AFTER INSERT ON ${on}`, queue('NEW'));
    make('delete', `AFTER DELETE ON ${on}`, queue('OLD'));
    const moved = `INSERT INTO polyseme_queue (tracked_id, row_key)
      SELECT ${id}, ${keyExpression('NEW', key)} WHERE ${moves.join(' OR ')};`;
    make('update', `AFTER UPDATE ON ${on} WHEN ${differs}`, queue('OLD') + moved);
    // a row that REPLACE puts out because of another unique column goes without a DELETE trigger
    const others = uniqueColumns(table).filter((unique) => unique.some((name) => !key.includes(name)));
    if (others.length === 0) return;
    const replaced = others.map((unique) => {
      const same = unique.map((name) => `t.${quoteName(name)} = NEW.${quoteName(name)}`);
      return `INSERT INTO polyseme_queue (tracked_id, row_key)
        SELECT ${id}, ${keyExpression('t', key)} FROM ${on} t WHERE ${same.join(' AND ')};`;
    });
    make('before_insert', `BEFORE INSERT ON ${on}`, replaced.join(' '));
    const changes = [...new Set(others.flat())].map(quoteName);
    const changed = changes.map((name) => `OLD.${name} IS NOT NEW.${name} COLLATE BINARY`);
    make('before_update', `BEFORE UPDATE ON ${on} WHEN ${changed.join(' OR ')}`, replaced.join(' '));
  }

  /** Puts every row into the queue, and every document whose row may be gone. */
  function queueAll({ id, name, key }: Pick<TrackedTable, 'id' | 'name' | 'key'>, table: string): void {
    db.prepare(
      `INSERT INTO polyseme_queue (tracked_id, row_key) SELECT ${id}, ${keyExpression('t', key)} FROM ${quoteName(table)} t`,
    ).run();
    db.prepare(
      `INSERT INTO polyseme_queue (tracked_id, row_key)
       SELECT ?, row_key FROM polyseme_document WHERE file_uri = ? AND row_key IS NOT NULL`,
    ).run(id, name);
  }

  return {
    /** Starts to track a table, or changes which of its columns are; all its rows are queued. */
    track(table: string, options: TrackOptions & { readonly collection: string }): TrackedTable {
      const list = (value: string | readonly string[]): string[] =>
        typeof value === 'string' ? [value] : [...value];
      const [key, text, metadata] = [options.id, options.text, options.metadata ?? []].map(list) as [
        string[],
        string[],
        string[],
      ];
      checkTable(table);
      checkColumns(table, 'id', key);
      checkColumns(table, 'text', text);
      checkColumns(table, 'metadata', metadata);
      checkKey(table, key);
      return db
        .transaction(() => {
          const known = all.all().find((row) => tableOf(row) === table);
          const name = known?.name ?? table;
          if (known && known.collection !== options.collection) {
            throw new PolysemeError(
              'conflict',
              `table: "${table}" is tracked in collection "${known.collection}" already`,
              { cure: 'Untrack it first.' },
            );
          }
          const columns = [key, text, metadata].map((names) => JSON.stringify(names));
          insertTracked.run(name, options.collection, ...columns);
          const tracked = parse(byName.get(name) as TrackedRow);
          clearQueue.run(tracked.id);
          makeTriggers(tracked, table);
          queueAll(tracked, table);
          return parse(byName.get(name) as TrackedRow);
        })
        .immediate();
    },

    /** Stops tracking; documents stay. */
    untrack: ({ id }: TrackedTable): void =>
      db
        .transaction(() => {
          dropTriggers(id);
          clearQueue.run(id);
          deleteTracked.run(id);
        })
        .immediate(),

    trackedTables: (): TrackedTable[] => all.all().map(parse),
    trackedTable(id: number): TrackedTable | undefined {
      const row = byId.get(id);
      return row && parse(row);
    },

    /** The last entry of the queue. */
    lastQueued: (): number => lastQueued.get() as number,

    /**
     * Makes sure that the table is there with its columns and that its triggers are; a table that was made anew gets
     * them again, and all its rows are queued. `everything` queues all rows in any case. Throws `not_found` or `data`.
     */
    prepareTracked({ id }: TrackedTable, { everything }: { everything: boolean }): void {
      const tracked = parse(byId.get(id) as TrackedRow);
      const { table, name, key, text, metadata } = tracked;
      if (table === null) {
        throw new PolysemeError('not_found', `table: "${name}" is tracked and no longer there`, {
          cure: `Make it again, or remove what was indexed of it: untrack "${name}".`,
        });
      }
      const known = columnsOf(table).map((column) => column.name);
      const missing = [...key, ...text, ...metadata].filter((column) => !known.includes(column));
      if (missing.length > 0) {
        throw new PolysemeError('data', `table: "${table}" has no column "${missing[0]}" any more`, {
          cure: `Track it again with columns that it has: ${known.join(', ')}.`,
        });
      }
      const hasTriggers = tableOfTrigger.get(triggerName(id, 'insert')) !== undefined;
      if (hasTriggers && !everything) return;
      db.transaction(() => {
        if (!hasTriggers) {
          checkKey(table, key);
          makeTriggers(tracked, table);
        }
        queueAll(tracked, table);
      }).immediate();
    },

    /** Bytes of text in the rows that are queued. */
    queuedBytes({ id, table, key, text }: TrackedTable, until: number): number {
      const bytes = text.map((name) => `coalesce(length(CAST(t.${quoteName(name)} AS BLOB)), 0)`);
      return db
        .prepare<[number, number], number>(
          `SELECT coalesce(sum(${bytes.join(' + ')}), 0)
           FROM (SELECT DISTINCT row_key FROM polyseme_queue WHERE tracked_id = ? AND id <= ?) q
           JOIN ${quoteName(table as string)} t ON ${keyMatch('t', 'q.row_key', key)}`,
        )
        .pluck()
        .get(id, until) as number;
    },

    /** Rows that changed up to the entry `until`, each once, as they are now; with how many have no usable key. */
    *queuedRows({ id, table, key, text, metadata }: TrackedTable, until: number): Generator<QueuedRow> {
      const columns = [...text, ...metadata].map((name) => `t.${quoteName(name)}`);
      const page = (after: string) =>
        db
          .prepare<unknown[], ColumnValue[]>(
            `SELECT q.row_key, q.up_to, t.${quoteName(key[0] as string)} IS NOT NULL, ${columns.join(', ')}
             FROM (SELECT row_key, max(id) AS up_to FROM polyseme_queue
                   WHERE tracked_id = ? AND id <= ? AND ${after} GROUP BY row_key ORDER BY row_key LIMIT ${rowsPerPage}) q
             LEFT JOIN ${quoteName(table as string)} t ON ${keyMatch('t', 'q.row_key', key)}
             ORDER BY q.row_key`,
          )
          .raw()
          .safeIntegers();
      let rows = page('row_key IS NOT NULL').all(BigInt(id), BigInt(until));
      while (rows.length > 0) {
        for (const [rowKey, upTo, isPresent, ...values] of rows) {
          yield {
            claim: { trackedId: id, rowKey: rowKey as RowKey, upTo: Number(upTo) },
            isPresent: isPresent === 1n,
            texts: values.slice(0, text.length),
            metadata: values.slice(text.length),
          };
        }
        const last = (rows.at(-1) as ColumnValue[])[0] as RowKey;
        rows = page('row_key > ?').all(BigInt(id), BigInt(until), last);
      }
    },

    /** Documents without their row, in words; nothing when all is well. For a table of which nothing is queued. */
    strayRows(name: string): string[] {
      const { table, key } = parse(byName.get(name) as TrackedRow);
      const count = db
        .prepare<[string], number>(
          `SELECT count(*) FROM polyseme_document d WHERE d.file_uri = ? AND d.row_key IS NOT NULL
           AND NOT EXISTS (SELECT 1 FROM ${quoteName(table as string)} t WHERE ${keyMatch('t', 'd.row_key', key)})`,
        )
        .pluck()
        .get(name) as number;
      return count > 0 ? [`${count} documents of "${name}" whose row is gone`] : [];
    },

    /** Takes entries of rows without a usable key out of the queue; returns how many there were. */
    releaseKeyless: ({ id }: TrackedTable, until: number): number => releaseKeyless.run(id, until).changes,
  };
}

/** The key of a row in one value; NULL when it cannot be told from others, or written in JSON without loss. */
function keyExpression(row: string, key: readonly string[]): string {
  const columns = key.map((name) => `${row}.${quoteName(name)}`);
  if (columns.length === 1) return columns[0] as string;
  const unusable = columns.map((column) => `typeof(${column}) IN ('null', 'real', 'blob')`);
  return `CASE WHEN ${unusable.join(' OR ')} THEN NULL ELSE json_array(${columns.join(', ')}) END`;
}

/** Finds the row by the index of its key, and then exactly, whatever the collation of its columns. */
function keyMatch(row: string, value: string, key: readonly string[]): string {
  const parts = key.map((name, i): [string, string] => [
    `${row}.${quoteName(name)}`,
    key.length === 1 ? value : `json_extract(${value}, '$[${i}]')`,
  ]);
  return parts
    .map(([column, part]) => `${column} = ${part} AND ${column} IS ${part} COLLATE BINARY`)
    .join(' AND ');
}
