-- A dump that is restored into the database that it was made of continues from an earlier moment, but its server and
-- its database are the same. Its tables are new ones, which the number of `events` shows.
ALTER TABLE database_identity ADD COLUMN events_oid BIGINT;

-- The server expands a comparison of rows when it reads a dump, and the start would take the trigger for a changed one.
DROP TRIGGER history_counts_update ON investigation_states;
CREATE CONSTRAINT TRIGGER history_counts_update
    AFTER UPDATE OF user_id, archived_at, status, risk_level ON investigation_states
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN (OLD.user_id IS DISTINCT FROM NEW.user_id
        OR (OLD.archived_at IS NULL) IS DISTINCT FROM (NEW.archived_at IS NULL)
        OR OLD.status IS DISTINCT FROM NEW.status
        OR OLD.risk_level IS DISTINCT FROM NEW.risk_level)
    EXECUTE FUNCTION count_history();
