-- name: tail
SELECT commit_seq, owner, feed_offset, investigation_id, version, event_type, timestamp, actor, source, request_id, data
FROM events WHERE commit_seq > ? ORDER BY commit_seq LIMIT ?;
