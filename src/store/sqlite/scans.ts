// Exact search: sqlite-vec compares the query with every vector of a collection, or of some of its documents.
import type { Database } from 'better-sqlite3';
import type { Scan, Scored, SentenceFilter, TokenFilter } from '../rows.js';

export const scanQueries = (db: Database) => ({ ...tokenScans(db), ...sentenceScans(db) });

type ScanParameters = { collectionId: number; query: Int8Array; k: number };
type FilterParameters = { documents: string; pos: string | null; exceptLemmas: string; tokens: string };
type FilteredScanParameters = ScanParameters & FilterParameters;

const cosine = '1 - vec_distance_cosine(vec_int8(x.vector), vec_int8(@query)) AS cosine';
const best = 'ORDER BY cosine DESC, x.id LIMIT @k';

function tokenScans(db: Database) {
  const all = db.prepare<ScanParameters, Scored>(
    `SELECT x.id, ${cosine} FROM polyseme_token x JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE l.collection_id = @collectionId ${best}`,
  );
  const newer = db.prepare<ScanParameters & { after: number }, Scored>(
    `SELECT x.id, ${cosine} FROM polyseme_token x INDEXED BY polyseme_token_by_id
     CROSS JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE x.id > @after AND l.collection_id = @collectionId ${best}`,
  );
  const isWanted = `(@pos IS NULL OR x.pos IN (SELECT value FROM json_each(@pos)))
     AND x.lemma_id NOT IN (SELECT value FROM json_each(@exceptLemmas))`;
  const filtered = db.prepare<FilteredScanParameters, Scored>(
    `SELECT x.id, ${cosine} FROM polyseme_token x JOIN polyseme_lemma l ON l.id = x.lemma_id
     WHERE l.collection_id = @collectionId AND ${isWanted} ${best}`,
  );
  const tokensInDocuments = `json_each(@documents) j
     JOIN polyseme_passage p ON p.document_id = j.value JOIN polyseme_sentence s ON s.passage_id = p.id
     JOIN polyseme_token x ON x.id >= s.first_token_id AND x.id < s.first_token_id + s.num_tokens`;
  const inDocuments = db.prepare<FilteredScanParameters, Scored>(
    `SELECT x.id, ${cosine} FROM ${tokensInDocuments} WHERE ${isWanted} ${best}`,
  );
  const among = `json_each(@tokens) j CROSS JOIN polyseme_token x ON x.id = j.value`;
  const ofTokens = db.prepare<FilteredScanParameters, Scored>(
    `SELECT x.id, ${cosine} FROM ${among} WHERE ${isWanted} ${best}`,
  );
  const countOfTokens = db
    .prepare<FilterParameters & { limit: number }, number>(
      `SELECT count(*) FROM (SELECT 1 FROM ${among} WHERE ${isWanted} LIMIT @limit)`,
    )
    .pluck();
  const count = db
    .prepare<FilterParameters & { collectionId: number; limit: number }, number>(
      `SELECT count(*) FROM (SELECT 1 FROM polyseme_lemma l JOIN polyseme_token x ON x.lemma_id = l.id
       WHERE l.collection_id = @collectionId AND ${isWanted} LIMIT @limit)`,
    )
    .pluck();
  const countInDocuments = db
    .prepare<FilterParameters & { limit: number }, number>(
      `SELECT count(*) FROM (SELECT 1 FROM ${tokensInDocuments} WHERE ${isWanted} LIMIT @limit)`,
    )
    .pluck();

  return {
    scanTokens(scan: Scan & TokenFilter): Scored[] {
      const { collectionId, query, k, documents, pos, exceptLemmas, tokens } = scan;
      if (!documents && !pos && !exceptLemmas?.size && !tokens) return all.all({ collectionId, query, k });
      return (tokens ? ofTokens : documents ? inDocuments : filtered).all({
        collectionId,
        query,
        k,
        ...filterParameters(scan),
      });
    },
    countTokens(collectionId: number, filter: TokenFilter, limit: number): number {
      const parameters = { ...filterParameters(filter), limit };
      if (filter.tokens) return countOfTokens.get(parameters) as number;
      const counted = filter.documents
        ? countInDocuments.get(parameters)
        : count.get({ ...parameters, collectionId });
      return counted as number;
    },
    scanTokensAfter: (scan: Scan & { readonly after: number }): Scored[] => newer.all({ ...scan }),
  };
}

const filterParameters = ({ documents, pos, exceptLemmas, tokens }: TokenFilter): FilterParameters => ({
  documents: JSON.stringify([...(documents ?? [])]),
  pos: pos ? JSON.stringify([...pos]) : null,
  exceptLemmas: JSON.stringify([...(exceptLemmas ?? [])]),
  tokens: JSON.stringify([...(tokens ?? [])]),
});

function sentenceScans(db: Database) {
  const all = db.prepare<ScanParameters, Scored>(
    `SELECT x.id, ${cosine} FROM polyseme_sentence x JOIN polyseme_passage p ON p.id = x.passage_id
     JOIN polyseme_document d ON d.id = p.document_id
     WHERE d.collection_id = @collectionId ${best}`,
  );
  const inDocuments = db.prepare<ScanParameters & { documents: string }, Scored>(
    `SELECT x.id, ${cosine} FROM json_each(@documents) j
     JOIN polyseme_passage p ON p.document_id = j.value JOIN polyseme_sentence x ON x.passage_id = p.id ${best}`,
  );

  const ofSentences = db.prepare<ScanParameters & { sentences: string }, Scored>(
    `SELECT x.id, ${cosine} FROM json_each(@sentences) j CROSS JOIN polyseme_sentence x ON x.id = j.value ${best}`,
  );

  return {
    scanSentences(scan: Scan & SentenceFilter): Scored[] {
      const { collectionId, query, k, documents, sentences } = scan;
      const parameters = { collectionId, query, k };
      if (sentences) return ofSentences.all({ ...parameters, sentences: JSON.stringify([...sentences]) });
      if (!documents) return all.all(parameters);
      return inDocuments.all({ ...parameters, documents: JSON.stringify([...documents]) });
    },
  };
}
