// All changes to texts and tokens: each in one transaction, so that a crash leaves a document whole or absent.
// A changed document keeps the rows of its unchanged passages, token ids included.
import { deserialize, serialize } from 'node:v8';
import type { Database } from 'better-sqlite3';
import { PolysemeError } from '../../domain/errors.js';
import type { Claim, RowKey } from '../../domain/tables.js';
import { type DocumentInfo, type EncodedPassage, partsOfSpeech } from '../../domain/text.js';
import type { DocumentWrite, RenamedDocument, SettledRow } from '../rows.js';
import { checksumSql, insertSql, rowSealer } from './checksums.js';
import { canWrite, emptyLog, immediately, refuseTransaction } from './connection.js';
import { documentFinder, documentReader } from './documents.js';
import { checksumWriter, passageChecksum } from './passage-checksums.js';
import { fileForgetter } from './read-files.js';
import { assignmentMover, passageRecutter } from './recut-passages.js';
import { structureRemover, structureWriter } from './structures.js';
import { type TokenCounts, tokenCounter } from './token-counts.js';

export function writingQueries(db: Database) {
  const countsOf = tokenCounter(db);
  const { writeDocument, hasAll } = documentWriter(db);
  const take = claimTaker(db);

  return {
    canWrite: (): boolean => canWrite(db),
    refuseTransaction: (): void => refuseTransaction(db),

    writeDocuments(collectionId: number, writes: readonly DocumentWrite[]): void {
      immediately(db, () => {
        const counts = countsOf(collectionId);
        for (const write of writes) {
          const { claim, uri } = write.record;
          if (!hasAll(collectionId, write)) {
            if (claim || write.recutId !== undefined) continue; // the row stays queued, or it was cut again meanwhile
            throw new PolysemeError('busy', `index: another process has changed ${uri} meanwhile`, {
              cure: 'Wait until it has finished and try again.',
            });
          }
          if (!claim || take(claim)) writeDocument(collectionId, write, counts);
        }
        counts.write();
      });
    },

    moveDocument: documentMover(db),
    ...removingQueries(db),
    ...stagingQueries(db),
  };
}

function documentMover(db: Database) {
  const rename = db.prepare<[RenamedDocument & { collectionId: number; documentId: number }]>(
    `UPDATE OR IGNORE polyseme_document SET uri = @uri, file_uri = @fileUri, external_id = @externalId
     WHERE id = @documentId AND collection_id = @collectionId AND sha256 = @sha256`,
  );
  const seal = rowSealer(db, 'polyseme_document', 'id = ?');
  const forgetFile = fileForgetter(db);
  return (collectionId: number, documentId: number, to: RenamedDocument): boolean =>
    immediately(db, () => {
      forgetFile(documentId);
      const isRenamed = rename.run({ ...to, collectionId, documentId }).changes > 0;
      if (isRenamed) seal(documentId);
      return isRenamed;
    });
}

function removingQueries(db: Database) {
  const countsOf = tokenCounter(db);
  const { removeDocument } = documentRemover(db);
  const take = claimTaker(db);
  const readDocument = documentReader(db);
  const findDocument = documentFinder(db);

  return {
    removeDocuments(collectionId: number, documentIds: readonly number[]): DocumentInfo[] {
      const removed = immediately(db, () => {
        const counts = countsOf(collectionId);
        const infos = documentIds.flatMap((id) => {
          const info = readDocument(id);
          removeDocument(id, counts);
          return info ? [info] : [];
        });
        counts.write();
        return infos;
      });
      emptyLog(db);
      return removed;
    },

    settleRows(collectionId: number, rows: readonly SettledRow[]): number {
      let removed = 0;
      immediately(db, () => {
        const counts = countsOf(collectionId);
        for (const { claim, uri, sha256 } of rows) {
          const document = findDocument(collectionId, uri);
          if (sha256) {
            if (document?.sha256.equals(sha256)) take(claim);
          } else if (take(claim) && document) {
            removeDocument(document.id, counts);
            removed++;
          }
        }
        if (removed > 0) counts.write();
      });
      if (removed > 0) emptyLog(db);
      return removed;
    },
  };
}

function stagingQueries(db: Database) {
  const columns = ['collection_id', 'sha256', 'encoded', 'rules'];
  const insert = db.prepare(`INSERT OR REPLACE ${insertSql(db, 'polyseme_staged_passage', columns)}`);
  const clear = db.prepare('DELETE FROM polyseme_staged_passage WHERE collection_id = ?');
  const has = hasStaged(db);

  return {
    stagePassages: (collectionId: number, rules: number, passages: readonly EncodedPassage[]): void =>
      immediately(db, () => {
        for (const passage of passages) {
          const { sha256 } = passage;
          insert.run({ collection_id: collectionId, sha256, encoded: serialize(passage), rules });
        }
      }),
    isStaged: (collectionId: number, rules: number, sha256: Buffer): boolean =>
      has.get(collectionId, sha256, rules) === 1,
    clearStaged: (collectionId: number): void => void clear.run(collectionId),
  };
}

