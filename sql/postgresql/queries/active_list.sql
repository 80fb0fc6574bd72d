-- The caller fills in {columns} and {filters}, both out of names of the repository alone.

-- name: owned
SELECT {columns}, 'owner' AS role
FROM investigation_states AS s
WHERE s.user_id = ? AND s.archived_at IS NULL{filters}
ORDER BY updated_at DESC, investigation_id LIMIT ? OFFSET ?;
-- name: readable
SELECT {columns}, 'owner' AS role
FROM investigation_states AS s
WHERE s.user_id = ? AND s.archived_at IS NULL{filters}
UNION ALL
SELECT {columns}, a.role
FROM investigation_access AS a
JOIN investigation_states AS s ON s.investigation_id = a.investigation_id
WHERE a.user_id = ? AND a.accepted_at IS NOT NULL AND s.archived_at IS NULL{filters}
ORDER BY updated_at DESC, investigation_id LIMIT ? OFFSET ?;
-- name: count_readable
SELECT (
    SELECT count(*) FROM investigation_states AS s
    WHERE s.user_id = ? AND s.archived_at IS NULL{filters}
) + (
    SELECT count(*) FROM investigation_access AS a
    JOIN investigation_states AS s ON s.investigation_id = a.investigation_id
    WHERE a.user_id = ? AND a.accepted_at IS NOT NULL AND s.archived_at IS NULL{filters}
);
