// The caller's tables whose rows are kept indexed: which they are, whether they can be, and what is tracked of them.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { TrackedTable, TrackOptions } from '../../domain/tables.js';
import { rowSealer } from './checksums.js';
import { emptyLog, immediately } from './connection.js';
import { isStray, queueFiller } from './queue.js';
import { ourTables } from './schema.js';
import { tokenCounter } from './token-counts.js';
import { hasExpression, tableInspector, triggerQueries } from './triggers.js';
import { documentRemover } from './write-documents.js';

export const trackingQueries = (db: Database) => ({
  ...trackedReads(db),
  faultOf: faultFinder(db),
  track: tracker(db),
  untrack: untracker(db),
  prepareTracked: preparer(db),
});

interface TrackedRow {
  readonly id: number;
  readonly name: string;
  readonly collection: string;
  readonly keyColumns: string;
  readonly textColumns: string;
  readonly metadataColumns: string;
}

type Described = Pick<TrackedTable, 'name' | 'table' | 'key' | 'text' | 'metadata'>;

/** The records of tracked tables. */
function trackedRows(db: Database) {
  const select = `SELECT id, name, collection, key_columns AS keyColumns, text_columns AS textColumns,
    metadata_columns AS metadataColumns FROM polyseme_tracked`;
  return {
    byName: db.prepare<[string], TrackedRow>(`${select} WHERE name = ?`),
    byId: db.prepare<[number], TrackedRow>(`${select} WHERE id = ?`),
    all: db.prepare<[], TrackedRow>(`${select} ORDER BY name`),
  };
}

const typeOfTable = (db: Database) =>
  db
    .prepare<[string], string>(
      "SELECT type FROM main.sqlite_master WHERE name = ? AND type IN ('table', 'view')",
    )
    .pluck();

/** A tracked table as it is now. */
function parser(db: Database) {
  const { followedTable, isFollowed } = triggerQueries(db);
  const { countQueued } = queueFiller(db);
  const faultOf = faultFinder(db);
  const typeOf = typeOfTable(db);

  function tableOf({ id, name }: Pick<TrackedRow, 'id' | 'name'>): string | null {
    return followedTable(id) ?? (typeOf.get(name) === 'table' ? name : null);
  }

  return {
    tableOf,
    parse(row: TrackedRow): TrackedTable {
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
        pending: countQueued(row.id),
        fault: fault ? `${fault.message}. ${fault.cure}` : null,
        isFollowed: table !== null && isFollowed({ id: row.id, ...columns }, table),
      };
    },
  };
}

function trackedReads(db: Database) {
  const { all, byId } = trackedRows(db);
  const { parse, tableOf } = parser(db);

  return {
    schemaVersion: (): number => Number(db.pragma('schema_version', { simple: true })),
    trackedTables: (): TrackedTable[] => all.all().map(parse),
    trackedNames: (): Pick<TrackedTable, 'name' | 'table'>[] =>
      all.all().map((row) => ({ name: row.name, table: tableOf(row) })),
    trackedTable(id: number): TrackedTable | undefined {
      const row = byId.get(id);
      return row && parse(row);
    },
    strayRows({ name, table, key }: TrackedTable): string[] {
      const count = db
        .prepare<[string], number>(
          `SELECT count(*) FROM polyseme_document d WHERE ${isStray(table as string, key)}`,
        )
        .pluck()
        .get(name) as number;
      return count > 0 ? [`${count} documents of "${name}" whose row is gone`] : [];
    },
  };
}

/** Columns that a table lacks, and those it has, in words. */
function columnFinder(db: Database) {
  const { columnsOf } = tableInspector(db);
  return (table: string, columns: readonly string[]) => {
    const present = columnsOf(table).map(({ name }) => name);
    return { missing: columns.filter((name) => !present.includes(name)), present: present.join(', ') };
  };
}

function faultFinder(db: Database) {
  const findColumns = columnFinder(db);
  return ({ name, table, key, text, metadata }: Described): PolysemeError | undefined => {
    if (table === null) {
      return new PolysemeError('not_found', `table: "${name}" is tracked and no longer there`, {
        cure: `Make it again, or remove what was indexed of it: untrack "${name}".`,
      });
    }
    const { missing, present } = findColumns(table, [...key, ...text, ...metadata]);
    if (missing.length === 0) return undefined;
    return new PolysemeError('data', `table: "${table}" has no column "${missing[0]}" any more`, {
      cure: `Track it again with columns that it has: ${present}.`,
    });
  };
}

