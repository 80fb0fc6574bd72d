-- trace_id: the trace of the caller's `traceparent` (W3C Trace Context), NULL for a caller without one. Since
-- hash_version 4 the hash of an audit entry covers it.
ALTER TABLE events ADD COLUMN trace_id TEXT;
ALTER TABLE investigation_audit_log ADD COLUMN trace_id TEXT;
