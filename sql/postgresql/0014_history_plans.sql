-- A hash index finds room for one more row of an entity type by reading all pages of that type, so the creation of an
-- investigation took longer the more there were. The index holds digests, because the entry of a B-tree has at most
-- 2,704 bytes.
DROP INDEX investigation_entity_types_by_type;
CREATE INDEX investigation_entity_types_by_type ON investigation_entity_types (md5(entity_type), investigation_id);

-- The server takes it that few rows satisfy a condition on an expression, and would sort all rows of a user rather than
-- read one page of an index.
CREATE STATISTICS investigation_states_archived ON (CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END)
    FROM investigation_states;

ANALYZE investigation_entity_types;
ANALYZE investigation_states;
