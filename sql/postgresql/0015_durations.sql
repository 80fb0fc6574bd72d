-- The cast of a text that is no time fails, and with it every list that has the row. These functions do not fail: a
-- month or day that does not exist counts as one of the next year or month.
CREATE FUNCTION is_time(stored text) RETURNS boolean LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT stored ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{3}Z$'
$$;

CREATE FUNCTION moment_of(stored_time text) RETURNS timestamp LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT timestamp '0001-01-01' + make_interval(
        years => substr(stored_time, 1, 4)::int - 1,
        months => substr(stored_time, 6, 2)::int - 1,
        days => substr(stored_time, 9, 2)::int - 1,
        hours => substr(stored_time, 12, 2)::int,
        mins => substr(stored_time, 15, 2)::int,
        secs => substr(stored_time, 18, 6)::float8)
$$;

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
    CASE WHEN is_time(started_at) AND is_time(completed_at) THEN
        greatest(0, round(extract(epoch FROM moment_of(completed_at) - moment_of(started_at)) * 1000))::bigint
    ELSE -1 END AS duration_ms,
    coalesce(last_accessed, '') AS last_accessed,
    updated_at,
    version,
    coalesce(archived_at, '') AS archived_at,
    coalesce(template_id, '') AS template_id,
    coalesce(template_version, -1) AS template_version,
    coalesce(name_key, '') AS name_key
FROM investigation_states;
