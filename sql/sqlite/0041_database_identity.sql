-- The identity of this file. A backup, a restored or recovered database and a file that is served for the first time
-- each receive another file_id. Every group of commits raises `commits` in its own transaction, so a file that lost the
-- end of its write-ahead log, or an older copy of it, has a smaller number than the service has recorded.
CREATE TABLE database_identity (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    file_id TEXT NOT NULL CHECK (length(file_id) = 32),
    commits INTEGER NOT NULL CHECK (commits >= 0),
    -- Why and when the present epoch began; NULL for the first one.
    epoch_reason TEXT,
    epoch_began_at TEXT,
    missing_commits INTEGER NOT NULL CHECK (missing_commits >= 0),
    missing_events INTEGER NOT NULL CHECK (missing_events >= 0)
) STRICT;

INSERT INTO database_identity (only_row, file_id, commits, missing_commits, missing_events)
VALUES (1, lower(hex(randomblob(16))), 0, 0, 0);
