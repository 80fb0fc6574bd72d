"""Peewee models of the audit trail, its purges and unfinished deletions, one to one with the tables (see `models`)."""

from peewee import AutoField, CompositeKey, IntegerField, Model, TextField


class AuditEntry(Model):
    entry_seq = AutoField()
    entry_id = TextField()
    investigation_id = TextField()
    incarnation = IntegerField()
    user_id = TextField()
    actor = TextField()
    action_type = TextField()
    source = TextField()
    version = IntegerField()
    previous_state = TextField(null=True)
    changes = TextField(null=True)
    timestamp = TextField()
    request_id = TextField()
    previous_hash = TextField()
    hash = TextField()
    hash_version = IntegerField()
    action_types = TextField(null=True)
    trace_id = TextField(null=True)

    class Meta:
        table_name = "investigation_audit_log"


class AuditSnapshot(Model):
    investigation_id = TextField()
    incarnation = IntegerField()
    version = IntegerField()
    state = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "audit_snapshots"
        primary_key = CompositeKey("investigation_id", "incarnation", "version")


class AuditAnchor(Model):
    investigation_id = TextField(primary_key=True)
    hash = TextField()
    purged_through = IntegerField()
    entries = IntegerField()
    deletions = IntegerField()
    anchored_at = TextField()
    row_checksum = IntegerField(null=True)
    user_id = TextField(null=True)

    class Meta:
        table_name = "audit_anchors"


class AuditPurge(Model):
    purge_seq = AutoField()
    first_entry_seq = IntegerField()
    last_entry_seq = IntegerField()
    entries = IntegerField()
    older_than = TextField()
    forced = IntegerField()
    actor = TextField()
    purged_at = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "audit_purges"


class DeniedAttempt(Model):
    attempt_seq = AutoField()
    investigation_id = TextField()
    user_id = TextField()
    actor = TextField()
    source = TextField()
    attempted = TextField()
    code = TextField()
    detail = TextField()
    version = IntegerField()
    timestamp = TextField()
    request_id = TextField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "denied_attempts"


class UnfinishedDeletion(Model):
    investigation_id = TextField()
    owner = TextField()
    feed_offset = IntegerField()
    row_checksum = IntegerField(null=True)

    class Meta:
        table_name = "unfinished_deletions"
        primary_key = CompositeKey("investigation_id", "owner")
