-- How many inputs of an investigation wait for a person, NULL for none, and when the first of them expires. Both are
-- made of the progress by every write, so that no list and no search for expired inputs parses a document. No
-- investigation has an input when this migration runs.
ALTER TABLE investigation_states ADD COLUMN open_inputs INTEGER;
ALTER TABLE investigation_states ADD COLUMN inputs_expire_at TEXT;

CREATE INDEX investigation_states_waiting ON investigation_states (user_id, investigation_id)
    WHERE open_inputs IS NOT NULL;
CREATE INDEX investigation_states_inputs_expire ON investigation_states (inputs_expire_at)
    WHERE inputs_expire_at IS NOT NULL AND archived_at IS NULL;

-- The list of active investigations filters and counts by its index alone.
DROP INDEX investigation_states_active;
CREATE INDEX investigation_states_active ON investigation_states (
    user_id, archived_at, updated_at DESC, investigation_id, status, wizard_step, open_inputs)
    WHERE archived_at IS NULL;
