// Reading occurrences: a word's block of vectors, exact scans, and the rows behind a hit.
import type { Database } from 'better-sqlite3';
import type { Suggestion } from '../../domain/search.js';
import type { RowKey } from '../../domain/tables.js';
import type { Metadata } from '../../domain/text.js';
import { codesOf } from '../../math/vector.js';

/** All occurrences of one lemma, by token id (which is the order of indexing). */
export interface LemmaBlock {
  readonly tokenIds: Float64Array;
  readonly documentIds: Float64Array;
  readonly formIds: Float64Array;
  readonly pos: Uint8Array;
  /** [n × dim] int8, row-major. */
  readonly codes: Int8Array;
}

export interface FormOfLemma {
  readonly formId: number;
  readonly lemmaId: number;
  readonly lemma: string;
  readonly revision: number;
  /** Tokens of this form. */
  readonly formCount: number;
}

/** Tokens with their vectors, for filtering and rescoring; [n × dim] codes, row-major. */
export interface TokenVectors {
  readonly ids: readonly number[];
  readonly documentIds: readonly number[];
  readonly lemmaIds: readonly number[];
  readonly pos: readonly number[];
  readonly codes: Int8Array;
}

/** Everything that a line of the concordance shows, before it is cut to context. */
export interface OccurrenceRow {
  readonly tokenId: number | null;
  readonly sentenceId: number;
  readonly documentId: number;
  readonly externalId: string;
  readonly uri: string;
  readonly metadata: Metadata;
  readonly lemma: string | null;
  readonly form: string | null;
  readonly passageId: number;
  readonly passageStart: number;
  readonly passageText: string;
  readonly ordinal: number;
  readonly sentenceStart: number;
  readonly sentenceEnd: number;
  /** In the passage; null for a sentence as a whole. */
  readonly tokenStart: number | null;
}

/** One change of tokens, told from any other by its random mark. */
export interface WriteMark {
  readonly id: number;
  readonly mark: string;
}

/** Where an occurrence stands. */
export interface TokenPosition {
  /** Lasts until its passage is encoded anew or removed. */
  readonly tokenId: number;
  /** Of its document. */
  readonly uri: string;
  /** Offsets in the document. */
  readonly start: number;
  /** Exclusive. */
  readonly end: number;
}

export interface Scored {
  readonly id: number;
  readonly cosine: number;
}

interface RawOccurrence extends Omit<OccurrenceRow, 'metadata'> {
  readonly metadata: string;
}

