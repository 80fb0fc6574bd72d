-- Each row carries checksums of its columns, which the process that writes it computes (wizard_service/store/checksums.py)
-- and `verify rows` compares. Rows that were written before have none: NULL covers nothing. A state has one for each
-- section, so that a change of one section does not read the others. The events of a feed prove its head.
ALTER TABLE schema_migrations ADD COLUMN row_checksum INTEGER;
ALTER TABLE meta ADD COLUMN row_checksum INTEGER;
ALTER TABLE feeds ADD COLUMN row_checksum INTEGER;
ALTER TABLE investigation_states ADD COLUMN settings_checksum INTEGER;
ALTER TABLE investigation_states ADD COLUMN progress_checksum INTEGER;
ALTER TABLE investigation_states ADD COLUMN results_checksum INTEGER;
ALTER TABLE investigation_states ADD COLUMN row_checksum INTEGER;
ALTER TABLE investigation_access ADD COLUMN row_checksum INTEGER;
ALTER TABLE events ADD COLUMN row_checksum INTEGER;
ALTER TABLE audit_snapshots ADD COLUMN row_checksum INTEGER;
ALTER TABLE audit_anchors ADD COLUMN row_checksum INTEGER;
ALTER TABLE audit_purges ADD COLUMN row_checksum INTEGER;
ALTER TABLE denied_attempts ADD COLUMN row_checksum INTEGER;
ALTER TABLE investigation_templates ADD COLUMN row_checksum INTEGER;
ALTER TABLE investigation_template_versions ADD COLUMN row_checksum INTEGER;
ALTER TABLE idempotency_keys ADD COLUMN row_checksum INTEGER;
ALTER TABLE tickets ADD COLUMN row_checksum INTEGER;
ALTER TABLE leases ADD COLUMN row_checksum INTEGER;

-- The audit trail needs no checksum: the hash of an entry is one. Since version 2 the hash covers entry_seq and this
-- number too; entries of version 1 stay valid by their own rule (docs/audit.md).
ALTER TABLE investigation_audit_log ADD COLUMN hash_version INTEGER NOT NULL DEFAULT 1;
