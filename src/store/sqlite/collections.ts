// Collections of texts with their totals, and settings.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { Collection, CollectionTotals } from '../rows.js';
import { insertSql, rowSealer } from './checksums.js';

interface CollectionRow extends Omit<Collection, 'contextWindow'> {
  readonly contextWindow: string;
}

export const collectionQueries = (db: Database) => ({
  ...readCollections(db),
  ensureCollection: ensureCollection(db),
  ...settingQueries(db),
});

function readCollections(db: Database) {
  const columns = 'id, name, model, fingerprint, dim, context_window AS contextWindow';
  const byName = db.prepare<[string], CollectionRow>(
    `SELECT ${columns} FROM polyseme_collection WHERE name = ?`,
  );
  const all = db.prepare<[], CollectionRow>(`SELECT ${columns} FROM polyseme_collection ORDER BY name`);
  const totals = db.prepare<[number, number], CollectionTotals>(
    `SELECT count(*) AS documents, coalesce(sum(num_sentences), 0) AS sentences,
            coalesce(sum(num_tokens), 0) AS tokens, coalesce(sum(num_words), 0) AS words,
            (SELECT count(*) FROM polyseme_lemma WHERE collection_id = ? AND num_tokens > 0) AS lemmas
     FROM polyseme_document WHERE collection_id = ?`,
  );
  const parse = (row: CollectionRow): Collection => ({
    ...row,
    contextWindow: row.contextWindow === 'sentence' ? 'sentence' : Number(row.contextWindow),
  });

  return {
    collection(name: string): Collection | undefined {
      const row = byName.get(name);
      return row && parse(row);
    },
    collections: (): Collection[] => all.all().map(parse),
    totals: (collectionId: number): CollectionTotals =>
      totals.get(collectionId, collectionId) as CollectionTotals,
  };
}

function ensureCollection(db: Database) {
  const { collection } = readCollections(db);
  const vectorCollection = db.prepare<[string], number>(
    'SELECT 1 FROM polyseme_vector_collection WHERE name = ?',
  );
  const upsert = db.prepare(
    `INSERT INTO polyseme_collection (name, model, fingerprint, dim, context_window, created_at)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET (model, fingerprint, dim, context_window) =
       (excluded.model, excluded.fingerprint, excluded.dim, excluded.context_window)
     WHERE NOT EXISTS (SELECT 1 FROM polyseme_document WHERE collection_id = polyseme_collection.id)`,
  );
  const seal = rowSealer<[string]>(db, 'polyseme_collection', 'name = ?');
  const unstage = db.prepare(
    `DELETE FROM polyseme_staged_passage WHERE collection_id IN (SELECT id FROM polyseme_collection WHERE name = ?
       AND (model, fingerprint, dim, context_window) IS NOT (?, ?, ?, ?)
       AND NOT EXISTS (SELECT 1 FROM polyseme_document WHERE collection_id = polyseme_collection.id))`,
  );

  return (wanted: Omit<Collection, 'id'>): Collection => {
    const { name, model, fingerprint, dim } = wanted;
    const contextWindow = String(wanted.contextWindow);
    if (vectorCollection.get(name)) {
      throw new PolysemeError('conflict', `collection: "${name}" is one of vectors`, {
        cure: 'Give the texts a collection of their own.',
      });
    }
    const ensured = db
      .transaction(() => {
        unstage.run(name, model, fingerprint, dim, contextWindow); // it goes with the model that made it
        if (upsert.run(name, model, fingerprint, dim, contextWindow, new Date().toISOString()).changes > 0)
          seal(name);
        return collection(name) as Collection;
      })
      .immediate();
    checkSame(ensured, wanted);
    return ensured;
  };
}

function checkSame(stored: Collection, wanted: Omit<Collection, 'id'>): void {
  if (stored.fingerprint !== wanted.fingerprint) {
    throw new PolysemeError(
      'conflict',
      `model: collection "${stored.name}" was made with ${stored.model}, not with ${wanted.model}`,
      { cure: `Use --model ${stored.model}, or index into another collection with --collection NAME.` },
    );
  }
  if (stored.contextWindow !== wanted.contextWindow) {
    throw new PolysemeError(
      'conflict',
      `contextWindow: collection "${stored.name}" was made with ${stored.contextWindow}, not ${wanted.contextWindow}`,
      { cure: 'Leave the option out, or index into another collection with --collection NAME.' },
    );
  }
}

function settingQueries(db: Database) {
  const get = db.prepare<[string], string>('SELECT value FROM polyseme_setting WHERE name = ?').pluck();
  const row = insertSql(db, 'polyseme_setting', ['name', 'value']);
  const put = db.prepare(`INSERT OR REPLACE ${row}`);
  const add = db.prepare(`INSERT OR IGNORE ${row}`);

  return {
    setting: (name: string): string | undefined => get.get(name),
    setSetting: (name: string, value: string): void => void put.run({ name, value }),
    ensureSetting(name: string, value: string): string {
      const held = get.get(name);
      if (held !== undefined) return held; // without a lock
      add.run({ name, value });
      return get.get(name) as string;
    },
  };
}
