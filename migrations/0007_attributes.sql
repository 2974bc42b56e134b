-- Attributes of vectors follow the rule of filters (see MetadataFilter): texts such as 0x10, 0b1 or 0o7 were stored as
-- the numbers that JavaScript reads them as, and empty texts were not stored. What counts is the metadata of the vector.

DELETE FROM polyseme_vector_attribute
WHERE typeof(value) <> 'text'
  AND number IN (SELECT v.number FROM polyseme_vector v WHERE v.metadata GLOB '*0[xXoObB]*')
  AND EXISTS (
    SELECT 1 FROM polyseme_vector v, json_each(v.metadata) j
    WHERE v.number = polyseme_vector_attribute.number AND j.key = polyseme_vector_attribute.name
      AND j.type = 'text' AND j.value GLOB '*0[xXoObB]*'
  );

-- those that are stored as texts already are ignored
INSERT OR IGNORE INTO polyseme_vector_attribute (collection_id, name, value, number)
SELECT v.collection_id, j.key, j.value, v.number
FROM polyseme_vector v, json_each(v.metadata) j
WHERE j.type = 'text' AND (j.value = '' OR j.value GLOB '*0[xXoObB]*');
