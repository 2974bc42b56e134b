// Senses in the database: gloss vectors, induced senses, a person's edits, and assignments of tokens.
import type { Database } from 'better-sqlite3';
import { type Inventory, inventories, type SenseEdit, type SenseEditRecord } from '../../domain/senses.js';
import { bytesOf, codesOf, floatsOf } from '../../math/vector.js';

/** Induced senses of a word as they are stored. */
export interface StoredInduction {
  readonly numTokens: number;
  readonly stability: number | null;
  /** [k × dim] */
  readonly centroids: Float32Array;
}

export interface AssignmentRow {
  readonly tokenId: number;
  readonly sense: string;
  readonly label: string;
  readonly confidence: number;
  readonly runnerUp: string;
}

/** Sentences of tokens: [n × dim] codes in the order of the tokens that were asked for. */
export interface SentencesOfTokens {
  readonly codes: Int8Array;
  readonly firstTokenIds: Float64Array;
  readonly numTokens: Int32Array;
}

export function senseQueries(db: Database) {
  const gloss = db
    .prepare<[string, string], Buffer>(
      'SELECT vector FROM polyseme_gloss WHERE fingerprint = ? AND sense_key = ?',
    )
    .pluck();
  const putGloss = db.prepare(
    'INSERT OR REPLACE INTO polyseme_gloss (fingerprint, sense_key, vector) VALUES (?, ?, ?)',
  );

  const induction = db.prepare<
    [number, string],
    { numTokens: number; stability: number | null; centroids: Buffer }
  >(
    `SELECT num_tokens AS numTokens, stability, centroids FROM polyseme_induction WHERE collection_id = ? AND word = ?`,
  );
  const putInduction = db.prepare(
    `INSERT OR REPLACE INTO polyseme_induction (collection_id, word, num_tokens, stability, centroids) VALUES (?, ?, ?, ?, ?)`,
  );

  const dropInduction = db.prepare('DELETE FROM polyseme_induction WHERE collection_id = ? AND word = ?');
  const edits = db.prepare<
    [number, string],
    { id: number; edit: string; madeAt: string; undoneAt: string | null }
  >(
    `SELECT id, edit, made_at AS madeAt, undone_at AS undoneAt FROM polyseme_sense_edit
     WHERE collection_id = ? AND word = ? ORDER BY id`,
  );
  const insertEdit = db.prepare(
    'INSERT INTO polyseme_sense_edit (collection_id, word, edit, made_at) VALUES (?, ?, ?, ?)',
  );
  const setUndone = db.prepare(
    'UPDATE polyseme_sense_edit SET undone_at = ? WHERE collection_id = ? AND id = ?',
  );
  const editedWords = db
    .prepare<[number], string>(
      'SELECT DISTINCT word FROM polyseme_sense_edit WHERE collection_id = ? AND undone_at IS NULL ORDER BY word',
    )
    .pluck();

  const sentenceOf = db
    .prepare<[number], [number, number, Buffer]>(
      `SELECT s.first_token_id, s.num_tokens, s.vector
       FROM polyseme_token t JOIN polyseme_sentence s ON s.id = t.sentence_id WHERE t.id = ?`,
    )
    .raw();
  const lemmasBetween = db
    .prepare<[number, number], number>('SELECT lemma_id FROM polyseme_token WHERE id >= ? AND id < ?')
    .pluck();
  const lemmaById = db.prepare<[number], string>('SELECT lemma FROM polyseme_lemma WHERE id = ?').pluck();
  const lemmaRows = db.prepare<[number], { id: number; lemma: string; count: number; revision: number }>(
    `SELECT id, lemma, num_tokens AS count, revision FROM polyseme_lemma
     WHERE collection_id = ? AND num_tokens > 0 ORDER BY lemma`,
  );

  const tokenIdsOfLemma = db
    .prepare<[number], number>('SELECT id FROM polyseme_token WHERE lemma_id = ? ORDER BY id')
    .pluck();
  const tagsOfLemma = db
    .prepare<[number], number>('SELECT DISTINCT pos FROM polyseme_token WHERE lemma_id = ?')
    .pluck();

  const putAssignment = db.prepare(
    `INSERT OR REPLACE INTO polyseme_assignment (token_id, inventory, sense, label, confidence, runner_up)
     VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const assignedWord = db.prepare<[number, number], { revision: number; basis: string }>(
    'SELECT revision, basis FROM polyseme_assigned_word WHERE lemma_id = ? AND inventory = ?',
  );
  const putAssignedWord = db.prepare(
    'INSERT OR REPLACE INTO polyseme_assigned_word (lemma_id, inventory, revision, basis) VALUES (?, ?, ?, ?)',
  );
  const assigned = db.prepare<[number, number], AssignmentRow>(
    `SELECT token_id AS tokenId, sense, label, confidence, runner_up AS runnerUp FROM polyseme_assignment
     WHERE token_id = ? AND inventory = ?`,
  );
  const tokensOfDocument = db
    .prepare<[number], [number, number]>(
      `SELECT s.first_token_id, s.num_tokens FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id
       WHERE p.document_id = ? AND s.num_tokens > 0 ORDER BY p.ordinal, s.start_char`,
    )
    .raw();
  const numberOf = (inventory: Inventory): number => inventories.indexOf(inventory);

  return {
    glossVector(fingerprint: string, key: string): Int8Array | undefined {
      const vector = gloss.get(fingerprint, key);
      return vector && codesOf(vector);
    },
    /** Keeps gloss vectors; what is there already is replaced by the same. */
    saveGlosses: (fingerprint: string, glosses: Iterable<readonly [string, Int8Array]>): void =>
      ifFree(
        db.transaction(() => {
          for (const [key, vector] of glosses) putGloss.run(fingerprint, key, vector);
        }).immediate,
      ),

    induction(collectionId: number, word: string): StoredInduction | undefined {
      const row = induction.get(collectionId, word);
      if (!row) return undefined;
      const { centroids } = row;
      return { ...row, centroids: floatsOf(centroids) };
    },
    saveInduction(
      collectionId: number,
      word: string,
      { numTokens, stability, centroids }: StoredInduction,
    ): void {
      ifFree(() => putInduction.run(collectionId, word, numTokens, stability, bytesOf(centroids)));
    },

    removeInduction: (collectionId: number, word: string): void => void dropInduction.run(collectionId, word),

    /** All edits of a word, undone ones too, in order. */
    senseEdits: (collectionId: number, word: string): SenseEditRecord[] =>
      edits.all(collectionId, word).map((row) => ({ ...row, edit: JSON.parse(row.edit) as SenseEdit })),
    addSenseEdits(collectionId: number, word: string, made: readonly SenseEdit[]): void {
      const now = new Date().toISOString();
      db.transaction(() => {
        for (const edit of made) insertEdit.run(collectionId, word, JSON.stringify(edit), now);
      }).immediate();
    },
    /** Undoes an edit, or does it again. Returns whether it is there. */
    setSenseEditUndone: (collectionId: number, id: number, isUndone: boolean): boolean =>
      setUndone.run(isUndone ? new Date().toISOString() : null, collectionId, id).changes > 0,
    editedWords: (collectionId: number): string[] => editedWords.all(collectionId),

    /** Lines of tokens that are there; [n × dim]. */
    sentencesOfTokens(tokenIds: ArrayLike<number>, dim: number): SentencesOfTokens {
      const n = tokenIds.length;
      const result = {
        codes: new Int8Array(n * dim),
        firstTokenIds: new Float64Array(n),
        numTokens: new Int32Array(n),
      };
      for (let row = 0; row < n; row++) {
        const found = sentenceOf.get(tokenIds[row] as number);
        if (!found) continue;
        const [first, count, vector] = found;
        result.firstTokenIds[row] = first;
        result.numTokens[row] = count;
        result.codes.set(codesOf(vector), row * dim);
      }
      return result;
    },
    lemmaIdsBetween: (first: number, count: number): number[] => lemmasBetween.all(first, first + count),
    lemmaById: (lemmaId: number): string | undefined => lemmaById.get(lemmaId),
    /** Parts of speech that occurrences of a lemma are tagged with, as indices into partsOfSpeech. */
    tagsOfLemma: (lemmaId: number): Set<number> => new Set(tagsOfLemma.all(lemmaId)),
    tokenIdsOfLemma: (lemmaId: number): number[] => tokenIdsOfLemma.all(lemmaId),
    lemmaRows: (collectionId: number) => lemmaRows.all(collectionId),

    assignedWord: (lemmaId: number, inventory: Inventory) => assignedWord.get(lemmaId, numberOf(inventory)),
    assignment: (tokenId: number, inventory: Inventory): AssignmentRow | undefined =>
      assigned.get(tokenId, numberOf(inventory)),
    /** Writes the senses of words, all or none. */
    saveAssignments: (
      inventory: Inventory,
      words: readonly {
        readonly lemmaId: number;
        readonly revision: number;
        readonly basis: string;
        readonly rows: readonly AssignmentRow[];
      }[],
    ): void =>
      db
        .transaction(() => {
          for (const { lemmaId, revision, basis, rows } of words) {
            for (const { tokenId, sense, label, confidence, runnerUp } of rows) {
              putAssignment.run(tokenId, numberOf(inventory), sense, label, confidence, runnerUp);
            }
            putAssignedWord.run(lemmaId, numberOf(inventory), revision, basis);
          }
        })
        .immediate(),
    /** Ids of a document's tokens, in the order of the text. */
    tokensOfDocument: (documentId: number): number[] =>
      tokensOfDocument
        .all(documentId)
        .flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)),
  };
}

/** What is only kept so that it need not be found out again is not, while another writes. */
function ifFree(write: () => unknown): void {
  try {
    write();
  } catch (cause) {
    if (!(cause as { code?: string }).code?.startsWith('SQLITE_BUSY')) throw cause;
  }
}
