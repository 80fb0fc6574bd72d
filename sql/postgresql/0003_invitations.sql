-- A share is an invitation until its user accepts it. Shares that exist count as accepted.
-- The partial indexes keep invitations out of the way of lists: a user's list must not slow down by what others offer.
ALTER TABLE investigation_access ADD COLUMN accepted_at TEXT COLLATE "C";
UPDATE investigation_access SET accepted_at = granted_at, row_checksum = NULL;
DROP INDEX investigation_access_by_user;
CREATE INDEX investigation_access_accepted ON investigation_access (user_id, investigation_id)
WHERE accepted_at IS NOT NULL;
CREATE INDEX investigation_access_invited ON investigation_access (user_id, granted_at)
WHERE accepted_at IS NULL;

-- Only the last owner of a deleted investigation may use its id again, also after retention has purged its trail. The
-- owner in anchors that exist is unknown, so the ids of wholly purged trails stay taken.
ALTER TABLE audit_anchors ADD COLUMN user_id TEXT COLLATE "C";
