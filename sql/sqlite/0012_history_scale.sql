-- Every order of the history list becomes a range of an index, and the table itself is in the order of the ids, so that
-- filters look at an owner's rows one after the other. Each index ends with the id that settles ties (SQLite adds what
-- is missing of a primary key). One whose columns a change does not name costs that change nothing.
DROP TRIGGER history_begins;
DROP TRIGGER history_goes_on;
DROP TRIGGER history_is_visited;
DROP TRIGGER history_is_told;
DROP TRIGGER history_ends;

ALTER TABLE investigation_history RENAME TO investigation_history_before;

-- duration_ms is no generated column because SQLite never reads those from an index alone.
-- Nothing is '' (text) or -1 (numbers): it comes before everything, and keyset pages need columns without NULL.
CREATE TABLE investigation_history (
    user_id TEXT NOT NULL,
    archived INTEGER NOT NULL,
    investigation_id TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    status TEXT NOT NULL,
    wizard_step TEXT NOT NULL,
    risk_score REAL NOT NULL,
    risk_level TEXT NOT NULL,
    entity_count INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT NOT NULL,
    completed_at TEXT NOT NULL,
    duration_ms INTEGER NOT NULL,
    last_accessed TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived_at TEXT NOT NULL,
    template_id TEXT NOT NULL,
    template_version INTEGER NOT NULL,
    PRIMARY KEY (user_id, archived, investigation_id),
    CHECK (archived = (archived_at <> ''))
) STRICT, WITHOUT ROWID;

-- In the order of the table, and with the totals as they are.
INSERT INTO investigation_history (
    user_id, archived, investigation_id, name, status, wizard_step, risk_score, risk_level, entity_count, created_at,
    started_at, completed_at, duration_ms, last_accessed, updated_at, version, archived_at, template_id,
    template_version)
SELECT
    user_id, archived, investigation_id, name, status, wizard_step, risk_score, risk_level, entity_count, created_at,
    started_at, completed_at, duration_ms, last_accessed, updated_at, version, archived_at, template_id,
    template_version
FROM investigation_history_before ORDER BY user_id, archived, investigation_id;

DROP TABLE investigation_history_before;

CREATE TRIGGER history_is_counted_in AFTER INSERT ON investigation_history
BEGIN
    INSERT INTO investigation_history_counts VALUES (NEW.user_id, NEW.archived, NEW.status, NEW.risk_level, 1)
    ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = investigations + 1;
END;

CREATE TRIGGER history_is_counted_out AFTER DELETE ON investigation_history
BEGIN
    UPDATE investigation_history_counts SET investigations = investigations - 1
    WHERE (user_id, archived, status, risk_level) = (OLD.user_id, OLD.archived, OLD.status, OLD.risk_level);
END;

CREATE TRIGGER history_is_counted_anew AFTER UPDATE OF user_id, archived, status, risk_level ON investigation_history
BEGIN
    UPDATE investigation_history_counts SET investigations = investigations - 1
    WHERE (user_id, archived, status, risk_level) = (OLD.user_id, OLD.archived, OLD.status, OLD.risk_level);
    INSERT INTO investigation_history_counts VALUES (NEW.user_id, NEW.archived, NEW.status, NEW.risk_level, 1)
    ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = investigations + 1;
END;

CREATE TRIGGER history_begins AFTER INSERT ON investigation_states
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

-- Every change. This and what follows: as long as the row stays where it is.
CREATE TRIGGER history_goes_on AFTER UPDATE OF version, updated_at ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET version = NEW.version, updated_at = NEW.updated_at
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_visited AFTER UPDATE OF last_accessed ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET last_accessed = coalesce(NEW.last_accessed, '')
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

-- Changes that are few, apart, because an UPDATE pays for the indexes of all columns it names.
CREATE TRIGGER history_is_named AFTER UPDATE OF name, entity_count ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET name = coalesce(NEW.name, ''), entity_count = NEW.entity_count
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_stepped AFTER UPDATE OF status, wizard_step ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET status = NEW.status, wizard_step = NEW.wizard_step
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_timed AFTER UPDATE OF started_at, completed_at ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        started_at = coalesce(NEW.started_at, ''), completed_at = coalesce(NEW.completed_at, ''),
        duration_ms = CASE WHEN NEW.started_at IS NULL OR NEW.completed_at IS NULL THEN -1 ELSE
            max(0, CAST(round((julianday(NEW.completed_at) - julianday(NEW.started_at)) * 86400000) AS INTEGER)) END
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_rated AFTER UPDATE OF risk_score, risk_level ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        risk_score = coalesce(NEW.risk_score, -1), risk_level = coalesce(NEW.risk_level, '')
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_traced AFTER UPDATE OF template_id, template_version ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        template_id = coalesce(NEW.template_id, ''), template_version = coalesce(NEW.template_version, -1)
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

-- Archiving and restoring move the row, with all that changed at the same time.
CREATE TRIGGER history_is_moved AFTER UPDATE OF user_id, archived_at ON investigation_states
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

CREATE TRIGGER history_ends AFTER DELETE ON investigation_states
BEGIN
    DELETE FROM investigation_history
    WHERE user_id = OLD.user_id AND archived = (OLD.archived_at IS NOT NULL)
        AND investigation_id = OLD.investigation_id;
END;

-- The two common orders hold what they are commonly filtered by.
CREATE INDEX history_by_updated_at
    ON investigation_history (user_id, archived, updated_at, investigation_id, status, risk_level);
CREATE INDEX history_by_created_at
    ON investigation_history (user_id, archived, created_at, investigation_id, status, risk_level);
CREATE INDEX history_by_name ON investigation_history (user_id, archived, name, investigation_id);
CREATE INDEX history_by_risk_score ON investigation_history (user_id, archived, risk_score, investigation_id);
CREATE INDEX history_by_completed_at ON investigation_history (user_id, archived, completed_at, investigation_id);
CREATE INDEX history_by_duration_ms ON investigation_history (user_id, archived, duration_ms, investigation_id);
CREATE INDEX history_by_last_accessed ON investigation_history (user_id, archived, last_accessed, investigation_id);
CREATE INDEX history_by_status ON investigation_history (user_id, archived, status, investigation_id);
CREATE INDEX history_by_wizard_step ON investigation_history (user_id, archived, wizard_step, investigation_id);
CREATE INDEX history_by_risk_level ON investigation_history (user_id, archived, risk_level, investigation_id);
CREATE INDEX history_by_entity_count ON investigation_history (user_id, archived, entity_count, investigation_id);
CREATE INDEX history_by_started_at ON investigation_history (user_id, archived, started_at, investigation_id);
CREATE INDEX history_by_version ON investigation_history (user_id, archived, version, investigation_id);
CREATE INDEX history_by_archived_at ON investigation_history (user_id, archived, archived_at, investigation_id);
CREATE INDEX history_by_template_id ON investigation_history (user_id, archived, template_id, investigation_id);
CREATE INDEX history_by_template_version
    ON investigation_history (user_id, archived, template_version, investigation_id);

-- Nothing asks these any more: the active list has an index of its own, and history a table of its own.
DROP INDEX investigation_states_by_user;
DROP INDEX investigation_states_by_status;

-- A trail is filtered without a look at its entries, whose patches are large; and whose it is, is one search.
DROP INDEX audit_log_by_investigation;
DROP INDEX audit_log_by_user;
CREATE INDEX audit_log_by_investigation
    ON investigation_audit_log (investigation_id, entry_seq, user_id, action_type, source, actor, timestamp);
CREATE INDEX audit_log_by_user ON investigation_audit_log (user_id, investigation_id);
