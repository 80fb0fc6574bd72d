-- What history lists, one narrow row per investigation, kept by triggers in the transaction of the change itself: a
-- list never walks over documents, and no index of it is touched by a change that does not concern it.
-- Nothing is '' (text) or -1 (numbers): it comes before everything, and keyset pages need columns without NULL.
CREATE TABLE investigation_history (
    investigation_id TEXT NOT NULL PRIMARY KEY,
    user_id TEXT NOT NULL,
    name TEXT NOT NULL COLLATE NOCASE,
    status TEXT NOT NULL,
    wizard_step TEXT NOT NULL,
    risk_score REAL NOT NULL,
    risk_level TEXT NOT NULL,
    entity_count INTEGER NOT NULL,
    created_at TEXT NOT NULL,
    started_at TEXT NOT NULL,
    completed_at TEXT NOT NULL,
    duration_ms INTEGER NOT NULL GENERATED ALWAYS AS (
        CASE WHEN started_at = '' OR completed_at = '' THEN -1 ELSE
            max(0, CAST(round((julianday(completed_at) - julianday(started_at)) * 86400000) AS INTEGER))
        END) STORED,
    last_accessed TEXT NOT NULL,
    updated_at TEXT NOT NULL,
    version INTEGER NOT NULL,
    archived_at TEXT NOT NULL,
    archived INTEGER NOT NULL GENERATED ALWAYS AS (archived_at <> '') STORED,
    template_id TEXT NOT NULL,
    template_version INTEGER NOT NULL
) STRICT;

-- How many there are of each kind, so that a total costs a few rows however long the list is.
CREATE TABLE investigation_history_counts (
    user_id TEXT NOT NULL,
    archived INTEGER NOT NULL,
    status TEXT NOT NULL,
    risk_level TEXT NOT NULL,
    investigations INTEGER NOT NULL CHECK (investigations >= 0),
    PRIMARY KEY (user_id, archived, status, risk_level)
) STRICT, WITHOUT ROWID;

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

CREATE TRIGGER history_is_counted_anew AFTER UPDATE OF user_id, archived_at, status, risk_level ON investigation_history
BEGIN
    UPDATE investigation_history_counts SET investigations = investigations - 1
    WHERE (user_id, archived, status, risk_level) = (OLD.user_id, OLD.archived, OLD.status, OLD.risk_level);
    INSERT INTO investigation_history_counts VALUES (NEW.user_id, NEW.archived, NEW.status, NEW.risk_level, 1)
    ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = investigations + 1;
END;

CREATE TRIGGER history_begins AFTER INSERT ON investigation_states
BEGIN
    INSERT INTO investigation_history (
        investigation_id, user_id, name, status, wizard_step, risk_score, risk_level, entity_count, created_at,
        started_at, completed_at, last_accessed, updated_at, version, archived_at, template_id, template_version)
    VALUES (
        NEW.investigation_id, NEW.user_id, coalesce(NEW.name, ''), NEW.status, NEW.wizard_step,
        coalesce(NEW.risk_score, -1), coalesce(NEW.risk_level, ''), NEW.entity_count, NEW.created_at,
        coalesce(NEW.started_at, ''), coalesce(NEW.completed_at, ''), coalesce(NEW.last_accessed, ''),
        NEW.updated_at, NEW.version, coalesce(NEW.archived_at, ''), coalesce(NEW.template_id, ''),
        coalesce(NEW.template_version, -1));
END;

-- Every change.
CREATE TRIGGER history_goes_on AFTER UPDATE OF version, updated_at ON investigation_states
BEGIN
    UPDATE investigation_history SET version = NEW.version, updated_at = NEW.updated_at
    WHERE investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_is_visited AFTER UPDATE OF last_accessed ON investigation_states
BEGIN
    UPDATE investigation_history SET last_accessed = coalesce(NEW.last_accessed, '')
    WHERE investigation_id = NEW.investigation_id;
END;

-- The changes that are few.
CREATE TRIGGER history_is_told AFTER UPDATE OF
    user_id, name, status, wizard_step, risk_score, risk_level, entity_count, started_at, completed_at, archived_at,
    template_id, template_version ON investigation_states
BEGIN
    UPDATE investigation_history SET
        user_id = NEW.user_id, name = coalesce(NEW.name, ''), status = NEW.status, wizard_step = NEW.wizard_step,
        risk_score = coalesce(NEW.risk_score, -1), risk_level = coalesce(NEW.risk_level, ''),
        entity_count = NEW.entity_count, started_at = coalesce(NEW.started_at, ''),
        completed_at = coalesce(NEW.completed_at, ''), archived_at = coalesce(NEW.archived_at, ''),
        template_id = coalesce(NEW.template_id, ''), template_version = coalesce(NEW.template_version, -1)
    WHERE investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_ends AFTER DELETE ON investigation_states
BEGIN
    DELETE FROM investigation_history WHERE investigation_id = OLD.investigation_id;
END;

INSERT INTO investigation_history (
    investigation_id, user_id, name, status, wizard_step, risk_score, risk_level, entity_count, created_at,
    started_at, completed_at, last_accessed, updated_at, version, archived_at, template_id, template_version)
SELECT
    investigation_id, user_id, coalesce(name, ''), status, wizard_step, coalesce(risk_score, -1),
    coalesce(risk_level, ''), entity_count, created_at, coalesce(started_at, ''), coalesce(completed_at, ''),
    coalesce(last_accessed, ''), updated_at, version, coalesce(archived_at, ''), coalesce(template_id, ''),
    coalesce(template_version, -1)
FROM investigation_states;

-- One per common order, each with the id that settles ties. The first two answer the filters as well.
CREATE INDEX history_by_update ON investigation_history (user_id, archived, updated_at, investigation_id, status, risk_level);
CREATE INDEX history_by_creation ON investigation_history (user_id, archived, created_at, investigation_id, status, risk_level);
CREATE INDEX history_by_name ON investigation_history (user_id, archived, name, investigation_id);
CREATE INDEX history_by_risk ON investigation_history (user_id, archived, risk_score, investigation_id);
CREATE INDEX history_by_completion ON investigation_history (user_id, archived, completed_at, investigation_id);
CREATE INDEX history_by_duration ON investigation_history (user_id, archived, duration_ms, investigation_id);
CREATE INDEX history_by_access ON investigation_history (user_id, archived, last_accessed, investigation_id);
