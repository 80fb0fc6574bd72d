-- The tail reads what has become visible between two snapshots. A transaction that was in progress in the first one
-- is found however late it commits, and an open transaction delays no other one.
-- name: tail
SELECT pg_current_snapshot()::text,
    (SELECT commit_xid::text::bigint FROM events ORDER BY commit_xid DESC LIMIT 1),
    commit_seq, owner, feed_offset, investigation_id, version, event_type, timestamp,
    committed_at, actor, source, request_id, data, trace_id
FROM events
WHERE commit_xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(commit_xid, ?::pg_snapshot)
ORDER BY owner, feed_offset LIMIT ?;
-- name: rest_of_tail
SELECT '', 0, commit_seq, owner, feed_offset, investigation_id, version, event_type, timestamp,
    committed_at, actor, source, request_id, data, trace_id
FROM events
WHERE commit_xid >= pg_snapshot_xmin(?::pg_snapshot) AND NOT pg_visible_in_snapshot(commit_xid, ?::pg_snapshot)
    AND pg_visible_in_snapshot(commit_xid, ?::pg_snapshot) AND (owner, feed_offset) > (?, ?)
ORDER BY owner, feed_offset LIMIT ?;
-- name: tail_end
SELECT pg_current_snapshot()::text,
    coalesce((SELECT commit_xid::text::bigint FROM events ORDER BY commit_xid DESC LIMIT 1), 0),
    coalesce(max(commit_seq), 0)
FROM events;
-- name: newest_committed_at
SELECT committed_at FROM events ORDER BY commit_seq DESC LIMIT 1;
-- name: in_commit_order
SELECT commit_seq, owner, feed_offset, version, event_type, timestamp, committed_at, data
FROM events WHERE investigation_id = ? ORDER BY commit_seq;
