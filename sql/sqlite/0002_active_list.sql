-- What a user is at work on, in the order it is shown. status and wizard_step are there to filter and count by
-- without touching a row, and archived_at because SQLite asks for it although it is always NULL here.
CREATE INDEX investigation_states_active
    ON investigation_states (user_id, archived_at, updated_at DESC, investigation_id, status, wizard_step)
    WHERE archived_at IS NULL;
