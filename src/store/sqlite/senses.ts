// Senses in the database: gloss vectors, induced senses, a person's edits, and assignments of tokens.
import type { Database } from 'better-sqlite3';
import type { SenseEdit, SenseEditRecord } from '../../domain/sense-changes.js';
import type { Inventory } from '../../domain/senses.js';
import { bytesOf, codesOf, floatsOf } from '../../math/vector.js';
import type {
  AssignedWordRow,
  AssignmentRow,
  RenewedEdit,
  StoredInduction,
  UndoOutcome,
  WordAssignments,
} from '../rows.js';
import { blobIn } from './blobs.js';
import { checksumSql, insertSql, rowSealer } from './checksums.js';

export const senseQueries = (db: Database) => ({
  ...glossQueries(db),
  ...inductionQueries(db),
  ...editQueries(db),
  ...assignmentQueries(db),
});

function glossQueries(db: Database) {
  const select = db
    .prepare<[string, string], [string, Buffer]>(
      `SELECT g.sense_key, g.vector FROM json_each(?) j
       CROSS JOIN polyseme_gloss g ON g.fingerprint = ? AND g.sense_key = j.value`,
    )
    .raw();
  const put = db.prepare(
    `INSERT OR REPLACE ${insertSql(db, 'polyseme_gloss', ['fingerprint', 'sense_key', 'vector'])}`,
  );

  return {
    glossVectors: (fingerprint: string, keys: readonly string[]): Map<string, Int8Array> =>
      new Map(
        select.all(JSON.stringify(keys), fingerprint).map(([key, vector]) => [key, codesOf(blobIn(vector))]),
      ),
    saveGlosses: (fingerprint: string, glosses: Iterable<readonly [string, Int8Array]>): void =>
      ifFree(
        db.transaction(() => {
          for (const [key, vector] of glosses) put.run({ fingerprint, sense_key: key, vector });
        }).immediate,
      ),
  };
}

function inductionQueries(db: Database) {
  const select = db.prepare<[number, string], Omit<StoredInduction, 'centroids'> & { centroids: Buffer }>(
    `SELECT num_tokens AS numTokens, num_wished AS numWished, stability, centroids
     FROM polyseme_induction WHERE collection_id = ? AND word = ?`,
  );
  const columns = ['collection_id', 'word', 'num_tokens', 'num_wished', 'stability', 'centroids'];
  const put = db.prepare(`INSERT OR REPLACE ${insertSql(db, 'polyseme_induction', columns)}`);
  const drop = db.prepare('DELETE FROM polyseme_induction WHERE collection_id = ? AND word = ?');

  return {
    induction(collectionId: number, word: string): StoredInduction | undefined {
      const row = select.get(collectionId, word);
      return row && { ...row, centroids: floatsOf(blobIn(row.centroids)) };
    },
    saveInduction: (collectionId: number, word: string, induction: StoredInduction): void =>
      ifFree(() => {
        const { numTokens, numWished, stability } = induction;
        const centroids = bytesOf(induction.centroids);
        put.run({
          ...{ collection_id: collectionId, word, stability, centroids },
          ...{ num_tokens: numTokens, num_wished: numWished },
        });
      }),
    removeInduction: (collectionId: number, word: string): void => void drop.run(collectionId, word),
  };
}

/** Senses that a change took over go when no other change is left, and come back with any that was made to them. */
function adoptionQueries(db: Database) {
  const ofSameWord = `FROM polyseme_sense_edit e WHERE collection_id = @collectionId
    AND word = (SELECT word FROM polyseme_sense_edit WHERE id = @id)`;
  const isAdoption = "json_extract(edit, '$.kind') = 'adopt'";
  const byChange = "coalesce(json_extract(edit, '$.byChange'), 0)";
  const one = (sql: string) => db.prepare<{ collectionId: number; id: number }, number>(sql).pluck();
  return {
    undoAdoption: one(
      `SELECT id ${ofSameWord} AND undone_at IS NULL AND ${byChange}
         AND NOT EXISTS (SELECT 1 ${ofSameWord} AND undone_at IS NULL AND NOT ${byChange})`,
    ),
    redoAdoption: one(
      `SELECT id FROM (SELECT id, edit, undone_at ${ofSameWord} AND id < @id AND ${isAdoption} ORDER BY id DESC LIMIT 1)
       WHERE undone_at IS NOT NULL AND ${byChange}
         AND NOT EXISTS (SELECT 1 ${ofSameWord} AND undone_at IS NULL AND ${isAdoption})`,
    ),
  };
}

