"""Peewee models of the tables around the audit trail; see `models`."""

from peewee import AutoField, CompositeKey, IntegerField, Model, TextField


class AuditAnchor(Model):
    investigation_id = TextField(primary_key=True)
    hash = TextField()
    purged_through = IntegerField()
    entries = IntegerField()
    deletions = IntegerField()
    anchored_at = TextField()

    class Meta:
        table_name = "audit_anchors"


class AuditSnapshot(Model):
    investigation_id = TextField()
    incarnation = IntegerField()
    version = IntegerField()
    state = TextField()

    class Meta:
        table_name = "audit_snapshots"
        primary_key = CompositeKey("investigation_id", "incarnation", "version")


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

    class Meta:
        table_name = "denied_attempts"
