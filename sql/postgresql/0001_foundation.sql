-- The whole schema, equal in meaning to what the files of `sql/sqlite/` end in.
-- Applied by `python -m wizard_service migrate`, never at run time.
-- Timestamps are RFC 3339 UTC text with milliseconds and `Z`: they sort as text. Ids and sort keys have the collation
-- "C", so that a cursor means the same position on every server and in every database. Documents are TEXT, not jsonb,
-- because one entity tag stands for the same bytes. `row_checksum` is explained in wizard_service/store/checksums.py.

CREATE TABLE schema_migrations (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    sha256 TEXT NOT NULL,
    applied_at TEXT NOT NULL,
    row_checksum BIGINT
);

-- The objects that the migrations have created, as the catalog describes them. A start compares both; objects that an
-- operator has added are not listed.
CREATE TABLE schema_objects (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    definition TEXT NOT NULL
);

-- key 'epoch': changes whenever history can no longer be trusted to be the same (failover, restore).
CREATE TABLE meta (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    value TEXT NOT NULL,
    row_checksum BIGINT
);

INSERT INTO meta (key, value) VALUES ('epoch', substr(md5(gen_random_uuid()::text), 1, 8));

-- The server and the database that the epoch belongs to. The columns are NULL until the service first opens the
-- database; a restored dump, a copy of the database and a promoted standby differ from them, which begins a new epoch.
CREATE TABLE database_identity (
    only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
    system_identifier TEXT,
    timeline TEXT,
    database_oid BIGINT,
    -- Why and when the present epoch began; NULL for the first one.
    epoch_reason TEXT,
    epoch_began_at TEXT
);

INSERT INTO database_identity (only_row) VALUES (1);

-- One event feed per owner, numbered without gaps by this counter row. It has no index on `head` and room for new
-- versions of the row on its page, so that a change of `head` changes no index.
-- pruned: the highest offset that retention has deleted.
CREATE TABLE feeds (
    owner TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    head BIGINT NOT NULL DEFAULT 0,
    pruned BIGINT NOT NULL DEFAULT 0,
    row_checksum BIGINT,
    CHECK (pruned >= 0 AND pruned <= head)
) WITH (fillfactor = 50);

-- The events of a feed that a recovery could not save. Their offsets are no gap that `verify state` must report.
CREATE TABLE feed_losses (
    owner TEXT COLLATE "C" NOT NULL PRIMARY KEY REFERENCES feeds (owner),
    events BIGINT NOT NULL CHECK (events > 0)
);

-- incarnation: how often this id was used before, so that an ETag never comes back with another body.
-- navigation_json: the steps a user went through; it is no part of the state that clients write.
CREATE TABLE investigation_states (
    investigation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL,
    incarnation INTEGER NOT NULL DEFAULT 0 CHECK (incarnation >= 0),
    wizard_step TEXT COLLATE "C" NOT NULL CHECK (wizard_step IN ('SETTINGS', 'PROGRESS', 'RESULTS')),
    status TEXT COLLATE "C" NOT NULL CHECK (status IN ('IN_PROGRESS', 'COMPLETED', 'ERROR', 'CANCELLED')),
    version BIGINT NOT NULL CHECK (version >= 1),
    settings_json TEXT CHECK (settings_json IS NULL OR settings_json::json IS NOT NULL),
    progress_json TEXT CHECK (progress_json IS NULL OR progress_json::json IS NOT NULL),
    results_json TEXT CHECK (results_json IS NULL OR results_json::json IS NOT NULL),
    created_at TEXT COLLATE "C" NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL,
    last_accessed TEXT COLLATE "C",
    archived_at TEXT COLLATE "C",
    -- The history sorts and filters by these columns, kept by every write so that no list ever parses a document.
    name TEXT COLLATE "C",
    entity_count INTEGER NOT NULL DEFAULT 0 CHECK (entity_count >= 0),
    risk_score DOUBLE PRECISION CHECK (risk_score >= 0 AND risk_score <= 100),
    risk_level TEXT COLLATE "C" CHECK (risk_level IN ('low', 'medium', 'high', 'critical')),
    started_at TEXT COLLATE "C",
    completed_at TEXT COLLATE "C",
    template_id TEXT COLLATE "C",
    template_version BIGINT,
    navigation_json TEXT CHECK (navigation_json IS NULL OR navigation_json::json IS NOT NULL),
    settings_checksum BIGINT,
    progress_checksum BIGINT,
    results_checksum BIGINT,
    row_checksum BIGINT
);

