-- Each document knows the version of the rules that cut it into words (rulesVersion of src/text/rules.ts). After an upgrade
-- of the program it is cut again from the text that is stored; only what is read otherwise is encoded again.

ALTER TABLE polyseme_document ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
ALTER TABLE polyseme_staged_passage ADD COLUMN rules INTEGER NOT NULL DEFAULT 1;
CREATE INDEX polyseme_document_by_rules ON polyseme_document (collection_id, rules);
