-- This migration renames columns, tables and triggers to the terms of docs/glossary.md. SQLite cannot rename a trigger,
-- so each one is dropped and created again; none of them does anything else than before.
ALTER TABLE events RENAME COLUMN seq TO commit_seq;
ALTER TABLE events RENAME COLUMN n TO feed_offset;

ALTER TABLE refused_attempts RENAME TO denied_attempts;
DROP INDEX refused_attempts_by_investigation;
CREATE INDEX denied_attempts_by_investigation ON denied_attempts (investigation_id, attempt_seq);

UPDATE meta SET key = 'clock_checked_at' WHERE key = 'clock_seen';
UPDATE meta SET key = 'clock_suspected_at' WHERE key = 'clock_doubted';

DROP TRIGGER audit_log_is_never_changed;
DROP TRIGGER audit_log_is_only_purged;
DROP TRIGGER audit_log_is_never_replaced;
DROP TRIGGER audit_purges_are_never_changed;
DROP TRIGGER audit_purges_are_never_deleted;
DROP TRIGGER history_is_counted_in;
DROP TRIGGER history_is_counted_out;
DROP TRIGGER history_is_counted_anew; -- words-ok: name in 0012
DROP TRIGGER history_begins;
DROP TRIGGER history_goes_on;
DROP TRIGGER history_is_visited;
DROP TRIGGER history_is_named;
DROP TRIGGER history_is_stepped;
DROP TRIGGER history_is_timed;
DROP TRIGGER history_is_rated;
DROP TRIGGER history_is_traced;
DROP TRIGGER history_is_moved;
DROP TRIGGER history_ends;

-- The audit trail is append-only. Retention deletes entries in a transaction that holds the key 'audit_purge' in meta.
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

CREATE TRIGGER audit_purges_no_update BEFORE UPDATE ON audit_purges
BEGIN
    SELECT RAISE(ABORT, 'audit purges are never changed');
END;

CREATE TRIGGER audit_purges_no_delete BEFORE DELETE ON audit_purges
BEGIN
    SELECT RAISE(ABORT, 'audit purges are never deleted');
END;

-- The counts follow the history, so that a total costs a few rows however long the list is.
CREATE TRIGGER history_counts_insert AFTER INSERT ON investigation_history
BEGIN
    INSERT INTO investigation_history_counts VALUES (NEW.user_id, NEW.archived, NEW.status, NEW.risk_level, 1)
    ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = investigations + 1;
END;

CREATE TRIGGER history_counts_delete AFTER DELETE ON investigation_history
BEGIN
    UPDATE investigation_history_counts SET investigations = investigations - 1
    WHERE (user_id, archived, status, risk_level) = (OLD.user_id, OLD.archived, OLD.status, OLD.risk_level);
END;

CREATE TRIGGER history_counts_update AFTER UPDATE OF user_id, archived, status, risk_level ON investigation_history
BEGIN
    UPDATE investigation_history_counts SET investigations = investigations - 1
    WHERE (user_id, archived, status, risk_level) = (OLD.user_id, OLD.archived, OLD.status, OLD.risk_level);
    INSERT INTO investigation_history_counts VALUES (NEW.user_id, NEW.archived, NEW.status, NEW.risk_level, 1)
    ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = investigations + 1;
END;

