// All changes of texts and tokens: each in one transaction, so that a crash leaves a document whole or not there.
// A changed document keeps the rows of its unchanged passages, token ids included.
import { deserialize, serialize } from 'node:v8';
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { Claim, RowKey } from '../../domain/tables.js';
import { type EncodedPassage, partsOfSpeech, type SourceRecord, type Token } from '../../domain/text.js';
import { canWrite, emptyLog, immediately, refuseTransaction, writeMarker } from './connection.js';
import { documentFinder } from './documents.js';

/** A passage of a document that is written: kept from before, encoded just now, or staged in an earlier batch. */
export type PassageWrite =
  | { readonly kind: 'kept'; readonly passageId: number; readonly startChar: number }
  | { readonly kind: 'encoded'; readonly passage: EncodedPassage }
  | { readonly kind: 'staged'; readonly sha256: Buffer; readonly startChar: number };

export interface DocumentWrite {
  readonly record: SourceRecord;
  readonly sha256: Buffer;
  readonly passages: readonly PassageWrite[];
}

/** A row that asks for no encoding: it is gone, or as it was. */
export interface SettledRow {
  readonly claim: Claim;
  /** Of its document. */
  readonly uri: string;
  /** Of the document that the row was found to be the same as; null when the row is gone or has no text. */
  readonly sha256: Buffer | null;
}

