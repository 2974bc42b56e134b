-- Induced senses start from the dictionary's where it has the word: those stored before are induced anew when next
-- needed. The number that a person wished outlives that.
DELETE FROM polyseme_induction;
ALTER TABLE polyseme_induction ADD COLUMN num_wished INTEGER;