const hasStaged = (db: Database) =>
  db
    .prepare<[number, Buffer, number], number>(
      `SELECT 1 FROM polyseme_staged_passage WHERE collection_id = ? AND sha256 = ? AND rules = ?
       AND ${isStagedWhole(db)}`,
    )
    .pluck();

/** Condition that a staged passage is as it was written: one that is damaged is encoded again. */
export const isStagedWhole = (db: Database): string =>
  `(checksum IS NULL OR checksum = ${checksumSql(db, 'polyseme_staged_passage')})`;

/** Takes a row's entries off the queue. Returns false when they were already gone. */
function claimTaker(db: Database) {
  const release = db.prepare<[number, number, number]>(
    `DELETE FROM polyseme_queue WHERE tracked_id = ? AND id <= ?
     AND row_key = (SELECT row_key FROM polyseme_queue WHERE id = ?)`,
  );
  return ({ trackedId, upTo }: Claim): boolean => release.run(trackedId, upTo, upTo).changes > 0;
}

/** Removes documents and passages with everything derived from them, inside a transaction. */
export function documentRemover(db: Database) {
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
  const logDeletion = db.prepare('INSERT INTO polyseme_deletion (token_id) VALUES (?)');
  const sealDeletion = rowSealer(db, 'polyseme_deletion', 'id = ?');
  const deleteSentences = db.prepare('DELETE FROM polyseme_sentence WHERE passage_id = ?');
  const deletePassage = db.prepare('DELETE FROM polyseme_passage WHERE id = ?');
  const deleteDocument = db.prepare('DELETE FROM polyseme_document WHERE id = ?');
  const removeStructure = structureRemover(db);
  const forgetFile = fileForgetter(db);

  function removePassage(passageId: number, counts: TokenCounts): void {
    for (const sentence of sentencesOf.all(passageId)) {
      for (const token of tokensOf.all(sentence.first, sentence.first + sentence.count)) {
        deleteToken.run(token.lemmaId, token.id);
        deleteAssignments.run(token.id);
        sealDeletion(Number(logDeletion.run(token.id).lastInsertRowid));
        counts.count(token.lemmaId, token.formId, -1);
      }
    }
    deleteSentences.run(passageId);
    deletePassage.run(passageId);
  }

  return {
    passagesOf: (documentId: number): number[] => passagesOf.all(documentId),
    removePassage,
    removeDocument(documentId: number, counts: TokenCounts): void {
      for (const passageId of passagesOf.all(documentId)) removePassage(passageId, counts);
      removeStructure(documentId);
      forgetFile(documentId);
      deleteDocument.run(documentId);
    },
  };
}

/** Writes a document, inside a transaction. */
function documentWriter(db: Database) {
  const upsertDocument = documentUpserter(db);
  const writeStructure = structureWriter(db);
  const setTotals = totalsWriter(db);
  const seal = rowSealer(db, 'polyseme_document', 'id = ?');
  const writePassage = passageWriter(db);
  const recutPassage = passageRecutter(db);
  const moveAssignments = assignmentMover(db);
  const { passagesOf, removePassage } = documentRemover(db);
  const isUnchanged = db
    .prepare<[number, Buffer], number>('SELECT 1 FROM polyseme_document WHERE id = ? AND sha256 = ?')
    .pluck();
  const setRules = db.prepare('UPDATE polyseme_document SET rules = ? WHERE id = ?');
  const hasPassage = db.prepare<[number], number>('SELECT 1 FROM polyseme_passage WHERE id = ?').pluck();
  const movePassage = db.prepare('UPDATE polyseme_passage SET ordinal = ?, start_char = ? WHERE id = ?');
  const isStaged = hasStaged(db);
  const staged = db
    .prepare<[number, Buffer], Buffer>(
      'SELECT encoded FROM polyseme_staged_passage WHERE collection_id = ? AND sha256 = ?',
    )
    .pluck();

  return {
    /** False when passages are gone that were there: another process has written meanwhile. */
    hasAll: (collectionId: number, { rules, recutId, sha256, passages }: DocumentWrite): boolean =>
      (recutId === undefined || isUnchanged.get(recutId, sha256) === 1) &&
      passages.every((one) => {
        if ('passageId' in one) return hasPassage.get(one.passageId) === 1;
        return one.kind === 'encoded' || isStaged.get(collectionId, one.sha256, rules) === 1;
      }),

    writeDocument(collectionId: number, write: DocumentWrite, counts: TokenCounts): void {
      const { recutId, rules } = write;
      if (recutId !== undefined) setRules.run(rules, recutId);
      const documentId = recutId ?? upsertDocument(collectionId, write);
      if (recutId === undefined) writeStructure(documentId, write.record);
      // a passage that is replaced goes last, so that what was said of its tokens can go to those in their place
      const kept = new Set(write.passages.flatMap((one) => ('passageId' in one ? [one.passageId] : [])));
      const earlier = passagesOf(documentId).filter((id) => !kept.has(id));
      write.passages.forEach((one, ordinal) => {
        if (one.kind === 'kept') movePassage.run(ordinal, one.startChar, one.passageId);
        else if (one.kind === 'recut') recutPassage(one.passageId, ordinal, one.passage, counts);
        else if (one.kind === 'encoded') {
          const passageId = writePassage(documentId, ordinal, one.passage, counts);
          if (one.replaces !== undefined) moveAssignments(one.replaces, passageId);
        } else {
          const encoded = deserialize(staged.get(collectionId, one.sha256) as Buffer) as EncodedPassage;
          writePassage(documentId, ordinal, { ...encoded, startChar: one.startChar }, counts);
        }
      });
      for (const passageId of earlier) removePassage(passageId, counts);
      setTotals(documentId);
      seal(documentId);
    },
  };
}

