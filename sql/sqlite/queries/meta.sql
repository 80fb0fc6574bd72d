-- name: probe
INSERT INTO meta (key, value) VALUES ('storage_probe', ?) ON CONFLICT (key) DO UPDATE SET value = excluded.value;
-- name: integrity
PRAGMA integrity_check(100);
-- name: clock
SELECT strftime('%Y-%m-%dT%H:%M:%fZ', 'now');