function tracker(db: Database) {
  const checkTable = tableChecker(db);
  const checkColumns = columnChecker(db);
  const checkKey = keyChecker(db);
  const { all, byName } = trackedRows(db);
  const { parse, tableOf } = parser(db);
  const { makeTriggers } = triggerQueries(db);
  const { clearQueue, queueAll } = queueFiller(db);
  const upsert = db.prepare(
    `INSERT INTO polyseme_tracked (name, collection, key_columns, text_columns, metadata_columns)
     VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET key_columns = excluded.key_columns, text_columns = excluded.text_columns,
       metadata_columns = excluded.metadata_columns`,
  );
  const seal = rowSealer<[string]>(db, 'polyseme_tracked', 'name = ?');
  const list = (value: string | readonly string[] = []): readonly string[] =>
    typeof value === 'string' ? [value] : value;

  return (table: string, options: TrackOptions & { readonly collection: string }): TrackedTable => {
    const { collection } = options;
    const [id, text, metadata] = [list(options.id), list(options.text), list(options.metadata)];
    checkTable(table);
    checkColumns(table, 'id', id);
    checkColumns(table, 'text', text);
    checkColumns(table, 'metadata', metadata);
    checkKey(table, id);
    const columns = [id, text, metadata].map((names) => JSON.stringify(names));
    const change = (): TrackedTable => {
      const old = all.all().find((row) => tableOf(row) === table);
      // its documents are name#key: with a mark in the name, a#b#c would be a row of either of two tables
      const plain = table.replaceAll('#', '%23');
      // a table renamed since may have taken the name
      let name = old?.name ?? plain;
      for (let i = 2; !old && byName.get(name); i++) name = `${plain} (${i})`;
      if (old && old.collection !== collection) {
        throw new PolysemeError(
          'conflict',
          `table: "${table}" is tracked in collection "${old.collection}" already`,
          { cure: 'Untrack it first.' },
        );
      }
      const oldColumns = old && [old.keyColumns, old.textColumns, old.metadataColumns];
      const isSame = oldColumns?.every((one, i) => one === columns[i]) ?? false;
      if (old && isSame && parse(old).isFollowed) return parse(old);
      upsert.run(name, collection, ...columns);
      seal(name);
      const tracked = parse(byName.get(name) as TrackedRow);
      clearQueue(tracked.id);
      makeTriggers(tracked, table);
      queueAll(tracked, table);
      return parse(byName.get(name) as TrackedRow);
    };
    return db.transaction(change).immediate();
  };
}

function untracker(db: Database) {
  const { byId } = trackedRows(db);
  const { dropTriggers } = triggerQueries(db);
  const { clearQueue } = queueFiller(db);
  const { removeDocument } = documentRemover(db);
  const countsOf = tokenCounter(db);
  const collectionByName = db
    .prepare<[string], number>('SELECT id FROM polyseme_collection WHERE name = ?')
    .pluck();
  const documentsOf = db
    .prepare<[number, string], number>(
      'SELECT id FROM polyseme_document WHERE collection_id = ? AND file_uri = ?',
    )
    .pluck();
  const remove = db.prepare('DELETE FROM polyseme_tracked WHERE id = ?');

  return ({ id }: Pick<TrackedTable, 'id'>): number => {
    const removed = immediately(db, () => {
      const row = byId.get(id);
      if (!row) return 0;
      dropTriggers(id);
      clearQueue(id);
      remove.run(id);
      const collectionId = collectionByName.get(row.collection);
      const documents = collectionId === undefined ? [] : documentsOf.all(collectionId, row.name);
      if (collectionId === undefined || documents.length === 0) return 0;
      const counts = countsOf(collectionId);
      for (const documentId of documents) removeDocument(documentId, counts);
      counts.write();
      return documents.length;
    });
    if (removed > 0) emptyLog(db);
    return removed;
  };
}

function preparer(db: Database) {
  const { byId } = trackedRows(db);
  const { parse } = parser(db);
  const faultOf = faultFinder(db);
  const checkKey = keyChecker(db);
  const { uniqueIndexes } = tableInspector(db);
  const { makeTriggers } = triggerQueries(db);
  const { countQueued, queueAll, queueStrays } = queueFiller(db);

  return ({ id }: Pick<TrackedTable, 'id'>, { everything }: { readonly everything: boolean }): number => {
    const row = byId.get(id);
    if (!row) return 0;
    const tracked = parse(row);
    const fault = faultOf(tracked);
    if (fault) throw fault;
    const { key, isFollowed } = tracked;
    const table = tracked.table as string;
    // REPLACE displaces rows unseen through an index over an expression
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
    return countQueued(id);
  };
}

function tableChecker(db: Database) {
  const typeOf = typeOfTable(db);
  const temporary = db.prepare<[string], number>('SELECT 1 FROM temp.sqlite_master WHERE name = ?');
  const sqlOf = db
    .prepare<[string], string>("SELECT sql FROM main.sqlite_master WHERE name = ? AND type = 'table'")
    .pluck();

  return (table: string): void => {
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
  };
}

function columnChecker(db: Database) {
  const findColumns = columnFinder(db);
  return (table: string, name: string, columns: readonly string[]): void => {
    const { missing, present } = findColumns(table, columns);
    if (missing.length === 0) return;
    throw new PolysemeError('invalid_input', `${name}: table "${table}" has no column "${missing[0]}"`, {
      cure: `It has: ${present}.`,
    });
  };
}

function keyChecker(db: Database) {
  const { uniqueIndexes } = tableInspector(db);
  const named = (columns: readonly string[]): string => [...columns].sort().join('\0');

  return (table: string, key: readonly string[]): void => {
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
  };
}
