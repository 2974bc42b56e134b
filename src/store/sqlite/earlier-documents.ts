// Documents that earlier rules have cut, read whole, so that they can be cut again without encoding.
import { deserialize } from 'node:v8';
import type { Database } from 'better-sqlite3';
import {
  type EncodedPassage,
  type Metadata,
  partsOfSpeech,
  type QuantisedVector,
  type Sentence,
  type Token,
} from '../../domain/text.js';
import { codesOf } from '../../math/vector.js';
import type { EarlierDocument, StagedPassage } from '../rows.js';
import { blobIn } from './blobs.js';
import { isStagedWhole } from './write-documents.js';

export const earlierDocumentQueries = (db: Database) => ({
  ...earlierListQueries(db),
  ...passageQueries(db),
});

function earlierListQueries(db: Database) {
  const count = db.prepare<[number, number], { documents: number; chars: number }>(
    `SELECT count(DISTINCT d.id) AS documents, coalesce(sum(length(p.text)), 0) AS chars
     FROM polyseme_document d LEFT JOIN polyseme_passage p ON p.document_id = d.id
     WHERE d.collection_id = ? AND d.rules < ?`,
  );
  const next = db.prepare<[number, number, number], Omit<EarlierDocument, 'metadata'> & { metadata: string }>(
    `SELECT id, sha256, rules, uri, external_id AS externalId, file_uri AS fileUri, metadata FROM polyseme_document
     WHERE collection_id = ? AND rules < ? AND id > ? ORDER BY id LIMIT 1`,
  );

  return {
    earlierDocuments: (collectionId: number, rules: number) =>
      count.get(collectionId, rules) as { documents: number; chars: number },
    nextEarlierDocument(collectionId: number, rules: number, after: number): EarlierDocument | undefined {
      const row = next.get(collectionId, rules, after);
      return row && { ...row, metadata: JSON.parse(row.metadata) as Metadata };
    },
  };
}

function passageQueries(db: Database) {
  const texts = db.prepare<[number], { id: number; text: string }>(
    'SELECT id, text FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal',
  );
  const staged = db.prepare<[number, Buffer], { encoded: Buffer; rules: number }>(
    `SELECT encoded, rules FROM polyseme_staged_passage
     WHERE collection_id = ? AND sha256 = ? AND ${isStagedWhole(db)}`,
  );
  const anyStaged = db
    .prepare<[number, number], number>(
      'SELECT 1 FROM polyseme_staged_passage WHERE collection_id = ? AND rules < ? LIMIT 1',
    )
    .pluck();

  return {
    passageTexts: (documentId: number) => texts.all(documentId),
    encodedPassage: encodedPassageReader(db),
    hasEarlierStaged: (collectionId: number, rules: number): boolean =>
      anyStaged.get(collectionId, rules) === 1,
    stagedPassage(collectionId: number, sha256: Buffer): StagedPassage | undefined {
      const row = staged.get(collectionId, sha256);
      return row && { passage: deserialize(blobIn(row.encoded)) as EncodedPassage, rules: row.rules };
    },
  };
}

interface VectorRow {
  readonly vector: Buffer;
  readonly scale: number;
}
interface SentenceRow extends VectorRow {
  readonly id: number;
  readonly startChar: number;
  readonly endChar: number;
  readonly first: number;
  readonly count: number;
}
interface TokenRow extends VectorRow, Omit<Token, 'pos' | 'endChar'> {
  readonly pos: number;
  readonly length: number;
}

/** Reads a passage as it was encoded; undefined when it is gone. */
function encodedPassageReader(db: Database) {
  const passage = db.prepare<
    [number],
    Omit<EncodedPassage, 'sentences' | 'tokenVectors' | 'sentenceVectors'>
  >(`SELECT start_char AS startChar, text, num_words AS numWords, sha256 FROM polyseme_passage WHERE id = ?`);
  const sentences = db.prepare<[number], SentenceRow>(
    `SELECT id, start_char AS startChar, end_char AS endChar, first_token_id AS first, num_tokens AS count, vector, scale
     FROM polyseme_sentence WHERE passage_id = ? ORDER BY start_char`,
  );
  const tokens = db.prepare<[number, number], TokenRow>(
    `SELECT f.form, f.folded, l.lemma, t.pos, t.start_char AS startChar, f.length, t.vector, t.scale
     FROM polyseme_token t JOIN polyseme_form f ON f.id = t.form_id JOIN polyseme_lemma l ON l.id = t.lemma_id
     WHERE t.id >= ? AND t.id < ? ORDER BY t.id`,
  );
  const vectorOf = ({ vector, scale }: VectorRow): QuantisedVector => ({
    codes: codesOf(blobIn(vector)),
    scale,
  });

  return (passageId: number): EncodedPassage | undefined => {
    const row = passage.get(passageId);
    if (!row) return undefined;
    const rows = sentences.all(passageId).map((one) => ({
      ...one,
      tokens: tokens.all(one.first, one.first + one.count),
    }));
    return {
      ...row,
      sentences: rows.map(({ startChar, endChar, tokens: own }): Sentence => {
        const tokensOf = ({ form, folded, lemma, pos, startChar: start, length }: TokenRow): Token => ({
          ...{ form, folded, lemma, startChar: start, endChar: start + length },
          pos: partsOfSpeech[pos] ?? 'X',
        });
        return { startChar, endChar, tokens: own.map(tokensOf) };
      }),
      sentenceVectors: rows.map(vectorOf),
      tokenVectors: rows.flatMap((one) => one.tokens.map(vectorOf)),
    };
  };
}
