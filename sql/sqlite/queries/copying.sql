-- The caller fills in {table} and {column}, both out of the names of our models.

-- name: last_number
SELECT coalesce(max(seq), 0) FROM sqlite_sequence WHERE name = '{table}';
-- name: set_number
UPDATE sqlite_sequence SET seq = ? WHERE name = '{table}';
-- name: insert_number
INSERT INTO sqlite_sequence (name, seq) VALUES ('{table}', ?);
