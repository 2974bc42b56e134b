// One transaction's changes to the counts of lemmas and forms, and the ids it has looked up. Lemmas and forms without
// tokens are removed with it; a lemma's revision is the write that last changed its tokens.
import type { Database } from 'better-sqlite3';
import type { Token } from '../../domain/text.js';
import { checksumSql, insertSql } from './checksums.js';
import { writeMarker } from './connection.js';

/** The changes of one transaction in one collection. */
export interface TokenCounts {
  /** The next token id: new tokens take their ids from here, one after the other. */
  nextTokenId: number;
  /** The lemma's id; created if missing. */
  lemmaId(lemma: string): number;
  /** The form's id; created if missing. */
  formId(lemmaId: number, token: Token): number;
  /** One token more or less. */
  count(lemmaId: number, formId: number, delta: 1 | -1): void;
  /** Writes the counts and records the change: the last step of the transaction. */
  write(): void;
}

/** Returns a function that begins the changes of a transaction. */
export function tokenCounter(db: Database): (collectionId: number) => TokenCounts {
  const readCounter = db
    .prepare<[], number>("SELECT value FROM polyseme_counter WHERE name = 'token'")
    .pluck();
  const ensureIds = idQueries(db);
  const write = countWriter(db);

  return (collectionId) => {
    const ids = ensureIds(collectionId);
    const lemmaDeltas = new Map<number, number>();
    const formDeltas = new Map<number, number>();
    const counts: TokenCounts = {
      nextTokenId: (readCounter.get() as number) + 1,
      ...ids,
      count(lemmaId, formId, delta) {
        lemmaDeltas.set(lemmaId, (lemmaDeltas.get(lemmaId) ?? 0) + delta);
        formDeltas.set(formId, (formDeltas.get(formId) ?? 0) + delta);
      },
      write: () => write(lemmaDeltas, formDeltas, counts.nextTokenId),
    };
    return counts;
  };
}

/** Looks lemmas and forms up, once in a transaction, and creates those that are missing. */
function idQueries(db: Database) {
  const lemmaByName = db
    .prepare<[number, string], number>('SELECT id FROM polyseme_lemma WHERE collection_id = ? AND lemma = ?')
    .pluck();
  const insertLemma = db.prepare(
    'INSERT INTO polyseme_lemma (collection_id, lemma, num_tokens, revision) VALUES (?, ?, 0, 0)',
  );
  const formByName = db
    .prepare<[number, string], number>('SELECT id FROM polyseme_form WHERE lemma_id = ? AND form = ?')
    .pluck();
  const insertForm = db.prepare(
    `INSERT ${insertSql(db, 'polyseme_form', ['lemma_id', 'form', 'folded', 'length', 'num_tokens'])}`,
  );

  return (collectionId: number) => {
    const lemmaIds = new Map<string, number>();
    const formIds = new Map<string, number>();
    return {
      lemmaId(lemma: string): number {
        let id = lemmaIds.get(lemma) ?? lemmaByName.get(collectionId, lemma);
        id ??= Number(insertLemma.run(collectionId, lemma).lastInsertRowid);
        lemmaIds.set(lemma, id);
        return id;
      },
      formId(lemmaId: number, { form, folded }: Token): number {
        const key = `${lemmaId} ${form}`;
        let id = formIds.get(key) ?? formByName.get(lemmaId, form);
        const row = { lemma_id: lemmaId, form, folded, length: form.length, num_tokens: 0 };
        id ??= Number(insertForm.run(row).lastInsertRowid);
        formIds.set(key, id);
        return id;
      },
    };
  };
}

function countWriter(db: Database) {
  const markWrite = writeMarker(db);
  const changeLemma = db.prepare(
    `UPDATE polyseme_lemma SET num_tokens = num_tokens + @delta, revision = @revision, checksum =
       ${checksumSql(db, 'polyseme_lemma', { num_tokens: 'num_tokens + @delta', revision: '@revision' })} WHERE id = @id`,
  );
  const dropLemma = db.prepare('DELETE FROM polyseme_lemma WHERE id = ? AND num_tokens = 0');
  const changeForm = db.prepare('UPDATE polyseme_form SET num_tokens = num_tokens + ? WHERE id = ?');
  const dropForm = db.prepare('DELETE FROM polyseme_form WHERE id = ? AND num_tokens = 0');
  const deleteAssignedWord = db.prepare(
    'DELETE FROM polyseme_assigned_word WHERE lemma_id = ? AND (SELECT num_tokens FROM polyseme_lemma WHERE id = ?) = 0',
  );
  const writeCounter = counterWriter(db, 'token');

  return (
    lemmaDeltas: ReadonlyMap<number, number>,
    formDeltas: ReadonlyMap<number, number>,
    nextTokenId: number,
  ): void => {
    const writeId = markWrite();
    for (const [id, delta] of formDeltas) {
      changeForm.run(delta, id);
      if (delta < 0) dropForm.run(id);
    }
    for (const [id, delta] of lemmaDeltas) {
      changeLemma.run({ delta, revision: writeId, id });
      if (delta >= 0) continue;
      deleteAssignedWord.run(id, id);
      dropLemma.run(id);
    }
    writeCounter(nextTokenId - 1);
  };
}

/** Returns a function that writes the last number that was taken from a counter. */
export function counterWriter(db: Database, name: 'token' | 'vector'): (value: number) => void {
  const write = db.prepare(
    `UPDATE polyseme_counter SET value = @value, checksum = ${checksumSql(db, 'polyseme_counter', { value: '@value' })}
     WHERE name = @name`,
  );
  return (value) => void write.run({ name, value });
}
