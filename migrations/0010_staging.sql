-- Staged passages in a table with a rowid: their rows are long, and a table without one keeps whole rows in its inner pages,
-- so that each look for a passage that is not there read some of them. Columns keep their order, which checksums follow.

CREATE TABLE polyseme_staged_passage_by_rowid (
  collection_id INTEGER NOT NULL REFERENCES polyseme_collection (id),
  sha256        BLOB NOT NULL,
  encoded       BLOB NOT NULL,
  rules         INTEGER NOT NULL DEFAULT 1,
  checksum      INTEGER,
  PRIMARY KEY (collection_id, sha256)
);
INSERT INTO polyseme_staged_passage_by_rowid SELECT * FROM polyseme_staged_passage;
DROP TABLE polyseme_staged_passage;
ALTER TABLE polyseme_staged_passage_by_rowid RENAME TO polyseme_staged_passage;
