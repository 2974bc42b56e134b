// Words and their occurrences: lemmas with their forms, blocks of vectors, tokens by id, and changes.
import type { Database } from 'better-sqlite3';
import type { Suggestion } from '../../domain/search.js';
import type { TokenPosition } from '../../domain/text.js';
import type { WordCounts } from '../../domain/words.js';
import type {
  Bounds,
  Deletion,
  FormOfLemma,
  LemmaBlock,
  LemmaRow,
  TokenSpan,
  TokenVectors,
  VectorsById,
  WriteMark,
} from '../rows.js';
import { codesIn } from './blobs.js';
import { atOneMoment } from './connection.js';
import { textPlaceQueries } from './token-places.js';

export const wordQueries = (db: Database) => ({ ...lemmaQueries(db), ...blockQueries(db) });

export const tokenQueries = (db: Database) => ({
  ...vectorQueriesOfTokens(db),
  ...placeQueries(db),
  ...textPlaceQueries(db),
  ...countQueries(db),
});

export const tokenChangeQueries = (db: Database) => ({ ...newTokenQueries(db), ...writeLogQueries(db) });

/** A lemma (formId is null) or a form of one, spelt as a word is. */
interface SpeltRow extends Omit<FormOfLemma, 'formId'> {
  readonly formId: number | null;
  /** Tokens of the lemma. */
  readonly count: number;
}

function lemmaQueries(db: Database) {
  const columns = 'id, lemma, num_tokens AS count, revision';
  const byName = db.prepare<[number, string], LemmaRow>(
    `SELECT ${columns} FROM polyseme_lemma WHERE collection_id = ? AND lemma = ?`,
  );
  const byId = db.prepare<[string], LemmaRow>(
    `SELECT ${columns} FROM polyseme_lemma WHERE id IN (SELECT value FROM json_each(?))`,
  );
  // one statement, so that both are of one moment; the lemma itself has no form
  const spelt = db.prepare<{ readonly collectionId: number; readonly folded: string }, SpeltRow>(
    `SELECT NULL AS formId, 0 AS formCount, id AS lemmaId, lemma, revision, num_tokens AS count
     FROM polyseme_lemma WHERE collection_id = @collectionId AND lemma = @folded
     UNION ALL
     SELECT f.id, f.num_tokens, l.id, l.lemma, l.revision, l.num_tokens
     FROM polyseme_form f JOIN polyseme_lemma l ON l.id = f.lemma_id
     WHERE f.folded = @folded AND l.collection_id = @collectionId`,
  );
  const formCounts = db
    .prepare<[number], [string, number]>(
      `SELECT f.folded, sum(f.num_tokens) FROM polyseme_lemma l CROSS JOIN polyseme_form f ON f.lemma_id = l.id
       WHERE l.collection_id = ? AND f.num_tokens > 0 GROUP BY f.folded`,
    )
    .raw();
  const suggestions = db.prepare<[number], Suggestion>(
    'SELECT lemma, num_tokens AS count FROM polyseme_lemma WHERE collection_id = ? AND num_tokens > 0',
  );
  const rows = db.prepare<[number], LemmaRow>(
    `SELECT ${columns} FROM polyseme_lemma WHERE collection_id = ? AND num_tokens > 0 ORDER BY lemma`,
  );

  return {
    lemma: (collectionId: number, lemma: string): LemmaRow | undefined => byName.get(collectionId, lemma),
    lemmasById: (lemmaIds: readonly number[]): Map<number, LemmaRow> =>
      new Map(byId.all(JSON.stringify(lemmaIds)).map((row) => [row.id, row])),
    formCounts: (collectionId: number): Map<string, number> => new Map(formCounts.all(collectionId)),
    lemmas: (collectionId: number): Suggestion[] => suggestions.all(collectionId),
    lemmaRows: (collectionId: number): LemmaRow[] => rows.all(collectionId),
    formsAndLemma(collectionId: number, folded: string) {
      const all = spelt.all({ collectionId, folded });
      const own = all.find(({ formId }) => formId === null);
      return {
        own: own && { id: own.lemmaId, lemma: own.lemma, count: own.count, revision: own.revision },
        forms: all.flatMap(({ formId, count: _, ...form }) => (formId === null ? [] : [{ formId, ...form }])),
      };
    },
  };
}

