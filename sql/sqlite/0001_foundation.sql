-- The whole of the first schema. Applied by `python -m wizard_service migrate`, never at run time.
-- Timestamps are RFC 3339 UTC text with milliseconds and `Z`: they sort as text.

CREATE TABLE schema_migrations (
    name TEXT NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL
) STRICT;

-- key 'epoch': changes whenever history can no longer be trusted to be the same (restore, recovery).
CREATE TABLE meta (
    key TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

INSERT INTO meta (key, value) VALUES ('epoch', lower(hex(randomblob(4))));

-- One event feed per owner, numbered without gaps by this counter row.
-- pruned: the highest number that retention has dropped.
CREATE TABLE feeds (
    owner TEXT NOT NULL PRIMARY KEY,
    head INTEGER NOT NULL DEFAULT 0,
    pruned INTEGER NOT NULL DEFAULT 0,
    CHECK (pruned >= 0 AND pruned <= head)
) STRICT;

-- incarnation: how often this id was used before, so that an ETag never comes back with another body.
CREATE TABLE investigation_states (
    investigation_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    incarnation INTEGER NOT NULL DEFAULT 0 CHECK (incarnation >= 0),
    wizard_step TEXT NOT NULL CHECK (wizard_step IN ('SETTINGS', 'PROGRESS', 'RESULTS')),
    status TEXT NOT NULL CHECK (status IN ('IN_PROGRESS', 'COMPLETED', 'ERROR', 'CANCELLED')),
    version INTEGER NOT NULL CHECK (version >= 1),
    settings_json TEXT CHECK (settings_json IS NULL OR json_valid(settings_json)),
    progress_json TEXT CHECK (progress_json IS NULL OR json_valid(progress_json)),
    results_json TEXT CHECK (results_json IS NULL OR json_valid(results_json)),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    last_accessed TEXT,
    archived_at TEXT,
    -- What history sorts and filters by, kept by every write so that no list ever parses a document.
    name TEXT,
    entity_count INTEGER NOT NULL DEFAULT 0 CHECK (entity_count >= 0),
    risk_score REAL CHECK (risk_score IS NULL OR (risk_score >= 0 AND risk_score <= 100)),
    risk_level TEXT CHECK (risk_level IS NULL OR risk_level IN ('low', 'medium', 'high', 'critical')),
    started_at TEXT,
    completed_at TEXT,
    template_id TEXT,
    template_version INTEGER
) STRICT;

CREATE INDEX investigation_states_by_user ON investigation_states (user_id, archived_at, updated_at);
CREATE INDEX investigation_states_by_status ON investigation_states (user_id, status, updated_at);

CREATE TABLE investigation_entity_types (
    investigation_id TEXT NOT NULL REFERENCES investigation_states (investigation_id) ON DELETE CASCADE,
    entity_type TEXT NOT NULL,
    PRIMARY KEY (investigation_id, entity_type)
) STRICT, WITHOUT ROWID;

CREATE INDEX investigation_entity_types_by_type ON investigation_entity_types (entity_type, investigation_id);

CREATE TABLE investigation_access (
    investigation_id TEXT NOT NULL REFERENCES investigation_states (investigation_id) ON DELETE CASCADE,
    user_id TEXT NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor')),
    granted_by TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    PRIMARY KEY (investigation_id, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX investigation_access_by_user ON investigation_access (user_id, investigation_id);

-- seq is the commit order of the whole database, which the tail of every process follows: AUTOINCREMENT, because
-- a plain rowid is used again after the newest rows were deleted. n is the number within the owner's feed.
-- timestamp is when it happened (an executor may say so), committed_at when it was stored.
CREATE TABLE events (
    seq INTEGER PRIMARY KEY AUTOINCREMENT,
    owner TEXT NOT NULL REFERENCES feeds (owner),
    n INTEGER NOT NULL CHECK (n >= 1),
    investigation_id TEXT NOT NULL,
    version INTEGER NOT NULL CHECK (version >= 1),
    event_type TEXT NOT NULL CHECK (event_type IN (
        'state_updated', 'step_changed', 'status_changed', 'progress_updated', 'phase_changed',
        'tool_execution_started', 'tool_execution_progress', 'tool_execution_completed', 'tool_execution_error',
        'agent_updated', 'log_appended', 'results_available', 'error_occurred', 'concurrent_access',
        'access_changed', 'investigation_archived', 'investigation_restored', 'investigation_deleted',
        'template_applied')),
    timestamp TEXT NOT NULL,
    committed_at TEXT NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    request_id TEXT NOT NULL,
    data TEXT NOT NULL CHECK (json_valid(data)),
    UNIQUE (owner, n)
) STRICT;

CREATE INDEX events_by_investigation ON events (investigation_id, n);
CREATE INDEX events_by_age ON events (committed_at);

-- No foreign key to the investigation: the trail outlives what it describes.
-- previous_state and changes are merge patches (RFC 7396) without log lines: what the change took away and what it
-- brought. hash chains the entries of one investigation.
CREATE TABLE investigation_audit_log (
    entry_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    entry_id TEXT NOT NULL UNIQUE,
    investigation_id TEXT NOT NULL,
    incarnation INTEGER NOT NULL DEFAULT 0,
    user_id TEXT NOT NULL,
    actor TEXT NOT NULL,
    action_type TEXT NOT NULL CHECK (action_type IN (
        'STATE_CREATED', 'STATE_UPDATED', 'STATE_DELETED', 'STEP_CHANGED', 'STATUS_CHANGED', 'SETTINGS_MODIFIED',
        'PROGRESS_UPDATED', 'RESULTS_FINALIZED', 'ARCHIVED', 'RESTORED', 'ACCESS_CHANGED', 'TEMPLATE_CREATED',
        'TEMPLATE_UPDATED', 'TEMPLATE_DELETED', 'TEMPLATE_RESTORED', 'TEMPLATE_APPLIED')),
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    version INTEGER NOT NULL CHECK (version >= 1),
    previous_state TEXT CHECK (previous_state IS NULL OR json_valid(previous_state)),
    changes TEXT CHECK (changes IS NULL OR json_valid(changes)),
    timestamp TEXT NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL
) STRICT;

CREATE INDEX audit_log_by_investigation ON investigation_audit_log (investigation_id, entry_seq);
CREATE INDEX audit_log_by_version ON investigation_audit_log (investigation_id, incarnation, version);
CREATE INDEX audit_log_by_user ON investigation_audit_log (user_id, entry_seq);
CREATE INDEX audit_log_by_age ON investigation_audit_log (timestamp);

CREATE TABLE investigation_templates (
    template_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL,
    description TEXT,
    template_json TEXT NOT NULL CHECK (json_valid(template_json)),
    version INTEGER NOT NULL DEFAULT 1 CHECK (version >= 1),
    entity_count INTEGER NOT NULL DEFAULT 0 CHECK (entity_count >= 0),
    usage_count INTEGER NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
    created_at TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    deleted_at TEXT
) STRICT;

CREATE UNIQUE INDEX templates_by_name ON investigation_templates (user_id, name) WHERE deleted_at IS NULL;

-- The first outcome of a request under its key, stored by the transaction that made it.
CREATE TABLE idempotency_keys (
    user_id TEXT NOT NULL,
    key TEXT NOT NULL,
    request_sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (json_valid(outcome)),
    created_at TEXT NOT NULL,
    PRIMARY KEY (user_id, key)
) STRICT;

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- One-time tickets for streams and sockets, stored hashed.
CREATE TABLE tickets (
    ticket_sha256 TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    scope TEXT NOT NULL,
    token_expires_at TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

CREATE INDEX tickets_by_expiry ON tickets (expires_at);

-- The trail is append-only; retention lifts the guard for its own transaction by writing the key 'audit_purge'.
CREATE TRIGGER audit_log_is_never_changed BEFORE UPDATE ON investigation_audit_log
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never changed');
END;

CREATE TRIGGER audit_log_is_only_purged BEFORE DELETE ON investigation_audit_log
WHEN NOT EXISTS (SELECT 1 FROM meta WHERE key = 'audit_purge')
BEGIN
    SELECT RAISE(ABORT, 'audit entries are deleted by retention only');
END;

-- INSERT OR REPLACE deletes without asking the trigger above.
CREATE TRIGGER audit_log_is_never_replaced BEFORE INSERT ON investigation_audit_log
WHEN EXISTS (SELECT 1 FROM investigation_audit_log WHERE entry_seq = NEW.entry_seq OR entry_id = NEW.entry_id)
BEGIN
    SELECT RAISE(ABORT, 'audit entries are never replaced');
END;
