-- Senses: what is cached of the dictionary, what was induced, what people changed, and which sense a token has.

-- Vectors of a model's dictionary senses, int8 of any length.
CREATE TABLE gloss (
  fingerprint TEXT NOT NULL,             -- of the model
  sense_key   TEXT NOT NULL,
  vector      BLOB NOT NULL,
  PRIMARY KEY (fingerprint, sense_key)
) WITHOUT ROWID;

-- Senses found without a dictionary. They stay as they are when texts are added, so that their names keep their meaning.
CREATE TABLE induction (
  collection_id INTEGER NOT NULL REFERENCES collection (id),
  word          TEXT NOT NULL,           -- lemma
  num_tokens    INTEGER NOT NULL,        -- occurrences they were made from
  stability     REAL,                    -- null for one sense
  centroids     BLOB NOT NULL,           -- float32, one sense after the other
  PRIMARY KEY (collection_id, word)
) WITHOUT ROWID;

-- A person's changes to the senses of a word, in order. A word's own senses are what follows from those not undone.
CREATE TABLE sense_edit (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  collection_id INTEGER NOT NULL REFERENCES collection (id),
  word          TEXT NOT NULL,           -- lemma
  edit          TEXT NOT NULL,           -- JSON, see SenseEdit of domain.ts
  made_at       TEXT NOT NULL,           -- ISO 8601, UTC
  undone_at     TEXT
);
CREATE INDEX sense_edit_by_word ON sense_edit (collection_id, word);

-- The sense of each token, as the last disambiguation told it.
CREATE TABLE assignment (
  token_id   INTEGER NOT NULL,
  inventory  INTEGER NOT NULL,           -- index into inventories of domain.ts
  sense      TEXT NOT NULL,              -- sense key or id; empty for none of them
  label      TEXT NOT NULL,
  confidence REAL NOT NULL,              -- 0 to 1
  runner_up  TEXT NOT NULL,              -- empty where there is none
  PRIMARY KEY (token_id, inventory)
) WITHOUT ROWID;

-- Which words are assigned, and what they looked like then: the same again is not done again.
CREATE TABLE assigned_word (
  lemma_id  INTEGER NOT NULL REFERENCES lemma (id),
  inventory INTEGER NOT NULL,
  revision  INTEGER NOT NULL,            -- of the lemma
  basis     TEXT NOT NULL,               -- settings and own senses it was done with
  PRIMARY KEY (lemma_id, inventory)
) WITHOUT ROWID;