function blockQueries(db: Database) {
  const block = db
    .prepare<[number], [number, number, number, number, Buffer]>(
      'SELECT id, document_id, form_id, pos, vector FROM polyseme_token WHERE lemma_id = ? ORDER BY id',
    )
    .raw();
  const tokenIds = db
    .prepare<[number], number>('SELECT id FROM polyseme_token WHERE lemma_id = ? ORDER BY id')
    .pluck();
  const counts = db.prepare<[string, string, string], WordCounts & { readonly lemmaId: number }>(
    `SELECT lemma_id AS lemmaId, count(*) AS count, count(DISTINCT document_id) AS documents FROM polyseme_token
     WHERE lemma_id IN (SELECT value FROM json_each(?)) AND (? = '[]' OR pos IN (SELECT value FROM json_each(?)))
     GROUP BY lemma_id`,
  );

  function lemmaBlock(lemmaId: number, dim: number): LemmaBlock {
    const rows = block.all(lemmaId);
    const result: LemmaBlock = {
      tokenIds: new Float64Array(rows.length),
      documentIds: new Float64Array(rows.length),
      formIds: new Float64Array(rows.length),
      pos: new Uint8Array(rows.length),
      codes: new Int8Array(rows.length * dim),
    };
    rows.forEach(([id, documentId, formId, pos, vector], i) => {
      result.tokenIds[i] = id;
      result.documentIds[i] = documentId;
      result.formIds[i] = formId;
      result.pos[i] = pos;
      result.codes.set(codesIn(vector, dim), i * dim);
    });
    return result;
  }

  return {
    lemmaBlock,
    lemmaBlocks: (lemmaIds: readonly number[], dim: number): LemmaBlock[] =>
      atOneMoment(db, () => lemmaIds.map((id) => lemmaBlock(id, dim))),
    tokenIdsOfLemma: (lemmaId: number): number[] => tokenIds.all(lemmaId),
    tokenCounts(lemmaIds: readonly number[], pos: readonly number[]): Map<number, WordCounts> {
      const tags = JSON.stringify(pos);
      const rows = counts.all(JSON.stringify(lemmaIds), tags, tags);
      return new Map(rows.map(({ lemmaId, ...count }) => [lemmaId, count]));
    },
  };
}

function vectorQueriesOfTokens(db: Database) {
  const vector = db
    .prepare<[number], [number, number, number, number, Buffer]>(
      'SELECT id, document_id, lemma_id, pos, vector FROM polyseme_token WHERE id = ?',
    )
    .raw();

  return {
    tokenVectors: (tokenIds: readonly number[], dim: number): TokenVectors => {
      const rows = atOneMoment(db, () => tokenIds.map((id) => vector.get(id))).filter(
        (row) => row !== undefined,
      );
      const codes = new Int8Array(rows.length * dim);
      rows.forEach(([, , , , blob], i) => {
        codes.set(codesIn(blob, dim), i * dim);
      });
      return {
        ids: rows.map(([id]) => id),
        documentIds: rows.map(([, documentId]) => documentId),
        lemmaIds: rows.map(([, , lemmaId]) => lemmaId),
        pos: rows.map(([, , , pos]) => pos),
        codes,
      };
    },
  };
}

