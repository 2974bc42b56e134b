// Triggers on the caller's tables: they only write the queue, in plain SQL, so that they work in any program that
// writes the table. Also reads the columns and indexes that they are built from.
import type { Database } from 'better-sqlite3';
import type { TrackedTable } from '../../domain/tables.js';

/** What a table's triggers are built from. */
export type TriggerTarget = Pick<TrackedTable, 'id' | 'key' | 'text' | 'metadata'>;

/** Columns that must differ between rows, each with its collation; name is null for an expression. */
export interface UniqueIndex {
  readonly columns: readonly { readonly name: string | null; readonly collation: string }[];
  /** True when it holds for some rows only. */
  readonly isPartial: boolean;
}

interface ColumnInfo {
  readonly name: string;
  readonly pk: number;
  /** As declared; empty where none was. */
  readonly type: string;
}

const events = ['insert', 'update', 'delete', 'before_insert', 'before_update'] as const;

const triggerName = (id: number, event: string): string => `polyseme_tracked_${id}_${event}`;

export const quoteName = (name: string): string => `"${name.replaceAll('"', '""')}"`;

/** In the caller's database, not a temporary table of the same name. */
export const mainTable = (table: string): string => `main.${quoteName(table)}`;

export const hasExpression = ({ columns }: UniqueIndex): boolean => columns.some(({ name }) => name === null);

/** The columns and unique indexes of a table. */
export function tableInspector(db: Database) {
  // read when needed: the pragmas of a missing table return nothing
  const columnsOf = (table: string): ColumnInfo[] =>
    db.prepare<[string], ColumnInfo>("SELECT name, pk, type FROM pragma_table_xinfo(?, 'main')").all(table);

  /** Every unique index, including a primary key's. */
  function uniqueIndexes(table: string): UniqueIndex[] {
    const listed = db
      .prepare<[string], { name: string; partial: number }>(
        `SELECT name, partial FROM pragma_index_list(?, 'main') WHERE "unique" = 1`,
      )
      .all(table);
    const columnsOfIndex = db.prepare<[string], { name: string | null; collation: string }>(
      "SELECT name, coll AS collation FROM pragma_index_xinfo(?, 'main') WHERE key = 1",
    );
    const indexes = listed.map(({ name, partial }) => {
      return { columns: columnsOfIndex.all(name), isPartial: partial === 1 };
    });
    // the primary key that is the rowid has no index
    const primary = columnsOf(table).filter(({ pk }) => pk > 0);
    const [only] = primary;
    if (primary.length !== 1 || !only || indexes.some(({ columns }) => columns[0]?.name === only.name)) {
      return indexes;
    }
    return [{ columns: [{ name: only.name, collation: 'BINARY' }], isPartial: false }, ...indexes];
  }

  return { columnsOf, uniqueIndexes };
}

/** Creates, checks and drops the triggers of tracked tables. */
export function triggerQueries(db: Database) {
  const { uniqueIndexes } = tableInspector(db);
  const sqlOfTrigger = db
    .prepare<[string], string>("SELECT sql FROM main.sqlite_master WHERE type = 'trigger' AND name = ?")
    .pluck();
  /** Triggers follow a renamed table, and go with a dropped one. */
  const tableOfTrigger = db
    .prepare<[string], string>("SELECT tbl_name FROM main.sqlite_master WHERE type = 'trigger' AND name = ?")
    .pluck();

  function dropTriggers(id: number): void {
    for (const event of events) db.exec(`DROP TRIGGER IF EXISTS main.${triggerName(id, event)}`);
  }

  return {
    dropTriggers,
    makeTriggers(target: TriggerTarget, table: string): void {
      dropTriggers(target.id);
      for (const sql of triggersFor(target, table, uniqueIndexes(table)).values()) db.exec(sql);
    },
    /** The table's current name; undefined when there are no triggers. */
    followedTable: (id: number): string | undefined => tableOfTrigger.get(triggerName(id, 'insert')),
    /** False when triggers are missing or out of date: the table was recreated, renamed or given another index. */
    isFollowed(target: TriggerTarget, table: string): boolean {
      const wanted = triggersFor(target, table, uniqueIndexes(table));
      return events.every((event) => {
        const name = triggerName(target.id, event);
        return sqlOfTrigger.get(name) === wanted.get(name);
      });
    },
  };
}

/** The triggers a table must have, by name. */
function triggersFor(
  { id, key, text, metadata }: TriggerTarget,
  table: string,
  indexes: readonly UniqueIndex[],
): Map<string, string> {
  const on = quoteName(table);
  const queue = (row: string): string =>
    `INSERT INTO polyseme_queue (tracked_id, row_key) VALUES (${id}, ${keyExpression(row, key)});`;
  const triggers = new Map<string, string>();
  const make = (event: (typeof events)[number], when: string, body: string): void => {
    const name = triggerName(id, event);
    triggers.set(name, `CREATE TRIGGER ${name} ${when} BEGIN ${body} END`);
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
  // a row that REPLACE displaces fires no DELETE trigger; only one with the very same key is queued all the same
  const isKey = ({ columns }: UniqueIndex): boolean =>
    columns.length === key.length &&
    columns.every(({ name, collation }) => name !== null && key.includes(name) && collation === 'BINARY');
  const others = indexes.filter((index) => !isKey(index) && !hasExpression(index));
  if (others.length === 0) return triggers;
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
  return triggers;
}

/** Condition of an update trigger: one of the columns changes. */
const differing = (names: readonly string[]): string =>
  [...new Set(names)]
    .map((name) => `OLD.${quoteName(name)} IS NOT NEW.${quoteName(name)} COLLATE BINARY`)
    .join(' OR ');

/** A row's key as one value; NULL when it is not unique, or cannot be written in JSON without loss. */
export function keyExpression(row: string, key: readonly string[]): string {
  const columns = key.map((name) => `${row}.${quoteName(name)}`);
  if (columns.length === 1) return columns[0] as string;
  const unusable = columns.map((column) => `typeof(${column}) IN ('null', 'real', 'blob')`);
  // text made by a JSON function would enter the array as JSON
  const plain = columns.map(
    (column) => `CASE typeof(${column}) WHEN 'text' THEN ${column} || '' ELSE ${column} END`,
  );
  return `CASE WHEN ${unusable.join(' OR ')} THEN NULL ELSE json_array(${plain.join(', ')}) END`;
}

/** Finds the row by the index of its key, and then exactly, whatever the collation of its columns. */
export function keyMatch(row: string, value: string, key: readonly string[]): string {
  const parts = key.map((name, i): [string, string] => [
    `${row}.${quoteName(name)}`,
    key.length === 1 ? value : `json_extract(${value}, '$[${i}]')`,
  ]);
  return parts
    .map(([column, part]) => `${column} = ${part} AND ${column} IS ${part} COLLATE BINARY`)
    .join(' AND ');
}
