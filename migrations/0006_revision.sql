-- A lemma's revision is the write (polyseme_write_log) that last changed its tokens. Before, each lemma counted its own:
-- one that was removed and came back, maybe with the same id, could have the revision that something was cached by.

UPDATE polyseme_assigned_word SET revision =
  CASE WHEN revision = (SELECT l.revision FROM polyseme_lemma l WHERE l.id = lemma_id)
  THEN (SELECT coalesce(max(id), 0) FROM polyseme_write_log) ELSE -1 END;
UPDATE polyseme_lemma SET revision = (SELECT coalesce(max(id), 0) FROM polyseme_write_log);
