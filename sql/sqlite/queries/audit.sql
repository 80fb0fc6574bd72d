-- The values are read from the table itself: SQLite would take those that the index holds from the index.
-- name: chain_entries
SELECT entry_seq, CAST(entry_id AS BLOB), CAST(investigation_id AS BLOB), incarnation, CAST(user_id AS BLOB),
    CAST(actor AS BLOB), CAST(action_type AS BLOB), CAST(source AS BLOB), version, CAST(previous_state AS BLOB),
    CAST(changes AS BLOB), CAST(timestamp AS BLOB), CAST(request_id AS BLOB), CAST(previous_hash AS BLOB),
    CAST(hash AS BLOB), hash_version, CAST(action_types AS BLOB), CAST(trace_id AS BLOB)
FROM investigation_audit_log WHERE entry_seq IN (
    SELECT entry_seq FROM investigation_audit_log WHERE investigation_id = ? AND entry_seq > ? AND entry_seq <= ?)
ORDER BY entry_seq;
-- name: next_entry_seq
SELECT coalesce(max(seq), 0) + 1 FROM sqlite_sequence WHERE name = 'investigation_audit_log';
