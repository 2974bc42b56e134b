// Vectors made elsewhere: written, removed, and read for the index and for comparison.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import { explainFilters, type MetadataFilter } from '../../domain/filters.js';
import type { RowKey } from '../../domain/tables.js';
import type { Metadata } from '../../domain/text.js';
import type { VectorCollection, VectorItem } from '../../domain/vectors.js';
import type { Bounds, Deletion, NumberedVector, VectorRow } from '../rows.js';
import { blobIn } from './blobs.js';
import { insertSql, rowSealer } from './checksums.js';
import { emptyLog, immediately, writeMarker } from './connection.js';
import { counterWriter } from './token-counts.js';
import { attributesOf, vectorsWhere } from './vector-filters.js';

export const vectorQueries = (db: Database) => ({
  ...collectionQueriesOfVectors(db),
  ...vectorWrites(db),
  ...vectorReads(db),
  ...vectorChanges(db),
  ...vectorFilters(db),
});

function collectionQueriesOfVectors(db: Database) {
  const select = 'SELECT id, name, dim, metric, storage, model FROM polyseme_vector_collection';
  const byName = db.prepare<[string], VectorCollection>(`${select} WHERE name = ?`);
  const all = db.prepare<[], VectorCollection>(`${select} ORDER BY name`);
  const insert = db.prepare(
    `INSERT INTO polyseme_vector_collection (name, dim, metric, storage, model, created_at)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const seal = rowSealer<[string]>(db, 'polyseme_vector_collection', 'name = ?');
  const textCollection = db.prepare<[string], number>('SELECT 1 FROM polyseme_collection WHERE name = ?');

  return {
    vectorCollection: (name: string): VectorCollection | undefined => byName.get(name),
    vectorCollections: (): VectorCollection[] => all.all(),

    ensureVectorCollection(wanted: Omit<VectorCollection, 'id'>): VectorCollection {
      const { name, dim, metric, storage, model } = wanted;
      if (textCollection.get(name)) {
        throw new PolysemeError('conflict', `collection: "${name}" is one of texts`, {
          cure: 'Give the vectors a collection of their own.',
        });
      }
      db.transaction(() => {
        const { changes } = insert.run(name, dim, metric, storage, model, new Date().toISOString());
        if (changes > 0) seal(name);
      }).immediate();
      const ensured = byName.get(name) as VectorCollection;
      for (const key of ['dim', 'metric', 'storage', 'model'] as const) {
        if (ensured[key] === wanted[key]) continue;
        throw new PolysemeError(
          'conflict',
          `${key}: collection "${name}" was made with ${ensured[key] || 'none'}, not with ${wanted[key] || 'none'}`,
          { cure: 'Use the same, or another collection.' },
        );
      }
      return ensured;
    },
  };
}

function vectorWrites(db: Database) {
  const { insertRow, removeRow } = rowWriter(db);
  const markWrite = writeMarker(db);
  const readCounter = db
    .prepare<[], number>("SELECT value FROM polyseme_counter WHERE name = 'vector'")
    .pluck();
  const writeCounter = counterWriter(db, 'vector');
  const numberOf = db
    .prepare<[number, RowKey], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? AND item_id = ?',
    )
    .pluck();

  /** Runs in its own recorded transaction, by which whoever keeps vectors in memory sees that they changed. */
  const marked = (work: () => void): void =>
    immediately(db, () => {
      work();
      markWrite();
    });

  return {
    writeVectors(collectionId: number, rows: readonly VectorRow[]): number {
      let replaced = 0;
      marked(() => {
        let number = readCounter.get() as number;
        for (const row of rows) {
          const old = numberOf.get(collectionId, row.id);
          if (old !== undefined) {
            removeRow(collectionId, old);
            replaced++;
          }
          insertRow(collectionId, ++number, row);
        }
        writeCounter(number);
      });
      return replaced;
    },

    removeVectors(collectionId: number, ids: readonly RowKey[]): number {
      let removed = 0;
      marked(() => {
        for (const id of ids) {
          const number = numberOf.get(collectionId, id);
          if (number === undefined) continue;
          removeRow(collectionId, number);
          removed++;
        }
      });
      emptyLog(db);
      return removed;
    },

    dropVectorCollection(collectionId: number): void {
      marked(() => {
        for (const table of ['polyseme_vector_attribute', 'polyseme_vector']) {
          db.prepare(`DELETE FROM ${table} WHERE collection_id = ?`).run(collectionId);
        }
        db.prepare('DELETE FROM polyseme_vector_collection WHERE id = ?').run(collectionId);
      });
      emptyLog(db);
    },
  };
}

/** Writes one vector with its attributes, inside a transaction. */
function rowWriter(db: Database) {
  const columns = ['number', 'collection_id', 'item_id', 'vector', 'scale', 'metadata'];
  const insertVector = db.prepare(`INSERT ${insertSql(db, 'polyseme_vector', columns)}`);
  const insertAttribute = db.prepare(
    'INSERT OR IGNORE INTO polyseme_vector_attribute (collection_id, name, value, number) VALUES (?, ?, ?, ?)',
  );
  const metadataOf = db
    .prepare<[number], string>('SELECT metadata FROM polyseme_vector WHERE number = ?')
    .pluck();
  const deleteAttribute = db.prepare(
    'DELETE FROM polyseme_vector_attribute WHERE collection_id = ? AND name = ? AND value IN (?, ?) AND number = ?',
  );
  const deleteVector = db.prepare('DELETE FROM polyseme_vector WHERE number = ?');
  const logDeletion = db.prepare(
    'INSERT INTO polyseme_vector_deletion (collection_id, number) VALUES (?, ?)',
  );
  const sealDeletion = rowSealer(db, 'polyseme_vector_deletion', 'id = ?');

  return {
    insertRow(collectionId: number, number: number, { id, vector, scale, metadata }: VectorRow): void {
      const row = { number, collection_id: collectionId, item_id: id, vector, scale };
      insertVector.run({ ...row, metadata: JSON.stringify(metadata) });
      for (const { name, value } of attributesOf(metadata)) {
        insertAttribute.run(collectionId, name, value, number);
      }
    },
    removeRow(collectionId: number, number: number): void {
      const metadata = JSON.parse(metadataOf.get(number) as string) as Metadata;
      for (const { name, value, earlier } of attributesOf(metadata)) {
        deleteAttribute.run(collectionId, name, value, earlier, number);
      }
      deleteVector.run(number);
      sealDeletion(Number(logDeletion.run(collectionId, number).lastInsertRowid));
    },
  };
}

function vectorReads(db: Database) {
  const after = db
    .prepare<[number, number, number], [number, Buffer, number]>(
      `SELECT number, vector, scale FROM polyseme_vector WHERE collection_id = ? AND number > ?
       ORDER BY number LIMIT ?`,
    )
    .raw();
  // many at once: each statement locks and unlocks the file
  const chosen = 'polyseme_vector WHERE number IN (SELECT value FROM json_each(?))';
  const byNumber = db
    .prepare<[string], [number, Buffer, number]>(`SELECT number, vector, scale FROM ${chosen}`)
    .raw();
  const items = db
    .prepare<[string], [bigint, RowKey, string]>(`SELECT number, item_id, metadata FROM ${chosen}`)
    .raw()
    .safeIntegers();
  const random = db
    .prepare<[number, number], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? ORDER BY random() LIMIT ?',
    )
    .pluck();
  const asVector = ([number, vector, scale]: [number, Buffer, number]): NumberedVector => ({
    number,
    vector: blobIn(vector),
    scale,
  });

  return {
    vectorsAfter: (collectionId: number, number: number, limit: number): NumberedVector[] =>
      after.all(collectionId, number, limit).map(asVector),
    vectorsOf: (numbers: readonly number[]): NumberedVector[] =>
      byNumber.all(JSON.stringify(numbers)).map(asVector),
    vectorItems: (numbers: readonly number[]): Map<number, Pick<VectorRow, 'id' | 'metadata'>> =>
      new Map(
        items
          .all(JSON.stringify(numbers))
          .map(([number, id, metadata]) => [
            Number(number),
            { id, metadata: JSON.parse(metadata) as Metadata },
          ]),
      ),
    randomVectors: (collectionId: number, count: number): number[] => random.all(collectionId, count),
  };
}

function vectorChanges(db: Database) {
  const count = db
    .prepare<[number, number], number>(
      'SELECT count(*) FROM polyseme_vector WHERE collection_id = ? AND number > ?',
    )
    .pluck();
  const upTo = db
    .prepare<[number, number], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? AND number <= ?',
    )
    .pluck();
  const deletions = db
    .prepare<[number, number], Deletion>(
      `SELECT id, CASE collection_id WHEN ? THEN number ELSE 0 END
       FROM polyseme_vector_deletion WHERE id > ? ORDER BY id`,
    )
    .raw();
  const bounds = db.prepare<[], Bounds>(
    'SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM polyseme_vector_deletion',
  );

  return {
    countVectorsAfter: (collectionId: number, number: number): number =>
      count.get(collectionId, number) as number,
    vectorNumbersUpTo: (collectionId: number, number: number): number[] => upTo.all(collectionId, number),
    vectorDeletionsAfter: (collectionId: number, id: number): Deletion[] => deletions.all(collectionId, id),
    vectorDeletionBounds: (): Bounds => bounds.get() as Bounds,
  };
}

function vectorFilters(db: Database) {
  const byItem = db
    .prepare<[string, number], number>(
      `SELECT v.number FROM json_each(?) j JOIN polyseme_vector v ON v.collection_id = ? AND v.item_id = j.value`,
    )
    .pluck();

  const metadata = db
    .prepare<[number], string>('SELECT metadata FROM polyseme_vector WHERE collection_id = ?')
    .pluck();
  function* eachMetadata(collectionId: number): Generator<Metadata> {
    for (const json of metadata.iterate(collectionId)) yield JSON.parse(json) as Metadata;
  }

  return {
    vectorsWhere: vectorsWhere(db),
    explainVectorFilters: (collectionId: number, filters: readonly MetadataFilter[]): string | null =>
      explainFilters(eachMetadata(collectionId), filters, 'vector'),
    vectorsNamed(collectionId: number, ids: readonly VectorItem['id'][]): number[] {
      const json = ids.map((id) => (typeof id === 'string' ? JSON.stringify(id) : String(id)));
      return byItem.all(`[${json}]`, collectionId);
    },
  };
}
