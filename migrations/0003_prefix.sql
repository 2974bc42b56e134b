-- Every name begins with polyseme_, so that the tables can stand beside those of another program in its database.

ALTER TABLE collection RENAME TO polyseme_collection;
ALTER TABLE document RENAME TO polyseme_document;
ALTER TABLE passage RENAME TO polyseme_passage;
ALTER TABLE sentence RENAME TO polyseme_sentence;
ALTER TABLE lemma RENAME TO polyseme_lemma;
ALTER TABLE form RENAME TO polyseme_form;
ALTER TABLE token RENAME TO polyseme_token;
ALTER TABLE deletion RENAME TO polyseme_deletion;
ALTER TABLE write_log RENAME TO polyseme_write_log;
ALTER TABLE staged_passage RENAME TO polyseme_staged_passage;
ALTER TABLE counter RENAME TO polyseme_counter;
ALTER TABLE setting RENAME TO polyseme_setting;
ALTER TABLE gloss RENAME TO polyseme_gloss;
ALTER TABLE induction RENAME TO polyseme_induction;
ALTER TABLE sense_edit RENAME TO polyseme_sense_edit;
ALTER TABLE assignment RENAME TO polyseme_assignment;
ALTER TABLE assigned_word RENAME TO polyseme_assigned_word;

DROP INDEX document_by_file;
DROP INDEX document_by_external_id;
DROP INDEX passage_by_document;
DROP INDEX sentence_by_passage;
DROP INDEX form_by_folded;
DROP INDEX token_by_id;
DROP INDEX sense_edit_by_word;
CREATE INDEX polyseme_document_by_file ON polyseme_document (collection_id, file_uri);
CREATE INDEX polyseme_document_by_external_id ON polyseme_document (collection_id, external_id)
  WHERE external_id IS NOT NULL;
CREATE INDEX polyseme_passage_by_document ON polyseme_passage (document_id, ordinal);
CREATE INDEX polyseme_sentence_by_passage ON polyseme_sentence (passage_id);
CREATE INDEX polyseme_form_by_folded ON polyseme_form (folded);
CREATE INDEX polyseme_token_by_id ON polyseme_token (id);
CREATE INDEX polyseme_sense_edit_by_word ON polyseme_sense_edit (collection_id, word);
