-- Text, occurrences and vectors. Offsets are UTF-16 code units; vectors are int8 codes times a scale.

CREATE TABLE collection (
  id             INTEGER PRIMARY KEY,
  name           TEXT NOT NULL UNIQUE,
  model          TEXT NOT NULL,          -- as a person names it
  fingerprint    TEXT NOT NULL,          -- SHA-256 of the model's files: vectors of two models never mix
  dim            INTEGER NOT NULL,       -- components of a vector
  context_window TEXT NOT NULL,          -- pieces in a passage, or 'sentence'
  created_at     TEXT NOT NULL           -- ISO 8601, UTC
);

CREATE TABLE document (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  collection_id INTEGER NOT NULL REFERENCES collection (id),
  uri           TEXT NOT NULL,
  external_id   TEXT,                    -- the id given in a .jsonl or .csv file
  file_uri      TEXT NOT NULL,           -- the file it came from: its records are removed together
  sha256        BLOB NOT NULL,           -- of text and metadata: the same again is not encoded again
  metadata      TEXT NOT NULL,           -- JSON object
  num_words     INTEGER NOT NULL,
  num_tokens    INTEGER NOT NULL,
  num_sentences INTEGER NOT NULL,
  added_at      TEXT NOT NULL,
  UNIQUE (collection_id, uri)
);
CREATE INDEX document_by_file ON document (collection_id, file_uri);
CREATE INDEX document_by_external_id ON document (collection_id, external_id) WHERE external_id IS NOT NULL;

-- What was encoded in one run. The texts of a document's passages, in order, joined, are the document.
CREATE TABLE passage (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  document_id INTEGER NOT NULL REFERENCES document (id),
  ordinal     INTEGER NOT NULL,
  start_char  INTEGER NOT NULL,          -- in the document
  text        TEXT NOT NULL,
  num_words   INTEGER NOT NULL,
  sha256      BLOB NOT NULL              -- of text and sentence offsets: kept as it is when the document changes around it
);
CREATE INDEX passage_by_document ON passage (document_id, ordinal);

CREATE TABLE sentence (
  id             INTEGER PRIMARY KEY AUTOINCREMENT,
  passage_id     INTEGER NOT NULL REFERENCES passage (id),
  start_char     INTEGER NOT NULL,       -- in the passage
  end_char       INTEGER NOT NULL,
  first_token_id INTEGER NOT NULL,       -- its tokens have consecutive ids
  num_tokens     INTEGER NOT NULL,
  vector         BLOB NOT NULL,
  scale          REAL NOT NULL
);
CREATE INDEX sentence_by_passage ON sentence (passage_id);

CREATE TABLE lemma (
  id            INTEGER PRIMARY KEY,
  collection_id INTEGER NOT NULL REFERENCES collection (id),
  lemma         TEXT NOT NULL,
  num_tokens    INTEGER NOT NULL,
  revision      INTEGER NOT NULL,        -- grows with every change of its tokens: what is cached of them is checked by it
  UNIQUE (collection_id, lemma)
);

CREATE TABLE form (
  id         INTEGER PRIMARY KEY,
  lemma_id   INTEGER NOT NULL REFERENCES lemma (id),
  form       TEXT NOT NULL,
  folded     TEXT NOT NULL,              -- lower case, as it is looked up
  length     INTEGER NOT NULL,           -- in UTF-16 code units, which SQLite cannot count
  num_tokens INTEGER NOT NULL,           -- a form that no token has any more is deleted
  UNIQUE (lemma_id, form)
);
CREATE INDEX form_by_folded ON form (folded);

-- One row per occurrence of a content word, clustered by lemma: a word's occurrences are one sequential scan.
CREATE TABLE token (
  lemma_id    INTEGER NOT NULL REFERENCES lemma (id),
  id          INTEGER NOT NULL,          -- from counter 'token': only ever grows, never given twice
  document_id INTEGER NOT NULL,
  sentence_id INTEGER NOT NULL,
  form_id     INTEGER NOT NULL,
  pos         INTEGER NOT NULL,          -- index into partsOfSpeech of domain.ts
  start_char  INTEGER NOT NULL,          -- in the passage
  vector      BLOB NOT NULL,
  scale       REAL NOT NULL,
  PRIMARY KEY (lemma_id, id)
) WITHOUT ROWID;
CREATE INDEX token_by_id ON token (id);

-- Tokens that are gone, so that an index cache older than this can drop them too.
CREATE TABLE deletion (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  token_id INTEGER NOT NULL
);

-- One row for each change of tokens, with a random mark: an index cache names the last one it knows, so that it is
-- not taken for that of a restored backup, or of a copy that went another way.
CREATE TABLE write_log (
  id   INTEGER PRIMARY KEY AUTOINCREMENT,
  mark TEXT NOT NULL
);

-- Encoded passages of documents that are not complete yet: an interrupted run goes on from here.
CREATE TABLE staged_passage (
  collection_id INTEGER NOT NULL REFERENCES collection (id),
  sha256        BLOB NOT NULL,
  encoded       BLOB NOT NULL,
  PRIMARY KEY (collection_id, sha256)
) WITHOUT ROWID;

CREATE TABLE counter (
  name  TEXT PRIMARY KEY,
  value INTEGER NOT NULL
) WITHOUT ROWID;
INSERT INTO counter (name, value) VALUES ('token', 0);

CREATE TABLE setting (
  name  TEXT PRIMARY KEY,
  value TEXT NOT NULL
) WITHOUT ROWID;
