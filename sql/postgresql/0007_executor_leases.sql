-- The leases of executors: who may report on an investigation, and until when. The living lease of an investigation has
-- no ended_at. A row stays when its lease ends, so that an executor that comes back late learns why, and so that
-- the next fence is higher; rows also outlive their investigation, hence no reference to it.
-- end_reason: released, lost, taken_over, or what happened to the investigation: completed, cancelled, archived, reset,
-- deleted. A renewal changes last_seen_at and expires_at alone.
CREATE TABLE executor_leases (
    investigation_id TEXT COLLATE "C" NOT NULL,
    fence BIGINT NOT NULL CHECK (fence >= 1),
    lease_id TEXT COLLATE "C" NOT NULL UNIQUE,
    executor TEXT COLLATE "C" NOT NULL,
    user_id TEXT COLLATE "C" NOT NULL,
    ttl_s INTEGER NOT NULL CHECK (ttl_s >= 1),
    taken_at TEXT COLLATE "C" NOT NULL,
    last_seen_at TEXT COLLATE "C" NOT NULL,
    expires_at TEXT COLLATE "C" NOT NULL,
    ended_at TEXT COLLATE "C",
    end_reason TEXT COLLATE "C",
    row_checksum BIGINT,
    PRIMARY KEY (investigation_id, fence),
    CHECK ((ended_at IS NULL) = (end_reason IS NULL))
);
CREATE UNIQUE INDEX executor_leases_living ON executor_leases (investigation_id) WHERE ended_at IS NULL;
CREATE INDEX executor_leases_by_expiry ON executor_leases (expires_at) WHERE ended_at IS NULL;
CREATE INDEX executor_leases_by_end ON executor_leases (ended_at) WHERE ended_at IS NOT NULL;
