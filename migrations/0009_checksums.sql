-- Rows bear a checksum of their columns, which whoever writes them computes, so that `verify` sees what was changed
-- behind their back. It is null in rows from before, until they are written again or the database is compacted.

-- A passage's covers its sentences and tokens, with all their vectors; a document's also the places of its passages.
ALTER TABLE polyseme_passage ADD COLUMN checksum BLOB;
ALTER TABLE polyseme_document ADD COLUMN checksum INTEGER;

ALTER TABLE polyseme_collection ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_lemma ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_form ADD COLUMN checksum INTEGER; -- without its id and its count
ALTER TABLE polyseme_deletion ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_write_log ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_staged_passage ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_counter ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_setting ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_gloss ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_induction ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_sense_edit ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_assignment ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_assigned_word ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_tracked ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_vector_collection ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_vector ADD COLUMN checksum INTEGER;
ALTER TABLE polyseme_vector_deletion ADD COLUMN checksum INTEGER;

-- Any program may write the queue, through triggers of plain SQL: so its rows are stored twice instead.
ALTER TABLE polyseme_queue ADD COLUMN copied_id INTEGER;
ALTER TABLE polyseme_queue ADD COLUMN copied_tracked_id INTEGER;
ALTER TABLE polyseme_queue ADD COLUMN copied_row_key;
CREATE TRIGGER polyseme_queue_copy AFTER INSERT ON polyseme_queue BEGIN
  UPDATE polyseme_queue SET copied_id = NEW.id, copied_tracked_id = NEW.tracked_id, copied_row_key = NEW.row_key
  WHERE id = NEW.id;
END;
