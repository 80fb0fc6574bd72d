-- The events of a feed that a recovery could not save. Their offsets are no gap that `verify state` must report.
CREATE TABLE feed_losses (
    owner TEXT NOT NULL PRIMARY KEY REFERENCES feeds (owner),
    events INTEGER NOT NULL CHECK (events > 0)
) STRICT;
