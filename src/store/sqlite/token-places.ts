// Where tokens lie: in their sentences, and in the text of a document.
import type { Database } from 'better-sqlite3';
import type { PlaceInText, TokenInStretch, TokensInText } from '../rows.js';
import { textIn } from './blobs.js';
import { atOneMoment } from './connection.js';

/** startChar: in the passage. */
type TokenPlace = readonly [tokenId: number, sentenceId: number, startChar: number, formId: number];

/** Returns a function that reads the places of tokens by their ids; those that are gone are left out. */
export function tokenPlaces(db: Database): (tokenIds: readonly number[]) => Map<number, TokenPlace> {
  const columns = 't.id, t.sentence_id, t.start_char, t.form_id';
  const byIds = db
    .prepare<[string], TokenPlace>(
      `SELECT ${columns} FROM json_each(?) j CROSS JOIN polyseme_token t ON t.id = j.value`,
    )
    .raw();
  const ofLemma = db
    .prepare<{ readonly first: number; readonly last: number; readonly limit: number }, TokenPlace>(
      `SELECT ${columns} FROM polyseme_token t
       WHERE lemma_id = (SELECT lemma_id FROM polyseme_token WHERE id = @first) AND id >= @first AND id <= @last
       ORDER BY id LIMIT @limit`,
    )
    .raw();

  // tokens of one word lie side by side: reading them in a row takes a third of the time of finding each by its id
  return (tokenIds) => {
    const [first = 0, last = 0] = [tokenIds[0], tokenIds.at(-1)];
    const inARow = ofLemma.all({ first, last, limit: 2 * tokenIds.length });
    const places = new Map(inARow.map((place) => [place[0], place]));
    const others = tokenIds.filter((id) => !places.has(id));
    if (others.length > 0) for (const place of byIds.all(JSON.stringify(others))) places.set(place[0], place);
    return places;
  };
}

export function textPlaceQueries(db: Database) {
  const placesOf = tokenPlaces(db);
  const uri = db.prepare<[number], string>('SELECT uri FROM polyseme_document WHERE id = ?').pluck();
  const texts = db
    .prepare<[number], string>('SELECT text FROM polyseme_passage WHERE document_id = ? ORDER BY ordinal')
    .pluck();
  const sentences = db
    .prepare<[string, number], [id: number, passageStart: number, startChar: number, endChar: number]>(
      `SELECT s.id, p.start_char, s.start_char, s.end_char FROM json_each(?) j
       CROSS JOIN polyseme_sentence s ON s.id = j.value
       CROSS JOIN polyseme_passage p ON p.id = s.passage_id AND p.document_id = ?`,
    )
    .raw();
  const lengths = db
    .prepare<[string], [formId: number, length: number]>(
      'SELECT f.id, f.length FROM json_each(?) j CROSS JOIN polyseme_form f ON f.id = j.value',
    )
    .raw();

  function tokensInText(documentId: number, tokenIds: readonly number[]): TokensInText | undefined {
    const name = uri.get(documentId);
    if (name === undefined) return undefined;
    const wanted = new Set(tokenIds);
    const tokens = [...placesOf(tokenIds).values()].filter(([tokenId]) => wanted.has(tokenId));
    const idsAt = (column: 1 | 3): string => JSON.stringify([...new Set(tokens.map((one) => one[column]))]);
    const lengthOf = new Map(lengths.all(idsAt(3)));
    const sentenceOf = new Map(
      sentences.all(idsAt(1), documentId).map((sentence) => [sentence[0], sentence]),
    );
    const places = tokens.flatMap(([tokenId, sentenceId, inPassage, formId]): PlaceInText[] => {
      const sentence = sentenceOf.get(sentenceId);
      if (!sentence) return [];
      const [, passageStart, from, to] = sentence;
      const start = passageStart + inPassage;
      const end = start + (lengthOf.get(formId) as number);
      return [{ tokenId, start, end, sentenceStart: passageStart + from, sentenceEnd: passageStart + to }];
    });
    places.sort((a, b) => a.start - b.start);
    return { uri: name, text: texts.all(documentId).map(textIn).join(''), places };
  }

  const inStretch = db.prepare<
    { readonly documentId: number; readonly from: number; readonly to: number },
    TokenInStretch
  >(
    `SELECT t.id AS tokenId, p.start_char + t.start_char AS start, p.start_char + t.start_char + f.length AS end,
            l.lemma, t.pos
     FROM polyseme_passage p
     CROSS JOIN polyseme_sentence s ON s.passage_id = p.id AND s.num_tokens > 0
     CROSS JOIN polyseme_token t ON t.id BETWEEN s.first_token_id AND s.first_token_id + s.num_tokens - 1
     CROSS JOIN polyseme_form f ON f.id = t.form_id
     CROSS JOIN polyseme_lemma l ON l.id = t.lemma_id
     WHERE p.document_id = @documentId AND p.start_char < @to
       AND p.ordinal >= coalesce((SELECT max(ordinal) FROM polyseme_passage
         WHERE document_id = @documentId AND start_char <= @from), 0)
       AND p.start_char + t.start_char >= @from AND p.start_char + t.start_char < @to
     ORDER BY start`,
  );

  return {
    tokensInStretch: (documentId: number, from: number, to: number): TokenInStretch[] =>
      inStretch.all({ documentId, from, to }),
    tokensInText: (documentId: number, tokenIds: readonly number[]): TokensInText | undefined =>
      atOneMoment(db, () => tokensInText(documentId, tokenIds)),
  };
}
