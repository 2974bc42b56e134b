// The rows behind a page's lines, read by one statement, and sentences with their vectors.

import type { Database } from 'better-sqlite3';
import { contextChars } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import type { RowKey } from '../../domain/tables.js';
import type { Metadata } from '../../domain/text.js';
import { codesOf } from '../../math/vector.js';
import type { LineRow, LineSurroundings, SentencesOfTokens, VectorsById } from '../rows.js';

export const lineQueries = (db: Database) => ({ ...rowsOfLines(db), ...sentenceQueries(db) });

/** Characters read at first: mostly enough once folded. */
const enoughChars = 240;

/** A bound for texts that SQLite cannot measure, such as those with NUL characters. */
const maxNeighbours = 60;

interface LineParameters {
  /** JSON. */
  readonly ids: string;
  /** 1 to read the passage on each side in any case. */
  readonly always: 0 | 1;
}

interface RawLine extends Omit<LineRow, 'metadata'> {
  readonly metadata: string;
}

function rowsOfLines(db: Database) {
  /** within: SQL for the characters of the passage itself on each side of the line's form. */
  const place = (within: {
    readonly before: string;
    readonly after: string;
  }): string => `s.id AS sentenceId, d.id AS documentId, coalesce(d.external_id, d.uri) AS externalId, d.uri,
    d.metadata, p.id AS passageId, p.start_char AS passageStart, p.text AS passageText, p.ordinal,
    s.start_char AS sentenceStart, s.end_char AS sentenceEnd,
    ${textBeside('before', within.before)} AS before, ${textBeside('after', within.after)} AS after`;
  // CROSS JOIN: the ids come first, in their order
  const tokens = db.prepare<LineParameters, RawLine>(
    `SELECT t.id AS tokenId, l.lemma, f.form, t.start_char AS tokenStart,
      ${place({ before: 't.start_char', after: 'length(p.text) - t.start_char - f.length' })}
     FROM json_each(@ids) j CROSS JOIN polyseme_token t ON t.id = j.value
     CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id CROSS JOIN polyseme_form f ON f.id = t.form_id
     CROSS JOIN polyseme_sentence s ON s.id = t.sentence_id CROSS JOIN polyseme_passage p ON p.id = s.passage_id
     CROSS JOIN polyseme_document d ON d.id = p.document_id ORDER BY j.key`,
  );
  const sentences = db.prepare<LineParameters, RawLine>(
    `SELECT NULL AS tokenId, NULL AS lemma, NULL AS form, NULL AS tokenStart,
      ${place({ before: 's.start_char', after: 'length(p.text) - s.end_char' })}
     FROM json_each(@ids) j CROSS JOIN polyseme_sentence s ON s.id = j.value
     CROSS JOIN polyseme_passage p ON p.id = s.passage_id
     CROSS JOIN polyseme_document d ON d.id = p.document_id ORDER BY j.key`,
  );
  const widen = widener(db);
  const parse = (raw: RawLine): LineRow => widen({ ...raw, metadata: JSON.parse(raw.metadata) as Metadata });

  return {
    lines: (tokenIds: readonly number[], beside: LineSurroundings = 'context'): LineRow[] =>
      tokens.all({ ids: JSON.stringify(tokenIds), always: beside === 'passages' ? 1 : 0 }).map(parse),
    sentenceLines: (sentenceIds: readonly number[]): LineRow[] =>
      sentences.all({ ids: JSON.stringify(sentenceIds), always: 0 }).map(parse),
  };
}

/**
 * SQL for the text next to passage p: neighbours while there are too few characters with those `within` the passage,
 * and with @always one in any case. Walks from passage to passage, so that long documents are not read to their ends.
 */
function textBeside(side: 'before' | 'after', within: string): string {
  const step = side === 'before' ? '- 1' : '+ 1';
  const joined = side === 'before' ? 'q.text || n.text' : 'n.text || q.text';
  return `CASE WHEN ${within} >= ${enoughChars} AND NOT @always THEN '' ELSE (WITH RECURSIVE n (ordinal, text) AS (
      SELECT p.ordinal, '' UNION ALL
      SELECT q.ordinal, ${joined} FROM n CROSS JOIN polyseme_passage q
        ON q.document_id = p.document_id AND q.ordinal = n.ordinal ${step}
      WHERE (length(n.text) + ${within} < ${enoughChars} OR (@always AND n.ordinal = p.ordinal))
        AND abs(n.ordinal - p.ordinal) < ${maxNeighbours})
    SELECT text FROM n ORDER BY abs(ordinal - p.ordinal) DESC LIMIT 1) END`;
}

