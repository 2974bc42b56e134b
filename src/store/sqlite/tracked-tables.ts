// Tables of the caller's that are kept indexed: triggers that only write the queue, and what of the queue is to be done.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { Claim, RowKey, TrackedTable, TrackOptions } from '../../domain/tables.js';
import { ourTables } from './schema.js';

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
  /** As declared; empty where nothing was. */
  readonly type: string;
}

/** Columns that must differ between rows, each with its collation; name is null for an expression. */
interface UniqueIndex {
  readonly columns: readonly { readonly name: string | null; readonly collation: string }[];
  /** True when it holds for some rows only. */
  readonly isPartial: boolean;
}

/** Rows of the queue that are read at once. */
const rowsPerPage = 500;

const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** In the caller's database, not a temporary table of the same name. */
const mainTable = (table: string): string => `main.${quoteName(table)}`;

export function trackingQueries(db: Database) {
  const selectTracked = `SELECT id, name, collection, key_columns AS keyColumns, text_columns AS textColumns,
    metadata_columns AS metadataColumns FROM polyseme_tracked`;
  const byName = db.prepare<[string], TrackedRow>(`${selectTracked} WHERE name = ?`);
  const byId = db.prepare<[number], TrackedRow>(`${selectTracked} WHERE id = ?`);
  const all = db.prepare<[], TrackedRow>(`${selectTracked} ORDER BY name`);
  const countQueued = db
    .prepare<[number], number>('SELECT count(DISTINCT row_key) FROM polyseme_queue WHERE tracked_id = ?')
    .pluck();
  const lastQueued = db.prepare<[], number>('SELECT coalesce(max(id), 0) FROM polyseme_queue').pluck();
  /** Triggers follow a table that is renamed, and go with one that is dropped. */
  const tableOfTrigger = db
    .prepare<[string], string>("SELECT tbl_name FROM main.sqlite_master WHERE type = 'trigger' AND name = ?")
    .pluck();
  const temporary = db.prepare<[string], number>('SELECT 1 FROM temp.sqlite_master WHERE name = ?');
  const sqlOfTrigger = db
    .prepare<[string], string>("SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND name = ?")
    .pluck();
  const typeOf = db
    .prepare<[string], string>(
      "SELECT type FROM main.sqlite_master WHERE name = ? AND type IN ('table', 'view')",
    )
    .pluck();
  const sqlOf = db
    .prepare<[string], string>("SELECT sql FROM main.sqlite_master WHERE name = ? AND type = 'table'")
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

  function parse(row: TrackedRow): TrackedTable {
    const columns = {
      key: JSON.parse(row.keyColumns) as string[],
      text: JSON.parse(row.textColumns) as string[],
      metadata: JSON.parse(row.metadataColumns) as string[],
    };
    const table = tableOf(row);
    const fault = faultOf({ name: row.name, table, ...columns });
    return {
      ...{ id: row.id, name: row.name, table, collection: row.collection },
      ...columns,
      pending: countQueued.get(row.id) as number,
      fault: fault ? `${fault.message}. ${fault.cure}` : null,
      isFollowed: table !== null && isFollowed({ id: row.id, ...columns }, table),
    };
  }

  const missingColumns = (table: string, columns: readonly string[]) => {
    const known = columnsOf(table).map(({ name }) => name);
    const missing = columns.filter((name) => !known.includes(name));
    return { missing, known: known.join(', ') };
  };

  const columnsOf = (table: string): ColumnInfo[] =>
    db.prepare<[string], ColumnInfo>("SELECT name, pk, type FROM pragma_table_xinfo(?, 'main')").all(table);

  /** Every unique index, a primary key's too. */
  function uniqueIndexes(table: string): UniqueIndex[] {
    const indexes = db
      .prepare<[string], { name: string; partial: number }>(
        `SELECT name, partial FROM pragma_index_list(?, 'main') WHERE "unique" = 1`,
      )
      .all(table);
    const columnsOfIndex = db.prepare<[string], { name: string | null; collation: string }>(
      "SELECT name, coll AS collation FROM pragma_index_xinfo(?, 'main') WHERE key = 1",
    );
    const found = indexes.map(({ name, partial }) => {
      return { columns: columnsOfIndex.all(name), isPartial: partial === 1 };
    });
    // the primary key that is the rowid has no index
    const rowid = columnsOf(table).filter(({ pk }) => pk > 0);
    const [only] = rowid;
    if (rowid.length !== 1 || !only || found.some(({ columns }) => columns[0]?.name === only.name))
      return found;
    return [{ columns: [{ name: only.name, collation: 'BINARY' }], isPartial: false }, ...found];
  }

  function checkTable(table: string): void {
    const type = typeOf.get(table);
    if (type === undefined) {
      throw new PolysemeError('not_found', `table: there is no table "${table}" in the database`, {
        cure: 'Name a table of the main database as it was created; upper and lower case count.',
      });
    }
    if (temporary.get(table)) {
      throw new PolysemeError('invalid_input', `table: a temporary table is called "${table}" too`, {
        cure: 'Drop it, or give it another name.',
      });
    }
    if (ourTables().includes(table) || table.startsWith('sqlite_')) {
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
    const { missing, known } = missingColumns(table, columns);
    if (missing.length === 0) return;
    throw new PolysemeError('invalid_input', `${name}: table "${table}" has no column "${missing[0]}"`, {
      cure: `It has: ${known}.`,
    });
  }

  function checkKey(table: string, key: readonly string[]): void {
    const named = (columns: readonly (string | null)[]): string => [...columns].sort().join('\0');
    const unique = uniqueIndexes(table)
      .filter(({ isPartial, columns }) => !isPartial && columns.every(({ name }) => name !== null))
      .map(({ columns }) => columns.map(({ name }) => name as string));
    if (!unique.some((columns) => named(columns) === named(key))) {
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
    // a column without a type may hold 1 and '1', which documents cannot be named apart by
    const types = columnsOf(table).filter(({ name }) => key.includes(name));
    if (key.length > 1 || types.every(({ type }) => /INT|CHAR|CLOB|TEXT|REAL|FLOA|DOUB/iu.test(type))) return;
    const column = quoteName(key[0] as string);
    const twice = db
      .prepare(
        `SELECT 1 FROM ${mainTable(table)} GROUP BY CAST(${column} AS TEXT) HAVING count(${column}) > 1`,
      )
      .get();
    if (twice === undefined) return;
    throw new PolysemeError(
      'invalid_input',
      `id: column "${key[0]}" of "${table}" holds both a number and the same as text`,
      { cure: 'Declare its type, INTEGER or TEXT.' },
    );
  }

  const events = ['insert', 'update', 'delete', 'before_insert', 'before_update'] as const;

  function dropTriggers(id: number): void {
    for (const event of events) db.exec(`DROP TRIGGER IF EXISTS main.${triggerName(id, event)}`);
  }

  /** What the triggers of a table must be, by name. */
  function triggersFor(
    { id, key, text, metadata }: Pick<TrackedTable, 'id' | 'key' | 'text' | 'metadata'>,
    table: string,
  ): Map<string, string> {
    const on = quoteName(table);
    const queue = (row: string): string =>
      `INSERT INTO polyseme_queue (tracked_id, row_key) VALUES (${id}, ${keyExpression(row, key)});`;
    const differing = (names: Iterable<string>): string =>
      [...new Set(names)]
        .map((name) => `OLD.${quoteName(name)} IS NOT NEW.${quoteName(name)} COLLATE BINARY`)
        .join(' OR ');
    const made = new Map<string, string>();
    const make = (event: (typeof events)[number], when: string, body: string): void => {
      const name = triggerName(id, event);
      made.set(name, `CREATE TRIGGER ${name} ${when} BEGIN ${body} END`);
    };
    make('insert', `AFTER INSERT ON ${on}`, queue('NEW'));
    make('delete', `AFTER DELETE ON ${on}`, queue('OLD'));
    const moved = `INSERT INTO polyseme_queue (tracked_id, row_key)
      SELECT ${id}, ${keyExpression('NEW', key)} WHERE ${differing(key)};`;
    make(
      'update',
      `AFTER UPDATE ON ${on} WHEN ${differing([...key, ...text, ...metadata])}`,
      queue('OLD') + moved,
    );
    // a row that REPLACE puts out goes without a DELETE trigger; only one with the very same key is queued all the same
    const isKey = ({ columns }: UniqueIndex): boolean =>
      columns.length === key.length &&
      columns.every(({ name, collation }) => name !== null && key.includes(name) && collation === 'BINARY');
    const others = uniqueIndexes(table).filter((index) => !isKey(index) && !hasExpression(index));
    if (others.length === 0) return made;
    const replaced = others.map(({ columns }) => {
      const same = columns.map(({ name, collation }) => {
        const column = quoteName(name as string);
        return `t.${column} = NEW.${column} COLLATE ${quoteName(collation)}`;
      });
      return `INSERT INTO polyseme_queue (tracked_id, row_key)
        SELECT ${id}, ${keyExpression('t', key)} FROM ${on} t WHERE ${same.join(' AND ')};`;
    });
    const names = others.flatMap(({ columns }) => columns.map(({ name }) => name as string));
    make('before_insert', `BEFORE INSERT ON ${on}`, replaced.join(' '));
    make('before_update', `BEFORE UPDATE ON ${on} WHEN ${differing(names)}`, replaced.join(' '));
    return made;
  }

  function makeTriggers(tracked: Omit<TrackedTable, 'table' | 'isFollowed'>, table: string): void {
    dropTriggers(tracked.id);
    for (const sql of triggersFor(tracked, table).values()) db.exec(sql);
  }

  /** False when triggers are missing, or are not what they must be now: the table was made anew, renamed or indexed. */
  function isFollowed(
    tracked: Pick<TrackedTable, 'id' | 'key' | 'text' | 'metadata'>,
    table: string,
  ): boolean {
    const wanted = triggersFor(tracked, table);
    return events.every((event) => {
      const name = triggerName(tracked.id, event);
      return sqlOfTrigger.get(name) === wanted.get(name);
    });
  }

  /** Puts every row into the queue, and every document whose row may be gone. */
  function queueAll({ id, name, key }: Pick<TrackedTable, 'id' | 'name' | 'key'>, table: string): void {
    db.prepare(
      `INSERT INTO polyseme_queue (tracked_id, row_key) SELECT ${id}, ${keyExpression('t', key)} FROM ${mainTable(table)} t`,
    ).run();
    db.prepare(
      `INSERT INTO polyseme_queue (tracked_id, row_key)
       SELECT ?, row_key FROM polyseme_document WHERE file_uri = ? AND row_key IS NOT NULL`,
    ).run(id, name);
  }

  /** Queues documents whose row is gone. */
  function queueStrays({ id, name, key }: TrackedTable, table: string): void {
    db.prepare(
      `INSERT INTO polyseme_queue (tracked_id, row_key)
       SELECT ?, d.row_key FROM polyseme_document d WHERE ${isStray(table, key)}`,
    ).run(id, name);
  }

  function faultOf(
    tracked: Pick<TrackedTable, 'name' | 'table' | 'key' | 'text' | 'metadata'>,
  ): PolysemeError | undefined {
    const { name, table, key, text, metadata } = tracked;
    if (table === null) {
      return new PolysemeError('not_found', `table: "${name}" is tracked and no longer there`, {
        cure: `Make it again, or remove what was indexed of it: untrack "${name}".`,
      });
    }
    const { missing, known } = missingColumns(table, [...key, ...text, ...metadata]);
    if (missing.length === 0) return undefined;
    return new PolysemeError('data', `table: "${table}" has no column "${missing[0]}" any more`, {
      cure: `Track it again with columns that it has: ${known}.`,
    });
  }

  return {
    /** Starts to track a table, or changes which of its columns are; all its rows are queued then. */
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
          // the name may be taken by a table that has been renamed since
          let name = known?.name ?? table;
          for (let i = 2; !known && byName.get(name); i++) name = `${table} (${i})`;
          if (known && known.collection !== options.collection) {
            throw new PolysemeError(
              'conflict',
              `table: "${table}" is tracked in collection "${known.collection}" already`,
              { cure: 'Untrack it first.' },
            );
          }
          const columns = [key, text, metadata].map((names) => JSON.stringify(names));
          const isSame =
            known !== undefined &&
            [known.keyColumns, known.textColumns, known.metadataColumns].every(
              (one, i) => one === columns[i],
            );
          if (isSame && parse(known).isFollowed) return parse(known);
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

    /** Another one after each change of a table's columns or triggers. */
    schemaVersion: (): number => Number(db.pragma('schema_version', { simple: true })),
    trackedTables: (): TrackedTable[] => all.all().map(parse),
    /** The same as far as a search needs it, without a look at queue and triggers. */
    trackedNames: (): Pick<TrackedTable, 'name' | 'table'>[] =>
      all.all().map((row) => ({ name: row.name, table: tableOf(row) })),
    trackedTable(id: number): TrackedTable | undefined {
      const row = byId.get(id);
      return row && parse(row);
    },

    /** The last entry of the queue. */
    lastQueued: (): number => lastQueued.get() as number,

    /** Why a table cannot be read; undefined when it can. */
    faultOf,

    /**
     * Makes sure that the table is there with its columns and that its triggers are what they must be; otherwise they
     * are made, and all its rows are queued. `everything` queues all rows in any case. Returns how many entries the
     * queue has then; none for a table that is not tracked any more. Throws `not_found` or `data`.
     */
    prepareTracked({ id }: TrackedTable, { everything }: { everything: boolean }): number {
      const row = byId.get(id);
      if (!row) return 0;
      const tracked = parse(row);
      const fault = faultOf(tracked);
      if (fault) throw fault;
      const { key, isFollowed } = tracked;
      const table = tracked.table as string;
      // REPLACE by an index over an expression puts rows out unseen
      const hasBlindSpot = uniqueIndexes(table).some(hasExpression);
      if (isFollowed && !everything && !hasBlindSpot) return tracked.pending;
      db.transaction(() => {
        if (!isFollowed) {
          checkKey(table, key);
          makeTriggers(tracked, table);
        }
        if (isFollowed && !everything) queueStrays(tracked, table);
        else queueAll(tracked, table);
      }).immediate();
      return countQueued.get(id) as number;
    },

    /** Bytes of text in the rows that are queued. */
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

    /** Rows that changed up to the entry `until`, each once, as they are now; but those without a usable key. */
    *queuedRows({ id, table, key, text, metadata }: TrackedTable, until: number): Generator<QueuedRow> {
      const columns = [...text, ...metadata].map((name) => `t.${quoteName(name)}`);
      // each key at its last entry
      const page = db
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
      for (let after = 0n; ; ) {
        const rows = page.all(BigInt(id), after, BigInt(until));
        for (const [upTo, rowKey, isPresent, ...values] of rows) {
          yield {
            claim: { trackedId: id, rowKey: rowKey as RowKey, upTo: Number(upTo) },
            isPresent: isPresent === 1n,
            texts: values.slice(0, text.length),
            metadata: values.slice(text.length),
          };
          after = upTo as bigint;
        }
        if (rows.length < rowsPerPage) return;
      }
    },

    /** Documents without their row, in words; nothing when all is well. For a table of which nothing is queued. */
    strayRows({ name, table, key }: TrackedTable): string[] {
      const count = db
        .prepare<[string], number>(
          `SELECT count(*) FROM polyseme_document d WHERE ${isStray(table as string, key)}`,
        )
        .pluck()
        .get(name) as number;
      return count > 0 ? [`${count} documents of "${name}" whose row is gone`] : [];
    },

    /** Takes entries of rows without a usable key out of the queue; returns how many there were. */
    releaseKeyless: ({ id }: TrackedTable, until: number): number => releaseKeyless.run(id, until).changes,
  };
}

const hasExpression = ({ columns }: UniqueIndex): boolean => columns.some(({ name }) => name === null);

/** Condition on documents d of a tracked name (a parameter) that no row stands for. */
const isStray = (table: string, key: readonly string[]): string =>
  `d.file_uri = ? AND d.row_key IS NOT NULL
   AND NOT EXISTS (SELECT 1 FROM ${mainTable(table)} t WHERE ${keyMatch('t', 'd.row_key', key)})`;

/** The key of a row in one value; NULL when it cannot be told from others, or written in JSON without loss. */
function keyExpression(row: string, key: readonly string[]): string {
  const columns = key.map((name) => `${row}.${quoteName(name)}`);
  if (columns.length === 1) return columns[0] as string;
  const unusable = columns.map((column) => `typeof(${column}) IN ('null', 'real', 'blob')`);
  // text that was made by a JSON function would stand in the array as JSON
  const plain = columns.map(
    (column) => `CASE typeof(${column}) WHEN 'text' THEN ${column} || '' ELSE ${column} END`,
  );
  return `CASE WHEN ${unusable.join(' OR ')} THEN NULL ELSE json_array(${plain.join(', ')}) END`;
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
