// The rows behind a page's lines, read by one statement, and sentences with their vectors.

import type { Database } from 'better-sqlite3';
import { defaultContextChars } from '../../domain/defaults.js';
import { PolysemeError } from '../../domain/errors.js';
import type { RowKey } from '../../domain/tables.js';
import type { Metadata } from '../../domain/text.js';
import type { LineRow, LineSurroundings } from '../lines.js';
import type { SentencesOfTokens, SpanInSentence, TextsOfTokens, TokenSpan, VectorsById } from '../rows.js';
import { codesIn, textIn } from './blobs.js';
import { atOneMoment } from './connection.js';
import { placeReader } from './structures.js';
import { tokenPlaces } from './token-places.js';

export const lineQueries = (db: Database) => ({
  ...rowsOfLines(db),
  ...sentenceQueries(db),
  ...spanQueries(db),
  ...textQueries(db),
});

/** So many times the characters wanted beside a form are mostly enough once folded. */
const margin = 2;

interface LineParameters {
  /** JSON. */
  readonly ids: string;
  /** 1 to read the passage on each side in any case. */
  readonly always: 0 | 1;
  /** Characters beside a form that are mostly enough. */
  readonly enough: number;
}

interface RawLine extends Omit<LineRow, 'metadata' | 'before' | 'after' | 'place'> {
  readonly metadata: string;
  /** The neighbouring passage; null where none is needed, or there is none. */
  readonly before: string | null;
  readonly after: string | null;
  /** Checksum of the document's structure; null where it has none. */
  readonly structure: number | null;
}

function rowsOfLines(db: Database) {
  // CROSS JOIN: the ids come first, in their order
  const tokens = db.prepare<LineParameters, RawLine>(
    `SELECT t.id AS tokenId, l.lemma, t.pos, f.form, t.start_char AS tokenStart, ${placeOf('t.start_char', 't.start_char + f.length')}
     FROM json_each(@ids) j CROSS JOIN polyseme_token t ON t.id = j.value
     CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id CROSS JOIN polyseme_form f ON f.id = t.form_id
     CROSS JOIN polyseme_sentence s ON s.id = t.sentence_id CROSS JOIN polyseme_passage p ON p.id = s.passage_id
     CROSS JOIN polyseme_document d ON d.id = p.document_id ORDER BY j.key`,
  );
  const sentences = db.prepare<LineParameters, RawLine>(
    `SELECT NULL AS tokenId, NULL AS lemma, NULL AS pos, NULL AS form, NULL AS tokenStart, ${placeOf('s.start_char', 's.end_char')}
     FROM json_each(@ids) j CROSS JOIN polyseme_sentence s ON s.id = j.value
     CROSS JOIN polyseme_passage p ON p.id = s.passage_id
     CROSS JOIN polyseme_document d ON d.id = p.document_id ORDER BY j.key`,
  );
  const parse = lineParser(db);
  return {
    lines: (
      tokenIds: readonly number[],
      beside: LineSurroundings = 'context',
      contextChars = defaultContextChars,
    ): LineRow[] =>
      tokens
        .all({
          ids: JSON.stringify(tokenIds),
          always: beside === 'passages' ? 1 : 0,
          enough: margin * contextChars,
        })
        .map((raw) => parse(raw, contextChars)),
    sentenceLines: (sentenceIds: readonly number[]): LineRow[] =>
      sentences.all({ ids: JSON.stringify(sentenceIds), always: 0, enough: 0 }).map((raw) => parse(raw, 0)),
  };
}

/**
 * SQL for where a line stands, with the passage on each side where the line's own holds too little beside the form,
 * which lies from `start` to `end` in it.
 */
function placeOf(start: string, end: string): string {
  const neighbour = (step: string, within: string): string =>
    `CASE WHEN @always OR ${within} < @enough THEN (SELECT q.text FROM polyseme_passage q
       WHERE q.document_id = p.document_id AND q.ordinal = p.ordinal ${step}) END`;
  return `s.id AS sentenceId, d.id AS documentId, coalesce(d.external_id, d.uri) AS externalId, d.uri,
    lower(hex(d.sha256)) AS textHash, d.metadata, (SELECT checksum FROM polyseme_structure u WHERE u.document_id = d.id) AS structure, p.id AS passageId, p.start_char AS passageStart, p.text AS passageText, p.ordinal,
    s.start_char AS sentenceStart, s.end_char AS sentenceEnd,
    ${neighbour('- 1', start)} AS before, ${neighbour('+ 1', `length(p.text) - (${end})`)} AS after`;
}