function editQueries(db: Database) {
  const ofWord = db.prepare<[number, string], Omit<SenseEditRecord, 'edit'> & { edit: string }>(
    `SELECT id, edit, made_at AS madeAt, undone_at AS undoneAt FROM polyseme_sense_edit
     WHERE collection_id = ? AND word = ? ORDER BY id`,
  );
  const insert = db.prepare(
    'INSERT INTO polyseme_sense_edit (collection_id, word, edit, made_at) VALUES (?, ?, ?, ?)',
  );
  const update = `UPDATE polyseme_sense_edit SET undone_at = @at, checksum =
    ${checksumSql(db, 'polyseme_sense_edit', { undone_at: '@at' })} WHERE collection_id = @collectionId AND id = @id`;
  const undo = db.prepare(`${update} AND undone_at IS NULL`);
  const redo = db.prepare(`${update} AND undone_at IS NOT NULL`);
  const { undoAdoption, redoAdoption } = adoptionQueries(db);
  const one = db
    .prepare<[number, number], number>('SELECT 1 FROM polyseme_sense_edit WHERE collection_id = ? AND id = ?')
    .pluck();
  const words = db
    .prepare<[number], string>(
      'SELECT DISTINCT word FROM polyseme_sense_edit WHERE collection_id = ? AND undone_at IS NULL ORDER BY word',
    )
    .pluck();
  const withoutLines = db
    .prepare<[number], string>(
      `SELECT DISTINCT word FROM polyseme_sense_edit e WHERE collection_id = ? AND NOT EXISTS
         (SELECT 1 FROM polyseme_lemma l WHERE l.collection_id = e.collection_id AND l.lemma = e.word AND l.num_tokens > 0)
       ORDER BY word`,
    )
    .pluck();
  const renew = db.prepare('UPDATE polyseme_sense_edit SET edit = ? WHERE id = ? AND edit = ?');
  const seal = rowSealer(db, 'polyseme_sense_edit', 'id = ?');

  return {
    senseEdits: (collectionId: number, word: string): SenseEditRecord[] =>
      ofWord.all(collectionId, word).map((row) => ({ ...row, edit: JSON.parse(row.edit) as SenseEdit })),
    addSenseEdits: (collectionId: number, word: string, edits: readonly SenseEdit[], last: number): boolean =>
      db
        .transaction((): boolean => {
          if (ofWord.all(collectionId, word).at(-1)?.id !== (last || undefined)) return false;
          const now = new Date().toISOString();
          for (const edit of edits) {
            seal(Number(insert.run(collectionId, word, JSON.stringify(edit), now).lastInsertRowid));
          }
          return true;
        })
        .immediate(),
    setSenseEditUndone: (collectionId: number, id: number, isUndone: boolean): UndoOutcome =>
      db
        .transaction((): UndoOutcome => {
          const row = { at: isUndone ? new Date().toISOString() : null, collectionId };
          if ((isUndone ? undo : redo).run({ ...row, id }).changes === 0)
            return one.get(collectionId, id) === undefined ? 'missing' : 'unchanged';
          const adoption = (isUndone ? undoAdoption : redoAdoption).get({ collectionId, id });
          if (adoption !== undefined) (isUndone ? undo : redo).run({ ...row, id: adoption });
          return 'changed';
        })
        .immediate(),
    editedWords: (collectionId: number): string[] => words.all(collectionId),
    editedWordsWithoutLines: (collectionId: number): string[] => withoutLines.all(collectionId),
    renewSenseEdits: (edits: readonly RenewedEdit[]): void =>
      ifFree(
        db.transaction(() => {
          for (const { id, edit, renewed } of edits) {
            if (renew.run(JSON.stringify(renewed), id, JSON.stringify(edit)).changes > 0) seal(id);
          }
        }).immediate,
      ),
  };
}

