-- The repository fills in {columns} and {ids}, one placeholder for each id. `archived` is named in every statement
-- because it comes before the id in the primary key.

-- name: row
SELECT {columns} FROM investigation_history
WHERE (user_id, archived, investigation_id) = (
    SELECT user_id, archived_at IS NOT NULL, investigation_id FROM investigation_states WHERE investigation_id = ?
);
-- name: rows
SELECT {columns} FROM investigation_history
WHERE user_id = ? AND archived IN (0, 1) AND investigation_id IN ({ids});
