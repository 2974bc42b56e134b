// Vectors of somebody else's: written, removed, and read for the index and for comparing.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { MetadataFilter } from '../../domain/filters.js';
import type { RowKey } from '../../domain/tables.js';
import type { Metadata } from '../../domain/text.js';
import type { VectorCollection, VectorItem } from '../../domain/vectors.js';
import { emptyLog, immediately, writeMarker } from './connection.js';

/** A vector as it is stored. */
export interface VectorRow {
  readonly id: RowKey;
  /** int8 codes or float32, see VectorCollection.storage. */
  readonly vector: Uint8Array;
  readonly scale: number;
  readonly metadata: Metadata;
}

export interface NumberedVector {
  readonly number: number;
  readonly vector: Uint8Array;
  readonly scale: number;
}

export function vectorQueries(db: Database) {
  const selectCollection = 'SELECT id, name, dim, metric, storage, model FROM polyseme_vector_collection';
  const byName = db.prepare<[string], VectorCollection>(`${selectCollection} WHERE name = ?`);
  const all = db.prepare<[], VectorCollection>(`${selectCollection} ORDER BY name`);
  const insertCollection = db.prepare(
    `INSERT INTO polyseme_vector_collection (name, dim, metric, storage, model, created_at)
     VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`,
  );
  const deleteCollection = db.prepare('DELETE FROM polyseme_vector_collection WHERE id = ?');
  const textCollection = db.prepare<[string], number>('SELECT 1 FROM polyseme_collection WHERE name = ?');

  const readCounter = db
    .prepare<[], number>("SELECT value FROM polyseme_counter WHERE name = 'vector'")
    .pluck();
  const writeCounter = db.prepare("UPDATE polyseme_counter SET value = ? WHERE name = 'vector'");
  const markWrite = writeMarker(db);
  const numberOf = db
    .prepare<[number, RowKey], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? AND item_id = ?',
    )
    .pluck();
  const insertVector = db.prepare(
    `INSERT INTO polyseme_vector (collection_id, number, item_id, vector, scale, metadata) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const insertAttribute = db.prepare(
    'INSERT OR IGNORE INTO polyseme_vector_attribute (collection_id, name, value, number) VALUES (?, ?, ?, ?)',
  );
  const metadataOf = db
    .prepare<[number], string>('SELECT metadata FROM polyseme_vector WHERE number = ?')
    .pluck();
  const deleteAttribute = db.prepare(
    'DELETE FROM polyseme_vector_attribute WHERE collection_id = ? AND name = ? AND value = ? AND number = ?',
  );
  const deleteVector = db.prepare('DELETE FROM polyseme_vector WHERE number = ?');
  const logDeletion = db.prepare(
    'INSERT INTO polyseme_vector_deletion (collection_id, number) VALUES (?, ?)',
  );

  const count = db
    .prepare<[number, number], number>(
      'SELECT count(*) FROM polyseme_vector WHERE collection_id = ? AND number > ?',
    )
    .pluck();
  const after = db
    .prepare<[number, number, number], [number, Buffer, number]>(
      `SELECT number, vector, scale FROM polyseme_vector WHERE collection_id = ? AND number > ?
       ORDER BY number LIMIT ?`,
    )
    .raw();
  const numbersUpTo = db
    .prepare<[number, number], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? AND number <= ?',
    )
    .pluck();
  // many at once: each statement locks and unlocks the file
  const chosen = 'polyseme_vector WHERE number IN (SELECT value FROM json_each(?))';
  const vectorsOf = db
    .prepare<[string], [number, Buffer, number]>(`SELECT number, vector, scale FROM ${chosen}`)
    .raw();
  const itemsOf = db
    .prepare<[string], [bigint, RowKey, string]>(`SELECT number, item_id, metadata FROM ${chosen}`)
    .raw()
    .safeIntegers();
  const deletionsAfter = db
    .prepare<[number, number], [number, number]>(
      `SELECT id, CASE collection_id WHEN ? THEN number ELSE 0 END
       FROM polyseme_vector_deletion WHERE id > ? ORDER BY id`,
    )
    .raw();
  const deletionBounds = db.prepare<[], { first: number; last: number }>(
    'SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM polyseme_vector_deletion',
  );
  const numbersOfItems = db
    .prepare<[string, number], number>(
      `SELECT v.number FROM json_each(?) j JOIN polyseme_vector v ON v.collection_id = ? AND v.item_id = j.value`,
    )
    .pluck();

  function remove(collectionId: number, number: number): void {
    const metadata = JSON.parse(metadataOf.get(number) as string) as Metadata;
    for (const [name, value] of attributes(metadata)) deleteAttribute.run(collectionId, name, value, number);
    deleteVector.run(number);
    logDeletion.run(collectionId, number);
  }

  /** In a transaction of its own, and on record: whoever keeps vectors in memory sees that there are others. */
  const marked = (work: () => void): void =>
    immediately(db, () => {
      work();
      markWrite();
    });

  const filtered = (operator: MetadataFilter['operator'], isNumber: boolean) =>
    db
      .prepare<[number, string, string | number], number>(
        `SELECT number FROM polyseme_vector_attribute WHERE collection_id = ? AND name = ? AND value ${operator} ?
         ${operator === '=' ? '' : `AND typeof(value) ${isNumber ? '<>' : '='} 'text'`}`,
      )
      .pluck();

  return {
    vectorCollection: (name: string): VectorCollection | undefined => byName.get(name),
    vectorCollections: (): VectorCollection[] => all.all(),

    /** The collection of that name, made if there is none. Throws `conflict` when it holds other vectors. */
    ensureVectorCollection(wanted: Omit<VectorCollection, 'id'>): VectorCollection {
      const { name, dim, metric, storage, model } = wanted;
      if (textCollection.get(name)) {
        throw new PolysemeError('conflict', `collection: "${name}" is one of texts`, {
          cure: 'Give the vectors a collection of their own.',
        });
      }
      insertCollection.run(name, dim, metric, storage, model, new Date().toISOString());
      const found = byName.get(name) as VectorCollection;
      for (const key of ['dim', 'metric', 'storage', 'model'] as const) {
        if (found[key] === wanted[key]) continue;
        throw new PolysemeError(
          'conflict',
          `${key}: collection "${name}" was made with ${found[key] || 'none'}, not with ${wanted[key] || 'none'}`,
          { cure: 'Use the same, or another collection.' },
        );
      }
      return found;
    },

    /** Writes vectors, all or none; those whose id is there are replaced. Returns how many were. */
    writeVectors(collectionId: number, rows: readonly VectorRow[]): number {
      let replaced = 0;
      marked(() => {
        let number = readCounter.get() as number;
        for (const { id, vector, scale, metadata } of rows) {
          const known = numberOf.get(collectionId, id);
          if (known !== undefined) {
            remove(collectionId, known);
            replaced++;
          }
          number++;
          insertVector.run(collectionId, number, id, vector, scale, JSON.stringify(metadata));
          for (const [name, value] of attributes(metadata))
            insertAttribute.run(collectionId, name, value, number);
        }
        writeCounter.run(number);
      });
      return replaced;
    },

    /** Removes vectors by their owner's ids; returns how many there were. */
    removeVectors(collectionId: number, ids: readonly RowKey[]): number {
      let removed = 0;
      marked(() => {
        for (const id of ids) {
          const number = numberOf.get(collectionId, id);
          if (number === undefined) continue;
          remove(collectionId, number);
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
        deleteCollection.run(collectionId);
      });
      emptyLog(db);
    },

    countVectorsAfter: (collectionId: number, number: number): number =>
      count.get(collectionId, number) as number,
    vectorsAfter: (collectionId: number, number: number, limit: number): NumberedVector[] =>
      after.all(collectionId, number, limit).map(([number, vector, scale]) => ({ number, vector, scale })),
    vectorNumbersUpTo: (collectionId: number, number: number): number[] =>
      numbersUpTo.all(collectionId, number),
    /** By their numbers; those that are gone are left out. */
    vectorsOf: (numbers: readonly number[]): NumberedVector[] =>
      vectorsOf.all(JSON.stringify(numbers)).map(([number, vector, scale]) => ({ number, vector, scale })),
    /** Ids of their owner's and metadata, by number; those that are gone are left out. */
    vectorItems(numbers: readonly number[]): Map<number, Pick<VectorRow, 'id' | 'metadata'>> {
      const found = itemsOf.all(JSON.stringify(numbers));
      return new Map(
        found.map(([number, id, metadata]) => [
          Number(number),
          { id, metadata: JSON.parse(metadata) as Metadata },
        ]),
      );
    },
    /** Of all collections, so that none is passed over; the number of another's is 0. */
    vectorDeletionsAfter: (collectionId: number, id: number): [number, number][] =>
      deletionsAfter.all(collectionId, id),
    vectorDeletionBounds: () => deletionBounds.get() as { first: number; last: number },

    /** Numbers of the vectors that a filter allows. */
    vectorsWhere(collectionId: number, { key, operator, value }: MetadataFilter): number[] {
      const asked = attributeValue(value);
      return filtered(operator, typeof asked === 'number').all(collectionId, key, asked);
    },
    /** Numbers of the vectors with these ids of their owner's. */
    vectorsNamed(collectionId: number, ids: readonly VectorItem['id'][]): number[] {
      const json = ids.map((id) => (typeof id === 'string' ? JSON.stringify(id) : String(id)));
      return numbersOfItems.all(`[${json}]`, collectionId);
    },
  };
}

/** true and false as text, as a filter names them. */
const attributes = (metadata: Metadata): [string, string | number][] =>
  Object.entries(metadata).flatMap(([name, value]): [string, string | number][] =>
    value === null || value === '' ? [] : [[name, attributeValue(value)]],
  );

/** As metadata of documents are compared: a number, or what reads as one, as a number. */
function attributeValue(value: string | number | boolean): string | number {
  if (typeof value === 'boolean') return String(value);
  const number = Number(value);
  return typeof value === 'string' && (value.trim() === '' || !Number.isFinite(number)) ? value : number;
}
