-- Deletions that have deleted a state and the newest events of its investigation, but not yet all older ones. The last
-- transaction of a deletion deletes its row; retention finishes a deletion that was interrupted.
-- feed_offset: of the event investigation_deleted in the feed of `owner`, before which the events of the id are deleted.
CREATE TABLE unfinished_deletions (
    investigation_id TEXT COLLATE "C" NOT NULL,
    owner TEXT COLLATE "C" NOT NULL,
    feed_offset BIGINT NOT NULL CHECK (feed_offset >= 1),
    row_checksum BIGINT,
    PRIMARY KEY (investigation_id, owner)
);

-- Deletions that were interrupted before this table existed.
INSERT INTO unfinished_deletions (investigation_id, owner, feed_offset)
SELECT investigation_id, owner, max(feed_offset) FROM events AS deletion
WHERE event_type = 'investigation_deleted' AND EXISTS (
    SELECT 1 FROM events AS older
    WHERE older.investigation_id = deletion.investigation_id AND older.owner = deletion.owner
        AND older.feed_offset < deletion.feed_offset)
GROUP BY investigation_id, owner;