function documentUpserter(db: Database) {
  const upsert = db
    .prepare<[number, string, string | null, string, Buffer, string, string, RowKey | null, number], number>(
      `INSERT INTO polyseme_document (collection_id, uri, external_id, file_uri, sha256, metadata,
       num_words, num_tokens, num_sentences, added_at, row_key, rules)
     VALUES (?, ?, ?, ?, ?, ?, 0, 0, 0, ?, ?, ?)
     ON CONFLICT (collection_id, uri) DO UPDATE SET
       external_id = excluded.external_id, file_uri = excluded.file_uri, sha256 = excluded.sha256,
       metadata = excluded.metadata, added_at = excluded.added_at, row_key = excluded.row_key,
       rules = excluded.rules
     RETURNING id`,
    )
    .pluck();
  return (collectionId: number, { record, sha256, rules }: DocumentWrite): number =>
    upsert.get(
      collectionId,
      record.uri,
      record.externalId,
      record.fileUri,
      sha256,
      JSON.stringify(record.metadata),
      new Date().toISOString(),
      record.claim?.rowKey ?? null,
      rules,
    ) as number;
}

function totalsWriter(db: Database) {
  const countStored = db.prepare<[number], { tokens: number; sentences: number }>(
    `SELECT coalesce(sum(s.num_tokens), 0) AS tokens, count(s.id) AS sentences
     FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id WHERE p.document_id = ?`,
  );
  const wordsOfPassages = db
    .prepare<[number], number>(
      'SELECT coalesce(sum(num_words), 0) FROM polyseme_passage WHERE document_id = ?',
    )
    .pluck();
  const setTotals = db.prepare(
    `UPDATE polyseme_document SET num_words = @words, num_tokens = @tokens, num_sentences = @sentences WHERE id = @id`,
  );
  return (documentId: number): void => {
    const { tokens, sentences } = countStored.get(documentId) as { tokens: number; sentences: number };
    setTotals.run({ id: documentId, tokens, sentences, words: wordsOfPassages.get(documentId) });
  };
}

function passageWriter(db: Database) {
  const insertPassage = db.prepare(
    `INSERT INTO polyseme_passage (document_id, ordinal, start_char, text, sha256, num_words) VALUES (?, ?, ?, ?, ?, ?)`,
  );
  const insertSentence = db.prepare(
    `INSERT INTO polyseme_sentence (passage_id, start_char, end_char, first_token_id, num_tokens, vector, scale)
     VALUES (?, ?, ?, ?, ?, ?, ?)`,
  );
  const insertToken = db.prepare(
    `INSERT INTO polyseme_token (lemma_id, id, document_id, sentence_id, form_id, pos, start_char, vector, scale)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  );
  const writeChecksum = checksumWriter(db);

  return (documentId: number, ordinal: number, passage: EncodedPassage, counts: TokenCounts): number => {
    const { startChar, text, sha256, numWords, sentences } = passage;
    const passageRow = insertPassage.run(documentId, ordinal, startChar, text, sha256, numWords);
    const passageId = Number(passageRow.lastInsertRowid);
    const firstTokenId = counts.nextTokenId;
    const sentenceIds: number[] = [];
    let t = 0;
    sentences.forEach((sentence, s) => {
      const { codes, scale } = passage.sentenceVectors[s] as EncodedPassage['sentenceVectors'][number];
      const { startChar: from, endChar: to, tokens } = sentence;
      const { lastInsertRowid: sentenceId } = insertSentence.run(
        ...[passageId, from, to, counts.nextTokenId, tokens.length, codes, scale],
      );
      sentenceIds.push(Number(sentenceId));
      for (const token of tokens) {
        const vector = passage.tokenVectors[t++] as EncodedPassage['tokenVectors'][number];
        const lemmaId = counts.lemmaId(token.lemma);
        const formId = counts.formId(lemmaId, token);
        insertToken.run(
          lemmaId,
          counts.nextTokenId++,
          documentId,
          sentenceId,
          formId,
          partsOfSpeech.indexOf(token.pos),
          token.startChar,
          vector.codes,
          vector.scale,
        );
        counts.count(lemmaId, formId, 1);
      }
    });
    const at = { id: passageId, documentId, sentenceIds, firstTokenId };
    writeChecksum(passageId, passageChecksum(at, passage));
    return passageId;
  };
}
