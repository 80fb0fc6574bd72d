-- The caller fills in {table} and {column}, both out of the names of our models.

-- name: last_number
SELECT coalesce(pg_sequence_last_value(pg_get_serial_sequence('{table}', '{column}')::regclass), 0);
-- name: set_number
SELECT setval(pg_get_serial_sequence('{table}', '{column}')::regclass, ?);
