// Checks that the database is sound: every table is read once and compared with the others.
import type { Database } from 'better-sqlite3';
import { earlyPassageHash, passageHash } from '../passage-hash.js';
import { atOneMoment } from './connection.js';

export function verifyQueries(db: Database) {
  const passages = db.prepare<[], { id: number; text: string; sha256: Buffer; rules: number }>(
    `SELECT p.id, p.text, p.sha256, d.rules FROM polyseme_passage p JOIN polyseme_document d ON d.id = p.document_id
     ORDER BY p.document_id, p.ordinal`,
  );
  const ranges = db
    .prepare<[number], [number, number]>(
      'SELECT start_char, end_char FROM polyseme_sentence WHERE passage_id = ? ORDER BY start_char',
    )
    .raw();
  const tokens = db
    .prepare<[number], [number, number]>(
      `SELECT t.start_char, t.start_char + f.length FROM polyseme_sentence s
       JOIN polyseme_token t ON t.id >= s.first_token_id AND t.id < s.first_token_id + s.num_tokens
       JOIN polyseme_form f ON f.id = t.form_id WHERE s.passage_id = ? ORDER BY t.id`,
    )
    .raw();
  const hashOf = ({ id, text, rules }: { id: number; text: string; rules: number }): Buffer =>
    rules < 2 ? earlyPassageHash(text, ranges.all(id)) : passageHash(text, ranges.all(id), tokens.all(id));

  const countedContradictions = (): string[] =>
    contradictions.flatMap(([what, sql]) => {
      const count = db.prepare<[], number>(sql).pluck().get() as number;
      return count > 0 ? [`${count} ${what}`] : [];
    });

  function changedPassages(): string[] {
    let changed = 0;
    for (const passage of passages.iterate()) {
      if (!hashOf(passage).equals(passage.sha256)) changed++;
    }
    return changed > 0 ? [`${changed} passages with another text, or other words`] : [];
  }

  return {
    contradictions: (): string[] =>
      atOneMoment(db, () => {
        const damage = (db.pragma('integrity_check') as { integrity_check: string }[])
          .map((row) => row.integrity_check)
          .filter((text) => text !== 'ok');
        try {
          return [...damage, ...countedContradictions(), ...changedPassages()];
        } catch (cause) {
          if (damage.length > 0) return damage; // because of it the rest could not be read
          throw cause;
        }
      }),
  };
}

/** Each counts rows that must not exist. */
const contradictions: readonly (readonly [what: string, sql: string])[] = [
  [
    'words whose number of occurrences is wrong',
    `SELECT count(*) FROM polyseme_lemma l
     WHERE num_tokens <> (SELECT count(*) FROM polyseme_token t WHERE t.lemma_id = l.id)`,
  ],
  [
    'forms whose number of occurrences is wrong',
    `SELECT count(*) FROM polyseme_form f LEFT JOIN
     (SELECT form_id, count(*) AS n FROM polyseme_token GROUP BY form_id) c ON c.form_id = f.id
     WHERE f.num_tokens <> coalesce(c.n, 0)`,
  ],
  [
    'documents whose number of occurrences is wrong',
    `SELECT count(*) FROM polyseme_document d LEFT JOIN
     (SELECT document_id, count(*) AS n FROM polyseme_token GROUP BY document_id) c ON c.document_id = d.id
     WHERE d.num_tokens <> coalesce(c.n, 0)`,
  ],
  [
    'sentences that do not have the occurrences they should',
    `SELECT count(*) FROM polyseme_sentence s LEFT JOIN
     (SELECT sentence_id, count(*) AS n, min(id) AS first, max(id) AS last FROM polyseme_token GROUP BY sentence_id) c
     ON c.sentence_id = s.id
     WHERE s.num_tokens <> coalesce(c.n, 0)
       OR (s.num_tokens > 0 AND (c.first <> s.first_token_id OR c.last <> s.first_token_id + s.num_tokens - 1))`,
  ],
  [
    'occurrences without their sentence, word, form or document',
    `SELECT count(*) FROM polyseme_token t
     WHERE NOT EXISTS (SELECT 1 FROM polyseme_sentence s WHERE s.id = t.sentence_id)
        OR NOT EXISTS (SELECT 1 FROM polyseme_form f WHERE f.id = t.form_id AND f.lemma_id = t.lemma_id)
        OR NOT EXISTS (SELECT 1 FROM polyseme_document d WHERE d.id = t.document_id)`,
  ],
  [
    'passages or sentences of no document',
    `SELECT (SELECT count(*) FROM polyseme_passage p
             WHERE NOT EXISTS (SELECT 1 FROM polyseme_document d WHERE d.id = p.document_id))
          + (SELECT count(*) FROM polyseme_sentence s
             WHERE NOT EXISTS (SELECT 1 FROM polyseme_passage p WHERE p.id = s.passage_id))`,
  ],
  [
    'vectors of the wrong length',
    `SELECT count(*) FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id
     JOIN polyseme_collection c ON c.id = l.collection_id WHERE length(t.vector) <> c.dim`,
  ],
  [
    'occurrences with a number that is still to be given',
    "SELECT count(*) FROM polyseme_token WHERE id > (SELECT value FROM polyseme_counter WHERE name = 'token')",
  ],
  [
    'vectors of the wrong length for their collection',
    `SELECT count(*) FROM polyseme_vector v JOIN polyseme_vector_collection c ON c.id = v.collection_id
     WHERE length(v.vector) <> c.dim * CASE c.storage WHEN 'int8' THEN 1 ELSE 4 END`,
  ],
  [
    'attributes of vectors that are gone',
    `SELECT count(*) FROM polyseme_vector_attribute a WHERE NOT EXISTS (SELECT 1 FROM polyseme_vector v
     WHERE v.number = a.number AND v.collection_id = a.collection_id)`,
  ],
  [
    'senses of occurrences that are gone',
    `SELECT count(*) FROM polyseme_assignment a
     WHERE NOT EXISTS (SELECT 1 FROM polyseme_token t WHERE t.id = a.token_id)`,
  ],
];