CREATE INDEX investigation_states_active
    ON investigation_states (user_id, updated_at DESC, investigation_id, status, wizard_step)
    WHERE archived_at IS NULL;
CREATE INDEX investigation_states_by_archiving ON investigation_states (archived_at) WHERE archived_at IS NOT NULL;
CREATE INDEX investigation_states_by_template ON investigation_states (template_id, template_version)
    WHERE template_id IS NOT NULL;

-- The view is what history lists. '' (text) and -1 (numbers) stand for NULL: they come before everything, and keyset
-- pages need columns without NULL. Each index repeats expressions of the view, and its last column settles ties.
CREATE VIEW investigation_history AS SELECT
    investigation_id,
    user_id,
    CASE WHEN archived_at IS NULL THEN 0 ELSE 1 END AS archived,
    coalesce(name, '') AS name,
    status,
    wizard_step,
    coalesce(risk_score, -1) AS risk_score,
    coalesce(risk_level, '') AS risk_level,
    entity_count,
    created_at,
    coalesce(started_at, '') AS started_at,
    coalesce(completed_at, '') AS completed_at,
    CASE WHEN started_at IS NULL OR completed_at IS NULL THEN -1 ELSE
        greatest(0, round(extract(epoch FROM completed_at::timestamptz - started_at::timestamptz) * 1000))::bigint
    END AS duration_ms,
    coalesce(last_accessed, '') AS last_accessed,
    updated_at,
    version,
    coalesce(archived_at, '') AS archived_at,
    coalesce(template_id, '') AS template_id,
    coalesce(template_version, -1) AS template_version
FROM investigation_states;

CREATE INDEX history_by_updated_at ON investigation_states (user_id, updated_at, investigation_id);
CREATE INDEX history_by_created_at ON investigation_states (user_id, created_at, investigation_id);
CREATE INDEX history_by_name ON investigation_states (user_id, lower(coalesce(name, '')), investigation_id);
CREATE INDEX history_by_risk_score ON investigation_states (user_id, coalesce(risk_score, -1), investigation_id);
CREATE INDEX history_by_completed_at ON investigation_states (user_id, coalesce(completed_at, ''), investigation_id);

CREATE VIEW investigation_history_counts AS
SELECT user_id, archived, status, risk_level, count(*) AS investigations
FROM investigation_history GROUP BY user_id, archived, status, risk_level;

-- An entity type has any length, but the entry of a B-tree at most 2,704 bytes.
CREATE TABLE investigation_entity_types (
    investigation_id TEXT COLLATE "C" NOT NULL REFERENCES investigation_states (investigation_id) ON DELETE CASCADE,
    entity_type TEXT COLLATE "C" NOT NULL
);

CREATE UNIQUE INDEX investigation_entity_types_once ON investigation_entity_types (investigation_id, md5(entity_type));
CREATE INDEX investigation_entity_types_by_type ON investigation_entity_types USING hash (entity_type);

CREATE TABLE investigation_access (
    investigation_id TEXT COLLATE "C" NOT NULL REFERENCES investigation_states (investigation_id) ON DELETE CASCADE,
    user_id TEXT COLLATE "C" NOT NULL,
    role TEXT NOT NULL CHECK (role IN ('viewer', 'editor')),
    granted_by TEXT NOT NULL,
    granted_at TEXT NOT NULL,
    row_checksum BIGINT,
    PRIMARY KEY (investigation_id, user_id)
);

CREATE INDEX investigation_access_by_user ON investigation_access (user_id, investigation_id);