export function occurrenceQueries(db: Database) {
  const lemmaByName = db.prepare<[number, string], { id: number; revision: number; count: number }>(
    'SELECT id, revision, num_tokens AS count FROM polyseme_lemma WHERE collection_id = ? AND lemma = ?',
  );
  const formsLike = db.prepare<[string, number], FormOfLemma>(
    `SELECT f.id AS formId, f.num_tokens AS formCount, l.id AS lemmaId, l.lemma, l.revision
     FROM polyseme_form f JOIN polyseme_lemma l ON l.id = f.lemma_id WHERE f.folded = ? AND l.collection_id = ?`,
  );
  const allLemmas = db.prepare<[number], Suggestion>(
    'SELECT lemma, num_tokens AS count FROM polyseme_lemma WHERE collection_id = ? AND num_tokens > 0',
  );
  const block = db
    .prepare<[number], [number, number, number, number, Buffer]>(
      'SELECT id, document_id, form_id, pos, vector FROM polyseme_token WHERE lemma_id = ? ORDER BY id',
    )
    .raw();
  const vectorOf = db
    .prepare<[number], [number, number, number, number, Buffer]>(
      'SELECT id, document_id, lemma_id, pos, vector FROM polyseme_token WHERE id = ?',
    )
    .raw();
  const collectionOfToken = db
    .prepare<[number], number>(
      'SELECT l.collection_id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id WHERE t.id = ?',
    )
    .pluck();
  const lemmaOfToken = db
    .prepare<[number], string>(
      'SELECT lemma FROM polyseme_lemma WHERE id = (SELECT lemma_id FROM polyseme_token WHERE id = ?)',
    )
    .pluck();
  const place = `s.id AS sentenceId, d.id AS documentId, coalesce(d.external_id, d.uri) AS externalId, d.uri,
    d.metadata, p.id AS passageId, p.start_char AS passageStart, p.text AS passageText, p.ordinal,
    s.start_char AS sentenceStart, s.end_char AS sentenceEnd`;
  const tokenRow = db.prepare<[number], RawOccurrence>(
    `SELECT t.id AS tokenId, l.lemma, f.form, t.start_char AS tokenStart, ${place}
     FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id JOIN polyseme_form f ON f.id = t.form_id
     JOIN polyseme_sentence s ON s.id = t.sentence_id JOIN polyseme_passage p ON p.id = s.passage_id
     JOIN polyseme_document d ON d.id = p.document_id WHERE t.id = ?`,
  );
  const sentenceRow = db.prepare<[number], RawOccurrence>(
    `SELECT NULL AS tokenId, NULL AS lemma, NULL AS form, NULL AS tokenStart, ${place}
     FROM polyseme_sentence s JOIN polyseme_passage p ON p.id = s.passage_id
     JOIN polyseme_document d ON d.id = p.document_id WHERE s.id = ?`,
  );
  const keyOfSentence = db
    .prepare<[number], RowKey>(
      `SELECT coalesce(d.row_key, d.external_id, d.uri) FROM polyseme_sentence s
       JOIN polyseme_passage p ON p.id = s.passage_id JOIN polyseme_document d ON d.id = p.document_id WHERE s.id = ?`,
    )
    .pluck()
    .safeIntegers();
  const passageText = db
    .prepare<[number, number], string>(
      'SELECT text FROM polyseme_passage WHERE document_id = ? AND ordinal = ?',
    )
    .pluck();

  const positions = db.prepare<[string], TokenPosition>(
    `SELECT t.id AS tokenId, d.uri, p.start_char + t.start_char AS start,
            p.start_char + t.start_char + f.length AS end
     FROM json_each(?) j JOIN polyseme_token t ON t.id = j.value JOIN polyseme_form f ON f.id = t.form_id
     JOIN polyseme_sentence s ON s.id = t.sentence_id JOIN polyseme_passage p ON p.id = s.passage_id
     JOIN polyseme_document d ON d.id = t.document_id`,
  );

  const cosine = '1 - vec_distance_cosine(vec_int8(x.vector), vec_int8(@query))';
  const scanTokens = db.prepare<ScanParameters, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM polyseme_token x JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE l.collection_id = @collectionId ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const scanNewTokens = db.prepare<ScanParameters & { after: number }, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM polyseme_token x INDEXED BY polyseme_token_by_id CROSS JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE x.id > @after AND l.collection_id = @collectionId ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const isWanted = `(@pos IS NULL OR x.pos IN (SELECT value FROM json_each(@pos)))
     AND x.lemma_id NOT IN (SELECT value FROM json_each(@exceptLemmas))`;
  const scanTokensWithPos = db.prepare<FilteredScanParameters, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM polyseme_token x JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE l.collection_id = @collectionId AND ${isWanted} ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const scanTokensOf = db.prepare<FilteredScanParameters, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM json_each(@documents) j
     JOIN polyseme_passage p ON p.document_id = j.value JOIN polyseme_sentence s ON s.passage_id = p.id
     JOIN polyseme_token x ON x.id >= s.first_token_id AND x.id < s.first_token_id + s.num_tokens
     WHERE ${isWanted} ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const scanSentences = db.prepare<ScanParameters, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM polyseme_sentence x JOIN polyseme_passage p ON p.id = x.passage_id
     JOIN polyseme_document d ON d.id = p.document_id
     WHERE d.collection_id = @collectionId ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const scanSentencesOf = db.prepare<ScanParameters & { documents: string }, Scored>(
    `SELECT x.id, ${cosine} AS cosine FROM json_each(@documents) j
     JOIN polyseme_passage p ON p.document_id = j.value JOIN polyseme_sentence x ON x.passage_id = p.id
     ORDER BY cosine DESC, x.id LIMIT @k`,
  );
  const sentenceVector = db
    .prepare<[number], Buffer>('SELECT vector FROM polyseme_sentence WHERE id = ?')
    .pluck();

  const nextTokens = db
    .prepare<[number, number, number], [number, Buffer]>(
      `SELECT t.id, t.vector FROM polyseme_token t INDEXED BY polyseme_token_by_id CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE t.id > ? AND l.collection_id = ? ORDER BY t.id LIMIT ?`,
    )
    .raw();
  const countAfter = db
    .prepare<[number, number], number>(
      `SELECT count(*) FROM polyseme_token t INDEXED BY polyseme_token_by_id CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id WHERE t.id > ? AND l.collection_id = ?`,
    )
    .pluck();
  const countUpTo = db
    .prepare<[number, number], number>(
      `SELECT count(*) FROM (SELECT 1 FROM polyseme_lemma l JOIN polyseme_token t ON t.lemma_id = l.id
       WHERE l.collection_id = ? LIMIT ?)`,
    )
    .pluck();
  const tokensInDocuments = db
    .prepare<[string], number>(
      'SELECT coalesce(sum(num_tokens), 0) FROM polyseme_document WHERE id IN (SELECT value FROM json_each(?))',
    )
    .pluck();
  const deletionsAfter = db
    .prepare<[number, number], [number, number]>(
      'SELECT id, token_id FROM polyseme_deletion WHERE id > ? ORDER BY id LIMIT ?',
    )
    .raw();
  const deletionBounds = db.prepare<[], { first: number; last: number }>(
    'SELECT coalesce(min(id), 0) AS first, coalesce(max(id), 0) AS last FROM polyseme_deletion',
  );

  const lastWrite = db.prepare<[], WriteMark>(
    'SELECT id, mark FROM polyseme_write_log ORDER BY id DESC LIMIT 1',
  );
  const writeMark = db.prepare<[number], string>('SELECT mark FROM polyseme_write_log WHERE id = ?').pluck();

  const asRow = (raw: RawOccurrence): OccurrenceRow => ({
    ...raw,
    metadata: JSON.parse(raw.metadata) as Metadata,
  });

  return {
    lemma: (collectionId: number, lemma: string) => lemmaByName.get(collectionId, lemma),

    /** Forms spelt like `folded`, upper and lower case apart, with the lemma of each. */
    formsLike: (collectionId: number, folded: string): FormOfLemma[] => formsLike.all(folded, collectionId),

    lemmas: (collectionId: number): Suggestion[] => allLemmas.all(collectionId),

    lemmaBlock(lemmaId: number, dim: number): LemmaBlock {
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
        result.codes.set(codesOf(vector), i * dim);
      });
      return result;
    },

    /** Tokens that are gone are left out. */
    tokenVectors(tokenIds: readonly number[], dim: number): TokenVectors {
      const rows = tokenIds.flatMap((id) => {
        const row = vectorOf.get(id);
        return row ? [row] : [];
      });
      const codes = new Int8Array(rows.length * dim);
      rows.forEach(([, , , , vector], i) => {
        codes.set(codesOf(vector), i * dim);
      });
      return {
        ids: rows.map(([id]) => id),
        documentIds: rows.map(([, documentId]) => documentId),
        lemmaIds: rows.map(([, , lemmaId]) => lemmaId),
        pos: rows.map(([, , , pos]) => pos),
        codes,
      };
    },
    /** Undefined for a token that is not there. */
    collectionOfToken: (tokenId: number): number | undefined => collectionOfToken.get(tokenId),
    lemmaOfToken: (tokenId: number): string | undefined => lemmaOfToken.get(tokenId),
    sentenceCodes(sentenceId: number): Int8Array | undefined {
      const vector = sentenceVector.get(sentenceId);
      return vector && codesOf(vector);
    },

    occurrence(tokenId: number): OccurrenceRow | undefined {
      const row = tokenRow.get(tokenId);
      return row && asRow(row);
    },
    sentenceOccurrence(sentenceId: number): OccurrenceRow | undefined {
      const row = sentenceRow.get(sentenceId);
      return row && asRow(row);
    },
    /** The key of the row that a sentence stands in, as its table holds it; of a file the document's id. */
    keyOfSentence: (sentenceId: number): RowKey | undefined => keyOfSentence.get(sentenceId),
    passageText: (documentId: number, ordinal: number): string => passageText.get(documentId, ordinal) ?? '',

    /** Where tokens stand, by document and place in it; tokens that are gone are left out. */
    positions: (tokenIds: readonly number[]): TokenPosition[] =>
      positions
        .all(JSON.stringify(tokenIds))
        .sort((a, b) => (a.uri < b.uri ? -1 : a.uri > b.uri ? 1 : a.start - b.start)),

    /** The k nearest by comparing every vector (sqlite-vec); `query` is quantised. */
    scanTokens(scan: Scan & TokenFilter) {
      const { collectionId, query, k, documents, pos, exceptLemmas } = scan;
      if (!documents && !pos && !exceptLemmas?.size) return scanTokens.all({ collectionId, query, k });
      return (documents ? scanTokensOf : scanTokensWithPos).all({
        collectionId,
        query,
        k,
        pos: pos ? JSON.stringify([...pos]) : null,
        documents: JSON.stringify([...(documents ?? [])]),
        exceptLemmas: JSON.stringify([...(exceptLemmas ?? [])]),
      });
    },
    scanTokensAfter: (scan: Scan & { after: number }): Scored[] => scanNewTokens.all({ ...scan }),
    scanSentences(scan: Scan & { documents?: ReadonlySet<number> | undefined }): Scored[] {
      const parameters = { collectionId: scan.collectionId, query: scan.query, k: scan.k };
      if (!scan.documents) return scanSentences.all(parameters);
      return scanSentencesOf.all({ ...parameters, documents: JSON.stringify([...scan.documents]) });
    },

    /** The first `dim` codes of tokens after `after`, by id: what the index cache is built from. */
    tokensAfter(collectionId: number, after: number, limit: number, dim: number) {
      const rows = nextTokens.all(after, collectionId, limit);
      const codes = new Int8Array(rows.length * dim);
      rows.forEach(([, vector], i) => {
        codes.set(codesOf(vector).subarray(0, dim), i * dim);
      });
      return { ids: rows.map(([id]) => id), codes };
    },
    countTokensAfter: (collectionId: number, tokenId: number): number =>
      countAfter.get(tokenId, collectionId) as number,
    /** The number of tokens, or `limit` if there are more. */
    countTokensUpTo: (collectionId: number, limit: number): number =>
      countUpTo.get(collectionId, limit) as number,
    countTokensIn: (documentIds: Iterable<number>): number =>
      tokensInDocuments.get(JSON.stringify([...documentIds])) as number,
    deletionsAfter: (after: number, limit: number): [number, number][] => deletionsAfter.all(after, limit),
    /** The last change of tokens; undefined before the first. */
    lastWrite: (): WriteMark | undefined => lastWrite.get(),
    hasWrite: ({ id, mark }: WriteMark): boolean => writeMark.get(id) === mark,
    deletionBounds: () => deletionBounds.get() as { first: number; last: number },
  };
}

/** Which tokens a scan may return; what is undefined allows all. */
export interface TokenFilter {
  readonly documents: ReadonlySet<number> | undefined;
  /** Indices into partsOfSpeech. */
  readonly pos: ReadonlySet<number> | undefined;
  readonly exceptLemmas: ReadonlySet<number> | undefined;
}

export interface Scan {
  readonly collectionId: number;
  readonly query: Int8Array;
  readonly k: number;
}

type ScanParameters = { collectionId: number; query: Int8Array; k: number };
type FilteredScanParameters = ScanParameters & {
  documents: string;
  pos: string | null;
  exceptLemmas: string;
};
