-- What retention has dropped from the beginning of a trail, so that the rest of the chain can still be checked.
-- hash: of the newest dropped entry, whose number is purged_through; entries and deletions: how many were dropped,
-- and how many of them were STATE_DELETED.
CREATE TABLE audit_anchors (
    investigation_id TEXT NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    purged_through INTEGER NOT NULL,
    entries INTEGER NOT NULL CHECK (entries >= 1),
    deletions INTEGER NOT NULL CHECK (deletions >= 0),
    anchored_at TEXT NOT NULL
) STRICT;

-- Every so many versions the whole state without log lines, so that none is ever many patches away.
CREATE TABLE audit_snapshots (
    investigation_id TEXT NOT NULL,
    incarnation INTEGER NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    state TEXT NOT NULL CHECK (json_valid(state)),
    PRIMARY KEY (investigation_id, incarnation, version)
) STRICT, WITHOUT ROWID;

-- Attempts to change an investigation that were refused; the newest ones only. user_id: the owner at that time.
CREATE TABLE refused_attempts (
    attempt_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    investigation_id TEXT NOT NULL,
    user_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    attempted TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    timestamp TEXT NOT NULL,
    request_id TEXT NOT NULL
) STRICT;

CREATE INDEX refused_attempts_by_investigation ON refused_attempts (investigation_id, attempt_seq);