export function writingQueries(db: Database) {
  const insertDocument = db
    .prepare<[number, string, string | null, string, Buffer, string, string, RowKey | null], number>(
      `INSERT INTO polyseme_document (collection_id, uri, external_id, file_uri, sha256, metadata,
       num_words, num_tokens, num_sentences, added_at, row_key)
     VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?)
     ON CONFLICT (collection_id, uri) DO UPDATE SET
       external_id = excluded.external_id, file_uri = excluded.file_uri, sha256 = excluded.sha256,
       metadata = excluded.metadata, added_at = excluded.added_at, row_key = excluded.row_key
     RETURNING id`,
    )
    .pluck();
  const setTotals = db.prepare(
    `UPDATE polyseme_document SET num_words = @words, num_tokens = @tokens, num_sentences = @sentences WHERE id = @id`,
  );
  const countStored = db.prepare<[number], { tokens: number; sentences: number }>(
    `SELECT coalesce(sum(s.num_tokens), 0) AS tokens, count(s.id) AS sentences
     FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id WHERE p.document_id = ?`,
  );
  const wordsOfPassages = db
    .prepare<[number], number>(
      'SELECT coalesce(sum(num_words), 0) FROM polyseme_passage WHERE document_id = ?',
    )
    .pluck();
  const insertPassage = db.prepare(
    `INSERT INTO polyseme_passage (document_id, ordinal, start_char, text, sha256, num_words) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const hasPassage = db.prepare<[number], number>('SELECT 1 FROM polyseme_passage WHERE id = ?').pluck();
  const movePassage = db.prepare('UPDATE polyseme_passage SET ordinal = ?, start_char = ? WHERE id = ?');
  const insertSentence = db.prepare(
    `INSERT INTO polyseme_sentence (passage_id, start_char, end_char, first_token_id, num_tokens, vector, scale)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertToken = db.prepare(
    `INSERT INTO polyseme_token (lemma_id, id, document_id, sentence_id, form_id, pos, start_char, vector, scale)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const findLemma = db
    .prepare<[number, string], number>('SELECT id FROM polyseme_lemma WHERE collection_id = ? AND lemma = ?')
    .pluck();
  const insertLemma = db.prepare(
    'INSERT INTO polyseme_lemma (collection_id, lemma, num_tokens, revision) VALUES (?, ?, 0, 0)',
  );
  const changeLemma = db.prepare(
    'UPDATE polyseme_lemma SET num_tokens = num_tokens + ?, revision = ? WHERE id = ?',
  );
  const dropLemma = db.prepare('DELETE FROM polyseme_lemma WHERE id = ? AND num_tokens = 0');
  const findForm = db
    .prepare<[number, string], number>('SELECT id FROM polyseme_form WHERE lemma_id = ? AND form = ?')
    .pluck();
  const insertForm = db.prepare(
    'INSERT INTO polyseme_form (lemma_id, form, folded, length, num_tokens) VALUES (?, ?, ?, ?, 0)',
  );
  const changeForm = db.prepare('UPDATE polyseme_form SET num_tokens = num_tokens + ? WHERE id = ?');
  const dropForm = db.prepare('DELETE FROM polyseme_form WHERE id = ? AND num_tokens = 0');
  const readCounter = db
    .prepare<[], number>("SELECT value FROM polyseme_counter WHERE name = 'token'")
    .pluck();
  const writeCounter = db.prepare("UPDATE polyseme_counter SET value = ? WHERE name = 'token'");

  const markWrite = writeMarker(db);

  const passagesOf = db
    .prepare<[number], number>('SELECT id FROM polyseme_passage WHERE document_id = ?')
    .pluck();
  const sentencesOf = db.prepare<[number], { id: number; first: number; count: number }>(
    'SELECT id, first_token_id AS first, num_tokens AS count FROM polyseme_sentence WHERE passage_id = ?',
  );
  const tokensOf = db.prepare<[number, number], { id: number; lemmaId: number; formId: number }>(
    'SELECT id, lemma_id AS lemmaId, form_id AS formId FROM polyseme_token WHERE id >= ? AND id < ?',
  );
  const deleteToken = db.prepare('DELETE FROM polyseme_token WHERE lemma_id = ? AND id = ?');
  const deleteAssignments = db.prepare('DELETE FROM polyseme_assignment WHERE token_id = ?');
  const deleteAssignedWord = db.prepare(
    'DELETE FROM polyseme_assigned_word WHERE lemma_id = ? AND (SELECT num_tokens FROM polyseme_lemma WHERE id = ?) = 0',
  );
  const logDeletion = db.prepare('INSERT INTO polyseme_deletion (token_id) VALUES (?)');
  const deleteSentences = db.prepare('DELETE FROM polyseme_sentence WHERE passage_id = ?');
  const deletePassage = db.prepare('DELETE FROM polyseme_passage WHERE id = ?');
  const deleteDocument = db.prepare('DELETE FROM polyseme_document WHERE id = ?');

  const insertStaged = db.prepare(
    'INSERT OR REPLACE INTO polyseme_staged_passage (collection_id, sha256, encoded) VALUES (?, ?, ?)',
  );
  const findStaged = db
    .prepare<[number, Buffer], Buffer>(
      'SELECT encoded FROM polyseme_staged_passage WHERE collection_id = ? AND sha256 = ?',
    )
    .pluck();
  const hasStaged = db
    .prepare<[number, Buffer], number>(
      'SELECT 1 FROM polyseme_staged_passage WHERE collection_id = ? AND sha256 = ?',
    )
    .pluck();
  const clearStaged = db.prepare('DELETE FROM polyseme_staged_passage WHERE collection_id = ?');

  const release = db.prepare<[number, number, number]>(
    `DELETE FROM polyseme_queue WHERE tracked_id = ? AND id <= ?
     AND row_key = (SELECT row_key FROM polyseme_queue WHERE id = ?)`,
  );
  /** Takes a row's entries out of the queue. False when they were gone already. */
  const take = ({ trackedId, upTo }: Claim): boolean => release.run(trackedId, upTo, upTo).changes > 0;
  const findDocument = documentFinder(db);

  /** False when passages that were there are gone: another process has been writing meanwhile. */
  const hasAll = (collectionId: number, passages: readonly PassageWrite[]): boolean =>
    passages.every((one) => {
      if (one.kind === 'kept') return hasPassage.get(one.passageId) === 1;
      return one.kind === 'encoded' || hasStaged.get(collectionId, one.sha256) === 1;
    });

  function removeDocument(documentId: number, changes: Changes): void {
    for (const passageId of passagesOf.all(documentId)) removePassage(passageId, changes);
    deleteDocument.run(documentId);
  }

  /** What one transaction changes in counts, and the ids it has looked up. */
  class Changes {
    readonly #lemmaIds = new Map<string, number>();
    readonly #formIds = new Map<string, number>();
    readonly #lemmaDeltas = new Map<number, number>();
    readonly #formDeltas = new Map<number, number>();
    readonly #collectionId: number;
    nextTokenId: number;

    constructor(collectionId: number) {
      this.#collectionId = collectionId;
      this.nextTokenId = (readCounter.get() as number) + 1;
    }

    lemmaId(lemma: string): number {
      let id = this.#lemmaIds.get(lemma) ?? findLemma.get(this.#collectionId, lemma);
      id ??= Number(insertLemma.run(this.#collectionId, lemma).lastInsertRowid);
      this.#lemmaIds.set(lemma, id);
      return id;
    }

    formId(lemmaId: number, { form, folded }: Token): number {
      const key = `${lemmaId} ${form}`;
      let id = this.#formIds.get(key) ?? findForm.get(lemmaId, form);
      id ??= Number(insertForm.run(lemmaId, form, folded, form.length).lastInsertRowid);
      this.#formIds.set(key, id);
      return id;
    }

    count(lemmaId: number, formId: number, delta: 1 | -1): void {
      this.#lemmaDeltas.set(lemmaId, (this.#lemmaDeltas.get(lemmaId) ?? 0) + delta);
      this.#formDeltas.set(formId, (this.#formDeltas.get(formId) ?? 0) + delta);
    }

    write(): void {
      const writeId = markWrite();
      for (const [id, delta] of this.#formDeltas) {
        changeForm.run(delta, id);
        if (delta < 0) dropForm.run(id);
      }
      for (const [id, delta] of this.#lemmaDeltas) {
        changeLemma.run(delta, writeId, id);
        if (delta >= 0) continue;
        deleteAssignedWord.run(id, id);
        dropLemma.run(id);
      }
      writeCounter.run(this.nextTokenId - 1);
    }
  }

  function writePassage(
    documentId: number,
    ordinal: number,
    passage: EncodedPassage,
    changes: Changes,
  ): void {
    const passageId = insertPassage.run(
      documentId,
      ordinal,
      passage.startChar,
      passage.text,
      passage.sha256,
      passage.numWords,
    ).lastInsertRowid;
    let t = 0;
    passage.sentences.forEach((sentence, s) => {
      const { codes, scale } = passage.sentenceVectors[s] as EncodedPassage['sentenceVectors'][number];
      const sentenceId = insertSentence.run(
        passageId,
        sentence.startChar,
        sentence.endChar,
        changes.nextTokenId,
        sentence.tokens.length,
        codes,
        scale,
      ).lastInsertRowid;
      for (const token of sentence.tokens) {
        const vector = passage.tokenVectors[t++] as EncodedPassage['tokenVectors'][number];
        const lemmaId = changes.lemmaId(token.lemma);
        const formId = changes.formId(lemmaId, token);
        insertToken.run(
          lemmaId,
          changes.nextTokenId++,
          documentId,
          sentenceId,
          formId,
          partsOfSpeech.indexOf(token.pos),
          token.startChar,
          vector.codes,
          vector.scale,
        );
        changes.count(lemmaId, formId, 1);
      }
    });
  }

  function removePassage(passageId: number, changes: Changes): void {
    for (const sentence of sentencesOf.all(passageId)) {
      for (const token of tokensOf.all(sentence.first, sentence.first + sentence.count)) {
        deleteToken.run(token.lemmaId, token.id);
        deleteAssignments.run(token.id);
        logDeletion.run(token.id);
        changes.count(token.lemmaId, token.formId, -1);
      }
    }
    deleteSentences.run(passageId);
    deletePassage.run(passageId);
  }

  function writeDocument(collectionId: number, write: DocumentWrite, changes: Changes): void {
    const { record } = write;
    const documentId = insertDocument.get(
      collectionId,
      record.uri,
      record.externalId,
      record.fileUri,
      write.sha256,
      JSON.stringify(record.metadata),
      new Date().toISOString(),
      record.claim?.rowKey ?? null,
    ) as number;
    const kept = new Set(write.passages.flatMap((p) => (p.kind === 'kept' ? [p.passageId] : [])));
    for (const passageId of passagesOf.all(documentId)) {
      if (!kept.has(passageId)) removePassage(passageId, changes);
    }
    write.passages.forEach((passage, ordinal) => {
      if (passage.kind === 'kept') movePassage.run(ordinal, passage.startChar, passage.passageId);
      else if (passage.kind === 'encoded') writePassage(documentId, ordinal, passage.passage, changes);
      else {
        const staged = deserialize(findStaged.get(collectionId, passage.sha256) as Buffer) as EncodedPassage;
        writePassage(documentId, ordinal, { ...staged, startChar: passage.startChar }, changes);
      }
    });
    const { tokens, sentences } = countStored.get(documentId) as { tokens: number; sentences: number };
    setTotals.run({ id: documentId, tokens, sentences, words: wordsOfPassages.get(documentId) });
  }

  return {
    canWrite: (): boolean => canWrite(db),

    /** Throws `busy` inside a transaction, which can only be the caller's. */
    refuseTransaction: (): void => refuseTransaction(db),

    /**
     * Writes documents, new or changed, all or none; but those whose claim is gone are left as somebody else wrote
     * them. Throws `busy` inside a transaction.
     */
    writeDocuments: (collectionId: number, writes: readonly DocumentWrite[]): void =>
      immediately(db, () => {
        const changes = new Changes(collectionId);
        for (const write of writes) {
          const { claim, uri } = write.record;
          if (!hasAll(collectionId, write.passages)) {
            if (claim) continue; // it stays in the queue, to be read again
            throw new PolysemeError('busy', `index: another process has changed ${uri} meanwhile`, {
              cure: 'Wait until it has finished and try again.',
            });
          }
          if (!claim || take(claim)) writeDocument(collectionId, write, changes);
        }
        changes.write();
      }),

    /** Removes documents with all that was made of them, all or none. Throws `busy` inside a transaction. */
    removeDocuments(collectionId: number, documentIds: readonly number[]): void {
      immediately(db, () => {
        const changes = new Changes(collectionId);
        for (const documentId of documentIds) removeDocument(documentId, changes);
        changes.write();
      });
      emptyLog(db);
    },

    /**
     * Takes rows out of the queue and removes the documents of those that are gone; returns how many that were. What
     * holds is what is found now: a row that was the same as its document, which another process has written since,
     * stays in the queue. Throws `busy` inside a transaction.
     */
    settleRows(collectionId: number, rows: readonly SettledRow[]): number {
      let removed = 0;
      immediately(db, () => {
        const changes = new Changes(collectionId);
        for (const { claim, uri, sha256 } of rows) {
          const document = findDocument(collectionId, uri);
          if (sha256) {
            if (document?.sha256.equals(sha256)) take(claim);
          } else if (take(claim) && document) {
            removeDocument(document.id, changes);
            removed++;
          }
        }
        if (removed > 0) changes.write();
      });
      if (removed > 0) emptyLog(db);
      return removed;
    },

    /** Keeps encoded passages of a document that is still incomplete. */
    stagePassages: (collectionId: number, passages: readonly EncodedPassage[]): void =>
      immediately(db, () => {
        for (const passage of passages) {
          insertStaged.run(collectionId, passage.sha256, serialize(passage));
        }
      }),

    isStaged: (collectionId: number, sha256: Buffer): boolean => hasStaged.get(collectionId, sha256) === 1,

    clearStaged: (collectionId: number): void => void clearStaged.run(collectionId),
  };
}
