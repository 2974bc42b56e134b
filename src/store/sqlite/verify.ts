// Checks that the database is sound: every table is read once, and compared with the others and with its checksums.
import type { Database } from 'better-sqlite3';
import type { Metadata } from '../../domain/text.js';
import { earlyPassageHash, passageHash } from '../passage-hash.js';
import { checksumSql, tablesWithChecksums } from './checksums.js';
import { atOneMoment } from './connection.js';
import { storedChecksum } from './passage-checksums.js';
import { otherMigrations, ourTables } from './schema.js';
import { attributesOf } from './vector-filters.js';

export function verifyQueries(db: Database) {
  const counted = (checks: readonly (readonly [what: string, sql: string])[]): string[] =>
    checks.flatMap(([what, sql]) => {
      const count = db.prepare<[], number>(sql).pluck().get() as number;
      return count > 0 ? [`${count} ${what}`] : [];
    });
  const findProblems = (): string[] => [
    ...counted(contradictions),
    ...problemsOfPassages(db),
    ...counted(changedRows(db)),
    ...problemsOfAttributes(db),
    ...lostReferences(db),
    ...otherMigrations(db).map((name) => `the migration ${name} is not the one that this version has`),
  ];

  return {
    contradictions: (): string[] =>
      atOneMoment(db, () => {
        const damage = (db.pragma('integrity_check') as { integrity_check: string }[])
          .map((row) => row.integrity_check)
          .filter((text) => text !== 'ok');
        try {
          return [...damage, ...findProblems()];
        } catch (cause) {
          if (damage.length > 0) return damage; // because of it the rest could not be read
          throw cause;
        }
      }),
    rowsWithoutChecksum: (): number =>
      atOneMoment(db, () =>
        [...tablesWithChecksums, 'polyseme_passage'].reduce((sum, table) => {
          const count = db
            .prepare<[], number>(`SELECT count(*) FROM ${table} WHERE checksum IS NULL`)
            .pluck();
          return sum + (count.get() as number);
        }, 0),
      ),
  };
}

/** Counts of the rows of each table that are not as they were written. */
const changedRows = (db: Database): (readonly [what: string, sql: string])[] => [
  ...tablesWithChecksums.map(
    (table) =>
      [
        `rows of ${table} that are not as they were written`,
        `SELECT count(*) FROM ${table} WHERE checksum <> ${checksumSql(db, table)}`,
      ] as const,
  ),
  [
    'rows of polyseme_queue that are not as they were written',
    `SELECT count(*) FROM polyseme_queue WHERE copied_id IS NOT NULL
     AND (copied_id, copied_tracked_id, copied_row_key) IS NOT (id, tracked_id, row_key)`,
  ],
];

interface PassageRow {
  readonly id: number;
  readonly documentId: number;
  readonly ordinal: number;
  readonly startChar: number;
  readonly text: string;
  readonly sha256: Buffer;
  readonly checksum: Buffer | null;
  readonly rules: number;
}

/** Checks each passage by its checksum, or by its hash where it has none yet, and the places of those of a document. */
function problemsOfPassages(db: Database): string[] {
  const passages = db.prepare<[], PassageRow>(
    `SELECT p.id, p.document_id AS documentId, p.ordinal, p.start_char AS startChar, p.text, p.sha256, p.checksum, d.rules
     FROM polyseme_passage p JOIN polyseme_document d ON d.id = p.document_id ORDER BY p.document_id, p.ordinal`,
  );
  const checksumOf = storedChecksum(db);
  const hashOf = storedHash(db);
  let [changed, misplaced] = [0, 0];
  let place = { documentId: 0, ordinal: 0, startChar: 0 };
  for (const passage of passages.iterate()) {
    const { documentId, ordinal, startChar, text, checksum } = passage;
    const isSame = checksum
      ? checksumOf(passage.id)?.equals(checksum)
      : hashOf(passage).equals(passage.sha256);
    if (!isSame) changed++;
    if (place.documentId !== documentId) place = { documentId, ordinal: 0, startChar: 0 };
    if (ordinal !== place.ordinal || startChar !== place.startChar) misplaced++;
    place = { documentId, ordinal: ordinal + 1, startChar: startChar + text.length };
  }
  return [
    ...(changed > 0 ? [`${changed} passages with another text, other words or other vectors`] : []),
    ...(misplaced > 0 ? [`${misplaced} passages that do not follow the one before`] : []),
  ];
}

/** Returns a function that computes the hash of a passage without a checksum, which its text and words determine. */
function storedHash(db: Database): (passage: Pick<PassageRow, 'id' | 'text' | 'rules'>) => Buffer {
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
  return ({ id, text, rules }) =>
    rules < 2 ? earlyPassageHash(text, ranges.all(id)) : passageHash(text, ranges.all(id), tokens.all(id));
}

/** Attributes are metadata once more: all of them are there, and no others. */
function problemsOfAttributes(db: Database): string[] {
  const vectors = db.prepare<[], { number: number; collectionId: number; metadata: string }>(
    'SELECT number, collection_id AS collectionId, metadata FROM polyseme_vector',
  );
  const find = db
    .prepare<[number, string, unknown, unknown, number], number>(
      `SELECT count(*) FROM polyseme_vector_attribute
       WHERE collection_id = ? AND name = ? AND value IN (?, ?) AND number = ?`,
    )
    .pluck();
  const countAll = db.prepare<[], number>('SELECT count(*) FROM polyseme_vector_attribute').pluck();
  let [present, missing, unreadable] = [0, 0, 0];
  for (const { number, collectionId, metadata } of vectors.iterate()) {
    try {
      for (const { name, value, earlier } of attributesOf(JSON.parse(metadata) as Metadata)) {
        const count = find.get(collectionId, name, value, earlier, number) as number;
        present += count;
        if (count === 0) missing++;
      }
    } catch (cause) {
      if (!(cause instanceof SyntaxError)) throw cause;
      unreadable++;
    }
  }
  const others = (countAll.get() as number) - present;
  return [
    ...(unreadable > 0 ? [`${unreadable} vectors with metadata that cannot be read`] : []),
    ...(missing > 0 ? [`${missing} attributes of vectors that are missing`] : []),
    ...(others > 0 && unreadable === 0 ? [`${others} attributes that no vector has`] : []),
  ];
}

/** Rows that refer to others that are gone. */
const lostReferences = (db: Database): string[] =>
  ourTables().flatMap((table) => {
    const { length } = db.pragma(`foreign_key_check(${table})`) as unknown[];
    return length > 0 ? [`${length} rows of ${table} whose reference is gone`] : [];
  });

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
    'documents whose number of words or sentences is wrong',
    `SELECT count(*) FROM polyseme_document d
     WHERE num_words <> (SELECT coalesce(sum(num_words), 0) FROM polyseme_passage p WHERE p.document_id = d.id)
       OR num_sentences <> (SELECT count(*) FROM polyseme_passage p JOIN polyseme_sentence s ON s.passage_id = p.id
                            WHERE p.document_id = d.id)`,
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
    'senses of occurrences that are gone',
    `SELECT count(*) FROM polyseme_assignment a
     WHERE NOT EXISTS (SELECT 1 FROM polyseme_token t WHERE t.id = a.token_id)`,
  ],
];
