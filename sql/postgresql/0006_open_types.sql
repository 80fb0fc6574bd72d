-- The program alone defines the types of events and audit entries, so that a new type needs no migration.
ALTER TABLE events DROP CONSTRAINT events_event_type_check;
ALTER TABLE investigation_audit_log DROP CONSTRAINT investigation_audit_log_action_type_check;
