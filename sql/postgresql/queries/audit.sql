-- name: chain_entries
SELECT entry_seq, entry_id, investigation_id, incarnation, user_id, actor, action_type, source, version,
    previous_state, changes, timestamp, request_id, previous_hash, hash, hash_version, action_types,
    trace_id
FROM investigation_audit_log WHERE investigation_id = ? AND entry_seq > ? AND entry_seq <= ? ORDER BY entry_seq;
-- name: next_entry_seq
SELECT nextval(pg_get_serial_sequence('investigation_audit_log', 'entry_seq'));
