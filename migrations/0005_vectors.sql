-- Vectors that somebody else has made, of any model and dimension.

CREATE TABLE polyseme_vector_collection (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL UNIQUE,
  dim        INTEGER NOT NULL,
  metric     TEXT NOT NULL,              -- cosine, ip or l2
  storage    TEXT NOT NULL,              -- int8 or float32
  model      TEXT NOT NULL,              -- as its owner names it; may be empty
  created_at TEXT NOT NULL               -- ISO 8601, UTC
);

-- With a rowid: rows are long, and a table without one keeps whole rows in its inner pages.
CREATE TABLE polyseme_vector (
  number        INTEGER PRIMARY KEY,     -- from counter 'vector': only ever grows; a vector that changes gets a new one
  collection_id INTEGER NOT NULL REFERENCES polyseme_vector_collection (id),
  item_id       NOT NULL,                -- its owner's
  vector        BLOB NOT NULL,           -- int8 codes, to be multiplied by scale, or float32
  scale         REAL NOT NULL,
  metadata      TEXT NOT NULL            -- JSON object
);
CREATE INDEX polyseme_vector_by_collection ON polyseme_vector (collection_id, number);
CREATE UNIQUE INDEX polyseme_vector_by_item ON polyseme_vector (collection_id, item_id);

-- Metadata once more, as it is filtered by: numbers, and what reads as one, as numbers.
CREATE TABLE polyseme_vector_attribute (
  collection_id INTEGER NOT NULL,
  name          TEXT NOT NULL,
  value         NOT NULL,
  number        INTEGER NOT NULL,
  PRIMARY KEY (collection_id, name, value, number)
) WITHOUT ROWID;

CREATE TABLE polyseme_vector_deletion (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  collection_id INTEGER NOT NULL,
  number        INTEGER NOT NULL
);

INSERT INTO polyseme_counter (name, value) VALUES ('vector', 0);