/** Inventories by the number that stands for them in rows: only ever added to at the end. */
const storedInventories: readonly Inventory[] = ['wordnet', 'induced', 'mine', 'everyday'];

function assignmentQueries(db: Database) {
  const put = db.prepare(
    `INSERT OR REPLACE INTO polyseme_assignment (token_id, inventory, sense, label, confidence, runner_up, checksum)
     SELECT id, @inventory, @sense, @label, @confidence, @runnerUp,
       polyseme_checksum(id, @inventory, @sense, @label, @confidence, @runnerUp)
     FROM polyseme_token WHERE id = @tokenId`,
  );
  const word = db.prepare<[number, number], AssignedWordRow>(
    'SELECT revision, basis FROM polyseme_assigned_word WHERE lemma_id = ? AND inventory = ?',
  );
  const putWord = db.prepare(
    `INSERT OR REPLACE INTO polyseme_assigned_word (lemma_id, inventory, revision, basis, checksum)
     SELECT id, @inventory, @revision, @basis, polyseme_checksum(id, @inventory, @revision, @basis)
     FROM polyseme_lemma WHERE id = @lemmaId`,
  );
  const ofTokens = db.prepare<[string, number], AssignmentRow>(
    `SELECT a.token_id AS tokenId, a.sense, a.label, a.confidence, a.runner_up AS runnerUp FROM json_each(?) j
     CROSS JOIN polyseme_assignment a ON a.token_id = j.value AND a.inventory = ?`,
  );
  // by way of the words, whose rows are few; a word that was done may have no line with a sense
  const any = db
    .prepare<[number, number], 0 | 1>(
      `SELECT EXISTS (SELECT 1 FROM polyseme_assigned_word w CROSS JOIN polyseme_lemma l ON l.id = w.lemma_id
         CROSS JOIN polyseme_token t ON t.lemma_id = l.id
         CROSS JOIN polyseme_assignment a ON a.token_id = t.id AND a.inventory = w.inventory
       WHERE l.collection_id = ? AND w.inventory = ?)`,
    )
    .pluck();
  const numberOf = (inventory: Inventory): number => storedInventories.indexOf(inventory);

  return {
    assignedWord: (lemmaId: number, inventory: Inventory): AssignedWordRow | undefined =>
      word.get(lemmaId, numberOf(inventory)),
    hasAssignments: (collectionId: number, inventory: Inventory): boolean =>
      any.get(collectionId, numberOf(inventory)) === 1,
    assignmentsOfTokens: (tokenIds: readonly number[], inventory: Inventory): Map<number, AssignmentRow> =>
      new Map(ofTokens.all(JSON.stringify(tokenIds), numberOf(inventory)).map((row) => [row.tokenId, row])),
    saveAssignments: (inventory: Inventory, words: readonly WordAssignments[]): void =>
      db
        .transaction(() => {
          for (const { lemmaId, revision, basis, rows } of words) {
            for (const row of rows) put.run({ ...row, inventory: numberOf(inventory) });
            putWord.run({ lemmaId, inventory: numberOf(inventory), revision, basis });
          }
        })
        .immediate(),
  };
}

/** Skips storing what only saves recomputing, while another process writes or where nobody can write. */
function ifFree(write: () => unknown): void {
  try {
    write();
  } catch (cause) {
    if (!/^SQLITE_(?:BUSY|READONLY|FULL)/u.test((cause as { code?: string }).code ?? '')) throw cause;
  }
}
