-- An investigation starts when it leaves the step SETTINGS, by the service's clock. Before, started_at was the member of
-- the same name in its progress, which clients can set: a start in 1970 or in 2036 decided orders and durations.
-- What was stored is kept where the service's own times allow it.
UPDATE investigation_states
SET started_at = CASE WHEN wizard_step = 'SETTINGS' THEN NULL ELSE min(max(started_at, created_at), updated_at) END
WHERE started_at IS NOT NULL AND (wizard_step = 'SETTINGS' OR started_at < created_at OR started_at > updated_at);