/** Reads on where the text so far is mostly white space, which SQLite would take long to count. */
function widener(db: Database) {
  const passage = db
    .prepare<[number, number], string>(
      'SELECT text FROM polyseme_passage WHERE document_id = ? AND ordinal = ?',
    )
    .pluck();

  function textFrom({ documentId, ordinal }: LineRow, step: 1 | -1): string {
    let text = '';
    for (let i = ordinal + step; foldedLength(text) < contextChars; i += step) {
      const next = passage.get(documentId, i);
      if (next === undefined) break;
      text = step === 1 ? text + next : next + text;
    }
    return text;
  }

  return (row: LineRow): LineRow => {
    const { before, after, passageText, tokenStart, sentenceStart, sentenceEnd } = row;
    const start = tokenStart ?? sentenceStart;
    const end = tokenStart === null ? sentenceEnd : tokenStart + (row.form as string).length;
    const isThinBefore = isThin(
      passageText.slice(Math.max(0, start - enoughChars), start),
      before.slice(-enoughChars),
    );
    const isThinAfter = isThin(passageText.slice(end, end + enoughChars), after.slice(0, enoughChars));
    if (!isThinBefore && !isThinAfter) return row;
    return {
      ...row,
      before: isThinBefore ? textFrom(row, -1) : before,
      after: isThinAfter ? textFrom(row, 1) : after,
    };
  };
}

/** Whether text beside a form, within its passage and beyond, is mostly white space. Less text is all that there is. */
function isThin(within: string, beyond: string): boolean {
  const length = within.length + beyond.length;
  const hasRuns = /\s{2}/u.test(within) || /\s{2}/u.test(beyond);
  return hasRuns && length >= enoughChars && foldedLength(within) + foldedLength(beyond) < contextChars;
}

const foldedLength = (text: string): number => text.replace(/\s+/gu, ' ').length;

function sentenceQueries(db: Database) {
  const vectors = db
    .prepare<[string], [number, Buffer]>(
      `SELECT s.id, s.vector FROM json_each(?) j CROSS JOIN polyseme_sentence s ON s.id = j.value ORDER BY j.key`,
    )
    .raw();
  const ofToken = db
    .prepare<[number], [number, number, Buffer]>(
      `SELECT s.first_token_id, s.num_tokens, s.vector
       FROM polyseme_token t JOIN polyseme_sentence s ON s.id = t.sentence_id WHERE t.id = ?`,
    )
    .raw();
  const keys = db
    .prepare<[string], RowKey>(
      `SELECT coalesce(d.row_key, d.external_id, d.uri) FROM json_each(?) j
       CROSS JOIN polyseme_sentence s ON s.id = j.value CROSS JOIN polyseme_passage p ON p.id = s.passage_id
       CROSS JOIN polyseme_document d ON d.id = p.document_id ORDER BY j.key`,
    )
    .pluck()
    .safeIntegers();

  return {
    sentenceVectors(sentenceIds: readonly number[], dim: number): VectorsById {
      const rows = vectors.all(JSON.stringify(sentenceIds));
      const codes = new Int8Array(rows.length * dim);
      rows.forEach(([, vector], i) => {
        codes.set(codesOf(vector), i * dim);
      });
      return { ids: rows.map(([id]) => id), codes };
    },

    sentencesOfTokens(tokenIds: ArrayLike<number>, dim: number): SentencesOfTokens {
      const n = tokenIds.length;
      const result = {
        codes: new Int8Array(n * dim),
        firstTokenIds: new Float64Array(n),
        numTokens: new Int32Array(n),
      };
      for (let row = 0; row < n; row++) {
        const sentence = ofToken.get(tokenIds[row] as number);
        if (!sentence) continue;
        const [first, count, vector] = sentence;
        result.firstTokenIds[row] = first;
        result.numTokens[row] = count;
        result.codes.set(codesOf(vector), row * dim);
      }
      return result;
    },

    keysOfSentences(sentenceIds: readonly number[]): RowKey[] {
      const rowKeys = keys.all(JSON.stringify(sentenceIds));
      if (rowKeys.length === sentenceIds.length) return rowKeys;
      throw new PolysemeError('not_found', 'line: the text of a line was removed meanwhile', {
        cure: 'Search again.',
      });
    },
  };
}
