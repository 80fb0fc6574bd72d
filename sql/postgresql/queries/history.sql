-- The repository fills in {columns} and {ids}, one placeholder for each id.

-- name: row
SELECT {columns} FROM investigation_history WHERE investigation_id = ?;
-- name: rows
SELECT {columns} FROM investigation_history WHERE user_id = ? AND investigation_id IN ({ids});
