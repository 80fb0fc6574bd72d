-- How many investigations of each kind a user has, so that a total of the history costs a few rows however many there
-- are. The migration takes the lock of CREATE TRIGGER before it counts, so no change is missed.
-- The triggers are deferred to the COMMIT, when the change holds the counter row of the owner's feed: changes of one
-- owner then meet in no row that the others do not wait for already, so they cannot deadlock.
DROP VIEW investigation_history_counts;

CREATE TABLE investigation_history_counts (
    user_id TEXT COLLATE "C" NOT NULL,
    archived INTEGER NOT NULL,
    status TEXT COLLATE "C" NOT NULL,
    risk_level TEXT COLLATE "C" NOT NULL,
    investigations BIGINT NOT NULL CHECK (investigations >= 0),
    PRIMARY KEY (user_id, archived, status, risk_level)
) WITH (fillfactor = 50);

CREATE FUNCTION count_history() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE investigation_history_counts SET investigations = investigations - 1
        WHERE user_id = OLD.user_id AND archived = (OLD.archived_at IS NOT NULL)::integer
            AND status = OLD.status AND risk_level = coalesce(OLD.risk_level, '');
    END IF;
    IF TG_OP <> 'DELETE' THEN
        INSERT INTO investigation_history_counts AS counts VALUES (
            NEW.user_id, (NEW.archived_at IS NOT NULL)::integer, NEW.status, coalesce(NEW.risk_level, ''), 1)
        ON CONFLICT (user_id, archived, status, risk_level) DO UPDATE SET investigations = counts.investigations + 1;
    END IF;
    RETURN NULL;
END
$$;

CREATE CONSTRAINT TRIGGER history_counts_insert_delete AFTER INSERT OR DELETE ON investigation_states
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION count_history();
CREATE CONSTRAINT TRIGGER history_counts_update
    AFTER UPDATE OF user_id, archived_at, status, risk_level ON investigation_states
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW
    WHEN ((OLD.user_id, OLD.archived_at IS NULL, OLD.status, OLD.risk_level)
        IS DISTINCT FROM (NEW.user_id, NEW.archived_at IS NULL, NEW.status, NEW.risk_level))
    EXECUTE FUNCTION count_history();

INSERT INTO investigation_history_counts (user_id, archived, status, risk_level, investigations)
SELECT user_id, archived, status, risk_level, count(*) FROM investigation_history
GROUP BY user_id, archived, status, risk_level;
