// The files that were read whole, as they were then.
import type { Database } from 'better-sqlite3';
import type { ReadFile } from '../rows.js';
import { insertSql } from './checksums.js';
import { immediately } from './connection.js';

export function readFileQueries(db: Database) {
  // with documents removed by hand, or taken over by another file, it is no longer whole
  const find = db.prepare<[number, string], ReadFile>(
    `SELECT f.file_uri AS fileUri, f.stamp, f.num_documents AS numDocuments, f.num_empty AS numEmpty
     FROM polyseme_file f WHERE f.collection_id = ? AND f.file_uri = ? AND f.num_documents =
       (SELECT count(*) FROM polyseme_document d WHERE d.collection_id = f.collection_id AND d.file_uri = f.file_uri)`,
  );
  const columns = ['collection_id', 'file_uri', 'stamp', 'num_documents', 'num_empty'];
  const write = db.prepare(`INSERT OR REPLACE ${insertSql(db, 'polyseme_file', columns)}`);
  return {
    readFile: (collectionId: number, fileUri: string): ReadFile | undefined =>
      find.get(collectionId, fileUri),
    writeReadFiles: (collectionId: number, files: readonly ReadFile[]): void =>
      immediately(db, () => {
        for (const { fileUri, stamp, numDocuments, numEmpty } of files) {
          write.run({
            ...{ collection_id: collectionId, file_uri: fileUri, stamp },
            ...{ num_documents: numDocuments, num_empty: numEmpty },
          });
        }
      }),
  };
}

/** Returns a function that forgets the file of a document, which is about to lose it: it is read again next time. */
export function fileForgetter(db: Database): (documentId: number) => void {
  const forget = db.prepare(
    `DELETE FROM polyseme_file WHERE (collection_id, file_uri) =
     (SELECT collection_id, file_uri FROM polyseme_document WHERE id = ?)`,
  );
  return (documentId) => void forget.run(documentId);
}
