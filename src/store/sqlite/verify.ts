// The database as a whole: is it what it must be, copies of it, and its file without gaps.
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { throwIfCancelled } from '../../domain/cancel.js';
import { PolysemeError } from '../../domain/errors.js';

/** How a backup is watched and stopped. */
export interface BackupOptions {
  /** Stops it: the unfinished copy is removed. */
  readonly signal?: AbortSignal;
  /** Called before the first page, after every 1,024, and at the end. */
  readonly onProgress?: (progress: { readonly pagesDone: number; readonly pagesTotal: number }) => void;
}

/** Pages copied before others get a turn: 8 to 16 MB, some 10 ms. */
const pagesPerStep = 1024;

export function upkeepQueries(db: Database) {
  /** Each counts rows that must not be there. */
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

  const passages = db.prepare<[], { id: number; text: string; sha256: Buffer; startChar: number }>(
    'SELECT id, text, sha256, start_char AS startChar FROM polyseme_passage ORDER BY document_id, ordinal',
  );
  const rangesOf = db
    .prepare<[number], [number, number]>(
      'SELECT start_char, end_char FROM polyseme_sentence WHERE passage_id = ? ORDER BY start_char',
    )
    .raw();
  const tokenIds = db
    .prepare<[number, number], number>(
      `SELECT t.id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE l.collection_id = ? AND t.id <= ?`,
    )
    .pluck();
  const randomTokens = db
    .prepare<[number, number], number>(
      `SELECT t.id FROM polyseme_token t JOIN polyseme_lemma l ON l.id = t.lemma_id
       WHERE l.collection_id = ? ORDER BY random() LIMIT ?`,
    )
    .pluck();
  const randomVectors = db
    .prepare<[number, number], number>(
      'SELECT number FROM polyseme_vector WHERE collection_id = ? ORDER BY random() LIMIT ?',
    )
    .pluck();
  const trimmed = ['polyseme_deletion', 'polyseme_vector_deletion'].map((table) =>
    db.prepare(`DELETE FROM ${table} WHERE id < (SELECT max(id) FROM ${table})`),
  );
  const clearAllStaged = db.prepare('DELETE FROM polyseme_staged_passage');

  return {
    /** What contradicts itself in the tables, in words; nothing when all is well. Reads everything once. */
    contradictions(): string[] {
      const damage = (db.pragma('integrity_check') as { integrity_check: string }[])
        .map((row) => row.integrity_check)
        .filter((text) => text !== 'ok');
      const counted = contradictions.flatMap(([what, sql]) => {
        const count = db.prepare<[], number>(sql).pluck().get() as number;
        return count > 0 ? [`${count} ${what}`] : [];
      });
      let changed = 0;
      for (const { id, text, sha256 } of passages.iterate()) {
        // what ingest.ts makes of a passage
        const content = JSON.stringify([text, rangesOf.all(id)]);
        if (!createHash('sha256').update(content).digest().equals(sha256)) changed++;
      }
      return [...damage, ...counted, ...(changed > 0 ? [`${changed} passages with another text`] : [])];
    },

    /** Ids of a collection's occurrences up to one. */
    tokenIdsUpTo: (collectionId: number, last: number): number[] => tokenIds.all(collectionId, last),
    randomTokens: (collectionId: number, count: number): number[] => randomTokens.all(collectionId, count),
    randomVectors: (collectionId: number, count: number): number[] => randomVectors.all(collectionId, count),

    /** Copies the database, as it is at one moment, while others write. Throws `conflict`, `cancelled` or `data`. */
    async backup(file: string, { signal, onProgress }: BackupOptions = {}): Promise<void> {
      if (existsSync(file)) {
        throw new PolysemeError('conflict', `path: ${file} is there already`, {
          cure: 'Name a file that is not.',
        });
      }
      if (!existsSync(path.dirname(path.resolve(file)))) {
        throw new PolysemeError('data', `path: the folder of ${file} does not exist`, {
          cure: 'Create the folder, or name another file.',
        });
      }
      throwIfCancelled(signal);
      const unfinished = `${file}.${randomUUID()}.new`;
      let least = Number.POSITIVE_INFINITY;
      try {
        const { totalPages } = await db.backup(unfinished, {
          progress: ({ totalPages, remainingPages }) => {
            throwIfCancelled(signal);
            onProgress?.({ pagesDone: totalPages - remainingPages, pagesTotal: totalPages });
            // SQLite starts again when another process has written: then the rest goes in one step, which cannot be
            const isAgain = remainingPages > least;
            least = Math.min(least, remainingPages);
            return isAgain ? Math.max(1, totalPages) : pagesPerStep;
          },
        });
        renameSync(unfinished, file);
        onProgress?.({ pagesDone: totalPages, pagesTotal: totalPages });
      } finally {
        for (const rest of [unfinished, `${unfinished}-journal`]) rmSync(rest, { force: true });
      }
    },

    /** Forgets what is gone, but for the last, and passages of documents that never became complete. */
    trim(): void {
      for (const statement of trimmed) statement.run();
      clearAllStaged.run();
    },
  };
}
