-- name: tail
SELECT commit_seq, owner, feed_offset, investigation_id, version, event_type, timestamp, committed_at, actor, source,
    request_id, data, trace_id
FROM events WHERE commit_seq > ? ORDER BY commit_seq LIMIT ?;
-- name: newest_committed_at
SELECT committed_at FROM events ORDER BY commit_seq DESC LIMIT 1;
-- name: in_commit_order
SELECT commit_seq, owner, feed_offset, version, event_type, timestamp, committed_at, data
FROM events WHERE investigation_id = ? ORDER BY commit_seq;
