-- Tables of the caller's whose rows are kept indexed. Triggers on them only write polyseme_queue, so that they work in
-- any program; `sync` reads it.

ALTER TABLE polyseme_document ADD COLUMN row_key; -- of its row, as it is in the tracked table; null for a file

CREATE TABLE polyseme_tracked (
  id               INTEGER PRIMARY KEY AUTOINCREMENT,
  collection       TEXT NOT NULL,
  name             TEXT NOT NULL UNIQUE, -- of the table when it was tracked: its documents are NAME#KEY
  key_columns      TEXT NOT NULL,        -- JSON arrays of column names
  text_columns     TEXT NOT NULL,
  metadata_columns TEXT NOT NULL
);

-- Rows that were inserted, changed or deleted since they were last read.
CREATE TABLE polyseme_queue (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  tracked_id INTEGER NOT NULL,
  row_key                                -- as it is in the table; a JSON array for a key of several columns
);
CREATE INDEX polyseme_queue_by_row ON polyseme_queue (tracked_id, row_key, id);
