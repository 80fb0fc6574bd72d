-- name_key: what names are sorted by and searched in, made of the name by every write (store/search.py), because SQLite
-- folds the case of ASCII letters alone. `migrate` fills it for the rows that are there.
ALTER TABLE investigation_states ADD COLUMN name_key TEXT;
ALTER TABLE investigation_history ADD COLUMN name_key TEXT NOT NULL DEFAULT '';

DROP TRIGGER history_insert;
DROP TRIGGER history_update_name;
DROP TRIGGER history_update_key;
DROP INDEX history_by_name;
CREATE INDEX history_by_name_key ON investigation_history (user_id, archived, name_key, investigation_id);

CREATE TRIGGER history_insert AFTER INSERT ON investigation_states
BEGIN
    INSERT INTO investigation_history (
        user_id, archived, investigation_id, name, status, wizard_step, risk_score, risk_level, entity_count,
        created_at, started_at, completed_at, duration_ms, last_accessed, updated_at, version, archived_at,
        template_id, template_version, name_key)
    VALUES (
        NEW.user_id, NEW.archived_at IS NOT NULL, NEW.investigation_id, coalesce(NEW.name, ''), NEW.status,
        NEW.wizard_step, coalesce(NEW.risk_score, -1), coalesce(NEW.risk_level, ''), NEW.entity_count, NEW.created_at,
        coalesce(NEW.started_at, ''), coalesce(NEW.completed_at, ''),
        CASE WHEN NEW.started_at IS NULL OR NEW.completed_at IS NULL THEN -1 ELSE
            max(0, CAST(round((julianday(NEW.completed_at) - julianday(NEW.started_at)) * 86400000) AS INTEGER)) END,
        coalesce(NEW.last_accessed, ''), NEW.updated_at, NEW.version, coalesce(NEW.archived_at, ''),
        coalesce(NEW.template_id, ''), coalesce(NEW.template_version, -1),
        coalesce(NEW.name_key, ''));
END;

CREATE TRIGGER history_update_name AFTER UPDATE OF name, name_key, entity_count ON investigation_states
WHEN NEW.user_id = OLD.user_id AND NEW.archived_at IS OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        name = coalesce(NEW.name, ''), name_key = coalesce(NEW.name_key, ''), entity_count = NEW.entity_count
    WHERE user_id = NEW.user_id AND archived = (NEW.archived_at IS NOT NULL)
        AND investigation_id = NEW.investigation_id;
END;

CREATE TRIGGER history_update_key AFTER UPDATE OF user_id, archived_at ON investigation_states
WHEN NEW.user_id <> OLD.user_id OR NEW.archived_at IS NOT OLD.archived_at
BEGIN
    UPDATE investigation_history SET
        user_id = NEW.user_id, archived = NEW.archived_at IS NOT NULL, archived_at = coalesce(NEW.archived_at, ''),
        name = coalesce(NEW.name, ''), name_key = coalesce(NEW.name_key, ''), entity_count = NEW.entity_count,
        status = NEW.status, wizard_step = NEW.wizard_step, started_at = coalesce(NEW.started_at, ''),
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
