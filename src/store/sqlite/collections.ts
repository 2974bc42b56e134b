// Collections, settings and totals.
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';

export interface Collection {
  readonly id: number;
  readonly name: string;
  readonly model: string;
  readonly fingerprint: string;
  readonly dim: number;
  readonly contextWindow: number | 'sentence';
}

export interface CollectionTotals {
  readonly documents: number;
  readonly sentences: number;
  readonly tokens: number;
  readonly words: number;
  readonly lemmas: number;
}

interface CollectionRow extends Omit<Collection, 'contextWindow'> {
  readonly contextWindow: string;
}

export function collectionQueries(db: Database) {
  const columns = 'id, name, model, fingerprint, dim, context_window AS contextWindow';
  const byName = db.prepare<[string], CollectionRow>(
    `SELECT ${columns} FROM polyseme_collection WHERE name = ?`,
  );
  const all = db.prepare<[], CollectionRow>(`SELECT ${columns} FROM polyseme_collection ORDER BY name`);
  const upsert = db.prepare(
    `INSERT INTO polyseme_collection (name, model, fingerprint, dim, context_window, created_at)
     VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT (name) DO UPDATE SET (model, fingerprint, dim, context_window) =
       (excluded.model, excluded.fingerprint, excluded.dim, excluded.context_window)
     WHERE NOT EXISTS (SELECT 1 FROM polyseme_document WHERE collection_id = polyseme_collection.id)`,
  );
  const unstage = db.prepare(
    `DELETE FROM polyseme_staged_passage WHERE collection_id IN (SELECT id FROM polyseme_collection WHERE name = ?
       AND (model, fingerprint, dim, context_window) IS NOT (?, ?, ?, ?)
       AND NOT EXISTS (SELECT 1 FROM polyseme_document WHERE collection_id = polyseme_collection.id))`,
  );
  const vectorCollection = db.prepare<[string], number>(
    'SELECT 1 FROM polyseme_vector_collection WHERE name = ?',
  );
  const documentTotals = db.prepare<[number], Omit<CollectionTotals, 'lemmas'>>(
    `SELECT count(*) AS documents, coalesce(sum(num_sentences), 0) AS sentences,
            coalesce(sum(num_tokens), 0) AS tokens, coalesce(sum(num_words), 0) AS words
     FROM polyseme_document WHERE collection_id = ?`,
  );
  const lemmaTotal = db
    .prepare<[number], number>(
      'SELECT count(*) FROM polyseme_lemma WHERE collection_id = ? AND num_tokens > 0',
    )
    .pluck();
  const getSetting = db
    .prepare<[string], string>('SELECT value FROM polyseme_setting WHERE name = ?')
    .pluck();
  const putSetting = db.prepare('INSERT OR REPLACE INTO polyseme_setting (name, value) VALUES (?, ?)');

  const parse = (row: CollectionRow): Collection => ({
    ...row,
    contextWindow: row.contextWindow === 'sentence' ? 'sentence' : Number(row.contextWindow),
  });

  return {
    collection(name: string): Collection | undefined {
      const row = byName.get(name);
      return row && parse(row);
    },

    collections(): Collection[] {
      return all.all().map(parse);
    },

    /**
     * The collection of that name, made if there is none or made anew if it is empty. Throws `conflict` when another
     * model made its vectors.
     */
    ensureCollection(wanted: Omit<Collection, 'id'>): Collection {
      const { name, model, fingerprint, dim } = wanted;
      const contextWindow = String(wanted.contextWindow);
      if (vectorCollection.get(name)) {
        throw new PolysemeError('conflict', `collection: "${name}" is one of vectors`, {
          cure: 'Give the texts a collection of their own.',
        });
      }
      db.transaction(() => {
        unstage.run(name, model, fingerprint, dim, contextWindow); // it goes with the model that made it
        upsert.run(name, model, fingerprint, dim, contextWindow, new Date().toISOString());
      }).immediate();
      const found = parse(byName.get(wanted.name) as CollectionRow);
      if (found.fingerprint !== wanted.fingerprint) {
        throw new PolysemeError(
          'conflict',
          `model: collection "${found.name}" was made with ${found.model}, not with ${wanted.model}`,
          { cure: `Use --model ${found.model}, or index into another collection with --collection NAME.` },
        );
      }
      if (found.contextWindow !== wanted.contextWindow) {
        throw new PolysemeError(
          'conflict',
          `contextWindow: collection "${found.name}" was made with ${found.contextWindow}, not ${wanted.contextWindow}`,
          { cure: 'Leave the option out, or index into another collection with --collection NAME.' },
        );
      }
      return found;
    },

    totals(collectionId: number): CollectionTotals {
      return {
        ...(documentTotals.get(collectionId) as Omit<CollectionTotals, 'lemmas'>),
        lemmas: lemmaTotal.get(collectionId) as number,
      };
    },

    setting: (name: string): string | undefined => getSetting.get(name),
    setSetting: (name: string, value: string): void => void putSetting.run(name, value),
  };
}