-- The history follows the states. Each UPDATE trigger names few columns, because an UPDATE pays for the indexes of all
-- columns it names. They run while the row keeps its key, that is its owner and whether it is archived; a change of the
-- key is left to history_update_key.
CREATE TRIGGER history_insert AFTER INSERT ON investigation_states
BEGIN
    INSERT INTO investigation_history (
        user_id, archived, investigation_id, name, status, wizard_step, risk_score, risk_level, entity_count,
        created_at, started_at, completed_at, duration_ms, last_accessed, updated_at, version, archived_at,
        template_id, template_version)
    VALUES (
        NEW.user_id, NEW.archived_at IS NOT NULL, NEW.investigation_id, coalesce(NEW.name, ''), NEW.status,
        NEW.wizard_step, coalesce(NEW.risk_score, -1), coalesce(NEW.risk_level, ''), NEW.entity_count, NEW.created_at,
        coalesce(NEW.started_at, ''), coalesce(NEW.completed_at, ''),
        CASE WHEN NEW.started_at IS NULL OR NEW.completed_at IS NULL THEN -1 ELSE
            max(0, CAST(round((julianday(NEW.completed_at) - julianday(NEW.started_at)) * 86400000) AS INTEGER)) END,
        coalesce(NEW.last_accessed, ''), NEW.updated_at, NEW.version, coalesce(NEW.archived_at, ''),
        coalesce(NEW.template_id, ''), coalesce(NEW.template_version, -1));
END;

CREATE TRIGGER history_update_version AFTER UPDATE OF version, updated_at ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET version = NEW.version, updated_at = NEW.updated_at
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_last_accessed AFTER UPDATE OF last_accessed ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET last_accessed = coalesce(NEW.last_accessed, '')
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_name AFTER UPDATE OF name, entity_count ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET name = coalesce(NEW.name, ''), entity_count = NEW.entity_count
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_status AFTER UPDATE OF status, wizard_step ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET status = NEW.status, wizard_step = NEW.wizard_step
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_times AFTER UPDATE OF started_at, completed_at ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        started_at = coalesce(NEW.started_at, ''), completed_at = coalesce(NEW.completed_at, ''),
        duration_ms = CASE WHEN NEW.started_at IS NULL OR NEW.completed_at IS NULL THEN -1 ELSE
            max(0, CAST(round((julianday(NEW.completed_at) - julianday(NEW.started_at)) * 86400000) AS INTEGER)) END
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_risk AFTER UPDATE OF risk_score, risk_level ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        risk_score = coalesce(NEW.risk_score, -1), risk_level = coalesce(NEW.risk_level, '')
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_template AFTER UPDATE OF template_id, template_version ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        template_id = coalesce(NEW.template_id, ''), template_version = coalesce(NEW.template_version, -1)
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

-- Archiving and restoring move the row within the table, with all columns that changed at the same time.
CREATE TRIGGER history_update_key AFTER UPDATE OF user_id, archived_at ON investigation_states
WHEN NEW.user_id <> OLD.user_id OR NEW.archived_at IS NOT OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        user_id = NEW.user_id, archived = NEW.archived_at IS NOT NULL, archived_at = coalesce(NEW.archived_at, ''),
        name = coalesce(NEW.name, ''), entity_count = NEW.entity_count, status = NEW.status,
        wizard_step = NEW.wizard_step, started_at = coalesce(NEW.started_at, ''),
        completed_at = coalesce(NEW.completed_at, ''),
        duration_ms = CASE WHEN NEW.started_at IS NULL OR NEW.completed_at IS NULL THEN -1 ELSE
            max(0, CAST(round((julianday(NEW.completed_at) - julianday(NEW.started_at)) * 86400000) AS INTEGER)) END,
        risk_score = coalesce(NEW.risk_score, -1),
        risk_level = coalesce(NEW.risk_level, ''), template_id = coalesce(NEW.template_id, ''),
        template_version = coalesce(NEW.template_version, -1), last_accessed = coalesce(NEW.last_accessed, ''),
        version = NEW.version, updated_at = NEW.updated_at
    WHERE user_id = OLD.user_id AND archived = (OLD.archived_at IS NOT NULL)
        AND investigation_id = OLD.investigation_id;
END;

CREATE TRIGGER history_delete AFTER DELETE ON investigation_states
BEGIN
    DELETE FROM investigation_history
    WHERE user_id = OLD.user_id AND archived = (OLD.archived_at IS NOT NULL)
        AND investigation_id = OLD.investigation_id;
END;
