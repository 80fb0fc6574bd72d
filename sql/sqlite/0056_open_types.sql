-- The program alone defines the types of events and audit entries. A CHECK that lists them would have to be replaced for
-- every new type, and SQLite replaces a CHECK only by copying the whole table, as this file does for the last time.
-- A damaged row is copied as it is: `verify` names it, and a migration must not stop at it.
PRAGMA ignore_check_constraints = ON;

CREATE TABLE new_events (
    commit_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL REFERENCES feeds (owner),
    feed_offset INTEGER NOT NULL CHECK (feed_offset >= 1),
    investigation_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    event_type TEXT NOT NULL,
    timestamp TEXT NOT NULL,
    committed_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    request_id TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    row_checksum INTEGER,
    UNIQUE (owner, feed_offset)
) STRICT;

INSERT INTO new_events
SELECT
    commit_seq, owner, feed_offset, investigation_id, version, event_type, timestamp, committed_at, actor, source,
    request_id, data, row_checksum
FROM events;

-- The next number follows the highest that was ever used, which may belong to a deleted row.
DELETE FROM sqlite_sequence WHERE name = 'new_events';
UPDATE sqlite_sequence SET name = 'new_events' WHERE name = 'events';

DROP TABLE events;
ALTER TABLE new_events RENAME TO events;
CREATE INDEX events_by_investigation ON events (investigation_id, feed_offset);
CREATE INDEX events_by_timestamp ON events (investigation_id, timestamp, feed_offset);
CREATE INDEX events_by_age ON events (committed_at);

CREATE TABLE new_audit_log (
    entry_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL UNIQUE,
    investigation_id TEXT NOT NULL,
    incarnation INTEGER NOT NULL DEFAULT 0,
    user_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action_type TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    version INTEGER NOT NULL CHECK (version >= 1),
    previous_state TEXT CHECK (previous_state IS NULL OR json_valid(previous_state)),
    changes TEXT CHECK (changes IS NULL OR json_valid(changes)),
    timestamp TEXT NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    hash_version INTEGER NOT NULL DEFAULT 1,
    action_types TEXT CHECK (action_types IS NULL OR json_valid(action_types))
) STRICT;

INSERT INTO new_audit_log
SELECT
    entry_seq, entry_id, investigation_id, incarnation, user_id, actor, action_type, source, version, previous_state,
    changes, timestamp, request_id, previous_hash, hash, hash_version, action_types
FROM investigation_audit_log;

DELETE FROM sqlite_sequence WHERE name = 'new_audit_log';
UPDATE sqlite_sequence SET name = 'new_audit_log' WHERE name = 'investigation_audit_log';

DROP TABLE investigation_audit_log;
ALTER TABLE new_audit_log RENAME TO investigation_audit_log;
CREATE INDEX audit_log_by_investigation ON investigation_audit_log (
    investigation_id, entry_seq, user_id, action_type, action_types, source, actor, timestamp);
CREATE INDEX audit_log_by_version ON investigation_audit_log (investigation_id, incarnation, version);
CREATE INDEX audit_log_by_user ON investigation_audit_log (user_id, investigation_id);
CREATE INDEX audit_log_by_age ON investigation_audit_log (timestamp);

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON investigation_audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never changed');
END;

CREATE TRIGGER audit_log_delete_by_retention_only BEFORE DELETE ON investigation_audit_log
WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'audit_purge')
BEGIN
    SELECT RAISE(ABORT, 'audit entries are deleted by retention only');
END;

-- INSERT OR REPLACE deletes rows without firing the trigger above.
CREATE TRIGGER audit_log_no_replace BEFORE INSERT ON investigation_audit_log
WHEN EXISTS (SELECT 1 FROM investigation_audit_log WHERE entry_seq = NEW.entry_seq OR entry_id = NEW.entry_id)
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never replaced');
END;

PRAGMA ignore_check_constraints = OFF;
