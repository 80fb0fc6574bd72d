-- Tokens that are refused before they expire. subject: `token:` and a SHA-256, `jti:` and the claim, or `user:` and the
-- user id; that refuses tokens issued until revoked_at. expires_at: from then on the row refuses nothing any more.
-- Workers read the rows after the newest number that they know, so a repeated revocation gets a new number.
CREATE TABLE revocations (
    revocation_seq INTEGER PRIMARY KEY AUTOINCREMENT,
    subject TEXT NOT NULL UNIQUE,
    revoked_at TEXT NOT NULL,
    expires_at TEXT NOT NULL,
    row_checksum INTEGER
) STRICT;
CREATE INDEX revocations_by_expiry ON revocations (expires_at);

-- The identity of the token that a ticket was issued for, so that its revocation also ends what the ticket opens.
ALTER TABLE tickets ADD COLUMN token_json TEXT;
