-- A reported end looks up the event that reported its start. Without this index it reads all events of the
-- investigation, up to 100 times in one report.
CREATE INDEX events_by_timestamp ON events (investigation_id, timestamp, feed_offset);
