// Where many lines stand, and the text beside them: read in a row where they are of one word.
import type { Database } from 'better-sqlite3';
import type { FormInText, LinePlaces } from '../lines.js';
import { textIn } from './blobs.js';
import { atOneMoment } from './connection.js';

export const linePlaceQueries = (db: Database) => ({
  ...placeQueries(db),
  ...formQueries(db),
  ...documentsOfLines(db),
});

type PlaceRow = [id: number, documentId: number, start: number];

function placeQueries(db: Database) {
  const ofTokens = db
    .prepare<[string], PlaceRow>(
      `SELECT t.id, t.document_id, p.start_char + t.start_char FROM json_each(?) j
       CROSS JOIN polyseme_token t ON t.id = j.value CROSS JOIN polyseme_sentence s ON s.id = t.sentence_id
       CROSS JOIN polyseme_passage p ON p.id = s.passage_id`,
    )
    .raw();
  const ofSentences = db
    .prepare<[string], PlaceRow>(
      `SELECT s.id, p.document_id, p.start_char + s.start_char FROM json_each(?) j
       CROSS JOIN polyseme_sentence s ON s.id = j.value CROSS JOIN polyseme_passage p ON p.id = s.passage_id`,
    )
    .raw();

  const placesBy =
    (read: typeof ofTokens) =>
    (ids: ArrayLike<number>): LinePlaces => {
      const places = {
        documentIds: new Float64Array(ids.length).fill(Number.NaN),
        starts: new Float64Array(ids.length).fill(Number.NaN),
      };
      const rowOf = new Map(Array.from(ids, (id, row) => [id, row]));
      for (const [id, documentId, start] of read.iterate(JSON.stringify(Array.from(ids)))) {
        const row = rowOf.get(id) as number;
        places.documentIds[row] = documentId;
        places.starts[row] = start;
      }
      return places;
    };

  return { placesOfTokens: placesBy(ofTokens), placesOfSentences: placesBy(ofSentences) };
}

interface FormRow {
  readonly tokenId: number;
  readonly start: number;
  readonly length: number;
  readonly documentId: number;
  readonly ordinal: number;
  readonly text: string;
}

function formQueries(db: Database) {
  const forms = db.prepare<[string], FormRow>(
    `SELECT t.id AS tokenId, t.start_char AS start, f.length, p.document_id AS documentId, p.ordinal, p.text
     FROM json_each(?) j CROSS JOIN polyseme_token t ON t.id = j.value
     CROSS JOIN polyseme_form f ON f.id = t.form_id CROSS JOIN polyseme_sentence s ON s.id = t.sentence_id
     CROSS JOIN polyseme_passage p ON p.id = s.passage_id`,
  );
  const passage = db
    .prepare<[number, number], string>(
      'SELECT text FROM polyseme_passage WHERE document_id = ? AND ordinal = ?',
    )
    .pluck();

  /** As many passages as give so many characters besides white space. */
  function textBeyond({ documentId, ordinal }: FormRow, step: 1 | -1, chars: number): string {
    let text = '';
    for (let i = ordinal + step; text.trim().length < chars; i += step) {
      const next = passage.get(documentId, i);
      if (next === undefined) break;
      text = step === 1 ? text + textIn(next) : textIn(next) + text;
    }
    return text;
  }

  return {
    formsInText: (tokenIds: readonly number[], chars: number): FormInText[] =>
      atOneMoment(db, () =>
        forms.all(JSON.stringify(tokenIds)).map((row): FormInText => {
          const { tokenId, start, length } = row;
          const passageText = textIn(row.text);
          const end = start + length;
          const missingBefore = chars - start;
          const missingAfter = chars - (passageText.length - end);
          const before = missingBefore > 0 ? textBeyond(row, -1, missingBefore) : '';
          const after = missingAfter > 0 ? textBeyond(row, 1, missingAfter) : '';
          return { tokenId, passageText, start, end, before, after };
        }),
      ),
  };
}

function documentsOfLines(db: Database) {
  const uris = db
    .prepare<[string], [number, string]>(
      `SELECT d.id, d.uri FROM json_each(?) j CROSS JOIN polyseme_document d ON d.id = j.value`,
    )
    .raw();
  const lasts = db
    .prepare<[string], [documentId: number, start: number, text: string]>(
      `SELECT p.document_id, p.start_char, p.text FROM json_each(?) j CROSS JOIN polyseme_passage p
       ON p.document_id = j.value AND p.ordinal =
         (SELECT max(q.ordinal) FROM polyseme_passage q WHERE q.document_id = j.value)`,
    )
    .raw();

  return {
    urisOf: (documentIds: readonly number[]): Map<number, string> =>
      new Map(uris.all(JSON.stringify(documentIds))),
    lengthsOf: (documentIds: readonly number[]): Map<number, number> =>
      new Map(
        lasts.all(JSON.stringify(documentIds)).map(([id, start, text]) => [id, start + textIn(text).length]),
      ),
  };
}