-- commit_seq is unique and in the order of commits within a feed and within an investigation, but not in that of all
-- commits. The tail therefore compares commit_xid, the transaction that wrote the event, with snapshots.
-- timestamp is when it happened (an executor may say so), committed_at when it was stored.
CREATE TABLE events (
    commit_seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    commit_xid XID8 NOT NULL DEFAULT pg_current_xact_id(),
    owner TEXT COLLATE "C" NOT NULL REFERENCES feeds (owner),
    feed_offset BIGINT NOT NULL CHECK (feed_offset >= 1),
    investigation_id TEXT COLLATE "C" NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    event_type TEXT NOT NULL CHECK (event_type IN (
        'state_updated', 'step_changed', 'status_changed', 'progress_updated', 'phase_changed',
        'tool_execution_started', 'tool_execution_progress', 'tool_execution_completed', 'tool_execution_error',
        'agent_updated', 'log_appended', 'results_available', 'error_occurred', 'concurrent_access',
        'access_changed', 'investigation_archived', 'investigation_restored', 'investigation_deleted',
        'template_applied')),
    timestamp TEXT COLLATE "C" NOT NULL,
    committed_at TEXT COLLATE "C" NOT NULL,
    actor TEXT NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    request_id TEXT NOT NULL,
    data TEXT NOT NULL CHECK (data::json IS NOT NULL),
    row_checksum BIGINT,
    UNIQUE (owner, feed_offset)
);

CREATE INDEX events_by_transaction ON events (commit_xid);
CREATE INDEX events_by_investigation ON events (investigation_id, feed_offset);
-- A reported end looks up the event that reported its start.
CREATE INDEX events_by_timestamp ON events (investigation_id, timestamp, feed_offset);
CREATE INDEX events_by_age ON events (committed_at);

-- No foreign key to the investigation: the audit trail outlives what it describes.
-- previous_state and changes are merge patches (RFC 7396) without log lines: what the change took away and what it
-- brought. hash chains the entries of one investigation.
CREATE TABLE investigation_audit_log (
    entry_seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    entry_id TEXT COLLATE "C" NOT NULL UNIQUE,
    investigation_id TEXT COLLATE "C" NOT NULL,
    incarnation INTEGER NOT NULL DEFAULT 0,
    user_id TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    action_type TEXT NOT NULL CHECK (action_type IN (
        'STATE_CREATED', 'STATE_UPDATED', 'STATE_DELETED', 'STEP_CHANGED', 'STATUS_CHANGED', 'SETTINGS_MODIFIED',
        'PROGRESS_UPDATED', 'RESULTS_FINALIZED', 'ARCHIVED', 'RESTORED', 'ACCESS_CHANGED', 'TEMPLATE_CREATED',
        'TEMPLATE_UPDATED', 'TEMPLATE_DELETED', 'TEMPLATE_RESTORED', 'TEMPLATE_APPLIED')),
    action_types TEXT CHECK (action_types IS NULL OR action_types::json IS NOT NULL),
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    version BIGINT NOT NULL CHECK (version >= 1),
    previous_state TEXT CHECK (previous_state IS NULL OR previous_state::json IS NOT NULL),
    changes TEXT CHECK (changes IS NULL OR changes::json IS NOT NULL),
    timestamp TEXT COLLATE "C" NOT NULL,
    request_id TEXT NOT NULL,
    previous_hash TEXT NOT NULL,
    hash TEXT NOT NULL,
    hash_version INTEGER NOT NULL DEFAULT 1
);

CREATE INDEX audit_log_by_investigation
    ON investigation_audit_log (
        investigation_id, entry_seq, user_id, action_type, action_types, source, actor, timestamp);
CREATE INDEX audit_log_by_version ON investigation_audit_log (investigation_id, incarnation, version);
CREATE INDEX audit_log_by_user ON investigation_audit_log (user_id, investigation_id);
CREATE INDEX audit_log_by_age ON investigation_audit_log (timestamp);

-- An anchor describes what retention has deleted from the beginning of a chain, whose rest can still be checked.
-- hash: of the newest deleted entry, whose number is purged_through; entries and deletions: how many were deleted, and
-- how many of them were STATE_DELETED.
CREATE TABLE audit_anchors (
    investigation_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    hash TEXT NOT NULL,
    purged_through BIGINT NOT NULL,
    entries BIGINT NOT NULL CHECK (entries >= 1),
    deletions BIGINT NOT NULL CHECK (deletions >= 0),
    anchored_at TEXT NOT NULL,
    row_checksum BIGINT
);

