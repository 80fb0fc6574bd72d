-- One change may do several things: action_types lists them as a JSON array, the most significant one first, which is
-- action_type. An entry that was written before has none, and counts as its action_type alone: entries never change.
-- Since hash_version 3 the hash covers this column.
ALTER TABLE investigation_audit_log ADD COLUMN action_types TEXT
    CHECK (action_types IS NULL OR json_valid(action_types));

DROP INDEX audit_log_by_investigation;
CREATE INDEX audit_log_by_investigation ON investigation_audit_log (
    investigation_id, entry_seq, user_id, action_type, action_types, source, actor, timestamp);
