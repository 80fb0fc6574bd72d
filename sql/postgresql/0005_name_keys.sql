-- name_key: what names are sorted by and searched in, made of the name by every write (store/search.py), because no
-- collation is the same on every database. `migrate` fills it for the rows that are there.
ALTER TABLE investigation_states ADD COLUMN name_key TEXT COLLATE "C";

DROP INDEX history_by_name;
CREATE INDEX history_by_name_key ON investigation_states (user_id, coalesce(name_key, ''), investigation_id);

CREATE OR REPLACE VIEW investigation_history AS SELECT
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
    coalesce(template_version, -1) AS template_version,
    coalesce(name_key, '') AS name_key
FROM investigation_states;
