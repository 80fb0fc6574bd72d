-- What one process at a time may do. owner: which one; from expires_at on anybody may take it over.
CREATE TABLE leases (
    name TEXT NOT NULL PRIMARY KEY,
    owner TEXT NOT NULL,
    expires_at TEXT NOT NULL
) STRICT;

-- Every purge of the audit trail, written by the transaction that drops the entries first_entry_seq to last_entry_seq.
-- entries: how many there were; older_than: what retention allowed to drop; forced: more than a fifth at once.
CREATE TABLE audit_purges (
    purge_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    first_entry_seq INTEGER NOT NULL,
    last_entry_seq INTEGER NOT NULL,
    entries INTEGER NOT NULL CHECK (entries >= 1),
    older_than TEXT NOT NULL,
    forced INTEGER NOT NULL CHECK (forced IN (0, 1)),
    actor TEXT NOT NULL,
    purged_at TEXT NOT NULL,
    CHECK (first_entry_seq <= last_entry_seq)
) STRICT;

CREATE INDEX investigation_states_by_archiving ON investigation_states (archived_at) WHERE archived_at IS NOT NULL;

CREATE TRIGGER audit_purges_are_never_changed BEFORE UPDATE ON audit_purges
BEGIN
    SELECT RAISE(ABORT, 'purges of the trail are never changed');
END;

CREATE TRIGGER audit_purges_are_never_deleted BEFORE DELETE ON audit_purges
BEGIN
    SELECT RAISE(ABORT, 'purges of the trail are never forgotten');
END;