-- Every so many versions the whole state without log lines, so that none is ever many patches away.
CREATE TABLE audit_snapshots (
    investigation_id TEXT COLLATE "C" NOT NULL,
    incarnation INTEGER NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    state TEXT NOT NULL CHECK (state::json IS NOT NULL),
    row_checksum BIGINT,
    PRIMARY KEY (investigation_id, incarnation, version)
);

-- Every purge of the audit trail, written by the transaction that deletes the entries first_entry_seq to last_entry_seq.
-- entries: how many there were; older_than: what retention allowed to delete; forced: more than a fifth at once.
CREATE TABLE audit_purges (
    purge_seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    first_entry_seq BIGINT NOT NULL,
    last_entry_seq BIGINT NOT NULL,
    entries BIGINT NOT NULL CHECK (entries >= 1),
    older_than TEXT NOT NULL,
    forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
    actor TEXT NOT NULL,
    purged_at TEXT NOT NULL,
    row_checksum BIGINT,
    CHECK (first_entry_seq <= last_entry_seq)
);

-- Attempts to change an investigation that were denied; the newest ones only. user_id: the owner at that time.
CREATE TABLE denied_attempts (
    attempt_seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    investigation_id TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    actor TEXT COLLATE "C" NOT NULL,
    source TEXT NOT NULL CHECK (source IN ('USER', 'WEBSOCKET', 'POLLING', 'SYSTEM')),
    attempted TEXT NOT NULL,
    code TEXT NOT NULL,
    detail TEXT NOT NULL,
    version BIGINT NOT NULL CHECK (version >= 1),
    timestamp TEXT COLLATE "C" NOT NULL,
    request_id TEXT NOT NULL,
    row_checksum BIGINT
);

CREATE INDEX denied_attempts_by_investigation ON denied_attempts (investigation_id, attempt_seq);
-- Denied attempts are bounded for each actor: the attempts of one actor delete no others.
CREATE INDEX denied_attempts_by_actor ON denied_attempts (actor, attempt_seq);
CREATE INDEX denied_attempts_by_investigation_and_actor ON denied_attempts (investigation_id, actor, attempt_seq);

CREATE TABLE investigation_templates (
    template_id TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL,
    name TEXT COLLATE "C" NOT NULL,
    description TEXT,
    template_json TEXT NOT NULL CHECK (template_json::json IS NOT NULL),
    version BIGINT NOT NULL DEFAULT 1 CHECK (version >= 1),
    entity_count INTEGER NOT NULL DEFAULT 0 CHECK (entity_count >= 0),
    usage_count BIGINT NOT NULL DEFAULT 0 CHECK (usage_count >= 0),
    created_at TEXT COLLATE "C" NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL,
    deleted_at TEXT,
    placeholders_json TEXT NOT NULL DEFAULT '[]' CHECK (placeholders_json::json IS NOT NULL),
    row_checksum BIGINT
);

CREATE UNIQUE INDEX templates_by_name ON investigation_templates (user_id, name) WHERE deleted_at IS NULL;

-- Every version a template had, so that an investigation's template_id and template_version always lead to what it
-- was made from. action_type: the change that made the version, as in the audit trail.
CREATE TABLE investigation_template_versions (
    template_id TEXT COLLATE "C" NOT NULL REFERENCES investigation_templates (template_id) ON DELETE CASCADE,
    version BIGINT NOT NULL CHECK (version >= 1),
    name TEXT NOT NULL,
    description TEXT,
    template_json TEXT NOT NULL CHECK (template_json::json IS NOT NULL),
    placeholders_json TEXT NOT NULL CHECK (placeholders_json::json IS NOT NULL),
    entity_count INTEGER NOT NULL CHECK (entity_count >= 0),
    action_type TEXT NOT NULL CHECK (action_type IN (
        'TEMPLATE_CREATED', 'TEMPLATE_UPDATED', 'TEMPLATE_DELETED', 'TEMPLATE_RESTORED')),
    actor TEXT NOT NULL,
    updated_at TEXT COLLATE "C" NOT NULL,
    row_checksum BIGINT,
    PRIMARY KEY (template_id, version)
);

