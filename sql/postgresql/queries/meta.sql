-- name: probe
INSERT INTO meta (key, value) VALUES ('storage_probe', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
-- name: integrity
SELECT 'ok';