function placeQueries(db: Database) {
  const collectionOfToken = db
    .prepare<[number], number>(
      'SELECT l.collection_id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id WHERE t.id = ?',
    )
    .pluck();
  const lemmasOf = db
    .prepare<[string], [number, string]>(
      `SELECT t.id, l.lemma FROM json_each(?) j CROSS JOIN polyseme_token t ON t.id = j.value
       JOIN polyseme_lemma l ON l.id = t.lemma_id`,
    )
    .raw();
  const lemmaIds = db
    .prepare<[number, number], number>('SELECT lemma_id FROM polyseme_token WHERE id >= ? AND id < ?')
    .pluck();
  const positions = db.prepare<[string], TokenPosition>(
    `SELECT t.id AS tokenId, d.uri, p.start_char + t.start_char AS start,
            p.start_char + t.start_char + f.length AS end
     FROM json_each(?) j JOIN polyseme_token t ON t.id = j.value JOIN polyseme_form f ON f.id = t.form_id
     JOIN polyseme_sentence s ON s.id = t.sentence_id JOIN polyseme_passage p ON p.id = s.passage_id
     JOIN polyseme_document d ON d.id = t.document_id`,
  );
  const documentsWithForm = db
    .prepare<[string, number], number>(
      `SELECT DISTINCT t.document_id FROM polyseme_form f CROSS JOIN polyseme_lemma l ON l.id = f.lemma_id
       CROSS JOIN polyseme_token t ON t.lemma_id = l.id AND t.form_id = f.id
       WHERE f.folded = ? AND l.collection_id = ?`,
    )
    .pluck();
  const tokensOfDocument = db
    .prepare<[number], [number, number]>(
      `SELECT s.first_token_id, s.num_tokens FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id
       WHERE p.document_id = ? AND s.num_tokens > 0 ORDER BY p.ordinal, s.start_char`,
    )
    .raw();
  const lemmasOfTokens = (tokenIds: readonly number[]): Map<number, string> =>
    new Map(lemmasOf.all(JSON.stringify(tokenIds)));

  return {
    collectionOfToken: (tokenId: number): number | undefined => collectionOfToken.get(tokenId),
    lemmaOfToken: (tokenId: number): string | undefined => lemmasOfTokens([tokenId]).get(tokenId),
    lemmasOfTokens,
    lemmaIdsOfSpans: (spans: readonly TokenSpan[]): number[][] =>
      atOneMoment(db, () =>
        spans.map(({ firstTokenId, count }) => lemmaIds.all(firstTokenId, firstTokenId + count)),
      ),
    positions: (tokenIds: readonly number[]): TokenPosition[] =>
      positions
        .all(JSON.stringify(tokenIds))
        .sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.start - b.start)),
    documentsWithForm: (collectionId: number, folded: string): number[] =>
      documentsWithForm.all(folded, collectionId),
    tokensOfDocument: (documentId: number): number[] =>
      tokensOfDocument
        .all(documentId)
        .flatMap(([first, count]) => Array.from({ length: count }, (_, i) => first + i)),
  };
}

function countQueries(db: Database) {
  const inDocuments = db
    .prepare<[string], number>(
      'SELECT coalesce(sum(num_tokens), 0) FROM polyseme_document WHERE id IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const random = db
    .prepare<[number, number], number>(
      `SELECT t.id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE l.collection_id = ? ORDER BY random() LIMIT ?`,
    )
    .pluck();

  return {
    countTokensIn: (documentIds: Iterable<number>): number =>
      inDocuments.get(JSON.stringify([...documentIds])) as number,
    randomTokens: (collectionId: number, count: number): number[] => random.all(collectionId, count),
  };
}

function newTokenQueries(db: Database) {
  // by id, so that only new tokens are read
  const newer = `polyseme_token t INDEXED BY polyseme_token_by_id
    CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id WHERE t.id > ? AND l.collection_id = ?`;
  const next = db
    .prepare<[number, number, number], [number, Buffer]>(
      `SELECT t.id, t.vector FROM ${newer} ORDER BY t.id LIMIT ?`,
    )
    .raw();
  const count = db.prepare<[number, number], number>(`SELECT count(*) FROM ${newer}`).pluck();
  const upTo = db
    .prepare<[number, number], number>(
      `SELECT t.id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE l.collection_id = ? AND t.id <= ?`,
    )
    .pluck();

  return {
    tokensAfter(collectionId: number, after: number, limit: number, dim: number): VectorsById {
      const rows = next.all(after, collectionId, limit);
      const codes = new Int8Array(rows.length * dim);
      rows.forEach(([, vector], i) => {
        codes.set(codesIn(vector, dim), i * dim);
      });
      return { ids: rows.map(([id]) => id), codes };
    },
    countTokensAfter: (collectionId: number, after: number): number =>
      count.get(after, collectionId) as number,
    tokenIdsUpTo: (collectionId: number, last: number): number[] => upTo.all(collectionId, last),
  };
}

function writeLogQueries(db: Database) {
  const deletions = db
    .prepare<[number, number], Deletion>(
      'SELECT id, token_id FROM polyseme_deletion WHERE id > ? ORDER BY id LIMIT ?',
    )
    .raw();
  const bounds = db.prepare<[], Bounds>(
    'SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM polyseme_deletion',
  );
  const last = db.prepare<[], WriteMark>('SELECT id, mark FROM polyseme_write_log ORDER BY id DESC LIMIT 1');
  const mark = db.prepare<[number], string>('SELECT mark FROM polyseme_write_log WHERE id = ?').pluck();

  return {
    deletionsAfter: (after: number, limit: number): Deletion[] => deletions.all(after, limit),
    deletionBounds: (): Bounds => bounds.get() as Bounds,
    lastWrite: (): WriteMark | undefined => last.get(),
    hasWrite: (write: WriteMark): boolean => mark.get(write.id) === write.mark,
  };
}
