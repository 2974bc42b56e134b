-- The structure of a document's text where its file has one, and the files that were read whole.

CREATE TABLE polyseme_structure (
  document_id INTEGER PRIMARY KEY REFERENCES polyseme_document (id),
  parts       TEXT NOT NULL,             -- JSON: [kind, start, end, label, level] of pages, chapters, times, messages …
  num_pages   INTEGER NOT NULL,
  words       TEXT,                      -- JSON: [start, end, lemma, pos] of each word of an annotated corpus
  checksum    INTEGER
);

-- A file with the same stamp, all of whose documents are there, is not read again.
CREATE TABLE polyseme_file (
  collection_id INTEGER NOT NULL REFERENCES polyseme_collection (id),
  file_uri      TEXT NOT NULL,
  stamp         TEXT,                    -- size, times and number on the disk, versions of reader and rules, options;
                                         -- NULL for one that a person has left out of its folder
  num_documents INTEGER NOT NULL,
  num_empty     INTEGER NOT NULL,        -- records without words
  checksum      INTEGER,
  PRIMARY KEY (collection_id, file_uri)
);