/** Rows as they are handed out. Where one neighbour is too short, or mostly white space, further passages are read. */
function lineParser(db: Database): (raw: RawLine, contextChars: number) => LineRow {
  const passage = db
    .prepare<[number, number], string>(
      'SELECT text FROM polyseme_passage WHERE document_id = ? AND ordinal = ?',
    )
    .pluck();

  function textFrom(
    { documentId, ordinal }: Pick<RawLine, 'documentId' | 'ordinal'>,
    step: 1 | -1,
    chars: number,
  ): string {
    let text = '';
    for (let i = ordinal + step; foldedLength(text) < chars; i += step) {
      const next = passage.get(documentId, i);
      if (next === undefined) break;
      text = step === 1 ? text + textIn(next) : textIn(next) + text;
    }
    return text;
  }

  const placesOf = placeReader(db);

  return ({ structure, ...raw }, contextChars) => {
    const enough = margin * contextChars;
    const { passageStart, tokenStart, sentenceStart, sentenceEnd } = raw;
    const passageText = textIn(raw.passageText);
    const before = raw.before === null ? null : textIn(raw.before);
    const after = raw.after === null ? null : textIn(raw.after);
    const start = tokenStart ?? sentenceStart;
    const end = tokenStart === null ? sentenceEnd : tokenStart + textIn(raw.form).length;
    const isShortBefore = isShort(
      passageText.slice(Math.max(0, start - enough), start),
      before?.slice(-enough) ?? null,
      contextChars,
    );
    const isShortAfter = isShort(
      passageText.slice(end, end + enough),
      after?.slice(0, enough) ?? null,
      contextChars,
    );
    return {
      ...raw,
      metadata: JSON.parse(raw.metadata) as Metadata,
      before: isShortBefore ? textFrom(raw, -1, contextChars) : (before ?? ''),
      after: isShortAfter ? textFrom(raw, 1, contextChars) : (after ?? ''),
      place: placesOf(raw.documentId, structure)?.(passageStart + start, passageStart + end) ?? null,
    };
  };
}

/** Whether the text beside a form, in its passage and in the next, may be too little for a context; null for no next. */
function isShort(within: string, beyond: string | null, chars: number): boolean {
  const text = within + (beyond ?? '');
  if (text.length < margin * chars) return beyond !== null;
  return /\s{2}/u.test(text) && foldedLength(text) < chars;
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
        codes.set(codesIn(vector, dim), i * dim);
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
        result.codes.set(codesIn(vector, dim), row * dim);
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

function spanQueries(db: Database) {
  const tokens = db
    .prepare<[number, number], [sentenceId: number, startChar: number, length: number]>(
      `SELECT t.sentence_id, t.start_char, f.length
       FROM polyseme_token t INDEXED BY polyseme_token_by_id CROSS JOIN polyseme_form f ON f.id = t.form_id
       WHERE t.id >= ? AND t.id < ? ORDER BY t.id`,
    )
    .raw();
  const sentence = db
    .prepare<[number], [passage: string, startChar: number, endChar: number]>(
      `SELECT p.text, s.start_char, s.end_char
       FROM polyseme_sentence s JOIN polyseme_passage p ON p.id = s.passage_id WHERE s.id = ?`,
    )
    .raw();

  function spanInSentence({ firstTokenId, count }: TokenSpan): SpanInSentence | undefined {
    const rows = tokens.all(firstTokenId, firstTokenId + count);
    const sentenceId = rows[0]?.[0];
    if (sentenceId === undefined || rows.length < count || rows.at(-1)?.[0] !== sentenceId) return undefined;
    const place = sentence.get(sentenceId);
    if (!place) return undefined;
    const [passage, from, to] = place;
    return {
      sentence: textIn(passage).slice(from, to),
      tokens: rows.map(([, start, length]) => ({ startChar: start - from, endChar: start - from + length })),
    };
  }

  return {
    sentencesOfSpans: (spans: readonly TokenSpan[]): (SpanInSentence | undefined)[] =>
      atOneMoment(db, () => spans.map(spanInSentence)),
  };
}

function textQueries(db: Database) {
  const placesOf = tokenPlaces(db);
  const sentences = db
    .prepare<[string], [id: number, passage: string, startChar: number, endChar: number]>(
      `SELECT s.id, p.text, s.start_char, s.end_char FROM json_each(?) j
       CROSS JOIN polyseme_sentence s ON s.id = j.value CROSS JOIN polyseme_passage p ON p.id = s.passage_id`,
    )
    .raw();

  function textsOfTokens(tokenIds: readonly number[]): TextsOfTokens {
    const places = placesOf(tokenIds);
    const sentenceIds = Float64Array.from(tokenIds, (id) => places.get(id)?.[1] ?? 0);
    const texts = new Map<number, string>();
    const startOf = new Map<number, number>();
    for (const [id, passage, start, end] of sentences.all(JSON.stringify([...new Set(sentenceIds)]))) {
      texts.set(id, textIn(passage).slice(start, end));
      startOf.set(id, start);
    }
    const starts = Float64Array.from(tokenIds, (id, i) => {
      const [, , start = 0] = places.get(id) ?? [];
      return start - (startOf.get(sentenceIds[i] as number) ?? 0);
    });
    return { sentenceIds, starts, texts };
  }

  return {
    textsOfTokens: (tokenIds: readonly number[]): TextsOfTokens =>
      atOneMoment(db, () => textsOfTokens(tokenIds)),
    sentenceTexts: (sentenceIds: readonly number[]): Map<number, string> =>
      new Map(
        sentences
          .all(JSON.stringify(sentenceIds))
          .map(([id, passage, start, end]) => [id, textIn(passage).slice(start, end)]),
      ),
  };
}