CREATE INDEX template_versions_by_age ON investigation_template_versions (updated_at);

-- The first outcome of a request under its key, stored by the transaction that made it.
CREATE TABLE idempotency_keys (
    user_id TEXT COLLATE "C" NOT NULL,
    key TEXT COLLATE "C" NOT NULL,
    request_sha256 TEXT NOT NULL,
    outcome TEXT NOT NULL CHECK (outcome::json IS NOT NULL),
    created_at TEXT COLLATE "C" NOT NULL,
    row_checksum BIGINT,
    PRIMARY KEY (user_id, key)
);

CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);

-- One-time tickets for streams and sockets, stored hashed. token_json: the identity of the token that a ticket was
-- issued for, so that its revocation also ends what the ticket opens.
CREATE TABLE tickets (
    ticket_sha256 TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    user_id TEXT COLLATE "C" NOT NULL,
    scope TEXT NOT NULL,
    token_expires_at TEXT NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    row_checksum BIGINT,
    token_json TEXT
);

CREATE INDEX tickets_by_expiry ON tickets (expires_at);

-- Tokens that are refused before they expire. subject: `token:` and a SHA-256, `jti:` and the claim, or `user:` and the
-- user id; that refuses tokens issued until revoked_at. expires_at: from then on the row refuses nothing any more.
CREATE TABLE revocations (
    revocation_seq BIGINT GENERATED BY DEFAULT AS IDENTITY PRIMARY KEY,
    subject TEXT COLLATE "C" NOT NULL UNIQUE,
    revoked_at TEXT NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    row_checksum BIGINT
);

CREATE INDEX revocations_by_expiry ON revocations (expires_at);

-- A lease names what one process at a time may do. owner: which one; from expires_at on any process may take it over.
CREATE TABLE leases (
    name TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    row_checksum BIGINT
);

-- The usage row of each owner is changed by every transaction that stores or deletes: a quota needs no scan.
-- events_tat_ns: theoretical arrival time (GCRA) of reported events, in nanoseconds since 1970; 0 when none was reported.
-- corrections: how often drift was corrected, so that two corrections at once do not add up.
CREATE TABLE usage (
    owner TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    investigations BIGINT NOT NULL DEFAULT 0,
    stored_bytes BIGINT NOT NULL DEFAULT 0,
    events_tat_ns BIGINT NOT NULL DEFAULT 0,
    corrections BIGINT NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

-- The audit trail is append-only. Retention deletes entries in a transaction that holds the key 'audit_purge' in meta.
CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'integrity_constraint_violation';
END
$$;

CREATE FUNCTION refuse_delete_without_purge() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NOT EXISTS (SELECT 1 FROM meta WHERE key = 'audit_purge') THEN
        RAISE EXCEPTION 'audit entries are deleted by retention only'
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN OLD;
END
$$;

CREATE TRIGGER audit_log_no_update BEFORE UPDATE ON investigation_audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_change('audit entries are never changed');
CREATE TRIGGER audit_log_delete_by_retention_only BEFORE DELETE ON investigation_audit_log
    FOR EACH ROW EXECUTE FUNCTION refuse_delete_without_purge();
CREATE TRIGGER audit_log_no_truncate BEFORE TRUNCATE ON investigation_audit_log
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit entries are deleted by retention only');
CREATE TRIGGER audit_purges_no_update BEFORE UPDATE ON audit_purges
    FOR EACH ROW EXECUTE FUNCTION refuse_change('audit purges are never changed');
CREATE TRIGGER audit_purges_no_delete BEFORE DELETE ON audit_purges
    FOR EACH ROW EXECUTE FUNCTION refuse_change('audit purges are never deleted');
CREATE TRIGGER audit_purges_no_truncate BEFORE TRUNCATE ON audit_purges
    FOR EACH STATEMENT EXECUTE FUNCTION refuse_change('audit purges are never deleted');
